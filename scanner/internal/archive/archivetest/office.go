package archivetest

import (
	"encoding/binary"
	"unicode/utf16"
)

// Compound is a compound file with streams, given as name, content, name, content …, each of which has sectors of its own; it holds up to 60 KiB.
func Compound(streams ...string) []byte {
	const sector, end, none = 512, 0xfffffffe, 0xffffffff
	var body []byte
	var next []uint32
	add := func(data []byte) (start uint32) {
		start = uint32(len(next))
		for i := 0; i < len(data); i += sector {
			body = append(append(body, data[i:min(i+sector, len(data))]...), make([]byte, max(0, i+sector-len(data)))...)
			next = append(next, uint32(len(next)+1))
		}
		next[len(next)-1] = end
		return start
	}
	entry := func(name string, kind byte, right, child, start uint32, size int) []byte {
		b := make([]byte, 0, 128)
		for _, u := range utf16.Encode([]rune(name)) {
			b = little.AppendUint16(b, u)
		}
		b = little.AppendUint16(b[:64], uint16(2*len(utf16.Encode([]rune(name)))+2))
		b = append(b, kind, 1)
		for _, n := range []uint32{none, right, child} {
			b = little.AppendUint32(b, n)
		}
		b = little.AppendUint32(append(b, make([]byte, 36)...), start)
		return little.AppendUint64(b, uint64(size))
	}
	directory := entry("Root Entry", 5, none, 1, end, 0)
	for i := 0; i < len(streams); i += 2 {
		right := uint32(i/2 + 2)
		if i+2 == len(streams) {
			right = none
		}
		directory = append(directory, entry(streams[i], 2, right, none, add([]byte(streams[i+1])), len(streams[i+1]))...)
	}
	at := add(directory)
	table := make([]byte, sector)
	for i := range sector / 4 {
		number := uint32(none)
		if i < len(next) {
			number = next[i]
		} else if i == len(next) {
			number = 0xfffffffd // of this table
		}
		little.PutUint32(table[4*i:], number)
	}
	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	head[26], head[30], head[32] = 3, 9, 6
	for place, n := range map[int]uint32{44: 1, 48: at, 60: end, 68: end, 76: uint32(len(next))} {
		little.PutUint32(head[place:], n)
	}
	for i := 80; i < sector; i++ {
		head[i] = 0xff
	}
	return append(append(head, body...), table...)
}

// Workbook is the stream of a workbook of Excel 97 with one sheet of two columns, given as cell, cell, cell, cell …, whose texts go on in a
// record of their own after the first one.
func Workbook(cells ...string) string {
	record := func(kind uint16, body []byte) []byte {
		return append(little.AppendUint16(little.AppendUint16(nil, kind), uint16(len(body))), body...)
	}
	begin := record(0x809, []byte{0, 6, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	texts := little.AppendUint32(little.AppendUint32(nil, uint32(len(cells))), uint32(len(cells)))
	var b, sheet []byte
	b = append(b, begin...)
	for i, c := range cells {
		units := utf16.Encode([]rune(c))
		texts = append(little.AppendUint16(texts, uint16(len(units))), 1)
		for _, u := range units {
			texts = little.AppendUint16(texts, u)
		}
		kind := uint16(0x3c)
		if i == 0 {
			kind = 0xfc
		}
		b, texts = append(b, record(kind, texts)...), nil
		cell := []byte{byte(i / 2), 0, byte(i % 2), 0, 15, 0}
		sheet = append(sheet, record(0xfd, little.AppendUint32(cell, uint32(i)))...)
	}
	return string(append(append(append(b, begin...), sheet...), record(0x0a, nil)...))
}

// Word are the streams of a document of Word 97 with one piece.
func Word(text string) (document, table string) {
	head := make([]byte, 0x400)
	put := func(at int, n uint32) { little.PutUint32(head[at:], n) }
	put(0, 0xc1a5ec)
	head[11] = 2 // its table is 1Table
	clx := append([]byte{2, 16, 0, 0, 0}, make([]byte, 16)...)
	for place, n := range map[int]uint32{9: uint32(len(text)), 15: uint32(len(head))*2 | 1<<30} {
		binary.LittleEndian.PutUint32(clx[place:], n)
	}
	put(0x1a2, 0)
	put(0x1a6, uint32(len(clx)))
	return string(head) + text, string(clx)
}
