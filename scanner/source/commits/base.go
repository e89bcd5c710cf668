package commits

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/treediff"
)

// Base is what a change is made to: one tree, or several where refs are updated together. It is safe for concurrent use.
type Base struct {
	repository *Repository
	mu         sync.Mutex
	comparer   *treediff.Comparer
	trees      []oid.ID
}

// Base returns the tree of a revision. A name that nothing has is an error.
func (r *Repository) Base(ctx context.Context, revision string) (*Base, error) {
	p := r.plan()
	id, err := p.graph.Resolve(ctx, revision)
	if err != nil {
		return nil, err
	}
	b := r.base(p, id)
	if len(b.trees) == 0 {
		return nil, fmt.Errorf("%q names no commit that the repository has", revision)
	}
	return b, nil
}

// base returns the trees of those of some objects that are commits, or tags of commits.
func (r *Repository) base(p *plan, ids ...oid.ID) *Base {
	b := &Base{repository: r, comparer: treediff.New(r.store)}
	for _, id := range ids {
		_, end, typ, err := p.graph.Peel(id)
		if err != nil || typ != pack.Commit {
			continue
		}
		if c, err := p.graph.Commit(end); err == nil && !slices.Contains(b.trees, c.Tree) {
			b.trees = append(b.trees, c.Tree)
		}
	}
	return b
}

// Contents returns what the base has at a path, from each of its trees. What cannot be read counts as absent.
func (b *Base) Contents(path string) [][]byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out [][]byte
	for _, tree := range b.trees {
		if id, ok := b.comparer.Find(tree, []byte(path)); ok {
			if typ, data, err := b.repository.store.Get(id, nil); err == nil && typ == pack.Blob {
				out = append(out, data)
			}
		}
	}
	return out
}

// File returns what the base has at a path; fs.ErrNotExist if it has nothing there.
func (b *Base) File(path string) ([]byte, error) {
	if found := b.Contents(path); len(found) > 0 {
		return found[0], nil
	}
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
}
