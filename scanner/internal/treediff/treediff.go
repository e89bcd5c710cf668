// Package treediff compares the tree of a commit with those of its parents: what is there that no parent has at the same path, and
// which files are gone.
//
//	treediff.go  the comparison
//	rename.go    from which of the files that are gone a new one was made
package treediff

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Bounds against hostile trees, which may hold each other many times over: folders in folders, and places that are looked at in one
// comparison.
const (
	maxDepth  = 512
	maxPlaces = 1 << 20
)

// Change is a file at whose path no parent has the same content.
type Change struct {
	Path    string
	ID      oid.ID
	Gitlink bool     // ID is a commit of another repository
	Before  []oid.ID // what the parents have at the path, each once; empty for a path that is new
	// New is where in Path, in bytes, the names begin that no parent has there; -1 if they are all old.
	New int
}

// Comparer compares trees. It keeps memory between comparisons and is not safe for concurrent use.
type Comparer struct {
	store  *odb.Store
	size   int
	places int
	fail   func(what string, err error)
	recent map[oid.ID][]entry // trees that were read, since a commit's are those of its child's parent
	kept   int                // entries in recent
}

// maxRecent bounds the entries of trees that are kept.
const maxRecent = 1 << 16

// New returns a comparer of the trees in store.
func New(store *odb.Store) *Comparer {
	return &Comparer{store: store, size: store.Repository.Format.Size(), recent: map[oid.ID][]entry{}}
}

// entry is an entry of a tree.
type entry struct {
	name string
	mode object.Mode
	id   oid.ID
}

func (e *entry) file() bool { return !e.mode.IsTree() && !e.mode.IsGitlink() }

var (
	errPlaces = fmt.Errorf("has more than %d entries", maxPlaces)
	errDepth  = fmt.Errorf("has folders more than %d deep", maxDepth)
)

// Changes calls yield for each change, in the order of paths, and returns its first error. parents may be empty: then all is new. A
// tree that cannot be read goes to fail; a parent's counts as empty.
func (c *Comparer) Changes(tree oid.ID, parents []oid.ID, yield func(*Change) error, fail func(what string, err error)) error {
	if slices.Contains(parents, tree) {
		return nil
	}
	c.places, c.fail = maxPlaces, fail
	err := c.changes(tree, parents, "", -1, 0, yield)
	return c.bounded(tree, err)
}

// bounded makes an exceeded bound a problem of the tree.
func (c *Comparer) bounded(tree oid.ID, err error) error {
	if errors.Is(err, errPlaces) || errors.Is(err, errDepth) {
		c.fail("tree "+tree.String(), err)
		return nil
	}
	return err
}

// changes compares the folder at path, whose names are new from the byte fresh on (-1: none is).
func (c *Comparer) changes(tree oid.ID, parents []oid.ID, path string, fresh, depth int, yield func(*Change) error) error {
	if depth > maxDepth {
		return errDepth
	}
	mine := c.read(tree)
	theirs := make([][]entry, len(parents))
	for i, p := range parents {
		theirs[i] = c.read(p)
	}
	for i := range mine {
		if c.places--; c.places < 0 {
			return errPlaces
		}
		if err := c.entry(&mine[i], theirs, path, fresh, depth, yield); err != nil {
			return err
		}
	}
	return nil
}

func (c *Comparer) entry(e *entry, theirs [][]entry, path string, fresh, depth int, yield func(*Change) error) error {
	var before, below []oid.ID
	known := false
	for _, parent := range theirs {
		for _, old := range named(parent, e.name) {
			known = true
			switch {
			case old.id == e.id && old.mode.IsTree() == e.mode.IsTree() && old.mode.IsGitlink() == e.mode.IsGitlink():
				return nil
			case old.mode.IsTree():
				below = append(below, old.id)
			case old.file() && !slices.Contains(before, old.id):
				before = append(before, old.id)
			}
		}
	}
	if !known && fresh < 0 {
		fresh = len(path)
	}
	if e.mode.IsTree() {
		return c.changes(e.id, below, path+e.name+"/", fresh, depth+1, yield)
	}
	return yield(&Change{Path: path + e.name, ID: e.id, Gitlink: e.mode.IsGitlink(), Before: before, New: fresh})
}

