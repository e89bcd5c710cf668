package keystore

// Some programs write a store while they make it, so that its parts have no lengths but an end (X.690, 8.1.3.6), and octet strings are
// pieces. DER, which the reader of stores wants, has neither.

// mostDepth is how many parts may lie one in another.
const mostDepth = 24

const (
	indefinite  = 0x80
	constructed = 0x20
	octetString = 0x04
)

// part is a value with its tag.
type part struct {
	tag  byte
	body []byte // in DER
}

// toDER returns a value of BER in DER; nil if it is none.
func toDER(ber []byte) []byte {
	p, _, ok := readPart(ber, 0)
	if !ok {
		return nil
	}
	return p.append(nil)
}

// readPart reads the value that data begins with, and returns what is behind it.
func readPart(data []byte, depth int) (p part, rest []byte, ok bool) {
	if len(data) < 2 || data[0]&0x1f == 0x1f || depth > mostDepth {
		return p, nil, false
	}
	p.tag = data[0]
	data, size, ok := length(data[1:])
	if !ok || p.tag&constructed == 0 && size < 0 {
		return p, nil, false
	}
	body := data
	if size >= 0 {
		body, rest = data[:size], data[size:]
	}
	if p.tag&constructed == 0 {
		p.body = body
		return p, rest, true
	}
	join := p.tag == octetString|constructed
	for {
		switch {
		case size >= 0 && len(body) == 0:
			return p.whole(join), rest, true
		case size < 0 && len(body) >= 2 && body[0] == 0 && body[1] == 0:
			return p.whole(join), body[2:], true
		}
		inner, behind, ok := readPart(body, depth+1)
		if !ok {
			return p, nil, false
		}
		body = behind
		if join {
			p.body = append(p.body, inner.body...)
		} else {
			p.body = inner.append(p.body)
		}
	}
}

// whole returns an octet string whose pieces were joined as one.
func (p part) whole(joined bool) part {
	if joined {
		p.tag = octetString
	}
	return p
}

// length reads a length, -1 if the value has an end instead; a length beyond the data is not ok.
func length(data []byte) (rest []byte, size int, ok bool) {
	first := data[0]
	data = data[1:]
	switch {
	case first == indefinite:
		return data, -1, true
	case first < indefinite:
		size = int(first)
	default:
		n := int(first & 0x7f)
		if n > 4 || n > len(data) {
			return nil, 0, false
		}
		for _, c := range data[:n] {
			size = size<<8 | int(c)
		}
		data = data[n:]
	}
	return data, size, size >= 0 && size <= len(data)
}

// append adds the value in DER.
func (p part) append(dst []byte) []byte {
	n := len(p.body)
	dst = append(dst, p.tag)
	switch {
	case n < 0x80:
		dst = append(dst, byte(n))
	case n < 1<<8:
		dst = append(dst, 0x81, byte(n))
	case n < 1<<16:
		dst = append(dst, 0x82, byte(n>>8), byte(n))
	case n < 1<<24:
		dst = append(dst, 0x83, byte(n>>16), byte(n>>8), byte(n))
	default:
		dst = append(dst, 0x84, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(dst, p.body...)
}
