package compiled

import (
	"encoding/binary"
	"strconv"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Binary property lists (CFBinaryPList.c of Core Foundation): a table of offsets of objects, told by the last 32 bytes. Each dictionary is
// gone through where it lies, so that none is followed into another. NSKeyedArchiver writes all objects into a list of the topmost one; members
// name them by their numbers there, and a dictionary is an object with a list of keys and one of values.

// Kinds of objects, by the high half of their first byte; a length is in the other half, or follows.
const (
	plistTrailer = 32
	plistData    = 0x4
	plistASCII   = 0x5
	plistWide    = 0x6
	plistUID     = 0x8
	plistArray   = 0xa
	plistDict    = 0xd
	longLength   = 0xf
)

// plist is a property list.
type plist struct {
	*writer
	offsetWidth, refWidth int
	count                 int // of objects
	table                 int
	archived              list // what numbers of NSKeyedArchiver stand for
}

// list is a list of references to objects.
type list struct{ size, at int }

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
	top := p.sized(len(w.data)-plistTrailer+16, 8)
	p.members(top, func(key, value int) { p.called(key, value, "$objects", &p.archived) })
	for i := 0; i < p.count && i < len(w.data) && !w.Full(); i++ {
		var keys, values list
		p.members(i, func(key, value int) {
			p.Pair(p.string(value), func() []byte { return p.string(key) })
			p.called(key, value, "NS.keys", &keys)
			p.called(key, value, "NS.objects", &values)
		})
		for m := 0; m < min(keys.size, values.size) && !w.Full(); m++ {
			w.Step()
			p.Pair(p.string(p.ref(values.at, m)), func() []byte { return p.string(p.ref(keys.at, m)) })
		}
	}
}

// members calls member with the keys and values of a dictionary.
func (p *plist) members(index int, member func(key, value int)) {
	kind, size, at := p.object(index)
	if kind != plistDict || size > len(p.data) {
		return
	}
	for m := 0; m < size && !p.Full(); m++ { // dictionaries may overlap
		p.Step()
		member(p.ref(at, m), p.ref(at, size+m))
	}
}

// called sets l to a value that is a list, if its key is name.
func (p *plist) called(key, value int, name string, l *list) {
	kind, size, at := p.object(value)
	if kind == plistArray && size <= len(p.data) && string(p.string(key)) == name {
		*l = list{size, at}
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

// string returns an object as a text, if it or what it stands for is one.
func (p *plist) string(index int) []byte {
	kind, size, at := p.object(index)
	if n := p.sized(at, size+1); kind == plistUID && n >= 0 && n < p.archived.size {
		kind, size, at = p.object(p.ref(p.archived.at, n))
	}
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
