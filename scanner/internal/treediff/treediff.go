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

// Bounds of one comparison against hostile trees, which may hold each other many times over: places that are looked at, and how many
// bytes of a path count as one more; entries that are held at a time, of the folders on the way to where it is.
const (
	maxPlaces = 1 << 20
	placePath = 256
	maxHeld   = 1 << 21
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
	places int    // that may still be looked at
	held   int    // entries of the folders on the way
	deep   bool   // a folder was too deep
	path   []byte // of the folder that is looked at, "" or with a slash at its end
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
	errHeld   = fmt.Errorf("has more than %d entries on the way to one of them", maxHeld)
	errDepth  = fmt.Errorf("has folders more than %d deep, which were not compared", object.MaxDepth)
)

// Changes calls yield for each change, in the order of paths, and returns its first error. parents may be empty: then all is new. A
// tree that cannot be read goes to fail; a parent's counts as empty.
func (c *Comparer) Changes(tree oid.ID, parents []oid.ID, yield func(*Change) error, fail func(what string, err error)) error {
	if slices.Contains(parents, tree) {
		return nil
	}
	c.start(fail)
	return c.bounded(tree, c.changes(tree, parents, -1, 0, yield))
}

func (c *Comparer) start(fail func(what string, err error)) {
	c.places, c.held, c.deep, c.path, c.fail = maxPlaces, 0, false, c.path[:0], fail
}

// bounded makes an exceeded bound a problem of the tree.
func (c *Comparer) bounded(tree oid.ID, err error) error {
	if c.deep {
		c.fail("tree "+tree.String(), errDepth)
	}
	if errors.Is(err, errPlaces) || errors.Is(err, errHeld) {
		c.fail("tree "+tree.String(), err)
		return nil
	}
	return err
}

// tooDeep notes a folder that is too deep, and reports whether it is: only what is in there is not compared.
func (c *Comparer) tooDeep(depth int) bool {
	c.deep = c.deep || depth > object.MaxDepth
	return depth > object.MaxDepth
}

// enter goes into a folder of the one that is looked at, and returns what leave takes to go back.
func (c *Comparer) enter(name string) (outside int) {
	outside = len(c.path)
	c.path = append(append(c.path, name...), '/')
	return outside
}

func (c *Comparer) leave(outside int) { c.path = c.path[:outside] }

// to returns the path of a file in the folder that is looked at.
func (c *Comparer) to(name string) string {
	path := string(c.path) + name
	c.places -= len(path) / placePath
	return path
}

// changes compares the folder that is looked at, whose names are new from the byte fresh of the path on (-1: none is).
func (c *Comparer) changes(tree oid.ID, parents []oid.ID, fresh, depth int, yield func(*Change) error) error {
	if c.tooDeep(depth) {
		return nil
	}
	defer c.release(c.held)
	mine, err := c.hold(tree)
	theirs := make([][]entry, len(parents))
	for i := 0; i < len(parents) && err == nil; i++ {
		theirs[i], err = c.hold(parents[i])
	}
	if err != nil {
		return err
	}
	for i := range mine {
		if c.places--; c.places < 0 {
			return errPlaces
		}
		if err := c.entry(&mine[i], theirs, fresh, depth, yield); err != nil {
			return err
		}
	}
	return nil
}

func (c *Comparer) entry(e *entry, theirs [][]entry, fresh, depth int, yield func(*Change) error) error {
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
		fresh = len(c.path)
	}
	if e.mode.IsTree() {
		defer c.leave(c.enter(e.name))
		return c.changes(e.id, below, fresh, depth+1, yield)
	}
	return yield(&Change{Path: c.to(e.name), ID: e.id, Gitlink: e.mode.IsGitlink(), Before: before, New: fresh})
}

// Gone calls yield for each file that some parent has and the tree has not at that path, in the order of paths for each parent.
func (c *Comparer) Gone(tree oid.ID, parents []oid.ID, yield func(path string, id oid.ID) error, fail func(what string, err error)) error {
	c.start(fail)
	for _, p := range parents {
		if err := c.bounded(tree, c.gone([]oid.ID{tree}, p, 0, yield)); err != nil {
			return err
		}
	}
	return nil
}

// gone compares a parent's folder, which is looked at, with the trees that are at its path now, at most one.
func (c *Comparer) gone(now []oid.ID, old oid.ID, depth int, yield func(string, oid.ID) error) error {
	if slices.Contains(now, old) || c.tooDeep(depth) {
		return nil
	}
	defer c.release(c.held)
	theirs, err := c.hold(old)
	var mine []entry
	for i := 0; i < len(now) && err == nil; i++ {
		mine, err = c.hold(now[i])
	}
	if err != nil {
		return err
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
		switch {
		case e.mode.IsTree():
			outside := c.enter(e.name)
			err = c.gone(below, e.id, depth+1, yield)
			c.leave(outside)
		case e.file() && !kept:
			err = yield(c.to(e.name), e.id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// hold returns the entries of a tree that is on the way, until release.
func (c *Comparer) hold(tree oid.ID) ([]entry, error) {
	entries := c.read(tree)
	if c.held += len(entries); c.held > maxHeld {
		return nil, errHeld
	}
	return entries, nil
}

func (c *Comparer) release(held int) { c.held = held }

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
