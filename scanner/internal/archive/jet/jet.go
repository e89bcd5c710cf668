// Package jet reads the rows of databases of Microsoft Access (.mdb, .accdb) as text: each text in a row is a pair of its column's name and itself.
// The format of Jet 3 and 4, and of ACE, is that of mdbtools' HACKING.md (https://github.com/mdbtools/mdbtools).
//
//	jet.go    tables and their columns
//	row.go    rows, and the texts in them
//
// The bytes are hostile: each page is read once, and of what its rows say to lie elsewhere, or in each other, no more than some times the file.
package jet

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Magic is what databases begin with; a name of the engine follows.
const Magic = "\x00\x01\x00\x00Standard "

const (
	versionAt = 0x14 // 0 for Jet 3

	dataPage  = 0x01
	tablePage = 0x02

	catalog = 2 // the page that defines the table of all tables

	typeLong = 4
	typeText = 10
	typeMemo = 12

	mostColumns = 255
	mostParts   = 64 // pages of a definition
)

var little = binary.LittleEndian

// layout is where things lie in pages, in bytes, which differs between versions.
type layout struct {
	page                                int
	rows                                int // in a page with rows: how many there are
	count                               int // in a definition: how many columns there are
	indexes, index                      int // how many indexes there are; how long an entry of each
	columns                             int // where these begin
	column, number, variable, fixed, is int // how long that of a column is; in it what tells its place
	wide                                bool
}

var (
	jet3 = layout{page: 2 << 10, rows: 8, count: 25, indexes: 31, index: 8, columns: 43, column: 18, number: 1, variable: 3, fixed: 14, is: 13}
	jet4 = layout{page: 4 << 10, rows: 12, count: 45, indexes: 51, index: 12, columns: 63, column: 25, number: 5, variable: 7, fixed: 21, is: 15, wide: true}
)

// Is reports whether data begins like a database.
func Is(data []byte) bool { return len(data) > versionAt && string(data[:len(Magic)]) == Magic }

// Text yields the rows of each table as text, in pieces if there are many: the first has the table's name, others a number behind it. It is valid
// until yield returns; if that is false nothing more is read. What is damaged, or encrypted, is passed over; whole is false if there is more text
// than a sound file has, some of which was left out.
func Text(data []byte, yield func(name string, text []byte) bool) (whole bool) {
	if !Is(data) {
		return true
	}
	db := database{layout: jet4, data: data, text: pairs.NewPieces(yield), tables: map[uint32]*table{}, left: pairs.MostTimes*len(data) + pairs.LookAtAll}
	if data[versionAt] == 0 {
		db.layout = jet3
	}
	db.named = true // of the first pass the names of tables are kept, and nothing shown
	db.pages(func(of uint32) bool { return of == catalog })
	db.named = false
	db.byTable(func(of uint32, pages []uint32) {
		for _, p := range pages {
			db.rowsOf(db.table(of), db.at(p))
		}
		db.flush(db.table(of))
	})
	return db.left > 0
}

// database is one under way.
type database struct {
	layout
	data   []byte
	tables map[uint32]*table // by the page that defines them
	names  map[uint32]string
	named  bool // rows tell names of tables
	text   pairs.Pieces
	left   int // bytes that may be looked at
}

// table is one whose rows are read.
type table struct {
	page    uint32
	count   int // of columns
	columns []column
	pieces  int
}

// column is one that holds texts, or the number of a table.
type column struct {
	name            []byte
	kind            byte
	number          int // of its mark among those that say what is missing
	variable, place int // its place among those of different length, or where it lies; the other is -1
}

// at returns a page, nil if there is none.
func (db *database) at(number uint32) []byte {
	if uint64(number) >= uint64(len(db.data)/db.page) {
		return nil
	}
	return db.data[int(number)*db.page:][:db.page]
}

// pages reads the pages with rows of some tables.
func (db *database) pages(of func(table uint32) bool) {
	for n := range uint32(len(db.data) / db.page) {
		if p := db.at(n); p[0] == dataPage && of(little.Uint32(p[4:])) {
			db.rowsOf(db.table(little.Uint32(p[4:])), p)
		}
	}
}

// byTable gives the pages with rows of each table, in the order of the first ones.
func (db *database) byTable(read func(of uint32, pages []uint32)) {
	pages := map[uint32][]uint32{}
	var order []uint32
	for n := range uint32(len(db.data) / db.page) {
		if p := db.at(n); p[0] == dataPage && p[1] == 1 {
			of := little.Uint32(p[4:])
			if pages[of] == nil {
				order = append(order, of)
			}
			pages[of] = append(pages[of], n)
		}
	}
	for _, of := range order {
		if !db.text.Over && db.table(of) != nil {
			read(of, pages[of])
		}
	}
}

// table returns a table, nil if its page defines none.
func (db *database) table(page uint32) *table {
	if t, ok := db.tables[page]; ok {
		return t
	}
	t := db.defined(page)
	db.tables[page] = t
	return t
}

// defined reads the definition of a table.
func (db *database) defined(page uint32) *table {
	d := db.definition(page)
	if len(d) < db.columns {
		return nil
	}
	t := &table{page: page, count: int(little.Uint16(d[db.count:]))}
	at := uint64(db.columns) + uint64(little.Uint32(d[db.indexes:]))*uint64(db.index)
	if t.count > mostColumns || at+uint64(t.count*db.column) > uint64(len(d)) {
		return nil
	}
	columns, names := d[at:], d[at+uint64(t.count*db.column):]
	for range t.count {
		c := column{kind: columns[0], number: int(little.Uint16(columns[db.number:])), variable: int(little.Uint16(columns[db.variable:])), place: -1}
		if columns[db.is]&1 != 0 {
			c.variable, c.place = -1, int(little.Uint16(columns[db.fixed:]))
		}
		columns = columns[db.column:]
		var ok bool
		if c.name, names, ok = db.name(names); !ok {
			return nil
		}
		if c.kind == typeText || c.kind == typeMemo || c.kind == typeLong && page == catalog {
			t.columns = append(t.columns, c)
		}
	}
	return t
}

// definition returns the bytes of a definition, which may go on in other pages.
func (db *database) definition(page uint32) (d []byte) {
	for range mostParts {
		p := db.at(page)
		if p == nil || p[0] != tablePage {
			return d
		}
		if d == nil {
			d = append(d, p...)
		} else {
			d = append(d, p[8:]...)
		}
		if page = little.Uint32(p[4:]); page == 0 {
			return d
		}
	}
	return d
}

// name reads the name of a column, and returns what follows.
func (db *database) name(b []byte) (name, rest []byte, ok bool) {
	size := 1
	if db.wide {
		size = 2
	}
	if len(b) < size {
		return nil, nil, false
	}
	n := int(b[0])
	if db.wide {
		n = int(little.Uint16(b))
	}
	if b = b[size:]; n > len(b) {
		return nil, nil, false
	}
	if name = b[:n]; db.wide {
		name = decode.UTF16LE.AppendUTF8(nil, name)
	}
	return name, b[n:], true
}

// flush yields the text of a table so far.
func (db *database) flush(t *table) {
	name := db.names[t.page]
	if name == "" {
		name = fmt.Sprintf("table %d", t.page)
	}
	db.text.Flush(name, &t.pieces)
}

// call notes the name of the table that a row of the catalog tells.
func (db *database) call(id uint32, name []byte) {
	if db.names == nil {
		db.names = map[uint32]string{}
	}
	if id < 1<<24 && db.names[id] == "" { // others are of what holds tables
		db.names[id] = string(bytes.Clone(name))
	}
}
