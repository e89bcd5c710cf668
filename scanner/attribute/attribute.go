// Package attribute finds where secrets stand in a history: at which paths, which commits brought them there, and whether HEAD
// still has them.
//
// It never looks at a tree that cannot matter. One pass over all trees (trees.go), which reads of a tree only what is new in it
// (folder.go), keeps the entries that may lead to a blob with a secret, and then those that do. What is left is a small history
// of its own, in which each commit is compared with its parents (compare.go). A commit brings a secret to a path when it has it
// there and no parent has; so an edit elsewhere in the file, or a merge of a branch that has it, brings nothing.
package attribute

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Repository is implemented by sources whose findings have a history.
type Repository interface {
	Store() *odb.Store
	// Wants tells skip what a tree entry names and the repository does not hold; present says that the store lists it. It is called
	// for each name that entries have, and for each entry that is not present, at least once, by several goroutines.
	Wants(e object.TreeEntry, present bool, skip func(source.Skip))
}

// Parallel calls f for each number below n, some at a time, and returns when all have returned.
type Parallel func(n int, f func(i int))

// Occurrence is a secret at a path, over all of its history.
type Occurrence struct {
	Secret     int32 // the caller's number
	Path       string
	Blob       oid.ID // the content that HEAD has there, else the one that the first commit brought
	Introduced []finding.Commit
	AtHead     bool
	Removed    finding.Commit // if not at HEAD: the last that took it away, of HEAD's history if there is one; else zero
	Reach      finding.Reach  // the furthest of the commits that brought it
	Note       bool           // the path lies in a notes tree: its name is the annotated object
}

// Result is what a history tells.
type Result struct {
	Occurrences []Occurrence // by secret and path
	Problems    []odb.Problem
	Trees       int // that were read

	history *history
}

// Wanted is what a run attributes.
type Wanted struct {
	Blobs map[oid.ID][]int32 // which secrets each blob holds, by numbers of the caller's
	// Named, which may be nil, reports whether the places of blobs under a name matter, whatever they hold: see Result.Named. It is
	// called by several goroutines, a few times for each name.
	Named func(name []byte) bool
}

// none reports whether nothing is wanted.
func (w *Wanted) none() bool { return len(w.Blobs) == 0 && w.Named == nil }

// name reports whether the places of blobs under a name matter.
func (w *Wanted) name(name []byte) bool { return w.Named != nil && w.Named(name) }

// Reach tells how a commit, an annotated tag, or a content that no commit holds can leave the repository. Where Run had no blobs to
// attribute, the first call reads the commits; it must not run beside others.
func (r *Result) Reach(ctx context.Context, id oid.ID) (finding.Reach, error) {
	h := r.history
	if h.reach == nil {
		if err := h.readCommits(ctx); err != nil {
			return "", err
		}
		h.reach = newReach(h)
	}
	return h.reach.of(id), nil
}

// Run attributes secrets. Blobs that no commit's tree holds have no occurrence. All trees are read that trees, which may be nil, does not
// know, and skip is told what they name and the repository lacks, even if nothing is wanted.
func Run(ctx context.Context, r Repository, wanted Wanted, trees *Trees, parallel Parallel, skip func(source.Skip)) (*Result, error) {
	h := &history{store: r.Store(), wants: r.Wants, skip: skip, parallel: parallel, wanted: wanted, earlier: trees}
	h.graph, _ = r.(graphed)
	if err := h.readTrees(ctx); err != nil {
		return nil, err
	}
	result := &Result{Trees: h.forest.read, history: h}
	if len(h.secrets) > 0 {
		for _, step := range []func(context.Context) error{h.readCommits, h.readRefs, h.compare} {
			if err := step(ctx); err != nil {
				return nil, err
			}
		}
		result.Occurrences = h.occurrences()
	}
	result.Problems = h.problems
	return result, ctx.Err()
}

// Named returns the blobs that trees hold under the names that were wanted, in no order.
func (r *Result) Named() []oid.ID {
	var ids []oid.ID
	for number, b := range r.history.secrets {
		if b.named {
			ids = append(ids, oid.New(r.history.numbers.Name(number)))
		}
	}
	return ids
}

// Attribute attributes other secrets, without reading the trees again: in blobs that Run was given, at all of their places, and in those of
// Named, at places with such a name.
func (r *Result) Attribute(ctx context.Context, blobs map[oid.ID][]int32) ([]Occurrence, []odb.Problem, error) {
	if len(blobs) == 0 {
		return nil, nil, ctx.Err()
	}
	h := r.history
	h.secrets, h.problems = h.numbered(blobs), nil
	err := h.compare(ctx)
	return h.occurrences(), h.problems, err
}

