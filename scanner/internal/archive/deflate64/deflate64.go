// Package deflate64 decodes Deflate64, as PKZIP calls it and Windows writes it into zips of more than 2 GB. It has no specification but what
// decoders do: it is DEFLATE (RFC 1951) with a window of 64 KiB, two more distances, and lengths of up to 65,538 bytes as the last code.
//
// Codes are read bit by bit, as in zlib's contrib/puff: the format is too rare for tables. Input is hostile: whatever it holds, each call ends
// after a time proportional to what it reads and gives, and holds the window alone.
package deflate64

import (
	"errors"
	"io"
)

const (
	window      = 1 << 16
	longestCode = 15
	endOfBlock  = 256
	literals    = 288
	distances   = 32
)

var errCorrupt = errors.New("corrupt Deflate64 data")

// code is a Huffman code: how many symbols have codewords of each length, and the symbols in the order of these.
type code struct {
	count   [longestCode + 1]uint16
	symbols [literals]uint16
}

// set makes the code of codewords with these lengths; it reports whether there are no more than there can be.
func (c *code) set(lengths []uint8) bool {
	*c = code{}
	for _, l := range lengths {
		c.count[l]++
	}
	left := 1
	var at [longestCode + 2]uint16
	for l := 1; l <= longestCode; l++ {
		if left = left<<1 - int(c.count[l]); left < 0 {
			return false
		}
		at[l+1] = at[l] + c.count[l]
	}
	for symbol, l := range lengths {
		if l > 0 {
			c.symbols[at[l]] = uint16(symbol)
			at[l]++
		}
	}
	return true
}

// Reader decodes a stream, which Reset gives it. It reads no byte behind its end.
type Reader struct {
	in   io.ByteReader
	bits uint32 // lowest first
	held uint

	window   [window]byte
	at       int // of the next byte, counted from the beginning
	copy     int // bytes that a copy gives yet
	distance int
	stored   int // bytes of a block without compression that come yet
	open     bool
	last     bool
	err      error

	lengths, far code
}

// Reset begins a stream.
func (r *Reader) Reset(in io.ByteReader) { *r = Reader{in: in} }

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (n int, err error) {
	for ; n < len(p) && r.err == nil; n++ {
		b, ok := r.next()
		if !ok {
			break
		}
		p[n] = b
		r.window[r.at&(window-1)] = b
		r.at++
	}
	if n == 0 && len(p) > 0 {
		return 0, r.err
	}
	return n, nil
}

// next returns the next byte; without one there is an error.
func (r *Reader) next() (b byte, ok bool) {
	for r.err == nil {
		switch {
		case r.copy > 0:
			r.copy--
			return r.window[(r.at-r.distance)&(window-1)], true
		case r.stored > 0:
			r.stored--
			r.open = r.stored > 0
			return r.byte(), r.err == nil
		case !r.open && r.last:
			r.err = io.EOF
		case !r.open:
			r.begin()
		default:
			if symbol := r.symbol(&r.lengths); symbol < endOfBlock {
				return byte(symbol), r.err == nil
			} else if symbol == endOfBlock {
				r.open = false
			} else {
				r.match(symbol - endOfBlock - 1)
			}
		}
	}
	return 0, false
}

func (r *Reader) fail() { r.err = errCorrupt }

// byte reads a byte of the input.
func (r *Reader) byte() byte {
	b, err := r.in.ReadByte()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && r.err == nil {
		r.err = err
	}
	return b
}

// take returns the next n bits, at most 16.
func (r *Reader) take(n uint) int {
	for r.held < n && r.err == nil {
		r.bits |= uint32(r.byte()) << r.held
		r.held += 8
	}
	v := r.bits & (1<<n - 1)
	r.bits >>= n
	r.held -= min(n, r.held)
	return int(v)
}

// symbol reads a codeword.
func (r *Reader) symbol(c *code) int {
	word, first, index := 0, 0, 0
	for l := 1; l <= longestCode && r.err == nil; l++ {
		word |= r.take(1)
		n := int(c.count[l])
		if word-first < n {
			return int(c.symbols[index+word-first])
		}
		index, first = index+n, (first+n)<<1
		word <<= 1
	}
	if r.err == nil {
		r.fail()
	}
	return endOfBlock
}

// extra tells the first value of a code and how many bits say how much more: four codes at first without, then pairs or fours with one bit more
// each.
func extra(symbol, group int) (base int, bits uint) {
	if symbol < 2*group {
		return symbol, 0
	}
	bits = uint(symbol/group - 1)
	return (group + symbol%group) << bits, bits
}

// match begins a copy.
func (r *Reader) match(symbol int) {
	const lastLength = 28 // 285 of the alphabet
	if symbol > lastLength {
		r.fail()
		return
	}
	base, bits := extra(symbol, 4)
	if symbol == lastLength {
		base, bits = 0, 16
	}
	length := 3 + base + r.take(bits)
	base, bits = extra(r.symbol(&r.far), 2)
	distance := 1 + base + r.take(bits)
	if distance > r.at || distance > window {
		r.fail()
	}
	r.copy, r.distance = length, distance
}

// begin reads the header of a block.
func (r *Reader) begin() {
	r.last = r.take(1) == 1
	r.open = true
	switch r.take(2) {
	case 0:
		r.bits, r.held = 0, 0 // up to the next byte
		n := int(r.byte()) | int(r.byte())<<8
		if not := int(r.byte()) | int(r.byte())<<8; n^not != 0xffff && r.err == nil {
			r.fail()
		}
		r.stored, r.open = n, n > 0
	case 1:
		r.fixed()
	case 2:
		r.dynamic()
	default:
		r.fail()
	}
}

// fixed sets the codes of RFC 1951, 3.2.6.
func (r *Reader) fixed() {
	var lengths [literals]uint8
	for i := range lengths {
		switch {
		case i < 144, i >= 280:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		default:
			lengths[i] = 7
		}
	}
	r.lengths.set(lengths[:])
	for i := range distances {
		lengths[i] = 5
	}
	r.far.set(lengths[:distances])
}

// order is that of the lengths of codewords for lengths (3.2.7).
var order = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// dynamic reads the codes of a block.
func (r *Reader) dynamic() {
	n, m, own := 257+r.take(5), 1+r.take(5), 4+r.take(4)
	var lengths [literals + 2*distances]uint8
	for _, symbol := range order[:own] {
		lengths[symbol] = uint8(r.take(3))
	}
	if !r.lengths.set(lengths[:len(order)]) || n > literals {
		r.fail()
		return
	}
	clear(lengths[:])
	for i := 0; i < n+m && r.err == nil; {
		value, times := uint8(0), 1
		switch symbol := r.symbol(&r.lengths); {
		case symbol < 16:
			value = uint8(symbol)
		case symbol == 16 && i > 0:
			value, times = lengths[i-1], 3+r.take(2)
		case symbol == 17:
			times = 3 + r.take(3)
		case symbol == 18:
			times = 11 + r.take(7)
		default:
			times = len(lengths)
		}
		if i+times > n+m {
			r.fail()
			return
		}
		for range times {
			lengths[i] = value
			i++
		}
	}
	if r.err == nil && (!r.lengths.set(lengths[:n]) || !r.far.set(lengths[n:n+m])) {
		r.fail()
	}
}
