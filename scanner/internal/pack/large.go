package pack

import (
	"bufio"
	"compress/zlib"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/inflate"
)

var errStream = fmt.Errorf("content is not of the declared size: %w", io.ErrUnexpectedEOF)

// opener returns a function that starts a stream of a root's content. The packed bytes are verified here, so that corrupt
// ones are an error of the entry and not of somebody's read. The streams end with an error if the content is not of the
// declared size; they read the file themselves and are independent of the Reader.
func (r *Reader) opener(f *packFile, e extent, h *header) (func() (io.ReadCloser, error), error) {
	if length := e.to - e.from; h.size/inflate.MaxRatio > length {
		return nil, fmt.Errorf("%d packed bytes can't hold the declared size of %d bytes", length, h.size)
	}
	if err := r.verify(f, e); err != nil {
		return nil, err
	}
	from, length, size := e.from+int64(h.length), e.to-e.from-int64(h.length), h.size
	return func() (io.ReadCloser, error) {
		packed := bufio.NewReaderSize(io.NewSectionReader(f.file, from, length), 64<<10)
		content, err := zlib.NewReader(packed)
		if err != nil {
			return nil, unexpected(err)
		}
		return &stream{content, size}, nil
	}, nil
}

// verify compares an entry's bytes with its CRC-32.
func (r *Reader) verify(f *packFile, e extent) error {
	if !e.summed {
		return nil
	}
	sum, err := r.sum(f, e)
	if err == nil && sum != e.crc {
		err = errCRC
	}
	return err
}

// sum returns the CRC-32 of an entry's bytes, read a window at a time.
func (r *Reader) sum(f *packFile, e extent) (sum uint32, err error) {
	for from := e.from; from < e.to; from += maxWindow {
		packed, err := r.windows.read(f, from, min(from+maxWindow, e.to))
		if err != nil {
			return 0, err
		}
		sum = crc32.Update(sum, crc32.IEEETable, packed)
	}
	return sum, nil
}

// stream reads a content of a known size.
type stream struct {
	content io.ReadCloser
	left    int64
}

func (s *stream) Read(data []byte) (int, error) {
	n, err := s.content.Read(data)
	n, more := int(min(int64(n), s.left)), int64(n) > s.left
	s.left -= int64(n)
	if more || err == io.EOF && s.left > 0 {
		return n, errStream
	}
	return n, err
}

func (s *stream) Close() error { return s.content.Close() }
