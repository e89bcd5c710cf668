// Package lzw decodes what compress(1) of Unix packed (.Z): LZW with codes of 9 bits up to 16, the lowest bit first. The format has no specification but its
// programs: codes come in groups of eight, and what is left of a group is passed over where their width changes.
package lzw

import (
	"bytes"
	"errors"
	"io"
)

const (
	magic  = "\x1f\x9d"
	clear  = 256 // of blocks: forgets all strings
	widest = 16
	least  = 9

	inBlocks = 0x80 // flags; the lowest five bits are the widest code
	width    = 0x1f
	unknown  = 0x60
)

// errCorrupt is that of what no compress wrote.
var errCorrupt = errors.New("corrupt data of compress")

// Reader decodes a stream, which Reset gives it. It reads no byte ahead.
type Reader struct {
	in     io.ByteReader
	begun  bool
	blocks bool
	most   uint // bits of a code
	bits   uint
	held   uint32 // bits that were read and not used, the lowest first
	left   uint   // how many
	group  uint   // bytes of the group that were read
	end    int    // last string
	prefix [1 << widest]uint16
	suffix [1 << widest]byte
	last   int  // string before
	first  byte // its first byte
	plain  []byte
	at     int // of what was not read
	err    error
}

// Reset makes the reader read a stream from its magic on.
func (r *Reader) Reset(in io.ByteReader) {
	r.in, r.begun, r.plain, r.at, r.err = in, false, r.plain[:0], 0, nil
}

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if r.at == len(r.plain) {
			if r.err == nil {
				r.err = r.next()
			}
			if r.err != nil {
				break
			}
		}
		c := copy(p[n:], r.plain[r.at:])
		n, r.at = n+c, r.at+c
	}
	if n > 0 || len(p) == 0 {
		return n, nil
	}
	return 0, r.err
}

// Is reports whether data begins like a stream, all of whose codes at hand are valid.
func Is(data []byte) bool {
	if len(data) <= len(magic)+1 || string(data[:len(magic)]) != magic {
		return false
	}
	var r Reader
	r.Reset(bytes.NewReader(data))
	_, err := io.Copy(io.Discard, &r)
	return err == nil
}

// begin reads the head and the first code, which is a byte.
func (r *Reader) begin() error {
	for _, want := range []byte(magic) {
		if c, err := r.in.ReadByte(); err != nil || c != want {
			return errCorrupt
		}
	}
	flags, err := r.in.ReadByte()
	if err != nil || flags&unknown != 0 || flags&width < least || flags&width > widest {
		return errCorrupt
	}
	r.begun, r.blocks, r.most = true, flags&inBlocks != 0, uint(flags&width)
	r.held, r.left, r.group, r.bits = 0, 0, 0, least
	if r.end = clear - 1; r.blocks {
		r.end = clear
	}
	code, err := r.code()
	if err != nil {
		return err
	}
	if code >= clear {
		return errCorrupt
	}
	r.last, r.first = code, byte(code)
	r.plain, r.at = append(r.plain[:0], r.first), 0
	return nil
}

// code reads the next code.
func (r *Reader) code() (int, error) {
	for r.left < r.bits {
		c, err := r.in.ReadByte()
		if err != nil {
			return 0, err // there may be bits that are none
		}
		r.held |= uint32(c) << r.left
		r.left += 8
		r.group++
	}
	code := r.held & (1<<r.bits - 1)
	r.held >>= r.bits
	r.left -= r.bits
	return int(code), nil
}

// pass goes to the end of the group, for codes of another width.
func (r *Reader) pass(bits uint) error {
	for ; r.group%r.bits != 0; r.group++ {
		if _, err := r.in.ReadByte(); err != nil {
			return err
		}
	}
	r.held, r.left, r.group, r.bits = 0, 0, 0, bits
	return nil
}

// next decodes a string.
func (r *Reader) next() error {
	if !r.begun {
		return r.begin()
	}
	if r.end >= 1<<r.bits-1 && r.bits < r.most {
		if err := r.pass(r.bits + 1); err != nil {
			return err
		}
	}
	code, err := r.code()
	if err != nil {
		return err
	}
	if code == clear && r.blocks {
		r.end = clear - 1
		r.plain, r.at = r.plain[:0], 0
		return r.pass(least)
	}
	return r.string(code)
}

// string makes the string of a code: that of its prefix and a byte. It is found from its end on.
func (r *Reader) string(code int) error {
	r.plain, r.at = r.plain[:0], 0
	at := code
	if code > r.end {
		if code != r.end+1 || r.last > r.end {
			return errCorrupt
		}
		r.plain = append(r.plain, r.first)
		at = r.last
	}
	for at >= clear {
		r.plain = append(r.plain, r.suffix[at])
		at = int(r.prefix[at])
	}
	r.first = byte(at)
	r.plain = append(r.plain, r.first)
	for i, j := 0, len(r.plain)-1; i < j; i, j = i+1, j-1 {
		r.plain[i], r.plain[j] = r.plain[j], r.plain[i]
	}
	if r.end < 1<<r.bits-1 {
		r.end++
		r.prefix[r.end], r.suffix[r.end] = uint16(r.last), r.first
	}
	r.last = code
	return nil
}
