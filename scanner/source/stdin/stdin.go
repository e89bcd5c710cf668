// Package stdin yields what is written to standard input, as one blob.
package stdin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sluice-scan/sluice/scanner/source"
)

// Source reads its input once, on the first call of Batches. What is larger than source.LargeSize is spilled to a private
// temporary file.
type Source struct {
	in   io.Reader
	path string
	read bool
	data []byte
	file *os.File
	size int64
}

// New returns a source of all that in gives; path is what findings are reported under and may be "". The caller must call Close.
func New(in io.Reader, path string) *Source { return &Source{in: in, path: path} }

// Close removes the temporary file.
func (s *Source) Close() error {
	if s.file == nil {
		return nil
	}
	return errors.Join(s.file.Close(), os.Remove(s.file.Name()))
}

// Batches implements source.Source.
func (s *Source) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !s.read {
		s.read = true
		done := make(chan error, 1)
		go func() { done <- s.fill() }() // a read from a terminal or pipe cannot be interrupted, only left behind
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-done:
			if err != nil {
				skip(source.Skip{Class: source.Unread, What: "standard input", Why: err.Error()})
			}
		}
	}
	return yield((*batch)(s))
}

// fill reads all there is.
func (s *Source) fill() error {
	var head bytes.Buffer
	n, err := io.Copy(&head, io.LimitReader(s.in, source.LargeSize+1))
	s.data, s.size = head.Bytes(), n
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	if n <= source.LargeSize {
		return nil
	}
	if s.file, err = os.CreateTemp("", "sluice-stdin-*"); err != nil {
		return fmt.Errorf("making a temporary file for what is larger than %d bytes: %w", source.LargeSize, err)
	}
	s.size, err = io.Copy(s.file, io.MultiReader(&head, s.in))
	s.data = nil
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	return nil
}

type batch Source

// Blobs implements source.Batch.
func (b *batch) Blobs(ctx context.Context, yield func(*source.Blob) error, _ func(source.Skip)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	blob := source.Blob{Kind: source.File, Path: b.path, Data: b.data, Size: b.size}
	if b.file != nil {
		blob.Open = func() (io.ReadCloser, error) {
			return io.NopCloser(io.NewSectionReader(b.file, 0, b.size)), nil
		}
	}
	return yield(&blob)
}
