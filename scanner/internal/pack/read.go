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

// Read returns the object of an entry of p, whatever its chain of deltas. The bytes are in buf's memory if they fit its capacity, and
// belong to the caller, who must call Close of a large one. base may be nil; it is asked for bases outside the pack. Read needs no
// headers but those of the chain.
func (r *Reader) Read(p *Pack, entry int, buf []byte, base Base) (Content, error) {
	if uint(entry) >= uint(p.Len()) {
		return Content{}, errNoEntry
	}
	return r.read(p, p.offsets[entry], buf, base)
}

func (r *Reader) read(l library, offset int64, buf []byte, base Base) (Content, error) {
	defer r.settleRecent()
	root, own, err := r.findRoot(l, offset, base)
	if !own {
		defer root.Close()
	}
	c := root
	for _, link := range slices.Backward(r.chain) {
		if err != nil {
			break
		}
		if c, err = r.derive(l.pack(), link.extent, &link.header, c); err == nil {
			r.remember(place{l.pack(), link.from}, c)
		}
	}
	if err != nil {
		return Content{}, err
	}
	if c.Large() {
		r.recent.giveLast()
		return c, nil
	}
	c.Data = append(buf[:0], c.Data...)
	return c, nil
}

// findRoot sets r.chain to the deltas from the entry at offset down to one whose base is at hand, and returns that base: a
// root, a recently used entry or, if own is unset, an object outside the pack.
func (r *Reader) findRoot(l library, offset int64, base Base) (c Content, own bool, err error) {
	r.chain = r.chain[:0]
	f := l.pack()
	for {
		if known, ok := r.recent.entries[place{f, offset}]; ok {
			return known, true, nil
		}
		e, err := l.at(offset)
		if err != nil {
			return Content{}, false, err
		}
		h, err := r.header(f, e)
		if err != nil {
			return Content{}, false, err
		}
		if !h.isDelta() {
			c, err := r.loadWhole(f, e, &h)
			if err == nil {
				r.remember(place{f, offset}, c)
			}
			return c, true, err
		}
		if len(r.chain) >= int(f.count) {
			return Content{}, false, errCycle
		}
		r.chain = append(r.chain, link{h, e})
		next, ok, err := r.baseOffset(l, offset, &h)
		if err != nil {
			return Content{}, false, err
		}
		if !ok {
			c, err := base.find(h.base)
			return c, false, err
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
	entries map[place]Content // of the Reader
	order   []place           // oldest first
	bytes   int
}

// maxRecent is how many bytes of objects are kept between two reads, maxRecentEntries how many objects.
const (
	maxRecent        = 8 << 20 // see Kept
	maxRecentEntries = 4096
)

// Kept is the size in bytes from which on contents do not stay long enough between reads for chains of deltas to share their bases.
const Kept = maxRecent / 8

// room returns how many bytes of the bounds a content takes; one in a file does not stay.
func room(c Content) int {
	if c.Large() {
		return maxRecent + 1
	}
	return cap(c.Data)
}

// remember takes over a content of the Reader, lets go of older ones if there are too many, and keeps this one in any case: the
// next delta may be applied to it.
func (r *Reader) remember(at place, c Content) {
	known := &r.recent
	if known.entries == nil {
		known.entries = make(map[place]Content)
	}
	known.entries[at] = c
	known.order = append(known.order, at)
	known.bytes += room(c)
	r.buffers.live -= cap(c.Data) // what is kept for later must not look like what a walk needs
	if known.bytes > maxRecent || len(known.order) > maxRecentEntries {
		r.forget(1)
	}
}

// forget lets go of the oldest objects until half of the bounds is free again, but not of the newest ones.
func (r *Reader) forget(newest int) {
	known := &r.recent
	gone := 0
	for left := len(known.order); left > newest && (known.bytes > maxRecent/2 || left > maxRecentEntries/2); left-- {
		at := known.order[gone]
		c := known.entries[at]
		known.bytes -= room(c)
		r.buffers.live += cap(c.Data)
		r.release(c)
		delete(known.entries, at)
		gone++
	}
	known.order = append(known.order[:0], known.order[gone:]...)
}

// giveLast gives up the newest object, which has no buffer.
func (r *recent) giveLast() {
	at := r.order[len(r.order)-1]
	r.bytes -= room(r.entries[at])
	delete(r.entries, at)
	r.order = r.order[:len(r.order)-1]
}

// settleRecent lets go of an object that is too large to keep.
func (r *Reader) settleRecent() {
	if r.recent.bytes > maxRecent {
		r.forget(0)
		r.buffers.larges = nil
	}
}
