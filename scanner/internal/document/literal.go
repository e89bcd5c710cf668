package document

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Objects as programs write them: { kty: 'oct', k: 'x' }, {'kty': 'oct',}, ['kty' => 'oct'], dict(kty="oct"). What JSON's decoder
// refuses is read so; keys are names or strings, values are strings or whatever stands up to the next comma.

// Bounds of one object.
const (
	literalLimit   = 16 << 10 // bytes
	literalMembers = 256
)

// literalStart returns the innermost opening bracket in front of text[at:].
func literalStart(text []byte, at int) (start int, ok bool) {
	depth := 0
	for i := at - 1; i >= max(0, at-literalLimit); i-- {
		switch text[i] {
		case '}', ')', ']':
			depth++
		case '{', '(', '[':
			if depth == 0 {
				return i, true
			}
			depth--
		}
	}
	return 0, false
}

// literalObject calls yield with each member of the object that begins at text[start:], the key without quotes, and returns where
// it ends, start where it is none.
func literalObject(text []byte, start int, yield func(key, value syntax.Span)) (end int, met Bounds) {
	l := literal{text[:min(len(text), start+literalLimit)], start + 1}
	for range literalMembers {
		l.spaces()
		if l.closes() {
			return l.at + 1, 0
		}
		key, ok := l.key()
		if !ok {
			return start, 0
		}
		from := l.at
		if !l.value() {
			return start, 0
		}
		yield(key, syntax.Span{Start: int32(from), End: int32(from + len(bytes.TrimRight(l.text[from:l.at], " \t\r\n")))})
		if l.peek() == ',' || l.peek() == ';' {
			l.at++
		}
	}
	return start, 0
}

// literal walks over text[at:].
type literal struct {
	text []byte
	at   int
}

func (l *literal) peek() byte {
	if l.at < len(l.text) {
		return l.text[l.at]
	}
	return 0
}

func (l *literal) closes() bool { return l.peek() == '}' || l.peek() == ')' || l.peek() == ']' }

// spaces skips white space and comments.
func (l *literal) spaces() {
	for {
		l.at += ascii.Run(l.text[l.at:], ascii.IsSpace)
		rest := l.text[l.at:]
		switch {
		case bytes.HasPrefix(rest, []byte("//")), bytes.HasPrefix(rest, []byte{'#'}):
			l.at += ascii.LineEnd(rest, 0, len(rest))
		case bytes.HasPrefix(rest, []byte("/*")):
			end := bytes.Index(rest, []byte("*/"))
			if end < 0 {
				l.at = len(l.text)
				return
			}
			l.at += end + len("*/")
		default:
			return
		}
	}
}

// key reads a key and the sign behind it.
func (l *literal) key() (key syntax.Span, ok bool) {
	if l.peek() == ':' {
		l.at++ // a symbol of Ruby
	}
	from := l.at
	if ascii.IsQuote(l.peek()) {
		end := syntax.Closing(l.text[from+1:], string(l.text[from]))
		if end < 0 {
			return key, false
		}
		key, l.at = syntax.Span{Start: int32(from + 1), End: int32(from + 1 + end)}, from+1+end+1
	} else {
		l.at += ascii.Run(l.text[from:], ascii.IsWord)
		key = syntax.Span{Start: int32(from), End: int32(l.at)}
	}
	l.spaces()
	for _, sign := range [...]string{"=>", ":", "="} {
		if bytes.HasPrefix(l.text[l.at:], []byte(sign)) {
			l.at += len(sign)
			l.spaces()
			return key, key.End > key.Start
		}
	}
	return key, false
}

// value skips a value: up to a comma, or to the bracket that closes the object.
func (l *literal) value() bool {
	depth := 0
	for l.at < len(l.text) {
		switch c := l.text[l.at]; c {
		case '"', '\'', '`':
			end := syntax.Closing(l.text[l.at+1:], string(c))
			if end < 0 {
				return false
			}
			l.at += 1 + end
		case '{', '(', '[':
			depth++
		case '}', ')', ']':
			if depth == 0 {
				return true
			}
			depth--
		case ',', ';':
			if depth == 0 {
				return true
			}
		}
		l.at++
	}
	return false
}
