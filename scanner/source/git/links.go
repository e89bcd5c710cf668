package git

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/source"
)

// What the store does not have. Walking a store shows what is in it; that something is missing shows only in what refers to it: a
// clean result of a damaged or partial clone would be a lie. So commits and tags are asked here for what they name, and trees where
// attribution reads them (Wants).

// Wants tells what a tree entry names and the repository lacks: a missing object, or a submodule's content. Its name is kept for Late.
func (s *Source) Wants(e object.TreeEntry, skip func(source.Skip)) {
	s.name(e.Name)
	if e.Mode.IsGitlink() {
		skip(source.Skip{Class: source.Outside, What: string(e.Name), Why: "a submodule: its content is in another repository"})
		return
	}
	s.want(oid.New(e.ID), skip)
}

// want tells that an object is missing, if it is.
func (s *Source) want(id oid.ID, skip func(source.Skip)) {
	if s.store.Has(id) {
		return
	}
	why := "missing from the repository"
	if s.partial {
		why = "not in this partial clone"
	}
	if _, told := s.missing.LoadOrStore(id, true); !told {
		skip(source.Skip{Class: source.Unread, What: "object " + id.String(), Why: why})
	}
}

// wantLinks asks for what a commit names. What a shallow clone was cut off is told once for all.
func (s *Source) wantLinks(id oid.ID, c *object.Commit, skip func(source.Skip)) {
	if !c.Tree.IsZero() {
		s.want(c.Tree, skip)
	}
	if s.cut[id] {
		return
	}
	for _, p := range c.Parents {
		s.want(p, skip)
	}
}

// readCut reads which commits a shallow clone ends with (gitrepository-layout(5)).
func readCut(r *odb.Repository) map[oid.ID]bool {
	data, err := os.ReadFile(filepath.Join(r.CommonDir, "shallow"))
	if err != nil {
		return nil
	}
	cut := map[oid.ID]bool{}
	for _, line := range strings.Fields(string(data)) {
		if id, err := oid.Parse(line); err == nil {
			cut[id] = true
		}
	}
	return cut
}

// shallow tells that the clone was cut off.
func (s *Source) shallow(skip func(source.Skip)) {
	if n := len(s.cut); n > 0 {
		skip(source.Skip{Class: source.Unread, What: fmt.Sprintf("history below %d commits", n), Why: "a shallow clone lacks it; 'git fetch --unshallow' brings it"})
	}
}

// isPartial reports whether a remote promised to keep objects for the repository (git's partial-clone.txt).
func isPartial(r *odb.Repository) bool {
	promises, err := filepath.Glob(filepath.Join(r.CommonDir, "objects", "pack", "*.promisor"))
	return err == nil && len(promises) > 0
}
