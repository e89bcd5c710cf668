package dfa

import "sort"

// Entries of the table. A state is named by the offset of its row; an entry is the row that a class leads to, with mark where the
// loop must look closer: literals end there, or the entry is not known yet, and holds the row that it stands in.
const (
	mark    = 1 << 31
	unknown = 1 << 30
	row     = unknown - 1
)

// state is a prefix of literals: the first depth bytes of texts[lo:hi].
type state struct {
	lo, hi, depth int32
	suffix        uint32   // row of the longest proper suffix that is a state
	ends          []uint32 // literals that end here, the longest first
}

// add makes a state and returns the entry that leads to it.
func (f *Finder) add(s state) uint32 {
	at := uint32(len(f.next))
	f.states = append(f.states, s)
	for range 1 << f.shift {
		f.next = append(f.next, mark|unknown|at)
	}
	if len(s.ends) > 0 {
		return at | mark
	}
	return at
}

// step fills in the entry of a class in a row. Where the state has no child, it goes where its longest proper suffix goes.
func (f *Finder) step(from uint32, class uint8) uint32 {
	entry := f.next[from|uint32(class)]
	if entry&unknown == 0 {
		return entry
	}
	var lo, hi int32
	if class != 0 {
		lo, hi = f.child(f.states[from>>f.shift], f.bytes[class])
	}
	switch {
	case lo < hi:
		entry = f.descend(from, class, lo, hi)
	case from == 0:
		entry = 0
	default:
		entry = f.step(f.states[from>>f.shift].suffix, class)
	}
	f.next[from|uint32(class)] = entry
	return entry
}

// descend makes the child of a state, which texts[lo:hi] share.
func (f *Finder) descend(from uint32, class uint8, lo, hi int32) uint32 {
	s := state{lo: lo, hi: hi, depth: f.states[from>>f.shift].depth + 1}
	if from != 0 {
		s.suffix = f.step(f.states[from>>f.shift].suffix, class) & row
		s.ends = f.states[s.suffix>>f.shift].ends
	}
	if int(s.depth) == len(f.texts[lo]) {
		s.ends = append([]uint32{uint32(lo)}, s.ends...)
	}
	return f.add(s)
}

// child returns the range of the texts of s that go on with c.
func (f *Finder) child(s state, c byte) (lo, hi int32) {
	if s.lo < s.hi && len(f.texts[s.lo]) == int(s.depth) {
		s.lo++
	}
	texts := f.texts[s.lo:s.hi]
	from := sort.Search(len(texts), func(i int) bool { return texts[i][s.depth] >= c })
	to := from + sort.Search(len(texts)-from, func(i int) bool { return texts[from+i][s.depth] > c })
	return s.lo + int32(from), s.lo + int32(to)
}
