package serialized

// MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md).

func isMessagePack(data []byte) bool {
	t := tree{data: data}
	at, c := 0, data[0]
	switch { // a list of objects
	case 0x90 < c && c <= 0x9f:
		at = 1
	case c == 0xdc:
		at = 3
	case c == 0xdd:
		at = 5
	}
	if at >= len(data) {
		return false
	}
	switch c := data[at]; {
	case 0x80 < c && c <= 0x8f:
		at++
	case c == 0xde:
		at += 3
	case c == 0xdf:
		at += 5
	default:
		return false
	}
	if at >= len(data) {
		return false
	}
	switch c := data[at]; {
	case 0xa0 < c && c < 0xc0:
		return t.isName(at+1, int(c&0x1f))
	case c == 0xd9:
		return t.isName(at+2, t.big(at+1, 1))
	}
	return false
}

// messagePack goes through an object of a file. A number alone, as any byte of ASCII is, is none.
func messagePack(t *tree, at int) int {
	switch c := t.data[at]; {
	case 0x80 <= c && c <= 0x9f, 0xdc <= c && c <= 0xdf:
		return t.messagePack(nil, at, 0)
	}
	return -1
}

// messagePack goes through a value.
func (t *tree) messagePack(name []byte, at, depth int) int {
	if at >= len(t.data) || depth == mostDeep {
		return -1
	}
	c := t.data[at]
	at++
	switch {
	case c < 0x80, c >= 0xe0, c == 0xc0, c == 0xc2, c == 0xc3:
		return at
	case c < 0x90:
		return t.packedMap(int(c&0x0f), at, depth)
	case c < 0xa0:
		return t.packedList(int(c&0x0f), at, depth)
	case c < 0xc0:
		return t.packedText(name, at, int(c&0x1f))
	case c == 0xc1:
		return -1
	case c < 0xc7: // bytes
		width := 1 << (c - 0xc4)
		size := t.big(at, width)
		b, ok := t.bytes(at+width, size)
		if !ok {
			return -1
		}
		t.show(name, b)
		return at + width + size
	case c < 0xca: // of a type of one's own
		width := 1 << (c - 0xc7)
		return t.after(at+width+1, t.big(at, width))
	case c == 0xca:
		return t.after(at, 4)
	case c == 0xcb:
		return t.after(at, 8)
	case c < 0xd4: // numbers
		return t.after(at, 1<<((c-0xcc)&3))
	case c < 0xd9: // types of one's own
		return t.after(at+1, 1<<(c-0xd4))
	case c < 0xdc:
		width := 1 << (c - 0xd9)
		return t.packedText(name, at+width, t.big(at, width))
	case c < 0xde:
		width := 2 << (c - 0xdc)
		return t.packedList(t.big(at, width), at+width, depth)
	}
	width := 2 << (c - 0xde)
	return t.packedMap(t.big(at, width), at+width, depth)
}

func (t *tree) packedText(name []byte, at, size int) int {
	b, next := t.text(at, size)
	if next >= 0 {
		t.show(name, b)
	}
	return next
}

func (t *tree) packedList(count, at, depth int) int {
	for ; count > 0 && at >= 0; count-- {
		at = t.messagePack(nil, at, depth+1)
	}
	if count < 0 {
		return -1
	}
	return at
}

// packedMap goes through names and values. A name that is no text is gone through like a value.
func (t *tree) packedMap(count, at, depth int) int {
	names := tree{data: t.data, show: nothing}
	for ; count > 0 && at >= 0; count-- {
		next := names.messagePack(nil, at, depth+1)
		if next >= 0 {
			next = t.messagePack(t.packedName(at, next), next, depth+1)
		}
		at = next
	}
	if count < 0 {
		return -1
	}
	return at
}

// packedName returns the text or the bytes of a value that was gone through, nil if it is neither.
func (t *tree) packedName(at, next int) []byte {
	switch c := t.data[at]; {
	case 0xa0 <= c && c < 0xc0:
		return t.data[at+1 : next]
	case 0xc4 <= c && c <= 0xc6:
		return t.data[at+1+1<<(c-0xc4) : next]
	case 0xd9 <= c && c <= 0xdb:
		return t.data[at+1+1<<(c-0xd9) : next]
	}
	return nil
}

// after returns what follows some bytes that are there, else less than 0.
func (t *tree) after(at, size int) int {
	if _, ok := t.bytes(at, size); !ok {
		return -1
	}
	return at + size
}
