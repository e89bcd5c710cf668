package commits

import (
	"context"
	"errors"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/treediff"
	"github.com/sluice-scan/sluice/scanner/source"
)

// batch is some commits.
type batch struct {
	*Source
	commits []commit
}

// Blobs implements source.Batch.
func (b *batch) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	r := newReader(ctx, b.Source, yield, skip)
	for i := range b.commits {
		if err := r.commit(&b.commits[i]); err != nil {
			return err
		}
		r.keep(b.Number(b.commits[i].ID))
	}
	return nil
}

// rest is what is scanned besides commits.
type rest struct{ *Source }

// Blobs implements source.Batch.
func (b *rest) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	r := newReader(ctx, b.Source, yield, skip)
	for _, ref := range b.others.refs {
		if err := r.text(source.Blob{Kind: source.Ref, Ref: ref.name, Object: ref.object}, ref.name); err != nil {
			return err
		}
	}
	for _, id := range b.others.tags {
		if err := r.tag(id); err != nil {
			return err
		}
	}
	for _, id := range b.others.contents {
		r.arrive(id, arrival{})
	}
	for _, id := range b.others.trees {
		err := r.comparer.Changes(id, nil, func(c *treediff.Change) error { return r.change(nil, c) }, r.unread)
		if err != nil {
			return err
		}
	}
	r.keep(len(b.commits))
	return ctx.Err()
}

// reader reads for one batch.
type reader struct {
	*Source
	ctx      context.Context
	yield    func(*source.Blob) error
	skip     func(source.Skip)
	comparer *treediff.Comparer
	told     map[string]bool // names of people and files
	arrivals map[oid.ID][]arrival
}

func newReader(ctx context.Context, s *Source, yield func(*source.Blob) error, skip func(source.Skip)) *reader {
	return &reader{Source: s, ctx: ctx, yield: yield, skip: skip, comparer: treediff.New(s.store), told: map[string]bool{}}
}

func (r *reader) unread(what string, err error) { r.Source.unread(r.skip, what, err) }

func (r *Repository) unread(skip func(source.Skip), what string, err error) {
	class, why := source.Unread, err.Error()
	if errors.Is(err, odb.ErrNotFound) {
		class, why = r.Accept.OfMissing(), r.store.Repository.Lack()
	}
	skip(source.Skip{Class: class, What: what, Why: why})
}

// commit yields what a commit brings.
func (r *reader) commit(c *commit) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	_, data, err := r.store.Get(c.ID, nil)
	if err != nil {
		r.unread("commit "+c.ID.String(), err)
		return nil
	}
	parsed, err := object.ParseCommit(data)
	if err != nil {
		r.unread("commit "+c.ID.String(), err)
		return nil
	}
	r.objects.Add(1)
	blob := source.Blob{Kind: source.CommitMessage, Object: c.ID, Commit: c.ID, Data: parsed.Message, Size: int64(len(parsed.Message))}
	if err := r.yield(&blob); err != nil {
		return err
	}
	if len(parsed.Extra) > 0 {
		if err := r.text(source.Blob{Kind: source.Tag, Object: c.ID, Commit: c.ID}, string(parsed.Extra)); err != nil {
			return err
		}
	}
	for _, by := range []object.Signature{parsed.Author, parsed.Committer} {
		if err := r.once(source.Blob{Kind: source.Author, Object: c.ID, Commit: c.ID}, by.Name); err != nil {
			return err
		}
	}
	return r.comparer.Changes(c.Tree, c.before, func(ch *treediff.Change) error { return r.change(c, ch) }, r.unread)
}

// tag yields the texts of an annotated tag.
func (r *reader) tag(id oid.ID) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	_, data, err := r.store.Get(id, nil)
	if err != nil {
		r.unread("tag "+id.String(), err)
		return nil
	}
	t, err := object.ParseTag(data)
	if err != nil {
		r.unread("tag "+id.String(), err)
		return nil
	}
	r.objects.Add(1)
	if err := r.yield(&source.Blob{Kind: source.Tag, Object: id, Commit: id, Data: t.Message, Size: int64(len(t.Message))}); err != nil {
		return err
	}
	if len(t.Extra) > 0 {
		if err := r.text(source.Blob{Kind: source.Tag, Object: id, Commit: id}, string(t.Extra)); err != nil {
			return err
		}
	}
	if err := r.once(source.Blob{Kind: source.Author, Object: id, Commit: id}, t.Tagger.Name); err != nil {
		return err
	}
	return r.once(source.Blob{Kind: source.Ref, Object: id, Ref: "refs/tags/" + t.Name}, "refs/tags/"+t.Name)
}

// once yields a text that the batch did not yield before.
func (r *reader) once(b source.Blob, text string) error {
	if key := string(b.Kind) + " " + text; !r.told[key] {
		r.told[key] = true
		return r.text(b, text)
	}
	return nil
}

func (r *reader) text(b source.Blob, text string) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	b.Data, b.Size = []byte(text), int64(len(text))
	return r.yield(&b)
}

// change keeps a content that is new at its path, and yields the names that are new in that; c is nil outside of commits.
func (r *reader) change(c *commit, ch *treediff.Change) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if ch.New >= 0 {
		for name := range strings.SplitSeq(ch.Path[ch.New:], "/") {
			if err := r.once(source.Blob{Kind: source.FileName, Path: name, Object: ch.ID, Commit: c.id()}, name); err != nil {
				return err
			}
		}
	}
	if ch.Gitlink {
		r.skip(source.Skip{Class: source.Outside, What: ch.Path, Why: "a submodule's commit: its content is in another repository"})
		return nil
	}
	r.arrive(ch.ID, arrival{c, ch.Path, ch.Before})
	return nil
}

// arrive keeps where a content comes to.
func (r *reader) arrive(id oid.ID, a arrival) {
	if r.arrivals == nil {
		r.arrivals = map[oid.ID][]arrival{}
	}
	if len(r.arrivals[id]) <= mostOfCommit { // with one more it shows that there are more
		r.arrivals[id] = append(r.arrivals[id], a)
	}
}

// keep keeps what came in the n-th commit for Late.
func (r *reader) keep(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Source.arrivals[n], r.arrivals = r.arrivals, nil
}

func (c *commit) id() oid.ID {
	if c == nil {
		return oid.ID{}
	}
	return c.ID
}
