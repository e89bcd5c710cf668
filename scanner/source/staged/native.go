package staged

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/gitindex"
	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// native compares an index file with trees. It implements reader. Folders whose tree the index knows, and that have the same tree in
// the commit, are passed over; of the others the commit's trees are read. Whatever is not plain is an error: then git is asked.
type native struct {
	repository *odb.Repository
	objects    *odb.Lookup
	index      *gitindex.Index // nil for none, which is an empty one
}

// errAsk is returned for what git has to be asked.
var errAsk = errors.New("git must be asked")

// openNative opens the index of a repository whose work tree is top. The caller must call Close.
func openNative(r *odb.Repository, dir, top string) (*native, error) {
	index, err := gitindex.Open(indexPath(r, dir, top), r.Format)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	objects, err := odb.OpenLookup(r)
	if err != nil && index != nil {
		return nil, errors.Join(err, index.Close())
	}
	return &native{r, objects, index}, err
}

// indexPath returns which index counts. A relative GIT_INDEX_FILE begins at the top, where git goes before it reads it.
func indexPath(r *odb.Repository, dir, top string) string {
	name := os.Getenv("GIT_INDEX_FILE")
	switch {
	case name == "" || dir != "" && dir != ".":
		return filepath.Join(r.GitDir, "index")
	case filepath.IsAbs(name):
		return name
	}
	return filepath.Join(top, name)
}

// Close closes what is open.
func (n *native) Close() error {
	err := n.objects.Close()
	if n.index != nil {
		err = errors.Join(err, n.index.Close())
	}
	return err
}

// maxTree bounds trees and commits, in bytes.
const maxTree = 64 << 20

// tree returns the tree of a commit, or of HEAD, of which there is none before the first commit.
func (n *native) tree(commit string) (oid.ID, error) {
	var id oid.ID
	var ok bool
	if commit != "HEAD" {
		var err error
		id, err = oid.Parse(commit)
		ok = err == nil
	} else if id, ok = n.repository.Head(); !ok && n.repository.Unborn() {
		return oid.ID{}, nil
	}
	if !ok {
		return oid.ID{}, errAsk
	}
	typ, data, err := n.objects.Read(id, maxTree, nil)
	if err != nil || typ != pack.Commit {
		return oid.ID{}, errors.Join(errAsk, err)
	}
	c, err := object.ParseCommit(data)
	return c.Tree, err
}

// against implements reader.
func (n *native) against(ctx context.Context, commit string) ([]entry, fresh, error) {
	tree, err := n.tree(commit)
	if err != nil {
		return nil, nil, err
	}
	d := difference{native: n, ctx: ctx, fresh: fresh{}}
	cache := gitindex.Tree{}
	if n.index != nil {
		d.cursor, cache = n.index.Entries(), n.index.Root()
		d.advance()
	}
	if err := d.walk("", tree, cache); err != nil {
		return nil, nil, err
	}
	if d.more || d.cursor != nil && d.cursor.Err() != nil {
		return nil, nil, errAsk
	}
	entries, err := d.withoutRenames()
	return entries, d.fresh, err
}

// unmerged implements reader.
func (n *native) unmerged(context.Context) (map[string][]change, error) {
	contents := map[string][]change{}
	if n.index == nil {
		return contents, nil
	}
	c := n.index.Entries()
	for c.Next() {
		if c.Stage > 0 {
			contents[string(c.Path)] = with(contents[string(c.Path)], change{
				path: string(c.Path), content: oid.New(c.ID), gitlink: c.Mode.IsGitlink(),
			})
		}
	}
	return contents, c.Err()
}

// known implements reader.
func (n *native) known(_ context.Context, left restriction) error {
	if n.index != nil {
		c := n.index.Entries()
		for c.Next() {
			left.drop(strings.TrimSuffix(string(c.Path), "/"))
		}
		if c.Err() != nil {
			return c.Err()
		}
	}
	tree, err := n.tree("HEAD")
	for path := range left {
		if err != nil {
			return err
		}
		var has bool
		if has, err = n.has(tree, path); has {
			delete(left, path)
		}
	}
	return err
}

// has reports whether a tree has a file or folder at a path.
func (n *native) has(tree oid.ID, path string) (bool, error) {
	name, below, deeper := strings.Cut(path, "/")
	entries, err := n.read(tree)
	for _, e := range entries {
		switch {
		case err != nil || string(e.Name) != name:
		case !deeper:
			return true, nil
		case e.Mode.IsTree():
			return n.has(oid.New(e.ID), below)
		}
	}
	return false, err
}

// difference is a walk through an index and the trees of a commit, side by side: both are in the order of paths.
type difference struct {
	*native
	ctx     context.Context
	cursor  *gitindex.Cursor
	more    bool // the cursor stands on an entry
	entries []entry
	fresh   fresh
	gone    []old // what the commit has at paths where the index has nothing
	visited int   // files and folders of gone
}

