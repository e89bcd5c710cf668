package inflate

import "encoding/binary"

// block decodes the next block and tells whether it was the last one.
func (d *Decoder) block() (last bool, err error) {
	if !d.in.ready() {
		return false, errTruncated
	}
	b := d.in.refill(d.in.buf)
	last = b.low(1) == 1
	kind := b.drop(1).low(2)
	d.in.bits = b.drop(3)
	switch kind {
	case 0:
		return last, d.stored()
	case 1:
		d.prepareFixed()
		return last, d.compressed(&d.fixed)
	case 2:
		if err := d.readCodes(); err != nil {
			return false, err
		}
		return last, d.compressed(&d.dynamic)
	}
	return false, errBlock
}

// stored copies a block without compression, RFC 1951, 3.2.4.
func (d *Decoder) stored() error {
	src, pos := d.in.src, d.in.offset()
	if pos+4 > len(src) {
		return errTruncated
	}
	length := binary.LittleEndian.Uint16(src[pos:])
	if length != ^binary.LittleEndian.Uint16(src[pos+2:]) {
		return errBlock
	}
	from, to := pos+4, pos+4+int(length)
	if to > len(src) {
		return errTruncated
	}
	if int(length) > d.size-d.at {
		return errSize
	}
	d.at += copy(d.out[d.at:], src[from:to])
	d.in.seek(to)
	return nil
}

// prepareFixed builds the tables of the code that RFC 1951, 3.2.6 gives, once.
func (d *Decoder) prepareFixed() {
	if d.fixedReady {
		return
	}
	lengths := d.lengths[:maxSymbols]
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	d.code.build(d.fixed.literals[:], literalSymbols[:], lengths, literalWidth)
	for i := range lengths[:32] {
		lengths[i] = 5
	}
	d.code.build(d.fixed.distances[:], distanceSymbols[:], lengths[:32], distanceWidth)
	d.fixedReady = true
}

const (
	maxLiterals  = 286 // of a dynamic code
	maxDistances = 30
	maxLengths   = maxLiterals + maxDistances
)

// lengthOrder is the order in which the code lengths of code lengths stand, RFC 1951, 3.2.7.
var lengthOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// readCodes reads the codes of a dynamic block.
func (d *Decoder) readCodes() error {
	b := d.in.bits // the header's 14 bits are there: block has refilled and taken 3
	literals, distances, own := int(b.low(5))+257, int(b.drop(5).low(5))+1, int(b.drop(10).low(4))+4
	d.in.bits = b.drop(14)
	if literals > maxLiterals || distances > maxDistances {
		return errCode
	}
	if err := d.readLengthCode(own); err != nil {
		return err
	}
	if err := d.readLengths(literals + distances); err != nil {
		return err
	}
	if !d.code.build(d.dynamic.literals[:], literalSymbols[:], d.lengths[:literals], literalWidth) ||
		!d.code.build(d.dynamic.distances[:], distanceSymbols[:], d.lengths[literals:literals+distances], distanceWidth) {
		return errCode
	}
	return nil
}

// readLengthCode reads the code in which the lengths of the other two codes are written.
func (d *Decoder) readLengthCode(n int) error {
	var lengths [len(lengthOrder)]uint8
	if !d.in.ready() {
		return errTruncated
	}
	b := d.in.refill(d.in.buf)
	for i, symbol := range lengthOrder[:n] {
		if i == 18 { // 56 bits are enough for all but the last
			b = b.refill(d.in.buf)
		}
		lengths[symbol] = uint8(b.low(3))
		b = b.drop(3)
	}
	d.in.bits = b
	if !d.code.build(d.lengthTable[:], lengthSymbols[:], lengths[:], lengthWidth) {
		return errCode
	}
	return nil
}

// readLengths reads the n lengths of the literal and distance codes, which are one sequence.
func (d *Decoder) readLengths(n int) error {
	i := 0
	for i < n {
		if !d.in.ready() {
			return errTruncated
		}
		b := d.in.refill(d.in.buf)
		for b.count >= 14 && i < n { // a codeword and its extra bits take up to 14
			e := d.lengthTable[b.low(lengthWidth)]
			b = b.drop(e.drop())
			if e.start() < 16 {
				if e&invalid != 0 {
					return errCode
				}
				d.lengths[i] = e.symbol()
				i++
				continue
			}
			repeat, extra := repetition(e.symbol(), b)
			b = b.drop(extra)
			if i+repeat > n || e.symbol() == 16 && i == 0 {
				return errCode
			}
			d.repeatLength(i, repeat, e.symbol() == 16)
			i += repeat
		}
		d.in.bits = b
	}
	return nil
}

