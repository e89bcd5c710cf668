package inflate

import (
	"encoding/binary"
	mathbits "math/bits"
)

const (
	maxCodeBits   = 15  // RFC 1951, 3.2.7
	maxSymbols    = 288 // literals and lengths of the fixed code
	literalWidth  = 11  // bits looked up at once
	distanceWidth = 8
	lengthWidth   = 7 // the longest code of a code length: no links needed
	// Sizes that hold every complete code with its link tables, rounded up to powers of two so that a mask bounds the
	// index: zlib's enough.c gives 2342 for (288, 11, 15) and 402 for (32, 8, 15).
	literalSize  = 4096
	literalMask  = 1<<literalWidth - 1
	distanceSize = 512
)

// entry is what a lookup table tells for the next bits of the input.
//
//	bit 31      literal: bits 16–23 are the byte
//	bit 15      special: the end of the block, a link, or no codeword at all
//	bit 14      link to a second table: its start in bits 16–30, its width in bits 8–11
//	bit 13      end of the block
//	bits 16–30  else the base of a length or distance, 0 for distances that don't exist
//	bits 8–11   bits of the codeword
//	bits 0–5    bits to drop: the codeword and the extra bits behind it
type entry uint32

const (
	literal    entry = 1 << 31
	special    entry = 1 << 15
	link       entry = 1 << 14
	endOfBlock entry = 1 << 13
	invalid          = special
)

func (e entry) drop() uint   { return uint(e & 63) }
func (e entry) width() uint  { return uint(e >> 8 & 15) }
func (e entry) start() uint  { return uint(e >> 16) }
func (e entry) symbol() byte { return byte(e >> 16) }

// value is the length or distance: the base plus the extra bits behind the codeword.
func (e entry) value(b bits) int { return int(uint(e>>16) + b.low(e.drop())>>e.width()) }

// tables decode the symbols of a block.
type tables struct {
	literals  [literalSize]entry
	distances [distanceSize]entry
}

// Symbols of the three alphabets without their codewords, RFC 1951, 3.2.5 and 3.2.7.
var (
	literalSymbols  = makeLiteralSymbols()
	distanceSymbols = makeDistanceSymbols()
	lengthSymbols   = makeLengthSymbols()
)

func makeLiteralSymbols() (symbols [maxSymbols]entry) {
	for i := range symbols {
		symbols[i] = invalid
	}
	for i := range 256 {
		symbols[i] = literal | entry(i)<<16
	}
	symbols[256] = special | endOfBlock
	base := 3
	for i := range 28 {
		extra := max(0, i/4-1)
		symbols[257+i] = entry(base<<16 | extra)
		base += 1 << extra
	}
	symbols[285] = 258 << 16 // not 227+31 in five extra bits
	return symbols
}

func makeDistanceSymbols() (symbols [32]entry) {
	base := 1
	for i := range 30 {
		extra := max(0, i/2-1)
		symbols[i] = entry(base<<16 | extra)
		base += 1 << extra
	}
	return symbols
}

func makeLengthSymbols() (symbols [19]entry) {
	for i := range symbols {
		symbols[i] = entry(i) << 16
	}
	return symbols
}

// code builds lookup tables of canonical Huffman codes. Codewords are handled with their bits reversed, as they stand in
// the input.
type code struct {
	count  [maxCodeBits + 1]uint16 // codewords of each length
	sorted [maxSymbols]uint16      // symbols by length of their codewords, then by value
	used   [maxSymbols + 1]uint16  // symbols with a codeword, by value
}

// build fills table for a first lookup of width bits. As in compress/flate, a code must be complete, save that it may
// consist of one codeword of one bit, or of none, and is then wrong only if the input uses the rest.
func (c *code) build(table, symbols []entry, lengths []uint8, width uint) bool {
	unused := c.sort(lengths)
	if unused == 0 {
		next, done := c.fillFirst(table, symbols, width)
		return done || c.fillLinked(table, symbols, width, next)
	}
	used := len(lengths) - int(c.count[0])
	if unused < 0 || used > 1 || used != int(c.count[1]) {
		return false
	}
	for i := range table[:1<<width] {
		table[i] = invalid
	}
	for i := 0; used == 1 && i < 1<<width; i += 2 {
		table[i] = symbols[c.sorted[0]] + codeword(1)
	}
	return true
}

