// Package office makes texts of the XML of office documents: a paragraph a line, however many runs of formatting it is split into, and the
// rows of tables as `| cell | cell |`. It knows what lies in docx, xlsx, pptx and in OpenDocument files, by the root of the XML.
package office

import (
	"bytes"
	"html"
	"slices"
)

// roots are the elements that documents begin with, as the programs that everybody uses write them.
const roots = " w:document w:hdr w:ftr w:comments w:footnotes w:endnotes p:sld p:notes sst x:sst worksheet x:worksheet comments office:document-content office:document "

// Is reports whether data begins like a document.
func Is(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !bytes.HasPrefix(data, []byte("<?xml ")) {
		return false
	}
	_, data, _ = bytes.Cut(data, []byte("?>"))
	data = bytes.TrimLeft(data, " \t\r\n")
	if len(data) == 0 || data[0] != '<' {
		return false
	}
	n := bytes.IndexAny(data, " >\r\n\t")
	return n > 1 && n < 40 && bytes.Contains([]byte(roots), slices.Concat([]byte(" "), data[1:n], []byte(" ")))
}

// Text returns the text of a document. It is not much longer than data, whatever that is.
func Text(data []byte) []byte {
	var w writer
	w.read(data, func([]byte, bool, bool) {})
	return w.text
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
