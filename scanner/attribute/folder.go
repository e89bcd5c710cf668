package attribute

import (
	"sort"

	"github.com/sluice-scan/sluice/scanner/internal/edit"
	"github.com/sluice-scan/sluice/scanner/internal/object"
)

// Trees are stored as deltas of each other like contents are, and mostly one entry of some hundreds is new. So of a tree that follows
// from another only the entries are read that its edits touch; what the others lead to is known from the base.

// folder is what is known of a tree.
type folder struct {
	starts []int32 // where its entries begin, in bytes
	links  []link  // in order of their starts
	size   int     // bytes
	lacks  bool    // some of what it names is not in the store
	known  bool    // it is well-formed, so that others may follow from it
}

// link is an entry that may lead to a wanted blob.
type link struct {
	start int32
	branch
}

// branch leads from a tree to another tree or to a wanted blob.
type branch struct {
	step   step
	target int32 // number of an object
}

// step is the name of a branch, a number of forest.names, with what it leads to, so that branches are small: a history has millions.
// Steps are equal where an entry has the same name and kind.
type step uint32

const blobStep step = 1 << 31

func newStep(name int32, blob bool) step {
	if blob {
		return step(name) | blobStep
	}
	return step(name)
}

// blob reports whether a wanted blob is what the step leads to.
func (s step) blob() bool { return s&blobStep != 0 }

// name is the number of the name.
func (s step) name() int32 { return int32(s &^ blobStep) }

// forget makes f say nothing of any tree.
func (f *folder) forget() { *f = folder{starts: f.starts[:0], links: f.links[:0]} }

// memory returns about how many bytes f holds.
func (f *folder) memory() int { return 4*cap(f.starts) + 12*cap(f.links) }

// reading is the reading of one tree.
type reading struct {
	*folder
	data []byte
	size int                                 // of object names
	take func(object.TreeEntry) (link, bool) // looks at a new entry
}

// whole reads all entries.
func (r *reading) whole() error {
	for at := 0; at < len(r.data); {
		var err error
		if at, err = r.entry(at); err != nil {
			return err
		}
	}
	return nil
}

// entry reads the entry that begins at a place and returns where it ends.
func (r *reading) entry(at int) (end int, err error) {
	e, err := object.EntryAt(r.data, at, r.size)
	if err != nil {
		return at, err
	}
	r.starts = append(r.starts, int32(at))
	if l, ok := r.take(e); ok {
		l.start = int32(at)
		r.links = append(r.links, l)
	}
	return e.End, nil
}

// follow reads the entries that edits touch and takes all others from base.
func (r *reading) follow(base *folder, edits []edit.Edit) error {
	at := 0
	for _, e := range edits {
		if at < e.Dst+e.Len && e.Src >= 0 {
			at = r.carry(base, e, at)
		}
		for at < e.Dst+e.Len {
			var err error
			if at, err = r.entry(at); err != nil {
				return err
			}
			if e.Src >= 0 && at < e.Dst+e.Len {
				at = r.carry(base, e, at)
			}
		}
	}
	return nil
}

// carry takes over the entries of base that lie whole in a copied run, from the place at on if one begins there, and returns where they
// end.
func (r *reading) carry(base *folder, e edit.Edit, at int) int {
	shift := int32(e.Dst - e.Src)
	from := int32(at) - shift
	first := sort.Search(len(base.starts), func(i int) bool { return base.starts[i] >= from })
	if first == len(base.starts) || base.starts[first] != from {
		return at
	}
	// The entries that begin in the run; of the last one it must be seen where it ends.
	last := first + sort.Search(len(base.starts)-first, func(i int) bool { return int(base.starts[first+i]) > e.Src+e.Len }) - 1
	end := int(base.starts[last])
	if e.Src+e.Len == base.size {
		last, end = last+1, base.size
	}
	for _, s := range base.starts[first:last] {
		r.starts = append(r.starts, s+shift)
	}
	l := sort.Search(len(base.links), func(i int) bool { return base.links[i].start >= from })
	for ; l < len(base.links) && int(base.links[l].start) < end; l++ {
		carried := base.links[l]
		carried.start += shift
		r.links = append(r.links, carried)
	}
	return end + int(shift)
}
