package lzma

import (
	"bufio"
	"io"
)

// BCJ2 (Bcj2.c of the LZMA SDK) takes the targets of calls and jumps out of programs for x86 and keeps them in streams of their own, as
// addresses; a fourth stream, of LZMA's range coder, tells which of them it took.
const (
	codeCall = 0xe8
	codeJump = 0xe9

	decisionBuffer = 1 << 10 // bytes
)

// bcj2 puts the targets back. Its errors stay.
type bcj2 struct {
	main, call, jump *bufio.Reader
	decisions        ranger
	source           io.Reader     // of decisions, until they begin
	taken            [2 + 256]prob // of 0f 8x, of e9, and of e8 by the byte in front
	at               uint32        // bytes that were given
	last             byte          // of them
	pending          [4]byte       // of a target, whose first bytes were given
	left             int
	err              error
}

// NewBCJ2 returns a reader of what the four streams stand for.
func NewBCJ2(main, call, jump, decisions io.Reader) io.Reader {
	b := &bcj2{main: bufio.NewReader(main), call: bufio.NewReader(call), jump: bufio.NewReader(jump), source: decisions}
	resetProbs(b.taken[:])
	return b
}

func (b *bcj2) Read(p []byte) (n int, err error) {
	if b.source != nil {
		b.err = b.decisions.start(nil, b.source, make([]byte, decisionBuffer))
		b.source = nil
	}
	for n < len(p) && b.err == nil {
		if c, ok := b.next(); ok {
			p[n] = c
			n++
		}
	}
	if n > 0 || len(p) == 0 {
		return n, nil
	}
	return 0, b.err
}

// next returns the next byte, if there is one.
func (b *bcj2) next() (c byte, ok bool) {
	before := b.last
	if b.left > 0 {
		c = b.pending[len(b.pending)-b.left]
		b.left--
	} else if c, b.err = b.main.ReadByte(); b.err != nil {
		return 0, false
	} else if p, source := b.branch(before, c); source != nil && b.decisions.bit(p) == 1 {
		b.target(source)
	}
	b.at++
	b.last = c
	return c, true
}

// branch returns what decides about a byte that may have a target behind it, and the stream that has it; nil for any other byte.
func (b *bcj2) branch(before, c byte) (*prob, *bufio.Reader) {
	switch {
	case c == codeCall:
		return &b.taken[2+int(before)], b.call
	case c == codeJump:
		return &b.taken[1], b.jump
	case before == 0x0f && c&0xf0 == 0x80:
		return &b.taken[0], b.jump
	}
	return nil, nil
}

// target reads an address, which the next bytes become: counted from behind them, as programs have it.
func (b *bcj2) target(source *bufio.Reader) {
	var address [4]byte
	if _, err := io.ReadFull(source, address[:]); err != nil || b.decisions.short {
		b.err = ErrTruncated
		return
	}
	to := uint32(address[0])<<24 | uint32(address[1])<<16 | uint32(address[2])<<8 | uint32(address[3])
	to -= b.at + 1 + uint32(len(address)) // the byte in front is not counted yet
	b.pending = [4]byte{byte(to), byte(to >> 8), byte(to >> 16), byte(to >> 24)}
	b.left = len(b.pending)
}
