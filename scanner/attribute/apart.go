package attribute

import (
	"maps"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Contents that refs lead to and no commit does: a tag may tag a blob, such as somebody's public key, or a tree.

// apart is such contents.
type apart struct {
	store *odb.Store
	roots map[oid.ID]reachedBy // what refs name beside commits and tags
	all   map[oid.ID]*aside    // nil until somebody asks
	left  int                  // entries of trees that may still be looked at
}

// aside is a content, and its paths in the trees that refs name.
type aside struct {
	by    reachedBy
	paths []string
}

// maxAside bounds the entries of such trees, which may be hostile, in all. What lies beyond counts as unreachable.
const maxAside = 1 << 18

// of returns what is known of a content.
func (a *apart) of(id oid.ID) aside {
	if a.all == nil {
		a.all, a.left = map[oid.ID]*aside{}, maxAside
		for _, root := range slices.SortedFunc(maps.Keys(a.roots), oid.ID.Compare) {
			a.add(root, "", a.roots[root], 0)
		}
	}
	if found := a.all[id]; found != nil {
		return *found
	}
	return aside{}
}

// add adds a content at a path, or all below a folder.
func (a *apart) add(id oid.ID, path string, by reachedBy, depth int) {
	typ, data, err := a.store.Get(id, nil)
	if err != nil || depth > object.MaxDepth { // what is missing was told
		return
	}
	if typ == pack.Tree {
		a.tree(data, path, by, depth)
	} else {
		a.content(id, path, by)
	}
}

func (a *apart) tree(data []byte, folder string, by reachedBy, depth int) {
	_ = object.Tree(data, a.store.Repository.Format.Size(), func(e object.TreeEntry) bool {
		path := folder + string(e.Name)
		switch a.left -= int(weight(path)); {
		case e.Mode.IsTree():
			a.add(oid.New(e.ID), path+"/", by, depth+1)
		case !e.Mode.IsGitlink():
			a.content(oid.New(e.ID), path, by)
		}
		return a.left > 0
	}) // what is malformed was told when it was scanned
}

func (a *apart) content(id oid.ID, path string, by reachedBy) {
	found := a.all[id]
	if found == nil {
		found = &aside{}
		a.all[id] = found
	}
	found.by |= by
	if path != "" {
		found.paths = append(found.paths, path)
	}
}

// Apart returns the paths of a content in trees that refs name, in order. It comes after Reach.
func (r *Result) Apart(id oid.ID) []string {
	paths := slices.Clone(r.history.reach.apart.of(id).paths)
	slices.Sort(paths)
	return slices.Compact(paths)
}
