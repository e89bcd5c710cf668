// Package stdin yields what is written to standard input, as one blob.
package stdin

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/spill"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Source reads its input once, when Batches is first called. What is larger than source.LargeSize is spilled to a private temporary
// file, so that it can be read again.
type Source struct {
	Temporary func() (string, error) // the private folder of the run; nil for the system's. Set before the scan

	in    io.Reader
	path  string
	start sync.Once
	ended chan struct{} // closed when everything was read; then content may be used

	content

	mu     sync.Mutex
	file   *os.File // the temporary file; nil if there is none
	closed bool
}

// content is what was read.
type content struct {
	data    []byte // nil if it is in the file
	size    int64  // bytes
	spilled io.ReaderAt
	err     error // that it is not all
}

// New returns a source of all that in gives; path is what findings are reported under and may be "". The caller must call Close.
func New(in io.Reader, path string) *Source {
	return &Source{in: in, path: path, ended: make(chan struct{})}
}

// Close removes the temporary file. A read that is still waiting for input cannot be ended; it is left behind and keeps nothing.
func (s *Source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.file
	s.closed, s.file = true, nil
	if f == nil {
		return nil
	}
	return spill.Remove(f)
}

// Batches implements source.Source.
func (s *Source) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// A read from a terminal or pipe cannot be interrupted, only left behind.
	s.start.Do(func() {
		go func() {
			defer close(s.ended)
			s.content = s.read()
		}()
	})
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ended:
	}
	if s.err != nil {
		skip(source.Skip{Class: source.Unread, What: "standard input", Why: s.err.Error()})
	}
	return yield((*batch)(s))
}

// read reads all there is. What was read in front of an error is kept.
func (s *Source) read() content {
	head, err := readHead(s.in)
	if err != nil {
		err = fmt.Errorf("reading: %w", err)
	}
	if len(head) <= source.LargeSize {
		return content{data: head, size: int64(len(head)), err: err}
	}
	f, failed := s.makeFile()
	if failed != nil {
		err := fmt.Errorf("what is behind the first %d bytes, for want of a temporary file: %w", len(head), failed)
		return content{size: int64(len(head)), spilled: bytes.NewReader(head), err: err}
	}
	n, failed := io.Copy(f, io.MultiReader(bytes.NewReader(head), s.in))
	if failed != nil {
		err = fmt.Errorf("reading into a temporary file: %w", failed)
	}
	if n <= source.LargeSize { // the disk is full: what is in memory is more
		return content{size: int64(len(head)), spilled: bytes.NewReader(head), err: err}
	}
	return content{size: n, spilled: f, err: err}
}

// firstChunk is how much is read at first, in bytes; each following piece is as large as all before.
const firstChunk = 64 << 10

// readHead reads at most one byte more than source.LargeSize, without holding more than twice of what it read.
func readHead(in io.Reader) ([]byte, error) {
	var chunks [][]byte
	total := 0
	for {
		chunk := make([]byte, min(max(total, firstChunk), source.LargeSize+1-total))
		n, err := io.ReadFull(in, chunk)
		chunks = append(chunks, chunk[:n])
		total += n
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return slices.Concat(chunks...), nil
		}
		if err != nil || total > source.LargeSize {
			return slices.Concat(chunks...), err
		}
	}
}

// makeFile makes the temporary file.
func (s *Source) makeFile() (*os.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, os.ErrClosed
	}
	f, err := spill.Folder(s.Temporary).Unnamed("sluice-stdin-*")
	if err != nil {
		return nil, err
	}
	s.file = f
	return f, nil
}

type batch Source

// Blobs implements source.Batch.
func (b *batch) Blobs(ctx context.Context, yield func(*source.Blob) error, _ func(source.Skip)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	blob := source.Blob{Kind: source.File, Path: b.path, Data: b.data, Size: b.size}
	if b.spilled != nil {
		blob.Open = func() (io.ReadCloser, error) {
			return io.NopCloser(io.NewSectionReader(b.spilled, 0, b.size)), nil
		}
	}
	return yield(&blob)
}
