// Package staged yields what the next commit would bring: the blobs of the index that HEAD does not have at that path.
//
//	staged.go   the source: contents, and what they replace
//	diff.go     the index against HEAD, and during a merge against the other parents, by one of two readers:
//	native.go   reads index and trees itself
//	renames.go  which of its files were only renamed
//	asked.go    asks git
//	files.go    the files that the user named
//
// The index that counts is the one that git names to a hook (GIT_INDEX_FILE, GIT_DIR, linked worktrees). Contents are read as they are
// stored: no attribute can hide them, no filter or driver is run. Git is asked where there is no commit yet, where the index or what
// HEAD names cannot be read here, and for renames when a new file has a secret.
package staged

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Source is the difference between an index and HEAD. It implements source.Source and source.Total.
type Source struct {
	repository *odb.Repository
	dir, top   string
	native     *native // nil where git is asked for all
	git        func() (*asked, error)
	started    []io.Closer
	renames    func() (map[string][]oid.ID, error)
	ctx        context.Context
	changes    []change
	buffers    sync.Pool // of *[]byte
}

// change is one content that is new at its path.
type change struct {
	path     string
	content  oid.ID
	previous []oid.ID // what stood there in HEAD, and in the other parents of a merge
	gitlink  bool
	renamed  bool // perhaps: Source.renames tells
}

// New compares the index with HEAD, from any folder of a work tree. files, relative to dir, restrict it to these files and folders;
// one that is not staged gives nothing. For dir "" or "." git's environment variables count. ctx ends the git commands that the
// source runs as long as it lives. The caller must call Close.
func New(ctx context.Context, dir string, files []string) (*Source, error) {
	return newSource(ctx, dir, files, (*Source).compare)
}

// newSource is New with one of the ways to compare.
func newSource(ctx context.Context, dir string, files []string, compare func(*Source) ([]change, error)) (*Source, error) {
	repository, err := odb.Find(dir, os.Getenv)
	if err != nil {
		return nil, err
	}
	if repository.WorkTree == "" {
		return nil, fmt.Errorf("%s is a bare repository, where nothing can be staged\nhint: 'sluice git' scans its history", repository.GitDir)
	}
	top, err := filepath.Abs(repository.WorkTree)
	if err != nil {
		return nil, fmt.Errorf("finding the work tree: %w", err)
	}
	wanted, err := restrict(top, dir, files)
	if err != nil {
		return nil, err
	}
	s := &Source{repository: repository, dir: dir, top: top, ctx: ctx}
	s.buffers.New = func() any { return new([]byte) }
	s.git = sync.OnceValues(s.start)
	s.renames = sync.OnceValues(s.askRenames)
	if s.changes, err = compare(s); err != nil {
		return nil, errors.Join(fmt.Errorf("comparing the index with HEAD: %w", err), s.Close())
	}
	s.changes = slices.DeleteFunc(s.changes, func(c change) bool { return !wanted(c.path) })
	return s, nil
}

// compare reads the index here, or asks git.
func (s *Source) compare() ([]change, error) {
	changes, err := s.readIndex()
	if err == nil || s.ctx.Err() != nil {
		return changes, err
	}
	return s.askGit()
}

// readIndex compares without git.
func (s *Source) readIndex() ([]change, error) {
	n, err := openNative(s.repository, s.dir, s.top)
	if err != nil {
		return nil, err
	}
	s.native = n
	s.started = append(s.started, n)
	return (&comparison{s.repository, n}).changes(s.ctx)
}

// askGit compares with git.
func (s *Source) askGit() ([]change, error) {
	git, err := s.git()
	if err != nil {
		return nil, err
	}
	return (&comparison{s.repository, git}).changes(s.ctx)
}

// start prepares to ask git.
func (s *Source) start() (*asked, error) {
	git, err := plumbing.New(s.dir, s.top, s.repository.GitDir)
	if err != nil {
		return nil, err
	}
	a := &asked{git, git.Objects(s.ctx), s.repository.Format, s.dir, s.top}
	s.started = append(s.started, a)
	return a, nil
}

