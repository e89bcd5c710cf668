// Package office makes texts of office documents: a paragraph a line, however many runs of formatting it is split into, and the rows of tables
// as `| cell | cell |`. It knows the XML in docx, xlsx, pptx and in OpenDocument files, by its root, and streams of older ones.
//
//	office.go sheet.go  XML
//	table.go            rows, and what stands below the name of a column
//	workbook.go word.go slides.go macro.go  streams of Excel, Word, PowerPoint and Visual Basic before XML
package office

import (
	"bytes"
	"html"
	"strconv"
)

// roots are the elements that documents begin with, as the programs that everybody uses write them.
var roots = map[string]bool{
	"w:document": true, "w:hdr": true, "w:ftr": true, "w:comments": true, "w:footnotes": true, "w:endnotes": true,
	"p:sld": true, "p:notes": true, "sst": true, "x:sst": true, "worksheet": true, "x:worksheet": true, "comments": true,
	"office:document-content": true, "office:document": true,
}

// namespace is in the names of all that documents of Microsoft's programs are written in.
const namespace = "schemas.openxmlformats.org/"

// Is reports whether data begins like a document. Some programs write no declaration of XML; then the root must tell its namespace.
func Is(data []byte) bool {
	data, declared := root(data)
	if len(data) == 0 || data[0] != '<' {
		return false
	}
	n := bytes.IndexAny(data, " >\r\n\t")
	if n <= 1 || !roots[string(data[1:n])] {
		return false
	}
	tag, _, _ := bytes.Cut(data, []byte{'>'})
	return declared || bytes.Contains(tag, []byte(namespace))
}

// root returns data from its root element on.
func root(data []byte) (_ []byte, declared bool) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if declared = bytes.HasPrefix(data, []byte("<?xml ")); declared {
		_, data, _ = bytes.Cut(data, []byte("?>"))
		data = bytes.TrimLeft(data, " \t\r\n")
	}
	return data, declared
}

// Text returns the text of a document. It is not much longer than data, whatever that is.
func Text(data []byte) []byte {
	var w writer
	var t rows
	w.read(data, func(name []byte, closing, alone bool) {
		switch string(name) {
		case "tbl", "table":
			t = rows{}
		case "tc", "table-cell":
			t.cell(&w, closing || alone)
		case "tr", "table-row":
			t.tag(&w, closing, 2*len(data))
		}
	})
	return w.text
}

// rows are those of the table that is open; of one in another, those of the inner.
type rows struct {
	table
	from, at int // where the row and the cell begin in the text
}

// cell takes what stands in a cell.
func (r *rows) cell(w *writer, ends bool) {
	if !ends {
		r.at = len(w.text)
	} else if r.at <= len(w.text) && len(r.row) < mostColumns {
		r.row = append(r.row, cell{strconv.Itoa(len(r.row)), string(bytes.TrimSpace(w.text[r.at:]))})
	}
}

// tag takes a row's tag. What the first row names becomes pairs, as long as the text is no longer than most bytes.
func (r *rows) tag(w *writer, closing bool, most int) {
	if !closing {
		r.from, r.row = len(w.text), r.row[:0]
		return
	}
	first := !r.begun
	r.end()
	if made := r.text.Bytes(); !first && len(r.heads) > 0 && r.from <= len(w.text) && r.from+len(made) <= most {
		w.text = append(w.text[:r.from], made...)
	}
	r.text.Reset()
}

// read reads a document; tagged is told of each tag, without the prefix of its name, once the text took it.
func (w *writer) read(data []byte, tagged func(name []byte, closing, alone bool)) {
	for len(data) > 0 {
		text, rest, more := bytes.Cut(data, []byte{'<'})
		if w.paragraphs > 0 && len(text) > 0 {
			w.text = append(w.text, html.UnescapeString(string(text))...)
		}
		if !more {
			return
		}
		tag, after, _ := bytes.Cut(rest, []byte{'>'})
		data, w.last = after, tag
		tagged(w.tag(tag))
	}
}

// writer is a document under way.
type writer struct {
	text       []byte
	paragraphs int // that are open, one in the other
	cells      int
	last       []byte // tag
}

// tag takes what stands between angle brackets.
func (w *writer) tag(tag []byte) (local []byte, closing, alone bool) {
	closing = bytes.HasPrefix(tag, []byte("/"))
	alone = bytes.HasSuffix(tag, []byte("/"))
	name := bytes.Trim(tag, "/")
	if i := bytes.IndexAny(name, " \t\r\n"); i >= 0 {
		name = name[:i]
	}
	_, local, prefixed := bytes.Cut(name, []byte{':'})
	if !prefixed {
		local = name
	}
	switch string(local) {
	case "p", "h", "si", "is", "v", "text":
		w.paragraph(closing, alone)
	case "tc", "table-cell":
		w.cell(closing, alone)
	case "tr", "table-row":
		if closing {
			w.text = append(w.text, "|\n"...)
		}
	case "br", "cr", "line-break":
		w.blank('\n')
	case "tab", "s":
		w.blank(' ')
	}
	return local, closing, alone
}

func (w *writer) paragraph(closing, alone bool) {
	switch {
	case alone:
	case !closing:
		w.paragraphs++
	case w.paragraphs > 0:
		w.paragraphs--
		if w.cells > 0 {
			w.text = append(w.text, ' ')
		} else {
			w.text = append(w.text, '\n')
		}
	}
}

func (w *writer) cell(closing, alone bool) {
	if !closing {
		w.text = append(w.text, "| "...)
		w.cells++
	}
	if closing || alone {
		w.cells = max(0, w.cells-1)
	}
}

// blank adds white space that an element stands for.
func (w *writer) blank(c byte) {
	if w.paragraphs > 0 {
		w.text = append(w.text, c)
	}
}
