package attribute

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/chain"
	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/source"
)

// forest is all trees, as far as they may lead to wanted blobs: one pass over the store gives the branches of each, then those are cut
// that lead nowhere.
type forest struct {
	numbers  *odb.Numbers
	marked   []uint64       // bitmap over numbers: blobs with secrets
	secrets  map[int32]blob // by number; those with a wanted name, too
	trees    []place        // by number
	branches [][]branch
	leads    []bool // by number: a tree that leads to a wanted blob
	read     int    // trees

	mu    sync.RWMutex
	ids   map[string]int32
	names []string
}

// blob is a content with secrets, or with a wanted name.
type blob struct {
	id      oid.ID
	secrets []int32
	named   bool
}

// place is where the branches of a tree are: branches[part][lo:hi].
type place struct{ part, lo, hi int32 }

func newForest(numbers *odb.Numbers, wanted *Wanted) *forest {
	f := &forest{numbers: numbers, ids: map[string]int32{}}
	if wanted.none() {
		return f
	}
	n := f.numbers.Len()
	f.marked, f.trees, f.leads = make([]uint64, n/64+1), make([]place, n), make([]bool, n)
	f.secrets = f.numbered(wanted.Blobs)
	for number := range f.secrets {
		f.marked[number/64] |= 1 << (number % 64)
	}
	return f
}

// numbered returns blobs by their numbers.
func (f *forest) numbered(blobs map[oid.ID][]int32) map[int32]blob {
	out := make(map[int32]blob, len(blobs))
	for id, secrets := range blobs {
		if number, ok := f.numbers.Of(id); ok {
			out[number] = blob{id: id, secrets: secrets}
		}
	}
	return out
}

func (f *forest) isMarked(number int32) bool { return f.marked[number/64]>>(number%64)&1 != 0 }

// object returns the number of an object, -1 if the store lacks it.
func (f *forest) object(id oid.ID) int32 {
	if number, ok := f.numbers.Of(id); ok {
		return number
	}
	return -1
}

// of returns the branches of a tree, ordered by compareBranches once it is pruned.
func (f *forest) of(tree int32) []branch {
	p := f.trees[tree]
	if p.lo == p.hi {
		return nil
	}
	return f.branches[p.part][p.lo:p.hi]
}

