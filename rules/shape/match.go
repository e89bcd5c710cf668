package shape

// The matcher backtracks over a program. Its steps are counted: a match that takes many remembers the states it has been in, so
// that the work is at most the program's length times the input's times the longest run's, whatever the input.

// freeSteps is how many steps a match may take before it remembers states; no sensible shape needs as many.
const freeSteps = 4096

// state is a place to go back to: an instruction and the range of positions from which to try it, the last first.
type state struct {
	at, lo, hi int32
	secret     [2]int32
}

type machine struct {
	program []instruction
	input   []byte
	whole   bool
	steps   int
	visited []uint64 // bitmap over instruction × position; nil while steps are few
	pos     int32
	secret  [2]int32
}

// Match reports whether the shape matches at the beginning of b, and where it ends. Alternatives are preferred in their order and
// repeats are greedy, as in Perl and RE2.
func (s *Shape) Match(b []byte) (end int, ok bool) {
	m := machine{program: s.program, input: b}
	ok = m.match()
	return int(m.pos), ok
}

// MatchAll reports whether the shape matches the whole of b.
func (s *Shape) MatchAll(b []byte) bool {
	if len(b) < s.min || len(b) > s.max {
		return false
	}
	m := machine{program: s.program, input: b, whole: true}
	return m.match()
}

// MatchBefore reports whether the shape matches at the end of b, and where it begins; greedy to the left.
func (s *Shape) MatchBefore(b []byte) (start int, ok bool) {
	var buffer [128]byte
	mirror := buffer[:0]
	for i := len(b) - 1; i >= max(0, len(b)-s.max); i-- {
		mirror = append(mirror, b[i])
	}
	m := machine{program: s.reversed, input: mirror}
	ok = m.match()
	return len(b) - int(m.pos), ok
}

// Secret returns the range of the group (?P<secret>…) in b, which must be what Match or MatchAll accepted; the whole of b for a
// shape without that group.
func (s *Shape) Secret(b []byte) (start, end int) {
	if !s.hasSecret {
		return 0, len(b)
	}
	m := machine{program: s.program, input: b, whole: true}
	if !m.match() || m.secret[1] < m.secret[0] {
		return 0, len(b)
	}
	return int(m.secret[0]), int(m.secret[1])
}

func (m *machine) match() bool {
	var space [16]state // on the goroutine's stack: a match allocates nothing unless it needs more
	stack := append(space[:0], state{})
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		at, pos := top.at, top.hi
		m.secret = top.secret
		if top.hi > top.lo {
			top.hi--
		} else {
			stack = stack[:len(stack)-1]
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
		if m.seen(at, pos) {
			return stack, false
		}
		in := &m.program[at]
		switch in.op {
		case opRun:
			n := m.length(in, pos)
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

// length returns how many bytes from pos on are in the run's class, at most its maximum.
func (m *machine) length(in *instruction, pos int32) int32 {
	b := m.input[pos:]
	if len(b) > int(in.max) {
		b = b[:in.max]
	}
	for i, c := range b {
		if !in.class[c] {
			return int32(i)
		}
	}
	return int32(len(b))
}

// seen reports whether a long match has been in this state before, where it then failed.
func (m *machine) seen(at, pos int32) bool {
	m.steps++
	if m.steps < freeSteps {
		return false
	}
	width := len(m.input) + 1
	if m.visited == nil {
		m.visited = make([]uint64, (len(m.program)*width+63)/64)
	}
	bit := int(at)*width + int(pos)
	if m.visited[bit/64]&(1<<(bit%64)) != 0 {
		return true
	}
	m.visited[bit/64] |= 1 << (bit % 64)
	return false
}
