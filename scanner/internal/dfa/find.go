package dfa

// Hit is the end of one or more literals.
type Hit struct {
	End int32 // offset behind the last byte
	Set int32 // for Finder.Literals
}

// Range is a part of the input, Lo included, Hi not.
type Range struct{ Lo, Hi int32 }

// Finder runs an automaton. It keeps the memory of its last run and is not safe for concurrent use.
type Finder struct {
	*table
	pieces []piece
	hits   []Hit
	lists  [lanes][]Hit // what each lane found, in ascending order, since the pieces of a lane ascend
}

// lanes is how many runs are interleaved.
const lanes = 4

// piece is what a lane works on: it starts at lo, in the automaton's start state, and reports hits that end behind from.
type piece struct{ lo, from, hi int32 }

// lane is the state of one of the interleaved runs.
type lane struct {
	piece
	state uint32 // its row
	list  *[]Hit
}

// NewFinder returns a finder for a.
func (a *Automaton) NewFinder() *Finder { return &Finder{table: newTable(a)} }

// Beside returns another finder that shares f's states: the two must not run at the same time.
func (f *Finder) Beside() *Finder { return &Finder{table: f.table} }

// Literals returns the indexes of the literals given to New that end at a hit of this set, the longest first. The slice belongs to
// the finder.
func (f *Finder) Literals(set int32) []uint32 { return f.literals(f.states[set]) }

// Find returns the hits that end in one of ranges (ascending, disjoint, within data), in ascending order. A literal may begin
// in front of its range. The slice is valid until the next call. Data must be shorter than 2 GiB.
func (f *Finder) Find(data []byte, ranges ...Range) []Hit {
	for i := range f.lists {
		f.lists[i] = f.lists[i][:0]
	}
	f.cut(ranges)
	f.run(data)
	return f.merge()
}

// merge joins the lanes' lists, each of which ascends. With one range each lane has one piece, and they follow each other already.
func (f *Finder) merge() []Hit {
	f.hits = f.hits[:0]
	follow := true
	for _, l := range f.lists {
		follow = follow && (len(l) == 0 || len(f.hits) == 0 || f.hits[len(f.hits)-1].End < l[0].End)
		f.hits = append(f.hits, l...)
	}
	if !follow {
		f.interleave()
	}
	return f.hits
}

// interleave puts the lists' hits in order: of those that are next in theirs it takes the first.
func (f *Finder) interleave() {
	lists := f.lists
	for n := range f.hits {
		first := &lists[0]
		for i := range lists {
			if l := &lists[i]; len(*l) > 0 && (len(*first) == 0 || (*l)[0].End < (*first)[0].End) {
				first = l
			}
		}
		f.hits[n] = (*first)[0]
		*first = (*first)[1:]
	}
}

// cut divides ranges into pieces so that four lanes have about the same work and the bytes read twice stay few.
func (f *Finder) cut(ranges []Range) {
	overlap := int32(max(f.maxLen-1, 0))
	var total int64
	for _, r := range ranges {
		total += int64(r.Hi - r.Lo)
	}
	size := max(int32(total/lanes)+1, 4*overlap+1)
	f.pieces = f.pieces[:0]
	for _, r := range ranges {
		for lo := r.Lo; lo < r.Hi; {
			hi := r.Hi
			if r.Hi-lo > size {
				hi = lo + size
			}
			f.pieces = append(f.pieces, piece{max(0, lo-overlap), lo, hi})
			lo = hi
		}
	}
}

func (f *Finder) run(data []byte) {
	var all [lanes]lane
	live, done := 0, 0
	for i := range all {
		all[i].list = &f.lists[i]
		if done < len(f.pieces) {
			all[i].piece = f.pieces[done]
			live++
			done++
		}
	}
	for live == lanes {
		f.together(data, &all)
		for i := range all {
			if all[i].lo < all[i].hi {
				continue
			}
			if done == len(f.pieces) {
				live--
				continue
			}
			all[i].piece, all[i].state = f.pieces[done], 0
			done++
		}
	}
	for i := range all {
		f.alone(data, &all[i])
	}
}

// together advances four lanes until the shortest is at its end.
func (f *Finder) together(data []byte, all *[lanes]lane) {
	l0, l1, l2, l3 := &all[0], &all[1], &all[2], &all[3]
	n := min(l0.hi-l0.lo, l1.hi-l1.lo, l2.hi-l2.lo, l3.hi-l3.lo)
	b0, b1, b2, b3 := data[l0.lo:][:n], data[l1.lo:][:n], data[l2.lo:][:n], data[l3.lo:][:n]
	s0, s1, s2, s3 := l0.state, l1.state, l2.state, l3.state
	next, class := f.next, &f.class
	for i := range b0 {
		s0 = next[s0+uint32(class[b0[i]])]
		s1 = next[s1+uint32(class[b1[i]])]
		s2 = next[s2+uint32(class[b2[i]])]
		s3 = next[s3+uint32(class[b3[i]])]
		if int32(s0|s1|s2|s3) < 0 {
			at := int32(i)
			s0 = f.look(l0, at, s0, b0[i])
			s1 = f.look(l1, at, s1, b1[i])
			s2 = f.look(l2, at, s2, b2[i])
			s3 = f.look(l3, at, s3, b3[i])
			next = f.next
		}
	}
	for i, s := range [lanes]uint32{s0, s1, s2, s3} {
		all[i].state = s
		all[i].lo += n
	}
}

// alone runs one lane to its end.
func (f *Finder) alone(data []byte, l *lane) {
	s := l.state
	for i, c := range data[l.lo:l.hi] {
		s = f.next[s+uint32(f.class[c])]
		if int32(s) < 0 {
			s = f.look(l, int32(i), s, c)
		}
	}
	l.lo = l.hi
}

// look looks closer at an entry that byte c led to, and returns the row that it leads to: the loops know no marks. It reports literals
// that end there.
func (f *Finder) look(l *lane, at int32, entry uint32, c byte) uint32 {
	if int32(entry) >= 0 {
		return entry
	}
	if entry&unknown != 0 {
		entry = f.step(entry&row, f.class[c])
	}
	to := entry & row
	if end := l.lo + at + 1; int32(entry) < 0 && end > l.from {
		*l.list = append(*l.list, Hit{end, int32(f.number(to))})
	}
	return to
}
