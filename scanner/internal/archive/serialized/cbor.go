package serialized

// CBOR (RFC 8949).

const (
	cborMagic = "\xd9\xd9\xf7" // says what follows is CBOR (3.4.6)
	cborBreak = 0xff

	// Types, in the first three bits.
	cborBytes = 2
	cborText  = 3
	cborList  = 4
	cborMap   = 5
	cborTag   = 6
	cborOther = 7

	endless = -2 // parts up to a break
)

func isCBOR(data []byte) bool {
	t := tree{data: data}
	at := 0
	if len(data) > len(cborMagic) && string(data[:len(cborMagic)]) == cborMagic {
		at = len(cborMagic)
	}
	if data[at]>>5 == cborList { // of objects
		_, at = t.cborHead(at)
	}
	if at < 0 || at >= len(data) || data[at]>>5 != cborMap || data[at] == cborMap<<5 {
		return false
	}
	_, at = t.cborHead(at)
	if at < 0 || at >= len(data) || data[at]>>5 != cborText {
		return false
	}
	size, at := t.cborHead(at)
	return at >= 0 && t.isName(at, size)
}

// cbor goes through an object of a file.
func cbor(t *tree, at int) int {
	switch t.data[at] >> 5 {
	case cborList, cborMap, cborTag:
		return t.cbor(nil, at, 0)
	}
	return -1
}

// cborHead returns the number in the head of a value and what follows it, less than 0 if the head is not valid. A number that is large is less
// than 0, too.
func (t *tree) cborHead(at int) (n, next int) {
	if at >= len(t.data) {
		return -1, -1
	}
	switch info := int(t.data[at] & 0x1f); {
	case info < 24:
		return info, at + 1
	case info < 28:
		width := 1 << (info - 24)
		return t.big(at+1, width), t.after(at+1, width)
	case info == 31:
		return endless, at + 1
	}
	return -1, -1
}

// cbor goes through a value.
func (t *tree) cbor(name []byte, at, depth int) int {
	n, next := t.cborHead(at)
	if next < 0 || depth == mostDeep {
		return -1
	}
	kind := t.data[at] >> 5
	if n == endless {
		if kind < cborBytes || kind > cborMap {
			return -1
		}
		return t.cborEndless(kind, name, next, depth)
	}
	switch kind {
	case cborBytes:
		b, ok := t.bytes(next, n)
		if !ok {
			return -1
		}
		t.show(name, b)
		return next + n
	case cborText:
		return t.packedText(name, next, n)
	case cborList:
		for ; n > 0 && next >= 0; n-- {
			next = t.cbor(nil, next, depth+1)
		}
	case cborMap:
		for ; n > 0 && next >= 0; n-- {
			next = t.cborMember(next, depth)
		}
	case cborTag:
		return t.cbor(name, next, depth+1)
	default:
		return next
	}
	if n < 0 {
		return -1
	}
	return next
}

// cborEndless goes through a value that ends with a break.
func (t *tree) cborEndless(kind byte, name []byte, at, depth int) int {
	var joined []byte
	parts := tree{data: t.data, show: func(_, b []byte) { joined = append(joined, b...) }}
	for at >= 0 && at < len(t.data) {
		if t.data[at] == cborBreak {
			if kind < cborList {
				t.show(name, joined)
			}
			return at + 1
		}
		switch {
		case kind == cborMap:
			at = t.cborMember(at, depth)
		case kind == cborList:
			at = t.cbor(nil, at, depth+1)
		case t.data[at]>>5 != kind || t.data[at]&0x1f == 0x1f:
			return -1
		default:
			at = parts.cbor(nil, at, depth+1)
		}
	}
	return -1
}

// cborMember goes through a name and a value.
func (t *tree) cborMember(at, depth int) int {
	names := tree{data: t.data, show: nothing}
	next := names.cbor(nil, at, depth+1)
	if next < 0 {
		return -1
	}
	var name []byte
	if kind := t.data[at] >> 5; kind == cborBytes || kind == cborText {
		if n, begin := t.cborHead(at); n >= 0 {
			name = t.data[begin:next]
		}
	}
	return t.cbor(name, next, depth+1)
}
