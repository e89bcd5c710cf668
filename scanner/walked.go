package scanner

import (
	"cmp"
	"context"
	"slices"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/internal/cache"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// Commits that were walked: what attribution needs of them, their trees and parents, is in the cache, so that they are not read again.

// commits tells attribution the commits that are not.
func (e *earlier) commits(yield attribute.CommitFunc) {
	id := func(place uint32) oid.ID {
		if place == cache.None {
			return oid.ID{}
		}
		return oid.New(e.numbers.Name(e.at[place]))
	}
	for i, r := range e.known.Commits {
		if e.flags[e.at[r.Object]] == 0 {
			continue // it is read again
		}
		known := cache.Of(e.known.Commits, e.known.Parents, i)
		parents := make([]oid.ID, len(known))
		for k, p := range known {
			parents[k] = id(p)
		}
		yield(id(r.Object), id(e.known.Details[i].Tree), parents, e.known.Details[i].When)
	}
}

// walked is a commit by places of objects in a cache.
type walked struct {
	object  uint32
	detail  cache.Detail
	parents []uint32
}

// walk adds all commits.
func (e *earlier) walk(ctx context.Context, c *cache.Contents, places []uint32) error {
	place := func(number int32) uint32 {
		if number < 0 {
			return cache.None
		}
		return places[number]
	}
	var all []walked
	err := e.result.Commits(ctx, func(commit, tree int32, parents []int32, when int64) {
		w := walked{place(commit), cache.Detail{Tree: place(tree), When: when}, make([]uint32, len(parents))}
		for i, p := range parents {
			w.parents[i] = place(p)
		}
		all = append(all, w)
	})
	slices.SortFunc(all, func(a, b walked) int { return cmp.Compare(a.object, b.object) })
	for _, w := range slices.CompactFunc(all, func(a, b walked) bool { return a.object == b.object }) {
		c.Commits = append(c.Commits, cache.Run{Object: w.object, First: uint32(len(c.Parents))})
		c.Details = append(c.Details, w.detail)
		c.Parents = append(c.Parents, w.parents...)
	}
	return err
}