// askRenames returns what files replace in git's view, by path.
func (s *Source) askRenames() (map[string][]oid.ID, error) {
	changes, err := s.askGit()
	if err != nil {
		return nil, fmt.Errorf("looking for renamed files: %w", err)
	}
	out := map[string][]oid.ID{}
	for _, c := range changes {
		out[c.path] = c.previous
	}
	return out, nil
}

// Close ends what runs and removes what is temporary.
func (s *Source) Close() error {
	var problems []error
	for _, c := range s.started {
		problems = append(problems, c.Close())
	}
	s.started = nil
	return errors.Join(problems...)
}

// Top returns the folder that paths are relative to.
func (s *Source) Top() string { return s.top }

// Total implements source.Total.
func (s *Source) Total() int {
	n := 0
	for _, c := range s.changes {
		if !c.gitlink {
			n++
		}
	}
	return n
}

// batchChanges is how many contents a batch has.
const batchChanges = 16

// Batches implements source.Source.
func (s *Source) Batches(ctx context.Context, yield func(source.Batch) error, _ func(source.Skip)) error {
	for changes := range slices.Chunk(s.changes, batchChanges) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := yield(&batch{s, changes}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

type batch struct {
	*Source
	changes []change
}

// Blobs implements source.Batch.
func (b *batch) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	data, old := b.buffers.Get().(*[]byte), b.buffers.Get().(*[]byte)
	defer b.buffers.Put(data)
	defer b.buffers.Put(old)
	for _, c := range b.changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if c.gitlink {
			skip(source.Skip{Class: source.Outside, What: c.path, Why: "a submodule's commit: its content is in another repository"})
			continue
		}
		blob, err := b.read(&c, data)
		if err != nil {
			skip(source.Skip{Class: source.Unread, What: c.path, Why: err.Error()})
			continue
		}
		if len(c.previous) > 0 || c.renamed {
			blob.Previous = func() ([]byte, error) { return b.previous(&c, old) }
		}
		if err := yield(blob); err != nil {
			return err
		}
	}
	return nil
}

// read reads a change's content into buf, which it grows.
func (b *batch) read(c *change, buf *[]byte) (*source.Blob, error) {
	data, size, err := b.content(c.content, *buf)
	blob := &source.Blob{Kind: source.File, Object: c.content, Path: c.path, Size: size}
	switch {
	case err == plumbing.ErrTooLarge:
		blob.Open = func() (io.ReadCloser, error) { return b.stream(c.content) }
		return blob, nil
	case err != nil:
		return nil, err
	}
	*buf, blob.Data = data, data
	return blob, nil
}

// content returns a blob and its size, or plumbing.ErrTooLarge. What cannot be read here git is asked for, which tells why.
func (s *Source) content(id oid.ID, buf []byte) (data []byte, size int64, err error) {
	if s.native != nil {
		typ, data, err := s.native.objects.Read(id, source.LargeSize, buf)
		if err == nil && typ == pack.Blob {
			return data, int64(len(data)), nil
		}
	}
	git, err := s.git()
	if err != nil {
		return nil, 0, err
	}
	return git.objects.Read(id, source.LargeSize, buf)
}

// stream reads a large blob.
func (s *Source) stream(id oid.ID) (io.ReadCloser, error) {
	git, err := s.git()
	if err != nil {
		return nil, err
	}
	return git.git.Stream(s.ctx, "cat-file", "blob", id.String())
}

// previous joins what stood at the path before, in buf's memory, with line ends between: a value must not arise from two halves.
func (b *batch) previous(c *change, buf *[]byte) ([]byte, error) {
	ids := c.previous
	if c.renamed {
		renames, err := b.renames()
		if err != nil {
			return nil, err
		}
		ids = renames[c.path]
	}
	all := (*buf)[:0]
	for i, id := range ids {
		if i > 0 {
			all = append(all, '\n')
		}
		data, _, err := b.content(id, all[len(all):])
		if err != nil {
			return nil, err
		}
		all = append(all, data...)
	}
	*buf = all
	return all, nil
}
