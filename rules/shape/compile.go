package shape

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"unicode"
)

// compiler emits a program for a syntax tree; backward, one that reads bytes from the right to the left.
type compiler struct {
	program  []instruction
	backward bool
	secrets  int
}

func (c *compiler) emit(i instruction) int {
	c.program = append(c.program, i)
	return len(c.program) - 1
}

func (c *compiler) compile(re *syntax.Regexp) error {
	if len(c.program) > maxProgram {
		return errors.New("it is too large; use a class with a count")
	}
	if re.Flags&syntax.NonGreedy != 0 {
		if _, _, ok := repeat(re); ok {
			return fmt.Errorf("lazy repeat %v is not allowed: shapes are greedy", re)
		}
	}
	switch re.Op {
	case syntax.OpEmptyMatch:
		return nil
	case syntax.OpLiteral:
		return c.literal(re)
	case syntax.OpCharClass, syntax.OpAnyCharNotNL, syntax.OpAnyChar:
		return c.run(re, 1, 1)
	case syntax.OpCapture:
		return c.capture(re)
	case syntax.OpConcat:
		return c.each(re.Sub)
	case syntax.OpAlternate:
		return c.alternate(re.Sub)
	}
	if least, most, ok := repeat(re); ok {
		return c.repeat(re.Sub[0], least, most)
	}
	return fmt.Errorf("%s is not allowed: a shape is anchored by its literal", construct(re))
}

// construct names what a shape may not hold as people write it.
func construct(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpBeginLine, syntax.OpBeginText:
		return "the anchor ^ (or \\A)"
	case syntax.OpEndLine, syntax.OpEndText:
		return "the anchor $ (or \\z)"
	case syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return "the word boundary " + re.String() + ` (see "boundary")`
	}
	return re.String()
}

// run emits a repeat of something that single accepts.
func (c *compiler) run(re *syntax.Regexp, least, most int) error {
	set, err := classOf(re)
	if err != nil {
		return err
	}
	c.emit(instruction{op: opRun, min: int32(least), max: int32(most), class: set})
	return nil
}

func (c *compiler) each(subs []*syntax.Regexp) error {
	for i := range subs {
		sub := subs[i]
		if c.backward {
			sub = subs[len(subs)-1-i]
		}
		if err := c.compile(sub); err != nil {
			return err
		}
	}
	return nil
}

func (c *compiler) literal(re *syntax.Regexp) error {
	for i := range re.Rune {
		r := re.Rune[i]
		if c.backward {
			r = re.Rune[len(re.Rune)-1-i]
		}
		one := &syntax.Regexp{Op: syntax.OpLiteral, Flags: re.Flags, Rune: []rune{r}}
		if err := c.run(one, 1, 1); err != nil {
			return err
		}
	}
	return nil
}

// single reports whether an expression always matches one character.
func single(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	case syntax.OpLiteral:
		return len(re.Rune) == 1
	case syntax.OpCapture:
		return re.Name == "" && single(re.Sub[0])
	}
	return false
}

// classOf returns the bytes that an expression accepted by single matches. The bytes beyond ASCII are in the class if all code
// points beyond ASCII are, as in [^"] or \S; there is no way to name some of them.
func classOf(re *syntax.Regexp) (*class, error) {
	set := &class{}
	switch re.Op {
	case syntax.OpCapture:
		return classOf(re.Sub[0])
	case syntax.OpLiteral:
		r := re.Rune[0]
		if r > unicode.MaxASCII {
			return nil, fmt.Errorf("%q is not ASCII: shapes match bytes", r)
		}
		set[r] = true
		if re.Flags&syntax.FoldCase != 0 {
			set[unicode.ToLower(r)], set[unicode.ToUpper(r)] = true, true
		}
		return set, nil
	case syntax.OpCharClass:
		return set, set.add(re)
	}
	for b := range set {
		set[b] = true
	}
	set['\n'] = re.Op == syntax.OpAnyChar
	return set, nil
}

