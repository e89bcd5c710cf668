package git

import (
	"encoding/binary"
	"sync/atomic"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// Attribution compares commits with their parents. What it needs of them is kept when their texts are read: the names of commit, tree
// and parents and a time, 70 bytes a commit, so that none is read twice.

// graph is the commits that were read, in pieces by batch; each is written by one worker.
type graph struct {
	pieces [][]byte
	all    bool        // every commit is among the batches
	lost   atomic.Bool // a commit had more parents than a record has room for
}

// maxParents is how many parents a record has room for.
const maxParents = 1<<16 - 1

// keep adds a commit of a batch.
func (g *graph) keep(batch int, id oid.ID, c *object.Commit) {
	if len(c.Parents) > maxParents {
		g.lost.Store(true)
		return
	}
	p := c.Tree.Append(id.Append(g.pieces[batch]))
	p = binary.BigEndian.AppendUint64(p, uint64(c.Committer.When.Unix()))
	p = binary.BigEndian.AppendUint16(p, uint16(len(c.Parents)))
	for _, parent := range c.Parents {
		p = parent.Append(p)
	}
	g.pieces[batch] = p
}

// Graph calls yield for each commit of the repository that could be read, once, but for those that Except left out, and forgets them; it
// reports false where it does not have them. It may be called after the batches.
func (s *Source) Graph(yield func(id, tree oid.ID, parents []oid.ID, when int64)) bool {
	if !s.graph.all || s.graph.lost.Load() {
		return false
	}
	size := s.store.Repository.Format.Size()
	for i, p := range s.graph.pieces {
		take := func(n int) []byte {
			part := p[:n]
			p = p[n:]
			return part
		}
		for len(p) > 0 {
			id, tree := oid.New(take(size)), oid.New(take(size))
			when := int64(binary.BigEndian.Uint64(take(8)))
			parents := make([]oid.ID, binary.BigEndian.Uint16(take(2)))
			for k := range parents {
				parents[k] = oid.New(take(size))
			}
			yield(id, tree, parents, when)
		}
		s.graph.pieces[i] = nil
	}
	s.graph.all = false
	return true
}