// Gone calls yield for each file that some parent has and the tree has not at that path, in the order of paths for each parent.
func (c *Comparer) Gone(tree oid.ID, parents []oid.ID, yield func(path string, id oid.ID) error, fail func(what string, err error)) error {
	c.places, c.fail = maxPlaces, fail
	for _, p := range parents {
		if err := c.bounded(tree, c.gone([]oid.ID{tree}, p, "", 0, yield)); err != nil {
			return err
		}
	}
	return nil
}

// gone compares a parent's folder with the trees that are at its path now, at most one.
func (c *Comparer) gone(now []oid.ID, old oid.ID, path string, depth int, yield func(string, oid.ID) error) error {
	if slices.Contains(now, old) {
		return nil
	}
	if depth > maxDepth {
		return errDepth
	}
	theirs := c.read(old)
	var mine []entry
	for _, id := range now {
		mine = c.read(id)
	}
	for i := range theirs {
		if c.places--; c.places < 0 {
			return errPlaces
		}
		e := &theirs[i]
		var below []oid.ID
		kept := false
		for _, m := range named(mine, e.name) {
			if m.mode.IsTree() {
				below = append(below[:0], m.id)
			}
			kept = kept || !m.mode.IsTree()
		}
		var err error
		switch {
		case e.mode.IsTree():
			err = c.gone(below, e.id, path+e.name+"/", depth+1, yield)
		case e.file() && !kept:
			err = yield(path+e.name, e.id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// named returns the entries of a name: more than one only in trees that git did not write.
func named(entries []entry, name string) []entry {
	from, found := slices.BinarySearchFunc(entries, name, func(e entry, name string) int { return cmp.Compare(e.name, name) })
	to := from
	for ; found && to < len(entries) && entries[to].name == name; to++ {
	}
	return entries[from:to]
}

// read returns the entries of a tree, by name; none if it cannot be read.
func (c *Comparer) read(id oid.ID) []entry {
	if entries, ok := c.recent[id]; ok {
		return entries
	}
	var entries []entry
	typ, data, err := c.store.Get(id, nil)
	if err == nil && typ != pack.Tree {
		err = fmt.Errorf("is a %v and no tree", typ)
	}
	if err == nil {
		text := string(data)
		err = object.Tree(data, c.size, func(e object.TreeEntry) bool {
			at := e.End - c.size - 1 - len(e.Name)
			entries = append(entries, entry{text[at : at+len(e.Name)], e.Mode, oid.New(e.ID)})
			return true
		})
	}
	if err != nil {
		c.fail("tree "+id.String(), err)
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.name, b.name) })
	if c.kept += len(entries) + 1; c.kept > maxRecent {
		clear(c.recent)
		c.kept = len(entries) + 1
	}
	c.recent[id] = entries
	return entries
}

// Find returns the file at a path of a tree; false if there is none. That a tree on the way cannot be read is an error, which the
// Comparer tells of each tree once.
func (c *Comparer) Find(tree oid.ID, path []byte) (id oid.ID, ok bool, err error) {
	c.fail = func(what string, failed error) { err = fmt.Errorf("%s: %w", what, failed) }
	for {
		name, rest, folder := bytes.Cut(path, []byte{'/'})
		var next *entry
		for _, e := range named(c.read(tree), string(name)) {
			if e.mode.IsTree() == folder {
				next = &e
			}
		}
		switch {
		case next == nil:
			return oid.ID{}, false, err
		case !folder:
			return next.id, next.file(), err
		}
		tree, path = next.id, rest
	}
}