// name returns the number of a name.
func (f *forest) name(name []byte) int32 {
	f.mu.RLock()
	id, ok := f.ids[string(name)]
	f.mu.RUnlock()
	if ok {
		return id
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if id, ok = f.ids[string(name)]; !ok {
		id = int32(len(f.names))
		f.ids[string(name)] = id
		f.names = append(f.names, string(name))
	}
	return id
}

// readTrees reads all trees.
func (h *history) readTrees(ctx context.Context) error {
	h.forest = newForest(h.objects(), &h.wanted)
	h.plant()
	batches := h.unknown()
	passes := make([]treePass, len(batches))
	errs := make([]error, len(batches))
	h.parallel(len(batches), func(i int) {
		passes[i].history, passes[i].recent = h, h.lastRecent()
		errs[i] = batches[i].Read(ctx, passes[i].tree, func(p odb.Problem) { passes[i].problems = append(passes[i].problems, p) })
		passes[i].steps.Release()
		h.recents.Put(passes[i].recent)
		passes[i].recent = nil
	})
	for i := range passes {
		if errs[i] != nil {
			return errs[i]
		}
		h.take(&passes[i])
	}
	if len(h.secrets) > 0 {
		h.prune(h.parallel)
	}
	h.learn(passes)
	return nil
}

// take adds what a pass found.
func (h *history) take(p *treePass) {
	h.problems = append(h.problems, p.problems...)
	h.read += p.read
	for _, t := range p.trees {
		t.place.part += int32(len(h.branches))
		h.trees[t.number] = t.place
	}
	h.branches = append(h.branches, p.branches...)
	for _, number := range p.named {
		b := h.secrets[number]
		b.id, b.named = oid.New(h.numbers.Name(number)), true
		h.secrets[number] = b
	}
}

// treePass reads the trees of one batch, one after the other.
type treePass struct {
	*history
	recent   *recent
	steps    chain.Chain[folder]
	branches [][]branch // pieces, of which none is moved once it is made
	trees    []struct {
		number int32
		place
	}
	named    []int32 // blobs with a wanted name
	whole    []int32 // trees all of whose entries are in the store; only if somebody wants to know
	read     int
	problems []odb.Problem
	current  *folder
	known    bool // the tree being read is reported in another batch
}

// maxHeld bounds the bytes of folders that a pass keeps for others to follow; a tree that would follow from what went is read whole.
const maxHeld = 8 << 20

func (p *treePass) tree(o *odb.Object) error {
	f := p.steps.At(o.Step.Depth)
	before := f.memory()
	f.forget()
	p.current, p.known = f, o.Step.Known
	r := reading{folder: f, data: o.Data, size: p.store.Repository.Format.Size(), take: p.entry}
	var err error
	if o.Step.Depth > 0 && len(o.Step.Edits) > 0 && p.steps.At(o.Step.Depth-1).known {
		base := p.steps.At(o.Step.Depth - 1)
		f.lacks = base.lacks
		err = r.follow(base, o.Step.Edits)
	} else {
		err = r.whole()
	}
	f.known, f.size = err == nil, len(o.Data)
	if o.Step.BaseDone {
		p.steps.Done(o.Step.Depth - 1)
	}
	p.steps.Account(o.Step.Depth, f.memory()-before, maxHeld, (*folder).memory)
	if o.Step.Known {
		return nil
	}
	p.read++
	if err != nil {
		p.skip(source.Skip{Class: source.Unread, What: "tree " + o.ID.String(), Why: "malformed: what it names is not checked"})
	}
	number, ok := p.numbers.Of(o.ID)
	if ok && len(f.links) > 0 {
		p.keep(number, f.links)
	}
	if ok && err == nil && !f.lacks && p.earlier != nil {
		p.whole = append(p.whole, number)
	}
	return nil
}

// entry looks at an entry that was not seen before: whether what it names is there, and whether it may lead to a wanted blob.
func (p *treePass) entry(e object.TreeEntry) (link, bool) {
	number, present := int32(0), false
	if !e.Mode.IsGitlink() {
		number, present = p.recent.number(p.numbers, e.ID)
	}
	known := p.recent.names[string(e.Name)]
	if !p.known && (!present || known&nameTold == 0) {
		p.wants(e, present, p.skip)
		known = p.recent.remember(e.Name, known|nameTold)
	}
	p.current.lacks = p.current.lacks || !present
	if p.each != nil && present && !e.Mode.IsTree() {
		p.each(e.Name, number)
	}
	if !present || p.wanted.none() || !e.Mode.IsTree() && !p.wantsBlob(e.Name, known, number) {
		return link{}, false
	}
	return link{branch: branch{newStep(p.name(e.Name), !e.Mode.IsTree()), number}}, true
}

// wantsBlob reports whether a blob under a name, of which that is known, is wanted.
func (p *treePass) wantsBlob(name []byte, known answers, number int32) bool {
	if known&nameAsked == 0 {
		known |= nameAsked
		if p.wanted.name(name) {
			known |= nameWanted
		}
		p.recent.remember(name, known)
	}
	if known&nameWanted != 0 {
		p.named = append(p.named, number)
		return true
	}
	return p.isMarked(number)
}

// keep takes down the branches of a tree.
func (p *treePass) keep(number int32, links []link) {
	piece := p.room(len(links))
	lo := int32(len(*piece))
	for _, l := range links {
		*piece = append(*piece, l.branch)
	}
	p.trees = append(p.trees, struct {
		number int32
		place
	}{number, place{int32(len(p.branches) - 1), lo, int32(len(*piece))}})
}

// How many branches a piece holds, if no tree has more: the first, and any.
const (
	firstPiece = 256
	pieceLen   = 8 << 10
)

// room returns a piece that has room for n more branches.
func (p *treePass) room(n int) *[]branch {
	last := len(p.branches) - 1
	if last < 0 || cap(p.branches[last])-len(p.branches[last]) < n {
		p.branches = append(p.branches, make([]branch, 0, max(n, min(pieceLen, firstPiece<<min(last+1, 8)))))
		last++
	}
	return &p.branches[last]
}

// prune marks the trees that lead to wanted blobs, and cuts and sorts their branches.
func (f *forest) prune(parallel Parallel) {
	first, parents := f.parents()
	var queue []int32
	mark := func(tree int32) {
		if !f.leads[tree] {
			f.leads[tree] = true
			queue = append(queue, tree)
		}
	}
	for tree := range f.trees {
		if slices.ContainsFunc(f.of(int32(tree)), func(b branch) bool { return b.step.blob() }) {
			mark(int32(tree))
		}
	}
	for len(queue) > 0 {
		tree := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, p := range parents[first[tree]:first[tree+1]] {
			mark(p)
		}
	}
	ranks := f.sortNames()
	const atATime = 4096
	parallel((len(f.trees)+atATime-1)/atATime, func(i int) {
		for tree := i * atATime; tree < min(len(f.trees), (i+1)*atATime); tree++ {
			f.cut(int32(tree), ranks)
		}
	})
}

// parents lists which trees hold which: those that hold tree t are all[first[t]:first[t+1]].
func (f *forest) parents() (first, all []int32) {
	first = make([]int32, len(f.trees)+2)
	for tree := range f.trees {
		for _, b := range f.of(int32(tree)) {
			if !b.step.blob() {
				first[b.target+2]++
			}
		}
	}
	for i := 2; i < len(first); i++ {
		first[i] += first[i-1]
	}
	all = make([]int32, first[len(first)-1])
	for tree := range f.trees {
		for _, b := range f.of(int32(tree)) {
			if !b.step.blob() {
				all[first[b.target+1]] = int32(tree)
				first[b.target+1]++
			}
		}
	}
	return first[:len(f.trees)+1], all
}

// sortNames numbers the names in their order, and returns the new numbers by the old ones, which depend on who read which tree first.
func (f *forest) sortNames() (ranks []int32) {
	order := make([]int32, len(f.names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(f.names[a], f.names[b]) })
	names, ranks := make([]string, len(order)), make([]int32, len(order))
	for rank, old := range order {
		names[rank], ranks[old] = f.names[old], int32(rank)
	}
	f.names, f.ids = names, nil
	return ranks
}

// cut leaves a tree the branches that lead to wanted blobs, with the numbers that names have now.
func (f *forest) cut(tree int32, ranks []int32) {
	all := f.of(tree)
	if !f.leads[tree] {
		f.trees[tree] = place{}
		return
	}
	kept := slices.DeleteFunc(all, func(b branch) bool { return !b.step.blob() && !f.leads[b.target] })
	for i := range kept {
		kept[i].step = newStep(ranks[kept[i].step.name()], kept[i].step.blob())
	}
	slices.SortStableFunc(kept, compareBranches)
	f.trees[tree].hi = f.trees[tree].lo + int32(len(kept))
}

// compareBranches orders the branches of a tree by name and kind.
func compareBranches(a, b branch) int { return cmp.Compare(a.step, b.step) }
