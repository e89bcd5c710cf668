package odb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Lookup is the objects of a repository, opened to read a few of them: that takes as long in a large repository as in a small one,
// since of packs' indexes only what a search needs is read. It is safe for concurrent use.
type Lookup struct {
	store *Store // its folders and readers; it has no packs
	packs []*pack.Lookup
}

// OpenLookup opens the objects of r. What cannot be opened counts as not there. The caller must call Close.
func OpenLookup(r *Repository) (*Lookup, error) {
	store, err := newStore(r, nil)
	if err != nil {
		return nil, err
	}
	l := &Lookup{store: store}
	for _, dir := range l.store.dirs {
		for _, path := range l.store.packFiles(filepath.Join(dir, "pack")) {
			if p, err := pack.OpenLookup(path, r.Format); err == nil {
				l.packs = append(l.packs, p)
			}
		}
	}
	return l, nil
}

// Close closes all packs.
func (l *Lookup) Close() error {
	var problems []error
	for _, p := range l.packs {
		problems = append(problems, p.Close())
	}
	return errors.Join(problems...)
}

// Read returns an object of at most limit bytes, not more than pack.LargeSize, or ErrNotFound. Its name is verified. The bytes
// are in buf's memory if they fit its capacity, and belong to the caller.
func (l *Lookup) Read(id oid.ID, limit int64, buf []byte) (pack.Type, []byte, error) {
	c, err := l.get(id, limit, buf)
	if err != nil {
		return 0, nil, err
	}
	defer c.Close()
	if c.Size > limit {
		return 0, nil, fmt.Errorf("object %s: of %d bytes is larger than can be held", id, c.Size)
	}
	return c.Type, c.Data, nil
}

// Get is Read for objects of any size. The name of a loose blob above pack.LargeSize is verified when it is read to its end. The
// caller must call Close.
func (l *Lookup) Get(id oid.ID, buf []byte) (*Content, error) { return l.get(id, pack.LargeSize, buf) }

func (l *Lookup) get(id oid.ID, limit int64, buf []byte) (*Content, error) {
	err := ErrNotFound
	for _, dir := range l.store.dirs {
		c, failed := readLoose(loosePath(dir, id), id, limit, l.store.Repository.Format, buf)
		if failed == nil {
			return c, nil
		}
		if !errors.Is(failed, os.ErrNotExist) {
			err = failed
		}
	}
	r := l.store.readers.Get().(*pack.Reader)
	defer l.store.readers.Put(r)
	r.Limit(limit)
	for _, p := range l.packs {
		c, failed := l.packed(r, p, id, buf)
		if failed == nil {
			return c, nil
		}
		if failed != ErrNotFound {
			err = failed
		}
	}
	return nil, fmt.Errorf("object %s: %w", id, err)
}

// packed reads an object from a pack. Bases that lie elsewhere are not looked for: only packs on their way have such.
func (l *Lookup) packed(r *pack.Reader, p *pack.Lookup, id oid.ID, buf []byte) (*Content, error) {
	offset, ok, err := p.Find(id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrNotFound
	}
	packed, err := r.ReadOffset(p, offset, buf, nil)
	if err != nil {
		return nil, err
	}
	c := &Content{Content: packed}
	if err := c.object(id).verify(l.store.Repository.Format); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}
