package detect

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// Byte classes that several judges share; ASCII only.

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLower(c byte) bool  { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func isLetter(c byte) bool { return isLower(c | 0x20) }
func isAlnum(c byte) bool  { return isDigit(c) || isLower(c|0x20) }
func isWord(c byte) bool   { return isAlnum(c) || c == '_' }
func isHex(c byte) bool    { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
func isBlank(c byte) bool  { return c == ' ' || c == '\t' }
func isSpace(c byte) bool  { return isBlank(c) || c == '\n' || c == '\r' }

func isUpperAlnum(c byte) bool { return isUpper(c) || isDigit(c) }

func isBase64URL(c byte) bool { return isWord(c) || c == '-' }
func isBase64(c byte) bool    { return isAlnum(c) || c == '+' || c == '/' || c == '=' }

func lower(c byte) byte {
	if isUpper(c) {
		return c + 'a' - 'A'
	}
	return c
}

func allHex(b []byte) bool { return all(b, isHex) }

func all(b []byte, in func(byte) bool) bool {
	for _, c := range b {
		if !in(c) {
			return false
		}
	}
	return true
}

// run returns the length of the longest beginning of b whose bytes are in a class; where very many are asked for, class.run does.
func run(b []byte, in func(byte) bool) int {
	for i, c := range b {
		if !in(c) {
			return i
		}
	}
	return len(b)
}

// runBack returns the length of the longest ending of b whose bytes are in a class.
func runBack(b []byte, in func(byte) bool) int {
	n := 0
	for n < len(b) && in(b[len(b)-1-n]) {
		n++
	}
	return n
}

// lastNewline returns the index of the last '\n' of b, -1 if there is none: bytes.LastIndexByte, which on most processors goes byte by
// byte, while nearly every name is asked where its line begins.
func lastNewline(b []byte) int {
	const low, all = 0x7f7f7f7f7f7f7f7f, 0x0a0a0a0a0a0a0a0a
	n := len(b)
	for ; n >= 8; n -= 8 {
		x := binary.LittleEndian.Uint64(b[n-8:]) ^ all
		if found := ^((x&low + low) | x | low); found != 0 { // the highest bit of each byte of x that is zero
			return n - 1 - bits.LeadingZeros64(found)/8
		}
	}
	for n--; n >= 0 && b[n] != '\n'; n-- {
	}
	return n
}

// class is a set of bytes, for loops that ask about very many.
type class [256]bool

// classOf returns those that are in a class or stand in more.
func classOf(in func(byte) bool, more string) *class {
	c := new(class)
	for b := range c {
		c[b] = in(byte(b))
	}
	for i := range len(more) {
		c[more[i]] = true
	}
	return c
}

// beginnings returns the first bytes of texts.
func beginnings(texts []string) *class {
	return classOf(func(b byte) bool { return slices.ContainsFunc(texts, func(t string) bool { return t[0] == b }) }, "")
}

// byFirst returns texts by their first bytes, in their order.
func byFirst(texts []string) (by [256][]string) {
	for _, t := range texts {
		by[t[0]] = append(by[t[0]], t)
	}
	return by
}

// trimEnd returns b without the longest ending whose bytes are in the class.
func (c *class) trimEnd(b []byte) []byte {
	for len(b) > 0 && c[b[len(b)-1]] {
		b = b[:len(b)-1]
	}
	return b
}

// run returns the length of the longest beginning of b whose bytes are in the class.
func (c *class) run(b []byte) int {
	for i, x := range b {
		if !c[x] {
			return i
		}
	}
	return len(b)
}
