package sqlite

import (
	"encoding/binary"
	"iter"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Rows that were deleted, or replaced by longer ones, stay where they are until others take their place: in the gap between the places of a
// page's cells and the cells, and in freed blocks (1.6 of the file format), whose first four bytes, which tell where the next block lies and
// how long this one is, have the place of the row's own first bytes. Where a full page was divided, copies of rows lie in it that are in another
// one: those that were shown are not shown again.

const (
	blockHead     = 4
	mostRecovered = 100 // columns of a row that is looked for
	mostSteps     = 16  // as many bytes and columns may be looked at as the file has bytes
)

// deleted reads the deleted rows of pages that hold a table's rows, and of those that only list free ones: of these tables.
func (db *database) deleted(all []table) {
	out := rows{database: db, of: all}
	for number := range db.numbers {
		t := db.readFor[number]
		p := db.page(number)
		if t == nil || body(p, number)[0] != leafTable || db.text.Over {
			continue
		}
		lost := *t
		lost.name, out.table = "deleted rows", &lost
		out.freed(p, number)
	}
	out.table = &table{name: "deleted rows"}
	for p := range db.trunks() {
		out.recover(p, false)
	}
	out.flush()
}

// freed reads the deleted rows of a leaf.
func (r *rows) freed(p []byte, number uint32) {
	for part, block := range r.free(p, number) {
		r.recover(part, block)
	}
}

// free gives the parts of a leaf that hold no cell, and says whether one is a freed block.
func (db *database) free(p []byte, number uint32) iter.Seq2[[]byte, bool] {
	return func(yield func([]byte, bool) bool) {
		head := body(p, number)
		first := len(p) - len(head) + 8 + 2*int(binary.BigEndian.Uint16(head[3:]))
		end := int(binary.BigEndian.Uint16(head[5:]))
		if end == 0 || end > db.usable {
			end = db.usable
		}
		if first < end && !yield(p[first:end], false) {
			return
		}
		for at, last := int(binary.BigEndian.Uint16(head[1:])), 0; at > last && at+blockHead <= db.usable; {
			size := int(binary.BigEndian.Uint16(p[at+2:]))
			if at+size > db.usable || size > blockHead && !yield(p[at:at+size], true) {
				return
			}
			last, at = at, int(binary.BigEndian.Uint16(p[at:]))
		}
	}
}

// trunks gives the pages that list free ones, without the list.
func (db *database) trunks() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		first := db.page(1)
		if first == nil {
			return
		}
		for number := binary.BigEndian.Uint32(first[32:]); db.readFor[number] == nil; {
			p := db.page(number)
			if p == nil {
				return
			}
			db.readFor[number] = &table{}
			list := 8 + 4*uint64(binary.BigEndian.Uint32(p[4:]))
			if list < uint64(db.usable) && !yield(p[list:db.usable]) {
				return
			}
			number = binary.BigEndian.Uint32(p)
		}
	}
}

// recover reads the rows in a part of a page that holds no cell.
func (r *rows) recover(part []byte, block bool) {
	for len(part) > blockHead && r.steps > 0 && !r.text.Over {
		if block {
			if n := r.headless(part); n > 0 {
				part = part[n:]
				_, whole := r.whole(part)
				block = whole == 0
				continue
			}
			block = false
		}
		payload, n := r.whole(part)
		if n > 0 && (r.row != nil || !r.repeats(valuesOf(payload))) {
			r.record(payload)
		}
		part = part[max(1, n):]
	}
}

// whole returns the row of a cell that begins a part, and how long the cell is, 0 if there is none.
func (r *rows) whole(part []byte) (payload []byte, n int) {
	size, n := varint(part)
	_, m := varint(part[n:])
	if rest := part[n+m:]; n > 0 && m > 0 && size > 1 && size <= uint64(len(rest)) && r.sound(rest[:size]) {
		return rest[:size], n + m + int(size)
	}
	return nil, 0
}

