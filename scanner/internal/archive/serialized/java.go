package serialized

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Objects of Java (Java Object Serialization Specification, chapter 6): fields with a text, also as an array of characters, and members of maps. The
// classes are told in the stream.

const (
	javaMagic = "\xac\xed\x00\x05"

	javaNull      = 0x70
	javaReference = 0x71
	javaClassDesc = 0x72
	javaObject    = 0x73
	javaString    = 0x74
	javaArray     = 0x75
	javaClass     = 0x76
	javaBlock     = 0x77
	javaEnd       = 0x78
	javaReset     = 0x79
	javaLongBlock = 0x7a
	javaLongText  = 0x7c
	javaProxy     = 0x7d
	javaEnum      = 0x7e

	javaFirst = 0x7e0000 // what references count from

	javaWrites       = 1 << 0 // flags of a class: it writes more than its fields,
	javaSerializable = 1 << 1
	javaExternal     = 1 << 2 // or all itself,
	javaInBlocks     = 1 << 3 // in blocks
)

// Bounds of one file.
const (
	mostJavaDeep    = 1000 // objects, one in the other
	mostJavaHandles = 1 << 20
	mostJavaFields  = 1 << 18
	mostJavaSupers  = 100
)

func isJava(data []byte) bool {
	return len(data) > len(javaMagic) && string(data[:len(javaMagic)]) == javaMagic && data[len(javaMagic)] >= javaNull && data[len(javaMagic)] <= javaEnum
}

// javaStream is a stream that is read. What is not valid ends it.
type javaStream struct {
	*writer
	cursor
	depth   int
	handles []javaHandle // of what references are to
	classes []javaType
	fields  int
}

// javaHandle is a text by its place, or a class by its number.
type javaHandle struct{ at, size, class int32 }

const noClass = -1

type javaType struct {
	name   []byte
	flags  byte
	fields []javaField
	super  int32
}

type javaField struct {
	kind byte
	name []byte
}

func java(w *writer, data []byte) {
	j := javaStream{writer: w, cursor: cursor{tree{data: data}, len(javaMagic)}}
	for j.at >= 0 && j.at < len(data) && !w.Full() {
		j.member(nil, j.content())
	}
	w.Broken = w.Broken || j.at < 0
}

// fail ends the stream.
func (j *javaStream) fail() { j.at = -1 }

// bound ends it for its size.
func (j *javaStream) bound() {
	j.Cut()
	j.at = len(j.data)
}

// number reads a number.
func (j *javaStream) number(width int) int {
	if j.take(width) == nil {
		return -1
	}
	return j.big(j.at-width, width)
}

// utf reads a text with a length of some bytes.
func (j *javaStream) utf(width int) []byte { return j.take(j.number(width)) }

// handle remembers something that references may be to.
func (j *javaStream) handle(h javaHandle) {
	if len(j.handles) == mostJavaHandles {
		j.bound()
		return
	}
	j.handles = append(j.handles, h)
}

// content reads the next content, and returns it if it is a text or bytes.
func (j *javaStream) content() []byte {
	if j.depth == mostJavaDeep {
		j.bound()
		return nil
	}
	j.depth++
	defer func() { j.depth-- }()
	tag := j.take(1)
	if tag == nil || j.Full() {
		return nil
	}
	switch tag[0] {
	case javaNull, javaEnd:
	case javaReference:
		h, ok := j.reference()
		if ok && h.size > 0 {
			return j.Looked(j.data[h.at : h.at+h.size])
		}
	case javaString, javaLongText:
		width := 2
		if tag[0] == javaLongText {
			width = 8
		}
		text := j.utf(width)
		j.handle(javaHandle{int32(max(0, j.at)) - int32(len(text)), int32(len(text)), noClass})
		return text
	case javaClassDesc, javaProxy:
		j.at--
		j.classDesc()
	case javaObject:
		j.object()
	case javaArray:
		return j.array()
	case javaClass:
		j.classDesc()
		j.handle(javaHandle{class: noClass})
	case javaEnum:
		j.classDesc()
		j.handle(javaHandle{class: noClass})
		j.content()
	case javaBlock:
		return j.utf(1)
	case javaLongBlock:
		return j.utf(4)
	case javaReset:
		j.handles = j.handles[:0]
	default:
		j.fail()
	}
	return nil
}

// reference reads which handle is meant.
func (j *javaStream) reference() (javaHandle, bool) {
	n := j.number(4) - javaFirst
	if n < 0 || n >= len(j.handles) {
		j.fail()
		return javaHandle{}, false
	}
	return j.handles[n], true
}

