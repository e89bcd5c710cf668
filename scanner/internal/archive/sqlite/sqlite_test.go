package sqlite

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// texts joins what is yielded, as make.py writes it.
func texts(data []byte, tables func(data []byte, yield, blob func(string, []byte) bool) bool) string {
	var b strings.Builder
	tables(data, func(name string, text []byte) bool {
		b.WriteString("== " + name + "\n")
		b.Write(text)
		return true
	}, ignored)
	return b.String()
}

func ignored(string, []byte) bool { return true }

// Rows are those that SQLite itself reads: testdata/make.py has written them down.
func TestTablesEqualSQLite(t *testing.T) {
	for _, name := range []string{"utf8.db", "utf16le.db", "utf16be.db"} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(sorted(string(archivetest.File(t, name+".txt"))),
				sorted(texts(archivetest.File(t, name), Tables))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// sorted returns the rows of each table in some order: that of pages is not that of keys where all of them hold rows.
func sorted(text string) (tables [][]string) {
	for t := range strings.SplitSeq(text, "== ") {
		name, text, _ := strings.Cut(t, "\n")
		rows := strings.Split(text, "\n\n")
		slices.Sort(rows)
		tables = append(tables, append([]string{name}, rows...))
	}
	return tables
}

func TestLog(t *testing.T) {
	want := "== settings\nkey = \"colour\"\ncolour = \"new green\"\n\n== earlier pages\nkey = \"colour\"\ncolour = \"old blue\"\n\n"
	if diff := cmp.Diff(want, texts(archivetest.File(t, "log.db-wal"), Log)); diff != "" {
		t.Error(diff)
	}
}

// Pages of no table are read, too: here those of a table that the schema does not name any more.
func TestFreePages(t *testing.T) {
	data := bytes.ReplaceAll(archivetest.File(t, "utf8.db"), []byte("tablepagespages"), []byte("trashpagespages"))
	got := texts(data, Tables)
	if !strings.Contains(got, "== free pages\n") || !strings.Contains(got, "\nshort\nlast\nadded\n") {
		t.Errorf("%.200s", got)
	}
}

// A page whose cells are all the same one is read as often as it could have cells of that length.
func TestCellsThatOverlap(t *testing.T) {
	data := bytes.Clone(archivetest.File(t, "utf16be.db")[:8192])
	p := data[4096:]
	clear(p)
	p[0] = leafTable
	const size = 4000
	binary.BigEndian.PutUint16(p[3:], 2000)
	cell := []byte{0x80 | size>>7, size & 0x7f, 1, 3, 0x80 | (13+2*(size-3))>>7&0x7f, (13 + 2*(size-3)) & 0x7f}
	for i := range 2000 {
		binary.BigEndian.PutUint16(p[8+2*i:], 50)
	}
	copy(p[50:], cell)
	total := 0
	Tables(data, func(_ string, text []byte) bool { total += len(text); return true }, ignored)
	if total > 2*len(data) {
		t.Errorf("%d bytes of %d", total, len(data))
	}
}

// Whatever the bytes, reading ends, and what is read is not more than what they may hold.
func FuzzTables(f *testing.F) {
	for _, name := range []string{"utf8.db", "utf16le.db", "utf16be.db", "log.db-wal"} {
		data := archivetest.File(f, name)
		f.Add(data[:min(len(data), 16<<10)])
	}
	f.Add(databaseWith(cellOf(2, "password", "of the app"), block(cellOf(3, "token", "of another"), 0)))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, tables := range []func(data []byte, yield, blob func(string, []byte) bool) bool{Tables, Log} {
			total := 0
			tables(data, func(name string, text []byte) bool {
				total += len(text)
				return true
			}, func(_ string, blob []byte) bool {
				if len(blob) == 0 || len(blob) > mostRow {
					t.Errorf("a blob of %d bytes", len(blob))
				}
				return true
			})
			// A value of one byte comes with a name that may fill a page.
			if most := 64 * (len(data) + 1) * 512; total > most {
				t.Errorf("%d bytes of %d", total, len(data))
			}
		}
	})
}

func FuzzColumns(f *testing.F) {
	f.Add([]byte(`CREATE TABLE "a""b" ([c d] INT /* x */, e AS (1), PRIMARY KEY(c, 'e')) WITHOUT ROWID`))
	f.Fuzz(func(t *testing.T, sql []byte) {
		for _, name := range columns(sql) {
			if len(name) > len(sql) {
				t.Errorf("%q of %q", name, sql)
			}
		}
	})
}
