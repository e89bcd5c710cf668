package sqlite

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// cellOf is a row with a number below 128, of short texts.
func cellOf(row byte, texts ...string) []byte {
	types, body := []byte{}, ""
	for _, t := range texts {
		types, body = append(types, byte(13+2*len(t))), body+t
	}
	payload := append(append([]byte{byte(1 + len(types))}, types...), body...)
	return append([]byte{byte(len(payload)), row}, payload...)
}

// block frees bytes as SQLite does.
func block(cells []byte, next int) []byte {
	binary.BigEndian.PutUint16(cells, uint16(next))
	binary.BigEndian.PutUint16(cells[2:], uint16(len(cells)))
	return cells
}

// databaseWith has one row in the table settings, of a key and a value, and what lies behind its pointer and in front of it.
func databaseWith(gap, freed []byte) []byte {
	data := archivetest.Database("settings", []string{"key", "value"}, []string{"colour", "green"})
	p := data[len(data)/2:]
	const gapAt, freedAt = 100, 600
	copy(p[gapAt:], gap)
	copy(p[freedAt:], freed)
	if len(freed) > 0 {
		binary.BigEndian.PutUint16(p[1:], freedAt)
		binary.BigEndian.PutUint16(p[5:], freedAt)
	}
	return data
}

func TestDeletedRows(t *testing.T) {
	first, second := cellOf(2, "password", "of the app"), cellOf(3, "token", "of another")
	earlier := block([]byte(string(first)), 0)
	const one, other = "key = \"password\"\npassword = \"of the app\"\n\n", "key = \"token\"\ntoken = \"of another\"\n\n"
	for name, c := range map[string]struct{ gap, freed, want string }{
		"in the gap":                       {string(first), "", one},
		"a copy of a row":                  {string(cellOf(2, "colour", "green")), string(block(cellOf(3, "colour", "green"), 0)), ""},
		"twice":                            {string(first) + string(first), string(block(cellOf(9, "password", "of the app"), 0)), one},
		"two in the gap":                   {string(first) + "\x00\x00" + string(second), "", one + other},
		"a block":                          {"", string(block([]byte(string(first)), 0)), one},
		"a block of two, the later behind": {"", string(block([]byte(string(first)+string(second)), 0)), one + other},
		"a block of two, the later first":  {"", string(block([]byte(string(second)+string(earlier)), 0)), other + one},
		"a row that is cut off":            {string(first[:len(first)-3]), "", ""},
		"other bytes":                      {"\x04\x02\x03\x0f\x0fab", string(block([]byte("\x00\x00\x00\x00and others \x01\x02"), 0)), ""},
	} {
		got := texts(databaseWith([]byte(c.gap), []byte(c.freed)), Tables)
		if _, deleted, _ := strings.Cut(got, "== deleted rows\n"); deleted != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The rows of a table that the schema does not name any more are named by the only table with as many columns.
func TestDroppedTable(t *testing.T) {
	data := archivetest.Database("settings", []string{"name", "db_password"}, []string{"app", "a secret word"})
	head := data[databaseHead:]
	cell := int(binary.BigEndian.Uint16(head[8:]))
	binary.BigEndian.PutUint16(head[3:], 0) // as if the only row of the schema were deleted
	binary.BigEndian.PutUint16(head[5:], uint16(len(data)/2))
	copy(head[8:], "\x00\x00")
	if got := texts(data, Tables); cell == 0 || !strings.Contains(got, "db_password = \"a secret word\"\n") {
		t.Errorf("%q", got)
	}
}

// A rollback journal has the pages as they were.
func TestJournal(t *testing.T) {
	data := archivetest.Database("settings", []string{"key", "value"}, []string{"password", "of the app"})
	size := len(data) / 2
	journal := make([]byte, 512)
	copy(journal, journalMagic)
	binary.BigEndian.PutUint32(journal[20:], 512)
	binary.BigEndian.PutUint32(journal[24:], uint32(size))
	for i := range 2 {
		journal = append(binary.BigEndian.AppendUint32(journal, uint32(i+1)), data[i*size:][:size]...)
		journal = append(journal, "sum."...)
	}
	want := "== settings\nkey = \"password\"\npassword = \"of the app\"\n\n"
	if got := texts(journal, Log); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for n := range journal {
		Log(journal[:n], ignored, ignored)
	}
}

// A log whose first page says that others have nearly all of each page is read for its earlier pages alone.
func TestLogOfSmallPages(t *testing.T) {
	first, second := make([]byte, smallestPage), make([]byte, smallestPage)
	first[20] = 0xff
	second[0], second[4], second[9] = leafTable, 1, 100
	copy(second[100:], cellOf(1, "password", "of the app"))
	data := make([]byte, logHead)
	binary.BigEndian.PutUint32(data[8:], smallestPage)
	for number, p := range map[uint32][]byte{1: first, 2: second, 3: second} {
		frame := append(binary.BigEndian.AppendUint32(nil, number), make([]byte, frameHead-4)...)
		data = append(append(data, frame...), p...)
		data = append(append(data, frame...), p...)
	}
	if got := texts(data, Log); got != "== earlier pages\npassword\nof the app\n\npassword\nof the app\n\n" {
		t.Errorf("%q", got)
	}
}
