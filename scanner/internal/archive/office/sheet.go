package office

import (
	"bytes"
	"html"
	"strconv"
	"strings"
)

// Sheets of Excel (ECMA-376, part 1, 18.3). Cells name texts by their place in a list that all sheets of a file share.

// IsSheet reports whether a document is a sheet.
func IsSheet(data []byte) bool {
	data, _ = root(data)
	return bytes.HasPrefix(data, []byte("<worksheet")) || bytes.HasPrefix(data, []byte("<x:worksheet"))
}

// Strings returns the texts that the cells of sheets share, in their order.
func Strings(data []byte) (all []string) {
	var w writer
	w.read(data, func(name []byte, closing, alone bool) {
		if string(name) == "si" && (closing || alone) {
			all = append(all, string(bytes.TrimSpace(w.text)))
			w.text = w.text[:0]
		}
	})
	return all
}

// Sheet returns the rows of a sheet as `| cell | cell |`, without empty cells, and where the first row names the columns, what
// stands below each as `name = "value"`. whole is false if that is more than most bytes; the rest is left out then.
func Sheet(data []byte, shared []string, most int) (text []byte, whole bool) {
	s := sheet{shared: shared, left: most}
	var w writer
	w.read(data, func(name []byte, closing, alone bool) {
		switch {
		case string(name) == "c" && !closing:
			s.column, s.kind = w.attribute("r"), w.attribute("t")
			w.text = w.text[:0]
		case string(name) == "c" && closing:
			s.cell(string(bytes.TrimSpace(w.text)))
		case string(name) == "row" && closing:
			s.end()
		}
	})
	s.end()
	return s.text.Bytes(), s.left >= 0
}

// sheet is one under way.
type sheet struct {
	table
	shared       []string
	column, kind string // of the cell that is open
	left         int    // bytes that the text may take yet; below 0 once something was left out
}

// cell adds a cell to the row.
func (s *sheet) cell(text string) {
	if s.kind == "s" {
		i, err := strconv.Atoi(text)
		if err != nil || i < 0 || i >= len(s.shared) {
			return
		}
		text = s.shared[i]
	}
	if text = strings.ToValidUTF8(text, "?"); text == "" {
		return
	}
	if s.left -= 2*len(text) + mostHead + 8; s.left >= 0 && len(s.row) < mostColumns {
		s.row = append(s.row, cell{letters(s.column), text})
	}
}

// letters returns the column of a cell's name: B of B12.
func letters(name string) string {
	for i := range len(name) {
		if '0' <= name[i] && name[i] <= '9' {
			return name[:i]
		}
	}
	return name
}

// attribute returns the value of an attribute of the last tag.
func (w *writer) attribute(name string) string {
	_, value, _ := bytes.Cut(w.last, []byte(" "+name+`="`))
	value, _, _ = bytes.Cut(value, []byte{'"'})
	return html.UnescapeString(string(value))
}