// history is the state of a run.
type history struct {
	store    *odb.Store
	wants    func(object.TreeEntry, bool, func(source.Skip))
	skip     func(source.Skip)
	parallel Parallel
	wanted   Wanted
	earlier  *Trees                        // may be nil
	graph    graphed                       // may be nil
	each     func(name []byte, blob int32) // may be nil
	recents  sync.Pool                     // of *recent
	problems []odb.Problem
	*forest

	commits []commit
	number  map[oid.ID]int32 // of commits
	found   map[spot]*trail
	reach   *reach
}

type commit struct {
	id      oid.ID
	tree    int32 // its number; -1 if the store lacks it
	parents []oid.ID
	when    int64 // of the committer, seconds
}

// spot is a secret at a path.
type spot struct {
	secret int32
	path   string
}

// trail is what the comparison finds of a spot.
type trail struct {
	commits []arrival
	removed []int32 // commits that took it away
	head    oid.ID
}

type arrival struct {
	commit int32
	blob   oid.ID
}

// CommitFunc is told of a commit; when is its committer's time in seconds since 1970.
type CommitFunc func(id, tree oid.ID, parents []oid.ID, when int64)

// graphed is implemented by repositories that know their commits already.
type graphed interface {
	// Graph calls yield for each commit that can be read, once, but for those that Trees.Commits tells; it reports false, without a
	// call, where it does not know them.
	Graph(yield func(id, tree oid.ID, parents []oid.ID, when int64)) bool
}

// readCommits reads the commit graph.
func (h *history) readCommits(ctx context.Context) error {
	if h.number != nil {
		return nil
	}
	add := func(id, tree oid.ID, parents []oid.ID, when int64) {
		h.commits = append(h.commits, commit{id, h.object(tree), parents, when})
	}
	var err error
	if h.graph == nil || !h.graph.Graph(add) {
		err = h.collectCommits(ctx)
	} else if h.earlier != nil && h.earlier.Commits != nil {
		h.earlier.Commits(add)
	}
	h.number = make(map[oid.ID]int32, len(h.commits))
	for i, c := range h.commits {
		h.number[c.id] = int32(i)
	}
	return err
}

// Commits calls yield for each commit that could be read: its number, and those of its tree and its parents, -1 for what the store lacks.
// parents is valid until yield returns.
func (r *Result) Commits(ctx context.Context, yield func(commit, tree int32, parents []int32, when int64)) error {
	h := r.history
	if err := h.readCommits(ctx); err != nil {
		return err
	}
	var parents []int32
	for _, c := range h.commits {
		parents = parents[:0]
		for _, id := range c.parents {
			parents = append(parents, h.object(id))
		}
		yield(h.object(c.id), c.tree, parents, c.when)
	}
	return nil
}

// collectCommits reads all commits, batches side by side, and keeps them in the order of the batches.
func (h *history) collectCommits(ctx context.Context) error {
	batches := h.store.Batches(pack.Commit)
	parts := make([]struct {
		commits  []commit
		problems []odb.Problem
		err      error
	}, len(batches))
	h.parallel(len(batches), func(i int) {
		p := &parts[i]
		p.err = batches[i].Read(ctx, func(o *odb.Object) error {
			if o.Step.Known {
				return nil
			}
			if c, err := object.ParseCommit(o.Data); err == nil {
				p.commits = append(p.commits, commit{o.ID, h.object(c.Tree), c.Parents, c.Committer.When.Unix()})
			}
			return nil
		}, func(problem odb.Problem) { p.problems = append(p.problems, problem) })
	})
	for _, p := range parts {
		if p.err != nil {
			return p.err
		}
		h.commits = append(h.commits, p.commits...)
		h.problems = append(h.problems, p.problems...)
	}
	return nil
}

// when formats a time as reports write it.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// Describe tells of a commit or an annotated tag who made it, and when.
func (r *Result) Describe(id oid.ID) finding.Commit { return Describe(r.history.store, id) }

// Describe reads who made a commit or an annotated tag, and when; what cannot be read stays empty.
func Describe(store *odb.Store, id oid.ID) finding.Commit {
	out := finding.Commit{ID: id.String()}
	typ, data, err := store.Get(id, nil)
	if err != nil {
		return out
	}
	if typ == pack.Tag {
		if t, err := object.ParseTag(data); err == nil {
			out.Author, out.Date = t.Tagger.Name, when(t.Tagger.When)
		}
		return out
	}
	if c, err := object.ParseCommit(data); err == nil {
		out.Author, out.Date = c.Author.Name, when(c.Author.When)
	}
	return out
}

func (h *history) older(a, b arrival) int {
	x, y := &h.commits[a.commit], &h.commits[b.commit]
	return cmp.Or(cmp.Compare(x.when, y.when), x.id.Compare(y.id))
}
