package odb

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// A loose object is a zlib stream of "type size\0content" (gitformat-loose(5)).

// looseHeader bounds the header, in bytes: the longest type, a 64-bit size.
const looseHeader = 32

var types = map[string]pack.Type{"commit": pack.Commit, "tree": pack.Tree, "blob": pack.Blob, "tag": pack.Tag}

// loose is an open loose object; read from it comes the content.
type loose struct {
	io.Reader
	file *os.File
	typ  pack.Type
	size int64
}

func (l *loose) Close() error { return l.file.Close() }

func openLoose(path string) (*loose, error) {
	f, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	l, err := readLooseHeader(f)
	if err != nil {
		return nil, errors.Join(pack.Untyped{Err: err}, f.Close())
	}
	return l, nil
}

func readLooseHeader(f *os.File) (*loose, error) {
	z, err := zlib.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("inflating: %w", err)
	}
	var head [looseHeader]byte
	n, err := io.ReadFull(z, head[:])
	if err != nil && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("inflating: %w", err)
	}
	end := bytes.IndexByte(head[:n], 0)
	name, size, ok := bytes.Cut(head[:max(end, 0)], []byte{' '})
	typ := types[string(name)]
	length, err := strconv.ParseInt(string(size), 10, 64)
	if !ok || typ == 0 || err != nil || length < 0 {
		return nil, errors.New("its header is malformed")
	}
	return &loose{io.MultiReader(bytes.NewReader(head[end+1:n]), z), f, typ, length}, nil
}

// readLoose reads a loose object and verifies its name: that of a blob above pack.LargeSize when it is read to its end.
// Other objects may have at most limit bytes.
func readLoose(path string, id oid.ID, limit int64, format oid.Format, buf []byte) (*Content, error) {
	l, err := openLoose(path)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	return l.read(path, id, limit, format, buf)
}

// read reads what openLoose opened at path.
func (l *loose) read(path string, id oid.ID, limit int64, format oid.Format, buf []byte) (c *Content, err error) {
	c = &Content{Content: pack.Content{Type: l.typ, Size: l.size}}
	if l.typ == pack.Blob && l.size > pack.LargeSize {
		c.open = func() (io.ReadCloser, error) { return openVerified(path, id, format) }
		return c, nil
	}
	c.Data, err = l.content(limit, id, format, buf)
	return c, err
}

func (l *loose) content(limit int64, id oid.ID, format oid.Format, buf []byte) ([]byte, error) {
	if l.size > limit {
		return nil, fmt.Errorf("of %d bytes is larger than can be held", l.size)
	}
	// Growing with what really arrives keeps a false size from allocating.
	out := bytes.NewBuffer(buf[:0])
	n, err := io.Copy(out, io.LimitReader(l, l.size+1))
	if err != nil {
		return nil, fmt.Errorf("inflating: %w", err)
	}
	if n != l.size {
		return nil, fmt.Errorf("has another length than the %d bytes that its header says", l.size)
	}
	if nameOf(l.typ, out.Bytes(), format) != id {
		return nil, errName
	}
	return out.Bytes(), nil
}

var errName = errors.New("its content does not have its name: it is damaged")

// nameOf returns the name of an object.
func nameOf(typ pack.Type, data []byte, format oid.Format) oid.ID {
	h := format.New()
	fmt.Fprintf(h, "%s %d\x00", typ, len(data))
	h.Write(data)
	return oid.New(h.Sum(nil))
}
