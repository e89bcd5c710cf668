// Package spill makes the temporary files of a run, all in its private folder: above all those of contents that are too large for
// memory. These lose their names as soon as they are made, where the system has it so: then nothing stays, however the process ends.
// Elsewhere the folder goes at the end.
package spill

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
)

// Bounds, in bytes: of one file, and of all files that there are at one time. A hostile repository shall not fill the disk.
const (
	maxFile = 4 << 30
	maxAll  = 16 << 30
)

// Folder returns the private folder of the run. nil is none: then files lie in the system's folder.
type Folder func() (string, error)

// Create makes a file with a name like pattern, as os.CreateTemp does, for programs that read it. The caller removes it.
func (f Folder) Create(pattern string) (*os.File, error) {
	if f == nil {
		return os.CreateTemp("", pattern)
	}
	dir, err := f()
	if err != nil {
		return nil, err
	}
	return os.CreateTemp(dir, pattern)
}

// Unnamed makes a file that loses its name at once. The caller must call Remove.
func (f Folder) Unnamed(pattern string) (*os.File, error) {
	file, err := f.Create(pattern)
	if err == nil {
		_ = os.Remove(file.Name()) // else Remove does it
	}
	return file, err
}

// Remove closes a file, and removes it where it still has a name.
func Remove(file *os.File) error {
	err := file.Close()
	if removed := os.Remove(file.Name()); !errors.Is(removed, os.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}

// Files makes the files of a run. The zero value is ready to use, by several goroutines.
type Files struct {
	Folder Folder // set before the first use

	all atomic.Int64 // bytes that are promised to files
}

// File is a file that one goroutine writes and others may read at the same time, by ReadAt.
type File struct {
	*os.File
	of   *Files
	size int64
}

// Create makes a file that may grow to size bytes. The caller must call Close.
func (f *Files) Create(size int64) (*File, error) {
	if size > maxFile {
		return nil, fmt.Errorf("size of %d bytes is above the limit of %d", size, int64(maxFile))
	}
	if f.all.Add(size) > maxAll {
		f.all.Add(-size)
		return nil, fmt.Errorf("large contents take more than %d bytes of temporary files", int64(maxAll))
	}
	file, err := f.Folder.Unnamed("sluice-large-*")
	if err != nil {
		f.all.Add(-size)
		return nil, fmt.Errorf("making a temporary file for a large content: %w", err)
	}
	return &File{file, f, size}, nil
}

// Close closes the file, and removes it where it still has a name. Nothing can be read any more.
func (f *File) Close() error {
	f.of.all.Add(-f.size)
	f.size = 0
	return Remove(f.File)
}

// Held returns how many bytes the files that were not closed may have.
func (f *Files) Held() int64 { return f.all.Load() }
