package office

import (
	"encoding/binary"
	"strconv"
	"unicode/utf16"
)

// Workbooks of Excel 5 to 2003: the stream of that name is a sequence of records
// (https://learn.microsoft.com/openspecs/office_file_formats/ms-xls).

// Records.
const (
	recordFormula  = 0x0006
	recordFilePass = 0x002f
	recordContinue = 0x003c
	recordTexts    = 0x00fc // that cells share
	recordShared   = 0x00fd // a cell with one of them
	recordLabel    = 0x0204 // a cell with a text of its own
	recordString   = 0x0207 // what the formula in front gives
	recordBegin    = 0x0809

	biff8 = 0x0600
)

// What a text that cells share takes beside its bytes.
const textCost = 16

// Workbook returns the rows of all sheets, as Sheet does. whole is false if that, or the texts that sheets share, are more than most bytes;
// encrypted workbooks have none.
func Workbook(data []byte, most int) (text []byte, whole, encrypted bool) {
	b := workbook{sheet: sheet{left: most}, room: most, row: -1}
	for len(data) >= 4 && !b.encrypted {
		kind, size := binary.LittleEndian.Uint16(data), int(binary.LittleEndian.Uint16(data[2:]))
		data = data[4:]
		body := data[:min(size, len(data))]
		data = data[len(body):]
		if kind == recordTexts {
			data = b.texts(body, data)
			continue
		}
		b.record(kind, body)
	}
	b.end()
	return b.text.Bytes(), b.left >= 0 && b.room >= 0, b.encrypted
}

type workbook struct {
	sheet
	wide      bool // its texts are those of BIFF8
	encrypted bool
	room      int // for shared texts
	row       int // that is open
	formula   []byte
}

func (b *workbook) record(kind uint16, body []byte) {
	switch kind {
	case recordBegin:
		b.end()
		b.begun, b.heads, b.row = false, nil, -1
		b.wide = len(body) < 2 || binary.LittleEndian.Uint16(body) >= biff8
	case recordFilePass:
		b.encrypted = true
	case recordFormula:
		b.formula = body
	case recordShared:
		if len(body) >= 10 {
			b.at(body)
			b.kind = "s"
			b.cell(strconv.Itoa(int(binary.LittleEndian.Uint32(body[6:]))))
		}
	case recordLabel:
		if len(body) >= 6 {
			b.label(body, body[6:])
		}
	case recordString:
		if len(b.formula) >= 6 {
			b.label(b.formula, body)
		}
	}
}

// at goes to the cell that begins a record.
func (b *workbook) at(body []byte) {
	row, column := int(binary.LittleEndian.Uint16(body)), int(binary.LittleEndian.Uint16(body[2:]))
	if row != b.row {
		b.end()
		b.row = row
	}
	b.column = string([]byte{'A' + byte(column>>4&15), 'A' + byte(column&15), 'A' + byte(column>>8&15)})
}

// label takes a cell with a text of its own.
func (b *workbook) label(place, text []byte) {
	r := texts{data: text}
	b.at(place)
	b.kind = ""
	if b.wide {
		b.cell(r.text())
	} else if n := r.number(2); n <= len(r.data) {
		b.cell(latin(r.data[:n]))
	}
}

// texts takes the texts that cells share, which go on in the records that follow, and returns what is behind these.
func (b *workbook) texts(body, rest []byte) []byte {
	r := texts{data: body, rest: rest}
	r.number(4)
	for n := r.number(4); n > 0 && !r.ended && b.room >= 0; n-- {
		text := r.text()
		if b.room -= len(text) + textCost; b.room >= 0 {
			b.shared = append(b.shared, text)
		}
	}
	for r.next() {
	}
	return r.rest
}

// texts reads texts of BIFF8 (XLUnicodeRichExtendedString) from a record and those that continue it.
type texts struct {
	data, rest []byte
	ended      bool
}

// next goes to the record that continues this one.
func (r *texts) next() bool {
	if len(r.rest) < 4 || binary.LittleEndian.Uint16(r.rest) != recordContinue {
		return false
	}
	size := min(int(binary.LittleEndian.Uint16(r.rest[2:])), len(r.rest)-4)
	r.data, r.rest = r.rest[4:4+size], r.rest[4+size:]
	return true
}

// number reads a number of so many bytes, 0 behind the end.
func (r *texts) number(size int) (n int) {
	for len(r.data) == 0 && r.next() {
	}
	if r.ended = len(r.data) < size; r.ended {
		r.data = nil
		return 0
	}
	for i := range size {
		n |= int(r.data[i]) << (8 * i)
	}
	r.data = r.data[size:]
	return n
}

func (r *texts) text() string {
	const wide, extended, rich = 1, 4, 8
	left, flags, skip := r.number(2), r.number(1), 0
	if flags&rich != 0 {
		skip = 4 * r.number(2)
	}
	if flags&extended != 0 {
		skip += r.number(4)
	}
	var units []uint16
	for left > 0 && !r.ended {
		if len(r.data) == 0 {
			flags = r.number(1) // each part tells its width
		}
		width := 1 + flags&wide
		n := min(left, len(r.data)/width)
		if n == 0 && len(r.data) > 0 {
			r.ended = true
		}
		for i := range n {
			u := uint16(r.data[i*width])
			if width == 2 {
				u |= uint16(r.data[i*width+1]) << 8
			}
			units = append(units, u)
		}
		r.data, left = r.data[n*width:], left-n
	}
	r.skip(skip)
	return string(utf16.Decode(units))
}

func (r *texts) skip(n int) {
	for n > len(r.data) {
		n -= len(r.data)
		if r.data = nil; !r.next() {
			return
		}
	}
	r.data = r.data[max(n, 0):]
}

// latin returns a text of one byte a character.
func latin(data []byte) string {
	runes := make([]rune, len(data))
	for i, c := range data {
		runes[i] = rune(c)
	}
	return string(runes)
}
