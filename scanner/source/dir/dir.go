// Package dir yields files as they lie on disk.
//
//	dir.go      the source: what is named, and the batches of files
//	walk.go     one folder after the other
//	ignore.go   what git ignores: the patterns that hold in a folder
//	pattern.go  one pattern; part.go what stands between its slashes
//	tracked.go  what git tracks although it is ignored
//	open_*.go   opening a file without waiting on pipes and devices
//
// Decisions. What is named is scanned: a file or folder that git ignores, and what a symbolic link names; links that are met are not
// followed, and what is neither file, folder nor link is never opened. Git ignores nothing outside of a repository, so there a
// .gitignore file does not count. Inside, .gitignore files and info/exclude count, core.excludesFile does not: it is the user's own
// for all repositories, and what a scan finds must not depend on who runs it. What git tracks is scanned whatever the patterns say.
package dir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/regular"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Options of a scan of files; the zero Options leave out what git ignores.
type Options struct {
	NoIgnore  bool                   // scan files that git ignores, too
	Replaced  []string               // what the run replaces at its end, such as an earlier report: it is passed over
	Temporary func() (string, error) // the private folder of the run; nil for the system's
}

// Source is some files and folders. Paths are reported as they were named, with what stands below them appended: "a/x" for folder a,
// "x" for ".", an absolute path for an absolute one. It implements source.Source.
type Source struct {
	roots   []root
	named   map[string]bool // where they lie: met below another root they are passed over
	options Options
	buffers sync.Pool // of *[]byte
	ahead   sync.Mutex
	large   []byte // for the file that is held by whoever has ahead
}

// share is the size in bytes up to which all workers hold files at the same time; larger ones they hold one after the other, from before
// it is read until it is scanned. What a batch yields to does not wait for another batch, so none waits for ever.
const share = 16 << 20

// root is one argument; disk is where it lies, without symbolic links, name what reports call it, "" for the current folder.
type root struct {
	disk, name string
	folder     bool
}

// New checks that all paths exist and can be scanned. What overlaps is scanned once, under the name of the innermost path. A path
// that is replaced is an error.
func New(paths []string, options Options) (*Source, error) {
	s := &Source{options: options, named: map[string]bool{}}
	s.buffers.New = func() any { return new([]byte) }
	replaced := map[string]bool{}
	for _, p := range options.Replaced {
		if r, err := find(p); err == nil && !r.folder {
			replaced[r.disk], s.named[r.disk] = true, true
		}
	}
	for _, p := range paths {
		r, err := find(p)
		if err != nil {
			return nil, err
		}
		if replaced[r.disk] {
			return nil, fmt.Errorf("%s: the report would replace what is scanned\nhint: name another file for the report", p)
		}
		if !s.named[r.disk] {
			s.named[r.disk] = true
			s.roots = append(s.roots, r)
		}
	}
	return s, nil
}

const piped = "'sluice stdin' scans what comes through a pipe"

// find returns what a path names.
func find(path string) (root, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		err := fmt.Errorf("%s: no such file or folder", path)
		if path == "-" {
			err = fmt.Errorf("%w\nhint: %s", err, piped)
		}
		return root{}, err
	}
	if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return root{}, fmt.Errorf("%s: neither a file nor a folder\nhint: %s", path, piped)
	}
	var disk string
	if err == nil {
		disk, err = filepath.EvalSymlinks(path)
	}
	if err == nil {
		disk, err = filepath.Abs(disk)
	}
	if err != nil {
		return root{}, fmt.Errorf("opening what to scan: %w", err)
	}
	name := filepath.ToSlash(filepath.Clean(path))
	if name == "." {
		name = ""
	}
	return root{disk, name, info.IsDir()}, nil
}

// Batches implements source.Source.
func (s *Source) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	w := walk{ctx: ctx, source: s, yield: yield, skip: skip}
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

// file is one file of a batch, or a folder, of which only the name is scanned.
type file struct {
	disk, name string
	folder     bool
}

