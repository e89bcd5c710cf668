// Package lz4 reads streams of LZ4: its frames (lz4_Frame_format.md of LZ4 1.9), also the older ones, and the files of Firefox and Xamarin that hold one
// block. Sums are not checked: what is damaged reads as far as it goes.
package lz4

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// Magics.
const (
	Frame   = "\x04\x22\x4d\x18"
	Legacy  = "\x02\x21\x4c\x18"
	Mozilla = "mozLz40\x00"
	Xamarin = "XALZ"
)

// Errors of Read, other than those of the stream that it reads.
var (
	ErrDamaged    = errors.New("the LZ4 data is damaged")
	ErrDictionary = errors.New("is compressed with a dictionary of LZ4 that is not there")
	ErrLong       = errors.New("a block of LZ4 is too long")
)

const (
	window      = 64 << 10 // bytes that a match may lie back
	legacyBlock = 8 << 20
	mostBlock   = 8 << 20 // bytes of a file's only block

	version     = 1 << 6 // flags of a frame
	blockSum    = 1 << 4
	contentSize = 1 << 3
	contentSum  = 1 << 2
	dictionary  = 1 << 0
	stored      = 1 << 31 // in the length of a block
	skipped     = 0x184d2a50
)

// Reader reads a stream. Reset comes first.
type Reader struct {
	in      *bufio.Reader
	packed  []byte
	plain   []byte // the end of what was decoded, and the block that is read
	at      int    // of what was not read yet
	most    int    // bytes of a block
	flags   byte
	legacy  bool
	single  bool // the stream is one block
	inFrame bool
	err     error
}

// Reset makes the reader read a stream that begins with one of the magics.
func (r *Reader) Reset(in *bufio.Reader) {
	*r = Reader{in: in, packed: r.packed[:0], plain: r.plain[:0]}
}

// Read implements io.Reader. Where the stream ends early the error is io.ErrUnexpectedEOF.
func (r *Reader) Read(p []byte) (int, error) {
	for r.at == len(r.plain) && r.err == nil {
		r.err = r.next() // there may be something to read all the same
	}
	if r.at == len(r.plain) {
		return 0, r.err
	}
	n := copy(p, r.plain[r.at:])
	r.at += n
	return n, nil
}

// next reads the next block, or what stands between blocks.
func (r *Reader) next() error {
	switch {
	case r.single:
		return io.EOF
	case !r.inFrame:
		return r.head()
	}
	size, err := r.number()
	switch {
	case err == io.EOF && r.legacy:
		return io.EOF
	case err != nil:
		return early(err)
	case r.legacy && string(binary.LittleEndian.AppendUint32(nil, size)) == Legacy:
		return nil // another one begins
	case !r.legacy && size == 0:
		r.inFrame = false
		return r.skip(r.tail(contentSum))
	}
	isStored := !r.legacy && size&stored != 0
	if size &^= stored; int(size) > r.most+r.most/255+16 {
		if _, err := r.in.Peek(1); r.legacy && err == io.EOF {
			return io.EOF // the length of a kernel, which is put behind it
		}
		return ErrLong
	}
	return r.block(int(size), isStored)
}

// head reads what stands in front of the blocks of a frame.
func (r *Reader) head() error {
	magic, err := r.number()
	if err != nil {
		return err // io.EOF between frames
	}
	switch text := string(binary.LittleEndian.AppendUint32(nil, magic)); {
	case text == Frame:
		return early(r.frame())
	case text == Legacy:
		r.inFrame, r.legacy, r.most = true, true, legacyBlock
		return nil
	case magic&^0xf == skipped:
		size, err := r.number()
		if err != nil {
			return early(err)
		}
		return r.skip(int64(size))
	case text == Mozilla[:4], text == Xamarin: // the rest of the name, or the number of a file
		return early(r.only(4))
	}
	return ErrDamaged
}

// frame reads the head of a frame.
func (r *Reader) frame() error {
	var b [2]byte
	if _, err := io.ReadFull(r.in, b[:]); err != nil {
		return err
	}
	r.flags = b[0]
	code := int(b[1]>>4) & 7
	if r.flags&0xc0 != version || code < 4 {
		return ErrDamaged
	}
	if r.flags&dictionary != 0 {
		return ErrDictionary
	}
	r.most, r.inFrame, r.legacy = 1<<(2*code+8), true, false
	r.plain, r.at = r.plain[:0], 0
	return r.skip(1 + 2*r.tail(contentSize)) // a sum, and the size
}

// only reads the only block of a file, behind some bytes more and its size.
func (r *Reader) only(before int64) error {
	if err := r.skip(before); err != nil {
		return err
	}
	size, err := r.number()
	if err != nil {
		return err
	}
	if size > mostBlock {
		return ErrLong
	}
	packed, err := io.ReadAll(io.LimitReader(r.in, mostBlock+mostBlock/255+16))
	if err != nil {
		return err
	}
	r.single = true
	r.plain, err = Block(r.plain[:0], packed, int(size))
	return err
}

// tail returns how many bytes a sum takes that a flag tells of.
func (r *Reader) tail(flag byte) int64 {
	if r.flags&flag == 0 || r.legacy {
		return 0
	}
	return 4
}

// block reads a block.
func (r *Reader) block(size int, isStored bool) error {
	r.packed = grown(r.packed, size)
	if _, err := io.ReadFull(r.in, r.packed); err != nil {
		return early(err)
	}
	kept := 0
	if !r.legacy {
		kept = copy(r.plain, r.plain[max(0, len(r.plain)-window):])
	}
	r.plain, r.at = r.plain[:kept], kept
	var err error
	if isStored {
		r.plain = append(r.plain, r.packed...)
	} else {
		r.plain, err = Block(r.plain, r.packed, r.most)
	}
	if err != nil {
		return err
	}
	return early(r.skip(r.tail(blockSum)))
}

func grown(b []byte, size int) []byte {
	if size > cap(b) {
		return make([]byte, size)
	}
	return b[:size]
}

func (r *Reader) number() (uint32, error) {
	var b [4]byte
	if _, err := io.ReadFull(r.in, b[:]); err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b[:]), nil
}

func (r *Reader) skip(n int64) error {
	_, err := io.CopyN(io.Discard, r.in, n)
	return early(err)
}

func early(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Block appends what a block that stands alone stands for, most bytes at most. What was decoded before an error is part of the result.
func Block(dst, src []byte, most int) ([]byte, error) {
	const leastMatch = 4
	most += len(dst)
	for len(src) > 0 {
		token := src[0]
		n, rest := length(int(token>>4), src[1:])
		if n > len(rest) || n > most-len(dst) {
			return dst, ErrDamaged
		}
		dst, src = append(dst, rest[:n]...), rest[n:]
		if len(src) == 0 {
			return dst, nil // the last ones are no match
		}
		if len(src) < 2 {
			return dst, ErrDamaged
		}
		from := len(dst) - int(binary.LittleEndian.Uint16(src))
		n, src = length(int(token&0xf), src[2:])
		n += leastMatch
		if from < 0 || from >= len(dst) || n > most-len(dst) {
			return dst, ErrDamaged
		}
		for ; n > 0; n-- {
			dst = append(dst, dst[from])
			from++
		}
	}
	return dst, nil
}

// length reads on from what a token says of a length.
func length(n int, src []byte) (int, []byte) {
	if n < 15 {
		return n, src
	}
	for len(src) > 0 {
		c := src[0]
		n, src = n+int(c), src[1:]
		if c < 255 {
			break
		}
	}
	return n, src
}
