package git

import (
	"context"
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
// clean result of a damaged or partial clone would be a lie. So every tree and commit is asked for what it names.

// links is a batch of trees. It yields no blobs.
type links struct {
	source *Source
	*odb.Batch
}

// Blobs implements source.Batch.
func (l *links) Blobs(ctx context.Context, _ func(*source.Blob) error, skip func(source.Skip)) error {
	size := l.source.store.Repository.Format.Size()
	var seen recent
	return l.Read(ctx, func(o *odb.Object) error {
		if o.Step.Known {
			return nil
		}
		l.source.objects.Add(1)
		err := object.Tree(o.Data, size, func(e object.TreeEntry) bool {
			switch {
			case seen.holds(e.ID):
			case e.Mode.IsGitlink():
				skip(source.Skip{Class: source.Outside, What: string(e.Name), Why: "a submodule: its content is in another repository"})
			default:
				l.source.want(oid.New(e.ID), skip)
			}
			return true
		})
		if err != nil {
			skip(source.Skip{Class: source.Unread, What: "tree " + o.ID.String(), Why: "malformed: what it names is not checked"})
		}
		return nil
	}, func(p odb.Problem) { skip(source.Skip{Class: source.Unread, What: p.What, Why: p.Why}) })
}

// recent remembers names that were asked for lately: neighbouring trees name mostly the same objects.
type recent [1 << 12][oid.SHA256Size]byte

// holds reports whether a name is remembered, and remembers it.
func (r *recent) holds(raw []byte) bool {
	slot := &r[(int(raw[0])<<8|int(raw[1]))%len(r)]
	if string(slot[:len(raw)]) == string(raw) {
		return true
	}
	copy(slot[:], raw)
	return false
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
