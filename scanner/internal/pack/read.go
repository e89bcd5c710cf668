package pack

import (
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// library is what random access needs to know of a pack: Pack knows all extents, Lookup finds names without reading the
// whole index.
type library interface {
	pack() *packFile
	// at returns where the entry at offset lies.
	at(offset int64) (extent, error)
	// locate returns the offset of an object.
	locate(id oid.ID) (offset int64, ok bool, err error)
}

func (p *Pack) pack() *packFile { return &p.packFile }

func (p *Pack) at(offset int64) (extent, error) {
	entry, ok := p.entryAt(offset)
	if !ok {
		return extent{}, errBrokenBase
	}
	return p.extent(entry), nil
}

func (p *Pack) locate(id oid.ID) (offset int64, ok bool, err error) {
	position, ok := p.index.find(id)
	if !ok {
		return 0, false, nil
	}
	return p.index.offset(position), true, nil
}

// link is a delta on the way to its root.
type link struct {
	header
	extent
}

// Read returns the object of an entry of p, whatever its chain of deltas. Up to MaxSize bytes of content are read. The
// bytes are in buf's memory if they fit its capacity; they belong to the caller. base may be nil; it is asked for bases outside
// the pack. Read needs no headers but those of the chain.
func (r *Reader) Read(p *Pack, entry int, buf []byte, base Base) (Type, []byte, error) {
	if uint(entry) >= uint(p.Len()) {
		return 0, nil, errNoEntry
	}
	return r.read(p, p.offsets[entry], buf, base)
}

func (r *Reader) read(l library, offset int64, buf []byte, base Base) (Type, []byte, error) {
	defer r.settleRecent()
	kind, data, err := r.findRoot(l, offset, base)
	if err != nil {
		return 0, nil, err
	}
	for _, link := range slices.Backward(r.chain) {
		if data, err = r.derive(l.pack(), link.extent, &link.header, data); err != nil {
			return 0, nil, err
		}
		r.remember(place{l.pack(), link.from}, kind, data)
	}
	return kind, append(buf[:0], data...), nil
}

// findRoot sets r.chain to the deltas from the entry at offset down to one whose base is at hand, and returns that base: a
// root, a recently used entry or an object outside the pack.
func (r *Reader) findRoot(l library, offset int64, base Base) (Type, []byte, error) {
	r.chain = r.chain[:0]
	f := l.pack()
	for {
		if known, ok := r.recent.entries[place{f, offset}]; ok {
			return known.kind, known.data, nil
		}
		e, err := l.at(offset)
		if err != nil {
			return 0, nil, err
		}
		h, err := r.header(f, e)
		if err != nil {
			return 0, nil, err
		}
		if !h.isDelta() {
			data, err := r.load(f, e, &h)
			if err == nil {
				r.remember(place{f, offset}, Type(h.kind), data)
			}
			return Type(h.kind), data, err
		}
		if len(r.chain) >= int(f.count) {
			return 0, nil, errCycle
		}
		r.chain = append(r.chain, link{h, e})
		next, ok, err := r.baseOffset(l, offset, &h)
		if err != nil {
			return 0, nil, err
		}
		if !ok {
			return base.find(h.base)
		}
		offset = next
	}
}

// baseOffset returns where in the pack the base of the delta at offset is; false if it is elsewhere.
func (r *Reader) baseOffset(l library, offset int64, h *header) (base int64, ok bool, err error) {
	if h.kind == refDelta {
		return l.locate(h.base)
	}
	if offset-h.distance < packHeader {
		return 0, false, errBrokenBase
	}
	return offset - h.distance, true, nil
}

// place names an entry among those of several packs.
type place struct {
	file   *packFile
	offset int64
}

// recent holds objects that were read at random, since the next ones are often built on the same bases.
type recent struct {
	entries map[place]object
	order   []place // oldest first
	bytes   int
}

type object struct {
	kind Type
	data []byte // a buffer of the Reader
}

// maxRecent is how many bytes of objects are kept between two reads, maxRecentEntries how many objects.
const (
	maxRecent        = 8 << 20
	maxRecentEntries = 4096
)

// remember takes over a buffer of r.buffers, lets go of older ones if there are too many, and keeps this one in any case: the
// next delta may be applied to it.
func (r *Reader) remember(at place, kind Type, data []byte) {
	c := &r.recent
	if c.entries == nil {
		c.entries = make(map[place]object)
	}
	c.entries[at] = object{kind, data}
	c.order = append(c.order, at)
	c.bytes += cap(data)
	r.buffers.live -= cap(data) // what is kept for later must not look like what a walk needs
	if c.bytes > maxRecent || len(c.order) > maxRecentEntries {
		r.forget(1)
	}
}

// forget lets go of the oldest objects until half of the bounds is free again, but not of the newest ones.
func (r *Reader) forget(newest int) {
	c := &r.recent
	gone := 0
	for left := len(c.order); left > newest && (c.bytes > maxRecent/2 || left > maxRecentEntries/2); left-- {
		at := c.order[gone]
		c.bytes -= cap(c.entries[at].data)
		r.buffers.live += cap(c.entries[at].data)
		r.buffers.put(c.entries[at].data)
		delete(c.entries, at)
		gone++
	}
	c.order = append(c.order[:0], c.order[gone:]...)
}

// settleRecent lets go of an object that is too large to keep.
func (r *Reader) settleRecent() {
	if r.recent.bytes > maxRecent {
		r.forget(0)
		r.buffers.larges = nil
	}
}
