package commits

import (
	"bytes"
	"context"
	"errors"
	"io"
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

// few is how many contents are read one by one: the way through the packs begins with the headers of all their entries.
const few = 1024

// arrival is a content that a commit brings to a path.
type arrival struct {
	commit *commit // nil for what a ref names
	path   string
	before []oid.ID
}

// Late implements source.Late: the contents.
func (s *Source) Late() source.Source {
	s.places = map[oid.ID][]arrival{}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, list := range s.arrivals {
		for id, more := range list {
			s.places[id] = append(s.places[id], more...)
		}
	}
	return &contents{s}
}

// Places calls yield for each place to which commits bring a content, the oldest commits first. It may be called after Late, by several
// goroutines.
func (s *Source) Places(id oid.ID, yield func(source.Place)) {
	for _, a := range s.places[id] {
		p := source.Place{Commit: a.commit.id(), Path: a.path}
		if a.commit != nil && len(a.commit.before) > 0 {
			p.Previous = func() ([]byte, error) { return s.previous(id, &a) }
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
		for part := range slices.Chunk(wanted, batchContents) {
			batches = append(batches, &random{c.Source, part})
		}
	} else {
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
		data, err := b.blob(id, buf)
		if err != nil {
			b.unread(skip, "object "+id.String(), err)
			continue
		}
		buf = data
		b.objects.Add(1)
		blob := source.Blob{Kind: source.File, Object: id, Size: int64(len(data)), Data: data}
		if blob.Size > source.LargeSize {
			blob.Data, blob.Open = nil, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
		}
		if err := yield(&blob); err != nil {
			return err
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
		if !o.Step.Known {
			b.source.objects.Add(1)
		}
		return yield(&source.Blob{Kind: source.File, Object: o.ID, Size: o.Size, Data: o.Data, Open: o.Open, Step: o.Step})
	}, func(p odb.Problem) { skip(source.Skip{Class: source.Unread, What: p.What, Why: p.Why}) })
}

// blob reads a content into buf, if that is large enough.
func (r *Repository) blob(id oid.ID, buf []byte) ([]byte, error) {
	typ, data, err := r.store.Get(id, buf)
	if err == nil && typ != pack.Blob {
		err = errors.New("no content: a " + typ.String())
	}
	return data, err
}

// previous returns what stood at a path before, or in the file that it was renamed from; nil if nothing did.
func (s *Source) previous(id oid.ID, a *arrival) ([]byte, error) {
	if len(a.before) > 0 {
		return s.joined(a.before)
	}
	var gone []treediff.Gone
	err := treediff.New(s.store).Gone(a.commit.Tree, a.commit.before, func(path string, id oid.ID) error {
		gone = append(gone, treediff.Gone{Path: path, ID: id})
		return nil
	}, func(string, error) {}) // what is unread was told
	if err != nil || len(gone) == 0 {
		return nil, err
	}
	data, err := s.blob(id, nil)
	if err != nil {
		return nil, err
	}
	read := func(id oid.ID) ([]byte, error) { return s.blob(id, nil) }
	if from, ok := treediff.From(a.path, data, id, gone, read); ok {
		return s.blob(from, nil)
	}
	return nil, nil
}

// joined returns contents with line ends between: a value must not arise from two halves.
func (s *Source) joined(ids []oid.ID) ([]byte, error) {
	var all []byte
	for i, id := range ids {
		data, err := s.blob(id, nil)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			all = append(all, '\n')
		}
		all = append(all, data...)
	}
	return all, nil
}
