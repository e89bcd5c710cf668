// Package dir yields files as they lie on disk.
//
//	dir.go     the source: what is named, and the batches of files
//	walk.go    one folder after the other
//	ignore.go  what git ignores and what it tracks
//	open_*.go  opening a file without waiting on pipes and devices
package dir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/source"
)

// Options of a scan of files; the zero Options leave out what git ignores.
type Options struct {
	NoIgnore bool // scan files that git ignores, too
}

// Source is some files and folders. Paths are reported as they were named, with what stands below them appended.
type Source struct {
	roots   []root
	options Options
	buffers sync.Pool
}

// root is one argument; disk is its path for the system, name that for reports, "" for the current folder.
type root struct {
	disk, name string
	folder     bool
}

// New checks that all paths exist. A symbolic link that is named is followed, others are not.
func New(paths []string, options Options) (*Source, error) {
	s := &Source{options: options}
	s.buffers.New = func() any { return new([]byte) }
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("%s: no such file or folder", p)
			}
			return nil, fmt.Errorf("opening what to scan: %w", err)
		}
		disk, err := filepath.EvalSymlinks(p)
		if err != nil {
			return nil, fmt.Errorf("opening what to scan: %w", err)
		}
		name := filepath.ToSlash(filepath.Clean(p))
		if name == "." {
			name = ""
		}
		s.roots = append(s.roots, root{disk, name, info.IsDir()})
	}
	// Files first: a folder then passes over those that were named, so that none is scanned twice.
	slices.SortStableFunc(s.roots, func(a, b root) int {
		switch {
		case a.folder == b.folder:
			return 0
		case b.folder:
			return -1
		}
		return 1
	})
	return s, nil
}

// A batch ends at this many files or bytes.
const (
	batchFiles = 64
	batchBytes = 1 << 20
)

// file is one file of a batch.
type file struct{ disk, name string }

// Batches implements source.Source.
func (s *Source) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	w := walk{ctx: ctx, source: s, yield: yield, skip: skip, seen: map[string]bool{}}
	for _, r := range s.roots {
		if err := w.root(r); err != nil {
			return err
		}
	}
	return w.flush()
}

// batch is some files.
type batch struct {
	source *Source
	files  []file
}

// Blobs implements source.Batch.
func (b *batch) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	buf := b.source.buffers.Get().(*[]byte)
	defer b.source.buffers.Put(buf)
	for _, f := range b.files {
		if err := ctx.Err(); err != nil {
			return err
		}
		blob, err := f.read(buf)
		if err != nil {
			skip(source.Skip{Class: source.Unread, What: f.name, Why: plain(err)})
			continue
		}
		if blob == nil {
			continue
		}
		if err := yield(blob); err != nil {
			return err
		}
	}
	return nil
}

// errNotRegular is what a file that became something else since it was listed gives.
var errNotRegular = errors.New("is no regular file any more")

// read reads a file into buf, which grows to the largest file.
func (f file) read(buf *[]byte) (*source.Blob, error) {
	in, err := openRegular(f.disk)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil, err
	}
	blob := &source.Blob{Kind: source.File, Path: f.name, Size: info.Size()}
	if info.Size() > source.LargeSize {
		blob.Open = func() (io.ReadCloser, error) { return openRegular(f.disk) }
		return blob, nil
	}
	if cap(*buf) < int(info.Size()) {
		*buf = make([]byte, info.Size()+info.Size()/4)
	}
	// A file that shrinks or grows meanwhile gives what was there: its size when it was opened is the bound.
	n, err := io.ReadFull(in, (*buf)[:info.Size()])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	blob.Data, blob.Size = (*buf)[:n], int64(n)
	return blob, nil
}

// plain is an error's text without the path, which a report names anyway.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// join appends a name to a path of a report.
func join(dir, name string) string {
	switch {
	case dir == "":
		return name
	case strings.HasSuffix(dir, "/"):
		return dir + name
	}
	return dir + "/" + name
}
