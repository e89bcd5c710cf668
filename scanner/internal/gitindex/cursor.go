package gitindex

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/sluice-scan/sluice/scanner/internal/object"
)

// Entry is a path in the index. Path and ID are valid until the cursor moves.
type Entry struct {
	Path   []byte
	ID     []byte // raw object name
	Mode   object.Mode
	Stage  int  // 0, or which side of a conflict it is: 1 the common ancestor, 2 ours, 3 theirs
	Intent bool // git add -N: the path is to be added, its content is not
}

// Cursor goes through the entries in the order of their paths and stages.
type Cursor struct {
	Entry
	index   *Index
	left    int
	err     error
	marking bool
}

// mark is where every markEvery-th entry begins, so that skipping many does not read them.
type mark struct {
	offset int64
	before string // since version 4: the path of the entry before it
}

const markEvery = 256

// An entry is numbers of lstat(2), the mode among them, the object name, flags and the path.
const (
	modeAt   = 24 // bytes from the entry's beginning
	idAt     = 40
	extended = 0x4000 // flag: two more bytes of flags
	lengths  = 0x0fff // flags that hold the length of the path; this much stands for more
	intent   = 0x2000 // further flag
	maxPath  = 64 << 10
)

// fixed returns the bytes of an entry in front of its path, without further flags.
func (x *Index) fixed() int { return idAt + x.format.Size() + 2 }

// Entries returns a cursor in front of the first entry. One that was returned before must not be used any more.
func (x *Index) Entries() *Cursor {
	x.window.seek(headerSize)
	return &Cursor{index: x, left: x.count}
}

// Err returns what ended the entries too early.
func (c *Cursor) Err() error { return c.err }

// Next goes to the next entry; false if there is none. Only split indexes have entries without a path.
func (c *Cursor) Next() bool {
	stage := c.Stage
	keep, rest, ok := c.step()
	if !ok {
		return false
	}
	if order := bytes.Compare(rest, c.Path[keep:]); order < 0 || order == 0 && c.Stage <= stage {
		c.err = fmt.Errorf("%w: %q is not in its place", ErrMalformed, rest)
		return false
	}
	c.Path = append(c.Path[:keep], rest...)
	return true
}

// Skip passes n entries without looking at them: their order is not checked. The cursor then stands on none of them.
func (c *Cursor) Skip(n int) {
	if to := c.index.count - c.left + n; !c.marking && to/markEvery > (to-n)/markEvery && n <= c.left {
		m := c.index.marks[to/markEvery]
		c.index.window.seek(m.offset)
		c.left = c.index.count - to/markEvery*markEvery
		c.Path = append(c.Path[:0], m.before...)
		n = to % markEvery
	}
	for ; n > 0; n-- {
		keep, rest, ok := c.step()
		if !ok {
			return
		}
		if c.index.version == 4 {
			c.Path = append(c.Path[:keep], rest...)
		}
	}
}

// step passes an entry. Its path is rest behind the first keep bytes of the path before.
func (c *Cursor) step() (keep int, rest []byte, ok bool) {
	if c.left == 0 || c.err != nil {
		return 0, nil, false
	}
	x := c.index
	if at := x.count - c.left; c.marking && at%markEvery == 0 {
		x.mark(c.Path)
	}
	next, err := x.window.peek(x.fixed() + 2 + maxPath)
	if err != nil {
		c.err = err
		return 0, nil, false
	}
	size := 0
	if keep, rest, size = c.parse(next); size == 0 || size > len(next) {
		c.err = fmt.Errorf("%w: entry %d", ErrMalformed, x.count-c.left)
		return 0, nil, false
	}
	x.window.skip(size)
	c.left--
	return keep, rest, true
}

// mark notes where the window is.
func (x *Index) mark(before []byte) {
	m := mark{offset: x.window.at}
	if x.version == 4 {
		m.before = string(before)
	}
	x.marks = append(x.marks, m)
}

// parse reads the entry that data begins with; its size is 0 if there is none.
func (c *Cursor) parse(data []byte) (keep int, rest []byte, size int) {
	head := c.index.fixed()
	if len(data) < head+2 {
		return 0, nil, 0
	}
	flags := int(binary.BigEndian.Uint16(data[head-2:]))
	c.Mode = object.Mode(binary.BigEndian.Uint32(data[modeAt:]))
	c.ID = data[idAt : head-2]
	c.Stage, c.Intent = flags>>12&3, false
	if flags&extended != 0 {
		c.Intent = binary.BigEndian.Uint16(data[head:])&intent != 0
		head += 2
	}
	path := data[head:]
	if c.index.version == 4 {
		strip, n := varint(path)
		if n == 0 || strip > len(c.Path) {
			return 0, nil, 0
		}
		end := bytes.IndexByte(path[n:], 0)
		if end < 0 {
			return 0, nil, 0
		}
		return len(c.Path) - strip, path[n : n+end], head + n + end + 1
	}
	length := flags & lengths
	if length == lengths {
		length = bytes.IndexByte(path, 0)
	}
	if length < 0 || length >= len(path) || path[length] != 0 {
		return 0, nil, 0
	}
	return 0, path[:length], (head + length + 8) &^ 7
}

// varint reads a number as in the offsets of packs (gitformat-index(5): version 4); n is its length, 0 for none below 64 KiB.
func varint(data []byte) (value, n int) {
	for i, b := range data[:min(3, len(data))] {
		value = value<<7 | int(b&0x7f)
		if b&0x80 == 0 {
			return value, i + 1
		}
		value++
	}
	return 0, 0
}
