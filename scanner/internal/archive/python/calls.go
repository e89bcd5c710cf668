package python

import "math/bits"

// Functions and what they are called with.

// function tells the defaults of a function's parameters, which are those of the last ones. They are a tuple below what else belongs to it.
func (m *machine) function(d does, argument int) {
	code, defaults, pops := m.peek(0), m.peek(1), 2
	if d == makeFunction {
		pops = m.nameOf()
		code = m.peek(pops - 1)
		pops += bits.OnesCount(uint(argument & 15))
		defaults = m.peek(pops - 1)
	}
	if argument&1 != 0 {
		m.defaults(code, m.items(defaults))
	}
	m.pop(pops)
	m.push(code)
}

// oldFunction is function where as many defaults as the argument says are on the stack, below a closure or not.
func (m *machine) oldFunction(closures, argument int) {
	pops := m.nameOf() + closures
	if argument >= 1<<8 { // with those of keywords, and annotations
		m.stack = m.stack[:0]
		return
	}
	code := m.peek(pops - closures - 1)
	if n := len(m.stack) - pops; argument <= n {
		m.defaults(code, m.stack[n-argument:n])
	}
	m.pop(pops + argument)
	m.push(code)
}

// nameOf returns how many entries are on top of what a function has besides its code: this, and from 3.3 to 3.10 the function's
// name, which says no more than is known.
func (m *machine) nameOf() int {
	if m.version < 303 || m.version > 310 {
		return 1
	}
	m.tell(m.peek(0).constant)
	return 2
}

func (m *machine) defaults(code entry, values []entry) {
	m.places = m.parameters(m.places[:0], code.constant)
	names := m.places
	if len(values) > len(names) {
		return
	}
	for i, name := range names[len(names)-len(values):] {
		m.pair(values[i], name)
	}
}

// call tells the arguments of a call.
func (m *machine) call(o operation, argument int) {
	above, below, places := 0, o.pops, argument // entries above and below the arguments
	switch {
	case o.does == callPairs:
		named := argument >> 8 & 0xff
		places, below, above = argument&0xff, 1, 2*named
		for i := named - 1; i >= 0; i-- {
			m.pair(m.peek(2*i), m.peek(2*i+1).constant)
		}
	case o.does == callKeywords:
		above = 1 + m.pairs(m.peek(0).constant, 1)
		places -= above - 1
	case m.keywords != 0:
		above = m.pairs(m.keywords, 0)
		places -= above
		m.keywords = 0
	}
	callee := m.peek(above + places)
	if callee.name == 0 && below == 2 {
		callee = m.peek(above + places + 1)
	}
	m.shown(callee, above, places)
	m.replace(above+max(places, 0)+below, 1)
}

// shown writes a call with constants among its arguments, as it may have been written; above is how many entries lie above these.
func (m *machine) shown(callee entry, above, places int) {
	if callee.name == 0 || places <= 0 || places > len(m.stack) {
		return
	}
	m.written.Begin(func(line []byte) []byte { return m.called(line, callee.owner, callee.name) })
	for i := above + places - 1; i >= above; i-- {
		e := m.peek(i)
		if name := m.Looked(m.text(e.name)); len(name) > 0 {
			m.written.Name(name)
		} else if m.written.Constant(m.Looked(m.text(e.constant))) {
			m.tell(e.constant)
		}
	}
	m.Call(&m.written)
}
