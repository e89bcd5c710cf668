package scanner

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sourcegraph/conc/pool"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/order"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Findings of a history: the same secret stands in every version of a file, and is one finding for each place that it was brought to.

// token is a secret as attribution counts it: the n-th of its rule and text in a content.
type token struct {
	rule, secret string
	ordinal      int
}

// contents tells which secrets the blobs of a history hold, by number, and finds the hit again.
type contents struct {
	numbers map[token]int32
	blobs   map[oid.ID][]int32
	hits    map[oid.ID][]*hit // in the order of blobs
}

// history attributes the hits of a repository.
func (s *scan) history(ctx context.Context, repository attribute.Repository) ([]finding.Finding, error) {
	c := s.contents()
	var trees *attribute.Trees
	if s.earlier != nil {
		trees = s.earlier.trees
	}
	unnamed := s.unnamed()
	result, err := attribute.Run(ctx, repository, s.wanted(c.blobs, unnamed), trees, s.parallel, s.skip)
	if err != nil {
		return nil, err
	}
	result.Occurrences = s.named(unnamed, result.Occurrences)
	if s.options.Shard.first() {
		s.objects += result.Trees
	} else {
		result.Problems = nil // the first shard tells them
	}
	s.gaps(result.Problems)
	out, placed := s.places(c, s.untold(ctx, repository.Store(), c, result.Occurrences))
	var unplaced []*hit
	for i := range s.hits {
		if h := &s.hits[i]; h.place.kind != source.File || !placed[h.place.object] {
			unplaced = append(unplaced, h)
		}
	}
	s.earlier.attributed(result, unplaced)
	staged := indexPaths(repository, unplaced)
	for _, h := range unplaced {
		f, err := s.placeless(ctx, h, result, staged[h.place.object])
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	late, err := s.late(ctx, repository, result)
	return append(out, late...), err
}

// placeless makes the finding of a text that no commit has at a path; an index may have it at some, or a tree that a tag names.
func (s *scan) placeless(ctx context.Context, h *hit, result *attribute.Result, staged []string) (f finding.Finding, err error) {
	f = s.finding(h)
	f.History = &finding.History{}
	switch h.place.kind {
	case source.CommitMessage, source.Tag, source.Note, source.Author:
		id := h.place.object
		if id.IsZero() { // a part of the object only
			id = h.place.commit
		}
		f.Source.Object = id.String()
		f.History.Introduced = []finding.Commit{result.Describe(id)}
		f.History.Reach, err = result.Reach(ctx, id)
	case source.File:
		if f.History.Reach, err = result.Reach(ctx, h.place.object); err == nil {
			f.Paths = result.Apart(h.place.object)
		}
	}
	if len(staged) > 0 {
		f.Paths, f.Source.Kind = staged, string(source.Index)
		if f.History.Reach.Rank() < finding.ReachLocal.Rank() {
			f.History.Reach = finding.ReachLocal
		}
	}
	if len(f.Paths) > 0 {
		f.Path = f.Paths[0]
	}
	s.decide(&f, h)
	return f, err
}

// gaps tells what attribution could not do.
func (s *scan) gaps(problems []odb.Problem) {
	for _, p := range problems {
		s.gap(source.Skip{Class: source.Unread, What: p.What, Why: p.Why})
	}
}

// parallel runs f for each number below n on the scan's workers.
func (s *scan) parallel(n int, f func(int)) {
	workers := pool.New().WithMaxGoroutines(s.options.Workers)
	for i := range n {
		workers.Go(func() { s.guard(func() string { return "a piece of the history" }, func() { f(i) }) })
	}
	workers.Wait()
}

// contentsOf numbers the secrets of all blobs. Hits are sorted by content and place. listed has the numbers of those of some blobs, in
// order.
func contentsOf(hits []hit, listed map[oid.ID][]int32) *contents {
	c := &contents{map[token]int32{}, map[oid.ID][]int32{}, map[oid.ID][]*hit{}}
	next := int32(0)
	for _, numbers := range listed {
		for _, n := range numbers {
			next = max(next, n+1)
		}
	}
	tokens(hits, func(h *hit, t token, place int) {
		if numbers := listed[h.place.object]; place < len(numbers) {
			c.numbers[t] = numbers[place]
		}
	})
	tokens(hits, func(h *hit, t token, _ int) {
		number, ok := c.numbers[t]
		if !ok {
			number = next
			c.numbers[t] = number
			next++
		}
		id := h.place.object
		c.blobs[id] = append(c.blobs[id], number)
		c.hits[id] = append(c.hits[id], h)
	})
	return c
}

// tokens calls yield for each hit in a blob, with its secret and how many hits stand in front of it there.
func tokens(hits []hit, yield func(h *hit, t token, place int)) {
	seen := map[token]int{}
	var blob *place
	n := 0
	for i := range hits {
		h := &hits[i]
		if h.place.kind != source.File {
			continue
		}
		if blob == nil || blob.object != h.place.object {
			clear(seen)
			blob, n = h.place, 0
		}
		t := token{rule: h.Rule.ID, secret: h.Secret}
		seen[t]++
		t.ordinal = seen[t]
		yield(h, t, n)
		n++
	}
}

// hit returns the hit of a secret in a blob.
func (c *contents) hit(id oid.ID, secret int32) *hit {
	return c.hits[id][slices.Index(c.blobs[id], secret)]
}

// places makes findings of occurrences. Those of one secret in one content are one finding with several paths. It also tells which
// blobs have a place.
func (s *scan) places(c *contents, occurrences []attribute.Occurrence) ([]finding.Finding, map[oid.ID]bool) {
	placed := map[oid.ID]bool{}
	known := map[int32]bool{}
	slices.SortStableFunc(occurrences, func(a, b attribute.Occurrence) int {
		return cmp.Or(cmp.Compare(a.Secret, b.Secret), a.Blob.Compare(b.Blob))
	})
	var out []finding.Finding
	for i := 0; i < len(occurrences); {
		j := i + 1
		for j < len(occurrences) && occurrences[j].Secret == occurrences[i].Secret && occurrences[j].Blob == occurrences[i].Blob {
			j++
		}
		known[occurrences[i].Secret] = true
		if same := s.spoken(c, occurrences[i:j]); len(same) > 0 {
			out = append(out, s.place(c, same)...)
		}
		i = j
	}
	for id, secrets := range c.blobs {
		placed[id] = !slices.ContainsFunc(secrets, func(n int32) bool { return !known[n] })
	}
	return out, placed
}

// spoken returns the occurrences of a secret in one content at those paths that the policy lets its rule speak of.
func (s *scan) spoken(c *contents, same []attribute.Occurrence) []attribute.Occurrence {
	rule := c.hit(same[0].Blob, same[0].Secret).Rule.ID
	return slices.DeleteFunc(same, func(o attribute.Occurrence) bool { return !s.letsSpeak(rule, o.Path) })
}

// place makes the findings of a secret in one content, which may lie at several paths.
func (s *scan) place(c *contents, same []attribute.Occurrence) []finding.Finding {
	all := make([]located, len(same))
	for i := range same {
		o := &same[i]
		all[i] = located{c.hit(o.Blob, o.Secret), o}
	}
	return s.told(all)
}

// occurring makes the finding of a secret that occurs in one content at some paths, the first of which is told.
func (s *scan) occurring(first located, same []located) finding.Finding {
	f := s.finding(first.hit)
	f.Path, f.Paths, f.History = first.Path, nil, &finding.History{}
	seen := map[string]bool{}
	for _, o := range same {
		f.Paths = append(f.Paths, o.Path)
		f.History.AtHead = f.History.AtHead || o.AtHead
		if o.Reach.Rank() >= f.History.Reach.Rank() {
			f.History.Reach = o.Reach
		}
		f.History.Removed = later(f.History.Removed, o.Removed)
		for _, commit := range o.Introduced {
			if !seen[commit.ID] {
				seen[commit.ID] = true
				f.History.Introduced = append(f.History.Introduced, commit)
			}
		}
	}
	if len(same) > 1 {
		slices.SortStableFunc(f.History.Introduced, func(a, b finding.Commit) int {
			return cmp.Or(made(a).Compare(made(b)), cmp.Compare(a.ID, b.ID))
		})
	}
	if f.History.AtHead {
		f.History.Removed = finding.Commit{}
	}
	slices.Sort(f.Paths)
	if first.Note {
		f.Source.Kind = string(source.Note)
	}
	s.decide(&f, first.hit)
	return f
}

// byPlace orders occurrences by which of them is told: in HEAD first, then the oldest.
func byPlace(a, b *attribute.Occurrence) int {
	return cmp.Or(order.TrueFirst(a.AtHead, b.AtHead), strings.Compare(oldest(a), oldest(b)), strings.Compare(a.Path, b.Path))
}

// later returns the commit that was made last; the zero commit is the first of all.
func later(a, b finding.Commit) finding.Commit {
	if made(a).After(made(b)) || b.ID == "" {
		return a
	}
	return b
}

// made returns when a commit was made.
func made(c finding.Commit) time.Time {
	t, _ := time.Parse(time.RFC3339, c.Date)
	return t
}

// oldest returns the date of the first commit, "" sorting last as "~".
func oldest(o *attribute.Occurrence) string {
	if len(o.Introduced) == 0 || o.Introduced[0].Date == "" {
		return "~"
	}
	return o.Introduced[0].Date
}
