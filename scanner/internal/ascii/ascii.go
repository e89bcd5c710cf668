// Package ascii tells bytes and stretches of bytes by their class, and compares texts in any case, of ASCII alone: the rest of UTF-8
// is in no class.
package ascii

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
)

// The classes of bytes. A word is of letters, digits and _, white space is blanks and the ends of lines.

func IsDigit(c byte) bool  { return '0' <= c && c <= '9' }
func IsLower(c byte) bool  { return 'a' <= c && c <= 'z' }
func IsUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func IsLetter(c byte) bool { return IsLower(c | 0x20) }
func IsAlnum(c byte) bool  { return IsDigit(c) || IsLower(c|0x20) }
func IsWord(c byte) bool   { return IsAlnum(c) || c == '_' }
func IsHex(c byte) bool    { return IsDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
func IsBlank(c byte) bool  { return c == ' ' || c == '\t' }
func IsSpace(c byte) bool  { return IsBlank(c) || c == '\n' || c == '\r' }

func IsUpperAlnum(c byte) bool { return IsUpper(c) || IsDigit(c) }

func IsBase64URL(c byte) bool { return IsWord(c) || c == '-' }
func IsBase64(c byte) bool    { return IsAlnum(c) || c == '+' || c == '/' || c == '=' }

// Digits holds all of them.
const Digits = "0123456789"

// Lower returns a capital as the small letter, any other byte as it is.
func Lower(c byte) byte {
	if IsUpper(c) {
		return c + 'a' - 'A'
	}
	return c
}

// AllHex reports whether b is all hexadecimal digits, or empty.
func AllHex(b []byte) bool { return All(b, IsHex) }

// All reports whether all of b is in a class.
func All(b []byte, in func(byte) bool) bool {
	for _, c := range b {
		if !in(c) {
			return false
		}
	}
	return true
}

// Run returns the length of the longest beginning of b whose bytes are in a class; where very many are asked for, Class.Run does.
func Run(b []byte, in func(byte) bool) int {
	for i, c := range b {
		if !in(c) {
			return i
		}
	}
	return len(b)
}

// RunBack returns the length of the longest ending of b whose bytes are in a class.
func RunBack(b []byte, in func(byte) bool) int {
	n := 0
	for n < len(b) && in(b[len(b)-1-n]) {
		n++
	}
	return n
}

// LastNewline returns the index of the last '\n' of b, -1 if there is none: bytes.LastIndexByte, which on most processors goes byte by
// byte, while nearly every name is asked where its line begins.
func LastNewline(b []byte) int {
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

// Class is a set of bytes, for loops that ask about very many.
type Class [256]bool

// ClassOf returns those that are in a class or stand in more.
func ClassOf(in func(byte) bool, more string) *Class {
	c := new(Class)
	for b := range c {
		c[b] = in(byte(b))
	}
	for i := range len(more) {
		c[more[i]] = true
	}
	return c
}

// Beginnings returns the first bytes of texts.
func Beginnings(texts []string) *Class {
	return ClassOf(func(b byte) bool { return slices.ContainsFunc(texts, func(t string) bool { return t[0] == b }) }, "")
}

// ByFirst returns texts by their first bytes, in their order.
func ByFirst(texts []string) (by [256][]string) {
	for _, t := range texts {
		by[t[0]] = append(by[t[0]], t)
	}
	return by
}

// TrimEnd returns b without the longest ending whose bytes are in the class.
func (c *Class) TrimEnd(b []byte) []byte {
	for len(b) > 0 && c[b[len(b)-1]] {
		b = b[:len(b)-1]
	}
	return b
}

// Run returns the length of the longest beginning of b whose bytes are in the class.
func (c *Class) Run(b []byte) int {
	for i, x := range b {
		if !c[x] {
			return i
		}
	}
	return len(b)
}

// IsQuote reports a sign that opens a string literal of one line.
func IsQuote(c byte) bool { return c == '"' || c == '\'' }

// TrimSpaces returns text without the white space in front of it.
func TrimSpaces(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n") }

// LineEnd returns where the line of text[from:] ends, limit if it is longer.
func LineEnd(text []byte, from, limit int) int {
	if i := bytes.IndexByte(text[from:limit], '\n'); i >= 0 {
		return from + i
	}
	return limit
}
