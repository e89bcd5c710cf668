// Package shape matches what a credential looks like. A shape is a restricted regular expression: always anchored, over bytes,
// compiled to a small program in which a run of one byte class, the usual case, is one instruction and one tight loop.
//
// Why not package regexp: most shapes here are "36 letters or digits", for which its machines cost 50 times as much, and a
// rule set of hundreds would compile them all at start.
package shape

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"
)

// Bounds, in bytes and instructions.
const (
	maxRepeat  = 4096     // what an unbounded repeat may match
	maxWidth   = 64 << 10 // what a shape may match
	maxProgram = 1024
	maxSource  = 4096
	maxStates  = 4 << 20 // instructions × bytes: what a hard match may have to remember, at 1 bit and at most 16 each
)

// Shape is a compiled expression, immutable and safe for concurrent use.
type Shape struct {
	program    []instruction
	reversed   []instruction // for MatchBefore
	min, max   int
	hasSecret  bool
	lead       int // bytes of fixed text in front
	solid      bool
	expression string
}

type operation uint8

const (
	opRun   operation = iota // class repeated min to max times, greedy
	opSplit                  // try next, then other
	opJump                   // to other
	opSave                   // the secret group begins (other = 0) or ends (1)
	opAccept
)

// instruction of a program. next is always the following one.
type instruction struct {
	op       operation
	atomic   bool // what follows a run cannot match its class, so giving bytes back cannot help
	other    int32
	min, max int32
	class    *class
}

// class is a set of bytes.
type class [256]bool

// Parse compiles expr. The syntax is RE2's without anchors, word boundaries, lazy repeats and other groups with a name than
// (?P<secret>…), of which there may be one. Errors name the construct.
func Parse(expr string) (*Shape, error) {
	if len(expr) > maxSource {
		return nil, fmt.Errorf("shape is longer than %d bytes", maxSource)
	}
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("shape: %w", err)
	}
	forward, backward := compiler{}, compiler{backward: true}
	for _, c := range []*compiler{&forward, &backward} {
		if err := c.compile(tree); err != nil {
			return nil, fmt.Errorf("shape: %w", err)
		}
		c.emit(instruction{op: opAccept})
		c.markAtomic()
	}
	s := &Shape{program: forward.program, reversed: backward.program, hasSecret: forward.secrets > 0, expression: expr}
	s.min, s.max = width(tree)
	s.lead, _ = lead(tree)
	s.solid = solid(s.program)
	if forward.secrets > 1 {
		return nil, errors.New("shape: more than one group (?P<secret>…)")
	}
	if s.max == 0 || s.max > maxWidth {
		return nil, fmt.Errorf("shape: it may match %d bytes; between 1 and %d are allowed", s.max, maxWidth)
	}
	if states := len(s.program) * s.max; states > maxStates {
		return nil, fmt.Errorf("shape: %d parts that match up to %d bytes are too many; bound the repeats", len(s.program), s.max)
	}
	return s, nil
}

// String returns the expression.
func (s *Shape) String() string { return s.expression }

// Gap reports white space, control characters and quotation marks.
func Gap(b byte) bool { return gaps[b] }

var gaps = [256]bool{
	true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, // up to ' '
	'"': true, '\'': true, '`': true, 0x7f: true,
}

// Solid reports whether nothing that the shape matches holds a Gap: then its values are looked for in runs of other bytes only.
func (s *Shape) Solid() bool { return s.solid }

func solid(program []instruction) bool {
	for _, in := range program {
		for b := range 0x80 {
			if in.op == opRun && in.class[b] && Gap(byte(b)) {
				return false
			}
		}
	}
	return true
}

// MinWidth and MaxWidth return how many bytes the shape may match.
func (s *Shape) MinWidth() int { return s.min }

// MaxWidth is the upper bound; unbounded repeats count 4,096.
func (s *Shape) MaxWidth() int { return s.max }

// Lead returns how many bytes of fixed text all begins with that the shape matches; of alternatives the shortest counts.
func (s *Shape) Lead() int { return s.lead }

// lead returns how many bytes of fixed text re begins with, and whether it is nothing else.
func lead(re *syntax.Regexp) (n int, whole bool) {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune), true
	case syntax.OpEmptyMatch:
		return 0, true
	case syntax.OpCapture:
		return lead(re.Sub[0])
	case syntax.OpAlternate:
		n, whole = lead(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			other, fixed := lead(sub)
			n, whole = min(n, other), whole && fixed && n == other
		}
		return n, whole
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			more, whole := lead(sub)
			n += more
			if !whole {
				return n, false
			}
		}
		return n, true
	}
	return 0, false
}

// Needs reports whether all that the shape matches holds one of some bytes of ASCII.
func (s *Shape) Needs(bytes string) bool {
	tree, err := syntax.Parse(s.expression, syntax.Perl)
	return err == nil && needs(tree, bytes)
}

func needs(re *syntax.Regexp, bytes string) bool {
	sub := func(re *syntax.Regexp) bool { return needs(re, bytes) }
	switch re.Op {
	case syntax.OpLiteral:
		return slices.ContainsFunc(re.Rune, func(r rune) bool { return strings.ContainsRune(bytes, r) })
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if !strings.ContainsRune(bytes, r) {
					return false
				}
			}
		}
		return true
	case syntax.OpAlternate:
		return !slices.ContainsFunc(re.Sub, func(re *syntax.Regexp) bool { return !sub(re) })
	}
	least, _, repeated := repeat(re)
	return (!repeated || least > 0) && slices.ContainsFunc(re.Sub, sub)
}

// width returns the fewest and the most bytes that re can match.
func width(re *syntax.Regexp) (lo, hi int) {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune), len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyCharNotNL, syntax.OpAnyChar:
		return 1, 1
	case syntax.OpAlternate:
		return alternatives(re)
	}
	for _, sub := range re.Sub {
		l, h := width(sub)
		lo, hi = lo+l, min(hi+h, maxWidth+1)
	}
	least, most, ok := repeat(re)
	if !ok {
		return lo, hi
	}
	if most < 0 {
		return lo * least, max(hi*least, maxRepeat)
	}
	return lo * least, min(hi*most, maxWidth+1)
}

func alternatives(re *syntax.Regexp) (lo, hi int) {
	lo, hi = width(re.Sub[0])
	for _, sub := range re.Sub[1:] {
		l, h := width(sub)
		lo, hi = min(lo, l), max(hi, h)
	}
	return lo, hi
}

// repeat returns the bounds of a repetition, most -1 for none.
func repeat(re *syntax.Regexp) (least, most int, ok bool) {
	switch re.Op {
	case syntax.OpStar:
		return 0, -1, true
	case syntax.OpPlus:
		return 1, -1, true
	case syntax.OpQuest:
		return 0, 1, true
	case syntax.OpRepeat:
		return re.Min, re.Max, true
	}
	return 0, 0, false
}

// MaxOpening is the most bytes that Opening tells of.
const MaxOpening = 16

// Opening adds to class the bytes that what the shape matches begins with, and returns how many bytes at least are of these: at most
// MaxOpening, and 0 where the shape does not begin with a run of one class.
func (s *Shape) Opening(class *[256]bool) (least int) {
	at := 0
	for s.program[at].op == opSave {
		at++
	}
	first := &s.program[at]
	if first.op != opRun {
		return 0
	}
	for b, in := range first.class {
		class[b] = class[b] || in
	}
	return min(int(first.min), MaxOpening)
}
