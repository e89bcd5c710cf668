package odb

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/edit"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// looseBatch is how many loose objects make a piece of work.
const looseBatch = 128

// Object is one object of a walk. Data is valid until yield returns; for a blob above pack.LargeSize it is nil and Open starts a
// read from the beginning.
type Object struct {
	ID   oid.ID
	Type pack.Type
	Size int64
	Data []byte
	Open func() (io.ReadCloser, error)
	// Step tells how Data follows from an earlier object of the batch.
	Step edit.Step
}

// Batch is a piece of work for one worker: some objects of the types that were asked for.
type Batch struct {
	store  *Store
	types  []pack.Type
	twice  *twice
	pack   int // index, -1 for loose objects
	family pack.Family
	dir    string
	loose  []oid.ID
	known  func(entry int) bool // nil for none
}

// Len returns how many objects the batch has at most.
func (b *Batch) Len() int { return b.family.Entries + len(b.loose) }

// Batches returns all objects of the given types, packs in order of their names first, then loose objects. An object that lies
// in several places belongs to the first of them; in other packs it comes with Step.Known, for those that follow from it.
func (s *Store) Batches(types ...pack.Type) []Batch {
	return s.BatchesBut(nil, nil, types...)
}

// BatchesBut is Batches without objects whose numbers are known, unless n is nil. Those that others are built on come with Step.Known.
// known is called by several goroutines.
func (s *Store) BatchesBut(n *Numbers, known func(number int32) bool, types ...pack.Type) []Batch {
	var out []Batch
	loose := make([][]oid.ID, len(s.dirs))
	for i, dir := range s.dirs {
		loose[i] = s.looseIDs(dir)
	}
	twice := s.twice(loose)
	for i, p := range twice.packs {
		var isKnown, wanted func(entry int) bool
		if n != nil && i < len(n.packs) && n.packs[i] == p {
			first := n.first[i]
			isKnown = func(entry int) bool { return known(first + int32(p.PositionOf(entry))) }
			wanted = func(entry int) bool { return !isKnown(entry) || twice.has(i, entry) }
		}
		for _, f := range p.Families(wanted, types...) {
			out = append(out, Batch{store: s, types: types, twice: twice, pack: i, family: f, known: isKnown})
		}
	}
	for i, dir := range s.dirs {
		ids := loose[i]
		if n != nil {
			ids = slices.DeleteFunc(ids, func(id oid.ID) bool {
				number, ok := n.Of(id)
				return ok && known(number) && !s.elsewhere(dir, id)
			})
		}
		for ids := range slices.Chunk(ids, looseBatch) {
			out = append(out, Batch{store: s, types: types, pack: -1, dir: dir, loose: ids})
		}
	}
	return out
}

// Read yields the batch's objects. What can't be read goes to fail, named, and the rest is read. It returns the first error of
// yield unchanged, or ctx's.
func (b *Batch) Read(ctx context.Context, yield func(*Object) error, fail func(Problem)) error {
	if b.pack < 0 {
		return b.readLoose(ctx, yield, fail)
	}
	s := b.store
	packs := b.twice.packs
	p := packs[b.pack]
	r := s.readers.Get().(*pack.Reader)
	defer s.readers.Put(r)
	var o Object
	broken := map[oid.ID]error{}
	err := r.Walk(ctx, p, b.family, s.base, func(e *pack.Entry) error {
		o = Object{ID: p.ID(e.Index), Type: e.Type, Size: e.Size, Data: e.Data, Open: e.Open}
		o.Step = edit.Step{Depth: e.Depth, Edits: e.Edits, BaseSize: e.BaseSize, BaseDone: e.BaseDone, Known: b.known != nil && b.known(e.Index)}
		if b.twice.has(b.pack, e.Index) {
			earlier := inPacks(packs[:b.pack], o.ID)
			if err := o.verify(s.Repository.Format); err != nil {
				fail(Problem{"object " + o.ID.String(), regular.Why(errCopy)})
				o.Step.Known = true
				if !earlier {
					broken[o.ID] = err
				}
			}
			o.Step.Known = o.Step.Known || earlier
		}
		return yield(&o)
	}, func(entry int, err error) {
		if id := p.ID(entry); !inPacks(packs[:b.pack], id) {
			broken[id] = err
		}
	})
	if err != nil {
		return err
	}
	return b.recover(broken, yield, fail)
}

// recover looks for objects that are broken in their pack in the other places that hold them.
func (b *Batch) recover(broken map[oid.ID]error, yield func(*Object) error, fail func(Problem)) error {
	for _, id := range slices.SortedFunc(maps.Keys(broken), oid.ID.Compare) {
		if err := b.again(id, broken[id], yield, fail); err != nil {
			return err
		}
	}
	return nil
}

func (b *Batch) again(id oid.ID, broken error, yield func(*Object) error, fail func(Problem)) error {
	c, err := b.store.whole(id)
	if err != nil {
		// Who asks for blobs is told of an object of unknown type, so that several walks over a store tell it once.
		if !errors.As(broken, new(pack.Untyped)) || slices.Contains(b.types, pack.Blob) {
			fail(Problem{"object " + id.String(), regular.Why(broken)})
		}
		return nil
	}
	defer c.Close()
	if !slices.Contains(b.types, c.Type) {
		return nil
	}
	return yield(c.object(id))
}

func inPacks(packs []*pack.Pack, id oid.ID) bool {
	for _, p := range packs {
		if _, ok := p.Find(id); ok {
			return true
		}
	}
	return false
}

func (b *Batch) readLoose(ctx context.Context, yield func(*Object) error, fail func(Problem)) error {
	var buf []byte
	for _, id := range b.loose {
		if err := ctx.Err(); err != nil {
			return err
		}
		o, err := b.readOne(id, buf)
		if b.store.elsewhere(b.dir, id) {
			if o != nil && o.Open != nil {
				err = o.verify(b.store.Repository.Format)
			}
			if err == errName {
				fail(Problem{"object " + id.String(), regular.Why(errCopy)})
			}
			continue
		}
		if err != nil {
			// Another place may hold it whole; a git gc may just have moved it.
			if err := b.recover(map[oid.ID]error{id: err}, yield, fail); err != nil {
				return err
			}
			continue
		}
		if o == nil {
			continue
		}
		if err := yield(o); err != nil {
			return err
		}
		if cap(o.Data) > cap(buf) {
			buf = o.Data
		}
	}
	return nil
}

// elsewhere reports whether a loose object in the folder own belongs to a pack or to an earlier folder, which look for it here if theirs
// is broken.
func (s *Store) elsewhere(own string, id oid.ID) bool {
	if inPacks(s.snapshot(), id) {
		return true
	}
	for _, dir := range s.dirs {
		if dir == own {
			return false
		}
		if _, err := os.Lstat(loosePath(dir, id)); err == nil {
			return true
		}
	}
	return false
}

// readOne reads a loose object, nil if it is of another type than asked for.
func (b *Batch) readOne(id oid.ID, buf []byte) (*Object, error) {
	path := loosePath(b.dir, id)
	l, err := openLoose(path)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	if !slices.Contains(b.types, l.typ) {
		return nil, nil
	}
	c, err := l.read(path, id, pack.LargeSize, b.store.Repository.Format, buf)
	if err != nil {
		return nil, err
	}
	return c.object(id), nil
}
