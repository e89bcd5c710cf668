package attribute

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/order"
)

// The comparison of each commit with its parents, inside the trees that lead to secrets.

// Bounds against hostile trees, since a few that hold each other ten times over make more paths than there are atoms: places
// that are looked at in one commit, and in all commits of a piece together; arrivals in all, for the memory.
const (
	maxPlaces      = 1 << 20
	maxPiecePlaces = 8 << 20
	maxArrivals    = 1 << 17
	arrivalPath    = 256 // bytes of a path that count as one more
)

// commitsAtATime is a piece of the comparison's work.
const commitsAtATime = 256

// compare finds the commits that bring a secret to a path, and what HEAD has.
func (h *history) compare(ctx context.Context) error {
	h.found = map[spot]*trail{}
	pieces := make([]*walk, (len(h.commits)+commitsAtATime-1)/commitsAtATime)
	var mu sync.Mutex
	h.parallel(len(pieces), func(i int) {
		mu.Lock()
		room := left(pieces[:i])
		mu.Unlock()
		w := &walk{history: h, left: maxPiecePlaces}
		lo := i * commitsAtATime
		for n := lo; n < min(lo+commitsAtATime, len(h.commits)) && ctx.Err() == nil && room >= 0 && !w.full(); n++ {
			w.commit(int32(n))
		}
		mu.Lock()
		defer mu.Unlock()
		pieces[i] = w
	})
	told := len(h.problems)
	if !h.join(pieces) {
		h.problems = append(h.problems, odb.Problem{What: "history", Why: "secrets stand at too many places in it: not all are told"})
	}
	if !h.head() && len(h.problems) == told { // else what brought it was too much as well, and told
		h.problems = append(h.problems, odb.Problem{What: "HEAD", Why: "secrets stand at too many places or too deep in it: not all are told"})
	}
	h.reach.partly = h.reach.partly || len(h.problems) > told
	return ctx.Err()
}

// left returns how much room some pieces leave, of which others may not have come to their end: less than 0 if there is none for what
// comes behind them.
func left(pieces []*walk) int64 {
	room := int64(maxArrivals)
	for _, w := range pieces {
		if w != nil {
			room -= w.arrivals
		}
	}
	return room
}

// join adds what pieces found, in their order as far as there is room, so that it does not show which came to its end first. It reports
// whether there was room for all.
func (h *history) join(pieces []*walk) bool {
	room := int64(maxArrivals)
	for _, w := range pieces {
		if w == nil {
			continue // it crashed, which was told
		}
		h.problems = append(h.problems, w.cut...)
		for _, a := range w.arrived {
			if room -= weight(a.path); room < 0 {
				return false
			}
			t := h.trail(a.spot)
			t.commits = append(t.commits, a.arrival)
		}
		for _, g := range w.gone {
			if room -= weight(g.path); room < 0 {
				return false
			}
			t := h.trail(g.spot)
			t.removed = append(t.removed, g.commit)
		}
		if w.full() {
			return false
		}
	}
	return true
}

// room takes room for a secret at a path, and reports whether there was any.
func (w *walk) room(path string) bool {
	w.arrivals += weight(path)
	return !w.full()
}

// full reports whether a piece has as many arrivals as are kept of all.
func (w *walk) full() bool { return w.arrivals > maxArrivals }

// weight is what a path counts in maxArrivals.
func weight(path string) int64 { return 1 + int64(len(path))/arrivalPath }

func (h *history) trail(s spot) *trail {
	if h.found[s] == nil {
		h.found[s] = &trail{}
	}
	return h.found[s]
}

// walk compares commits one after the other.
type walk struct {
	*history
	current int32
	places  int // that the current commit may still be looked at
	left    int // that all commits may
	// arrivals are what was found, by weight.
	arrivals int64
	deep     bool
	path     []byte  // of the folder that is looked at, "" or with a slash at its end
	stack    []int32 // trees of that folder's parents and of all around it
	cut      []odb.Problem
	arrived  []struct {
		spot
		arrival
	}
	gone []struct {
		spot
		commit int32
	}
}

// root returns the number of a commit's tree if that leads to a wanted blob, else -1.
func (h *history) root(commit int32) int32 {
	if tree := h.commits[commit].tree; tree >= 0 && h.leads[tree] {
		return tree
	}
	return -1
}

