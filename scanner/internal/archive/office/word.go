package office

import (
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Documents of Word 6 to 2003 (https://learn.microsoft.com/openspecs/office_file_formats/ms-doc): text lies in pieces of the stream
// WordDocument, which a table in another stream lists.

const (
	wordMagic     = 0xa5ec
	word97        = 0xc1 // version from which on there are pieces in UTF-16
	wordHead      = 0x1aa
	wordEncrypted = 1 << 8
	otherTable    = 1 << 9
	inBytes       = 1 << 30 // of where a piece lies: one byte a character
)

// WordTable returns the name of the stream with the table of a document; ok is false if the stream WordDocument cannot be read.
func WordTable(document []byte) (name string, encrypted, ok bool) {
	if len(document) < wordHead || binary.LittleEndian.Uint16(document) != wordMagic {
		return "", false, false
	}
	flags := binary.LittleEndian.Uint16(document[10:])
	if name = "0Table"; flags&otherTable != 0 {
		name = "1Table"
	}
	return name, flags&wordEncrypted != 0, true
}

// Word returns the paragraphs of a document and the rows of its tables as Text does; whole is false if that is more than most bytes.
func Word(document, table []byte, most int) (text []byte, whole bool) {
	p := paragraphs{left: most}
	u32 := func(at int) int64 { return int64(binary.LittleEndian.Uint32(document[at:])) }
	if binary.LittleEndian.Uint16(document[2:]) < word97 {
		p.piece(document, u32(0x18), u32(0x1c)-u32(0x18), false)
	} else if at, size := u32(0x1a2), u32(0x1a6); at+size <= int64(len(table)) {
		p.pieces(document, table[at:at+size])
	}
	p.paragraph()
	return p.out, p.left >= 0
}

// paragraphs are those of a document under way.
type paragraphs struct {
	table
	out  []byte
	line []rune
	left int // bytes that the text may take yet; below 0 once something was left out
}

// pieces reads the pieces that a table lists (Clx).
func (p *paragraphs) pieces(document, clx []byte) {
	const formatting, listed = 1, 2
	for len(clx) > 3 && clx[0] == formatting {
		clx = clx[min(len(clx), 3+int(binary.LittleEndian.Uint16(clx[1:]))):]
	}
	if len(clx) < 5 || clx[0] != listed {
		return
	}
	plc := clx[5:]
	plc = plc[:min(int64(len(plc)), int64(binary.LittleEndian.Uint32(clx[1:])))]
	n := (len(plc) - 4) / 12
	for i := range n {
		from, to := binary.LittleEndian.Uint32(plc[4*i:]), binary.LittleEndian.Uint32(plc[4*i+4:])
		at := binary.LittleEndian.Uint32(plc[4*(n+1)+8*i+2:])
		length := int64(to) - int64(from)
		if at&inBytes != 0 {
			p.piece(document, int64(at&^inBytes)/2, length, false)
		} else {
			p.piece(document, int64(at), length, true)
		}
	}
}

// piece reads so many characters.
func (p *paragraphs) piece(document []byte, at, length int64, wide bool) {
	width := int64(1)
	if wide {
		width = 2
	}
	if at > int64(len(document)) || length <= 0 {
		return
	}
	data := document[at:]
	data = data[:min(length*width, int64(len(data)))]
	if p.left -= 2 * len(data); p.left < 0 {
		return
	}
	for len(data) >= int(width) {
		c := uint16(data[0])
		if wide {
			c |= uint16(data[1]) << 8
		}
		p.character(c)
		data = data[width:]
	}
}

func (p *paragraphs) character(c uint16) {
	const cell, newLine, newPage, paragraph, hyphen = 7, 0x0b, 0x0c, '\r', 0x1e
	switch {
	case c == cell:
		p.cell()
	case c == newLine, c == newPage, c == paragraph:
		if len(p.row) > 0 { // in a cell, behind another one
			p.line = append(p.line, ' ')
			return
		}
		p.paragraph()
	case c == hyphen:
		p.line = append(p.line, '-')
	case c == '\t' || c >= ' ':
		p.units(c)
	}
}

// units adds a unit of UTF-16.
func (p *paragraphs) units(c uint16) {
	if n := len(p.line); n > 0 && utf16.IsSurrogate(p.line[n-1]) && utf16.IsSurrogate(rune(c)) {
		p.line[n-1] = utf16.DecodeRune(p.line[n-1], rune(c))
		return
	}
	p.line = append(p.line, rune(c))
}

// paragraph ends one, and the table in front of it.
func (p *paragraphs) paragraph() {
	p.flush()
	p.table = table{}
	p.out = append(append(p.out, string(p.line)...), '\n')
	p.line = p.line[:0]
}

// cell ends a cell, or, where it is empty, the row.
func (p *paragraphs) cell() {
	text := strings.TrimSpace(string(p.line))
	p.line = p.line[:0]
	switch {
	case text == "":
		p.flush()
	case len(p.row) < mostColumns:
		if p.left -= 2*len(text) + mostHead + 8; p.left >= 0 {
			p.row = append(p.row, cell{strconv.Itoa(len(p.row)), text})
		}
	}
}

// flush writes the row.
func (p *paragraphs) flush() {
	p.end()
	p.out = append(p.out, p.text.Bytes()...)
	p.text.Reset()
}
