package serialized

import (
	"encoding/binary"
	"strings"
)

// Objects of R (https://cran.r-project.org/doc/manuals/r-release/R-ints.html#Serialization-Formats and src/main/serialize.c of R), in the binary
// form: .rds, .RData and .rda. Members of lists and columns of tables under their names, variables, arguments of calls, what functions assign.

const (
	mostRDeep = 500 // objects, one in the other
	mostRRefs = 1 << 20
)

// Kinds of objects.
const (
	rSymbol      = 1
	rPairs       = 2 // a list of pairs
	rClosure     = 3
	rEnvironment = 4
	rPromise     = 5
	rCall        = 6
	rSpecial     = 7
	rBuiltin     = 8
	rText        = 9
	rLogicals    = 10
	rIntegers    = 13
	rNumbers     = 14
	rComplex     = 15
	rTexts       = 16
	rDots        = 17
	rList        = 19
	rExpressions = 20
	rCode        = 21
	rPointer     = 22
	rWeak        = 23
	rBytes       = 24
	rS4          = 25
	rCompact     = 238
	rPairsMore   = 239 // in code: with attributes
	rCallMore    = 240
	rSeen        = 243 // in code
	rToSee       = 244
	rPersistent  = 247
	rNamespace   = 249
	rReference   = 255
	rConstants   = 241 // from here to 254: objects that there are once
)

// Flags of an object.
const (
	rHasAttributes = 0x200
	rHasTag        = 0x400
)

// rHeads begin files, behind what names the format of several variables.
var rHeads = [...]string{"X\n\x00\x00\x00\x02\x00", "X\n\x00\x00\x00\x03\x00"}

// rHead returns how long what stands in front of the version is, 0 if data begins like no file of R.
func rHead(data []byte) int {
	n := 0
	if len(data) > 5 && (string(data[:5]) == "RDX2\n" || string(data[:5]) == "RDX3\n") {
		n = 5
	}
	for _, h := range rHeads {
		if strings.HasPrefix(string(data[n:min(len(data), n+len(h))]), h) {
			return n + len("X\n")
		}
	}
	return 0
}

func isR(data []byte) bool { return rHead(data) > 0 }

// rObject is what is remembered of an object that was read, by places in the file.
type rObject struct {
	texts  int // where its texts begin, of which there are some; 0 for none
	symbol int // where the text of a symbol is, or what a call selects: x$name
}

// rStream is a file that is read. What is not valid ends it.
type rStream struct {
	*writer
	cursor
	refs []int // where the symbols are that are referred to; 0 for other objects
	last int   // where the texts that were read last begin
}

func rData(w *writer, data []byte) {
	r := rStream{writer: w, cursor: cursor{tree: tree{data: data}, at: rHead(data)}}
	version := r.int()
	r.take(8) // versions of R
	if version == 3 {
		r.take(r.int()) // an encoding
	}
	r.unnamed(r.object(0))
	w.Broken = w.Broken || r.at < 0
}

// int reads a number; it is less than 0 where there is none.
func (r *rStream) int() int {
	b := r.take(4)
	if b == nil {
		return -1
	}
	return int(int32(binary.BigEndian.Uint32(b)))
}

// length reads how many elements of some bytes follow.
func (r *rStream) length(width int) int {
	n := r.int()
	if n < 0 || n > (len(r.data)-max(0, r.at))/width {
		r.at = -1
		return 0
	}
	return n
}

// object reads an object.
func (r *rStream) object(depth int) (o rObject) {
	flags := r.int()
	if r.at < 0 || r.Full() {
		return o
	}
	if depth > mostRDeep {
		r.Cut()
		r.at = len(r.data)
		return o
	}
	kind, attributes := flags&0xff, flags&rHasAttributes != 0
	switch kind {
	case rPairs, rCall, rClosure, rPromise, rDots:
		return r.pairs(flags, depth)
	case rReference:
		return r.reference(flags)
	case rSymbol:
		r.int() // flags of its text
		o.symbol = r.at
		r.take(max(0, r.int()))
		r.refer(o.symbol)
		return o
	case rEnvironment:
		r.refer(0)
		r.int() // locked
		for range 4 {
			r.unnamed(r.object(depth + 1))
		}
		return o
	case rNamespace, rNamespace - 1, rPersistent:
		r.int()
		r.textsOf()
		r.refer(0)
		return o
	case rCompact:
		before := r.last
		for range 3 {
			r.object(depth + 1)
		}
		if r.last != before {
			o.texts = r.last
		}
		return o
	}
	if kind >= rConstants {
		return o
	}
	elements := r.vector(kind, &o, depth)
	if attributes && r.at >= 0 {
		r.attributes(&o, elements, depth)
	}
	for _, e := range elements {
		r.named(0, e)
	}
	return o
}

