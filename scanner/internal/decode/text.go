// Package decode turns stored bytes into the text that people meant.
package decode

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// Encoding of a whole content.
type Encoding uint8

// Encodings. Bytes is everything that needs no change before matching: ASCII, UTF-8, Latin-1 and other supersets of ASCII.
const (
	Bytes Encoding = iota
	Binary
	UTF16LE
	UTF16BE
	UTF32LE
	UTF32BE
)

var names = [...]string{"", "", "utf-16le", "utf-16be", "utf-32le", "utf-32be"}

// String returns the encoding's name as reports write it, "" where nothing is undone.
func (e Encoding) String() string { return names[e] }

// Wide reports whether a text of this encoding must be transcoded before matching.
func (e Encoding) Wide() bool { return e >= UTF16LE }

// sniffLen is how far git looks for a NUL byte before it calls a content binary (buffer_is_binary in git's xdiff-interface.c).
const sniffLen = 8000

// Detect tells the encoding from a byte-order mark, else from where NUL bytes stand in the first 8,000 bytes.
func Detect(data []byte) Encoding {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe, 0, 0}):
		return UTF32LE
	case bytes.HasPrefix(data, []byte{0, 0, 0xfe, 0xff}):
		return UTF32BE
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return UTF16LE
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return UTF16BE
	}
	head := data[:min(len(data), sniffLen)]
	if bytes.IndexByte(head, 0) < 0 {
		return Bytes
	}
	return withoutMark(head)
}

// withoutMark knows wide text by its NUL bytes: Latin letters leave the same bytes of each unit zero.
func withoutMark(head []byte) Encoding {
	var zeros [4]int
	for i, c := range head {
		if c == 0 {
			zeros[i&3]++
		}
	}
	quads := len(head) / 4
	if quads == 0 {
		return Binary
	}
	full := func(i int) bool { return zeros[i] >= quads*9/10 }
	few := func(i int) bool { return zeros[i] <= quads/10 }
	most := func(i int) bool { return zeros[i] > quads/2 }
	switch {
	case full(3) && full(2) && most(1) && few(0):
		return UTF32LE
	case full(0) && full(1) && most(2) && few(3):
		return UTF32BE
	case most(1) && most(3) && few(0) && few(2):
		return UTF16LE
	case most(0) && most(2) && few(1) && few(3):
		return UTF16BE
	}
	return Binary
}

// unit returns the width in bytes of a code unit.
func (e Encoding) unit() int {
	switch e {
	case UTF16LE, UTF16BE:
		return 2
	case UTF32LE, UTF32BE:
		return 4
	}
	return 1
}

// next decodes one code point at the beginning of data, which is not empty, and the bytes it takes. Broken units give U+FFFD.
func (e Encoding) next(data []byte) (r rune, width int) {
	if len(data) < e.unit() {
		return utf8.RuneError, len(data)
	}
	switch e {
	case UTF32LE:
		return valid(binary.LittleEndian.Uint32(data)), 4
	case UTF32BE:
		return valid(binary.BigEndian.Uint32(data)), 4
	}
	order := binary.ByteOrder(binary.LittleEndian)
	if e == UTF16BE {
		order = binary.BigEndian
	}
	r = rune(order.Uint16(data))
	if !utf16.IsSurrogate(r) {
		return r, 2
	}
	if len(data) >= 4 {
		if pair := utf16.DecodeRune(r, rune(order.Uint16(data[2:]))); pair != utf8.RuneError {
			return pair, 4
		}
	}
	return utf8.RuneError, 2
}

func valid(u uint32) rune {
	if u > utf8.MaxRune || !utf8.ValidRune(rune(u)) {
		return utf8.RuneError
	}
	return rune(u)
}

// mark is the byte-order mark, which is not part of the text.
const mark = '\ufeff'

// AppendUTF8 appends data, which is in a wide encoding, to dst as UTF-8 without a byte-order mark at the beginning. It never
// appends more than 3/2 of len(data) + 3 bytes.
func (e Encoding) AppendUTF8(dst, data []byte) []byte {
	for i := 0; i < len(data); {
		r, n := e.next(data[i:])
		if i > 0 || r != mark {
			dst = utf8.AppendRune(dst, r)
		}
		i += n
	}
	return dst
}

// Length returns how many bytes AppendUTF8 appends.
func (e Encoding) Length(data []byte) (length int) {
	for i := 0; i < len(data); {
		r, n := e.next(data[i:])
		if i > 0 || r != mark {
			length += utf8.RuneLen(r)
		}
		i += n
	}
	return length
}

// Offset returns how many bytes of data (in a wide encoding) the first n bytes of its UTF-8 form take.
func (e Encoding) Offset(data []byte, n int) int {
	i, out := 0, 0
	for i < len(data) {
		r, width := e.next(data[i:])
		if i > 0 || r != mark {
			if out >= n {
				break
			}
			out += utf8.RuneLen(r)
		}
		i += width
	}
	return i
}