// sound reports whether bytes are a row that the table may have had, with a text in it.
func (r *rows) sound(payload []byte) bool {
	size, n := varint(payload)
	if n == 0 || size > uint64(len(payload)) || size <= uint64(n) {
		return false
	}
	types, sum, ok := r.types(payload[n:size], mostRecovered)
	if !ok || sum != uint64(len(payload))-size || len(r.table.columns) > 0 && len(types) > len(r.table.columns) {
		return false
	}
	r.steps -= len(payload)
	return r.texts(appendValues(r.values[:0], payload, r.encoding))
}

// types reads serial types, as many as there are and no more than most, and how many bytes their values take. The result is valid until the
// next call.
func (r *rows) types(b []byte, most int) (types []uint64, sum uint64, ok bool) {
	r.serials = r.serials[:0]
	for len(b) > 0 && len(r.serials) < most {
		r.steps--
		serial, n := varint(b)
		if n == 0 || serial == 10 || serial == 11 || serial > 1<<20 {
			return nil, 0, false
		}
		r.serials, b = append(r.serials, serial), b[n:]
		sum += width(serial)
	}
	return r.serials, sum, len(b) == 0 || len(r.serials) == most
}

// texts reports whether there is a text among values, and none that is not valid.
func (r *rows) texts(values []value) bool {
	r.values = values
	some := false
	for _, v := range values {
		if len(v.text) > 0 && !pairs.IsText(v.text) {
			return false
		}
		some = some || len(v.text) > 0
	}
	return some
}

// headless reads the row that begins a freed block, and returns where it ends, 0 if there is none. Of a short one what is lost is its length,
// its row's number, the length of its head, and the type of its first column, whose value is as long as the others leave; of one that takes a
// byte more for these the type is there. The next row shows where this one ends: by its cell, or as a block that was freed before.
func (r *rows) headless(block []byte) int {
	columns := len(r.table.columns)
	if columns == 0 || columns > mostRecovered {
		return 0
	}
	for _, lost := range [...]int{1, 0} {
		types, sum, ok := r.types(block[blockHead:], columns-lost)
		if !ok || len(types) != columns-lost {
			continue
		}
		types = append([]uint64(nil), types...)
		from := blockHead
		for range types {
			_, n := varint(block[from:])
			from += n
		}
		least := uint64(from) + sum
		for end := least; end <= uint64(len(block)) && r.steps > 0 && (lost > 0 || end == least); end++ {
			r.steps--
			if r.ends(block, int(end)) && r.headlessRow(block[from:end], types, int(end-least), lost > 0) {
				return int(end)
			}
		}
	}
	return 0
}

// ends reports whether a row may end at a place of a block.
func (r *rows) ends(block []byte, at int) bool {
	rest := block[at:]
	switch {
	case len(rest) == 0:
		return true
	case len(rest) < blockHead:
		return false
	case int(binary.BigEndian.Uint16(rest[2:])) == len(rest):
		return true
	}
	_, n := r.whole(rest)
	return n > 0
}

// headlessRow writes the row whose values are a block's, if they are sound; first is how long the value of a column in front is whose type
// is not known, if there is one.
func (r *rows) headlessRow(values []byte, types []uint64, first int, lost bool) bool {
	var row []value
	all := values
	if lost {
		v := valueOf(uint64(13+2*first), values[:first], r.encoding)
		if first <= 8 && !pairs.IsText(v.text) { // a number, or nothing
			v = value{}
		}
		row = append(row, v)
	}
	r.steps -= len(values)
	values = values[first:]
	for _, serial := range types {
		n := width(serial)
		row = append(row, valueOf(serial, values[:n], r.encoding))
		values = values[n:]
	}
	if !r.texts(row) {
		return false
	}
	if r.row != nil || !r.repeats(all) {
		r.put(row)
	}
	return true
}
