// Package revision finds commits: by the names that people give them, and those that lie between others.
//
//	graph.go    commits, each read once
//	walk.go     the commits that can be reached from some and not from others
//	resolve.go  names such as main~3, v1.0^{commit} and abbreviated object names (gitrevisions(7))
package revision

import (
	"errors"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Commit is what the graph knows of a commit.
type Commit struct {
	ID, Tree oid.ID
	Parents  []oid.ID
	When     int64 // when it was committed, in seconds since 1970
	// Cut says that the repository ends here: it was cloned without the parents, or a graft cut them off.
	Cut bool

	flags flags
}

// Graph reads the commits of a store, each once. It is not safe for concurrent use.
type Graph struct {
	store   *odb.Store
	shallow map[oid.ID]bool
	grafted map[oid.ID]bool
	commits map[oid.ID]*Commit
	failed  map[oid.ID]error
	buf     []byte
}

// New returns the graph of a store.
func New(store *odb.Store) *Graph {
	return &Graph{
		store: store, shallow: store.Repository.Shallow(), grafted: store.Repository.Grafted(),
		commits: map[oid.ID]*Commit{}, failed: map[oid.ID]error{},
	}
}

// ErrNotCommit is returned for an object of another type.
var ErrNotCommit = errors.New("not a commit")

// Commit reads a commit.
func (g *Graph) Commit(id oid.ID) (*Commit, error) {
	if c := g.commits[id]; c != nil {
		return c, nil
	}
	if err := g.failed[id]; err != nil {
		return nil, err
	}
	c, err := g.read(id)
	if err != nil {
		g.failed[id] = err
		return nil, err
	}
	g.commits[id] = c
	return c, nil
}

func (g *Graph) read(id oid.ID) (*Commit, error) {
	typ, data, err := g.store.Get(id, g.buf)
	if err != nil {
		return nil, err
	}
	g.buf = data
	if typ != pack.Commit {
		return nil, ErrNotCommit
	}
	parsed, err := object.ParseCommit(data)
	if err != nil {
		return nil, err
	}
	return &Commit{
		ID: id, Tree: parsed.Tree, Parents: parsed.Parents, When: parsed.Committer.When.Unix(), Cut: g.isCut(id, parsed.Parents),
	}, nil
}

func (g *Graph) isCut(id oid.ID, parents []oid.ID) bool {
	return g.shallow[id] || g.grafted[id] && slices.ContainsFunc(parents, func(p oid.ID) bool { return !g.store.Has(p) })
}

// tagDepth is how many tags may tag each other.
const tagDepth = 64

// Peel follows annotated tags to what they tag. It returns them, outermost first, and the object at the end with its type.
func (g *Graph) Peel(id oid.ID) (tags []oid.ID, end oid.ID, typ pack.Type, err error) {
	for range tagDepth {
		if _, err := g.Commit(id); err == nil { // which many refs may name
			return tags, id, pack.Commit, nil
		}
		typ, data, err := g.store.Get(id, g.buf)
		if err != nil {
			return tags, id, 0, err
		}
		g.buf = data
		if typ != pack.Tag {
			return tags, id, typ, nil
		}
		t, err := object.ParseTag(data)
		if err != nil {
			return tags, id, 0, err
		}
		tags = append(tags, id)
		id = t.Target
	}
	return tags, id, 0, errors.New("tags tag each other too deeply")
}
