// Package git yields what a repository's object store holds: every distinct blob once, whichever ref, reflog or stash holds it, or
// none; then the texts of commits and annotated tags, and at last those of late.go. Paths and commits are found by attribution
// afterwards, for findings only.
package git

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/sluice-scan/sluice/scanner/internal/edit"
	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/source"
)

// ErrNotRepository is in the error of Open where no repository is.
var ErrNotRepository = odb.ErrNotRepository

// Source is an open repository. It implements source.Source, source.Total, source.Late and source.Nested.
type Source struct {
	Accept  source.Accept // set before the scan
	store   *odb.Store
	modules string             // the folder that has the stores of submodules in its folder "modules"
	list    func() []odb.Batch // nil once they are listed
	batches []odb.Batch
	lack    string // why an object may be missing
	cut     cut
	missing sync.Map // objects that were told to be missing
	links   sync.Map // names of submodules that were told
	rest    bool     // it is a share that is not the first
	graph   graph
	gathered
	objects atomic.Int64
	commits atomic.Int64
}

// Open opens the repository at path, or the one that holds that folder. getenv gives git's environment variables, which count for
// the current folder only, and temporary the private folder of the run; without it the system's is used. Both may be nil. The caller
// must call Close.
func Open(path string, getenv func(string) string, temporary func() (string, error)) (*Source, error) {
	repository, err := odb.Find(path, getenv)
	if err != nil {
		return nil, err
	}
	repository.Temporary = temporary
	return open(repository, repository.CommonDir)
}

// open opens a repository whose submodules' stores lie in the folder modules.
func open(repository *odb.Repository, modules string) (*Source, error) {
	store, err := odb.Open(repository)
	if err != nil {
		return nil, err
	}
	s := &Source{store: store, modules: modules, lack: repository.Lack(), cut: readCut(repository)}
	s.list = func() []odb.Batch { return store.Batches(pack.Blob, pack.Commit, pack.Tag) }
	s.graph.all = true
	return s, nil
}

// pieces returns all batches, which the first call lists.
func (s *Source) pieces() []odb.Batch {
	if s.list != nil {
		s.batches, s.list = s.list(), nil
	}
	return s.batches
}

// Except leaves known blobs, commits and tags out of the batches, but for those that others are built on. It comes before the first
// use of the source.
func (s *Source) Except(numbers *odb.Numbers, known func(number int32) bool) {
	s.list = func() []odb.Batch { return s.store.BatchesBut(numbers, known, pack.Blob, pack.Commit, pack.Tag) }
}

// Share leaves the source the objects that are its own; with first unset, nothing of it beside them but names of files, which must
// be known to be kept out of the report. It comes before the first use of the source.
func (s *Source) Share(numbers *odb.Numbers, own func(number int32) bool, first bool) {
	s.rest, s.graph.all = !first, false
	s.Except(numbers, func(n int32) bool { return !own(n) })
}

// Close closes the repository.
func (s *Source) Close() error { return s.store.Close() }

// Store returns the open object store, for attribution.
func (s *Source) Store() *odb.Store { return s.store }

// WorkTree returns the folder that is checked out, "" for a bare repository.
func (s *Source) WorkTree() string { return s.store.Repository.WorkTree }

// GitDir returns the folder where HEAD lies.
func (s *Source) GitDir() string { return s.store.Repository.GitDir }

// Total returns about how many blobs Batches yields: objects that lie in several places are counted for each.
func (s *Source) Total() int {
	n := 0
	for _, b := range s.pieces() {
		n += b.Len()
	}
	return n
}

// Objects returns how many blobs, commits and tags were read so far.
func (s *Source) Objects() int { return int(s.objects.Load()) }

// Commits returns how many commits were read so far.
func (s *Source) Commits() int { return int(s.commits.Load()) }

// Batches implements source.Source.
func (s *Source) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	if s.rest {
		skip = func(source.Skip) {}
	}
	for _, p := range s.store.Problems() {
		skip(source.Skip{Class: source.Unread, What: p.What, Why: p.Why})
	}
	s.tellCut(skip)
	batches := s.pieces()
	s.graph.pieces = make([][]byte, len(batches))
	for i := range batches {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := yield(&batch{s, i, &batches[i]}); err != nil {
			return err
		}
	}
	return nil
}

type batch struct {
	source *Source
	number int
	*odb.Batch
}

// Blobs implements source.Batch.
func (b *batch) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	var blob source.Blob
	return b.Read(ctx, func(o *odb.Object) error {
		if !o.Step.Known {
			b.source.objects.Add(1)
		}
		blob = source.Blob{Kind: source.File, Object: o.ID, Size: o.Size, Data: o.Data, Open: o.Open, Step: o.Step}
		switch o.Type {
		case pack.Commit:
			if o.Step.Known {
				return nil
			}
			b.source.commits.Add(1)
			c, err := object.ParseCommit(o.Data)
			if err != nil {
				skip(malformed(o))
			} else {
				b.source.graph.keep(b.number, o.ID, &c)
			}
			b.source.wantLinks(o.ID, &c, skip)
			b.source.person(o.ID, c.Author, c.Committer)
			text(&blob, source.CommitMessage, c.Message)
			b.source.header(o.ID, c.Extra)
		case pack.Tag:
			if o.Step.Known {
				return nil
			}
			t, err := object.ParseTag(o.Data)
			if err != nil {
				skip(malformed(o))
			} else {
				b.source.want(t.Target, skip)
			}
			b.source.person(o.ID, t.Tagger)
			b.source.tag(o.ID, t.Name)
			text(&blob, source.Tag, t.Message)
			b.source.header(o.ID, t.Extra)
		}
		return yield(&blob)
	}, func(p odb.Problem) { skip(source.Skip{Class: source.Unread, What: p.What, Why: p.Why}) })
}

// text makes blob the message of a commit or tag.
func text(blob *source.Blob, kind source.Kind, message []byte) {
	blob.Kind, blob.Data, blob.Size, blob.Step = kind, message, int64(len(message)), edit.Step{}
}

func malformed(o *odb.Object) source.Skip {
	return source.Skip{
		Class: source.Unread, What: fmt.Sprintf("%v %v", o.Type, o.ID),
		Why: "malformed: only what stands behind its header was read",
	}
}
