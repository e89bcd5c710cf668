// Package staged yields what the next commit would bring: the blobs of the index that HEAD does not have at that path.
//
// Git itself compares index and HEAD, since it knows every format of the index and which one a hook must look at; contents are read
// from the object store as they are stored, so no attribute can hide them.
package staged

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Source is the difference between an index and HEAD.
type Source struct {
	git     *plumbing.Git
	store   *odb.Store
	top     string
	changes []change
}

// change is one path whose content is new.
type change struct {
	path     string
	content  oid.ID
	previous []oid.ID // what stood there in HEAD, and in the other parents of a merge
	gitlink  bool
}

// New compares the index with HEAD, from any folder of a work tree. files restrict it to these paths, relative to dir. The caller
// must call Close.
func New(ctx context.Context, dir string, files []string) (*Source, error) {
	repository, err := odb.Find(dir, os.Getenv)
	if err != nil {
		return nil, err
	}
	git, err := plumbing.New(dir, repository.WorkTree, repository.GitDir)
	if err != nil {
		return nil, err
	}
	s := &Source{git: git, top: repository.WorkTree}
	if s.store, err = odb.Open(repository); err == nil {
		err = s.compare(ctx, files)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close releases the repository.
func (s *Source) Close() error {
	err := s.git.Close()
	if s.store != nil {
		err = errors.Join(err, s.store.Close())
	}
	return err
}

// Top returns the folder that paths are relative to.
func (s *Source) Top() string { return s.top }

// Total implements source.Total.
func (s *Source) Total() int { return len(s.changes) }

// compare lists the changes. During a merge what any parent has at a path is not news.
func (s *Source) compare(ctx context.Context, files []string) error {
	base, err := s.base(ctx)
	if err != nil {
		return err
	}
	if s.changes, err = s.diff(ctx, base, files); err != nil {
		return err
	}
	for _, parent := range s.merging() {
		others, err := s.diff(ctx, parent, files)
		if err != nil {
			return err
		}
		s.merge(others)
	}
	return nil
}

// base returns what the index is compared with: HEAD, or the empty tree before the first commit.
func (s *Source) base(ctx context.Context) (string, error) {
	if id, ok := s.store.Repository.Head(); ok {
		return id.String(), nil
	}
	out, err := s.git.Output(ctx, "hash-object", "-t", "tree", "--stdin")
	return strings.TrimSpace(string(out)), err
}

// merging returns the other parents of a merge that is under way.
func (s *Source) merging() []string {
	data, err := os.ReadFile(filepath.Join(s.store.Repository.GitDir, "MERGE_HEAD"))
	if err != nil {
		return nil
	}
	return strings.Fields(string(data))
}

// merge keeps the changes that are changes against the other parent, too.
func (s *Source) merge(others []change) {
	kept := s.changes[:0]
	for _, c := range s.changes {
		i := slices.IndexFunc(others, func(o change) bool { return o.path == c.path && o.content == c.content })
		if i < 0 {
			continue
		}
		c.previous = append(c.previous, others[i].previous...)
		kept = append(kept, c)
	}
	s.changes = kept
}

// diff runs git diff-index --cached. Renames are looked for, so that a moved file is compared with what it was.
func (s *Source) diff(ctx context.Context, base string, files []string) ([]change, error) {
	args := []string{"diff-index", "--cached", "--raw", "-z", "--no-abbrev", "-M", "-l0", "--no-textconv", "--no-ext-diff", "--no-relative", "--ignore-submodules=none", base, "--"}
	out, err := s.git.Output(ctx, append(args, files...)...)
	if err != nil {
		return nil, fmt.Errorf("comparing the index with HEAD: %w", err)
	}
	return parse(out)
}

// parse reads the raw format (git-diff-index(1), RAW OUTPUT FORMAT): ":mode mode id id status" NUL path NUL, with a second path for
// renames and copies.
func parse(out []byte) ([]change, error) {
	var changes []change
	fields := bytes.Split(out, []byte{0})
	for len(fields) > 1 {
		head := strings.Fields(strings.TrimPrefix(string(fields[0]), ":"))
		if len(head) != 5 {
			return nil, errors.New("comparing the index with HEAD: git's output is not understood")
		}
		paths := 1
		if strings.ContainsAny(head[4][:1], "RC") {
			paths = 2
		}
		if len(fields) < paths+1 {
			return nil, errors.New("comparing the index with HEAD: git's output ends early")
		}
		path := string(fields[paths])
		fields = fields[paths+1:]
		before, errBefore := oid.Parse(head[2])
		after, errAfter := oid.Parse(head[3])
		if errBefore != nil || errAfter != nil {
			return nil, errors.New("comparing the index with HEAD: git's output names no object")
		}
		if after.IsZero() || before == after {
			continue // a deletion, a mere rename or a change of mode brings nothing
		}
		c := change{path: path, content: after, gitlink: head[1] == "160000"}
		if !before.IsZero() && head[0] != "160000" {
			c.previous = []oid.ID{before}
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// Batches implements source.Source.
func (s *Source) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	for i := range s.changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := &s.changes[i]
		if c.gitlink {
			skip(source.Skip{Class: source.Outside, What: c.path, Why: "a submodule's commit: its content is in another repository"})
			continue
		}
		if err := yield(&batch{s, c}); err != nil {
			return err
		}
	}
	return nil
}

type batch struct {
	*Source
	change *change
}

// Blobs implements source.Batch.
func (b *batch) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c := b.change
	_, data, err := b.store.Get(c.content, nil)
	if err != nil {
		skip(source.Skip{Class: source.Unread, What: c.path, Why: err.Error()})
		return nil
	}
	blob := &source.Blob{Kind: source.File, Object: c.content, Path: c.path, Data: data, Size: int64(len(data))}
	if blob.Size > source.LargeSize {
		blob.Data, blob.Open = nil, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	}
	if len(c.previous) > 0 {
		blob.Previous = b.previous
	}
	return yield(blob)
}

// previous joins what stood at the path before.
func (b *batch) previous() ([]byte, error) {
	var all []byte
	for _, id := range b.change.previous {
		_, data, err := b.store.Get(id, nil)
		if err != nil {
			return nil, err
		}
		all = append(append(all, data...), '\n')
	}
	return all, nil
}