func (w *walk) commit(n int32) {
	w.current, w.deep = n, false
	root := w.root(n)
	var parents []int32
	others := 0 // parents without any secret
	for _, id := range w.commits[n].parents {
		p, known := w.number[id]
		if !known {
			continue // beyond a shallow clone's cut: what the commit has counts as brought by it
		}
		if t := w.root(p); t >= 0 {
			parents = append(parents, t)
		} else {
			others++
		}
	}
	allowed := min(maxPlaces, w.left)
	w.places = allowed
	if root >= 0 {
		w.folder(root, parents, 0)
	}
	if len(parents) > 0 && others == 0 {
		w.removed(root, parents, 0)
	}
	w.left -= allowed - max(w.places, 0)
	switch {
	case w.places < 0:
		w.short("its trees make too many paths: not all are told")
	case w.deep:
		w.short(fmt.Sprintf("it has folders more than %d deep: not all paths are told", object.MaxDepth))
	}
}

// short notes why not all of the current commit was compared.
func (w *walk) short(why string) {
	w.cut = append(w.cut, odb.Problem{What: "commit " + w.commits[w.current].id.String(), Why: why})
}

// folder compares a tree with its parents' trees at the same path.
func (w *walk) folder(tree int32, parents []int32, depth int) {
	if slices.Contains(parents, tree) {
		return
	}
	if depth > object.MaxDepth {
		w.deep = true
		return
	}
	for _, b := range w.of(tree) {
		if w.places--; w.places < 0 {
			return
		}
		if b.step.blob() {
			w.file(b, parents)
			continue
		}
		from := len(w.stack)
		for _, p := range parents {
			if t := w.lookup(p, b); t != nil {
				w.stack = append(w.stack, t.target)
			}
		}
		if below := w.stack[from:]; !slices.Contains(below, b.target) {
			w.in(b, func() { w.folder(b.target, below, depth+1) })
		}
		w.stack = w.stack[:from]
	}
}

// in looks at the folder that a branch leads to.
func (w *walk) in(b branch, look func()) {
	outside := len(w.path)
	w.path = append(append(w.path, w.names[b.step.name()]...), '/')
	look()
	w.path = w.path[:outside]
}

// to returns the path that a branch leads to.
func (w *walk) to(b branch) string { return string(w.path) + w.names[b.step.name()] }

// file notes the secrets of a blob that no parent has at the same path.
func (w *walk) file(b branch, parents []int32) {
	from := len(w.stack)
	defer func() { w.stack = w.stack[:from] }()
	for _, p := range parents {
		old := w.lookup(p, b)
		if old == nil {
			continue
		}
		if old.target == b.target {
			return
		}
		w.stack = append(w.stack, w.secrets[old.target].secrets...)
	}
	known := w.stack[from:]
	slices.Sort(known)
	found := w.secrets[b.target]
	for _, secret := range found.secrets {
		w.places--
		if _, old := slices.BinarySearch(known, secret); old {
			continue
		}
		path := w.to(b)
		if !w.room(path) {
			return
		}
		w.arrived = append(w.arrived, struct {
			spot
			arrival
		}{spot{secret, path}, arrival{w.current, found.id}})
	}
}

// removed notes what all parents' folders at a path have, and the commit's, tree or -1 for none, has not. What only some of the parents
// have was taken away on the way to the others.
func (w *walk) removed(tree int32, parents []int32, depth int) {
	if slices.Contains(parents, tree) {
		return
	}
	if depth > object.MaxDepth {
		w.deep = true
		return
	}
	for _, b := range w.of(parents[0]) {
		if w.places--; w.places < 0 {
			return
		}
		from := len(w.stack)
		if !w.everywhere(b, parents[1:]) {
			w.stack = w.stack[:from]
			continue
		}
		below := int32(-1)
		if tree >= 0 {
			if t := w.lookup(tree, b); t != nil {
				below = t.target
			}
		}
		old := w.stack[from:]
		switch {
		case slices.Contains(old, below):
		case b.step.blob():
			w.removedFrom(below, old, b)
		default:
			w.in(b, func() { w.removed(below, old, depth+1) })
		}
		w.stack = w.stack[:from]
	}
}

// everywhere pushes what a branch leads to, and what its name and kind lead to in some other trees; it reports whether all have it.
func (w *walk) everywhere(b branch, others []int32) bool {
	w.stack = append(w.stack, b.target)
	for _, t := range others {
		found := w.lookup(t, b)
		if found == nil {
			return false
		}
		w.stack = append(w.stack, found.target)
	}
	return true
}

