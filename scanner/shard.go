package scanner

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Shards divide the contents of a history among runs that know nothing of each other, on machines that may have packed it differently.
// What is found of a secret at a path depends on all contents that ever lay there, so those belong together: a shard has all contents
// that trees ever gave one name, and with a content all names that it had. Everything else of a repository belongs to the first shard.

// Shard is a part of a history: the Index-th, from 1, of Of; the zero Shard is all of it.
type Shard struct{ Index, Of int }

// String returns "I/N", "" for all of a history.
func (s Shard) String() string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Of)
}

// first reports whether the run tells what is told once: all but contents and names.
func (s Shard) first() bool { return s.Index <= 1 }

// divisible is implemented by sources that can be scanned in parts.
type divisible interface {
	attribute.Repository
	// Share leaves to the source the objects that are its own; with first unset, nothing of it beside them.
	Share(numbers *odb.Numbers, own func(number int32) bool, first bool)
}

// divide leaves src what belongs to the shard. What lies inside the root belongs to the first.
func (s *scan) divide(ctx context.Context, src source.Source, where string) error {
	root, ok := src.(divisible)
	if s.options.Shard.Of <= 1 || !ok || where != "" {
		return nil
	}
	store := root.Store()
	numbers := store.Numbers()
	g := groups{ids: map[string]int32{}, of: make([]int32, numbers.Len())}
	empty := store.Repository.Format.New()
	empty.Write([]byte("blob 0\x00"))
	nothing := string(empty.Sum(nil))
	err := attribute.Names(ctx, root, numbers, s.parallel, func(name []byte, blob int32) {
		if string(numbers.Name(blob)) != nothing { // which would make one group of most names
			g.add(name, blob)
		}
	})
	if err != nil {
		return err
	}
	shards := g.shards(s.options.Shard.Of)
	own := func(n int32) bool {
		if g.of[n] == 0 {
			return s.options.Shard.first()
		}
		return shards[g.root(g.of[n]-1)] == s.options.Shard.Index
	}
	mine := make([]bool, numbers.Len())
	for n := range mine {
		mine[n] = own(int32(n))
	}
	root.Share(numbers, func(n int32) bool { return mine[n] }, s.options.Shard.first())
	return nil
}

// groups joins the names of contents that have names in common.
type groups struct {
	ids    map[string]int32
	names  []string
	parent []int32 // of each name; its own number for the first of a group
	of     []int32 // a name of each blob, plus 1; 0 for none
}

func (g *groups) add(name []byte, blob int32) {
	id, known := g.ids[string(name)]
	if !known {
		id = int32(len(g.names))
		g.names = append(g.names, string(name))
		g.ids[g.names[id]] = id
		g.parent = append(g.parent, id)
	}
	if g.of[blob] == 0 {
		g.of[blob] = id + 1
		return
	}
	if a, b := g.root(g.of[blob]-1), g.root(id); a != b {
		g.parent[max(a, b)] = min(a, b)
	}
}

func (g *groups) root(id int32) int32 {
	for g.parent[id] != id {
		g.parent[id] = g.parent[g.parent[id]]
		id = g.parent[id]
	}
	return id
}

// group is contents that stay together.
type group struct {
	root  int32
	first string // of its names, in their order, so that all shards sort groups alike
	size  int    // contents
}

// shards gives each group, by its root, to the shard that has the fewest contents, the largest group first.
func (g *groups) shards(n int) map[int32]int {
	byRoot := map[int32]*group{}
	for id, name := range g.names {
		root := g.root(int32(id))
		if e := byRoot[root]; e == nil {
			byRoot[root] = &group{root: root, first: name}
		} else {
			e.first = min(e.first, name)
		}
	}
	for _, name := range g.of {
		if name != 0 {
			byRoot[g.root(name-1)].size++
		}
	}
	all := make([]*group, 0, len(byRoot))
	for _, e := range byRoot {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b *group) int {
		if a.size != b.size {
			return b.size - a.size
		}
		return strings.Compare(a.first, b.first)
	})
	load, out := make([]int, n), map[int32]int{}
	for _, e := range all {
		least := slices.Index(load, slices.Min(load))
		load[least] += e.size
		out[e.root] = least + 1
	}
	return out
}
