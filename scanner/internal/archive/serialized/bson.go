package serialized

import "bytes"

// BSON (https://bsonspec.org/spec.html): files of mongodump are documents, one behind the other, and its archives have a magic number in front and
// a mark between those of different collections.

const (
	mongoArchive = "\x6d\xe2\x99\x81"
	mongoEnd     = "\xff\xff\xff\xff"

	bsonSize = 4
	bsonMost = 16<<20 + 16<<10 // bytes of a document that a server takes

	bsonString   = 0x02
	bsonDocument = 0x03
	bsonArray    = 0x04
	bsonBinary   = 0x05
	bsonRegex    = 0x0b
	bsonPointer  = 0x0c
	bsonCode     = 0x0d
	bsonSymbol   = 0x0e
	bsonScope    = 0x0f
)

// bsonFixed is how many bytes values take that always take as many, by their type, -1 for others.
func bsonFixed(kind byte) int {
	switch kind {
	case 0x06, 0x0a, 0x7f, 0xff: // none, null, the ends of the order
		return 0
	case 0x08:
		return 1
	case 0x10:
		return 4
	case 0x01, 0x09, 0x11, 0x12:
		return 8
	case 0x07:
		return 12
	case 0x13:
		return 16
	}
	return -1
}

func isBSON(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte(mongoArchive))
	if len(data) < bsonSize+3 || data[3] > 1 {
		return false
	}
	size, kind := number(data[:bsonSize]), data[bsonSize]
	name, _, ok := bytes.Cut(data[bsonSize+1:], []byte{0})
	t := tree{data: name}
	return size > bsonSize+3 && size <= bsonMost && (bsonFixed(kind) >= 0 || kind >= bsonString && kind <= bsonScope) && ok && t.isName(0, len(name))
}

// bson goes through a document of a file.
func bson(t *tree, at int) int {
	if next, ok := t.bytes(at, len(mongoArchive)); ok && (string(next) == mongoEnd || at == 0 && string(next) == mongoArchive) {
		return at + len(next)
	}
	return t.bson(at, 0, true)
}

// bson goes through a document whose members have names.
func (t *tree) bson(at, depth int, named bool) int {
	head, ok := t.bytes(at, bsonSize)
	if !ok || depth == mostDeep {
		return -1
	}
	end := at + number(head)
	if _, ok := t.bytes(at, end-at); !ok || end-at <= bsonSize || t.data[end-1] != 0 {
		return -1
	}
	inner := tree{data: t.data[:end-1], show: t.show}
	for at += bsonSize; at < end-1; {
		kind := t.data[at]
		name, next := inner.cstring(at + 1)
		if !named {
			name = nil
		}
		if at = inner.bsonValue(kind, name, next, depth); at < 0 {
			return -1
		}
	}
	return end
}

// cstring returns a text that ends with a zero, and what follows it, less than 0 if there is none.
func (t *tree) cstring(at int) (b []byte, next int) {
	n := bytes.IndexByte(t.data[min(at, len(t.data)):], 0)
	if n < 0 {
		return nil, -1
	}
	b, next = t.text(at, n)
	if next < 0 {
		return nil, -1
	}
	return b, next + 1
}

// bsonValue goes through a value.
func (t *tree) bsonValue(kind byte, name []byte, at, depth int) int {
	if at < 0 {
		return -1
	}
	if size := bsonFixed(kind); size >= 0 {
		if size > len(t.data)-at {
			return -1
		}
		return at + size
	}
	switch kind {
	case bsonDocument, bsonArray:
		return t.bson(at, depth+1, kind == bsonDocument)
	case bsonRegex:
		if _, at = t.cstring(at); at >= 0 {
			_, at = t.cstring(at)
		}
		return at
	}
	head, ok := t.bytes(at, bsonSize)
	size := 0
	if ok {
		size = number(head)
	}
	switch at += bsonSize; kind {
	case bsonString, bsonCode, bsonSymbol, bsonPointer:
		b, next := t.text(at, size)
		if next < 0 || size == 0 || b[size-1] != 0 {
			return -1
		}
		t.show(name, b[:size-1])
		if kind == bsonPointer {
			next += 12
		}
		return next
	case bsonBinary:
		b, ok := t.bytes(at+1, size)
		if !ok || at < bsonSize {
			return -1
		}
		t.show(name, b)
		return at + 1 + size
	case bsonScope: // a text and a document
		if next, ok := t.bytes(at-bsonSize, size); ok && len(next) > bsonSize {
			return at - bsonSize + size
		}
	}
	return -1
}
