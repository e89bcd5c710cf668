package shape

import "math/bits"

// The matcher backtracks over a program, which needs no memory and a few steps for every sensible pair of shape and text. A match
// that takes many steps begins to remember the states it has been in (instruction × position) and how far each run reaches from
// each position. From then on no state is tried twice and a run's leftovers are passed over 64 at a time, so the whole work is
// proportional to program × text, and a hostile text cannot blow it up.

// freeSteps is how many steps a match may take before it remembers states; no sensible shape needs as many.
const freeSteps = 4096

// state is a place to go back to: an instruction and the range of positions from which to try it, the last first.
type state struct {
	at, lo, hi int32
	secret     [2]int32
}

// machine runs a program over a text. Positions count the bytes already matched, from the front or, backward, from the end.
type machine struct {
	program  []instruction
	input    []byte
	backward bool
	whole    bool
	open     bool // a run came to the end of the input and would have gone on
	steps    int
	memory   *memory // nil while steps are few
	pos      int32
	secret   [2]int32 // -1 where the group took no part
}

// Match reports whether the shape matches at the beginning of b, and where it ends. Alternatives are preferred in their order and
// repeats are greedy, as in Perl and RE2. It looks at MaxWidth bytes at most and, for all but absurd pairs of shape and text,
// allocates nothing.
func (s *Shape) Match(b []byte) (end int, ok bool) {
	m := machine{program: s.program, input: b[:min(len(b), s.max)]}
	ok = m.match()
	return int(m.pos), ok
}

// MatchOpen is Match for a text that was cut off behind b: open reports that more bytes could change the result.
func (s *Shape) MatchOpen(b []byte) (end int, ok, open bool) {
	m := machine{program: s.program, input: b[:min(len(b), s.max)]}
	ok = m.match()
	return int(m.pos), ok, m.open && len(b) < s.max
}

// MatchAll reports whether the shape matches the whole of b.
func (s *Shape) MatchAll(b []byte) bool {
	if len(b) < s.min || len(b) > s.max {
		return false
	}
	if first := &s.program[0]; first.op == opRun && first.min > 0 && !first.class[b[0]] {
		return false
	}
	m := machine{program: s.program, input: b, whole: true}
	return m.match()
}

// MatchBefore reports whether the shape matches at the end of b, and where it begins; greedy to the left.
func (s *Shape) MatchBefore(b []byte) (start int, ok bool) {
	m := machine{program: s.reversed, input: b[max(0, len(b)-s.max):], backward: true}
	ok = m.match()
	return len(b) - int(m.pos), ok
}

// HasSecret reports whether the shape has a group (?P<secret>…).
func (s *Shape) HasSecret() bool { return s.hasSecret }

// Secret returns the range of the group (?P<secret>…) in b, which must be all of what Match or MatchAll accepted; the whole of b
// where the shape has no such group or it took no part.
func (s *Shape) Secret(b []byte) (start, end int) {
	if !s.hasSecret {
		return 0, len(b)
	}
	m := machine{program: s.program, input: b, whole: true}
	if !m.match() || m.secret[0] < 0 {
		return 0, len(b)
	}
	return int(m.secret[0]), int(m.secret[1])
}

// MatchMarked is Match that tells as well whether the group (?P<secret>…) took part in it.
func (s *Shape) MatchMarked(b []byte) (end int, marked, ok bool) {
	m := machine{program: s.program, input: b[:min(len(b), s.max)]}
	ok = m.match()
	return int(m.pos), ok && m.secret[0] >= 0, ok
}

func (m *machine) match() bool {
	var space [16]state // on the goroutine's stack
	stack := append(space[:0], state{secret: [2]int32{-1, -1}})
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		at, pos := top.at, top.hi
		m.secret = top.secret
		if m.memory != nil {
			pos = m.memory.untried(at, top.lo, top.hi)
		}
		if pos > top.lo {
			top.hi = pos - 1
		} else {
			stack = stack[:len(stack)-1]
		}
		if pos < 0 {
			continue
		}
		var ok bool
		if stack, ok = m.run(stack, at, pos); ok {
			return true
		}
	}
	return false
}

