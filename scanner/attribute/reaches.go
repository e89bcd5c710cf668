package attribute

import (
	"container/heap"
	"context"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/revision"
)

// Reaches sets the reach of some commits and tags, by name, without reading a whole history where refs lead to them soon.
func Reaches(ctx context.Context, store *odb.Store, of map[string]finding.Reach) error {
	w := newWay(store, of)
	for len(w.queue) > 0 && w.left > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := heap.Pop(&w.queue).(*revision.Commit)
		by := w.by[c.ID]
		for _, parent := range c.Parents {
			w.arrive(parent, by)
		}
	}
	for name := range of {
		id, err := oid.Parse(name)
		if err != nil {
			return err
		}
		of[name] = (&reach{bare: store.Repository.WorkTree == ""}).told(w.by[id])
	}
	return nil
}

// way is a walk from refs back, newest commits first.
type way struct {
	graph *revision.Graph
	by    map[oid.ID]reachedBy
	asked map[string]finding.Reach
	left  int // of what is asked, what no ref of a remote has led to yet
	queue newest
}

func newWay(store *odb.Store, asked map[string]finding.Reach) *way {
	w := &way{graph: revision.New(store), by: map[oid.ID]reachedBy{}, asked: asked, left: len(asked)}
	refs, _ := store.Repository.RefNames() // what cannot be listed is told where the refs' names are scanned
	if id, ok := store.Repository.Head(); ok {
		refs["HEAD"] = id
	}
	for name, id := range refs {
		by := byLocal
		if strings.HasPrefix(name, remoteRefs) {
			by = byRemote
		}
		tags, end, _, err := w.graph.Peel(id)
		for _, tag := range tags {
			w.note(tag, by)
		}
		if err == nil {
			w.arrive(end, by)
		}
	}
	return w
}

// note notes that refs lead to an object, and reports whether that is news.
func (w *way) note(id oid.ID, by reachedBy) bool {
	before := w.by[id]
	w.by[id] = before | by
	if _, ok := w.asked[id.String()]; ok && by&byRemote != 0 && before&byRemote == 0 {
		w.left--
	}
	return before|by != before
}

// arrive goes on at a commit.
func (w *way) arrive(id oid.ID, by reachedBy) {
	if !w.note(id, by) {
		return
	}
	if c, err := w.graph.Commit(id); err == nil { // what is missing was told
		heap.Push(&w.queue, c)
	}
}

// newest is a heap of commits.
type newest []*revision.Commit

func (q newest) Len() int           { return len(q) }
func (q newest) Less(i, j int) bool { return q[i].When > q[j].When }
func (q newest) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *newest) Push(c any)        { *q = append(*q, c.(*revision.Commit)) }
func (q *newest) Pop() any {
	old := *q
	c := old[len(old)-1]
	*q = old[:len(old)-1]
	return c
}
