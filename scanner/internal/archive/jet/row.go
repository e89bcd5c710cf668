package jet

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

const (
	rowMask   = 0x1fff // of its place; other bits say that it is deleted, or elsewhere
	elsewhere = 0x4000

	memoHead   = 12 // bytes: length, place, and others
	memoInside = 0x80
	memoRow    = 0x40 // it is a row of its own
)

// rowsOf reads the rows of a page, deleted ones, too.
func (db *database) rowsOf(t *table, p []byte) {
	if t == nil {
		return
	}
	for i := 0; !db.text.Over && db.left > 0; i++ {
		row, place, ok := db.row(p, i)
		if !ok {
			return
		}
		if place&elsewhere == 0 && len(row) > 4 {
			db.read(t, row)
		}
	}
}

// row returns a row of a page and what its place says: they fill the page from its end.
func (db *database) row(p []byte, i int) (row []byte, place int, ok bool) {
	at := db.rows + 2 + 2*i
	if i >= int(little.Uint16(p[db.rows:])) || at+2 > len(p) {
		return nil, 0, false
	}
	end := len(p)
	if i > 0 {
		end = int(little.Uint16(p[at-2:])) & rowMask
	}
	place = int(little.Uint16(p[at:]))
	start := place & rowMask
	if start > end || end > len(p) {
		return nil, 0, false
	}
	return p[start:end], place, true
}

// read shows the texts of a row.
func (db *database) read(t *table, row []byte) {
	marks := (t.columnsOf(row, db.wide) + 7) / 8
	if marks == 0 || marks+3 > len(row) {
		return
	}
	ends := db.variables(row, marks)
	before, id := db.text.Len(), uint32(0)
	for _, c := range t.columns {
		v := c.value(row, ends, db.wide)
		switch {
		case len(v) == 0 || c.number/8 >= marks || row[len(row)-marks+c.number/8]&(1<<(c.number%8)) == 0:
			continue
		case c.kind == typeLong:
			if string(c.name) == "Id" {
				id = little.Uint32(v)
			}
			continue
		case c.kind == typeMemo:
			v = db.memo(v)
		}
		db.left -= len(v) + 1
		v = db.plain(v)
		if db.named {
			if string(c.name) == "Name" {
				db.call(id, v)
			}
		} else if pairs.IsText(v) {
			db.text.Pair(c.name, v)
		}
	}
	if db.text.Len() > before {
		db.text.End()
	}
	if db.text.Long() {
		db.flush(t)
	}
}

// columnsOf returns how many columns a row has: those that were added later are missing.
func (t *table) columnsOf(row []byte, wide bool) int {
	n := int(row[0])
	if wide {
		n = int(little.Uint16(row))
	}
	if n > t.count {
		return 0
	}
	return n
}

// variables returns where the values of different length begin, and where the last one ends; nil if the row is not valid.
func (db *database) variables(row []byte, marks int) (ends []int) {
	last := len(row) - 1 - marks
	if db.wide {
		last--
		for i := range int(little.Uint16(row[last:])) + 1 {
			at := last - 2 - 2*i
			if at < 0 {
				return nil
			}
			ends = append(ends, int(little.Uint16(row[at:])))
		}
		return ends
	}
	// Places of one byte, and the numbers of those from which on they count from 256 bytes further.
	count, jumps := int(row[last]), (len(row)-1)/256
	at := last - jumps - 1
	if (at-count)/256 < jumps {
		jumps--
	}
	for i, used := 0, 0; i <= count; i++ {
		for used < jumps && last-used-1 >= 0 && i == int(row[last-used-1]) {
			used++
		}
		if at-i < 0 {
			return nil
		}
		ends = append(ends, int(row[at-i])+256*used)
	}
	return ends
}

// value returns the bytes of a column in a row, nil if there are none.
func (c *column) value(row []byte, ends []int, wide bool) []byte {
	from, to := 0, 0
	switch {
	case c.variable >= 0 && c.variable+1 < len(ends):
		from, to = ends[c.variable], ends[c.variable+1]
	case c.place >= 0 && c.kind == typeLong:
		from = c.place + 1
		if wide {
			from++
		}
		to = from + 4
	}
	if from > to || to > len(row) {
		return nil
	}
	return row[from:to]
}

// memo returns a long text: it is behind its head, or a row of another page, or in several of these, which are not read.
func (db *database) memo(v []byte) []byte {
	if len(v) < memoHead {
		return nil
	}
	switch place := little.Uint32(v[4:]); {
	case v[3]&memoInside != 0:
		return v[memoHead:]
	case v[3]&memoRow != 0:
		if p := db.at(place >> 8); p != nil && p[0] == dataPage {
			row, _, _ := db.row(p, int(place&0xff))
			return row
		}
	}
	return nil
}

// plain returns a text in UTF-8: of Jet 3 it is in Windows-1252, of later ones in UTF-16, or without the bytes that are zero between marks.
func (db *database) plain(v []byte) []byte {
	const compressed = "\xff\xfe"
	switch {
	case !db.wide:
		return latin(v)
	case !bytes.HasPrefix(v, []byte(compressed)):
		return decode.UTF16LE.AppendUTF8(nil, v)
	}
	var plain []byte
	for wide, rest := false, v[len(compressed):]; len(rest) > 0; wide = !wide {
		part, behind, _ := bytes.Cut(rest, []byte{0})
		if wide {
			plain = decode.UTF16LE.AppendUTF8(plain, part)
		} else {
			plain = append(plain, latin(part)...)
		}
		rest = behind
	}
	return plain
}

// latin returns a text of one byte a letter in UTF-8.
func latin(v []byte) []byte {
	var out []byte
	for _, c := range v {
		out = append(out, string(rune(c))...)
	}
	return out
}
