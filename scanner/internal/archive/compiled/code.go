package compiled

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Code of Java classes (The Java Virtual Machine Specification, chapter 6): fields and variables that are set to a text, and calls with one
// among their arguments. Only what lies on the stack since the last instruction that is none of these is known.

// Instructions, first and last of their kind.
const (
	opNull, opShort         = 0x01, 0x11 // constants
	opLoad, opLoadWide      = 0x12, 0x13
	opLoadLong              = 0x14
	opFirstLoad, opLastLoad = 0x15, 0x2d // variables
	opStore                 = 0x3a
	opStore0, opStore3      = 0x4b, 0x4e
	opDup                   = 0x59
	opTable, opLookup       = 0xaa, 0xab
	opGetStatic             = 0xb2
	opSetStatic             = 0xb3
	opGetField              = 0xb4
	opSetField              = 0xb5
	opCall, opCallInterface = 0xb6, 0xb9
	opCallStatic            = 0xb8
	opNew                   = 0xbb
	opWide                  = 0xc4
	opIncrement             = 0x84

	mostPushed = 64 // entries that are remembered
)

// lengthOf returns how many bytes an instruction takes but for those whose length differs.
func lengthOf(op byte) int {
	switch {
	case op == 0x10, op == opLoad, op >= 0x15 && op <= 0x19, op >= 0x36 && op <= opStore, op == 0xa9, op == 0xbc:
		return 2
	case op == opShort, op == opLoadWide, op == opLoadLong, op == opIncrement, op >= 0x99 && op <= 0xa8,
		op >= opGetStatic && op <= opCallStatic,
		op == opNew, op == 0xbd, op == 0xc0, op == 0xc1, op == 0xc6, op == 0xc7:
		return 3
	case op == 0xc5:
		return 4
	case op == opCallInterface, op == 0xba, op == 0xc8, op == 0xc9:
		return 5
	}
	return 1
}

// body is the code of a method.
type body struct {
	*class
	file          // of the code alone
	pushed  []int // constants of texts on the stack, 0 for what is none
	locals  int   // where the table of local variables lies, 0: there is none
	entries int   // of that
	shown   pairs.Call
}

// code reads the code of a method, which is an attribute.
func (c *class) code(at, size int) {
	length := min(c.u32(at+4), size-codeHead)
	code := c.bytes(at+codeHead, length)
	if code == nil {
		return
	}
	b := body{class: c, file: file{code, c.order}}
	b.variables(at+codeHead+length, at+size)
	for here := 0; here < len(code) && !c.Full(); {
		n := b.length(here)
		c.Step()
		b.step(code[here], here, n)
		here += n
	}
}

// length returns how many bytes the instruction takes that is at a place.
func (b *body) length(at int) int {
	code := &b.file
	operands := at + 4 - at&3 // of a jump by a table
	n := 0
	switch op := byte(code.u8(at)); op {
	case opTable:
		n = operands + 12 + 4*(code.u32(operands+8)-code.u32(operands+4)+1) - at
	case opLookup:
		n = operands + 8 + 8*code.u32(operands+4) - at
	case opWide:
		n = 4
		if code.u8(at+1) == opIncrement {
			n = 6
		}
	default:
		n = lengthOf(op)
	}
	return max(n, 1)
}

// variables finds the table of local variables among the attributes of code, behind its handlers of exceptions.
func (b *body) variables(at, end int) {
	c := b.class
	at += 2 + 8*c.u16(at)
	count := c.u16(at)
	for at += 2; count > 0 && at < end; count-- {
		size := c.u32(at + 2)
		if size < 0 {
			return
		}
		if string(c.utf8(c.u16(at))) == "LocalVariableTable" {
			b.locals, b.entries = at+attributeHead+2, c.u16(at+attributeHead)
			return
		}
		at += attributeHead + size
	}
}

