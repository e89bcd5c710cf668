package sqlite

import (
	"encoding/binary"
	"slices"
)

// Kinds of pages, by their first byte.
const (
	innerIndex = 0x02
	innerTable = 0x05
	leafIndex  = 0x0a
	leafTable  = 0x0d
)

// take returns a page that was not read before, nil if it was or does not exist.
func (r *rows) take(number uint32) []byte {
	if r.readFor[number] != nil {
		return nil
	}
	p := r.page(number)
	if p != nil {
		r.readFor[number] = r.table
	}
	return p
}

// tree reads the rows below a page. Those of tables with row ids lie in leaves, those of others in all pages of an index.
func (r *rows) tree(root uint32) {
	for waiting := []uint32{root}; len(waiting) > 0 && !r.text.Over; {
		number := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		p := r.take(number)
		if p == nil {
			continue
		}
		switch body(p, number)[0] {
		case leafTable:
			r.leaf(p, number)
		case leafIndex:
			r.cells(p, number, func(cell []byte) int { return r.payload(cell, true) })
		case innerTable, innerIndex:
			below := r.inner(p, number)
			slices.Reverse(below)
			waiting = append(waiting, below...)
		}
	}
}

// leaf reads the rows of a leaf of a table.
func (r *rows) leaf(p []byte, number uint32) {
	r.cells(p, number, func(cell []byte) int { return r.payload(cell, false) })
}

// inner returns the pages below one, in order, and reads the rows of the page itself if it is of an index.
func (r *rows) inner(p []byte, number uint32) (below []uint32) {
	head := body(p, number)
	r.cells(p, number, func(cell []byte) int {
		if len(cell) < 4 {
			return 0
		}
		below = append(below, binary.BigEndian.Uint32(cell))
		if head[0] == innerIndex {
			return r.payload(cell[4:], true)
		}
		return 0
	})
	return append(below, binary.BigEndian.Uint32(head[8:]))
}

// body returns a page without the head of the database, which is in the first one.
func body(p []byte, number uint32) []byte {
	if number == 1 {
		return p[databaseHead:]
	}
	return p
}

// cells gives the cells of a page, each with all that is behind it in the page, to a function that returns how many bytes its row
// has there. Those of a sound page do not overlap, so no more bytes are read than it has.
func (r *rows) cells(p []byte, number uint32, cell func([]byte) int) {
	head := body(p, number)
	count := int(binary.BigEndian.Uint16(head[3:]))
	at := 8
	if head[0] == innerTable || head[0] == innerIndex {
		at = 12
	}
	const least = 4 // bytes of a cell
	for left := r.usable; count > 0 && left > 0 && at+2 <= len(head) && !r.text.Over; count-- {
		if start := int(binary.BigEndian.Uint16(head[at:])); start < r.usable {
			left -= max(least, cell(p[start:r.usable]))
		}
		at += 2
	}
}

// payload reads the row in a cell, and returns how many of its bytes lie there. In an index it has no row id, and less of it lies
// in the page.
func (r *rows) payload(cell []byte, index bool) (here int) {
	size, n := varint(cell)
	cell = cell[n:]
	most := r.usable - 35
	if index {
		most = (r.usable-12)*64/255 - 23
	} else {
		_, n = varint(cell)
		cell = cell[n:]
	}
	if size <= uint64(most) {
		here = min(len(cell), int(size))
		r.record(cell[:here])
		return here
	}
	least := (r.usable-12)*32/255 - 23
	here = least + int((size-uint64(least))%uint64(r.usable-4))
	if here > most {
		here = least
	}
	if here+4 > len(cell) {
		return here
	}
	if size > mostRow {
		size, r.cut = mostRow, true
	}
	r.long = r.overflow(append(r.long[:0], cell[:here]...), size, binary.BigEndian.Uint32(cell[here:]))
	r.record(r.long)
	return here
}

// overflow adds the rest of a row of that size, from the page where it goes on.
func (r *rows) overflow(row []byte, size uint64, next uint32) []byte {
	for uint64(len(row)) < size {
		p := r.take(next)
		if p == nil {
			break
		}
		next = binary.BigEndian.Uint32(p)
		part := p[4:r.usable]
		row = append(row, part[:min(uint64(len(part)), size-uint64(len(row)))]...)
	}
	return row
}

// varint reads an integer of one to nine bytes, and returns how many they are; 0 where data is too short.
func varint(data []byte) (value uint64, n int) {
	for n < len(data) && n < 9 {
		b := data[n]
		n++
		if n == 9 {
			return value<<8 | uint64(b), n
		}
		value = value<<7 | uint64(b&0x7f)
		if b < 0x80 {
			return value, n
		}
	}
	return 0, 0
}
