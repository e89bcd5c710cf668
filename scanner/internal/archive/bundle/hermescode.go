package bundle

// What code of Hermes does with strings (versions 89, 90 and 94 to 96): members of literals of objects, which lie in a buffer of keys and one of values, and those
// that are set to a string that was loaded shortly before. All other versions show strings alone.

// Lengths of instructions in bytes, by their number (BytecodeList.def); those above 9 as letters. Version 94 brought two, 96 made one longer.
const (
	lengthsHead = "1ae238a43933334444444444444444444444433443454545222"
	lengthsThen = "55686868684575747557444656444556777747322"
	lengthsTail = "23113575757443636a4646222222323333432ei131573432536363625474747474747474747474747474747474747474744444444444444"
	lengths89   = lengthsHead + lengthsThen + "3" + lengthsTail
	lengths94   = lengthsHead + "75" + lengthsThen + "3" + lengthsTail
	lengths96   = lengthsHead + "75" + lengthsThen + "4" + lengthsTail
)

// Instructions of version 89; those behind the two that 94 brought are two further on.
const (
	newObject     = 1 // register, size, members, place of keys, place of values
	newObjectLong = 2
	firstMoved    = 51
	putByID       = 57 // object, value, a cache, name; then the same with a longer name, and the same for what must be there
	putNewShort   = 61 // object, value, a name of one byte; then with longer ones: of two bytes, of four, and for what is not enumerable
	lastPut       = 65
	loadString    = 113 // register, string; then the same with a longer number
	tryPutLong    = 60
)

// hermesCode is what is needed of a file to follow its code.
type hermesCode struct {
	*writer
	strings      *hermesStrings
	lengths      string
	moved        int
	keys, values []byte   // buffers
	loaded       [256]int // strings in registers, counted from 1
}

// hermesCode follows all functions.
func (w *writer) hermesCode(s *hermesStrings) {
	c := hermesCode{writer: w, strings: s, moved: 2}
	switch version := w.u32(8); {
	case version == 89, version == 90:
		c.lengths, c.moved = lengths89, 0
	case version == 94, version == 95:
		c.lengths = lengths94
	case version == 96:
		c.lengths = lengths96
	default:
		return
	}
	array := align(s.storage + s.size)
	keys := align(array + w.u32(80))
	values := align(keys + w.u32(84))
	c.keys, c.values = w.bytes(keys, w.u32(84)), w.bytes(values, w.u32(88))
	for f := range w.u32(40) {
		if w.Full() {
			return
		}
		c.function(hermesHead + f*16)
	}
}

func align(at int) int { return (at + 3) &^ 3 }

// function follows the code of the function whose head is at a place. One that is too large for a head has another one.
func (c *hermesCode) function(head int) {
	const overflowed = 1 << 5
	at, size := c.u32(head)&0x1ffffff, c.u32(head+4)&0x7fff
	if flags := c.bytes(head+15, 1); flags != nil && flags[0]&overflowed != 0 {
		large := c.u32(head+8)&0x1ffffff<<16 | at&0xffff
		at, size = c.u32(large), c.u32(large+8)
	}
	code := c.Looked(c.bytes(at, size))
	clear(c.loaded[:])
	for len(code) > 0 && int(code[0]) < len(c.lengths) && !c.Full() {
		n := int(c.lengths[code[0]] - '0')
		if n > 9 {
			n = int(c.lengths[code[0]]-'a') + 10
		}
		if n > len(code) {
			return
		}
		c.instruction(code[:n])
		code = code[n:]
	}
}

// number reads a number whose lowest byte is first.
func number(b []byte) (n int) {
	for i, c := range b {
		n |= int(c) << (8 * i)
	}
	return n
}

func (c *hermesCode) instruction(code []byte) {
	op := int(code[0])
	if op >= firstMoved+c.moved {
		op -= c.moved
	}
	switch {
	case op == newObject:
		c.object(number(code[4:6]), number(code[6:8]), number(code[8:10]))
	case op == newObjectLong:
		c.object(number(code[4:6]), number(code[6:10]), number(code[10:14]))
	case op == loadString, op == loadString+1:
		c.loaded[code[1]] = number(code[2:]) + 1
		return
	case putByID <= op && op <= tryPutLong:
		c.member(number(code[4:]), c.loaded[code[2]]-1)
	case putNewShort <= op && op <= lastPut:
		c.member(number(code[3:]), c.loaded[code[2]]-1)
	}
	if len(code) > 1 {
		c.loaded[code[1]] = 0 // where most put what they make
	}
}

// member adds a name and a value by their numbers.
func (c *hermesCode) member(name, value int) {
	if name >= 0 && name < c.strings.count && value >= 0 && value < c.strings.count {
		c.Pair(c.Looked(c.hermesString(c.strings, value)), func() []byte { return c.Looked(c.hermesString(c.strings, name)) })
	}
}

// object adds the members of a literal that are strings.
func (c *hermesCode) object(count, keysAt, valuesAt int) {
	if keysAt > len(c.keys) || valuesAt > len(c.values) {
		return
	}
	keys, values := literals{rest: c.keys[keysAt:]}, literals{rest: c.values[valuesAt:]}
	for range count {
		c.Step()
		key, known := keys.next()
		value, of := values.next()
		if !known || !of || c.Full() {
			return
		}
		c.member(key, value)
	}
}

// literals are what is left of a buffer: runs of values of one type.
type literals struct {
	rest []byte
	kind int
	left int // of the run
}

// Types of literals that are strings, by the length of their numbers, and of others that have bytes.
const (
	typeNumber  = 3
	typeString4 = 4
	typeString2 = 5
	typeString1 = 6
	typeInteger = 7
)

// next returns the number of a string, less than 0 for something else; false if nothing is left.
func (l *literals) next() (int, bool) {
	if l.left == 0 {
		if len(l.rest) < 2 {
			return 0, false
		}
		const long = 0x80
		tag, n := l.rest[0], 1
		l.kind, l.left = int(tag>>4&7), int(tag&0xf)
		if tag&long != 0 {
			l.left, n = l.left<<8|int(l.rest[1]), 2
		}
		l.rest = l.rest[n:]
	}
	size := [...]int{typeNumber: 8, typeString4: 4, typeString2: 2, typeString1: 1, typeInteger: 4}[l.kind]
	if size > len(l.rest) || l.left == 0 {
		return 0, false
	}
	value := number(l.rest[:size])
	l.rest, l.left = l.rest[size:], l.left-1
	if l.kind < typeString4 || l.kind == typeInteger {
		return -1, true
	}
	return value, true
}
