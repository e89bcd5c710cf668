// Package staged yields what the next commit would bring: the blobs of the index that HEAD does not have at that path.
//
//	staged.go   the source: contents, and what they replace
//	diff.go     the index against HEAD, and during a merge against the other parents, by one of two readers:
//	native.go   reads index and trees itself
//	renames.go  which of its files were only renamed, and what others may have been renamed from
//	asked.go    asks git
//	files.go    the files that the user named
//	fresh.go    names of files and folders that are new
//
// The index that counts is the one that git names to a hook (GIT_INDEX_FILE, GIT_DIR, linked worktrees). Contents are read as they are
// stored: no attribute can hide them, no filter or driver is run. Git is asked where the index or what HEAD names cannot be read here.
package staged

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/gitindex"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
	"github.com/sluice-scan/sluice/scanner/internal/treediff"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Source is the difference between an index and HEAD. It implements source.Source and source.Total.
type Source struct {
	repository *odb.Repository
	dir, top   string
	only       restriction
	reader     reader  // that compared
	native     *native // nil where git is asked for all
	git        func() (*asked, error)
	started    []io.Closer
	ctx        context.Context
	changes    []change
	fresh      fresh
	names      []named   // of files and folders that are new
	buffers    sync.Pool // of *[]byte
}

// change is one content that is new at its path.
type change struct {
	path     string
	content  oid.ID
	previous []oid.ID // what stood there in HEAD, and in the other parents of a merge
	gitlink  bool
	gone     [][]treediff.Gone // files of HEAD, and of the other parents, that it may have been renamed from
}

// ErrUnread is in the error of New where the index, or what HEAD names, cannot be read.
var ErrUnread = errors.New("comparing the index with HEAD")

// New compares the index with HEAD, from any folder of a work tree. files, relative to dir, restrict it to these files and
// folders; one of which nothing is staged gives nothing, and one that neither the index nor HEAD has is an error. For dir "" or "." git's environment variables count. ctx ends the git commands
// that the source runs as long as it lives. temporary returns the private folder of the run; nil stands for the system's. The
// caller must call Close.
func New(ctx context.Context, dir string, files []string, temporary func() (string, error)) (*Source, error) {
	return newSource(ctx, dir, files, temporary, (*Source).compare)
}

// newSource is New with one of the ways to compare.
func newSource(ctx context.Context, dir string, files []string, temporary spill.Folder,
	compare func(*Source) ([]change, error)) (*Source, error) {
	repository, err := odb.Find(dir, os.Getenv)
	if err != nil && !errors.Is(err, odb.ErrNotRepository) && !errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w: %w", ErrUnread, err)
	}
	if err != nil {
		return nil, err
	}
	repository.Temporary = temporary
	if repository.WorkTree == "" {
		return nil, fmt.Errorf("%s is a bare repository, where nothing can be staged\n"+
			"hint: 'sluice git' scans its history", repository.GitDir)
	}
	top, err := filepath.Abs(repository.WorkTree)
	if err != nil {
		return nil, fmt.Errorf("finding the work tree: %w", err)
	}
	only, err := restrict(top, dir, files)
	if err != nil {
		return nil, err
	}
	s := &Source{repository: repository, dir: dir, top: top, only: only, ctx: ctx}
	s.buffers.New = func() any { return new([]byte) }
	s.git = sync.OnceValues(s.start)
	if s.changes, err = compare(s); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", ErrUnread, err), s.Close())
	}
	if err := s.unknown(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.names = s.fresh.names(only)
	s.changes = slices.DeleteFunc(s.changes, func(c change) bool { return !only.wants(c.path) })
	return s, nil
}

// compare reads the index here, or asks git. A damaged index git is not asked for, since it verifies no checksum and may take what is
// left of the entries for all of them.
func (s *Source) compare() ([]change, error) {
	changes, err := s.readIndex()
	switch {
	case err == nil || s.ctx.Err() != nil:
		return changes, err
	case errors.Is(err, gitindex.ErrMalformed):
		return nil, fmt.Errorf("%w\nhint: without the file, 'git reset' makes the index anew from HEAD", err)
	}
	changes, failed := s.askGit()
	if failed != nil && !errors.Is(err, errAsk) {
		return nil, err // which says more: git may see no repository at all
	}
	return changes, failed
}

