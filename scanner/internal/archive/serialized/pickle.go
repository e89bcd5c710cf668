package serialized

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// Pickles of Python, of protocols 0 to 5 (Lib/pickle.py): programs for a machine with a stack and a memory of what was made. Here it makes
// nothing: an item on the stack is the place of the instruction that made it, if that is a text.

// Bounds of one file, in items.
const (
	mostStack = 1 << 20
	mostMemo  = 1 << 20
)

// made is what an instruction made.
type made uint8

const (
	other made = iota // nothing to show
	mark
	text
	octets  // bytes, which may be a text; so may strings of Python 2
	global  // a class or a function
	alone   // a tuple with one text, or bytes
	first   // a tuple that begins with one
	wrapper // an object that stands for an array (see array.go)
	// From here on what says something of an array; the place is a number.
	count  // a number, or the product of those of a tuple
	scalar // a type of NumPy: where its code is
)

// item is one of the stack or the memory. Of a global made from the stack the place is that of its name.
type item struct {
	made
	at int32
}

// isPickle reports whether data begins like a pickle: by its protocol, or as those before there was one begin that hold dictionaries or objects.
func isPickle(data []byte) bool {
	if len(data) < 3 {
		return false
	}
	switch data[0] {
	case opProto:
		return data[1] >= 2 && data[1] <= 5 && arguments[data[2]] != unknown && data[2] != opProto && data[2] != opStop
	case '(', '}', ']', opGlobal:
		return isOldPickle(data)
	}
	return false
}

// isOldPickle knows beginnings of protocols 0 and 1.
func isOldPickle(data []byte) bool {
	if data[0] == '}' || data[0] == ']' {
		return data[1] == opBinPut && data[2] < 2 && len(data) > 3 && (data[3] == opMark || arguments[data[3]] >= byte1)
	}
	rest := data[1:]
	if data[0] == opMark {
		if data[1] == opDict || data[1] == opList {
			return isPut(data[2:])
		}
		if data[1] != opInst {
			return false
		}
		rest = data[2:]
	}
	for range 2 { // a module and a class
		name, behind, ok := bytes.Cut(rest, []byte{'\n'})
		if !ok || !isDotted(name) {
			return false
		}
		rest = behind
	}
	return isPut(rest) || len(rest) > 2 && rest[0] == opBinPut && rest[1] < 4
}

// isPut reports whether data begins with an instruction to remember what was made, in protocol 0.
func isPut(data []byte) bool {
	number, _, ok := bytes.Cut(data[:min(len(data), 8)], []byte{'\n'})
	return ok && len(number) > 1 && number[0] == opPut && len(bytes.Trim(number[1:], "0123456789")) == 0
}

// isDotted reports whether a name is one of a module or a class.
func isDotted(name []byte) bool {
	for i, c := range name {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_'
		if !letter && (i == 0 || c != '.' && (c < '0' || '9' < c)) {
			return false
		}
	}
	return len(name) > 0
}

// machine goes through a pickle.
type machine struct {
	*writer
	data   []byte
	at     int
	stack  []item
	memo   []item
	array  array // what the last objects said of one
	nested int
}

// pickles reads one pickle behind the other.
func pickles(w *writer, data []byte) {
	m := machine{writer: w, data: data}
	for m.at < len(data) && isPickle(data[m.at:]) {
		m.stack, m.memo = m.stack[:0], m.memo[:0]
		for m.step() {
		}
	}
}

// step does the next instruction, and reports whether there may be another one.
func (m *machine) step() bool {
	if m.at >= len(m.data) || m.Full() {
		return false
	}
	here := m.at
	op := m.data[here]
	argument, next, ok := m.argument(here)
	if !ok {
		return false
	}
	m.at = next
	if op == opStop {
		m.unnamed(m.stack)
		return false
	}
	m.do(op, int32(here), argument)
	return true
}

// argument returns what stands behind the instruction at a place, and where the next one is.
func (m *machine) argument(at int) (argument []byte, next int, ok bool) {
	rest := m.data[at+1:]
	size, head, tail := 0, 0, 0 // bytes of the argument, in front of it and behind it
	switch kind := arguments[m.data[at]]; kind {
	case unknown:
		return nil, 0, false
	case byte1, byte2, byte4, byte8:
		size = 1 << (kind - byte1)
	case line, lines2:
		size, tail = lines(rest, int(kind-line)+1), 1
	case counted1, counted4, counted8:
		head = [...]int{1, 4, 8}[kind-counted1]
		size = number(rest[:min(head, len(rest))])
	}
	if size < 0 || size > len(rest)-head-tail {
		return nil, 0, false
	}
	return rest[head : head+size], at + 1 + head + size + tail, true
}