// vector reads what follows the flags of other objects, and returns the texts of those in a list.
func (r *rStream) vector(kind int, o *rObject, depth int) (elements []int) {
	switch kind {
	case rText, rSpecial, rBuiltin:
		r.take(max(0, r.int()))
	case rLogicals, rIntegers:
		r.take(4 * r.length(4))
	case rNumbers:
		r.take(8 * r.length(8))
	case rComplex:
		r.take(16 * r.length(16))
	case rBytes:
		if b := r.take(r.length(1)); len(b) > 0 {
			r.Hold([]byte("raw"), b)
		}
	case rTexts:
		if at := r.at; r.textsOf() > 0 {
			o.texts, r.last = at, at
		}
	case rList, rExpressions:
		n := r.length(4)
		for i := 0; i < n && r.at >= 0 && !r.Full(); i++ {
			elements = append(elements, r.object(depth+1).texts)
		}
	case rPointer:
		r.refer(0)
		r.object(depth + 1)
		r.object(depth + 1)
	case rWeak:
		r.refer(0)
	case rCode:
		r.int()
		r.code(depth + 1)
	case rS4:
	default:
		r.at = -1
	}
	return elements
}

// textsOf reads texts with their number in front, and returns how many they are.
func (r *rStream) textsOf() int {
	n := r.length(8)
	for i := 0; i < n && r.at >= 0; i++ {
		r.int()
		r.take(max(0, r.int()))
	}
	return n
}

// attributes reads those of an object. Names are those of its elements, which are shown then; the levels of a factor are its texts.
func (r *rStream) attributes(o *rObject, elements []int, depth int) {
	flags := r.int()
	for r.at >= 0 && flags&0xff == rPairs && !r.Full() {
		name := 0
		if flags&rHasTag != 0 {
			name = r.object(depth + 1).symbol
		}
		value := r.object(depth + 1)
		switch string(r.textAt(name)) {
		case "names":
			r.members(o, elements, value.texts)
		case "levels":
			o.texts = value.texts
		case "class", "row.names", "tsp", "dim", "comment":
		default:
			r.named(name, value.texts)
		}
		flags = r.int()
	}
}

// members shows the elements of a list, or texts, under their names.
func (r *rStream) members(o *rObject, elements []int, names int) {
	if names == 0 {
		return
	}
	n, at := r.big(names, 4), names+4
	texts, each := o.texts, o.texts+4
	for i := 0; i < n && !r.Full(); i++ {
		switch {
		case i < len(elements):
			r.named(at+4, elements[i])
			elements[i] = 0
		case texts > 0 && i < r.big(texts, 4):
			r.member(r.textAt(at+4), r.textAt(each+4))
			each = r.next(each)
		}
		at = r.next(at)
	}
	o.texts = 0
}

// next returns where the text behind one begins.
func (r *rStream) next(at int) int { return at + 8 + max(0, r.big(at+4, 4)) }

// textAt returns the text whose length is at a place, nil if there is none.
func (r *rStream) textAt(at int) []byte {
	if at <= 0 {
		return nil
	}
	b, _ := r.bytes(at+4, r.big(at, 4))
	return b
}

// named shows texts under the name whose length is at a place, 0 for none.
func (r *rStream) named(name, texts int) {
	if texts == 0 {
		return
	}
	n := r.big(texts, 4)
	for at := texts + 4; n > 0 && !r.Full(); n-- {
		r.member(r.Looked(r.textAt(name)), r.Looked(r.textAt(at+4)))
		at = r.next(at)
	}
}

