package attribute

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// The comparison of each commit with its parents, inside the marked trees.

// Bounds against hostile trees: folders in folders, of which real ones have some tens; and places in one commit, since a few trees
// that hold each other ten times over make more paths than there are atoms.
const (
	maxDepth  = 512
	maxPlaces = 1 << 20
)

// commitsAtATime is a piece of the comparison's work.
const commitsAtATime = 256

// compare finds the commits that bring a secret to a path, and what HEAD has.
func (h *history) compare(ctx context.Context) error {
	h.found = map[spot]*trail{}
	var mu sync.Mutex
	pieces := (len(h.commits) + commitsAtATime - 1) / commitsAtATime
	h.parallel(pieces, func(i int) {
		var w walk
		w.history = h
		lo := i * commitsAtATime
		for n := lo; n < min(lo+commitsAtATime, len(h.commits)) && ctx.Err() == nil; n++ {
			w.commit(int32(n))
		}
		mu.Lock()
		defer mu.Unlock()
		for _, a := range w.arrived {
			t := h.trail(a.spot)
			t.commits = append(t.commits, a.arrival)
		}
		h.problems = append(h.problems, w.cut...)
	})
	h.head()
	return ctx.Err()
}

func (h *history) trail(s spot) *trail {
	if h.found[s] == nil {
		h.found[s] = &trail{}
	}
	return h.found[s]
}

// tree returns the number of a marked tree, -1 for others.
func (h *history) tree(id oid.ID) int32 {
	if n, ok := h.trees[id]; ok {
		return n
	}
	return -1
}

// walk compares commits one after the other.
type walk struct {
	*history
	current int32
	places  int // that the current commit was looked at
	cut     []odb.Problem
	arrived []struct {
		spot
		arrival
	}
}

func (w *walk) commit(n int32) {
	w.current, w.places = n, 0
	root := w.tree(w.commits[n].tree)
	if root < 0 {
		return
	}
	var parents []int32
	for _, id := range w.commits[n].parents {
		p, known := w.number[id]
		if !known {
			continue // beyond a shallow clone's cut: what the commit has counts as brought by it
		}
		if t := w.tree(w.commits[p].tree); t >= 0 {
			parents = append(parents, t)
		}
	}
	w.folder(root, parents, "", 0)
	if w.places > maxPlaces {
		w.cut = append(w.cut, odb.Problem{What: "commit " + w.commits[n].id.String(), Why: "its trees make too many paths: not all are told"})
	}
}

// folder compares a marked tree with its parents' trees at the same path.
func (w *walk) folder(tree int32, parents []int32, path string, depth int) {
	if slices.Contains(parents, tree) || depth > maxDepth {
		return
	}
	for _, e := range w.entries[tree] {
		if w.places++; w.places > maxPlaces {
			return
		}
		if !e.blob.IsZero() {
			w.file(e, parents, path)
			continue
		}
		var below []int32
		for _, p := range parents {
			if t := w.lookup(p, e.name); t != nil && t.blob.IsZero() {
				below = append(below, t.tree)
			}
		}
		w.folder(e.tree, below, path+e.name+"/", depth+1)
	}
}

// file notes the secrets of a blob that no parent has at the same path.
func (w *walk) file(e entry, parents []int32, path string) {
	var known []int32
	for _, p := range parents {
		old := w.lookup(p, e.name)
		if old == nil {
			continue
		}
		if old.blob == e.blob {
			return
		}
		known = append(known, w.blobs[old.blob]...)
	}
	for _, secret := range w.blobs[e.blob] {
		if !slices.Contains(known, secret) {
			w.arrived = append(w.arrived, struct {
				spot
				arrival
			}{spot{secret, path + e.name}, arrival{w.current, e.blob}})
		}
	}
}

// lookup finds an entry by name; git sorts folders as if their names ended in a slash, so the list is searched one by one.
func (h *history) lookup(tree int32, name string) *entry {
	for i := range h.entries[tree] {
		if h.entries[tree][i].name == name {
			return &h.entries[tree][i]
		}
	}
	return nil
}

// head notes what HEAD's tree has.
func (h *history) head() {
	id, ok := h.store.Repository.Head()
	n, known := h.number[id]
	if !ok || !known {
		return
	}
	if root := h.tree(h.commits[n].tree); root >= 0 {
		places := 0
		h.present(root, "", 0, &places)
	}
}

func (h *history) present(tree int32, path string, depth int, places *int) {
	if depth > maxDepth {
		return
	}
	for _, e := range h.entries[tree] {
		if *places++; *places > maxPlaces {
			return
		}
		if e.blob.IsZero() {
			h.present(e.tree, path+e.name+"/", depth+1, places)
			continue
		}
		for _, secret := range h.blobs[e.blob] {
			h.trail(spot{secret, path + e.name}).head = e.blob
		}
	}
}

// occurrences makes the result of what was found.
func (h *history) occurrences() []Occurrence {
	notes := h.notes()
	spots := slices.SortedFunc(maps.Keys(h.found), func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.secret, b.secret), strings.Compare(a.path, b.path))
	})
	described := map[int32]finding.Commit{}
	var out []Occurrence
	for _, s := range spots {
		t := h.found[s]
		slices.SortFunc(t.commits, h.older)
		o := Occurrence{Secret: s.secret, Path: s.path, Blob: t.head, AtHead: !t.head.IsZero(), Note: len(t.commits) > 0}
		for _, a := range t.commits {
			if _, ok := described[a.commit]; !ok {
				described[a.commit] = Describe(h.store, h.commits[a.commit].id)
			}
			o.Introduced = append(o.Introduced, described[a.commit])
			o.Note = o.Note && notes[a.commit]
		}
		if o.Blob.IsZero() && len(t.commits) > 0 {
			o.Blob = t.commits[0].blob
		}
		if o.Note {
			o.Path = strings.ReplaceAll(o.Path, "/", "") // a fanned-out name
		}
		out = append(out, o)
	}
	return out
}

// notes returns the commits that notes refs lead to.
func (h *history) notes() map[int32]bool {
	seen := map[int32]bool{}
	var queue []oid.ID
	for _, id := range h.store.Repository.Refs("refs/notes/") {
		queue = append(queue, id)
	}
	for len(queue) > 0 {
		id := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		n, ok := h.number[id]
		if !ok || seen[n] {
			continue
		}
		seen[n] = true
		queue = append(queue, h.commits[n].parents...)
	}
	return seen
}
