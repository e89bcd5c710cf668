package pack

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// Lookup is a pack opened for a few objects: of the index only what a search needs is read, so that opening it and reading
// from it take as long for a large pack as for a small one. What is not read is not validated, and entries are verified by
// the Adler-32 of their content, since the CRC-32 of a base can't be found without the whole index. It is safe for
// concurrent use.
type Lookup struct {
	packFile
	layout
	idx *os.File
}

// OpenLookup opens a pack as Open does. The caller must call Close.
func OpenLookup(packPath string, format oid.Format) (*Lookup, error) {
	l := &Lookup{}
	if err := l.packFile.open(packPath, format); err != nil {
		return nil, fmt.Errorf("open pack %s: %w", packPath, err)
	}
	if err := l.openIndex(); err != nil {
		_ = l.packFile.Close()
		return nil, fmt.Errorf("open pack %s: %w", packPath, err)
	}
	return l, nil
}

func (l *Lookup) openIndex() error {
	idx, err := regular.Open(sibling(l.path, ".idx"))
	if err != nil {
		return err
	}
	l.idx = idx
	if err := l.readHead(); err != nil {
		_ = idx.Close()
		return err
	}
	return nil
}

func (l *Lookup) readHead() error {
	info, err := l.idx.Stat()
	if err != nil {
		return err
	}
	head := make([]byte, headSize)
	n, err := l.idx.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if l.layout, err = parseLayout(head[:n], info.Size(), l.format); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	sum := make([]byte, l.nameSize)
	if _, err := l.idx.ReadAt(sum, l.trailer); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	return l.belongs(l.layout.count, sum)
}

// Close closes the files.
func (l *Lookup) Close() error {
	err := l.packFile.Close()
	if err2 := l.idx.Close(); err == nil {
		err = err2
	}
	return err
}

// Find returns the offset in the pack of an object.
func (l *Lookup) Find(id oid.ID) (offset int64, ok bool, err error) {
	name := id.Bytes()
	if len(name) != l.nameSize {
		return 0, false, nil
	}
	from, to := l.bucket(name[0])
	var buffer [64]byte
	for from < to {
		middle := (from + to) / 2
		found := buffer[:l.nameSize]
		if _, err := l.idx.ReadAt(found, l.names+int64(middle)*l.nameStride); err != nil {
			return 0, false, fmt.Errorf("read index: %w", unexpected(err))
		}
		switch c := bytes.Compare(found, name); {
		case c < 0:
			from = middle + 1
		case c > 0:
			to = middle
		default:
			offset, err = l.offset(middle)
			return offset, err == nil, err
		}
	}
	return 0, false, nil
}

// offset reads the offset at a position of the index.
func (l *Lookup) offset(position int) (int64, error) {
	var b [8]byte
	if _, err := l.idx.ReadAt(b[:4], l.offsets+int64(position)*l.offsetStride); err != nil {
		return 0, fmt.Errorf("read index: %w", unexpected(err))
	}
	offset := binary.BigEndian.Uint32(b[:])
	if l.crcs == 0 || offset&largeOffset == 0 {
		return int64(offset), nil
	}
	at := int64(offset &^ largeOffset)
	if at >= l.largeCount {
		return 0, fmt.Errorf("index: %w", errLarge)
	}
	if _, err := l.idx.ReadAt(b[:], l.large+8*at); err != nil {
		return 0, fmt.Errorf("read index: %w", unexpected(err))
	}
	return int64(binary.BigEndian.Uint64(b[:])), nil
}

// ReadOffset returns the object at an offset that Find gave, as Read does.
func (r *Reader) ReadOffset(l *Lookup, offset int64, buf []byte, base Base) (Content, error) {
	return r.read(l, offset, buf, base)
}

func (l *Lookup) pack() *packFile { return &l.packFile }

func (l *Lookup) at(offset int64) (extent, error) {
	if offset < packHeader || offset >= l.end {
		return extent{}, errBrokenBase
	}
	return extent{from: offset, to: l.end}, nil
}

func (l *Lookup) locate(id oid.ID) (offset int64, ok bool, err error) { return l.Find(id) }
