// Package commits yields what some commits bring: contents that no parent has at their path, messages, the names of people, and new
// names of files and refs. Places tells where a content comes to, and what stood there before, or in the file that it was renamed from.
//
//	commits.go  the source
//	batch.go    what one commit brings: texts, and where contents come to
//	contents.go the contents, and what stood in their places before
//	renamed.go  from which files new ones were made
//	plan.go     which commits, tags and other objects
//	range.go    ranges that a user asks for
//	push.go     what a push takes to a remote, and what one brought here
package commits

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/revision"
	"github.com/sluice-scan/sluice/scanner/source"
)

// ErrNotRepository is in the error of Open where no repository is.
var ErrNotRepository = odb.ErrNotRepository

// ErrUnread is in the error for a revision that may be that of a ref which cannot be read.
var ErrUnread = revision.ErrUnread

// Repository is an open repository, from which sources are made.
type Repository struct {
	store  *odb.Store
	Accept source.Accept // set before the first use
}

// Open opens the repository at path, or the one that holds that folder. getenv gives git's environment variables, which count for
// the current folder only, and temporary the private folder of the run; without it the system's is used. Both may be nil. The caller
// must call Close.
func Open(path string, getenv func(string) string, temporary func() (string, error)) (*Repository, error) {
	found, err := odb.Find(path, getenv)
	if err != nil {
		return nil, err
	}
	found.Temporary = temporary
	store, err := odb.Open(found)
	if err != nil {
		return nil, err
	}
	return &Repository{store: store}, nil
}

// Close closes the repository; its sources give nothing afterwards.
func (r *Repository) Close() error { return r.store.Close() }

// WorkTree returns the folder that is checked out, "" for a bare repository.
func (r *Repository) WorkTree() string { return r.store.Repository.WorkTree }

// GitDir returns the folder where HEAD lies.
func (r *Repository) GitDir() string { return r.store.Repository.GitDir }

// Source is what some commits bring: first messages and names, then (Late) contents. It implements source.Source and source.Late.
type Source struct {
	*Repository
	name    string
	commits []commit
	number  map[oid.ID]int
	tips    []oid.ID
	others  others
	base    *Base
	moves   bool
	skips   []source.Skip
	objects atomic.Int64
	renames renames

	mu       sync.Mutex
	arrivals []map[oid.ID][]arrival // of each commit, then of the rest
	places   map[oid.ID][]arrival   // all of them; set by Late
	crowded  map[oid.ID]bool        // which have more places; set by Late
}

// commit is a commit that is scanned, with the trees of its parents.
type commit struct {
	*revision.Commit
	before []oid.ID
}

// others are what is scanned besides commits.
type others struct {
	tags     []oid.ID
	contents []oid.ID // blobs that a ref names
	trees    []oid.ID // trees that a ref names
	refs     []ref    // whose names are new
}

type ref struct {
	name   string
	object oid.ID
}

// Range says in words which commits these are.
func (s *Source) Range() string { return s.name }

// Base returns what a received push is made to: what the updated refs and HEAD were before. It is nil for other sources.
func (s *Source) Base() *Base { return s.base }

// Store returns the open object store.
func (s *Source) Store() *odb.Store { return s.store }

// Commits returns how many commits are scanned.
func (s *Source) Commits() int { return len(s.commits) }

// Objects returns how many objects were read so far, trees left out.
func (s *Source) Objects() int { return int(s.objects.Load()) }

// Number returns the place of a commit among those that are scanned, the oldest being 0; -1 for others.
func (s *Source) Number(id oid.ID) int {
	if n, ok := s.number[id]; ok {
		return n
	}
	return -1
}

// Tips returns the trees of the newest commits that were asked for.
func (s *Source) Tips() []oid.ID { return s.tips }

// Trees calls yield for each commit that is scanned, from the newest, with its tree and those of its parents, until that is false.
func (s *Source) Trees(yield func(commit, tree oid.ID, before []oid.ID) bool) {
	for _, c := range slices.Backward(s.commits) {
		if !yield(c.ID, c.Tree, c.before) {
			return
		}
	}
}

// Moves reports whether the commits are on their way to a repository that does not have them: they are pushed, or received.
func (s *Source) Moves() bool { return s.moves }

// batchCommits is how many commits a batch has.
const batchCommits = 8

// Batches implements source.Source.
func (s *Source) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	for _, p := range s.store.Problems() {
		skip(source.Skip{Class: source.Unread, What: p.What, Why: p.Why})
	}
	for _, k := range s.skips {
		skip(k)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := yield(&rest{s}); err != nil {
		return err
	}
	for part := range slices.Chunk(s.commits, batchCommits) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := yield(&batch{Source: s, commits: part}); err != nil {
			return err
		}
	}
	return nil
}
