package python

// code is a code object: where its parts lie.
type code struct {
	arguments                      int // those that may go by place
	instructions, constants, names place
	variables, free, cells         place // from 3.11 on all of them are variables
}

// numbers is how many there are in front of a code object's parts: of arguments, variables, the stack, flags.
func (v version) numbers() int {
	switch {
	case v < 300:
		return 4
	case v >= 308 && v <= 310:
		return 6
	}
	return 5
}

// parts returns the code object behind whose type the reader stands.
func (r *reader) parts() (c code) {
	c.arguments = r.long()
	r.skip(4 * (r.numbers() - 1))
	next := func() place {
		p := place(r.at)
		r.object()
		return p
	}
	c.instructions, c.constants, c.names, c.variables = next(), next(), next(), next()
	if r.version <= 310 {
		c.free, c.cells = next(), next()
	}
	return c
}

// code reads a code object behind its type, those in it first.
func (r *reader) code() {
	c := r.parts()
	switch {
	case r.version >= 311:
		r.objects(4) // kinds of variables, file, name, qualified name
	default:
		r.objects(2) // file, name
	}
	r.skip(4) // first line
	r.objects(1)
	if r.version >= 311 {
		r.objects(1) // exceptions
	}
	if !r.again && !r.Full() {
		r.run(&c)
	}
}

// parameters appends the names of a code object's arguments that may go by place.
func (r *reader) parameters(out []place, p place) []place {
	if p == 0 {
		return out
	}
	kind, back := r.look(p)
	defer back()
	if kind != typeCode {
		return out
	}
	c := r.parts()
	all := r.tuple(out, c.variables)
	return all[:len(out)+min(max(c.arguments, 0), len(all)-len(out))]
}

// instruction is one of code.
type instruction struct {
	number   byte
	argument int
}

// wide is the number from which on instructions had an argument, before each had one.
const wide = 90

// next returns the instruction at code[at:], and what is behind it.
func (v version) next(code []byte, at int) (i instruction, behind int) {
	i.number = code[at]
	switch {
	case v >= 306:
		if at+1 < len(code) {
			i.argument = int(code[at+1])
		}
		return i, at + 2
	case i.number < wide:
		return i, at + 1
	case at+2 < len(code):
		i.argument = int(code[at+1]) | int(code[at+2])<<8
	}
	return i, at + 3
}

// bits is how many bits of an argument an instruction holds.
func (v version) bits() int {
	if v >= 306 {
		return 8
	}
	return 16
}
