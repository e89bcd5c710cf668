package dfa

import "slices"

// Entries of the table. A state is named by the offset of its row; an entry is the row that a class leads to, with mark where the
// loop must look closer: literals end there, or the entry is not known yet, and holds the row that it stands in.
const (
	mark    = 1 << 31
	unknown = 1 << 30
	row     = unknown - 1
)

// table is what was made of an automaton so far.
type table struct {
	*Automaton
	next   []uint32 // rows: an entry for each class, and behind them the number of the state
	states []state  // by number; the first is the start
	ends   []uint32 // lists of literals, which states have
}

// state is a prefix of literals: the first depth bytes of texts[lo:hi].
type state struct {
	lo, hi, depth int32
	suffix        uint32 // row of the longest proper suffix that is a state
	first, count  int32  // its list in ends: literals that end here, the longest first
}

// maxReserve is for how many states memory is reserved: more than a tree of some thousand files meets. The system gives what is touched
// only, while rows that grow are copied to memory that is touched for that. But what is reserved counts in the heap, for each worker.
const maxReserve = 1 << 14

func newTable(a *Automaton) *table {
	reserve := min(a.states, maxReserve)
	t := &table{Automaton: a, next: make([]uint32, 0, reserve*(len(a.bytes)+1)), states: make([]state, 0, reserve)}
	t.add(state{hi: int32(len(a.texts))})
	return t
}

// number returns the number of the state of a row.
func (t *table) number(row uint32) uint32 { return t.next[int(row)+len(t.bytes)] }

// of returns the state of a row.
func (t *table) of(row uint32) state { return t.states[t.number(row)] }

// add makes a state and returns the entry that leads to it. Its row is that of its suffix, but for what is not known there yet and for
// its own children: so of a state that is met often few entries are left for step.
func (t *table) add(s state) uint32 {
	at, width := len(t.next), len(t.bytes)+1
	if cap(t.next)-at < width {
		t.next = slices.Grow(t.next, max(width, at)) // doubled, where append would add a quarter
	}
	t.next = t.next[:at+width]
	row := t.next[at:]
	if at > 0 {
		copy(row, t.next[s.suffix:])
	}
	open := mark | unknown | uint32(at)
	for i, entry := range row {
		if entry&unknown != 0 {
			row[i] = open
		}
	}
	for texts := s.longer(t.texts); len(texts) > 0; {
		c := texts[0][s.depth]
		row[t.class[c]] = open
		texts = texts[search(texts, s.depth, int(c)+1):]
	}
	row[len(t.bytes)] = uint32(len(t.states))
	t.states = append(t.states, s)
	if s.count > 0 {
		return uint32(at) | mark
	}
	return uint32(at)
}

// step fills in the entry of a class in a row. Where the state has no child, it goes where its longest proper suffix goes.
func (t *table) step(from uint32, class uint8) uint32 {
	entry := t.next[from+uint32(class)]
	if entry&unknown == 0 {
		return entry
	}
	var lo, hi int32
	if class != 0 {
		lo, hi = t.child(t.of(from), t.bytes[class])
	}
	switch {
	case lo < hi:
		entry = t.descend(from, class, lo, hi)
	case from == 0:
		entry = 0
	default:
		entry = t.step(t.of(from).suffix, class)
	}
	t.next[from+uint32(class)] = entry
	return entry
}

// descend makes the child of a state, which texts[lo:hi] share.
func (t *table) descend(from uint32, class uint8, lo, hi int32) uint32 {
	parent := t.of(from)
	s := state{lo: lo, hi: hi, depth: parent.depth + 1}
	if from != 0 {
		s.suffix = t.step(parent.suffix, class) & row
		suffix := t.of(s.suffix)
		s.first, s.count = suffix.first, suffix.count
	}
	if int(s.depth) == len(t.texts[lo]) {
		t.ends = append(append(t.ends, uint32(lo)), t.literals(s)...)
		s.count++
		s.first = int32(len(t.ends)) - s.count
	}
	return t.add(s)
}

// literals returns the list of a state.
func (t *table) literals(s state) []uint32 { return t.ends[s.first:][:s.count:s.count] }

// child returns the range of the texts of s that go on with c.
func (t *table) child(s state, c byte) (lo, hi int32) {
	texts := s.longer(t.texts)
	from := search(texts, s.depth, int(c))
	to := from + search(texts[from:], s.depth, int(c)+1)
	lo = s.hi - int32(len(texts))
	return lo + int32(from), lo + int32(to)
}

// longer returns those of texts that s is a proper prefix of.
func (s state) longer(texts []string) []string {
	if s.lo < s.hi && len(texts[s.lo]) == int(s.depth) {
		s.lo++
	}
	return texts[s.lo:s.hi]
}

// search returns the index of the first of texts, in order, whose byte at depth is at least c.
func search(texts []string, depth int32, c int) int {
	lo, hi := 0, len(texts)
	for lo < hi {
		if mid := (lo + hi) / 2; int(texts[mid][depth]) < c {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
