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
	"github.com/sluice-scan/sluice/scanner/source"
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

// Contents yields what the base has at a path, from each of its trees, and returns the first error of yield unchanged. What cannot be
// read counts as absent.
func (b *Base) Contents(path string, yield func(*source.Blob) error) error {
	for _, id := range b.at(path) {
		var failed error
		_ = b.repository.blob(id, new([]byte), func(blob *source.Blob) error {
			failed = yield(blob)
			return failed
		})
		if failed != nil {
			return failed
		}
	}
	return nil
}

// at returns the objects at a path.
func (b *Base) at(path string) (ids []oid.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, tree := range b.trees {
		if id, ok, _ := b.comparer.Find(tree, []byte(path)); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// File returns what the first of the base's trees that has something at a path has there; fs.ErrNotExist if none has. That it cannot be
// read, or that a folder on the way cannot, is another error.
func (b *Base) File(path string) (data []byte, err error) {
	for _, tree := range b.trees {
		id, ok, err := treediff.New(b.repository.store).Find(tree, []byte(path))
		if err == nil && ok {
			err = b.repository.blob(id, new([]byte), func(blob *source.Blob) error {
				if data = blob.Data; blob.Open != nil {
					return fmt.Errorf("of %d bytes is larger than can be held", blob.Size)
				}
				return nil
			})
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s in the base: %w", path, err)
		}
		if ok {
			return data, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
}
