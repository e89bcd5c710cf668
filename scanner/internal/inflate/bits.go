package inflate

import "encoding/binary"

// margin is how many bytes must follow the position before a round of the decoding loop, which refills twice: the first
// refill moves on by at most 7 bytes, the second one reads 8.
const margin = 16

// bits is a short run of the input, the next bit lowest. It is passed by value, so that the compiler keeps it in registers.
type bits struct {
	// word holds count bits that are accounted for. Above them may stand more of the input: a refill lays the same bits
	// over them.
	word  uint64
	count uint // at most 63
	pos   int  // of the first byte in the buffer that is not accounted for
}

// refill loads bytes until at least 56 bits are there. buf must hold 8 bytes from b.pos on.
func (b bits) refill(buf []byte) bits {
	b.word |= binary.LittleEndian.Uint64(buf[b.pos:]) << (b.count & 63)
	b.pos += int((63 - b.count) >> 3)
	b.count |= 56
	return b
}

// drop takes the lowest n bits off, n < 64.
func (b bits) drop(n uint) bits {
	b.word >>= n & 63
	b.count -= n
	return b
}

// low returns the lowest n bits.
func (b bits) low(n uint) uint { return uint(b.word & (1<<(n&63) - 1)) }

// input is a bit reader over a whole buffer. When its end is near, what is left moves into a buffer padded with zeros, so
// that reading needs no other care; that nothing of the padding was used is checked at the end of the stream, by offset.
type input struct {
	bits
	src    []byte
	buf    []byte // what is read: src, or padded
	start  int    // of buf in src
	end    bool   // buf is padded
	padded [4 * margin]byte
}

func (in *input) reset(src []byte) {
	in.src = src
	in.seek(0)
}

// seek goes on at a byte of src.
func (in *input) seek(offset int) {
	in.bits = bits{pos: offset}
	in.buf, in.start, in.end = in.src, 0, false
}

// offset returns how many bytes of src have been used, whole or in part. Beyond len(src) it means that padding was.
func (in *input) offset() int { return in.start + in.pos - int(in.count>>3) }

// ready makes sure that margin bytes can be read; it fails when that needs more padding than a valid stream ever asks for.
func (in *input) ready() bool {
	if in.pos+margin <= len(in.buf) {
		return true
	}
	if in.end {
		return false
	}
	n := copy(in.padded[:], in.buf[in.pos:])
	clear(in.padded[n:])
	in.buf, in.start, in.pos, in.end = in.padded[:], in.start+in.pos, 0, true
	return true
}
