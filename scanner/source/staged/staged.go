// Package staged yields what the next commit would bring: the blobs of the index that HEAD does not have at that path.
//
//	staged.go  the source: contents, and what they replace
//	diff.go    the index against HEAD, and during a merge against the other parents
//	files.go   the files that the user named
//
// Git itself compares, since it knows every format of the index and which one a hook must look at (GIT_INDEX_FILE, GIT_DIR, linked
// worktrees), and it gives the contents as they are stored: no attribute can hide them, no filter or driver is run.
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
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Source is the difference between an index and HEAD. It implements source.Source and source.Total.
type Source struct {
	git     *plumbing.Git
	objects *plumbing.Objects
	ctx     context.Context
	top     string
	changes []change
	buffers sync.Pool // of *[]byte
}

// change is one content that is new at its path.
type change struct {
	path     string
	content  oid.ID
	previous []oid.ID // what stood there in HEAD, and in the other parents of a merge
	gitlink  bool
}

// New compares the index with HEAD, from any folder of a work tree. files, relative to dir, restrict it to these files and folders;
// one that is not staged gives nothing. For dir "" or "." git's environment variables count. ctx ends the git commands that the
// source runs as long as it lives. The caller must call Close.
func New(ctx context.Context, dir string, files []string) (*Source, error) {
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
	git, err := plumbing.New(dir, top, repository.GitDir)
	if err != nil {
		return nil, err
	}
	s := &Source{git: git, objects: git.Objects(ctx), ctx: ctx, top: top}
	s.buffers.New = func() any { return new([]byte) }
	c := comparison{git, repository, dir, top}
	if s.changes, err = c.changes(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("comparing the index with HEAD: %w", err), s.Close())
	}
	s.changes = slices.DeleteFunc(s.changes, func(c change) bool { return !wanted(c.path) })
	return s, nil
}

// Close ends what runs and removes what is temporary.
func (s *Source) Close() error { return errors.Join(s.objects.Close(), s.git.Close()) }

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

// batchChanges is how many contents a batch has. They come through one pipe, so more batches would not be read faster.
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
		if len(c.previous) > 0 {
			blob.Previous = func() ([]byte, error) { return b.previous(c.previous, old) }
		}
		if err := yield(blob); err != nil {
			return err
		}
	}
	return nil
}

// read reads a change's content into buf, which it grows.
func (b *batch) read(c *change, buf *[]byte) (*source.Blob, error) {
	data, size, err := b.objects.Read(c.content, source.LargeSize, *buf)
	blob := &source.Blob{Kind: source.File, Object: c.content, Path: c.path, Size: size}
	switch {
	case err == plumbing.ErrTooLarge:
		blob.Open = func() (io.ReadCloser, error) { return b.git.Stream(b.ctx, "cat-file", "blob", c.content.String()) }
		return blob, nil
	case err != nil:
		return nil, err
	}
	*buf, blob.Data = data, data
	return blob, nil
}

// previous joins what stood at the path before, in buf's memory, with line ends between: a value must not arise from two halves.
func (b *batch) previous(ids []oid.ID, buf *[]byte) ([]byte, error) {
	all := (*buf)[:0]
	for i, id := range ids {
		if i > 0 {
			all = append(all, '\n')
		}
		data, _, err := b.objects.Read(id, source.LargeSize, all[len(all):])
		if err != nil {
			return nil, err
		}
		all = append(all, data...)
	}
	*buf = all
	return all, nil
}
