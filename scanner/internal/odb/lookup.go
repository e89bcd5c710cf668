package odb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Lookup is the objects of a repository, opened to read a few of them: that takes as long in a large repository as in a small one,
// since of packs' indexes only what a search needs is read. It is safe for concurrent use.
type Lookup struct {
	store   *Store // its folders; it has no packs
	packs   []*pack.Lookup
	readers sync.Pool
}

// OpenLookup opens the objects of r. What cannot be opened counts as not there. The caller must call Close.
func OpenLookup(r *Repository) (*Lookup, error) {
	l := &Lookup{store: &Store{Repository: r, known: map[string]bool{}}}
	l.readers.New = func() any { return pack.NewReader(nil) }
	if err := l.store.addDirs(); err != nil {
		return nil, err
	}
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

// Read returns an object of at most limit bytes, or ErrNotFound. Its name is verified. The bytes are in buf's memory if they fit its
// capacity, and belong to the caller.
func (l *Lookup) Read(id oid.ID, limit int64, buf []byte) (pack.Type, []byte, error) {
	err := ErrNotFound
	for _, dir := range l.store.dirs {
		typ, data, failed := readLooseUpTo(limit, loosePath(dir, id), id, l.store.Repository.Format, buf)
		if failed == nil {
			return typ, data, nil
		}
		if !errors.Is(failed, os.ErrNotExist) {
			err = failed
		}
	}
	r := l.readers.Get().(*pack.Reader)
	defer l.readers.Put(r)
	r.Limit(limit)
	for _, p := range l.packs {
		typ, data, failed := l.packed(r, p, id, buf)
		if failed == nil {
			return typ, data, nil
		}
		if failed != ErrNotFound {
			err = failed
		}
	}
	return 0, nil, fmt.Errorf("object %s: %w", id, err)
}

// packed reads an object from a pack. Bases that lie elsewhere are not looked for: only packs on their way have such.
func (l *Lookup) packed(r *pack.Reader, p *pack.Lookup, id oid.ID, buf []byte) (pack.Type, []byte, error) {
	offset, ok, err := p.Find(id)
	if err != nil {
		return 0, nil, err
	}
	if !ok {
		return 0, nil, ErrNotFound
	}
	typ, data, err := r.ReadOffset(p, offset, buf, nil)
	if err == nil && nameOf(typ, data, l.store.Repository.Format) != id {
		err = errName
	}
	return typ, data, err
}
