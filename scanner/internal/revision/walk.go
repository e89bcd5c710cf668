package revision

import (
	"cmp"
	"container/heap"
	"context"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// The commits that can be reached from some and not from others are found as git does (git-rev-list(1)): from the newest to the
// oldest, marking parents, until all that are left are unwanted. Where clocks were wrong that may give more commits than there should
// be, never fewer.

type flags uint8

const (
	left     flags = 1 << iota // reached from what is wanted
	right                      // reached from the other side of A...B
	unwanted                   // reached from what is not wanted
	queued
	listed
)

// Request says which commits are wanted. IDs are those of commits.
type Request struct {
	Wanted []oid.ID
	// Other is the other side of a symmetric difference: what both sides can reach is not wanted.
	Other    []oid.ID
	Unwanted []oid.ID
	Since    int64 // commits that were made before, in seconds since 1970, are not wanted, nor is what only they lead to; 0 for no limit
	MaxDepth int   // how many commits the way from a wanted one may have; 0 for no limit
}

// Missing is a commit that the repository lacks, or that cannot be read.
type Missing struct {
	ID       oid.ID
	Unwanted bool // only what is not wanted names it: the result may have more commits than it should
	Err      error
}

// Result is what a walk finds.
type Result struct {
	Commits []*Commit // oldest first; a commit comes after its parents unless clocks were wrong
	Cut     []*Commit // those of them that a shallow clone ends with, although their parents would be wanted
	Missing []Missing
}

// walk is the state of a walk.
type walk struct {
	*Graph
	request Request
	near    map[oid.ID]bool // within MaxDepth; nil for no limit
	queue   queue
	wanted  int // how many in the queue are
	oldest  int64
	missing map[oid.ID]*Missing
	result  Result
}

// Walk finds commits. It must not be called again on the same graph.
func (g *Graph) Walk(ctx context.Context, r Request) (*Result, error) {
	w := &walk{Graph: g, request: r, missing: map[oid.ID]*Missing{}}
	if r.MaxDepth > 0 {
		w.measure()
	}
	for _, s := range []struct {
		ids []oid.ID
		as  flags
	}{{r.Unwanted, unwanted}, {r.Wanted, left}, {r.Other, right}} {
		for _, id := range s.ids {
			w.reach(id, s.as)
		}
	}
	var seen []*Commit
	for len(w.queue) > 0 && (w.wanted > 0 || w.queue[0].When >= w.oldest && len(seen) > 0) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c := w.next()
		if c.flags&(unwanted|listed) == 0 {
			c.flags |= listed
			seen = append(seen, c)
			if len(seen) == 1 || c.When < w.oldest {
				w.oldest = c.When
			}
		}
		for _, p := range c.Parents {
			if !c.Cut {
				w.reach(p, c.flags&(left|right|unwanted))
			}
		}
	}
	w.finish(seen)
	return &w.result, nil
}

// reach marks a commit, and queues it if that is news.
func (w *walk) reach(id oid.ID, as flags) {
	c, err := w.Commit(id)
	if err != nil {
		w.lacks(id, as, err)
		return
	}
	if as&unwanted == 0 && (c.When < w.request.Since || w.near != nil && !w.near[id]) {
		return
	}
	mark := c.flags | as
	if mark&left != 0 && mark&right != 0 {
		mark |= unwanted
	}
	if mark == c.flags {
		return
	}
	if c.flags&queued != 0 {
		if c.flags&unwanted == 0 && mark&unwanted != 0 {
			w.wanted--
		}
		c.flags = mark
		return
	}
	c.flags = mark | queued
	if mark&unwanted == 0 {
		w.wanted++
	}
	heap.Push(&w.queue, c)
}

func (w *walk) lacks(id oid.ID, as flags, err error) {
	if w.missing[id] == nil {
		w.missing[id] = &Missing{id, true, err}
	}
	w.missing[id].Unwanted = w.missing[id].Unwanted && as&unwanted != 0
}

func (w *walk) next() *Commit {
	c := heap.Pop(&w.queue).(*Commit)
	c.flags &^= queued
	if c.flags&unwanted == 0 {
		w.wanted--
	}
	return c
}

// finish keeps what stayed wanted, oldest first.
func (w *walk) finish(seen []*Commit) {
	for _, c := range slices.Backward(seen) {
		if c.flags&unwanted != 0 {
			continue
		}
		w.result.Commits = append(w.result.Commits, c)
		if c.Cut && w.deeper(c) {
			w.result.Cut = append(w.result.Cut, c)
		}
	}
	slices.SortStableFunc(w.result.Commits, func(a, b *Commit) int { return cmp.Compare(a.When, b.When) })
	for _, m := range w.missing {
		w.result.Missing = append(w.result.Missing, *m)
	}
	slices.SortFunc(w.result.Missing, func(a, b Missing) int { return a.ID.Compare(b.ID) })
}

// deeper reports whether what was asked for goes beyond a commit.
func (w *walk) deeper(c *Commit) bool {
	return slices.ContainsFunc(c.Parents, func(p oid.ID) bool {
		return (w.near == nil || w.near[p]) && !slices.Contains(w.request.Unwanted, p)
	})
}

// measure finds the commits within the depth that was asked for, and the names of parents there that are missing.
func (w *walk) measure() {
	w.near = map[oid.ID]bool{}
	level := slices.Concat(w.request.Wanted, w.request.Other)
	for depth := 0; depth < w.request.MaxDepth && len(level) > 0; depth++ {
		var below []oid.ID
		for _, id := range level {
			if w.near[id] {
				continue
			}
			w.near[id] = true
			if c, err := w.Commit(id); err == nil { // else the walk tells
				below = append(below, c.Parents...)
			}
		}
		level = below
	}
}

// queue has the newest commit first.
type queue []*Commit

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[j].When, q[i].When), q[i].ID.Compare(q[j].ID)) < 0
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(c any)   { *q = append(*q, c.(*Commit)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	c := (*q)[last]
	*q = (*q)[:last]
	return c
}
