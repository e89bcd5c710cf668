package git

import (
	"context"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Bounds of Named: contents told for one name, and folders in folders.
const (
	maxBearers  = 4096
	maxNesting  = 64
	mostFolders = 1 << 16 // that are looked into in all
)

// Named returns the contents that trees hold under each of the names, or in a folder of that name, in the order of their object
// names; at most maxBearers for each. It reads all trees, so it is for few names that are of interest.
func (s *Source) Named(ctx context.Context, names []string) (map[string][]oid.ID, error) {
	wanted := map[string]map[oid.ID]bool{}
	for _, name := range names {
		wanted[name] = map[oid.ID]bool{}
	}
	b := bearers{source: s, folders: mostFolders}
	size := s.store.Repository.Format.Size()
	for _, part := range s.store.Batches(pack.Tree) {
		err := part.Read(ctx, func(o *odb.Object) error {
			_ = object.Tree(o.Data, size, func(e object.TreeEntry) bool {
				if found := wanted[string(e.Name)]; found != nil && !e.Mode.IsGitlink() {
					b.add(e, found, 0)
				}
				return true
			}) // what is malformed was told when it was scanned
			return nil
		}, func(odb.Problem) {})
		if err != nil {
			return nil, err
		}
	}
	out := map[string][]oid.ID{}
	for name, found := range wanted {
		for id := range found {
			out[name] = append(out[name], id)
		}
		slices.SortFunc(out[name], oid.ID.Compare)
	}
	return out, nil
}

// bearers collects contents.
type bearers struct {
	source  *Source
	folders int // that may still be looked into
}

// add adds an entry's content, or those in the folder that it is.
func (b *bearers) add(e object.TreeEntry, found map[oid.ID]bool, depth int) {
	id := oid.New(e.ID)
	if len(found) >= maxBearers || found[id] {
		return
	}
	if !e.Mode.IsTree() {
		found[id] = true
		return
	}
	if b.folders--; depth > maxNesting || b.folders < 0 {
		return
	}
	typ, data, err := b.source.store.Get(id, nil)
	if err != nil || typ != pack.Tree {
		return
	}
	_ = object.Tree(data, b.source.store.Repository.Format.Size(), func(e object.TreeEntry) bool {
		if !e.Mode.IsGitlink() {
			b.add(e, found, depth+1)
		}
		return len(found) < maxBearers
	})
}