// removedFrom notes the secrets that all of the old blobs have and blob, -1 for none, has not.
func (w *walk) removedFrom(blob int32, old []int32, b branch) {
	for _, secret := range w.secrets[old[0]].secrets {
		w.places--
		has := func(number int32) bool { return slices.Contains(w.secrets[number].secrets, secret) }
		if has(blob) || slices.ContainsFunc(old[1:], func(number int32) bool { return !has(number) }) {
			continue
		}
		path := w.to(b)
		if !w.room(path) {
			return
		}
		w.gone = append(w.gone, struct {
			spot
			commit int32
		}{spot{secret, path}, w.current})
	}
}

// lookup finds the branch of the same name and kind: a file or a folder.
func (f *forest) lookup(tree int32, like branch) *branch {
	all := f.of(tree)
	if i, ok := slices.BinarySearchFunc(all, like, compareBranches); ok {
		return &all[i]
	}
	return nil
}

// head notes what HEAD's tree has, and reports whether that is all.
func (h *history) head() bool {
	id, ok := h.store.Repository.Head()
	n, known := h.number[id]
	if !ok || !known {
		return true
	}
	root, places := h.root(n), int64(0)
	return root < 0 || h.present(root, "", 0, &places)
}

// present notes what a tree has: files before folders, so that of too many places those that are not deep are told.
func (h *history) present(tree int32, folder string, depth int, places *int64) bool {
	if depth > object.MaxDepth {
		return false
	}
	for _, b := range h.of(tree) {
		if !b.step.blob() {
			continue
		}
		path, found := folder+h.names[b.step.name()], h.secrets[b.target]
		for _, secret := range found.secrets {
			if *places += weight(path); *places > maxArrivals {
				return false
			}
			h.trail(spot{secret, path}).head = found.id
		}
	}
	all := true
	for _, b := range h.of(tree) {
		if b.step.blob() {
			continue
		}
		path := folder + h.names[b.step.name()] + "/"
		if *places += weight(path); *places > maxArrivals {
			return false
		}
		all = h.present(b.target, path, depth+1, places) && all
	}
	return all
}

// occurrences makes the result of what was found.
func (h *history) occurrences() []Occurrence {
	notes := h.notes()
	spots := slices.AppendSeq(make([]spot, 0, len(h.found)), maps.Keys(h.found))
	slices.SortFunc(spots, func(a, b spot) int { return cmp.Or(cmp.Compare(a.secret, b.secret), strings.Compare(a.path, b.path)) })
	described := map[int32]finding.Commit{}
	out := make([]Occurrence, 0, len(spots))
	for _, s := range spots {
		t := h.found[s]
		slices.SortFunc(t.commits, h.older)
		o := Occurrence{Secret: s.secret, Path: s.path, Blob: t.head, AtHead: !t.head.IsZero(), Note: len(t.commits) > 0}
		o.Introduced = make([]finding.Commit, 0, len(t.commits))
		for _, a := range t.commits {
			if _, ok := described[a.commit]; !ok {
				described[a.commit] = Describe(h.store, h.commits[a.commit].id)
			}
			o.Introduced = append(o.Introduced, described[a.commit])
			o.Note = o.Note && notes[a.commit]
		}
		o.Reach = h.furthest(t.commits)
		if n := h.lastRemoved(t); n >= 0 && !o.AtHead {
			o.Removed = Describe(h.store, h.commits[n].id)
		}
		if o.Blob.IsZero() {
			if len(t.commits) == 0 {
				continue // there was no more room for what brought it
			}
			o.Blob = t.commits[0].blob
		}
		if o.Note {
			o.Path = strings.ReplaceAll(o.Path, "/", "") // a fanned-out name
		}
		out = append(out, o)
	}
	return out
}

// lastRemoved returns the last commit that took a secret away: of HEAD's history, else of all; -1 if there is none.
func (h *history) lastRemoved(t *trail) int32 {
	last := int32(-1)
	for _, n := range t.removed {
		if last < 0 || h.later(n, last) {
			last = n
		}
	}
	return last
}

// later reports whether the commit a comes behind b among those of which one is told: HEAD's history is, if it has one.
func (h *history) later(a, b int32) bool {
	return cmp.Or(order.TrueFirst(h.reach.head(b), h.reach.head(a)), h.older(arrival{commit: a}, arrival{commit: b})) > 0
}

// furthest returns how far the commits of a trail reach.
func (h *history) furthest(commits []arrival) finding.Reach {
	out := finding.ReachUnreachable
	for _, a := range commits {
		if r := h.reach.commit(a.commit); r.Rank() > out.Rank() {
			out = r
		}
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