// lines returns the length of the first lines of data without the end of the last one, -1 if there are not as many.
func lines(data []byte, count int) int {
	size := -1
	for range count {
		n := bytes.IndexByte(data[size+1:], '\n')
		if n < 0 {
			return -1
		}
		size += 1 + n
	}
	return size
}

// number reads a number with its lowest byte first, -1 where it does not fit into 31 bits.
func number(b []byte) int {
	n := uint64(0)
	for i := len(b) - 1; i >= 0; i-- {
		n = n<<8 | uint64(b[i])
	}
	if n > 1<<31-1 {
		return -1
	}
	return int(n)
}

// do does an instruction; what it makes is at here.
func (m *machine) do(op byte, here int32, argument []byte) {
	switch op {
	case opProto, opFrame, opReadOnly:
	case opMark:
		m.push(item{mark, here})
	case opPop:
		m.pop(1)
	case opPopMark:
		m.marked()
	case opDup:
		m.push(m.top())
	case opString, opShortString, opBinString, opShortBytes, opBinBytes, opLongBytes, opByteArray:
		m.push(item{octets, here})
	case opUnicode, opShortUnicode, opBinUnicode, opLongUnicode:
		m.push(item{text, here})
	case opPut, opBinPut, opLongBinPut, opMemoize, opGet, opBinGet, opLongBinGet:
		m.remember(op, argument)
	case opAppend:
		m.unnamed(m.pop(1))
	case opAppends, opAddItems:
		m.unnamed(m.marked())
	case opSetItem:
		m.members(m.pop(2))
	case opSetItems:
		m.members(m.marked())
	case opDict:
		m.members(m.marked())
		m.push(item{other, here})
	case opList, opFrozenSet, opObj, opInst:
		m.unnamed(m.marked())
		m.push(item{other, here})
	case opTuple, opTuple1, opTuple2, opTuple3:
		m.tuple(op, here)
	case opGlobal:
		m.push(item{global, here})
	case opStackGlobal:
		m.push(named(m.pop(2)))
	case opReduce, opNewObj:
		m.push(m.call(m.pop(2)))
	case opNewObjEx:
		m.pop(3)
		m.push(item{other, here})
	case opBuild:
		m.pop(1)
		if m.top().made == wrapper {
			m.leave()
		}
	case opInt1, opInt2, opInt4:
		m.push(item{count, int32(max(0, number(argument)))})
	case opBinPersistent:
		m.pop(1)
		m.push(item{other, here})
	default: // numbers, and what has nothing in it yet
		m.push(item{other, here})
	}
}

func (m *machine) push(i item) {
	if len(m.stack) == mostStack {
		m.Cut()
		m.at = len(m.data)
		return
	}
	m.stack = append(m.stack, i)
}

// top returns the last item, nothing to show if there is none.
func (m *machine) top() item {
	if len(m.stack) == 0 {
		return item{}
	}
	return m.stack[len(m.stack)-1]
}

// pop takes up to as many items from the stack. They are valid until the next push.
func (m *machine) pop(count int) []item {
	at := max(0, len(m.stack)-count)
	items := m.stack[at:]
	m.stack = m.stack[:at]
	return items
}

// marked takes the items from the stack that are behind the last mark, and the mark. They are valid until the next push.
func (m *machine) marked() []item {
	at := len(m.stack)
	for at > 0 && m.stack[at-1].made != mark {
		at--
	}
	items := m.stack[at:]
	m.stack = m.stack[:max(0, at-1)]
	return items
}

// remember does the instructions of the memory.
func (m *machine) remember(op byte, argument []byte) {
	index := number(argument)
	switch op {
	case opMemoize:
		index = len(m.memo)
	case opPut, opGet:
		n, err := strconv.Atoi(string(argument[:min(len(argument), 8)]))
		if err != nil {
			n = -1
		}
		index = n
	}
	if op == opGet || op == opBinGet || op == opLongBinGet {
		got := item{}
		if index >= 0 && index < len(m.memo) {
			got = m.memo[index]
		}
		m.push(got)
		return
	}
	if index < 0 || index >= mostMemo {
		m.Cut()
		return
	}
	if more := index + 1 - len(m.memo); more > 0 {
		m.memo = append(m.memo, make([]item, more)...)
	}
	m.memo[index] = m.top()
}

