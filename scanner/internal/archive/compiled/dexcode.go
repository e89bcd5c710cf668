package compiled

// What Android's code sets fields to (https://source.android.com/docs/core/runtime/dalvik-bytecode): constructors and initialisers load
// a text into a register and store that in a field. A register is known from the load on, as long as nothing but loads and stores
// follows.

// Where a method's code has the number of its units, and the units, of 2 bytes.
const (
	dexUnits  = 12
	dexCodeAt = 16
)

const (
	opConstString      = 0x1a
	opConstStringJumbo = 0x1b
	opPutObject        = 0x5b // of an instance
	opPutStaticObject  = 0x69
)

// dexLengths gives the units that an instruction takes, by the first of each span of numbers; 0 where there is no such instruction.
var dexLengths = [...]struct{ from, units byte }{
	{0x00, 1}, {0x02, 2}, {0x03, 3}, {0x04, 1}, {0x05, 2}, {0x06, 3}, {0x07, 1}, {0x08, 2},
	{0x09, 3}, {0x0a, 1}, {0x13, 2}, {0x14, 3}, {0x15, 2}, {0x17, 3}, {0x18, 5},
	{0x19, 2}, {0x1b, 3}, {0x1c, 2}, {0x1d, 1}, {0x1f, 2}, {0x21, 1}, {0x22, 2},
	{0x24, 3}, {0x27, 1}, {0x29, 2}, {0x2a, 3}, {0x2d, 2}, {0x3e, 0}, {0x44, 2},
	{0x6e, 3}, {0x73, 0}, {0x74, 3}, {0x79, 0}, {0x7b, 1}, {0x90, 2}, {0xb0, 1}, {0xd0, 2}, {0xe3, 0}, {0xfa, 4}, {0xfc, 3}, {0xfe, 2},
}

// dexUnitsOf are the same by number.
var dexUnitsOf = func() (t [256]byte) {
	for i, span := range dexLengths {
		end := len(t)
		if i+1 < len(dexLengths) {
			end = int(dexLengths[i+1].from)
		}
		for op := int(span.from); op < end; op++ {
			t[op] = span.units
		}
	}
	return t
}()

// load is a text, by its number, that was loaded into a register.
type load struct{ register, text int }

// mostLoads bounds those that follow each other.
const mostLoads = 64

// methods tells what so many methods, whose list begins at a place, set fields to, and returns what is behind the list.
func (w *writer) methods(count, at int) (next int) {
	for ; count > 0 && at < len(w.data) && !w.Full(); count-- {
		var code int
		_, at = w.uleb(at)
		_, at = w.uleb(at) // access
		code, at = w.uleb(at)
		w.Step()
		if code > 0 {
			w.dexCode(code)
		}
	}
	return at
}

// dexCode goes through the code of a method.
func (w *writer) dexCode(code int) {
	var loads []load
	at := code + dexCodeAt
	end := min(len(w.data), at+2*w.u32(code+dexUnits))
	for at+2 <= end && !w.Full() {
		w.Step()
		op, high := byte(w.u8(at)), w.u8(at+1)
		units := w.dexLength(at)
		if units <= 0 || at+2*units > end {
			return
		}
		switch op {
		case opConstString:
			loads = append(loads, load{high, w.u16(at + 2)})
		case opConstStringJumbo:
			loads = append(loads, load{high, w.u32(at + 2)})
		case opPutStaticObject:
			w.stored(loads, high, w.u16(at+2))
		case opPutObject:
			w.stored(loads, high&0xf, w.u16(at+2))
		default:
			loads = loads[:0]
		}
		if len(loads) > mostLoads {
			loads = loads[:0]
		}
		at += 2 * units
	}
}

// stored tells a field that is set to a register.
func (w *writer) stored(loads []load, register, field int) {
	for i := len(loads) - 1; i >= 0; i-- {
		if loads[i].register == register {
			w.Pair(w.dexString(loads[i].text), func() []byte { return w.dexField(field) })
			return
		}
	}
}

// dexField returns the name of a field.
func (w *writer) dexField(number int) []byte {
	return w.dexString(w.u32(w.item(dexFields, number, fieldItem) + fieldNameAt))
}

// dexLength returns the units of the instruction at a place, 0 if there is none; tables of switches and arrays begin like one that does
// nothing.
func (w *writer) dexLength(at int) int {
	if w.u8(at) != 0 {
		return int(dexUnitsOf[w.u8(at)])
	}
	switch w.u8(at + 1) {
	case 0:
		return 1
	case 1:
		return 2*w.u16(at+2) + 4
	case 2:
		return 4*w.u16(at+2) + 2
	case 3:
		return (w.u16(at+2)*w.u32(at+4)+1)/2 + 4
	}
	return 0
}