// old is a file or folder of a commit.
type old struct {
	path string
	mode object.Mode
	id   oid.ID
}

// advance goes to the next entry of the index. What git add -N announced has no content yet.
func (d *difference) advance() {
	for d.more = d.cursor.Next(); d.more && d.cursor.Intent; {
		d.more = d.cursor.Next()
	}
}

// below returns the name in the folder prefix of the entry that the cursor stands on, and whether it is that of a folder; "" if the
// entry lies elsewhere.
func (d *difference) below(prefix string) (name []byte, folder bool) {
	if !d.more || !bytes.HasPrefix(d.cursor.Path, []byte(prefix)) {
		return nil, false
	}
	name, _, folder = bytes.Cut(d.cursor.Path[len(prefix):], []byte{'/'})
	return name, folder
}

// walk compares a folder, whose path with its slash is prefix, with a tree.
func (d *difference) walk(prefix string, tree oid.ID, cache gitindex.Tree) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	if len(prefix) > maxFolder {
		return errAsk
	}
	if n, ok := cache.Is(tree); ok {
		return d.pass(prefix, n)
	}
	entries, err := d.read(tree)
	if err != nil {
		return err
	}
	children := cache.Children()
	for err == nil {
		var at object.TreeEntry
		if len(entries) > 0 {
			at = entries[0]
		}
		name, folder := d.below(prefix)
		if len(name) == 0 && len(at.Name) == 0 {
			return nil
		}
		order := compareNames(name, folder, at.Name, at.Mode.IsTree())
		if order >= 0 {
			entries = entries[1:]
		}
		switch {
		case order < 0:
			d.fresh.add(string(d.cursor.Path), len(prefix))
			err = d.take(oid.ID{}, true)
		case order > 0:
			d.gone = append(d.gone, old{prefix + string(at.Name), at.Mode, oid.New(at.ID)})
		case !folder:
			err = d.compare(at)
		case d.cursor.Mode.IsTree() && bytes.Equal(d.cursor.ID, at.ID): // all of a folder that is one entry
			d.advance()
		default:
			err = d.walk(prefix+string(at.Name)+"/", oid.New(at.ID), children[string(name)])
		}
	}
	return err
}

// compareNames orders names as git orders paths: that of a folder has a slash behind it. An empty name is none and comes last.
func compareNames(a []byte, aFolder bool, b []byte, bFolder bool) int {
	switch {
	case len(b) == 0:
		return -1
	case len(a) == 0:
		return 1
	}
	n := min(len(a), len(b))
	return cmp.Or(bytes.Compare(a[:n], b[:n]), int(charBehind(a, n, aFolder))-int(charBehind(b, n, bFolder)))
}

func charBehind(name []byte, n int, folder bool) byte {
	switch {
	case n < len(name):
		return name[n]
	case folder:
		return '/'
	}
	return 0
}

// read returns the entries of a tree, none for none.
func (n *native) read(tree oid.ID) (entries []object.TreeEntry, err error) {
	if tree.IsZero() {
		return nil, nil
	}
	typ, data, err := n.objects.Read(tree, maxTree, nil)
	if err != nil {
		return nil, err
	}
	if typ != pack.Tree {
		return nil, object.ErrMalformed
	}
	err = object.Tree(data, n.repository.Format.Size(), func(e object.TreeEntry) bool {
		entries = append(entries, e)
		return true
	})
	return entries, err
}

// pass passes the n entries of a folder.
func (d *difference) pass(prefix string, n int) error {
	if n > 0 {
		if name, _ := d.below(prefix); len(name) == 0 {
			return errAsk
		}
		d.cursor.Skip(n - 1)
		d.advance()
	}
	if name, _ := d.below(prefix); len(name) > 0 {
		return errAsk // the cache of trees is not that of these entries
	}
	return nil
}

// compare compares the entry that the cursor stands on with that of a tree.
func (d *difference) compare(at object.TreeEntry) error {
	if d.cursor.Stage == 0 && d.cursor.Mode.IsGitlink() == at.Mode.IsGitlink() && bytes.Equal(d.cursor.ID, at.ID) {
		d.advance()
		return nil
	}
	if at.Mode.IsGitlink() { // it names no content
		return d.take(oid.ID{}, false)
	}
	return d.take(oid.New(at.ID), false)
}

// take notes the path that the cursor stands on, with what the commit has there, and goes on behind it.
func (d *difference) take(before oid.ID, added bool) error {
	c := d.cursor
	if c.Mode.IsTree() {
		return errAsk // a whole folder that changed
	}
	e := entry{path: string(c.Path), before: before, added: added, mode: c.Mode}
	if c.Stage == 0 {
		e.after, e.gitlink = oid.New(c.ID), c.Mode.IsGitlink()
		d.advance()
	} else {
		e.unmerged, e.added = true, false
		for d.more && string(c.Path) == e.path {
			d.advance()
		}
	}
	d.entries = append(d.entries, e)
	return nil
}
