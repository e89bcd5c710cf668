package pack

import "slices"

// What an entry's base can be besides another entry of the pack.
const (
	rootBase    int32 = -1 // none: the entry is no delta
	foreignBase int32 = -2 // an object outside the pack
	brokenBase  int32 = -3 // the header can't be read, or names a base that is none
	cyclicBase  int32 = -4 // the chain of bases has no end
	noEntry     int32 = -5 // the entry is left out of this forest
)

// forest is which entry is a delta of which.
type forest struct {
	types    []Type  // of each entry's object; 0 if its chain leads out of the pack or is broken
	bases    []int32 // of each entry: another entry, or one of the constants above
	first    []int32 // the deltas of entry e are deltas[first[e]:first[e+1]]
	deltas   []int32 // in pack order, save that of each base's deltas the one with the largest subtree is last
	families []root  // in pack order
}

// root is an entry that is not built on another one of the pack; its family is all that is built on it.
type root struct {
	entry   int32
	entries int32 // of the family
	bytes   int64 // that the family takes in the pack
}

// deltas returns the forest, which the first call builds from the headers of all entries in one pass over the pack.
func (p *Pack) deltas() *forest {
	p.headers.Do(func() { p.forest = p.buildForest() })
	return p.forest
}

func (p *Pack) buildForest() *forest {
	f := newForest(p.Len())
	var ws windows
	for entry := range f.bases {
		f.types[entry], f.bases[entry] = p.base(&ws, entry)
	}
	f.finish(p)
	return f
}

// newForest makes a forest of n entries, all of which are left out.
func newForest(n int) *forest {
	f := &forest{types: make([]Type, n), bases: make([]int32, n)}
	for entry := range f.bases {
		f.bases[entry] = noEntry
	}
	return f
}

// finish makes a forest whose bases are known ready for walks.
func (f *forest) finish(p *Pack) {
	f.link()
	counts := f.spread()
	f.heaviestLast(counts)
	f.listFamilies(p, counts)
}

// base reads an entry's header through windows.
func (p *Pack) base(ws *windows, entry int) (Type, int32) {
	e := p.extent(entry)
	data, err := ws.read(&p.packFile, e.from, min(e.from+maxHeader, e.to))
	if err != nil {
		return 0, brokenBase
	}
	h, err := parseHeader(data, p.format)
	switch {
	case err != nil:
		return 0, brokenBase
	case h.kind == offsetDelta:
		if base, ok := p.entryAt(p.offsets[entry] - h.distance); ok {
			return 0, int32(base)
		}
		return 0, brokenBase
	case h.kind == refDelta:
		if base, ok := p.Find(h.base); ok {
			return 0, int32(base)
		}
		return 0, foreignBase
	}
	return Type(h.kind), rootBase
}

// link lists the deltas of each entry.
func (f *forest) link() {
	n := len(f.bases)
	f.first = make([]int32, n+1)
	for _, base := range f.bases {
		if base >= 0 {
			f.first[base+1]++
		}
	}
	for i := range n {
		f.first[i+1] += f.first[i]
	}
	f.deltas = make([]int32, f.first[n])
	next := slices.Clone(f.first[:n])
	for entry, base := range f.bases {
		if base >= 0 {
			f.deltas[next[base]] = int32(entry)
			next[base]++
		}
	}
}

// spread takes types from roots to all that is built on them, marks what no root leads to as cyclic, and returns how many
// entries each entry's subtree has, itself included.
func (f *forest) spread() (counts []int32) {
	n := len(f.bases)
	counts = make([]int32, n)
	order := make([]int32, 0, n) // bases before their deltas
	for entry, base := range f.bases {
		if base < 0 {
			order = append(order, int32(entry))
		}
	}
	for i := 0; i < len(order); i++ {
		entry := order[i]
		counts[entry] = 1
		for _, delta := range f.of(entry) {
			f.types[delta] = f.types[entry]
			order = append(order, delta)
		}
	}
	for _, entry := range slices.Backward(order) {
		if base := f.bases[entry]; base >= 0 {
			counts[base] += counts[entry]
		}
	}
	for entry := range counts {
		if counts[entry] == 0 {
			counts[entry], f.bases[entry] = 1, cyclicBase
		}
	}
	return counts
}

// of returns the entries that are deltas of entry.
func (f *forest) of(entry int32) []int32 { return f.deltas[f.first[entry]:f.first[entry+1]] }

