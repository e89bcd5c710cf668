// Package attribute finds where secrets stand in a history: at which paths, which commits brought them there, and whether HEAD still
// has them.
//
// It never looks at a tree that cannot matter. One pass over all trees marks those that hold a blob with a secret; a second keeps,
// of the marked ones, only the entries that lead to such blobs. What is left is a small history of its own, in which each commit
// is compared with its parents. A commit brings a secret to a path when it has it there and no parent has; so an edit elsewhere in
// the file, or a merge of a branch that has it, brings nothing.
package attribute

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/edit"
	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Repository is implemented by sources whose findings have a history.
type Repository interface {
	Store() *odb.Store
	// Wants tells skip what a tree entry names and the repository does not hold. It is called for each entry of each tree at least
	// once, by several goroutines.
	Wants(e object.TreeEntry, skip func(source.Skip))
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
	Note       bool // the path lies in a notes tree: its name is the annotated object
}

// Result is what a history tells.
type Result struct {
	Occurrences []Occurrence // by secret and path
	Problems    []odb.Problem
	Trees       int // that were read
}

// Run attributes secrets. blobs tells which secrets each blob holds, by numbers of the caller's. Blobs that no commit's tree holds
// have no occurrence. All trees are read, and skip is told what they name and the repository lacks, even if blobs is empty.
func Run(ctx context.Context, r Repository, blobs map[oid.ID][]int32, parallel Parallel, skip func(source.Skip)) (*Result, error) {
	h := &history{store: r.Store(), wants: r.Wants, skip: skip, parallel: parallel, blobs: blobs}
	steps := []func(context.Context) error{h.markTrees, h.readCommits, h.keepEntries, h.compare}
	if len(blobs) == 0 {
		steps = steps[:1]
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return &Result{h.occurrences(), h.problems, h.read}, ctx.Err()
}

// history is the state of a run.
type history struct {
	store    *odb.Store
	wants    func(object.TreeEntry, func(source.Skip))
	skip     func(source.Skip)
	parallel Parallel
	blobs    map[oid.ID][]int32
	problems []odb.Problem
	read     int // trees

	commits []commit
	number  map[oid.ID]int32 // of commits
	trees   map[oid.ID]int32 // of marked trees, numbers into entries
	entries [][]entry
	found   map[spot]*trail

	arrivals atomic.Int64 // in all trails
}

type commit struct {
	id, tree oid.ID
	parents  []oid.ID
	when     int64 // of the committer, seconds
}

// entry leads from a marked tree to a blob with secrets, or to another marked tree.
type entry struct {
	name string
	blob oid.ID // zero for a tree
	tree int32
}

// spot is a secret at a path.
type spot struct {
	secret int32
	path   string
}

// trail is what the comparison finds of a spot.
type trail struct {
	commits []arrival
	head    oid.ID
}

type arrival struct {
	commit int32
	blob   oid.ID
}

// readCommits reads the commit graph.
func (h *history) readCommits(ctx context.Context) error {
	err := collect(ctx, h, pack.Commit, func(o *odb.Object, out *[]commit) {
		c, err := object.ParseCommit(o.Data)
		if err == nil {
			*out = append(*out, commit{o.ID, c.Tree, c.Parents, c.Committer.When.Unix()})
		}
	}, func(part []commit) { h.commits = append(h.commits, part...) })
	h.number = make(map[oid.ID]int32, len(h.commits))
	for i, c := range h.commits {
		h.number[c.id] = int32(i)
	}
	return err
}

// collect reads all objects of a type; each gives something to the list of its batch, and the lists are merged in the order of the
// batches.
func collect[T any](ctx context.Context, h *history, typ pack.Type, read func(*odb.Object, *[]T), merge func([]T)) error {
	batches := h.store.Batches(typ)
	parts := make([][]T, len(batches))
	problems := make([][]odb.Problem, len(batches))
	errs := make([]error, len(batches))
	h.parallel(len(batches), func(i int) {
		errs[i] = batches[i].Read(ctx, func(o *odb.Object) error {
			if !o.Step.Known {
				read(o, &parts[i])
			}
			return nil
		}, func(p odb.Problem) { problems[i] = append(problems[i], p) })
	})
	for i := range batches {
		if errs[i] != nil {
			return errs[i]
		}
		merge(parts[i])
		h.problems = append(h.problems, problems[i]...)
	}
	return nil
}

// edge says that a tree has a child tree, or (child zero) that it holds a wanted blob.
type edge struct{ parent, child oid.ID }

// markTrees finds the trees from which a wanted blob can be reached.
func (h *history) markTrees(ctx context.Context) error {
	filter := newFilter(h.blobs)
	size := h.store.Repository.Format.Size()
	parents := map[oid.ID][]oid.ID{}
	var queue []oid.ID
	h.trees = map[oid.ID]int32{}
	mark := func(id oid.ID) {
		if _, ok := h.trees[id]; !ok {
			h.trees[id] = int32(len(h.trees))
			queue = append(queue, id)
		}
	}
	var trees atomic.Int64
	err := collect(ctx, h, pack.Tree, func(o *odb.Object, out *[]edge) {
		trees.Add(1)
		direct := false
		changed := changes{edits: o.Step.Edits}
		err := object.Tree(o.Data, size, func(e object.TreeEntry) bool {
			if changed.touch(e.Start, e.End) {
				h.wants(e, h.skip)
			}
			switch {
			case len(h.blobs) == 0:
			case e.Mode.IsTree():
				*out = append(*out, edge{o.ID, oid.New(e.ID)})
			case !direct && !e.Mode.IsGitlink() && filter.may(e.ID):
				_, direct = h.blobs[oid.New(e.ID)]
			}
			return true
		})
		if err != nil {
			h.skip(source.Skip{Class: source.Unread, What: "tree " + o.ID.String(), Why: "malformed: what it names is not checked"})
		}
		if direct {
			*out = append(*out, edge{parent: o.ID})
		}
	}, func(part []edge) {
		for _, e := range part {
			if e.child.IsZero() {
				mark(e.parent)
			} else {
				parents[e.child] = append(parents[e.child], e.parent)
			}
		}
	})
	for len(queue) > 0 {
		id := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, p := range parents[id] {
			mark(p)
		}
	}
	h.read = int(trees.Load())
	return err
}

// changes tells which entries of a tree differ from those of the tree that it is a delta of: only these need to be asked for what they
// name, since those of the base were.
type changes struct {
	edits []edit.Edit // nil: all of it is new
	next  int
}

// touch reports whether the entry at tree[start:end] may be new. Entries come in order.
func (c *changes) touch(start, end int) bool {
	for c.next < len(c.edits) && c.edits[c.next].Dst+c.edits[c.next].Len <= start {
		c.next++
	}
	return c.next == len(c.edits) || c.edits[c.next].Src < 0 || end > c.edits[c.next].Dst+c.edits[c.next].Len
}

// filter rules out most names with one look at a bitmap.
type filter [1 << 13]byte

func newFilter(blobs map[oid.ID][]int32) *filter {
	var f filter
	for id := range blobs {
		raw := id.Bytes()
		f[int(raw[0])<<5|int(raw[1])>>3] |= 1 << (raw[1] & 7)
	}
	return &f
}

func (f *filter) may(raw []byte) bool {
	return f[int(raw[0])<<5|int(raw[1])>>3]&(1<<(raw[1]&7)) != 0
}

// keepEntries reads the marked trees once more and keeps the entries that lead to wanted blobs.
func (h *history) keepEntries(ctx context.Context) error {
	type kept struct {
		tree    int32
		entries []entry
	}
	filter := newFilter(h.blobs)
	size := h.store.Repository.Format.Size()
	h.entries = make([][]entry, len(h.trees))
	return collect(ctx, h, pack.Tree, func(o *odb.Object, out *[]kept) {
		number, marked := h.trees[o.ID]
		if !marked {
			return
		}
		k := kept{tree: number}
		err := object.Tree(o.Data, size, func(e object.TreeEntry) bool {
			if e.Mode.IsTree() {
				if child, ok := h.trees[oid.New(e.ID)]; ok {
					k.entries = append(k.entries, entry{string(e.Name), oid.ID{}, child})
				}
			} else if !e.Mode.IsGitlink() && filter.may(e.ID) {
				if id := oid.New(e.ID); h.blobs[id] != nil {
					k.entries = append(k.entries, entry{string(e.Name), id, 0})
				}
			}
			return true
		})
		if err == nil {
			slices.SortStableFunc(k.entries, func(a, b entry) int { return compareEntries(&a, &b) })
			*out = append(*out, k)
		}
	}, func(part []kept) {
		for _, k := range part {
			h.entries[k.tree] = k.entries
		}
	})
}

// when formats a time as reports write it.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

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
