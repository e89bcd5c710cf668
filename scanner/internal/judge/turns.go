package judge

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Keys that people and language models make up in the place of a random one: letters and digits take turns in them.

// TakesTurns reports a value whose letters and digits take turns in a way that chance hardly has. What is neither does not count.
func TakesTurns(value []byte) bool { return goOn(value) || stepping(value) || alternating(value) }

// Bounds of what takes turns, in letters and digits: of fewer, chance or somebody's password may have it.
const (
	fewestGoingOn     = 5
	fewestStepping    = 16
	fewestAlternating = 20
)

// goOn reports nothing but letters and digits that go on where the last ones of their kind ended, up or down, in any case: abc123def456,
// zX9yW8vU7.
func goOn(value []byte) bool {
	var letters, digits sequence
	for _, c := range value {
		if !(ascii.IsDigit(c) && digits.goesOn(c) || ascii.IsLetter(c) && letters.goesOn(c)) {
			return false
		}
	}
	return letters.length >= fewestGoingOn && digits.length >= fewestGoingOn
}

// sequence is characters each of which is the next to the one before, all upwards or all downwards.
type sequence struct {
	last         byte
	step, length int
}

// goesOn reports whether c continues the sequence, and takes it into it.
func (s *sequence) goesOn(c byte) bool {
	if s.length > 0 {
		step := step(s.last, c)
		if step == 0 || s.length > 1 && step != s.step {
			return false
		}
		s.step = step
	}
	s.last = c
	s.length++
	return true
}

// step returns 1 if b is the next letter or digit to a, in any case, -1 if a is that to b, else 0. Behind 9 comes 0, behind z and f, the
// last hexadecimal digit, a.
func step(a, b byte) int {
	a, b = ascii.Lower(a), ascii.Lower(b)
	switch {
	case follows(a, b), b == 'a' && (a == 'f' || a == 'z'):
		return 1
	case follows(b, a), a == 'a' && (b == 'f' || b == 'z'):
		return -1
	}
	return 0
}

// stepping reports a value in which three quarters of all characters are one step from the last but one, two sequences side by side as in
// a1b2c3d4e5f6a7b8 and f1e2d3c4b5a69788, or seven in eight one step from the last of their kind: zX9yW8vU7tS6rQ5p. Of 16 random hexadecimal
// digits one in a million is so.
func stepping(value []byte) bool {
	var last, lastButOne, letter, digit byte
	length, beside, own := 0, 0, 0
	for _, c := range value {
		if !ascii.IsAlnum(c) {
			continue
		}
		if step(lastButOne, c) != 0 || hexNeighbours(lastButOne, c) {
			beside++
		}
		kind := &letter
		if ascii.IsDigit(c) {
			kind = &digit
		}
		if step(*kind, c) != 0 {
			own++
		}
		lastButOne, last, *kind = last, c, c
		length++
	}
	return length >= fewestStepping && (4*beside >= 3*(length-2) || 8*own >= 7*(length-2))
}

// hexNeighbours reports 9 and a, which follow each other as hexadecimal digits.
func hexNeighbours(a, b byte) bool {
	a, b = ascii.Lower(a), ascii.Lower(b)
	return a == '9' && b == 'a' || a == 'a' && b == '9'
}

// alternating reports a value in which a letter follows a digit and a digit a letter nine times in ten: 6f3e8a1c9d2b4e7f0a5c. Of 20 random
// hexadecimal digits one in 10^5 is so, of 32 one in 10^6, and of letters in both cases far fewer.
func alternating(value []byte) bool {
	last := byte(0)
	length, changes := 0, 0
	for _, c := range value {
		if !ascii.IsAlnum(c) {
			continue
		}
		if length > 0 && ascii.IsDigit(c) != ascii.IsDigit(last) {
			changes++
		}
		last = c
		length++
	}
	return length >= fewestAlternating && 10*changes >= 9*(length-1)
}

// longestKind is the length, in bytes, of the longest prefix that says what kind of thing an id or a key is: sk_test.
const longestKind = 8

// SequenceOfKind reports short sequences of letters and of digits behind the prefix of a kind, as documents show keys: ek_abc123.
func SequenceOfKind(value []byte) bool {
	n := bytes.LastIndexByte(value, '_')
	if n < 2 || n > longestKind || len(value)-n-1 < 2*shortestStroke || !ascii.All(value[:n], func(c byte) bool { return ascii.IsLower(c) || c == '_' }) {
		return false
	}
	letters, digits := 0, 0
	for rest := value[n+1:]; len(rest) > 0; {
		stroke := stroke(rest, follows)
		if stroke < shortestStroke {
			return false
		}
		if ascii.IsDigit(rest[0]) {
			digits++
		} else {
			letters++
		}
		rest = rest[stroke:]
	}
	return letters > 0 && digits > 0
}