// readIndex compares without git.
func (s *Source) readIndex() ([]change, error) {
	n, err := openNative(s.repository, s.dir, s.top)
	if err != nil {
		return nil, err
	}
	s.native = n
	s.started = append(s.started, n)
	return s.against(n)
}

// askGit compares with git, unless that could not read one of its files, or would wait for a pipe in its place.
func (s *Source) askGit() ([]change, error) {
	for _, path := range []string{filepath.Join(s.repository.GitDir, "HEAD"), indexPath(s.repository, s.dir, s.top)} {
		file, err := regular.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		_ = file.Close() // it was not read
	}
	git, err := s.git()
	if err != nil {
		return nil, err
	}
	return s.against(git)
}

// against compares with a reader.
func (s *Source) against(r reader) ([]change, error) {
	c := &comparison{repository: s.repository, reader: r}
	changes, err := c.changes(s.ctx)
	s.fresh, s.reader = c.fresh, r
	return changes, err
}

// start prepares to ask git.
func (s *Source) start() (*asked, error) {
	git, err := plumbing.New(s.repository.Temporary, s.dir, s.top, s.repository.GitDir)
	if err != nil {
		return nil, err
	}
	a := &asked{git, git.Objects(s.ctx), s.repository.Format, s.dir, s.top}
	s.started = append(s.started, a)
	return a, nil
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
	n := len(s.names)
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
	if len(s.names) > 0 {
		return yield(nameBatch(s.names))
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
		var failed error
		err := b.blob(c.content, data, func(blob *source.Blob) error {
			blob.Path = c.path
			if len(c.previous) > 0 || len(c.gone) > 0 {
				blob.Previous = func(yield func(*source.Blob) error) error { return b.previous(&c, old, yield) }
			}
			failed = yield(blob)
			return failed
		})
		if failed != nil {
			return failed
		}
		if err != nil {
			skip(source.Skip{Class: source.Unread, What: c.path, Why: err.Error()})
		}
	}
	return nil
}

// blob yields a content, which it reads into buf, growing that. What cannot be read here git is asked for, which tells why.
func (s *Source) blob(id oid.ID, buf *[]byte, yield func(*source.Blob) error) error {
	blob := source.Blob{Kind: source.File, Object: id}
	if s.native == nil {
		return s.asked(blob, buf, yield)
	}
	c, err := s.native.objects.Get(id, *buf)
	if err != nil {
		return s.asked(blob, buf, yield)
	}
	defer c.Close()
	if c.Type != pack.Blob {
		return s.asked(blob, buf, yield)
	}
	blob.Size, blob.Data = c.Size, c.Data
	if c.Large() {
		blob.Open = c.Open
	} else {
		*buf = c.Data
	}
	return yield(&blob)
}

// asked asks git for a content.
func (s *Source) asked(blob source.Blob, buf *[]byte, yield func(*source.Blob) error) error {
	git, err := s.git()
	if err != nil {
		return err
	}
	blob.Data, blob.Size, err = git.objects.Read(blob.Object, source.LargeSize, *buf)
	switch {
	case err == plumbing.ErrTooLarge:
		blob.Open = func() (io.ReadCloser, error) { return git.git.Stream(s.ctx, "cat-file", "blob", blob.Object.String()) }
	case err != nil:
		return err
	default:
		*buf = blob.Data
	}
	return yield(&blob)
}

// previous yields what stood at the path before, or in the files that it was renamed from.
func (b *batch) previous(c *change, buf *[]byte, yield func(*source.Blob) error) error {
	ids, err := b.before(c)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := b.blob(id, buf, yield); err != nil {
			return err
		}
	}
	return nil
}

// before returns the contents that a change replaces.
func (s *Source) before(c *change) ([]oid.ID, error) {
	ids := slices.Clone(c.previous)
	for _, gone := range c.gone {
		from, err := treediff.From(c.path, c.content, gone, s.small)
		if err != nil {
			return nil, err
		}
		if !from.IsZero() && !slices.Contains(ids, from) {
			ids = append(ids, from)
		}
	}
	return ids, nil
}

// small returns a content that is small enough to be compared with others.
func (s *Source) small(id oid.ID) (data []byte, err error) {
	err = s.blob(id, &data, func(blob *source.Blob) error {
		if blob.Size > treediff.MaxRenamed {
			return treediff.ErrTooLarge
		}
		return nil
	})
	return data, err
}