// named yields the name of the file or folder itself: somebody may have put a secret into it.
func (f file) named(blob *source.Blob, yield func(*source.Blob) error) error {
	name := path.Base(f.name)
	*blob = source.Blob{Kind: source.FileName, Path: name, Ref: f.name, Data: []byte(name), Size: int64(len(name))}
	return yield(blob)
}

// Blobs implements source.Batch.
func (b *batch) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	buf := b.source.buffers.Get().(*[]byte)
	defer b.source.buffers.Put(buf)
	var blob source.Blob
	for _, f := range b.files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.named(&blob, yield); err != nil {
			return err
		}
		if f.folder {
			continue
		}
		in, size, err := openRegular(f.disk)
		if err != nil {
			skip(unread(f.name, err))
			continue
		}
		if size <= share || size > source.LargeSize {
			err = f.blob(in, size, &blob, buf, yield, skip)
		} else {
			err = b.inTurn(func() error { return f.blob(in, size, &blob, &b.source.large, yield, skip) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inTurn calls f when no other batch holds a large file.
func (b *batch) inTurn(f func() error) error {
	b.source.ahead.Lock()
	defer b.source.ahead.Unlock()
	return f()
}

// blob reads a file, closes it and yields it.
func (f file) blob(in io.ReadCloser, size int64, blob *source.Blob, buf *[]byte, yield func(*source.Blob) error,
	skip func(source.Skip)) error {
	if err := f.read(in, size, blob, buf); err != nil {
		skip(unread(f.name, err))
		return nil
	}
	return yield(blob)
}

// read reads a file into buf, which grows to the largest file, and closes it.
func (f file) read(in io.ReadCloser, size int64, blob *source.Blob, buf *[]byte) (err error) {
	defer in.Close()
	*blob = source.Blob{Kind: source.File, Path: f.name, Size: size}
	if size <= source.LargeSize {
		if blob.Data, err = readAll(in, size, buf); err != nil {
			return err
		}
		if blob.Size = int64(len(blob.Data)); blob.Size <= source.LargeSize {
			return nil
		}
		blob.Data = nil // it has grown too large to be held
	}
	blob.Open = func() (io.ReadCloser, error) { return openFirst(f.disk, blob.Size) }
	return nil
}

// readAll reads to the end, wherever that is: a file may shrink or grow meanwhile, and those of /proc have no size. A read that gives
// all that the file has and nothing of what was asked for besides is the last. It stops behind LargeSize.
func readAll(in io.Reader, size int64, buf *[]byte) ([]byte, error) {
	n := 0
	for {
		if need := max(n, int(size)) + 1; cap(*buf) < need {
			grown := make([]byte, min(need+need/4, source.LargeSize+1))
			copy(grown, (*buf)[:n])
			*buf = grown
		}
		*buf = (*buf)[:cap(*buf)]
		got, err := in.Read((*buf)[n:])
		n += got
		switch {
		case err == io.EOF || n > source.LargeSize || n == got && n == int(size) && n > 0:
			return (*buf)[:n], nil
		case err != nil:
			return nil, err
		}
	}
}

// openFirst opens a file and ends it after size bytes: one that grows has no other end.
func openFirst(path string, size int64) (io.ReadCloser, error) {
	in, _, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(in, size), in}, nil
}

// errNotRegular is what a file that became something else since it was listed gives.
var errNotRegular = errors.New("is no regular file any more")

// unread tells that a file or folder could not be read; what is not there any more is no gap.
func unread(name string, err error) source.Skip {
	if name == "" {
		name = "."
	}
	if errors.Is(err, fs.ErrNotExist) {
		return source.Skip{Class: source.Outside, What: name, Why: "removed while the scan ran"}
	}
	return source.Skip{Class: source.Unread, What: name, Why: regular.Why(err)}
}

// join appends a name to a path of a report.
func join(dir, name string) string {
	if dir == "" || strings.HasSuffix(dir, "/") {
		return dir + name
	}
	return dir + "/" + name
}