// repetition tells how often symbol 16, 17 or 18 repeats, and how many extra bits say so.
func repetition(symbol byte, b bits) (repeat int, extra uint) {
	switch symbol {
	case 16:
		return 3 + int(b.low(2)), 2
	case 17:
		return 3 + int(b.low(3)), 3
	}
	return 11 + int(b.low(7)), 7
}

// repeatLength sets n lengths from i on to the one before them, or to 0.
func (d *Decoder) repeatLength(i, n int, previous bool) {
	if !previous {
		clear(d.lengths[i : i+n])
		return
	}
	for k := range n {
		d.lengths[i+k] = d.lengths[i-1]
	}
}

// compressed decodes the symbols of a block.
func (d *Decoder) compressed(t *tables) error {
	for d.in.ready() {
		switch d.symbols(t) {
		case blockEnd:
			return nil
		case corrupt:
			return errMatch
		case overrun:
			return errSize
		}
	}
	return errTruncated
}

// outcome is why symbols stopped.
type outcome int

const (
	lowInput outcome = iota
	blockEnd
	overrun
	corrupt
)

// symbols decodes until the block or the input ends. It is the loop where the time goes: all state is in local variables,
// up to three literals, or two and a match, are decoded in a round, and the next round's first entry is looked up before
// the match is copied, so that the processor does both at once. Three literals may be written behind the declared size
// before that is noticed: they fall into the slack.
func (d *Decoder) symbols(t *tables) (reason outcome) {
	buf, out, at, size := d.in.buf, d.out, d.at, d.size
	b := d.in.refill(buf)
	e := t.literals[b.word&literalMask]
	for at <= size && b.pos+margin <= len(buf) {
		if e&literal != 0 {
			b = b.drop(e.drop())
			out[at] = e.symbol()
			at++
			e = t.literals[b.word&literalMask]
			if e&literal != 0 {
				b = b.drop(e.drop())
				out[at] = e.symbol()
				at++
				e = t.literals[b.word&literalMask]
				if e&literal != 0 {
					b = b.drop(e.drop()).refill(buf)
					out[at] = e.symbol()
					at++
					e = t.literals[b.word&literalMask]
					continue
				}
			}
			b = b.refill(buf) // a match takes up to 48 bits
		}
		if e&special != 0 {
			if e&link != 0 {
				b = b.drop(literalWidth)
				e = t.literals[(e.start()+b.low(e.width()))&(literalSize-1)]
			}
			if e&literal != 0 {
				b = b.drop(e.drop()).refill(buf)
				out[at] = e.symbol()
				at++
				e = t.literals[b.word&literalMask]
				continue
			}
			if e&special != 0 {
				d.in.bits, d.at = b.drop(e.drop()), at
				if e&endOfBlock != 0 {
					return blockEnd
				}
				return corrupt
			}
		}
		length := e.value(b)
		b = b.drop(e.drop())
		e = t.distances[b.word&(1<<distanceWidth-1)]
		if e&link != 0 {
			b = b.drop(distanceWidth)
			e = t.distances[(e.start()+b.low(e.width()))&(distanceSize-1)]
		}
		distance := e.value(b)
		b = b.drop(e.drop()).refill(buf)
		if uint(distance-1) >= uint(at) || at+length > size { // distance 0, which no codeword has, is too far as well
			return corrupt
		}
		e = t.literals[b.word&literalMask]
		copyMatch(out, at, distance, length)
		at += length
	}
	d.in.bits, d.at = b, at
	if at > size {
		return overrun
	}
	return lowInput
}

// maxMatch is the longest match, rounded up to the steps in which it is copied.
const maxMatch = 264

// copyMatch repeats length bytes, at most 258, from distance bytes before at. It may write up to 15 bytes more.
func copyMatch(out []byte, at, distance, length int) {
	to, from := out[at:at+maxMatch], out[at-distance:at-distance+maxMatch]
	switch {
	case distance >= 8:
		binary.LittleEndian.PutUint64(to, binary.LittleEndian.Uint64(from))
		binary.LittleEndian.PutUint64(to[8:], binary.LittleEndian.Uint64(from[8:]))
		for i := 16; i < length && i <= maxMatch-8; i += 8 {
			binary.LittleEndian.PutUint64(to[i:i+8], binary.LittleEndian.Uint64(from[i:i+8]))
		}
	case distance == 1:
		run := uint64(from[0]) * 0x0101010101010101
		for i := 0; i < length && i <= maxMatch-8; i += 8 {
			binary.LittleEndian.PutUint64(to[i:i+8], run)
		}
	default:
		for i := range to[:length] {
			to[i] = from[i]
		}
	}
}
