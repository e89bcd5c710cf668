package attribute

import "github.com/sluice-scan/sluice/scanner/internal/oid"

// Trees is what earlier runs learned of trees under the same rules: those need not be read again. What a tree leads to depends on
// nothing but its name and on which contents hold secrets, and those are named by their content, too.
type Trees struct {
	// Known reports whether a tree was read, and everything that it names is in the store.
	Known func(oid.ID) bool
	// Leading holds the known trees that lead to contents with secrets. Run replaces it by those of this run.
	Leading map[oid.ID][]Branch
	// Learned are the trees that Run read and that are known from now on.
	Learned []oid.ID
}

// Branch leads from a tree to another tree, or to a content with secrets.
type Branch struct {
	Name   string
	Target oid.ID
	Blob   bool
}

// plant adds the branches of known trees, and returns what tells which trees are known; nil for none. A tree whose branch ends in
// nothing is not.
func (h *history) plant() func(oid.ID) bool {
	if h.earlier == nil {
		return nil
	}
	p := treePass{history: h}
	broken := map[oid.ID]bool{}
	for id, branches := range h.earlier.Leading {
		var links []link
		for _, b := range branches {
			number, ok := h.numbers.Of(b.Target)
			broken[id] = broken[id] || !ok
			links = append(links, link{branch: branch{newStep(h.name([]byte(b.Name)), b.Blob), number}})
		}
		if !broken[id] && len(h.blobs) > 0 {
			p.keep(id, links)
		}
	}
	h.take(&p)
	return func(id oid.ID) bool { return h.earlier.Known(id) && !broken[id] }
}

// learn adds the trees that were read.
func (h *history) learn(passes []treePass) {
	if h.earlier == nil {
		return
	}
	whole := make([]bool, h.numbers.Len())
	note := func(id oid.ID) {
		if number, ok := h.numbers.Of(id); ok {
			whole[number] = true
		}
	}
	for id := range h.earlier.Leading {
		note(id)
	}
	for i := range passes {
		h.earlier.Learned = append(h.earlier.Learned, passes[i].whole...)
		for _, id := range passes[i].whole {
			note(id)
		}
	}
	leading := map[oid.ID][]Branch{}
	for number := range h.trees {
		for _, b := range h.of(int32(number)) {
			if whole[number] {
				id := h.numbers.ID(int32(number))
				leading[id] = append(leading[id], Branch{h.names[b.step.name()], h.numbers.ID(b.target), b.step.blob()})
			}
		}
	}
	h.earlier.Leading = leading
}
