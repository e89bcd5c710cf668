package odb

import (
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Content is an object of any size.
type Content struct {
	pack.Content
	open func() (io.ReadCloser, error) // of a large loose one
}

// Large reports whether the content is not held; then Open reads it.
func (c *Content) Large() bool { return c.open != nil || c.Content.Large() }

// Open starts a read of a large content. It may be called more than once until Close.
func (c *Content) Open() (io.ReadCloser, error) {
	if c.open != nil {
		return c.open()
	}
	return c.Content.Open()
}

// object returns the content as one of a walk.
func (c *Content) object(id oid.ID) *Object {
	o := &Object{ID: id, Type: c.Type, Size: c.Size, Data: c.Data}
	if c.Large() {
		o.Open = c.Open
	}
	return o
}

// verified is a large content whose name is checked when it was read to its end.
type verified struct {
	io.Closer
	from io.Reader
	left int64
	sum  hash.Hash
	id   oid.ID
}

func newVerified(in io.ReadCloser, typ pack.Type, size int64, id oid.ID, format oid.Format) *verified {
	h := format.New()
	fmt.Fprintf(h, "%s %d\x00", typ, size)
	return &verified{Closer: in, from: io.TeeReader(in, h), left: size, sum: h, id: id}
}

func openVerified(path string, id oid.ID, format oid.Format) (io.ReadCloser, error) {
	l, err := openLoose(path)
	if err != nil {
		return nil, err
	}
	return newVerified(l, l.typ, l.size, id, format), nil
}

func (v *verified) Read(b []byte) (int, error) {
	n, err := v.from.Read(b)
	v.left -= int64(n)
	switch {
	case v.left < 0:
		return n, errors.New("has more bytes than its header says")
	case err == io.EOF && v.left > 0:
		return n, io.ErrUnexpectedEOF
	case err == io.EOF && oid.New(v.sum.Sum(nil)) != v.id:
		return n, errName
	}
	return n, err
}
