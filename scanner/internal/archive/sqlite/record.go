package sqlite

import (
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// value is a value of a row.
type value struct {
	text   []byte // in UTF-8; nil if it is none, and no blob that is one
	number int64  // of an integer
	blob   []byte // that is no text
}

// mostColumns is SQLite's own bound.
const mostColumns = 32767

// appendValues adds the values of a record; where it is cut off, those in front of there.
func appendValues(dst []value, record []byte, encoding uint32) []value {
	size, n := varint(record)
	if n == 0 || size > uint64(len(record)) || size < uint64(n) {
		return dst
	}
	types, body := record[n:size], record[size:]
	for len(types) > 0 && len(dst) < mostColumns {
		serial, n := varint(types)
		if n == 0 {
			return dst
		}
		types = types[n:]
		length := width(serial)
		if length > uint64(len(body)) {
			if serial < 12 {
				return dst
			}
			length = uint64(len(body))
		}
		dst = append(dst, valueOf(serial, body[:length], encoding))
		body = body[length:]
	}
	return dst
}

// width returns how many bytes a value of a serial type takes.
func width(serial uint64) uint64 {
	if serial >= 12 {
		return (serial - 12) / 2
	}
	return [...]uint64{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0}[serial]
}

func valueOf(serial uint64, b []byte, encoding uint32) (v value) {
	switch {
	case serial == 9:
		v.number = 1
	case serial < 7:
		for i, c := range b {
			if i == 0 {
				v.number = int64(int8(c))
			} else {
				v.number = v.number<<8 | int64(c)
			}
		}
	case serial >= 12 && serial%2 == 0:
		if pairs.IsText(b) {
			v.text = b
		} else {
			v.blob = b
		}
	case serial >= 13:
		v.text = utf8Of(b, encoding)
	}
	return v
}

// Encodings of text, in the head of the database.
const (
	utf16le = 2
	utf16be = 3
)

func utf8Of(b []byte, encoding uint32) []byte {
	switch encoding {
	case utf16be:
		return decode.UTF16BE.AppendUTF8(nil, b)
	case utf16le:
		return decode.UTF16LE.AppendUTF8(nil, b)
	}
	return b
}
