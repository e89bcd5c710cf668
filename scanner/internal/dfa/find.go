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

// lanes is how many runs are interleaved: with fewer a core waits for the table, which lies in its second cache, with more it waits for
// registers.
const lanes = 6

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

// cut divides ranges into pieces so that all lanes have about the same work and the bytes read twice stay few.
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

// together advances all lanes until the shortest is at its end.
func (f *Finder) together(data []byte, all *[lanes]lane) {
	n := all[0].hi - all[0].lo
	for i := range all {
		n = min(n, all[i].hi-all[i].lo)
	}
	var texts [lanes][]byte
	var states [lanes]uint32
	for i := range all {
		texts[i], states[i] = data[all[i].lo:][:n], all[i].state
	}
	for at := f.unmarked(&texts, 0, &states); at < int(n); at = f.unmarked(&texts, at+1, &states) {
		for i, s := range states {
			if int32(s) < 0 {
				states[i] = f.look(&all[i], int32(at), s, texts[i][at])
			}
		}
	}
	for i := range all {
		all[i].state = states[i]
		all[i].lo += n
	}
}

// unmarked advances texts, which are of one length, from the byte at on. It returns the first that leads one of them to an entry with a
// mark, with the entries that all have come to in states, or the length. It calls nothing, so what the loop needs stays in registers.
func (f *Finder) unmarked(texts *[lanes][]byte, at int, states *[lanes]uint32) int {
	t0 := texts[0]
	n := len(t0)
	t1, t2, t3, t4, t5 := texts[1][:n], texts[2][:n], texts[3][:n], texts[4][:n], texts[5][:n]
	s0, s1, s2, s3, s4, s5 := states[0], states[1], states[2], states[3], states[4], states[5]
	next, class := f.next, &f.class
	for ; at < n; at++ {
		s0 = next[s0+uint32(class[t0[at]])]
		s1 = next[s1+uint32(class[t1[at]])]
		s2 = next[s2+uint32(class[t2[at]])]
		s3 = next[s3+uint32(class[t3[at]])]
		s4 = next[s4+uint32(class[t4[at]])]
		s5 = next[s5+uint32(class[t5[at]])]
		if int32(s0|s1|s2|s3|s4|s5) < 0 {
			break
		}
	}
	states[0], states[1], states[2], states[3], states[4], states[5] = s0, s1, s2, s3, s4, s5
	return at
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

// look looks closer at an entry with a mark that byte c led to, and returns the row that it leads to. It reports literals that end there.
func (f *Finder) look(l *lane, at int32, entry uint32, c byte) uint32 {
	if entry&unknown != 0 {
		entry = f.step(entry&row, f.class[c])
	}
	to := entry & row
	if end := l.lo + at + 1; int32(entry) < 0 && end > l.from {
		*l.list = append(*l.list, Hit{end, int32(f.number(to))})
	}
	return to
}
