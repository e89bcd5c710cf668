package compiled

// Java classes (The Java Virtual Machine Specification, chapter 4): fields with a constant, and what code does with one (see code.go).

// Constants in the pool, by their tag.
const (
	tagUTF8         = 1
	tagString       = 8
	tagClass        = 7
	tagField        = 9
	tagMethod       = 10
	tagInterface    = 11 // a method of one
	tagNameAndType  = 12
	firstConstant   = 10 // where the pool begins
	memberHead      = 6  // access, name, descriptor
	attributeHead   = 6  // name, length
	codeHead        = 8  // of the attribute: stack, locals, length
	classHeadBehind = 6  // access, this, super
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
			c.code(at, size)
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

// place returns where a constant of that index is, at its tag; nowhere is the end of the data.
func (c *class) place(index int) int {
	if index <= 0 || index >= len(c.at) || c.at[index] == 0 {
		return len(c.data)
	}
	return c.at[index]
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
	name, _ := c.member(index, tagField)
	return name
}

// member returns the name and the type of a field or a method.
func (c *class) member(index, tag int) (name, descriptor []byte) {
	at, ok := c.tagged(index, tag)
	if !ok {
		return nil, nil
	}
	if at, ok = c.tagged(c.u16(at+2), tagNameAndType); !ok {
		return nil, nil
	}
	return c.utf8(c.u16(at)), c.utf8(c.u16(at + 2))
}
