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
		c.emit(instruction{op: opRun, min: 1, max: 1, class: classOf(re)})
		return nil
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
	return fmt.Errorf("%v is not allowed: a shape is anchored by its literal and has no look-around", re)
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
		if r > unicode.MaxASCII {
			return fmt.Errorf("%q is not ASCII: shapes match bytes", r)
		}
		set := &class{}
		set[r] = true
		if re.Flags&syntax.FoldCase != 0 {
			set[unicode.ToLower(r)], set[unicode.ToUpper(r)] = true, true
		}
		c.emit(instruction{op: opRun, min: 1, max: 1, class: set})
	}
	return nil
}

// classOf turns a class of code points into one of bytes: any code point beyond ASCII stands for every byte beyond ASCII.
func classOf(re *syntax.Regexp) *class {
	set := &class{}
	ranges := re.Rune
	if re.Op != syntax.OpCharClass {
		ranges = []rune{0, unicode.MaxRune}
	}
	for i := 0; i < len(ranges); i += 2 {
		for r := ranges[i]; r <= min(ranges[i+1], unicode.MaxASCII); r++ {
			set[r] = true
		}
		if ranges[i+1] > 0xff {
			for b := 0x80; b < 0x100; b++ {
				set[b] = true
			}
		}
	}
	if re.Op == syntax.OpAnyCharNotNL {
		set['\n'] = false
	}
	return set
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
	if set := single(sub); set != nil {
		if most < 0 {
			most = max(maxRepeat, least)
		}
		c.emit(instruction{op: opRun, min: int32(least), max: int32(most), class: set})
		return nil
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

// single returns the class of an expression that always matches one byte, nil for others.
func single(re *syntax.Regexp) *class {
	switch {
	case re.Op == syntax.OpCharClass, re.Op == syntax.OpAnyChar, re.Op == syntax.OpAnyCharNotNL:
		return classOf(re)
	case re.Op == syntax.OpLiteral && len(re.Rune) == 1 && re.Rune[0] <= unicode.MaxASCII:
		set := &class{}
		set[re.Rune[0]] = true
		if re.Flags&syntax.FoldCase != 0 {
			set[unicode.ToLower(re.Rune[0])], set[unicode.ToUpper(re.Rune[0])] = true, true
		}
		return set
	case re.Op == syntax.OpCapture && re.Name == "":
		return single(re.Sub[0])
	}
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
