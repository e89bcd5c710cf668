package dataset

import (
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Types of Thrift's compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI64    = 6 // as are all integers down to 16 bits
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

// mostDeep is how many structures, lists or values lie one in the other.
const mostDeep = 32

// reader reads on from the beginning of data; what lies beyond its end is broken, and zero.
type reader struct {
	data   []byte
	broken bool
}

// fail ends reading.
func (r *reader) fail() { r.broken, r.data = true, nil }

func (r *reader) take(n int) []byte {
	b := pairs.Part(r.data, 0, n)
	if b == nil {
		r.fail()
		return nil
	}
	r.data = r.data[n:]
	return b
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

// unsigned reads a number of seven bits a byte.
func (r *reader) unsigned() uint64 {
	v, n := binary.Uvarint(r.data)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.data = r.data[n:]
	return v
}

// signed reads a number whose lowest bit is its sign.
func (r *reader) signed() int64 {
	v := r.unsigned()
	return int64(v>>1) ^ -int64(v&1)
}

// length reads how long something is that is all there.
func (r *reader) length() int {
	v := r.unsigned()
	if v > uint64(len(r.data)) {
		r.fail()
		return 0
	}
	return int(v)
}

// text reads bytes behind their length.
func (r *reader) text() []byte { return r.take(r.length()) }

// fields gives each field of a structure to read, which reads its value, or returns false to have it passed over.
func (r *reader) fields(read func(id int, kind byte) bool) { r.fieldsAt(0, read) }

func (r *reader) fieldsAt(depth int, read func(id int, kind byte) bool) {
	for id := 0; !r.broken; {
		head := r.byte()
		if head == 0 {
			return
		}
		if id += int(head >> 4); head>>4 == 0 {
			id = int(r.signed())
		}
		if kind := head & 15; !read(id, kind) && kind != thriftTrue && kind != thriftFalse {
			r.skip(kind, depth)
		}
	}
}

// list reads each element of a list.
func (r *reader) list(read func(kind byte)) {
	head := r.byte()
	n := int(head >> 4)
	if n == 15 {
		n = r.length()
	}
	for ; n > 0 && !r.broken; n-- {
		read(head & 15)
	}
}

// skip passes over a value; one that is too deep breaks the file.
func (r *reader) skip(kind byte, depth int) {
	if depth++; depth > mostDeep {
		r.fail()
		return
	}
	switch {
	case kind <= thriftByte:
		r.byte()
	case kind <= thriftI64:
		r.unsigned()
	case kind == thriftDouble:
		r.take(8)
	case kind == thriftBinary:
		r.text()
	case kind <= thriftSet:
		r.list(func(kind byte) { r.skip(kind, depth) })
	case kind == thriftMap:
		n := r.length()
		if n == 0 {
			return
		}
		for kinds := r.byte(); n > 0 && !r.broken; n-- {
			r.skip(kinds>>4, depth)
			r.skip(kinds&15, depth)
		}
	case kind == thriftStruct:
		r.fieldsAt(depth, func(int, byte) bool { return false })
	default:
		r.fail()
	}
}
