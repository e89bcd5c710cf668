package pairs

import "bytes"

// mostArgument is how many bytes of a constant are shown in a call.
const mostArgument = 1 << 10

// Call is a call under way, as it may have been written: send("text", _, name). Begin comes first, then each argument; Bounded.Call
// adds it to a text.
type Call struct {
	line      []byte
	arguments int
	constants bool // among the arguments
}

// Begin begins a call of what callee appends to a line.
func (c *Call) Begin(callee func(line []byte) []byte) {
	*c = Call{line: append(callee(c.line[:0]), '(')}
}

// Name adds an argument that is a name.
func (c *Call) Name(name []byte) {
	c.argument()
	c.line = append(c.line, name...)
}

// Constant adds an argument that is a constant, or not known if that is empty. It reports whether the constant is shown: in the place
// of one that would not read the same in quotes `_` stands.
func (c *Call) Constant(constant []byte) (shown bool) {
	c.argument()
	if len(constant) == 0 || len(constant) > mostArgument || bytes.ContainsAny(constant, "\"\\\n\r\x00") {
		c.line = append(c.line, '_')
		return false
	}
	c.line = append(append(append(c.line, '"'), constant...), '"')
	c.constants = true
	return true
}

func (c *Call) argument() {
	if c.arguments > 0 {
		c.line = append(c.line, ", "...)
	}
	c.arguments++
}

// Call adds a call that has constants among its arguments.
func (b *Bounded) Call(c *Call) {
	if c.constants && !b.Full() {
		b.Value(append(c.line, ')'))
	}
}
