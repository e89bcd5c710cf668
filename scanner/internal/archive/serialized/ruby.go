package serialized

import "bytes"

// Objects of Ruby (Marshal, version 4.8: doc/marshal.rdoc of Ruby), as caches and the sessions of older Rails have them: members of hashes and structures,
// variables of objects.

const (
	rubyMagic = "\x04\x08"

	mostRubyDeep    = 1000 // objects, one in the other
	mostRubyObjects = 1 << 20
)

func isRuby(data []byte) bool {
	return len(data) > 4 && string(data[:2]) == rubyMagic && bytes.IndexByte([]byte(`[{}IoSuUeC`), data[2]) >= 0
}

// rubyObject is a text or a symbol by its place; one of size 0 is something else.
type rubyObject struct{ at, size int32 }

// rubyStream is a stream that is read. What is not valid ends it.
type rubyStream struct {
	*writer
	cursor
	depth            int
	objects, symbols []rubyObject // of what links are to
}

func ruby(w *writer, data []byte) {
	r := rubyStream{writer: w, cursor: cursor{tree: tree{data: data}}}
	for r.at >= 0 && len(data)-r.at > len(rubyMagic) && string(data[r.at:][:len(rubyMagic)]) == rubyMagic && !w.Full() {
		r.at += len(rubyMagic)
		r.objects, r.symbols = r.objects[:0], r.symbols[:0]
		r.member(nil, r.object())
	}
	w.Broken = w.Broken || r.at < 0
}

// long reads a number, which takes one byte to five.
func (r *rubyStream) long() int {
	b := r.take(1)
	if b == nil {
		return -1
	}
	switch c := int(int8(b[0])); {
	case c > 4:
		return c - 5
	case c >= 0:
		return number(r.take(c))
	case c < -4:
		return c + 5
	default: // a number below zero, which is no length
		r.take(-c)
		return -1
	}
}

// counted reads bytes with their length in front, and remembers them.
func (r *rubyStream) counted(in *[]rubyObject) []byte {
	b := r.take(r.long())
	r.remember(in, rubyObject{int32(max(0, r.at)) - int32(len(b)), int32(len(b))})
	return b
}

func (r *rubyStream) remember(in *[]rubyObject, o rubyObject) {
	if len(*in) == mostRubyObjects {
		r.Cut()
		r.at = len(r.data)
		return
	}
	*in = append(*in, o)
}

// link returns what was read before.
func (r *rubyStream) link(in []rubyObject) []byte {
	n := r.long()
	if n < 0 || n >= len(in) {
		r.at = -1
		return nil
	}
	return r.Looked(r.data[in[n].at : in[n].at+in[n].size])
}

// object reads the next object, and returns it if it is a text or a symbol.
func (r *rubyStream) object() []byte {
	kind := r.take(1)
	if kind == nil || r.Full() {
		return nil
	}
	if r.depth == mostRubyDeep {
		r.Cut()
		r.at = len(r.data)
		return nil
	}
	r.depth++
	defer func() { r.depth-- }()
	switch kind[0] {
	case ':':
		return r.counted(&r.symbols)
	case ';':
		return r.link(r.symbols)
	case '@':
		return r.link(r.objects)
	case '"':
		return r.counted(&r.objects)
	case 'I': // with variables, the encoding of a text among them
		text := r.object()
		r.members(r.long())
		return text
	case 'C', 'e': // a text and the like of a class of its own
		r.object()
		return r.object()
	case '0', 'T', 'F':
	case 'i':
		r.long()
	default:
		r.remember(&r.objects, rubyObject{})
		r.compound(kind[0])
	}
	return nil
}

// compound reads an object of others, or a number.
func (r *rubyStream) compound(kind byte) {
	switch kind {
	case 'f', 'c', 'm', 'M':
		r.take(r.long())
	case 'l':
		r.take(1)
		r.take(2 * r.long())
	case '/':
		r.take(r.long())
		r.take(1)
	case '[':
		for n := r.long(); n > 0 && r.at >= 0 && !r.Full(); n-- {
			r.member(nil, r.object())
		}
	case '{':
		r.members(r.long())
	case '}':
		r.members(r.long())
		r.object()
	case 'o', 'S':
		r.object() // the class
		r.members(r.long())
	case 'u':
		r.object()
		r.member(nil, r.take(r.long()))
	case 'U', 'd':
		r.object()
		r.member(nil, r.object())
	default:
		r.at = -1
	}
}

// members reads names and values.
func (r *rubyStream) members(n int) {
	for ; n > 0 && r.at >= 0 && !r.Full(); n-- {
		name := bytes.TrimPrefix(r.object(), []byte("@"))
		r.member(name, r.object())
	}
}