// Case folding adds these two to classes that hold s and k; nobody means them.
const (
	longS  = '\u017f'
	kelvin = '\u212a'
)

func (set *class) add(re *syntax.Regexp) error {
	if len(re.Rune) == 0 {
		return fmt.Errorf("the class %v holds no character", re)
	}
	beyond := 0
	for i := 0; i < len(re.Rune); i += 2 {
		lo, hi := re.Rune[i], re.Rune[i+1]
		for r := lo; r <= min(hi, unicode.MaxASCII); r++ {
			set[r] = true
		}
		beyond += max(0, int(hi-max(lo, unicode.MaxASCII+1))+1)
		for _, r := range []rune{longS, kelvin} {
			if lo <= r && r <= hi {
				beyond--
			}
		}
	}
	switch beyond {
	case 0:
	case unicode.MaxRune - unicode.MaxASCII - 2:
		for b := 0x80; b < len(set); b++ {
			set[b] = true
		}
	default:
		return fmt.Errorf("the class %v holds some characters that are not ASCII: shapes match bytes", re)
	}
	return nil
}

func (c *compiler) capture(re *syntax.Regexp) error {
	if re.Name == "" {
		return c.compile(re.Sub[0])
	}
	if re.Name != "secret" {
		return fmt.Errorf("group name %q: only (?P<secret>…) has a meaning", re.Name)
	}
	c.secrets++
	c.emit(instruction{op: opSave, other: 0})
	if err := c.compile(re.Sub[0]); err != nil {
		return err
	}
	c.emit(instruction{op: opSave, other: 1})
	return nil
}

func (c *compiler) alternate(subs []*syntax.Regexp) error {
	var ends []int
	for i, sub := range subs {
		split := -1
		if i < len(subs)-1 {
			split = c.emit(instruction{op: opSplit})
		}
		if err := c.compile(sub); err != nil {
			return err
		}
		if split >= 0 {
			ends = append(ends, c.emit(instruction{op: opJump}))
			c.program[split].other = int32(len(c.program))
		}
	}
	for _, e := range ends {
		c.program[e].other = int32(len(c.program))
	}
	return nil
}

func (c *compiler) repeat(sub *syntax.Regexp, least, most int) error {
	if single(sub) {
		if most < 0 {
			most = maxRepeat
		}
		return c.run(sub, least, most)
	}
	for range least {
		if err := c.compile(sub); err != nil {
			return err
		}
	}
	if most < 0 {
		return c.loop(sub)
	}
	var splits []int
	for range most - least {
		splits = append(splits, c.emit(instruction{op: opSplit}))
		if err := c.compile(sub); err != nil {
			return err
		}
	}
	for _, s := range splits {
		c.program[s].other = int32(len(c.program))
	}
	return nil
}

func (c *compiler) loop(sub *syntax.Regexp) error {
	switch lo, hi := width(sub); {
	case lo == 0:
		return fmt.Errorf("%v is repeated but may be empty", sub)
	case hi >= maxRepeat:
		return fmt.Errorf("%v is an unbounded repeat inside another", sub)
	}
	split := c.emit(instruction{op: opSplit})
	if err := c.compile(sub); err != nil {
		return err
	}
	c.emit(instruction{op: opJump, other: int32(split)})
	c.program[split].other = int32(len(c.program))
	return nil
}

// markAtomic finds the runs that never need to give back what they took: the program ends behind them, or what follows is a
// run of at least one byte of a disjoint class.
func (c *compiler) markAtomic() {
	for i := range c.program {
		in := &c.program[i]
		if in.op != opRun {
			continue
		}
		next := i + 1
		for c.program[next].op == opSave {
			next++
		}
		after := c.program[next]
		in.atomic = in.min == in.max || after.op == opRun && after.min > 0 && disjoint(in.class, after.class)
	}
}

func disjoint(a, b *class) bool {
	for i := range a {
		if a[i] && b[i] {
			return false
		}
	}
	return true
}
