package odb

import (
	"errors"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Git does not compute the name of an object when it reads one, so bytes could hide behind the name of others: in a second pack, where
// nobody would look, or in the first, where the second is what git serves. Of objects that lie in several places each copy is read and
// named.

var errCopy = errors.New("one of its copies does not have its name: it is damaged, or somebody hides something behind another object")

// twice tells which objects of packs lie in another place, too.
type twice struct {
	packs []*pack.Pack
	bits  [][]uint64 // of each pack, by the position of names
}

// twice compares what the packs and folders of the store list.
func (s *Store) twice(loose [][]oid.ID) *twice {
	t := &twice{packs: s.snapshot()}
	for i, p := range t.packs {
		t.bits = append(t.bits, make([]uint64, (p.Len()+63)/64))
		for j := range i {
			t.compare(i, j)
		}
		for _, ids := range loose {
			for _, id := range ids {
				if at, ok := p.Position(id); ok {
					t.set(i, at)
				}
			}
		}
	}
	return t
}

// compare looks up the names of the smaller one of two packs in the other.
func (t *twice) compare(i, j int) {
	if t.packs[i].Len() > t.packs[j].Len() {
		i, j = j, i
	}
	for at := range t.packs[i].Len() {
		if other, ok := t.packs[j].Position(oid.New(t.packs[i].Name(at))); ok {
			t.set(i, at)
			t.set(j, other)
		}
	}
}

func (t *twice) set(pack, at int) { t.bits[pack][at/64] |= 1 << (at % 64) }

// has reports whether an entry's object lies in another place, too.
func (t *twice) has(pack, entry int) bool {
	if t.bits == nil { // it was not looked for
		return false
	}
	at := t.packs[pack].PositionOf(entry)
	return t.bits[pack][at/64]>>(at%64)&1 != 0
}

// verify compares what a whole object has with its name.
func (o *Object) verify(format oid.Format) error {
	if o.Open == nil {
		if nameOf(o.Type, o.Data, format) != o.ID {
			return errName
		}
		return nil
	}
	in, err := o.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(io.Discard, newVerified(in, o.Type, o.Size, o.ID, format))
	return err
}
