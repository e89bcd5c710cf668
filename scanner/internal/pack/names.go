package pack

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// nameDeltas names what is stored as a delta.
func (b *builder) nameDeltas() error {
	b.forest = b.plant()
	b.headers.Do(func() {})
	var roots []root
	for _, family := range b.forest.families {
		whole := b.kinds[family.entry] < offsetDelta
		if whole && family.entries > 1 || b.forest.bases[family.entry] == brokenBase {
			roots = append(roots, family)
		}
	}
	for entry, id := range b.ids {
		if b.kinds[entry] < offsetDelta {
			b.know(id, entry)
		}
	}
	if err := b.walkAll(roots); err != nil {
		return err
	}
	for len(b.ready) > 0 {
		next := b.ready[len(b.ready)-1]
		b.ready = b.ready[:len(b.ready)-1]
		if err := b.walkAll([]root{{entry: next}}); err != nil {
			return err
		}
	}
	if len(b.waiting) > 0 {
		return fmt.Errorf("deltas of %d %w", len(b.waiting), errThin)
	}
	return nil
}

// know tells the deltas that wait for an object that it has a name.
func (b *builder) know(id oid.ID, entry int) {
	if b.named == nil {
		return
	}
	b.named[id] = int32(entry)
	b.ready = append(b.ready, b.waiting[id]...)
	delete(b.waiting, id)
}

// plant builds the forest without the deltas of named bases.
func (b *builder) plant() *forest {
	f := &forest{types: make([]Type, len(b.kinds)), bases: make([]int32, len(b.kinds))}
	for entry, kind := range b.kinds {
		f.types[entry], f.bases[entry] = Type(kind), rootBase
		if kind < offsetDelta {
			continue
		}
		f.types[entry], f.bases[entry] = 0, foreignBase
		if kind == offsetDelta {
			f.bases[entry] = brokenBase
			h, err := b.reader.header(&b.packFile, b.extent(entry))
			if base, ok := b.entryAt(b.offsets[entry] - h.distance); err == nil && ok {
				f.bases[entry] = int32(base)
			}
		}
	}
	f.finish(b.Pack)
	return f
}

// walkAll names the entries of families.
func (b *builder) walkAll(roots []root) error {
	all := Family{roots: roots, types: typesOf(nil), forest: b.deltas()}
	var failed error
	err := b.reader.Walk(b.ctx, b.Pack, all, b.find, func(e *Entry) error {
		if id := &b.ids[e.Index]; id.IsZero() {
			name, err := b.nameOf(e)
			if err != nil {
				return err
			}
			*id = name
			b.know(name, e.Index)
		}
		return nil
	}, func(entry int, err error) {
		if failed == nil {
			failed = fmt.Errorf("entry %d of the pack: %w", entry, err)
		}
	})
	if err != nil {
		return err
	}
	return failed
}

// nameOf returns the name of an entry's object.
func (b *builder) nameOf(e *Entry) (oid.ID, error) {
	if e.Open == nil {
		return b.name(e.Type, e.Data), nil
	}
	in, err := e.Open()
	if err != nil {
		return oid.ID{}, err
	}
	defer in.Close()
	return b.streamName(e.Type, e.Size, in)
}

// find reads a base that has a name. Often the next delta has the same; a large one is read again for each.
func (b *builder) find(id oid.ID) (Content, error) {
	offset, ok, _ := b.locate(id)
	switch {
	case !ok:
		return Content{}, errNoBase
	case b.last.id == id:
		return b.last.Content, nil
	}
	c, err := b.bases.read(b, offset, b.last.Data, nil)
	b.last.id, b.last.Content = oid.ID{}, Content{}
	if err == nil && !c.Large() {
		b.last.id, b.last.Content = id, c
	}
	return c, err
}

// locate implements library.
func (b *builder) locate(id oid.ID) (offset int64, ok bool, err error) {
	entry, ok := b.named[id]
	if !ok {
		return 0, false, nil
	}
	return b.offsets[entry], true, nil
}

// encode returns the index, version 2 (gitformat-pack(5)).
func (b *builder) encode() []byte {
	order := make([]int32, len(b.ids))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(b.ids[x].Compare(b.ids[y]), cmp.Compare(x, y))
	})
	var out, large bytes.Buffer
	word := func(n uint32) { out.Write(binary.BigEndian.AppendUint32(out.AvailableBuffer(), n)) }
	out.WriteString("\377tOc\x00\x00\x00\x02")
	b.encodeFanout(order, word)
	for _, entry := range order {
		out.Write(b.ids[entry].Bytes())
	}
	for _, entry := range order {
		word(b.crcs[entry])
	}
	for _, entry := range order {
		offset := b.offsets[entry]
		if offset < largeOffset {
			word(uint32(offset))
			continue
		}
		word(largeOffset | uint32(large.Len()/8))
		large.Write(binary.BigEndian.AppendUint64(large.AvailableBuffer(), uint64(offset)))
	}
	out.Write(large.Bytes())
	out.Write(b.sum)
	hash := b.format.New()
	hash.Write(out.Bytes())
	return append(out.Bytes(), hash.Sum(nil)...)
}

// encodeFanout writes how many names start with each byte or a smaller one.
func (b *builder) encodeFanout(order []int32, word func(uint32)) {
	n := 0
	for first := range 256 {
		for n < len(order) && int(b.ids[order[n]].Bytes()[0]) == first {
			n++
		}
		word(uint32(n))
	}
}