// run follows one path until it accepts or fails, and stacks the others.
func (m *machine) run(stack []state, at, pos int32) ([]state, bool) {
	for {
		if m.tried(at, pos) {
			return stack, false
		}
		in := &m.program[at]
		switch in.op {
		case opRun:
			n := m.length(in, at, pos)
			if n < in.min {
				return stack, false
			}
			if !in.atomic && n > in.min {
				stack = append(stack, state{at + 1, pos + in.min, pos + n - 1, m.secret})
			}
			pos += n
			at++
		case opSplit:
			stack = append(stack, state{in.other, pos, pos, m.secret})
			at++
		case opJump:
			at = in.other
		case opSave:
			m.secret[in.other] = pos
			at++
		case opAccept:
			m.pos = pos
			return stack, !m.whole || int(pos) == len(m.input)
		}
	}
}

// tried counts a step and reports whether a long match has been in this state before, where it then failed.
func (m *machine) tried(at, pos int32) bool {
	m.steps++
	if m.steps < freeSteps {
		return false
	}
	if m.memory == nil {
		m.memory = newMemory(len(m.program), len(m.input))
	}
	return m.memory.mark(at, pos)
}

// length returns how many bytes from pos on are in the run's class, at most its maximum.
func (m *machine) length(in *instruction, at, pos int32) int32 {
	if m.memory != nil && in.max > 1 {
		m.open = true
		return min(in.max, int32(m.memory.reach(m, in, at)[pos]))
	}
	if m.backward {
		b := m.input[max(0, len(m.input)-int(pos+in.max)) : len(m.input)-int(pos)]
		for i := range b {
			if !in.class[b[len(b)-1-i]] {
				return int32(i)
			}
		}
		return int32(len(b))
	}
	b := m.input[pos:min(len(m.input), int(pos+in.max))]
	for i, c := range b {
		if !in.class[c] {
			return int32(i)
		}
	}
	m.open = m.open || len(b) < int(in.max)
	return int32(len(b))
}

// memory is what a long match remembers. Parse bounds its size (maxStates).
type memory struct {
	row     int        // words of seen for one instruction
	seen    []uint64   // bitmap over instruction × position
	reaches [][]uint16 // of each run that was tried: how many bytes from each position on are in its class, at most maxRepeat
}

func newMemory(instructions, bytes int) *memory {
	row := bytes/64 + 1
	return &memory{row: row, seen: make([]uint64, instructions*row), reaches: make([][]uint16, instructions)}
}

// mark remembers a state and reports whether it was known.
func (k *memory) mark(at, pos int32) bool {
	word, bit := &k.seen[int(at)*k.row+int(pos/64)], uint64(1)<<(pos%64)
	known := *word&bit != 0
	*word |= bit
	return known
}

// untried returns the last position from lo to hi at which an instruction has not been tried, -1 if there is none.
func (k *memory) untried(at, lo, hi int32) int32 {
	for hi >= lo {
		fresh := ^k.seen[int(at)*k.row+int(hi/64)] << (63 - hi%64)
		if fresh != 0 {
			if hi -= int32(bits.LeadingZeros64(fresh)); hi >= lo {
				return hi
			}
			return -1
		}
		hi = hi/64*64 - 1
	}
	return -1
}

func (k *memory) reach(m *machine, in *instruction, at int32) []uint16 {
	if k.reaches[at] != nil {
		return k.reaches[at]
	}
	size := len(m.input)
	out := make([]uint16, size+1)
	for pos := size - 1; pos >= 0; pos-- {
		c := pos
		if m.backward {
			c = size - 1 - pos
		}
		if in.class[m.input[c]] {
			out[pos] = min(out[pos+1]+1, maxRepeat)
		}
	}
	k.reaches[at] = out
	return out
}
