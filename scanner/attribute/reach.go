package attribute

import (
	"context"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// How a secret can leave the repository, as far as its refs tell: what a remote-tracking ref leads to is on that remote already.

// reach is what refs lead to.
type reach struct {
	store   *odb.Store
	number  map[oid.ID]int32
	reached []reachedBy // by number of commit
	tags    map[oid.ID]reachedBy
	apart   apart
	bare    bool
	partly  bool // not all places of contents were looked at
}

// reachedBy is a set of kinds of refs.
type reachedBy uint8

const (
	byHead reachedBy = 1 << iota
	byRemote
	byLocal // any other
)

// remoteRefs are the refs that tell what a remote has.
const remoteRefs = "refs/remotes/"

// readRefs finds out which commits refs lead to.
func (h *history) readRefs(context.Context) error {
	h.reach = newReach(h)
	return nil
}

func newReach(h *history) *reach {
	r := &reach{
		store: h.store, number: h.number, reached: make([]reachedBy, len(h.commits)), tags: map[oid.ID]reachedBy{},
		apart: apart{store: h.store, roots: map[oid.ID]reachedBy{}}, bare: h.store.Repository.WorkTree == "",
	}
	refs, _ := h.store.Repository.RefNames() // what cannot be listed is told where the refs' names are scanned
	starts := map[reachedBy][]int32{}
	for name, id := range refs {
		by := byLocal
		if strings.HasPrefix(name, remoteRefs) {
			by = byRemote
		}
		if n, ok := r.peel(id, by); ok {
			starts[by] = append(starts[by], n)
		}
	}
	if id, ok := h.store.Repository.Head(); ok {
		if n, ok := r.peel(id, byLocal); ok {
			starts[byHead] = []int32{n}
		}
	}
	for by, from := range starts {
		r.mark(h.commits, from, by)
	}
	return r
}

// tagDepth is how many tags may follow each other.
const tagDepth = 8

// peel follows annotated tags to a commit.
func (r *reach) peel(id oid.ID, by reachedBy) (number int32, ok bool) {
	for range tagDepth {
		if number, ok = r.number[id]; ok || id.IsZero() {
			return number, ok
		}
		typ, data, err := r.store.Get(id, nil)
		if err != nil || typ != pack.Tag {
			r.apart.roots[id] |= by
			return 0, false
		}
		r.tags[id] |= by
		tag, err := object.ParseTag(data)
		if err != nil {
			return 0, false
		}
		id = tag.Target
	}
	return 0, false
}

// mark notes that refs of a kind lead to some commits and to all before them.
func (r *reach) mark(commits []commit, queue []int32, by reachedBy) {
	for len(queue) > 0 {
		n := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if r.reached[n]&by != 0 {
			continue
		}
		r.reached[n] |= by
		for _, id := range commits[n].parents {
			if p, ok := r.number[id]; ok && r.reached[p]&by == 0 {
				queue = append(queue, p)
			}
		}
	}
}

// head reports whether a commit is of HEAD's history.
func (r *reach) head(commit int32) bool { return r.reached[commit]&byHead != 0 }

func (r *reach) commit(number int32) finding.Reach { return r.told(r.reached[number]) }

// of tells the reach of a commit, a tag or a content that no commit is known to hold.
func (r *reach) of(id oid.ID) finding.Reach {
	if n, ok := r.number[id]; ok {
		return r.commit(n)
	}
	if by, ok := r.tags[id]; ok {
		return r.told(by)
	}
	by := r.apart.of(id).by
	if by == 0 && r.partly {
		return ""
	}
	return r.told(by)
}

// told puts it into words. The refs of a bare repository are those of a server, or a copy of such.
func (r *reach) told(by reachedBy) finding.Reach {
	switch {
	case by&byRemote != 0:
		return finding.ReachRemote
	case by != 0 && r.bare:
		return finding.ReachUnknown
	case by != 0:
		return finding.ReachLocal
	}
	return finding.ReachUnreachable
}
