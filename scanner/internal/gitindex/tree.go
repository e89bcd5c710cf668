package gitindex

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// Tree is a folder in the cache of trees. The zero Tree knows nothing.
type Tree struct {
	index *Index
	at    int
}

// node is a folder; its children follow it, each with its own.
type node struct {
	name    []byte
	entries int // of the index, with those of all folders below; -1 where it changed since its tree was written
	id      []byte
	end     int // number of the node behind its children
}

// Root returns the tree of the whole index; the zero Tree if the index has no cache.
func (x *Index) Root() Tree {
	if len(x.nodes) == 0 {
		return Tree{}
	}
	return Tree{x, 0}
}

// Is reports whether the entries of the folder make the tree of that name, and how many they are.
func (t Tree) Is(id oid.ID) (entries int, ok bool) {
	if t.index == nil {
		return 0, false
	}
	n := &t.index.nodes[t.at]
	return n.entries, n.entries >= 0 && oid.New(n.id) == id
}

// Children returns the folders in it by name.
func (t Tree) Children() map[string]Tree {
	if t.index == nil {
		return nil
	}
	out := map[string]Tree{}
	for at := t.at + 1; at < t.index.nodes[t.at].end; at = t.index.nodes[at].end {
		out[string(t.index.nodes[at].name)] = Tree{t.index, at}
	}
	return out
}

var errTrees = fmt.Errorf("%w: its cache of trees", ErrMalformed)

// cache reads the extension TREE: for each folder, depth first, "name" NUL "entries children\n", then the name of its tree unless
// entries is negative.
func (x *Index) cache(size int64) error {
	if size > maxTrees {
		return fmt.Errorf("%w: its cache of trees takes %d bytes", ErrUnsupported, size)
	}
	data, err := x.window.take(int(size))
	if err != nil {
		return err
	}
	type folder struct{ at, wants int }
	var open []folder // the folders around, with how many children they still want
	for len(data) > 0 {
		n, children, rest, ok := x.node(data)
		if !ok || len(open) == 0 && len(x.nodes) > 0 {
			return errTrees
		}
		open = append(open, folder{len(x.nodes), children})
		x.nodes, data = append(x.nodes, n), rest
		for last := len(open) - 1; last >= 0 && open[last].wants == 0; last-- {
			x.nodes[open[last].at].end = len(x.nodes)
			if open = open[:last]; last > 0 {
				open[last-1].wants--
			}
		}
	}
	if len(open) > 0 {
		return errTrees
	}
	return nil
}

// node reads one folder.
func (x *Index) node(data []byte) (n node, children int, rest []byte, ok bool) {
	name, data, named := bytes.Cut(data, []byte{0})
	line, data, ended := bytes.Cut(data, []byte{'\n'})
	entries, below, both := bytes.Cut(line, []byte{' '})
	n.name = name
	var errEntries, errChildren error
	n.entries, errEntries = strconv.Atoi(string(entries))
	children, errChildren = strconv.Atoi(string(below))
	if !named || !ended || !both || errEntries != nil || errChildren != nil || children < 0 || n.entries > x.count {
		return n, 0, nil, false
	}
	if n.entries >= 0 {
		if len(data) < x.format.Size() {
			return n, 0, nil, false
		}
		n.id, data = data[:x.format.Size()], data[x.format.Size():]
	}
	return n, children, data, true
}