// tuple makes one, of which no more is kept than whether it begins with a text.
func (m *machine) tuple(op byte, here int32) {
	var items []item
	if op == opTuple {
		items = m.marked()
	} else {
		items = m.pop(int(op) - opTuple1 + 1)
	}
	made := item{other, here}
	switch {
	case all(items, count):
		made = item{count, product(items)}
	case len(items) == 0 || items[0].made != text && items[0].made != octets:
		m.unnamed(items)
	case len(items) == 1:
		made = item{alone, items[0].at}
	default:
		m.unnamed(items[1:])
		made = item{first, items[0].at}
	}
	m.push(made)
}

// call makes an object of a class or a function and a tuple. What is made of one text alone is shown as that; so are bytes, which older protocols
// write as a call that encodes a text.
func (m *machine) call(items []item) item {
	if len(items) < 2 {
		return item{}
	}
	what, of := "", items[1]
	if items[0].made == global {
		what = string(m.bytes(items[0]))
	}
	switch {
	case what == "NumpyArrayWrapper":
		return item{made: wrapper}
	case of.made == alone, of.made == first && what == "encode":
		return item{octets, of.at}
	case of.made == first && what == "dtype":
		return item{scalar, of.at}
	case of.made == first:
		m.unnamed([]item{{octets, of.at}})
	}
	return item{}
}

// named returns the global whose module and name are some items.
func named(items []item) item {
	if n := len(items); n > 0 && items[n-1].made == text {
		return item{global, items[n-1].at}
	}
	return item{}
}

// members shows items, a name and a value each.
func (m *machine) members(items []item) {
	for ; len(items) > 1; items = items[2:] {
		if items[1].made != global {
			m.member(m.bytes(items[0]), m.bytes(items[1]))
		}
		m.describe(items[0], items[1])
		if items[1].made == first {
			m.unnamed(items[1:2])
		}
	}
}

// unnamed shows items that nothing names.
func (m *machine) unnamed(items []item) {
	for _, i := range items {
		if i.made == first || i.made == alone {
			i.made = octets
		}
		m.member(nil, m.bytes(i))
	}
}

// bytes returns the text or the bytes that an item is, or the name of a class or a function; of anything else nothing.
func (m *machine) bytes(i item) []byte {
	if i.made != text && i.made != octets && i.made != global {
		return nil
	}
	argument, _, ok := m.argument(int(i.at))
	if m.Looked(argument); !ok {
		return nil
	}
	switch m.data[i.at] {
	case opGlobal:
		return argument[bytes.IndexByte(argument, '\n')+1:]
	case opString:
		if n := len(argument); n > 1 {
			argument = argument[1 : n-1] // quotes
		}
		return unescaped(argument)
	case opUnicode:
		return unescaped(argument)
	}
	return argument
}

// unescaped undoes the escapes of strings in protocol 0.
func unescaped(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		if b[0] != '\\' || len(b) == 1 {
			out, b = append(out, b[0]), b[1:]
			continue
		}
		kind := b[1]
		digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[kind]
		if n, err := strconv.ParseUint(string(b[2:min(len(b), 2+digits)]), 16, 32); digits > 0 && err == nil {
			if kind == 'x' {
				out = append(out, byte(n))
			} else {
				out = utf8.AppendRune(out, rune(n))
			}
			b = b[min(len(b), 2+digits):]
			continue
		}
		if i := bytes.IndexByte([]byte("nrt"), kind); i >= 0 {
			kind = "\n\r\t"[i]
		}
		out, b = append(out, kind), b[2:]
	}
	return out
}

func all(items []item, what made) bool {
	for _, i := range items {
		if i.made != what {
			return false
		}
	}
	return true
}

// product returns that of numbers, as far as it fits into 31 bits.
func product(items []item) int32 {
	p := int64(1)
	for _, i := range items {
		p = min(p*int64(i.at), 1<<31-1)
	}
	return int32(p)
}
