package detect

import (
	"hash/maphash"
	"math/bits"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// What was dropped before is not judged again. A local verdict is a pure function of its extent, so where a literal stands in a text that
// is the same as far as all verdicts there looked, they are the same, whichever content it is. Git's deltas show half of that (follow.go);
// the other half stands beside what changed, in other files, or in contents that no delta joins. Of what Follow leaves to judge of names,
// 85 of 100 are dropped in curl's history for a text that was seen before, 73 in ansible's. In trees of files that are read once it is one
// in ten, and to look costs a quarter of judging, so there it is not asked.

// recall is what a worker remembers of former texts. The zero recall remembers nothing yet.
type recall struct {
	passages passages
	drops    drops
	holding  answers  // whether texts with escapes have candidates
	undone   contents // what is found in them
	mentions answers  // whether lines mention services
}

// odd is 2^64 divided by the golden ratio: small numbers times it differ in all bits, so that a hash can tell them apart.
const odd = 0x9e3779b97f4a7c15

// drops remembers literals of names at which all verdicts dropped what stands there. The zero drops remember nothing yet.
type drops struct {
	seed maphash.Seed
	last []drop // pairs of them, the newer one first, by what stands close to the literal
}

// drop is what was read to drop all that stands at a literal.
type drop struct {
	read        uint64 // the hash of all of it
	left, right int32  // how far it goes from the end of the literal's head, in bytes
}

const (
	manyDrops  = 1 << 18 // of 16 bytes each
	closeReach = 64      // bytes on either side that choose a pair: as many as half of the extents read
)

// recalled is rulesAt, unless all was dropped before for the same text.
func (w *Worker) recalled(text []byte, number int32, start, end int, a *anchor, v *Verdicts) {
	kind := uint64(number) << 1
	if v.binary {
		kind |= 1
	}
	pair := w.recall.drops.near(text, a.end, kind)
	if w.recall.drops.has(pair, text, a, kind) {
		return
	}
	before := len(v.kept)
	w.rulesAt(text, number, start, end, a, v)
	if len(v.kept) == before {
		w.recall.drops.remember(pair, text, a, kind)
	}
}

// near returns the pair for a literal whose head ends at text[end:]; kind tells literals and kinds of texts apart.
func (d *drops) near(text []byte, end int32, kind uint64) *[2]drop {
	if d.last == nil {
		d.seed, d.last = maphash.MakeSeed(), make([]drop, manyDrops)
	}
	lo, hi := max(0, end-closeReach), min(int32(len(text)), end+closeReach)
	at := (maphash.Bytes(d.seed, text[lo:hi]) ^ kind) % (manyDrops / 2) * 2
	return (*[2]drop)(d.last[at:])
}

// read returns the hash of an extent, of where it ends with the text, and of kind.
func (d *drops) read(text []byte, a *anchor, kind uint64) uint64 {
	lo, hi := max(0, a.end-a.left), min(int32(len(text)), a.end+a.right)
	at := uint64(a.end-lo)<<32 | uint64(hi-a.end)
	return maphash.Bytes(d.seed, text[lo:hi]) ^ at*odd ^ bits.RotateLeft64(kind*odd, 32)
}

// has reports whether all that stands at a literal was dropped before for the same text, and sets a's extent to that.
func (d *drops) has(pair *[2]drop, text []byte, a *anchor, kind uint64) bool {
	for i, before := range pair {
		a.left, a.right = before.left, before.right
		if before.right > 0 && d.read(text, a, kind) == before.read {
			pair[0], pair[i] = before, pair[0]
			return true
		}
	}
	a.left, a.right = 0, 0
	return false
}

// remember keeps that all was dropped at a literal, for what a says was read.
func (d *drops) remember(pair *[2]drop, text []byte, a *anchor, kind uint64) {
	pair[1] = pair[0]
	pair[0] = drop{d.read(text, a, kind), a.left, a.right}
}

// contents remembers what is found in texts with escapes, which is all that the text and the kind of escapes say. The zero contents remember
// nothing yet.
type contents struct {
	seed maphash.Seed
	last []content // by the hash of a text, manyContents of them once there is one
	held int       // matches and gaps in them
}

// content is what is found in a text, at its places in the text that it stands for, and what was told of it.
type content struct {
	text  uint64
	found []Match
	gaps  []Gap
}

// How many are remembered, and how many matches and gaps in all of them: some hundred bytes each.
const (
	manyContents = 1 << 10
	mostHeld     = 1 << 12
)

// of returns what is found in a text, which is looked for if it is not remembered; look tells note what it does not read. The matches are
// the caller's.
func (c *contents) of(kind decode.Escape, text []byte, note func(Gap), look func(note func(Gap)) []Match) []Match {
	if c.last == nil {
		c.seed, c.last = maphash.MakeSeed(), make([]content, manyContents)
	}
	key := maphash.Bytes(c.seed, text) ^ uint64(kind)
	known := &c.last[key%manyContents]
	if known.text != key {
		var now content
		now.text, now.found = key, look(func(g Gap) { now.gaps = append(now.gaps, g) })
		c.keep(known, now)
	}
	for _, g := range known.gaps {
		note(g)
	}
	return apartFrom(known.found)
}

// keep puts a content in another one's place.
func (c *contents) keep(place *content, now content) {
	if c.held += now.size() - place.size(); c.held > mostHeld {
		clear(c.last)
		c.held = now.size()
	}
	*place = now
}

func (c *content) size() int { return len(c.found) + len(c.gaps) }

// apartFrom returns matches whose places may be changed without changing those of the given ones.
func apartFrom(found []Match) []Match {
	found = slices.Clone(found)
	for i := range found {
		found[i].Parts = slices.Clone(found[i].Parts)
	}
	return found
}
