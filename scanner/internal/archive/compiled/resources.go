package compiled

import (
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Android's resources and its binary XML are chunks, as the platform's ResourceTypes.h describes them: a kind, the length of a head, the
// length of all.
const (
	chunkPool    = 0x0001
	chunkElement = 0x0102
	chunkPackage = 0x0200
	chunkType    = 0x0201

	fileHead     = 8   // of XML
	tableHead    = 12  // of resources
	keyStringsAt = 276 // in a package: behind kind, lengths, number, name, types and the last of them
	noString     = -1
	valueIsText  = 3

	poolUTF8     = 1 << 8
	entryComplex = 1 << 0
	entryCompact = 1 << 3
	typeSparse   = 1 << 0
	attribute    = 20
)

// chunks goes through chunks from one place to another.
func (w *writer) chunks(at, end int, chunk func(kind, at, head, size int)) {
	for end = min(end, len(w.data)); at >= 0 && at+8 <= end && !w.Full(); {
		head, size := w.u16(at+2), w.u32(at+4)
		if size < 8 || size > end-at || head < 8 || head > size {
			return
		}
		chunk(w.u16(at), at, head, size)
		at += size
	}
}

// xml tells elements with their attributes, as they were written.
func (w *writer) xml() {
	var strings pool
	w.chunks(fileHead, len(w.data), func(kind, at, head, size int) {
		switch kind {
		case chunkPool:
			strings = w.pool(at, size)
		case chunkElement:
			w.element(&strings, at+head, at+size)
		}
	})
}

func (w *writer) element(strings *pool, at, end int) {
	line := append([]byte("<"), strings.text(w.u32(at+4))...)
	first, width, count := w.u16(at+8), w.u16(at+10), w.u16(at+12)
	if width < attribute {
		return
	}
	some := false
	for a := at + first; count > 0 && a+attribute <= end && len(line) < pairs.MostText && !w.Full(); count-- {
		value := w.u32(a + 8)
		if w.u8(a+15) == valueIsText {
			value = w.u32(a + 16)
		}
		if text := strings.text(value); len(text) > 0 {
			some = true
			line = append(line, ' ')
			if w.u32(a) != noString {
				line = append(line, "android:"...) // the only one that there is
			}
			line = append(append(append(append(line, strings.text(w.u32(a+4))...), `="`...), text...), '"')
		}
		a += width
	}
	if some && !w.Full() {
		w.Value(append(line, "/>"...))
	}
}

// resources tells names of resources and the texts that they stand for.
func (w *writer) resources() {
	var values pool
	w.chunks(tableHead, len(w.data), func(kind, at, head, size int) {
		switch kind {
		case chunkPool:
			values = w.pool(at, size)
		case chunkPackage:
			var keys pool
			keysAt := at + w.u32(at+keyStringsAt)
			w.chunks(at+head, at+size, func(kind, inner, head, size int) {
				switch {
				case kind == chunkPool && inner == keysAt:
					keys = w.pool(inner, size)
				case kind == chunkType:
					w.entries(&keys, &values, inner, head, size)
				}
			})
		}
	})
}

// entries tells the texts among resources of a type.
func (w *writer) entries(keys, values *pool, at, head, size int) {
	if w.u8(at+9)&^typeSparse != 0 {
		return // another way to write offsets
	}
	sparse := w.u8(at+9)&typeSparse != 0
	start := at + w.u32(at+16)
	for count, i := w.u32(at+12), at+head; count > 0 && i+4 <= at+size && !w.Full(); count, i = count-1, i+4 {
		entry := start + w.u32(i)
		if sparse {
			entry = start + 4*w.u16(i+2)
		} else if w.u32(i) < 0 {
			continue // none
		}
		if key, value, ok := w.entry(entry); ok {
			w.Pair(values.text(value), func() []byte { return keys.text(key) })
		}
	}
}

// entry returns the strings that are a resource's name and value, if its value is a text. A compact one has its value in its head.
func (w *writer) entry(at int) (key, value int, ok bool) {
	flags := w.u16(at + 2)
	switch {
	case flags&entryCompact != 0:
		return w.u16(at), w.u32(at + 4), flags>>8 == valueIsText
	case flags&entryComplex != 0:
		return 0, 0, false
	}
	body := at + w.u16(at)
	return w.u32(at + 4), w.u32(body + 4), body > at && w.u8(body+3) == valueIsText
}

// pool is the strings of a chunk.
type pool struct {
	file
	reader  *writer
	count   int
	offsets int // where they are
	start   int // where they count from
	narrow  bool
}

func (w *writer) pool(at, size int) pool {
	p := pool{file: file{w.bytes(at, size), w.order}, reader: w}
	p.count, p.narrow, p.start, p.offsets = p.u32(8), p.u32(16)&poolUTF8 != 0, p.u32(20), p.u16(2)
	return p
}

// text returns a string in UTF-8.
func (p *pool) text(index int) []byte {
	if index < 0 || index >= p.count || p.data == nil {
		return nil
	}
	at := p.start + p.u32(p.offsets+4*index)
	if p.narrow {
		_, at = p.length(at) // in UTF-16 units
		n, at := p.length(at)
		return p.reader.Looked(p.bytes(at, n))
	}
	n := p.u16(at)
	at += 2
	if n&0x8000 != 0 {
		n = n&0x7fff<<16 | p.u16(at)
		at += 2
	}
	return decode.UTF16LE.AppendUTF8(nil, p.reader.Looked(p.bytes(at, 2*n)))
}

// length reads a length of one byte or two.
func (p *pool) length(at int) (n, next int) {
	if n = p.u8(at); n&0x80 == 0 {
		return n, at + 1
	}
	return n&0x7f<<8 | p.u8(at+1), at + 2
}
