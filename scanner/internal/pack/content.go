package pack

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"fmt"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// Blobs above LargeSize are never held: where others are built on them, or they are deltas themselves, they lie in temporary files.

// maxDelta is how many bytes of a delta's instructions are decoded at once; longer ones are read as a stream.
const maxDelta = 16 << 20

// Content is an object.
type Content struct {
	Type Type
	Data []byte // nil if it lies in a file
	Size int64  // bytes

	file *spill.File // of a blob above LargeSize
}

func held(kind Type, data []byte) Content {
	return Content{Type: kind, Data: data, Size: int64(len(data))}
}

// Large reports whether the content lies in a file, which Close removes.
func (c *Content) Large() bool { return c.file != nil }

// Open starts a read of a large content. It may be called more than once, and concurrently, until Close.
func (c *Content) Open() (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(c.file, 0, c.Size)), nil
}

// Close removes the file of a large content.
func (c *Content) Close() error {
	if c.file == nil {
		return nil
	}
	return c.file.Close()
}

// at returns the content as something to copy from.
func (c *Content) at() io.ReaderAt {
	if c.Large() {
		return c.file
	}
	return bytes.NewReader(c.Data)
}

// release lets go of a content of the Reader.
func (r *Reader) release(c Content) {
	r.buffers.put(c.Data)
	_ = c.Close() // its file was only read
}

// Spill reads a blob of that size into a file. The caller must call Close.
func Spill(files *spill.Files, size int64, in io.Reader) (Content, error) {
	return spilled(files, size, func(w *bufio.Writer) error {
		n, err := io.Copy(w, in)
		if err == nil && n != size {
			err = errStream
		}
		return err
	})
}

// spilled writes a blob of that size to a file.
func spilled(files *spill.Files, size int64, write func(*bufio.Writer) error) (Content, error) {
	file, err := files.Create(size)
	if err != nil {
		return Content{}, err
	}
	w := bufio.NewWriterSize(file, maxWindow)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	if err != nil {
		_ = file.Close()
		return Content{}, err
	}
	return Content{Type: Blob, Size: size, file: file}, nil
}

// isLarge reports whether an object goes to a file.
func (r *Reader) isLarge(kind Type, size int64) bool { return kind == Blob && size > r.largeSize }

// loadWhole loads an entry that is no delta.
func (r *Reader) loadWhole(f *packFile, e extent, h *header) (Content, error) {
	kind := Type(h.kind)
	if !r.isLarge(kind, h.size) {
		data, err := r.load(f, e, h)
		return held(kind, data), err
	}
	s, err := r.stream(f, e, h)
	if err != nil {
		return Content{}, err
	}
	defer s.Close()
	return Spill(r.files, h.size, s)
}

// stream starts a read of what follows an entry's header, as opener does.
func (r *Reader) stream(f *packFile, e extent, h *header) (io.ReadCloser, error) {
	open, err := r.opener(f, e, h)
	if err != nil {
		return nil, err
	}
	return open()
}

// deriveLong is derive for a delta that is too long to be held.
func (r *Reader) deriveLong(f *packFile, e extent, h *header, base Content) (Content, error) {
	s, err := r.stream(f, e, h)
	if err != nil {
		return Content{}, err
	}
	defer s.Close()
	delta := bufio.NewReaderSize(s, maxWindow)
	baseSize, err := readDeltaSize(delta)
	if err != nil {
		return Content{}, err
	}
	size, err := readDeltaSize(delta)
	if err != nil {
		return Content{}, err
	}
	return r.apply(delta, base, baseSize, size)
}

// apply applies the instructions of a delta whose sizes were read. There are no edits then: a reader judges what it gives as a whole.
func (r *Reader) apply(delta *bufio.Reader, base Content, baseSize, size int64) (Content, error) {
	r.edits = r.edits[:0]
	switch {
	case baseSize != base.Size:
		return Content{}, errBaseSize
	case r.isLarge(base.Type, size):
		return spilled(r.files, size, func(w *bufio.Writer) error { return applyStream(w, &base, delta, size) })
	case size > r.maxSize:
		return Content{}, tooLarge(size, r.maxSize)
	}
	out := bytes.NewBuffer(r.buffers.get(int(size))[:0])
	w := bufio.NewWriter(out)
	err := applyStream(w, &base, delta, size)
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		r.buffers.put(out.Bytes())
		return Content{}, err
	}
	return held(base.Type, out.Bytes()), nil
}