// codeword is what an entry gets for a codeword of that many bits.
func codeword(bits uint) entry { return entry(bits<<8 | bits) }

// sort counts and sorts the symbols. It returns how many codewords of maxCodeBits the code has left unused, negative if it
// uses more than there are.
func (c *code) sort(lengths []uint8) (unused int) {
	used := c.collect(lengths)
	var next [maxCodeBits + 2]uint16
	unused = 1
	for length := 1; length <= maxCodeBits; length++ {
		unused = unused<<1 - int(c.count[length])
		if unused < 0 {
			return unused
		}
		next[length+1] = next[length] + c.count[length]
	}
	for _, symbol := range c.used[:used] {
		length := lengths[symbol] & 15
		c.sorted[next[length]] = symbol
		next[length]++
	}
	return unused
}

// collect counts the lengths, and returns how many symbols have a codeword: those in c.used. A small content, as deltas mostly are, uses
// few, so eight lengths are passed over at once; and whether one is used is never branched on.
func (c *code) collect(lengths []uint8) (used int) {
	clear(c.count[:])
	for at := 0; at < len(lengths); at += 8 {
		var eight uint64
		if rest := lengths[at:]; len(rest) >= 8 {
			eight = binary.LittleEndian.Uint64(rest)
		} else {
			for i, length := range rest {
				eight |= uint64(length) << (8 * i)
			}
		}
		for symbol := at; eight != 0; symbol++ {
			length := eight & 15
			c.count[length]++
			c.used[used] = uint16(symbol)
			used += int((length + 15) >> 4)
			eight >>= 8
		}
	}
	c.count[0] = uint16(len(lengths) - used)
	return used
}

// cursor is a place in the sequence of codewords.
type cursor struct {
	word   uint // the next codeword, reversed
	length uint // its bits
	index  int  // its symbol in sorted
}

// increment returns the codeword after word, both reversed. word must not be the last one, which is all ones.
func increment(word, length uint) uint {
	carry := uint(1) << (mathbits.Len(word^(1<<length-1)) - 1)
	return word&(carry-1) | carry
}

// fillFirst enters the codewords of up to width bits. It starts with a table for one bit and doubles it for each further
// one; what no codeword has filled by then is filled later, as the code is complete.
func (c *code) fillFirst(table, symbols []entry, width uint) (next cursor, done bool) {
	word, index := uint(0), 0
	for length := uint(1); length <= width; length++ {
		for range c.count[length] {
			table[word] = symbols[c.sorted[index]] + codeword(length)
			index++
			if word == 1<<length-1 {
				double(table, length, width)
				return cursor{}, true
			}
			word = increment(word, length)
		}
		double(table, length, min(length+1, width))
	}
	return cursor{word, width + 1, index}, false
}

// double repeats the first 2^from entries up to 2^to.
func double(table []entry, from, to uint) {
	for ; from < to; from++ {
		half := 1 << from
		copy(table[half:2*half], table[:half])
	}
}

// fillLinked enters the codewords that are longer than width: those with the same first bits share a second table.
func (c *code) fillLinked(table, symbols []entry, width uint, next cursor) bool {
	word, length, index := next.word, next.length, next.index
	left := c.count[length]
	prefix, start, end := ^uint(0), uint(0), uint(1)<<width
	for {
		for left == 0 {
			length++
			left = c.count[length&15]
		}
		if first := word & (1<<width - 1); first != prefix {
			linked := c.linkedWidth(width, length, left)
			prefix, start, end = first, end, end+1<<linked
			if end > uint(len(table)) {
				return false
			}
			table[prefix] = special | link | entry(start<<16|linked<<8|width)
		}
		e := symbols[c.sorted[index]] + codeword(length-width)
		for i := start + word>>width; i < end; i += 1 << (length - width) {
			table[i] = e
		}
		if word == 1<<length-1 {
			return true
		}
		word, index, left = increment(word, length), index+1, left-1
	}
}

// linkedWidth returns how many bits the second table needs whose first codeword has the given length: as many as the
// codewords from there on take to fill it. left of them have that length.
func (c *code) linkedWidth(width, length uint, left uint16) uint {
	linked := length - width
	space := uint(left)
	for space < 1<<linked && width+linked < maxCodeBits {
		linked++
		space = space<<1 + uint(c.count[width+linked])
	}
	return linked
}
