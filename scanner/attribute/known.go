package attribute

import (
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Trees is what earlier runs learned of trees under the same rules: those need not be read again. What a tree leads to depends on
// nothing but its name and on which contents hold secrets, and those are named by their content, too.
type Trees struct {
	Numbers *odb.Numbers
	// Known reports whether the tree with a number was read, and everything that it names is in the store.
	Known func(number int32) bool
	// Leading are the known trees that lead to contents with secrets, and Names what branches are called. Run replaces them by those
	// of this run.
	Leading []Leading
	Names   []string
	// Learned are the numbers of the trees that Run read and that are known from now on.
	Learned []int32
	// Commits, which may be nil, tells the commits that the repository's Graph leaves out.
	Commits func(yield CommitFunc)
}

// Leading is the number of a tree that leads to contents with secrets, and where.
type Leading struct {
	Tree     int32
	Branches []Branch
}

// Branch is an entry of a tree that leads to another tree, or to a content with secrets.
type Branch = branch

// NewBranch returns a branch; name is the number of its name, target that of the object that it leads to.
func NewBranch(name, target int32, blob bool) Branch { return branch{newStep(name, blob), target} }

// Name returns the number of the branch's name.
func (b branch) Name() int32 { return b.step.name() }

// Target returns the number of the object that the branch leads to.
func (b branch) Target() int32 { return b.target }

// Blob reports whether that is a content with secrets.
func (b branch) Blob() bool { return b.step.blob() }

// objects returns the numbers of all objects.
func (h *history) objects() *odb.Numbers {
	if h.earlier == nil {
		return h.store.Numbers()
	}
	return h.earlier.Numbers
}

// plant adds the branches of known trees.
func (h *history) plant() {
	if h.earlier == nil || h.wanted.none() {
		return
	}
	names, wanted := make([]int32, len(h.earlier.Names)), make([]bool, len(h.earlier.Names))
	for i, name := range h.earlier.Names {
		names[i], wanted[i] = h.name([]byte(name)), h.wanted.name([]byte(name))
	}
	p := treePass{history: h}
	var links []link
	for _, t := range h.earlier.Leading {
		links = links[:0]
		for _, b := range t.Branches {
			links = append(links, link{branch: NewBranch(names[b.Name()], b.target, b.Blob())})
			if b.Blob() && wanted[b.Name()] {
				p.named = append(p.named, b.target)
			}
		}
		p.keep(t.Tree, links)
	}
	h.take(&p)
}

// unknown returns the batches of all trees that have to be read.
func (h *history) unknown() []odb.Batch {
	if h.earlier == nil {
		return h.store.Batches(pack.Tree)
	}
	return h.store.BatchesBut(h.earlier.Numbers, h.earlier.Known, pack.Tree)
}

// learn adds the trees that were read.
func (h *history) learn(passes []treePass) {
	if h.earlier == nil {
		return
	}
	whole := make([]bool, h.numbers.Len())
	for _, t := range h.earlier.Leading {
		whole[t.Tree] = true
	}
	for i := range passes {
		h.earlier.Learned = append(h.earlier.Learned, passes[i].whole...)
		for _, number := range passes[i].whole {
			whole[number] = true
		}
	}
	h.earlier.Names, h.earlier.Leading = h.names, nil
	for number := range h.trees {
		if all := h.of(int32(number)); whole[number] && len(all) > 0 {
			h.earlier.Leading = append(h.earlier.Leading, Leading{int32(number), all})
		}
	}
}
