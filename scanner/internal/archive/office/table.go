package office

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// table is one under way, of a sheet or a document.
type table struct {
	text  pairs.Text
	row   []cell
	heads map[string]string // what the first row calls the columns
	begun bool
}

type cell struct{ column, text string }

const (
	mostHead    = 64      // bytes of the name of a column
	mostColumns = 1 << 14 // as Excel has
	fewestHeads = 3       // that surely are names of columns: of two the first may name the second
)

// end writes a row: its cells, and what stands below a name as `name = "value"`, below three names and more that alone.
func (t *table) end() {
	if len(t.row) == 0 {
		return
	}
	line := []byte("|")
	for _, c := range t.row {
		line = append(append(append(line, ' '), bytes.ReplaceAll([]byte(c.text), []byte{'\n'}, []byte{' '})...), " |"...)
	}
	switch {
	case !t.begun:
		t.heading()
		t.text.Value(line)
	case t.heads == nil, len(t.heads) < fewestHeads && named(t.row[0].text):
		t.text.Value(line)
	}
	for _, c := range t.row {
		if name := t.heads[c.column]; t.begun && name != "" {
			t.text.Pair([]byte(name), []byte(c.text))
		}
	}
	t.begun, t.row = true, t.row[:0]
}

// heading takes the first row for the names of columns if it has several cells and all read as names.
func (t *table) heading() {
	heads := map[string]string{}
	for _, c := range t.row {
		if !named(c.text) {
			return
		}
		heads[c.column] = c.text
	}
	if len(t.row) > 1 {
		t.heads = heads
	}
}

// named reports whether a cell may be a name of what stands beside or below it.
func named(text string) bool {
	return len(text) <= mostHead && !strings.ContainsAny(text, "0123456789\n=:@/") &&
		!strings.ContainsRune(strings.TrimSuffix(text, "."), '.')
}
