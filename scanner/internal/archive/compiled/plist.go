package compiled

import (
	"encoding/binary"
	"strconv"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Binary property lists (CFBinaryPList.c of Core Foundation): a table of offsets of objects, told by the last 32 bytes. Each dictionary is
// gone through where it lies, so that none is followed into another.

// Kinds of objects, by the high half of their first byte; a length is in the other half, or follows.
const (
	plistTrailer = 32
	plistData    = 0x4
	plistASCII   = 0x5
	plistWide    = 0x6
	plistDict    = 0xd
	longLength   = 0xf
)

// plist is a property list.
type plist struct {
	*writer
	offsetWidth, refWidth int
	count                 int // of objects
	table                 int
}

// plistOf reads the trailer.
func plistOf(w *writer) (p plist, ok bool) {
	t := len(w.data) - plistTrailer
	p = plist{writer: w, offsetWidth: w.u8(t + 6), refWidth: w.u8(t + 7), count: w.sized(t+8, 8), table: w.sized(t+24, 8)}
	return p, p.offsetWidth > 0 && p.refWidth > 0 && t >= 0
}

// Values yields the data of a property list that is no text, each object once, under its number; if the result is false, nothing more.
func Values(data []byte, yield func(name string, value []byte) bool) {
	p, ok := plistOf(&writer{file{data, binary.BigEndian}, pairs.NewBounded(len(data))})
	for i := 0; ok && i < p.count && i < len(data) && !p.Full(); i++ {
		p.Step()
		kind, size, at := p.object(i)
		if kind != plistData {
			continue
		}
		if b := p.Looked(p.bytes(at, size)); len(b) > 0 && !pairs.IsText(b) {
			ok = yield("data "+strconv.Itoa(i), b)
		}
	}
}

func (w *writer) plist() {
	p, ok := plistOf(w)
	if !ok {
		return
	}
	for i := 0; i < p.count && i < len(w.data) && !w.Full(); i++ {
		kind, size, at := p.object(i)
		if kind != plistDict || size > len(w.data) {
			continue
		}
		for m := 0; m < size && !w.Full(); m++ { // dictionaries may overlap
			w.Step()
			p.Pair(p.string(p.ref(at, size+m)), func() []byte { return p.string(p.ref(at, m)) })
		}
	}
}

// sized returns a big-endian number of some bytes, -1 if it is too large or not there.
func (f *file) sized(at, width int) (n int) {
	b := f.bytes(at, width)
	if b == nil || width > 8 {
		return -1
	}
	for _, c := range b {
		if n > 1<<22 { // what holds such offsets is not read at once
			return -1
		}
		n = n<<8 | int(c)
	}
	return n
}

func (p *plist) ref(list, index int) int { return p.sized(list+index*p.refWidth, p.refWidth) }

// object returns the kind, the length and the place of the body of an object.
func (p *plist) object(index int) (kind, size, at int) {
	if index < 0 || index >= p.count || index > len(p.data) {
		return 0, 0, 0
	}
	at = p.sized(p.table+index*p.offsetWidth, p.offsetWidth)
	head := p.u8(at)
	at++
	if size = head & 0xf; size == longLength {
		width := 1 << (p.u8(at) & 0xf)
		size = p.sized(at+1, width)
		at += 1 + width
	}
	return head >> 4, size, at
}

// string returns an object as a text, if it is one.
func (p *plist) string(index int) []byte {
	kind, size, at := p.object(index)
	switch kind {
	case plistASCII:
		return p.Looked(p.bytes(at, size))
	case plistData:
		if b := p.Looked(p.bytes(at, size)); pairs.IsText(b) {
			return b
		}
	case plistWide:
		return decode.UTF16BE.AppendUTF8(nil, p.Looked(p.bytes(at, 2*size)))
	}
	return nil
}
