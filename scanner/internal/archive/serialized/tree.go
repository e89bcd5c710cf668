package serialized

import (
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// BSON, MessagePack, CBOR and Protocol Buffers write objects in objects. Since none of them has a magic number, a file is one of theirs only if all of it is valid, and
// something in it has a text for a name and for a value: it is gone through twice.

const mostDeep = 100 // objects, one in the other

// tree is a file that is gone through.
type tree struct {
	data  []byte
	show  func(name, value []byte)
	named int // texts that have a name that is one
}

// trees returns what reads files of a format; read goes through the object at a place, and returns what follows it, less than 0 if that is not
// valid.
func trees(read func(t *tree, at int) int) func(*writer, []byte) {
	whole := func(t *tree, w *writer) bool {
		for at := 0; at < len(t.data) && !w.Full(); {
			if at = read(t, at); at < 0 {
				return false
			}
		}
		return true
	}
	return func(w *writer, data []byte) {
		t := tree{data: data}
		t.show = func(name, value []byte) {
			if pairs.IsText(name) && pairs.IsText(value) {
				t.named++
			}
		}
		if whole(&t, w) && t.named > 0 {
			t.show = w.member
			whole(&t, w)
		}
	}
}

// bytes returns a part of the file, which ok says is all there.
func (t *tree) bytes(at, size int) (b []byte, ok bool) {
	b = pairs.Part(t.data, at, size)
	return b, b != nil
}

// cursor is a file that is read from its beginning on; at is less than 0 where something was not there.
type cursor struct {
	tree
	at int
}

// take reads some bytes, nil if they are not all there.
func (c *cursor) take(n int) []byte {
	if c.at < 0 {
		return nil
	}
	b, ok := c.bytes(c.at, n)
	if !ok {
		c.at = -1
		return nil
	}
	c.at += n
	return b
}

// big reads a number with its highest byte first, -1 where it is not there or does not fit into 31 bits.
func (t *tree) big(at, size int) int {
	b, ok := t.bytes(at, size)
	if !ok {
		return -1
	}
	n := uint64(0)
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	if n > 1<<31-1 {
		return -1
	}
	return int(n)
}

// text returns a part of the file that must be a text in UTF-8, and what follows it, less than 0 if it is none.
func (t *tree) text(at, size int) (b []byte, next int) {
	b, ok := t.bytes(at, size)
	if !ok || !utf8.Valid(b) {
		return nil, -1
	}
	return b, at + size
}

// nothing shows nothing.
func nothing(_, _ []byte) {}

// isName reports whether the bytes at a place are a name that somebody gave.
func (t *tree) isName(at, size int) bool {
	b, ok := t.bytes(at, size)
	return ok && pairs.IsText(b)
}