// variable returns the name of the variable that begins at a place of the code.
func (b *body) variable(index, begins int) []byte {
	c := b.class
	for i, at := 0, b.locals; i < b.entries && at > 0 && !c.Full(); i, at = i+1, at+10 {
		c.Step()
		if c.u16(at) == begins && c.u16(at+8) == index {
			return c.utf8(c.u16(at + 4))
		}
	}
	return nil
}

func (b *body) push(constant int) {
	if len(b.pushed) == mostPushed {
		b.pushed = b.pushed[:0]
	}
	b.pushed = append(b.pushed, constant)
}

// pop takes entries off, and returns the last of them.
func (b *body) pop(n int) (top int) {
	if len(b.pushed) > 0 {
		top = b.pushed[len(b.pushed)-1]
	}
	b.pushed = b.pushed[:max(0, len(b.pushed)-n)]
	return top
}

// step does what an instruction of n bytes at a place does.
func (b *body) step(op byte, at, n int) {
	code := &b.file
	switch {
	case op == opLoad:
		b.push(code.u8(at + 1))
	case op == opLoadWide:
		b.push(code.u16(at + 1))
	case op >= opNull && op <= opShort, op >= opLoadLong && op <= opLastLoad, op == opGetStatic, op == opNew:
		b.push(0)
	case op == opDup:
		b.push(b.pop(0))
	case op == opGetField:
		b.pop(1)
		b.push(0)
	case op == opSetStatic, op == opSetField:
		b.named(b.pop(1+int(op-opSetStatic)/2), func() []byte { return b.class.field(code.u16(at + 1)) })
	case op == opStore:
		b.named(b.pop(1), func() []byte { return b.variable(code.u8(at+1), at+n) })
	case op >= opStore0 && op <= opStore3:
		b.named(b.pop(1), func() []byte { return b.variable(int(op-opStore0), at+n) })
	case op >= opCall && op <= opCallInterface:
		b.call(op, code.u16(at+1))
	default:
		b.pushed = b.pushed[:0]
	}
}

// named tells a text and its name, if it has one.
func (b *body) named(constant int, name func() []byte) {
	if constant == 0 {
		return
	}
	if n := name(); len(n) > 0 {
		b.Pair(b.text(constant), func() []byte { return n })
	}
}

// call tells a call that has texts among its arguments.
func (b *body) call(op byte, method int) {
	c := b.class
	tag := c.u8(c.place(method))
	name, descriptor := c.member(method, tag)
	arguments, returns := parameters(c.Looked(descriptor))
	b.shown.Begin(func(line []byte) []byte { return b.called(line, method, name) })
	for i := range arguments {
		constant := 0
		if k := len(b.pushed) - arguments + i; k >= 0 && k < len(b.pushed) {
			constant = b.pushed[k]
		}
		b.shown.Constant(b.text(constant))
	}
	b.Call(&b.shown)
	if op != opCallStatic {
		arguments++
	}
	b.pop(arguments)
	if returns {
		b.push(0)
	}
}

// called appends the simple name of a method's class and its own; of a constructor that of the class alone.
func (b *body) called(line []byte, method int, name []byte) []byte {
	c := b.class
	owner := []byte(nil)
	if at, ok := c.tagged(c.u16(c.place(method)+1), tagClass); ok {
		owner = c.utf8(c.u16(at))
		owner = owner[1+bytes.LastIndexAny(owner, "/$"):]
	}
	line = append(line, owner...)
	if string(name) == "<init>" {
		return line
	}
	return append(append(line, '.'), name...)
}

// parameters returns how many parameters a method has by its type, and whether it returns something.
func parameters(descriptor []byte) (n int, returns bool) {
	rest, ok := bytes.CutPrefix(descriptor, []byte("("))
	for ok && len(rest) > 0 && rest[0] != ')' && n < mostPushed {
		rest = bytes.TrimLeft(rest, "[")
		end := 0
		if len(rest) > 0 && rest[0] == 'L' {
			end = bytes.IndexByte(rest, ';')
		}
		if end < 0 || len(rest) == 0 {
			return n, false
		}
		rest = rest[end+1:]
		n++
	}
	return n, len(rest) > 1 && rest[1] != 'V'
}