// Size returns the size in bytes of an entry's content by its own word, which is not verified.
func (r *Reader) Size(p *Pack, entry int) (int64, error) {
	e := p.extent(entry)
	h, err := r.header(&p.packFile, e)
	if err != nil || !h.isDelta() {
		return h.size, err
	}
	from := e.from + int64(h.length)
	z, err := zlib.NewReader(io.NewSectionReader(p.file, from, e.to-from))
	if err != nil {
		return 0, unexpected(err)
	}
	defer z.Close()
	delta := bufio.NewReaderSize(z, 32)
	if _, err := readDeltaSize(delta); err != nil { // of the base
		return 0, err
	}
	return readDeltaSize(delta)
}

// readDeltaSize is deltaSize for a stream.
func readDeltaSize(delta *bufio.Reader) (int64, error) {
	head, err := delta.Peek(9)
	if err != nil && err != io.EOF {
		return 0, err
	}
	size, rest, err := deltaSize(head)
	if err != nil {
		return 0, err
	}
	_, err = delta.Discard(len(head) - len(rest))
	return size, err
}

// applyStream is applyDelta for what is not held.
func applyStream(w *bufio.Writer, base *Content, delta *bufio.Reader, size int64) error {
	from := section{at: base.at(), size: base.Size}
	for {
		op, err := delta.ReadByte()
		switch {
		case err == io.EOF && size == 0:
			return nil
		case err == io.EOF:
			return errDeltaResult
		case err != nil:
			return err
		}
		n, err := instruction(w, &from, delta, op, size)
		if err != nil {
			return err
		}
		size -= n
	}
}

// instruction follows one instruction of a delta, which may give at most left bytes, and returns how many it gives.
func instruction(w *bufio.Writer, from *section, delta *bufio.Reader, op byte, left int64) (n int64, err error) {
	if op == 0 {
		return 0, errDeltaOp
	}
	if op&0x80 == 0 {
		if n = int64(op); n > left {
			return 0, errDeltaResult
		}
		if _, err = io.CopyN(w, delta, n); err == io.EOF {
			err = errDeltaEnd
		}
		return n, err
	}
	operands, err := delta.Peek(7)
	if err != nil && err != io.EOF {
		return 0, err
	}
	src, n, length := copyOperands(op, operands)
	switch {
	case length > len(operands):
		return 0, errDeltaEnd
	case src+n > from.size:
		return 0, errDeltaCopy
	case n > left:
		return 0, errDeltaResult
	}
	if _, err = delta.Discard(length); err == nil {
		err = from.copy(w, src, n)
	}
	return n, err
}

// section reads a base through a window, since copies mostly follow each other.
type section struct {
	at   io.ReaderAt
	size int64
	from int64 // of data
	data []byte
}

// copy writes n bytes from src on, all of which the base has.
func (s *section) copy(w *bufio.Writer, src, n int64) error {
	for n > 0 {
		if src < s.from || src >= s.from+int64(len(s.data)) {
			if err := s.load(src); err != nil {
				return err
			}
		}
		part := s.data[src-s.from:]
		part = part[:min(int64(len(part)), n)]
		if _, err := w.Write(part); err != nil {
			return err
		}
		src, n = src+int64(len(part)), n-int64(len(part))
	}
	return nil
}

func (s *section) load(src int64) error {
	if s.data == nil {
		s.data = make([]byte, windowStep)
	}
	s.data, s.from = s.data[:min(int64(cap(s.data)), s.size-src)], src
	if n, err := s.at.ReadAt(s.data, src); n < len(s.data) {
		s.data = s.data[:0]
		return fmt.Errorf("reading the base of a delta: %w", unexpected(err))
	}
	return nil
}
