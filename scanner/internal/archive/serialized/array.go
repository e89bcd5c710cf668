package serialized

import (
	"bytes"
	"strconv"
)

// Files of joblib (joblib/numpy_pickle.py) are pickles in which the numbers of each array of NumPy lie behind the object that stands for it, or,
// if it is one of objects, a pickle of its own does.

const mostNested = 8 // pickles, one in the other

// array is what such an object says of one.
type array struct {
	elements int
	width    int // bytes of an element, -1 if it is an object
	aligned  bool
}

// describe takes over a member of an object, if it says something of an array.
func (m *machine) describe(name, value item) {
	if value.made < count || name.made != text {
		return
	}
	switch what := string(m.bytes(name)); {
	case what == "shape" && value.made == count:
		m.array.elements = int(value.at)
	case what == "numpy_array_alignment_bytes":
		m.array.aligned = true
	case what == "dtype" && value.made == scalar:
		m.array.width = m.widthOf(item{text, value.at})
	}
}

// widthOf returns how many bytes a type has for an element: a letter and a number, "f8" and the like.
func (m *machine) widthOf(code item) int {
	b := bytes.TrimLeft(m.bytes(code), "<>|=")
	if len(b) == 0 || b[0] == 'O' {
		return -1
	}
	n, _ := strconv.Atoi(string(b[1:min(len(b), 8)]))
	if b[0] == 'U' {
		return 4 * n // a code point each
	}
	return n
}

// leave goes behind the numbers of an array.
func (m *machine) leave() {
	a := m.array
	m.array = array{}
	if a.width < 0 {
		m.within()
		return
	}
	left := len(m.data) - m.at
	size := int64(a.elements) * int64(a.width)
	if a.aligned && left > 0 {
		size += 1 + int64(m.data[m.at])
	}
	m.at += int(min(size, int64(left)))
}

// within reads a pickle in the pickle.
func (m *machine) within() {
	if m.nested == mostNested {
		m.Cut()
		m.at = len(m.data)
		return
	}
	inner := machine{writer: m.writer, data: m.data, at: m.at, nested: m.nested + 1}
	for inner.step() {
	}
	m.at = inner.at
}
