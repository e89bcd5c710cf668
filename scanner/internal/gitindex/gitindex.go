// Package gitindex reads git's index (gitformat-index(5)) of versions 2 to 4, with SHA-1 and SHA-256 names, and the cache of trees
// in it, which tells what of the index is a tree that has a name already.
//
//	gitindex.go  the file: header, extensions, checksum
//	cursor.go    its entries, one after the other
//	tree.go      the cache of trees
//	split.go     an index that is split over two files
//	window.go    reading it piece by piece
//
// An index is read twice, first to its end, where the cache of trees is, then as far as somebody wants its entries. It is never held
// whole: a window costs less than the memory of a large index. It is hostile input: every number in it is checked before it is used.
package gitindex

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// Index is an open index. It is not safe for concurrent use.
type Index struct {
	window  window
	format  oid.Format
	version uint32
	count   int
	marks   []mark
	nodes   []node
	sparse  bool
	link    []byte                   // the extension of a split index; nil for none
	trees   struct{ at, size int64 } // where the cache of trees is
	file    *os.File                 // nil for a Reader that is somebody else's
}

var (
	// ErrUnsupported is in the error for an index that git can read and this package cannot: another version, an
	// extension that must be understood and is not.
	ErrUnsupported = errors.New("an index of a kind that is not read here")
	// ErrMalformed is in the error for an index that is damaged.
	ErrMalformed = errors.New("malformed index")
)

const (
	signature  = "DIRC"
	headerSize = 12
	// maxSize bounds the file in bytes, and maxTrees the cache of trees, which is held whole.
	maxSize  = 8 << 30
	maxTrees = 128 << 20
)

// Open opens the index file at path. It verifies its structure and its checksum, if it has one (index.skipHash leaves it out). The
// caller must call Close.
func Open(path string, format oid.Format) (*Index, error) {
	file, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	var x *Index
	if err == nil {
		x, err = read(file, info.Size(), format)
	}
	if err == nil && x.link != nil {
		if x, err = x.whole(filepath.Dir(path)); err == nil {
			return x, file.Close()
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("reading the index: %w", err), file.Close())
	}
	x.file = file
	return x, nil
}

// Read is Open for the first size bytes of r, which belongs to the caller; a split index is not read so.
func Read(r io.ReaderAt, size int64, format oid.Format) (*Index, error) {
	x, err := read(r, size, format)
	if err == nil && x.link != nil {
		err = fmt.Errorf("%w: a split one", ErrUnsupported)
	}
	return x, err
}

// read reads an index, or what a split one has itself.
func read(r io.ReaderAt, size int64, format oid.Format) (*Index, error) {
	x := &Index{format: format}
	switch {
	case size > maxSize:
		return nil, ErrUnsupported
	case size < int64(headerSize+format.Size()):
		return nil, fmt.Errorf("%w: it is cut off", ErrMalformed)
	}
	x.window = window{from: r, end: size - int64(format.Size()), sum: format.New()}
	return x, x.scan()
}

// Close closes the file.
func (x *Index) Close() error {
	if x.file == nil {
		return nil
	}
	return x.file.Close()
}

// Len returns the number of entries.
func (x *Index) Len() int { return x.count }

// Sparse reports whether a whole folder may be one entry, with a path that ends in a slash and the name of its tree.
func (x *Index) Sparse() bool { return x.sparse }

// scan reads the file to its end.
func (x *Index) scan() error {
	head, err := x.window.need(headerSize)
	if err != nil {
		return err
	}
	x.version = binary.BigEndian.Uint32(head[4:])
	count := binary.BigEndian.Uint32(head[8:])
	switch {
	case string(head[:4]) != signature:
		return fmt.Errorf("%w: it does not begin with %s", ErrMalformed, signature)
	case x.version < 2 || x.version > 4:
		return fmt.Errorf("%w: version %d", ErrUnsupported, x.version)
	case int64(count) > x.window.end/int64(x.fixed()):
		return fmt.Errorf("%w: it is too small for %d entries", ErrMalformed, count)
	}
	x.count = int(count)
	x.window.skip(headerSize)
	c := Cursor{index: x, left: x.count, marking: true}
	if c.Skip(x.count); c.err != nil {
		return c.err
	}
	if err := x.extensions(); err != nil {
		return err
	}
	return x.checksum()
}

// extensions reads what follows the entries. An extension whose name does not begin with a capital letter must be understood.
func (x *Index) extensions() error {
	for x.window.left() > 0 {
		head, err := x.window.need(8)
		if err != nil {
			return err
		}
		name, size := string(head[:4]), int64(binary.BigEndian.Uint32(head[4:]))
		x.window.skip(8)
		if size > x.window.left() {
			return fmt.Errorf("%w: extension %q is cut off", ErrMalformed, name)
		}
		switch {
		case name == "TREE":
			x.trees.at, x.trees.size = x.window.at, size
			err = x.cache(size)
		case name == "link":
			err = x.split(size)
		case name == "sdir":
			x.sparse = true
			err = x.window.pass(size)
		case name[0] < 'A' || name[0] > 'Z':
			err = fmt.Errorf("%w: extension %q", ErrUnsupported, name)
		default:
			err = x.window.pass(size)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maxLink bounds the extension of a split index, in bytes.
const maxLink = 64 << 20

// split reads the extension that says what a split index has of another one.
func (x *Index) split(size int64) (err error) {
	if size > maxLink {
		return ErrUnsupported
	}
	x.link, err = x.window.take(int(size))
	return err
}

// checksum compares the hash of what was read with the one behind it; zeros stand for none.
func (x *Index) checksum() error {
	want := make([]byte, x.format.Size())
	if _, err := x.window.from.ReadAt(want, x.window.end); err != nil && err != io.EOF {
		return err
	}
	if got := x.window.sum.Sum(nil); !bytes.Equal(got, want) && !bytes.Equal(want, make([]byte, len(want))) {
		return fmt.Errorf("%w: its checksum is wrong", ErrMalformed)
	}
	x.window.sum = nil
	return nil
}