func (r *rStream) unnamed(o rObject) { r.named(0, o.texts) }

func (r *rStream) refer(symbol int) {
	if len(r.refs) == mostRRefs {
		r.Cut()
		r.at = len(r.data)
		return
	}
	r.refs = append(r.refs, symbol)
}

// reference returns what was read before.
func (r *rStream) reference(flags int) (o rObject) {
	n := flags >> 8
	if n == 0 {
		n = r.int()
	}
	if n <= 0 || n > len(r.refs) {
		r.at = -1
		return o
	}
	o.symbol = r.refs[n-1]
	return o
}

// rChain is a chain of pairs under way: a call, as far as its parts say what is assigned.
type rChain struct {
	call  bool
	count int
	parts [3]rObject // the function and two arguments
}

// pairs reads a chain of pairs, or a call, which is one.
func (r *rStream) pairs(flags, depth int) (o rObject) {
	c := rChain{call: flags&0xff == rCall}
	for r.at >= 0 && !r.Full() {
		kind := flags & 0xff
		if kind != rPairs && kind != rCall && kind != rClosure && kind != rPromise && kind != rDots {
			r.at -= 4
			r.add(&c, 0, r.object(depth+1))
			break
		}
		if flags&rHasAttributes != 0 {
			r.object(depth + 1)
		}
		name := 0
		if flags&rHasTag != 0 {
			name = r.object(depth + 1).symbol
		}
		r.add(&c, name, r.object(depth+1))
		flags = r.int()
	}
	return r.selected(&c)
}

// add takes the next part of a chain, which may have a name.
func (r *rStream) add(c *rChain, name int, part rObject) {
	if name == 0 && c.call && c.count < len(c.parts) {
		c.parts[c.count] = part
	} else {
		r.named(name, part.texts)
	}
	c.count++
}

// selected shows what a call assigns, and returns what it selects: x$name.
func (r *rStream) selected(c *rChain) (o rObject) {
	switch string(r.textAt(c.parts[0].symbol)) {
	case "<-", "=", "<<-", "assign":
		name := c.parts[1].symbol
		if name == 0 && c.parts[1].texts > 0 {
			name = c.parts[1].texts + 8
		}
		r.named(name, c.parts[2].texts)
	case "$", "@", "[[":
		if o.symbol = c.parts[2].symbol; o.symbol == 0 && c.parts[2].texts > 0 {
			o.symbol = c.parts[2].texts + 8
		}
	default:
		r.unnamed(c.parts[1])
		r.unnamed(c.parts[2])
	}
	return o
}

// code reads compiled code: its instructions and the constants of the function, the first of which is its source.
func (r *rStream) code(depth int) {
	if depth > mostRDeep {
		r.at = -1
		return
	}
	r.object(depth)
	n := r.length(4)
	for i := 0; i < n && r.at >= 0 && !r.Full(); i++ {
		switch kind := r.int(); kind {
		case rCode:
			r.code(depth + 1)
		case rCall, rPairs, rToSee, rSeen, rCallMore, rPairsMore:
			r.expression(kind, depth+1)
		default:
			r.unnamed(r.object(depth))
		}
	}
}

// expression reads an expression in compiled code.
func (r *rStream) expression(kind, depth int) (o rObject) {
	c := rChain{call: kind == rCall || kind == rCallMore}
	for r.at >= 0 && !r.Full() && depth <= mostRDeep {
		switch kind {
		case rSeen:
			r.int()
			return r.selected(&c)
		case rToSee:
			r.int()
			kind = r.int()
			c.call = c.call || c.count == 0 && (kind == rCall || kind == rCallMore)
			continue
		case rCall, rPairs, rCallMore, rPairsMore:
		default:
			r.add(&c, 0, r.object(depth))
			return r.selected(&c)
		}
		if kind == rCallMore || kind == rPairsMore {
			r.object(depth)
		}
		name := r.object(depth).symbol
		first := r.int()
		switch first {
		case rCall, rPairs, rToSee, rSeen, rCallMore, rPairsMore:
			r.add(&c, name, r.expression(first, depth+1))
		default:
			r.add(&c, name, r.object(depth))
		}
		kind = r.int()
	}
	return r.selected(&c)
}