// classDesc reads a class, and returns its number, noClass for none.
func (j *javaStream) classDesc() int32 {
	if j.depth == mostJavaDeep {
		j.bound()
		return noClass
	}
	j.depth++
	defer func() { j.depth-- }()
	tag := j.take(1)
	if tag == nil {
		return noClass
	}
	switch tag[0] {
	case javaNull:
	case javaReference:
		if h, ok := j.reference(); ok {
			return h.class
		}
	case javaClassDesc, javaProxy:
		number := int32(len(j.classes))
		j.classes = append(j.classes, javaType{super: noClass})
		c := j.described(tag[0], number)
		j.annotation(nil)
		c.super = j.classDesc()
		j.classes[number] = c
		return number
	default:
		j.fail()
	}
	return noClass
}

// described reads what a class is called and which fields it has.
func (j *javaStream) described(tag byte, number int32) (c javaType) {
	if tag == javaProxy {
		c.flags = javaSerializable
		j.handle(javaHandle{class: number})
		for n := j.number(4); n > 0 && j.at >= 0; n-- {
			j.utf(2)
		}
		return c
	}
	c.name = j.utf(2)
	j.take(8) // its version
	j.handle(javaHandle{class: number})
	if flags := j.take(1); flags != nil {
		c.flags = flags[0]
	}
	for n := j.number(2); n > 0 && j.at >= 0; n-- {
		if j.fields++; j.fields > mostJavaFields {
			j.bound()
			return c
		}
		kind := j.take(1)
		name := j.utf(2)
		if name == nil {
			return c
		}
		if kind[0] == 'L' || kind[0] == '[' {
			j.content() // its type
		}
		c.fields = append(c.fields, javaField{kind[0], name})
	}
	return c
}

// annotation reads contents up to their end, and yields each.
func (j *javaStream) annotation(yield func([]byte)) {
	for j.at >= 0 && j.at < len(j.data) && !j.Full() {
		tag := j.data[j.at]
		value := j.content()
		switch {
		case tag == javaEnd:
			return
		case yield != nil && tag != javaBlock && tag != javaLongBlock:
			yield(value)
		case yield != nil:
			j.member(nil, value)
		}
	}
}

// object reads an object: what its classes have, the topmost first.
func (j *javaStream) object() {
	class := j.classDesc()
	j.handle(javaHandle{class: noClass})
	var chain []int32
	for c := class; c >= 0 && int(c) < len(j.classes); c = j.classes[c].super {
		if len(chain) == mostJavaSupers {
			j.bound()
			return
		}
		chain = append(chain, c)
	}
	for i := len(chain) - 1; i >= 0 && j.at >= 0; i-- {
		j.part(j.classes[chain[i]])
	}
}

// part reads what an object has of one of its classes.
func (j *javaStream) part(c javaType) {
	switch {
	case c.flags&javaSerializable != 0:
		for _, f := range c.fields {
			j.value(f.kind, f.name)
		}
		if c.flags&javaWrites != 0 {
			j.annotation(j.within(c.name))
		}
	case c.flags&javaExternal != 0 && c.flags&javaInBlocks != 0:
		j.annotation(j.within(nil))
	case c.flags&javaExternal != 0:
		j.fail() // only the class knows how long that is
	}
}

// within returns what shows the contents that an object of a class wrote itself: a map its members.
func (j *javaStream) within(class []byte) func([]byte) {
	if bytes.HasSuffix(class, []byte("Map")) || bytes.HasSuffix(class, []byte("Hashtable")) || bytes.HasSuffix(class, []byte("Properties")) {
		return inPairs(j.member)
	}
	return func(value []byte) { j.member(nil, value) }
}

// value reads a field or an element.
func (j *javaStream) value(kind byte, name []byte) {
	switch kind {
	case 'B', 'Z':
		j.take(1)
	case 'C', 'S':
		j.take(2)
	case 'F', 'I':
		j.take(4)
	case 'D', 'J':
		j.take(8)
	case 'L', '[':
		j.member(name, j.content())
	default:
		j.fail()
	}
}

// array reads an array, and returns one of characters as a text, one of bytes as these.
func (j *javaStream) array() []byte {
	class := j.classDesc()
	j.handle(javaHandle{class: noClass})
	n := j.number(4)
	if class < 0 || int(class) >= len(j.classes) || len(j.classes[class].name) < 2 || n < 0 {
		j.fail()
		return nil
	}
	switch kind := j.classes[class].name[1]; kind {
	case 'C':
		return decode.UTF16BE.AppendUTF8(nil, j.Looked(j.take(2*n)))
	case 'B':
		return j.take(n)
	default:
		for ; n > 0 && j.at >= 0 && !j.Full(); n-- {
			j.Step()
			j.value(kind, nil)
		}
	}
	return nil
}
