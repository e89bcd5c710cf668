package pack

import (
	"context"
	"fmt"
	"io"
)

// Entry is one object of a walk.
type Entry struct {
	Index int
	Type  Type
	// Data is the whole content; nil if Open is set. It is valid until yield returns.
	Data []byte
	// Size of the content in bytes.
	Size int64
	// Open starts a read of a blob above LargeSize. It may be called more than once, and concurrently, until yield returns.
	Open func() (io.ReadCloser, error)
	// Depth is 0 for a root. The base of an entry at depth d > 0 is the entry at depth d-1 that was yielded last.
	Depth int
	// Edits tell how Data follows from its base; none for a root, and where one of both is above LargeSize. Valid until yield returns.
	Edits []Edit
	// BaseSize is the size in bytes of the content that Edits refer to.
	BaseSize int
	// BaseDone says that it is the last entry of that base.
	BaseDone bool
}

// walk is the state of a Walk.
type walk struct {
	pack   *Pack
	forest *forest
	types  typeSet
	base   Base
	yield  func(*Entry) error
	fail   func(entry int, err error)
	entry  Entry   // for yield, reused
	now    Content // of entry, while it is yielded
	held   []frame // bases whose deltas are not all read yet
}

// frame is a base with its deltas to come, at least one.
type frame struct {
	Content
	depth  int
	deltas []int32
}

// Walk yields the objects of a family of p, each entry once, bases before their deltas, depth first. What can't be read goes to
// fail, each entry once, and so does all that is built on it; the rest is still yielded. Objects of types that were not
// asked for are neither yielded nor failed, but those of unknown type fail, with an Untyped. base may be nil; it is asked for bases
// outside the pack, and an entry built on such a base counts as a root.
//
// The *Entry is reused for the next call. Walk returns the first error of yield unchanged, or ctx's. yield may use other
// Readers but not r.
func (r *Reader) Walk(ctx context.Context, p *Pack, family Family, base Base, yield func(*Entry) error,
	fail func(entry int, err error)) error {
	r.walk = walk{pack: p, forest: family.forest, types: family.types, base: base, yield: yield, fail: fail, held: r.walk.held[:0]}
	r.buffers.budget = r.budget
	defer r.finishWalk()
	for _, root := range family.roots {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.walkRoot(root.entry); err != nil {
			return err
		}
		for len(r.walk.held) > 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.walkDelta(); err != nil {
				return err
			}
		}
		r.buffers.settle()
	}
	return nil
}

// finishWalk lets go of everything that belongs to the walk, also after an error or a panic of yield.
func (r *Reader) finishWalk() {
	w := &r.walk
	r.release(w.now)
	for _, frame := range w.held {
		r.release(frame.Content)
	}
	clear(w.held)
	*w = walk{held: w.held[:0]}
	r.buffers.finish()
}

// walkRoot yields an entry without a base in the pack.
func (r *Reader) walkRoot(entry int32) error {
	w := &r.walk
	e := w.pack.extent(int(entry))
	h, err := r.header(&w.pack.packFile, e)
	if err == nil {
		switch w.forest.bases[entry] {
		case brokenBase:
			err = errBrokenBase
		case cyclicBase:
			w.failed(entry, errCycle) // and nothing else: what is built on it is cyclic as well
			return nil
		}
	}
	if err != nil {
		r.failAll(entry, err)
		return nil
	}
	if h.isDelta() {
		return r.walkForeign(entry, e, &h)
	}
	if r.isLarge(Type(h.kind), h.size) && len(w.forest.of(entry)) == 0 {
		return r.walkLarge(entry, e, &h)
	}
	c, err := r.loadWhole(&w.pack.packFile, e, &h)
	if err != nil {
		r.failAll(entry, err)
		return nil
	}
	return r.emit(Entry{}, entry, c)
}

// walkForeign yields a delta of an object outside the pack.
func (r *Reader) walkForeign(entry int32, e extent, h *header) error {
	w := &r.walk
	base, err := w.base.find(h.base)
	if err != nil {
		r.failAll(entry, err)
		return nil
	}
	defer base.Close()
	if !w.types.has(base.Type) {
		return nil
	}
	c, err := r.derive(&w.pack.packFile, e, h, base)
	if err != nil {
		r.failAll(entry, err)
		return nil
	}
	r.edits = r.edits[:0] // nobody has the base
	return r.emit(Entry{}, entry, c)
}

// walkLarge yields a blob as a stream of which there are no deltas.
func (r *Reader) walkLarge(entry int32, e extent, h *header) error {
	w := &r.walk
	open, err := r.opener(&w.pack.packFile, e, h)
	if err != nil {
		r.failAll(entry, err)
		return nil
	}
	w.entry = Entry{Index: int(entry), Type: Blob, Size: h.size, Open: open}
	return w.yield(&w.entry)
}

// walkDelta yields the next delta of the base that was held last, which is let go if there are no more of them.
func (r *Reader) walkDelta() error {
	w := &r.walk
	top := &w.held[len(w.held)-1]
	entry, base, depth := top.deltas[0], top.Content, top.depth+1
	top.deltas = top.deltas[1:]
	e := w.pack.extent(int(entry))
	h, err := r.header(&w.pack.packFile, e)
	var c Content
	if err == nil {
		c, err = r.derive(&w.pack.packFile, e, &h, base)
	}
	done := len(top.deltas) == 0
	if done {
		*top = frame{}
		w.held = w.held[:len(w.held)-1]
		r.release(base)
	}
	if err != nil {
		r.failAll(entry, err)
		return nil
	}
	return r.emit(Entry{Depth: depth, Edits: r.edits, BaseSize: int(base.Size), BaseDone: done}, entry, c)
}

// emit yields an entry and holds its content if there are deltas of it.
func (r *Reader) emit(e Entry, entry int32, c Content) error {
	w := &r.walk
	e.Index, e.Type, e.Data, e.Size = int(entry), c.Type, c.Data, c.Size
	w.now = c
	if c.Large() {
		e.Open = w.now.Open
	}
	w.entry = e
	if err := w.yield(&w.entry); err != nil {
		return err
	}
	w.now = Content{}
	if deltas := w.forest.of(entry); len(deltas) > 0 {
		w.held = append(w.held, frame{c, e.Depth, deltas})
		return nil
	}
	r.release(c)
	return nil
}

// failed reports an entry.
func (w *walk) failed(entry int32, err error) {
	if w.forest.types[entry] == 0 {
		err = Untyped{err}
	}
	w.fail(int(entry), err)
}

// Untyped is the error of an object whose type nobody knows: each walk meets it, whichever types are asked for.
type Untyped struct{ Err error }

func (u Untyped) Error() string { return u.Err.Error() }

// Unwrap returns the error alone.
func (u Untyped) Unwrap() error { return u.Err }

// failAll reports an entry and all that is built on it.
func (r *Reader) failAll(entry int32, err error) {
	r.walk.failed(entry, err)
	r.failDeltas(entry, err)
}

// failDeltas reports all that is built on an entry.
func (r *Reader) failDeltas(entry int32, err error) {
	err = fmt.Errorf("delta base can't be read: %w", err)
	pending := append([]int32(nil), r.walk.forest.of(entry)...)
	for len(pending) > 0 {
		last := pending[len(pending)-1]
		r.walk.failed(last, err)
		pending = append(pending[:len(pending)-1], r.walk.forest.of(last)...)
	}
}
