package lzma

// The range decoder: bits are coded with adaptive probabilities, about 3 to 6 nanoseconds each. The functions below keep the state in
// local variables where many bits are read in a row.

import "io"

const (
	probBits  = 11
	probStart = 1 << (probBits - 1)
	moveBits  = 5
	topWidth  = 1 << 24
)

// prob is the probability, in units of 1/2048, that the next bit is 0.
type prob uint16

func resetProbs(p []prob) {
	for i := range p {
		p[i] = probStart
	}
}

type ranger struct {
	width, code uint32
	in          []byte
	at          int
	source      io.Reader // of more input, into buffer; nil: in is all
	buffer      []byte
	sourceErr   error
	short       bool // bits were read beyond the input's end
}

// start begins with the bytes in, or with those of source, and checks the first five.
func (r *ranger) start(in []byte, source io.Reader, buffer []byte) error {
	*r = ranger{width: 1<<32 - 1, in: in, source: source, buffer: buffer}
	first := r.next()
	for range 4 {
		r.code = r.code<<8 | uint32(r.next())
	}
	switch {
	case r.short:
		return ErrTruncated
	case first != 0:
		return errCorrupt
	}
	return nil
}

func (r *ranger) next() byte {
	if r.at < len(r.in) {
		r.at++
		return r.in[r.at-1]
	}
	return r.more()
}

// more reads from the source; at its end the bits are 0, and short says so.
func (r *ranger) more() byte {
	for range 100 { // readers that give nothing and no error
		if r.source == nil || r.sourceErr != nil {
			break
		}
		var n int
		n, r.sourceErr = r.source.Read(r.buffer)
		if n > 0 {
			r.in, r.at = r.buffer[:n], 1
			return r.in[0]
		}
	}
	r.short = true
	return 0
}

func (r *ranger) bit(p *prob) uint32 {
	if r.width < topWidth {
		r.width <<= 8
		r.code = r.code<<8 | uint32(r.next())
	}
	v := *p
	bound := (r.width >> probBits) * uint32(v)
	if r.code < bound {
		r.width = bound
		*p = v + (1<<probBits-v)>>moveBits
		return 0
	}
	r.width -= bound
	r.code -= bound
	*p = v - v>>moveBits
	return 1
}

// tree reads len(p)'s logarithm of bits, the highest first; len(p) is a power of two.
func (r *ranger) tree(p []prob) uint32 {
	width, code := r.width, r.code
	m, size := uint32(1), uint32(len(p))
	for m < size {
		if width < topWidth {
			width <<= 8
			code = code<<8 | uint32(r.next())
		}
		v := p[m]
		bound := (width >> probBits) * uint32(v)
		if code < bound {
			width = bound
			p[m] = v + (1<<probBits-v)>>moveBits
			m <<= 1
		} else {
			width -= bound
			code -= bound
			p[m] = v - v>>moveBits
			m = m<<1 | 1
		}
	}
	r.width, r.code = width, code
	return m - size
}

// reverseTree reads n bits, the lowest first.
func (r *ranger) reverseTree(p []prob, n int) uint32 {
	m, value := uint32(1), uint32(0)
	for i := range n {
		b := r.bit(&p[m])
		m = m<<1 | b
		value |= b << i
	}
	return value
}

// direct reads n bits of even probability, the highest first.
func (r *ranger) direct(n int) uint32 {
	value := uint32(0)
	for range n {
		if r.width < topWidth {
			r.width <<= 8
			r.code = r.code<<8 | uint32(r.next())
		}
		r.width >>= 1
		value <<= 1
		if r.code >= r.width {
			r.code -= r.width
			value |= 1
		}
	}
	return value
}

// matched reads a literal after a match: its bits are likely those of the byte that the match would have gone on with.
func (r *ranger) matched(p []prob, like byte) byte {
	other, offset, m := uint32(like), uint32(0x100), uint32(1)
	for m < 0x100 {
		other <<= 1
		expected := other & offset
		if r.bit(&p[offset+expected+m]) == 1 {
			m = m<<1 | 1
			offset = expected
		} else {
			m <<= 1
			offset ^= expected
		}
	}
	return byte(m)
}
