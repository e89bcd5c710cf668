// Package dbase reads tables of dBASE, FoxPro and Clipper (.dbf) as text: each text of a row is a pair of its field's name and itself. The format is
// that of https://www.dbase.com/Knowledgebase/INT/db7_file_fmt.htm and of what came before. Each byte is read once.
package dbase

import (
	"bytes"
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

const (
	head        = 32 // bytes
	fieldSize   = 32
	fieldEnd    = 0x0d
	longestName = 11
	mostFields  = 255
	mostBehind  = 512 // bytes between the fields and the rows: the end, and where a database is that the table belongs to

	versions = "\x02\x03\x30\x31\x32\x43\x63\x83\x8b\x8e\xcb\xf5\xfb"
	types    = "CNLDMFBGPYTIVXOQW0+@"
)

var little = binary.LittleEndian

// field is one of a row.
type field struct {
	name   []byte
	kind   byte
	length int
}

// Is reports whether data, of which 512 bytes tell it, begins like a table: with a version, a day, lengths that agree, and fields.
func Is(data []byte) bool {
	if len(data) < head+fieldSize+1 || bytes.IndexByte([]byte(versions), data[0]) < 0 || data[2] < 1 || data[2] > 12 || data[3] < 1 || data[3] > 31 {
		return false
	}
	fields, length, ended := fieldsOf(data)
	rows, row := int(little.Uint16(data[8:])), int(little.Uint16(data[10:]))
	rows -= head + fieldSize*len(fields)
	return len(fields) > 0 && (ended && length == row && 0 < rows && rows <= mostBehind || !ended && length < row && rows > 0)
}

// fieldsOf reads the fields, and returns how long a row of these is; ended says that they are all.
func fieldsOf(data []byte) (fields []field, length int, ended bool) {
	length = 1 // of the mark of deleted ones
	for at := head; at < len(data) && len(fields) < mostFields; at += fieldSize {
		if data[at] == fieldEnd {
			return fields, length, true
		}
		if at+fieldSize > len(data) {
			return fields, length, false
		}
		name, _, _ := bytes.Cut(data[at:at+longestName], []byte{0})
		f := field{name, data[at+11], int(data[at+16])}
		if f.kind == 'C' { // of Clipper, which has longer ones
			f.length |= int(data[at+17]) << 8
		}
		if len(name) == 0 || !pairs.IsText(name) || bytes.IndexByte([]byte(types), f.kind) < 0 || f.length == 0 {
			return nil, 0, true
		}
		fields, length = append(fields, f), length+f.length
	}
	return fields, length, false
}

// Text yields the rows of a table as text, in pieces if there are many, until yield returns false; whole is false if rows are missing.
func Text(data []byte, yield func(text []byte) bool) (whole bool) {
	if !Is(data) {
		return true
	}
	fields, length, ended := fieldsOf(data)
	if !ended || length != int(little.Uint16(data[10:])) {
		return false
	}
	count, at := little.Uint32(data[4:]), int(little.Uint16(data[8:]))
	var text pairs.Text
	for ; count > 0 && at+length <= len(data); count-- {
		write(&text, fields, data[at+1:at+length])
		if at += length; text.Len() >= pairs.MostPiece {
			if !yield(text.Bytes()) {
				return true
			}
			text.Reset()
		}
	}
	if text.Len() > 0 {
		yield(text.Bytes())
	}
	return count == 0
}

// write adds the texts of a row, deleted or not.
func write(text *pairs.Text, fields []field, row []byte) {
	before := text.Len()
	for _, f := range fields {
		if value := bytes.Trim(row[:f.length], " \x00"); len(value) > 0 && f.kind == 'C' {
			text.Pair(f.name, value)
		}
		row = row[f.length:]
	}
	if text.Len() > before {
		text.End()
	}
}
