package commits

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/treediff"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Contents are read when all commits were compared with their parents: each once, wherever commits bring it, and if they are many in
// the order of the packs, where one follows from the other.

// few is how many contents are read one by one, but for chains of large ones: the way through the packs begins with the headers of all
// their entries.
const few = 1024

// arrival is a content that a commit brings to a path.
type arrival struct {
	commit *commit // nil for what a ref names
	path   string
	before []oid.ID
}

// Bounds of the places of one content that are kept, of one commit and in all: a few trees that hold each other many times over bring
// one to a million places, and each commit that holds them under another name brings it to as many more.
const (
	mostOfCommit = 1 << 14
	mostPlaces   = 1 << 16
)

// Late implements source.Late: the contents.
func (s *Source) Late() source.Source {
	s.places, s.crowded = map[oid.ID][]arrival{}, map[oid.ID]bool{}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, list := range s.arrivals {
		for id, more := range list {
			room := min(mostOfCommit, mostPlaces-len(s.places[id]))
			if len(more) > room {
				more = more[:room]
				s.crowded[id] = true
			}
			s.places[id] = append(s.places[id], more...)
		}
	}
	return &contents{s}
}

// Crowded returns the contents that commits bring to more places than Places tells: 16,384 of a commit, and 65,536 of all. It may be
// called after Late, by several goroutines.
func (s *Source) Crowded() map[oid.ID]bool { return s.crowded }

// Places calls yield for each place to which commits bring a content, the oldest commits first. It may be called after Late, by several
// goroutines.
func (s *Source) Places(id oid.ID, yield func(source.Place)) {
	for _, a := range s.places[id] {
		p := source.Place{Commit: a.commit.id(), Path: a.path}
		if a.commit != nil && len(a.commit.before) > 0 {
			p.Previous = func(known func(oid.ID) bool) source.Previous {
				return func(yield func(*source.Blob) error) error { return s.previous(id, &a, known, yield) }
			}
		}
		yield(p)
	}
}

// Contents returns the contents that commits bring to a path of which is holds, in the order of their object names. It may be called
// after Late.
func (s *Source) Contents(is func(path string) bool) iter.Seq[oid.ID] {
	var out []oid.ID
	for id, all := range s.places {
		if slices.ContainsFunc(all, func(a arrival) bool { return is(a.path) }) {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, oid.ID.Compare)
	return slices.Values(out)
}

// Brings reports whether commits bring a content. It may be called after Late, by several goroutines.
func (s *Source) Brings(id oid.ID) bool { return len(s.places[id]) > 0 }

// contents is the source of all contents that commits bring.
type contents struct{ *Source }

// Total implements source.Total.
func (c *contents) Total() int { return len(c.places) }

// Batches implements source.Source.
func (c *contents) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	wanted := slices.SortedFunc(maps.Keys(c.places), oid.ID.Compare)
	wanted = slices.DeleteFunc(wanted, func(id oid.ID) bool {
		missing := !c.store.Has(id)
		if missing {
			c.unread(skip, "object "+id.String(), odb.ErrNotFound)
		}
		return missing
	})
	var batches []source.Batch
	if len(wanted) <= few {
		chains, rest := c.store.Chains(wanted)
		for _, b := range chains {
			batches = append(batches, &ordered{c.Source, b})
		}
		for part := range slices.Chunk(rest, batchContents) {
			batches = append(batches, &random{c.Source, part})
		}
	} else {
		for _, id := range wanted {
			if t, ok := c.store.TypeOf(id); ok && t != pack.Blob { // it is not among the batches
				c.unread(skip, "object "+id.String(), noContent(t))
			}
		}
		numbers := c.store.Numbers()
		unwanted := func(n int32) bool { _, ok := c.places[oid.New(numbers.Name(n))]; return !ok }
		for _, b := range c.store.BatchesBut(numbers, unwanted, pack.Blob) {
			batches = append(batches, &ordered{c.Source, b})
		}
	}
	for _, b := range batches {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := yield(b); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// batchContents is how many contents are read one by one in a batch.
const batchContents = 32

// random is contents that are read one by one.
type random struct {
	*Source
	ids []oid.ID
}

// Blobs implements source.Batch.
func (b *random) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	var buf []byte
	for _, id := range b.ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		var failed error
		err := b.blob(id, &buf, func(blob *source.Blob) error {
			b.objects.Add(1)
			failed = yield(blob)
			return failed
		})
		if failed != nil {
			return failed
		}
		if err != nil {
			b.unread(skip, "object "+id.String(), err)
		}
	}
	return nil
}

// ordered is contents in the order of a pack.
type ordered struct {
	source *Source
	odb.Batch
}

// Blobs implements source.Batch.
func (b *ordered) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	return b.Read(ctx, func(o *odb.Object) error {
		if o.Type != pack.Blob {
			if !o.Step.Known {
				b.source.unread(skip, "object "+o.ID.String(), noContent(o.Type))
			}
			return nil
		}
		if !o.Step.Known {
			b.source.objects.Add(1)
		}
		return yield(&source.Blob{Kind: source.File, Object: o.ID, Size: o.Size, Data: o.Data, Open: o.Open, Step: o.Step})
	}, func(p odb.Problem) { skip(source.Skip{Class: source.Unread, What: p.What, Why: p.Why}) })
}

func noContent(t pack.Type) error { return errors.New("no content: a " + t.String()) }

// blob yields a content, which it reads into buf, growing that.
func (r *Repository) blob(id oid.ID, buf *[]byte, yield func(*source.Blob) error) error {
	c, err := r.store.GetAny(id, *buf)
	if err != nil {
		return err
	}
	defer c.Close()
	if c.Type != pack.Blob {
		return noContent(c.Type)
	}
	blob := source.Blob{Kind: source.File, Object: id, Size: c.Size, Data: c.Data}
	if c.Large() {
		blob.Open = c.Open
	} else {
		*buf = c.Data
	}
	return yield(&blob)
}

// previous yields what stood at a path before, or in the file that it was renamed from, but for what is known.
func (s *Source) previous(id oid.ID, a *arrival, known func(oid.ID) bool, yield func(*source.Blob) error) error {
	before := a.before
	if len(before) == 0 {
		from, err := s.renamed(id, a)
		if err != nil || from.IsZero() {
			return err
		}
		before = []oid.ID{from}
	}
	var buf []byte
	for _, id := range before {
		if known != nil && known(id) {
			continue
		}
		if err := s.blob(id, &buf, yield); err != nil {
			return err
		}
	}
	return nil
}

// small returns a content that is small enough to be compared with others.
func (s *Source) small(id oid.ID) ([]byte, error) {
	c, err := s.store.GetAny(id, nil)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if c.Size > treediff.MaxRenamed {
		return nil, treediff.ErrTooLarge
	}
	return c.Data, nil
}
