package scanner

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/internal/cache"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/source"
)

// A secret stands in every version of a file, and few versions are told of. So a cache lists which secrets each content holds, as
// numbers, and the next scan reads only the contents that were told of. They give the numbers their meaning: a secret in a new content is
// known again, and no digest is kept, which a dictionary could turn back. What attribution says has to be told of beside them is read then.

// errOtherSecrets is told of a content in which other secrets are found than a cache lists.
var errOtherSecrets = errors.New("the cache lists other secrets in it; hint: remove the cache and scan again")

// listed returns the secrets that the cache lists, by content.
func (e *earlier) listed() map[oid.ID][]int32 {
	out := make(map[oid.ID][]int32, len(e.known.Holders))
	for i, r := range e.known.Holders {
		var numbers []int32
		for _, n := range cache.Of(e.known.Holders, e.known.Secrets, i) {
			numbers = append(numbers, int32(n))
		}
		out[oid.New(e.known.Name(int(r.Object)))] = numbers
	}
	return out
}

// contents returns the secrets of the contents of this scan, and of those that the cache lists.
func (s *scan) contents() *contents {
	e := s.earlier
	if e == nil {
		return contentsOf(s.hits, nil)
	}
	c := contentsOf(s.hits, e.held)
	for id, numbers := range e.held {
		if e.holds(id) {
			c.blobs[id] = numbers
		} else if !slices.Equal(c.blobs[id], numbers) {
			s.gap(source.Skip{Class: source.Unread, What: id.String(), Why: errOtherSecrets.Error()})
		}
	}
	e.secrets, e.told = c.blobs, map[oid.ID]bool{}
	return c
}

// holds reports whether the cache lists the secrets of a content, which was not read.
func (e *earlier) holds(id oid.ID) bool {
	if e == nil || e.held[id] == nil {
		return false
	}
	n, ok := e.numbers.Of(id)
	return ok && e.flags[n]&cache.Held != 0
}

// attributed notes what attribution found, and what it found at no path.
func (e *earlier) attributed(result *attribute.Result, unplaced []*hit) {
	if e == nil {
		return
	}
	e.result = result
	for _, h := range unplaced {
		e.told[h.place.object] = true
	}
}

// reread scans those contents again of which the cache only lists the secrets, and returns which of them could not be.
func (s *scan) reread(ctx context.Context, store *odb.Store, c *contents, ids []oid.ID) map[oid.ID]bool {
	slices.SortFunc(ids, oid.ID.Compare)
	ids = slices.Compact(ids)
	found, errs := make([][]hit, len(ids)), make([]error, len(ids))
	s.parallel(len(ids), func(i int) { found[i], errs[i] = s.scanAgain(ctx, store, ids[i]) })
	lost := map[oid.ID]bool{}
	for i, id := range ids {
		if errs[i] == nil && len(found[i]) != len(c.blobs[id]) {
			errs[i] = errOtherSecrets
		}
		if errs[i] != nil {
			s.gap(source.Skip{Class: source.Unread, What: id.String(), Why: errs[i].Error()})
			lost[id] = true
			continue
		}
		first := len(s.hits)
		s.hits = append(s.hits, found[i]...)
		for k := range found[i] {
			c.hits[id] = append(c.hits[id], &s.hits[first+k])
		}
	}
	return lost
}

// scanAgain returns the hits of a content, in order.
func (s *scan) scanAgain(ctx context.Context, store *odb.Store, id oid.ID) ([]hit, error) {
	content, err := store.GetAny(id, nil)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	if content.Large() {
		return nil, errOtherSecrets // which are never listed of such a one alone
	}
	w := s.take()
	defer s.give(w)
	b := source.Blob{Kind: source.File, Object: id, Data: content.Data, Size: int64(len(content.Data))}
	found, err := w.found(ctx, &b, &place{kind: source.File, object: id}, w.afresh)
	slices.SortStableFunc(found, compareHits)
	return found, err
}

// untold reads what attribution says has to be told of and only the cache knew, and leaves out what could not be.
func (s *scan) untold(ctx context.Context, store *odb.Store, c *contents, occurrences []attribute.Occurrence) []attribute.Occurrence {
	if s.earlier == nil {
		return occurrences
	}
	var ids []oid.ID
	for _, o := range occurrences {
		s.earlier.told[o.Blob] = true
		if c.hits[o.Blob] == nil {
			ids = append(ids, o.Blob)
		}
	}
	lost := s.reread(ctx, store, c, ids)
	return slices.DeleteFunc(occurrences, func(o attribute.Occurrence) bool { return lost[o.Blob] })
}

// hold adds the contents with secrets, and renumbers these.
func (e *earlier) hold(c *cache.Contents, places []uint32) {
	type holder struct {
		place   uint32
		secrets []int32
	}
	holders := make([]holder, 0, len(e.secrets))
	for id, secrets := range e.secrets {
		if n, ok := e.numbers.Of(id); ok {
			holders = append(holders, holder{places[n], secrets})
		}
	}
	slices.SortFunc(holders, func(a, b holder) int { return cmp.Compare(a.place, b.place) })
	numbers := map[int32]uint32{}
	for _, h := range holders {
		c.Holders = append(c.Holders, cache.Run{Object: h.place, First: uint32(len(c.Secrets))})
		for _, secret := range h.secrets {
			number, ok := numbers[secret]
			if !ok {
				number = uint32(len(numbers))
				numbers[secret] = number
			}
			c.Secrets = append(c.Secrets, number)
		}
	}
}
