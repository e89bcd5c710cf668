// Package sqlite reads the rows of SQLite databases and of their write-ahead logs as text, without a database engine, as
// https://www.sqlite.org/fileformat2.html describes them: each text in a row is a pair of its column's name and itself.
//
//	sqlite.go  pages, tables, and what is read of a database
//	page.go    b-trees: the cells of a page, and what overflows it
//	record.go  the values of a row
//	schema.go  the names of columns in CREATE TABLE
//	freed.go   deleted rows in pages
//	log.go     pages of a write-ahead log and of a rollback journal
//
// Pages that no table leads to are read too: deleted rows lie there until others take their place. Each page is read once, and once for
// what was deleted in it, so the work is linear in the bytes whatever the pages say of each other.
package sqlite

import (
	"encoding/binary"
	"hash/maphash"
	"iter"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

const (
	databaseHead = 100 // bytes in front of the first page's own header
	smallestPage = 512
	largestPage  = 64 << 10
	mostRow      = 4 << 20 // bytes of a row that are read
	mostShown    = 1 << 18 // rows that are remembered
)

// database is the pages of a database and how they are laid out.
type database struct {
	page     func(number uint32) []byte // counted from 1; nil if there is none
	numbers  iter.Seq[uint32]           // of all pages
	usable   int                        // bytes of each page
	encoding uint32
	readFor  map[uint32]*table // of each page that was read
	steps    int               // of looking for deleted rows that are left
	dropped  []table           // that the schema had
	shown    map[uint64]bool   // digests of rows' values
	seed     maphash.Seed

	text pairs.Pieces // over, too, if blob wants no more
	blob func(name string, value []byte) bool
	cut  bool // a row was too long
}

// Tables yields the rows of each table of a database as text, in pieces if there are many: the first has the table's name, others a
// number behind it. Values that are no texts go to blob, under the names of their table and column. Both are valid until the function
// returns; if that is false nothing more is read. What is damaged is passed over. The result is false if a row was longer than mostRow.
func Tables(data []byte, yield, blob func(name string, data []byte) bool) (whole bool) {
	if len(data) < databaseHead {
		return true
	}
	size := int(binary.BigEndian.Uint16(data[16:]))
	if size == 1 {
		size = largestPage
	}
	if !validSize(size) {
		return true
	}
	pages := uint32(min(int64(len(data)/size), 1<<31))
	db := database{usable: size - int(data[20]), encoding: binary.BigEndian.Uint32(data[56:]), readFor: map[uint32]*table{}, steps: mostSteps * len(data), text: pairs.NewPieces(yield), blob: blob}
	db.page = func(number uint32) []byte {
		if number == 0 || number > pages {
			return nil
		}
		return data[int(number-1)*size:][:size]
	}
	db.numbers = func(yield func(uint32) bool) {
		for number := uint32(1); number <= pages && yield(number); number++ {
		}
	}
	db.read()
	return !db.cut
}

func validSize(size int) bool {
	return size >= smallestPage && size <= largestPage && size&(size-1) == 0
}

// read yields all tables, and then what lies in pages of none.
func (db *database) read() {
	if db.usable < smallestPage-32 {
		return
	}
	all := db.tables()
	for _, t := range all {
		db.table(t)
	}
	rest := rows{database: db, table: &table{name: "free pages"}, of: append(db.dropped, all...)}
	for number := range db.numbers {
		if db.readFor[number] == nil && db.page(number)[0] == leafTable && !db.text.Over {
			rest.leaf(rest.take(number), number)
		}
	}
	rest.flush()
	db.deleted(rest.of)
}

// tables reads the schema, the table whose root is the first page, and what tables it had.
func (db *database) tables() (all []table) {
	schema := rows{database: db, table: &table{columns: columns([]byte(schemaSQL))}}
	schema.row = func(record []value) {
		if t, ok := tableOf(record); ok {
			all = append(all, t)
		}
	}
	schema.tree(1)
	live := len(all)
	if p := db.page(1); p != nil && body(p, 1)[0] == leafTable {
		schema.freed(p, 1)
	}
	all, db.dropped = all[:live], all[live:]
	return all
}

// schemaSQL is how the schema itself would be created.
const schemaSQL = "CREATE TABLE sqlite_schema(type, name, tbl_name, rootpage, sql)"

func (db *database) table(t table) {
	out := rows{database: db, table: &t}
	out.tree(t.root)
	out.flush()
}

// rows goes through the rows of a table.
type rows struct {
	*database
	table  *table
	row    func([]value) // nil: they become text
	of     []table       // tables that rows of no known one may be of
	pieces int
	values []value // scratch
	long   []byte  // scratch: a row that overflows its page

	serials []uint64 // scratch
}

// record takes the bytes of a row.
func (r *rows) record(payload []byte) {
	r.values = appendValues(r.values[:0], payload, r.encoding)
	if r.row == nil {
		r.repeats(valuesOf(payload))
	}
	r.put(r.values)
}

// repeats reports whether a row with the same values was shown before, of the first mostShown ones.
func (db *database) repeats(values []byte) bool {
	if db.shown == nil {
		db.shown, db.seed = map[uint64]bool{}, maphash.MakeSeed()
	}
	digest := maphash.Bytes(db.seed, values)
	if db.shown[digest] {
		return true
	}
	if len(db.shown) < mostShown {
		db.shown[digest] = true
	}
	return false
}

// valuesOf returns the bytes of a row behind its head.
func valuesOf(payload []byte) []byte {
	size, _ := varint(payload)
	return payload[min(size, uint64(len(payload))):]
}

// put takes the values of a row.
func (r *rows) put(values []value) {
	if r.row != nil {
		r.row(values)
		return
	}
	before := r.text.Len()
	r.tableOf(values).write(&r.text.Text, values)
	if r.text.Len() > before {
		r.text.End()
	}
	if r.text.Long() {
		r.flush()
	}
	for i, v := range values {
		if len(v.blob) > 0 && !r.text.Over {
			r.text.Over = !r.blob(r.table.valueName(i), v.blob)
		}
	}
}

// tableOf returns the table whose columns a row's values are taken for: if that is not known, the only one with as many.
func (r *rows) tableOf(values []value) *table {
	only := r.table
	for i := range r.of {
		if t := &r.of[i]; len(r.table.columns) == 0 && len(t.columns) == len(values) {
			if only != r.table {
				return r.table
			}
			only = t
		}
	}
	return only
}

// flush yields the text so far.
func (r *rows) flush() { r.text.Flush(r.table.name, &r.pieces) }