// heaviestLast moves the delta with the largest subtree behind its siblings. A walk releases a base before it enters its last
// delta's subtree; every other subtree is at most half as large as the one it is in, so no more than log2(n) bases are held.
func (f *forest) heaviestLast(counts []int32) {
	for entry := range f.bases {
		deltas := f.of(int32(entry))
		if len(deltas) < 2 {
			continue
		}
		heaviest := 0
		for i, delta := range deltas {
			if counts[delta] >= counts[deltas[heaviest]] {
				heaviest = i
			}
		}
		moved := deltas[heaviest]
		copy(deltas[heaviest:], deltas[heaviest+1:])
		deltas[len(deltas)-1] = moved
	}
}

// listFamilies finds the roots and the weight of their families.
func (f *forest) listFamilies(p *Pack, counts []int32) {
	for entry, base := range f.bases {
		if base < 0 && base != noEntry {
			f.families = append(f.families, root{int32(entry), counts[entry], 0})
		}
	}
	for i := range f.families {
		f.families[i].bytes = f.weigh(p, f.families[i].entry)
	}
}

// weigh adds up the packed sizes of a family.
func (f *forest) weigh(p *Pack, root int32) int64 {
	if f.bases[root] == cyclicBase {
		return 0
	}
	var bytes int64
	pending := append(make([]int32, 0, 64), root)
	for len(pending) > 0 {
		entry := pending[len(pending)-1]
		bytes += p.offsets[entry+1] - p.offsets[entry]
		pending = append(pending[:len(pending)-1], f.of(entry)...)
	}
	return bytes
}

// add takes in an entry and all that it is built on; base tells what an entry is and what it is built on.
func (f *forest) add(entry int, base func(entry int) (Type, int32)) {
	for e := int32(entry); e >= 0 && f.bases[e] == noEntry; e = f.bases[e] {
		f.types[e], f.bases[e] = base(int(e))
	}
}

// pruned returns the forest of the wanted entries and all that they are built on.
func (f *forest) pruned(p *Pack, wanted func(entry int) bool) *forest {
	out := newForest(len(f.bases))
	for entry := range out.bases {
		if wanted(entry) {
			out.add(entry, func(e int) (Type, int32) { return f.types[e], f.bases[e] })
		}
	}
	out.finish(p)
	return out
}

// chains returns the forest of some entries and all that they are built on, whose headers alone are read.
func (p *Pack) chains(entries []int) *forest {
	out := newForest(p.Len())
	var ws windows
	for _, entry := range entries {
		out.add(entry, func(e int) (Type, int32) { return p.base(&ws, e) })
	}
	out.finish(p)
	return out
}

// Family is a piece of work for one Reader: one delta family, or several small ones that lie near each other.
type Family struct {
	// Entries is how many entries of the pack it has. Some of them may turn out to be of another type than asked for, when
	// only a base in another pack tells.
	Entries int
	roots   []root
	types   typeSet
	forest  *forest
}

// typeSet has the bit 1<<t for each type t in it.
type typeSet uint8

func (s typeSet) has(t Type) bool { return s>>t&1 != 0 }

// batchBytes is how much work is put into one Family, in packed bytes; each entry counts entryBytes more.
const (
	batchBytes = 256 << 10
	entryBytes = 128
)

// Families returns the families of the wanted entries of the given types, of all types if none is given, and of those that they are
// built on, which are yielded as well, in pack order; nil wants all. Families of unknown type, since they are broken or their base is
// in another pack, are always among them. The first call reads the headers of all entries.
func (p *Pack) Families(wanted func(entry int) bool, types ...Type) []Family {
	f := p.deltas()
	if wanted != nil {
		f = f.pruned(p, wanted)
	}
	return f.batches(typesOf(types))
}

// Chains returns the families of a few entries of any type and of those that they are built on, which are yielded as well. It reads no
// headers but theirs.
func (p *Pack) Chains(entries []int) []Family { return p.chains(entries).batches(typesOf(nil)) }

// typesOf returns the set of some types, of all of them if there are none.
func typesOf(types []Type) (set typeSet) {
	for _, t := range types {
		set |= 1 << t
	}
	if len(types) == 0 {
		set = 1<<Commit | 1<<Tree | 1<<Blob | 1<<Tag
	}
	return set
}

// batches returns the families of some types as pieces of work.
func (f *forest) batches(set typeSet) []Family {
	var roots []root
	for _, family := range f.families {
		if t := f.types[family.entry]; t == 0 || set.has(t) {
			roots = append(roots, family)
		}
	}
	var batches []Family
	for len(roots) > 0 {
		batch := Family{types: set, forest: f}
		n, work := 0, int64(0)
		for ; n < len(roots) && (n == 0 || work < batchBytes); n++ {
			work += roots[n].bytes + entryBytes*int64(roots[n].entries)
			batch.Entries += int(roots[n].entries)
		}
		batch.roots, roots = roots[:n:n], roots[n:]
		batches = append(batches, batch)
	}
	return batches
}
