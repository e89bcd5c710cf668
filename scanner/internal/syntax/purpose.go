package syntax

import (
	"bytes"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// What a label says of its name in front of the sign:
//
//	Password for admin: x1      password (root) = x1      Password 2: x1      Password/PIN: x1

// prepositions begin what a name is for, in English, German, French, Spanish, Portuguese and Italian.
var prepositions = [...]string{
	"for ", "of ", "to ", "on ", "für ", "vom ", "pour ", "du ", "de ", "del ", "para ", "do ", "da ", "di ", "per ",
}

var prepositionsBy = ascii.ByFirst(prepositions[:])

// shortestPurposed is the length of the least value behind such a label, in bytes.
const shortestPurposed = 6

// purposed skips that and the sign, where one word that reads like none is all that follows on the line.
func (p *parser) purposed() bool {
	n := p.qualified()
	if n == 0 {
		return false
	}
	b := p.look(n + maxGap + longestLone)
	n += ascii.Run(b[n:], ascii.IsBlank)
	if n >= len(b) || b[n] != ':' && b[n] != '=' {
		return false
	}
	n++
	n += ascii.Run(b[n:], ascii.IsBlank)
	word := b[n : n+ascii.Run(b[n:], IsVisible)]
	rest := bytes.TrimLeft(b[n+len(word):], " \t\r")
	value := bytes.Trim(word, "`\"'*")
	if len(rest) > 0 && rest[0] != '\n' || len(value) < shortestPurposed || !judge.Unworded(value) {
		return false
	}
	front, _ := p.around()
	if !ascii.All(bytes.TrimLeft(front, "#*->/ \t"), isCellWord) {
		return false
	}
	p.at += n
	return true
}

// qualified returns the length of what a label says of its name, 0 if it says nothing.
func (p *parser) qualified() int {
	switch c := p.peek(); {
	case c == '(':
		return p.bracketed(')')
	case c == '[':
		return p.bracketed(']')
	case c == '#' || ascii.IsDigit(c):
		b := p.look(len("#99 "))
		return 1 + ascii.Run(b[1:], ascii.IsDigit)
	case c == '/':
		b := p.look(maxPurpose)
		return 1 + ascii.Run(b[1:], ascii.IsLetter)
	}
	for _, word := range prepositionsBy[p.peek()] {
		if p.has(word) {
			b := p.look(maxPurpose)
			b = b[:ascii.Run(b, isPurpose)]
			if bytes.Contains(b, []byte(is)) {
				return 0 // a sentence, which says what it is
			}
			return len(b)
		}
	}
	return 0
}

// bracketed returns the length of what stands in brackets on its line.
func (p *parser) bracketed(closing byte) int {
	b := p.look(maxPurpose)
	n := 1 + bytes.IndexByte(b, closing)
	if bytes.IndexByte(b[:n], '\n') >= 0 {
		return 0
	}
	return n
}

// isPurpose reports a byte of the words that say what a name is for.
func isPurpose(c byte) bool {
	return ascii.IsWord(c) || c >= utf8.RuneSelf || bytes.IndexByte([]byte(" -.@/'\""), c) >= 0
}
