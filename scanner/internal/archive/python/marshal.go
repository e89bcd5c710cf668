package python

import (
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Types of objects (Python/marshal.c), with shared where later ones refer to them.
const (
	typeNull       = '0'
	typeInt        = 'i'
	typeInt64      = 'I'
	typeFloat      = 'f'
	typeFloat8     = 'g'
	typeComplex    = 'x'
	typeComplex16  = 'y'
	typeLong       = 'l'
	typeString     = 's'
	typeInterned   = 't'
	typeStringRef  = 'R'
	typeReference  = 'r'
	typeTuple      = '('
	typeSmallTuple = ')'
	typeList       = '['
	typeDict       = '{'
	typeCode       = 'c'
	typeUnicode    = 'u'
	typeSet        = '<'
	typeFrozenSet  = '>'
	typeASCII      = 'a'
	typeInternASCI = 'A'
	typeShort      = 'z'
	typeInternShrt = 'Z'
	typeSlice      = ':'

	shared = 0x80
)

// Bounds of one file.
const (
	mostDepth  = 200     // of objects, one in the other
	mostShared = 1 << 20 // objects that others may refer to
	mostItems  = 1 << 16 // of a tuple that are looked at
)

// place is where an object lies: that of its type. 0 is nowhere, for there the file begins.
type place int32

// reader goes through objects.
type reader struct {
	pairs.Bounded
	version
	data   []byte
	at     int
	depth  int
	shared []place
	again  bool // what is gone through was read before
	cut    bool // a bound of this package was reached
	run    func(*code)
}

// byte returns the next byte, 0 at the end.
func (r *reader) byte() int {
	if r.at >= len(r.data) {
		return 0
	}
	r.at++
	return int(r.data[r.at-1])
}

// long returns the next number, -1 at the end.
func (r *reader) long() int {
	if len(r.data)-r.at < 4 {
		r.end()
		return -1
	}
	r.at += 4
	return int(int32(binary.LittleEndian.Uint32(r.data[r.at-4:])))
}

// end leaves all that follows.
func (r *reader) end() { r.at = len(r.data) }

// skip leaves bytes; a number of them that cannot be leaves all.
func (r *reader) skip(n int) {
	if n < 0 || n > len(r.data)-r.at {
		r.end()
		return
	}
	r.at += n
}

// object reads the next object.
func (r *reader) object() {
	if r.at >= len(r.data) || r.depth == mostDepth {
		r.cut = r.cut || r.depth == mostDepth
		r.end()
		return
	}
	if r.again {
		r.Step()
		if r.Full() {
			r.end()
			return
		}
	}
	r.depth++
	r.body()
	r.depth--
}

// body reads an object that is there.
func (r *reader) body() {
	here := place(r.at)
	kind := r.byte()
	r.share(kind, here)
	switch kind &^ shared {
	case typeInt, typeStringRef, typeReference:
		r.skip(4)
	case typeInt64, typeFloat8:
		r.skip(8)
	case typeComplex16:
		r.skip(16)
	case typeFloat, typeShort, typeInternShrt:
		r.skip(r.byte())
	case typeComplex:
		r.skip(r.byte())
		r.skip(r.byte())
	case typeLong:
		n := r.long()
		r.skip(2 * max(n, -n))
	case typeString, typeInterned, typeUnicode, typeASCII, typeInternASCI:
		r.skip(r.long())
	case typeSmallTuple:
		r.objects(r.byte())
	case typeTuple, typeList, typeSet, typeFrozenSet:
		r.objects(r.long())
	case typeSlice:
		r.objects(3)
	case typeDict:
		r.dict()
	case typeCode:
		r.code()
	}
}

// share remembers an object that later ones may refer to; they do so by its number.
func (r *reader) share(kind int, here place) {
	if r.again || kind&shared == 0 && kind != typeInterned || kind == typeInterned && r.version >= 304 {
		return
	}
	if len(r.shared) == mostShared {
		r.cut = true
		return
	}
	r.shared = append(r.shared, here)
}

func (r *reader) objects(n int) {
	for ; n > 0 && r.at < len(r.data); n-- {
		r.object()
	}
}

// dict reads keys and values up to a null.
func (r *reader) dict() {
	for r.at < len(r.data) {
		if r.data[r.at] == typeNull {
			r.at++
			return
		}
		r.object()
	}
}

// look goes to an object that was read before, through a reference to it, and returns its type; back goes to where the reader was.
func (r *reader) look(p place) (kind int, back func()) {
	at, again := r.at, r.again
	back = func() { r.at, r.again = at, again }
	r.at, r.again = int(p), true
	kind = r.byte() &^ shared
	if kind == typeReference || kind == typeStringRef {
		if n := r.long(); n >= 0 && n < len(r.shared) {
			r.at = int(r.shared[n])
			kind = r.byte() &^ shared
		}
	}
	return kind, back
}

// text returns an object that is a string, or bytes that are a text; else nothing.
func (r *reader) text(p place) []byte {
	b, kind := r.bytes(p)
	if kind == typeString && !pairs.IsText(r.Looked(b)) {
		return nil
	}
	return b
}

// bytes returns an object that is a string or bytes, else nothing.
func (r *reader) bytes(p place) (b []byte, kind int) {
	if p == 0 {
		return nil, 0
	}
	kind, back := r.look(p)
	defer back()
	n := 0
	switch kind {
	case typeShort, typeInternShrt:
		n = r.byte()
	case typeString, typeInterned, typeUnicode, typeASCII, typeInternASCI:
		n = r.long()
	}
	if n <= 0 || n > len(r.data)-r.at {
		return nil, kind
	}
	return r.data[r.at : r.at+n], kind
}

// tuple appends where the items of a tuple lie, which was read before.
func (r *reader) tuple(out []place, p place) []place {
	if p == 0 {
		return out
	}
	kind, back := r.look(p)
	defer back()
	n := 0
	switch kind {
	case typeTuple:
		n = r.long()
	case typeSmallTuple:
		n = r.byte()
	}
	for ; n > 0 && r.at < len(r.data) && len(out) < mostItems; n-- {
		out = append(out, place(r.at))
		r.object()
	}
	r.cut = r.cut || n > 0 && len(out) == mostItems
	return out
}
