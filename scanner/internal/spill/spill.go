// Package spill keeps contents that are too large for memory in files of the run's private temporary folder. Each file loses its name as
// soon as it is made, where the system has it so: then nothing stays, however the process ends. Elsewhere the folder goes at the end.
package spill

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
)

// Bounds, in bytes: of one file, and of all files that there are at one time. A hostile repository shall not fill the disk.
const (
	MaxFile = 4 << 30
	maxAll  = 16 << 30
)

// Folder returns a private folder of the run. nil is none.
type Folder func() (string, error)

// Path returns where files go: "" is the system's folder of temporary files, for os.CreateTemp.
func (f Folder) Path() (string, error) {
	if f == nil {
		return "", nil
	}
	return f()
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
	if size > MaxFile {
		return nil, fmt.Errorf("size of %d bytes is above the limit of %d", size, int64(MaxFile))
	}
	if f.all.Add(size) > maxAll {
		f.all.Add(-size)
		return nil, fmt.Errorf("large contents take more than %d bytes of temporary files", int64(maxAll))
	}
	file, err := f.create()
	if err != nil {
		f.all.Add(-size)
		return nil, fmt.Errorf("making a temporary file for a large content: %w", err)
	}
	return &File{file, f, size}, nil
}

func (f *Files) create() (*os.File, error) {
	dir, err := f.Folder.Path()
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(dir, "sluice-large-*")
	if err == nil {
		_ = os.Remove(file.Name()) // else Close does it
	}
	return file, err
}

// Close closes the file, and removes it where it still has a name. Nothing can be read any more.
func (f *File) Close() error {
	f.of.all.Add(-f.size)
	f.size = 0
	err := f.File.Close()
	if removed := os.Remove(f.Name()); !errors.Is(removed, os.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}

// Held returns how many bytes the files that were not closed may have.
func (f *Files) Held() int64 { return f.all.Load() }
