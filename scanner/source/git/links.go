package git

import (
	"maps"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/source"
)

// What the store does not have. Walking a store shows what is in it; that something is missing shows only in what refers to it: a
// clean result of a damaged or partial clone would be a lie. So commits and tags are asked here for what they name, and trees where
// attribution reads them (Wants).

// Wants tells what a tree entry names and the repository lacks: a missing object, or a submodule's content. Its name is kept for Late.
func (s *Source) Wants(e object.TreeEntry, present bool, skip func(source.Skip)) {
	s.name(e.Name)
	if s.rest {
		return
	}
	if e.Mode.IsGitlink() {
		if _, told := s.links.LoadOrStore(string(e.Name), true); !told { // not of each tree that it stands in
			skip(source.Skip{Class: source.Outside, What: string(e.Name), Why: "a submodule (or several of that name): its content is in another repository"})
		}
		return
	}
	if !present {
		s.want(oid.New(e.ID), skip)
	}
}

// want tells that an object is missing, if it is.
func (s *Source) want(id oid.ID, skip func(source.Skip)) {
	if s.store.Has(id) {
		return
	}
	if _, told := s.missing.LoadOrStore(id, true); !told {
		skip(source.Skip{Class: s.Accept.OfMissing(), What: "object " + id.String(), Why: s.lack})
	}
}

// wantLinks asks for what a commit names. What a clone was cut off is told once for all.
func (s *Source) wantLinks(id oid.ID, c *object.Commit, skip func(source.Skip)) {
	if !c.Tree.IsZero() {
		s.want(c.Tree, skip)
	}
	if s.cut.shallow[id] || s.cut.grafted[id] {
		return
	}
	for _, p := range c.Parents {
		s.want(p, skip)
	}
}

// cut is where history ends although commits have parents (gitrepository-layout(5)): in a shallow clone, and at commits that
// info/grafts gives other parents.
type cut struct{ shallow, grafted map[oid.ID]bool }

func readCut(r *odb.Repository) cut { return cut{r.Shallow(), r.Grafted()} }

// tellCut tells where history ends.
func (s *Source) tellCut(skip func(source.Skip)) {
	if n := len(s.cut.shallow); n > 0 {
		skip(source.Skip{
			Class: s.Accept.OfShallow(), What: source.Below(n),
			Why: "a shallow clone lacks it; 'git fetch --unshallow' brings it",
		})
	}
	for _, id := range slices.SortedFunc(maps.Keys(s.cut.grafted), oid.ID.Compare) {
		if typ, data, err := s.store.Get(id, nil); err == nil && typ == pack.Commit && s.lacksParent(data) {
			skip(source.Skip{
				Class: s.Accept.OfShallow(), What: "history below commit " + id.String(),
				Why: "a graft cut it off, and the repository lacks it",
			})
		}
	}
}

func (s *Source) lacksParent(commit []byte) bool {
	c, err := object.ParseCommit(commit)
	return err == nil && slices.ContainsFunc(c.Parents, func(p oid.ID) bool { return !s.store.Has(p) })
}
