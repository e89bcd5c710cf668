package compiled

// Java classes (The Java Virtual Machine Specification, chapter 4): fields with a constant, and fields that code sets to one.

// Constants in the pool, by their tag.
const (
	tagUTF8         = 1
	tagString       = 8
	tagField        = 9
	tagNameAndType  = 12
	firstConstant   = 10 // where the pool begins
	opLoad          = 0x12
	opLoadWide      = 0x13
	opSetStatic     = 0xb3
	opSetField      = 0xb5
	memberHead      = 6 // access, name, descriptor
	attributeHead   = 6 // name, length
	codeHead        = 8 // of the attribute: stack, locals, length
	classHeadBehind = 6 // access, this, super
)

// widths of constants behind their tag, in bytes; those that are missing are no constants, and that of a text is in front of it.
var widths = [...]int{3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}

// class is a class and where its constants are.
type class struct {
	*writer
	at []int // of tags, by index; 0 where there is none
}

func (w *writer) class() {
	c := class{writer: w, at: make([]int, 1, 64)}
	next := firstConstant
	for count := w.u16(8); len(c.at) < count; {
		c.at = append(c.at, next)
		switch tag := w.u8(next); {
		case tag == tagUTF8:
			next += 3 + w.u16(next+1)
		case tag >= len(widths) || widths[tag] == 0:
			return
		default:
			next += 1 + widths[tag]
			if widths[tag] == 8 {
				c.at = append(c.at, 0) // these take two places
			}
		}
	}
	next += classHeadBehind
	next += 2 + 2*w.u16(next) // interfaces
	next = c.members(next, c.constant)
	c.members(next, func(_ int, attribute string, at, size int) {
		if attribute == "Code" {
			c.code(w.bytes(at+codeHead, min(w.u32(at+4), size-codeHead)))
		}
	})
}

// members goes through fields or methods with their attributes, and returns what follows them.
func (c *class) members(at int, attribute func(name int, attribute string, at, size int)) int {
	count := c.u16(at)
	at += 2
	for ; count > 0 && at < len(c.data) && !c.Full(); count-- {
		name, attributes := c.u16(at+2), c.u16(at+memberHead)
		at += memberHead + 2
		for ; attributes > 0 && at < len(c.data); attributes-- {
			kind, size := c.utf8(c.u16(at)), c.u32(at+2)
			at += attributeHead
			if size < 0 || size > len(c.data)-at {
				return len(c.data)
			}
			attribute(name, string(kind), at, size)
			at += size
		}
	}
	return at
}

// constant tells the value of a field.
func (c *class) constant(name int, attribute string, at, _ int) {
	if attribute == "ConstantValue" {
		c.Pair(c.text(c.u16(at)), func() []byte { return c.utf8(name) })
	}
}

// code finds where a field is set to a text that was loaded by the instruction in front.
func (c *class) code(code []byte) {
	f := file{code, c.order}
	for at := 0; at+5 <= len(code); at++ {
		value, set := 0, 0
		switch code[at] {
		case opLoad:
			value, set = f.u8(at+1), at+2
		case opLoadWide:
			value, set = f.u16(at+1), at+3
		default:
			continue
		}
		if op := f.u8(set); op == opSetStatic || op == opSetField {
			c.Pair(c.text(value), func() []byte { return c.field(f.u16(set + 1)) })
		}
	}
}

// tagged returns where the constant of that kind and index is, behind its tag.
func (c *class) tagged(index, tag int) (at int, ok bool) {
	if index <= 0 || index >= len(c.at) || c.at[index] == 0 || c.u8(c.at[index]) != tag {
		return 0, false
	}
	return c.at[index] + 1, true
}

func (c *class) utf8(index int) []byte {
	at, ok := c.tagged(index, tagUTF8)
	if !ok {
		return nil
	}
	return c.Looked(c.bytes(at+2, c.u16(at)))
}

func (c *class) text(index int) []byte {
	at, ok := c.tagged(index, tagString)
	if !ok {
		return nil
	}
	return c.utf8(c.u16(at))
}

// field returns the name of a field.
func (c *class) field(index int) []byte {
	at, ok := c.tagged(index, tagField)
	if !ok {
		return nil
	}
	if at, ok = c.tagged(c.u16(at+2), tagNameAndType); !ok {
		return nil
	}
	return c.utf8(c.u16(at))
}
