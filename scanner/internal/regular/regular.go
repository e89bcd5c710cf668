// Package regular opens files of a repository that is not trusted. Links are followed, as git follows them, but nothing else than a
// regular file is opened: opening a pipe waits for somebody to write to it, and devices have no end.
package regular

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

var errOther = errors.New("is no regular file")

// Open opens a regular file.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &os.PathError{Op: "open", Path: path, Err: errOther}
	}
	return os.Open(path)
}

// Read reads a regular file of at most limit bytes.
func Read(path string, limit int64) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, tooLarge(path, limit)
	}
	data := make([]byte, info.Size())
	n, err := io.ReadFull(f, data)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil // it has become shorter
	}
	return data[:n], err
}

func tooLarge(path string, limit int64) error {
	return &os.PathError{Op: "read", Path: path, Err: fmt.Errorf("is larger than %d bytes", limit)}
}

// Why returns an error's text without what was done to which path, for a report that names that anyway.
func Why(err error) string {
	text := err.Error()
	if p := (*os.PathError)(nil); errors.As(err, &p) {
		return strings.Replace(text, p.Error(), p.Err.Error(), 1)
	}
	return text
}
