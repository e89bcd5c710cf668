package python

import (
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Bounds of what is followed.
const (
	mostStack    = 1 << 16 // entries
	mostSwap     = 1 << 8  // of them that change places
	mostBuilt    = 1 << 8  // items of a tuple
	mostTuples   = 4       // defaults of a function, of its keywords, annotations, closure
	leastUnnamed = 16      // bytes of a text that has no name
)

// entry is what is known of a value on the stack: a constant; or what it is called, and of whom it is an attribute; or which
// tuple it is, counted from 1.
type entry struct {
	constant, name, owner place
	built                 int
}

// machine follows the constants through code, as far as that goes without running it: one way through it, from its beginning to
// its end. What an instruction does not tell of leaves nothing on the stack.
type machine struct {
	*reader
	*operations
	constants, names, variables, cells []place
	stack                              []entry
	keywords                           place               // for the next call
	tuples                             [mostTuples][]entry // that were built last
	built                              int
	places                             []place // scratch
	told                               []bool  // which constants
	line                               []byte
	written                            pairs.Call
}

// code tells the names and values of a code object.
func (m *machine) code(c *code) {
	m.constants, m.names = m.tuple(m.constants[:0], c.constants), m.tuple(m.names[:0], c.names)
	m.variables = m.tuple(m.variables[:0], c.variables)
	m.cells = m.tuple(m.tuple(m.cells[:0], c.cells), c.free)
	m.told = append(m.told[:0], make([]bool, len(m.constants))...)
	m.stack, m.keywords, m.built = m.stack[:0], 0, m.built+mostTuples
	code, _ := m.bytes(c.instructions)
	more := 0
	for at := 0; at < len(code) && !m.Full(); {
		var i instruction
		i, at = m.next(code, at)
		m.Step()
		i.argument |= more
		more = 0
		if m.operations[i.number].does == extend {
			more = i.argument << m.bits() & (1<<30 - 1)
			continue
		}
		m.step(m.operations[i.number], i.argument)
	}
	for i := 0; i < len(m.constants) && !m.Full(); i++ {
		if !m.told[i] {
			m.rest(m.constants[i], true)
		}
	}
}

// tell remembers that a constant is told.
func (m *machine) tell(constant place) {
	if i, ok := slices.BinarySearch(m.constants, constant); ok { // they are in order
		m.told[i] = true
	}
}

// rest tells a constant that nothing gives a name, and those in a tuple.
func (m *machine) rest(p place, tuple bool) {
	if text := m.text(p); len(text) >= leastUnnamed {
		m.Value(m.Looked(text))
		return
	}
	if tuple {
		m.places = m.tuple(m.places[:0], p)
		for _, item := range m.places {
			m.rest(item, false)
		}
	}
}

// in returns an item of a list, 0 if it has none.
func in(list []place, i int) place {
	if i < 0 || i >= len(list) {
		return 0
	}
	return list[i]
}

func (m *machine) push(e entry) {
	if len(m.stack) == mostStack {
		m.stack = m.stack[:0]
	}
	m.stack = append(m.stack, e)
}

// peek returns the entry below n others.
func (m *machine) peek(n int) entry {
	if n < 0 || n >= len(m.stack) {
		return entry{}
	}
	return m.stack[len(m.stack)-1-n]
}

func (m *machine) pop(n int) { m.stack = m.stack[:max(0, len(m.stack)-max(n, 0))] }

// replace takes entries off, and adds some of which nothing is known.
func (m *machine) replace(pops, pushes int) {
	m.pop(pops)
	for range min(pushes, mostStack) {
		m.push(entry{})
	}
}

// need makes sure that the stack has n entries: what is below is not known.
func (m *machine) need(n int) bool {
	if n > mostSwap {
		m.stack = m.stack[:0]
		return false
	}
	if missing := n - len(m.stack); missing > 0 {
		m.stack = append(make([]entry, missing, n), m.stack...)
	}
	return true
}

// step does what an instruction does.
func (m *machine) step(o operation, argument int) {
	switch o.does {
	case anything:
		m.stack = m.stack[:0]
	case replace:
		m.replace(o.pops, o.pushes)
	case nothing:
	case keywords:
		m.keywords = in(m.constants, argument)
	case rotate:
		m.rotate(o.pops)
	case duplicate:
		if m.need(o.pushes) {
			m.stack = append(m.stack, m.stack[len(m.stack)-o.pushes:]...)
		}
	case copyOne:
		m.push(m.peek(argument - 1))
	case swap:
		if argument > 0 && m.need(argument) {
			top, other := len(m.stack)-1, len(m.stack)-argument
			m.stack[top], m.stack[other] = m.stack[other], m.stack[top]
		}
	case build:
		m.build(argument)
	case format:
		m.replace(1+argument>>2&1, 1)
	case unpack:
		m.unpack(argument)
	case call, callKeywords, callPairs:
		m.call(o, argument)
	case makeFunction, setFunction:
		m.function(o.does, argument)
	case oldFunction:
		m.oldFunction(o.pops, argument)
	default:
		if o.does < storeName {
			m.load(o.does, argument)
		} else {
			m.store(o.does, argument)
		}
	}
}

// rotate moves the uppermost entry below others.
func (m *machine) rotate(n int) {
	if m.need(n) {
		top := m.stack[len(m.stack)-n:]
		last := top[n-1]
		copy(top[1:], top)
		top[0] = last
	}
}

// load puts something on the stack.
func (m *machine) load(d does, argument int) {
	switch d {
	case loadConst:
		m.push(entry{constant: in(m.constants, argument)})
	case loadName:
		m.push(entry{name: in(m.names, argument)})
	case loadFast:
		m.push(entry{name: in(m.variables, argument)})
	case loadTwo:
		m.push(entry{name: in(m.variables, argument>>4)})
		m.push(entry{name: in(m.variables, argument&15)})
	case loadGlobal:
		m.global(argument)
	case loadAttr, loadMethod:
		method := d == loadMethod
		if m.version >= 312 {
			method, argument = argument&1 != 0, argument>>1
		}
		of := m.peek(0)
		m.pop(1)
		m.push(entry{name: in(m.names, argument), owner: of.name})
		if method {
			m.push(entry{})
		}
	}
}

// global puts a name on the stack, from 3.11 on with a null beside it if it is to be called.
func (m *machine) global(argument int) {
	called := false
	if m.version >= 311 {
		called, argument = argument&1 != 0, argument>>1
	}
	name := entry{name: in(m.names, argument)}
	switch {
	case !called:
		m.push(name)
	case m.version >= 313:
		m.push(name)
		m.push(entry{})
	default:
		m.push(entry{})
		m.push(name)
	}
}

// store gives a value to something.
func (m *machine) store(d does, argument int) {
	switch d {
	case storeName:
		m.pair(m.peek(0), in(m.names, argument))
		m.pop(1)
	case storeFast:
		m.pair(m.peek(0), in(m.variables, argument))
		m.pop(1)
	case storeDeref:
		m.pair(m.peek(0), in(m.cells, argument))
		m.pop(1)
	case storeAttr:
		m.attribute(m.peek(1), m.peek(0).name, in(m.names, argument))
		m.pop(2)
	case storeSubscript:
		m.pair(m.peek(2), m.peek(0).constant)
		m.pop(3)
	case storeMap, mapAdd:
		m.pair(m.peek(1), m.peek(0).constant)
		m.pop(2)
	case mapAddValue:
		m.pair(m.peek(0), m.peek(1).constant)
		m.pop(2)
	case storeLoad:
		m.store(storeFast, argument>>4)
		m.load(loadFast, argument&15)
	case storeStore:
		m.store(storeFast, argument>>4)
		m.store(storeFast, argument&15)
	case buildMap:
		for i := min(argument, len(m.stack)/2) - 1; i >= 0; i-- {
			m.pair(m.peek(2*i), m.peek(2*i+1).constant)
		}
		m.replace(2*argument, 1)
	case constKeyMap:
		m.pairs(m.peek(0).constant, 1)
		m.replace(argument+1, 1)
	}
}

// pairs tells values on the stack, below some others, by a tuple of their names; it returns how many names there are.
func (m *machine) pairs(names place, above int) int {
	m.places = m.tuple(m.places[:0], names)
	for i, name := range m.places {
		m.pair(m.peek(above+len(m.places)-1-i), name)
	}
	return len(m.places)
}

// build makes one value of several.
func (m *machine) build(n int) {
	items := m.another()
	if n <= min(mostBuilt, len(m.stack)) {
		*items = append(*items, m.stack[len(m.stack)-n:]...)
	}
	m.pop(n)
	m.push(entry{built: m.built})
}

// another returns the place of the items of another tuple, which are none yet.
func (m *machine) another() *[]entry {
	m.built++
	items := &m.tuples[m.built%mostTuples]
	*items = (*items)[:0]
	return items
}

// items returns those of a tuple as far as they are known.
func (m *machine) items(tuple entry) []entry {
	if tuple.constant == 0 {
		if m.built-tuple.built < mostTuples {
			return m.tuples[tuple.built%mostTuples]
		}
		return nil
	}
	m.tell(tuple.constant)
	m.places = m.tuple(m.places[:0], tuple.constant)
	items := m.another()
	for _, p := range m.places {
		*items = append(*items, entry{constant: p})
	}
	return *items
}

// unpack puts the items of a tuple on the stack, the first on top.
func (m *machine) unpack(n int) {
	items := m.items(m.peek(0))
	m.pop(1)
	if len(items) != n {
		m.stack = m.stack[:0]
		return
	}
	for _, item := range slices.Backward(items) {
		m.push(item)
	}
}

// pair tells a constant and its name.
func (m *machine) pair(value entry, name place) { m.attribute(value, 0, name) }

// attribute tells a constant and its name as an attribute of an owner, if there is one.
func (m *machine) attribute(value entry, owner, name place) {
	if value.constant == 0 || name == 0 {
		return
	}
	m.tell(value.constant)
	m.Pair(m.text(value.constant), func() []byte {
		m.line = m.called(m.line[:0], owner, name)
		return m.line
	})
}

// called appends a name, behind that of its owner and a dot.
func (m *machine) called(line []byte, owner, name place) []byte {
	if text := m.Looked(m.text(owner)); len(text) > 0 {
		line = append(append(line, text...), '.')
	}
	return append(line, m.Looked(m.text(name))...)
}
