package decode

import "unicode/utf8"

// Packed files in literals, as programs embed them and interpreters print them: "\x1f\x8b\x08\x00…", b'x\x9c\xcb…'. One that is written as a
// list of numbers is met as codes.

// packedTriggers are the literals that begin like packed files, with their quotes.
var packedTriggers = func() (texts []string) {
	for _, quote := range [...]string{`"`, `'`} {
		for _, begin := range [...]string{
			`\x1f\x8b\x08`, `\037\213\010`, `\037\213\b`, `\u001f\u008b\b`, // gzip
			`x\x9c`, `x\xda`, `\x78\x9c`, `\x78\xda`, // zlib
			`pk\x03\x04`, `\x50\x4b\x03\x04`, // zip
			`\x80\x04\x95`, `\xfd7zxz`, `bzh91ay`, // a pickle, xz, bzip2
		} {
			texts = append(texts, quote+begin)
		}
	}
	return texts
}()

// packed reads a literal, which begins with its quote, and those that are put together with it, up to where another packed one begins, be it
// behind a backslash: so no byte is read twice.
func (w *whole) packed() {
	if len(w.text) == 0 {
		return
	}
	quote := w.text[0]
	for w.at = 1; w.at < len(w.text) && !w.full(); {
		rest := w.text[w.at:]
		switch c := rest[0]; {
		case c == quote:
			n, listed := literals(rest)
			if n == 0 || listed || beginsPacked(rest[n-1:]) {
				return
			}
			w.at += n
		case c == '\n', beginsPacked(rest), c == '\\' && beginsPacked(rest[1:]):
			return
		case c == '\\' && len(rest) > 1:
			c, n := escapedByte(rest)
			w.plain = append(w.plain, c)
			w.at += n
		default:
			w.plain = append(w.plain, c)
			w.at++
		}
	}
}

// beginsPacked reports whether a packed literal begins with text.
func beginsPacked(text []byte) bool {
	return len(text) > 0 && (text[0] == '"' || text[0] == '\'') && Packed.triggered(text)
}

// escapedByte returns the byte that a backslash and what follows it stand for, and how many bytes that takes.
func escapedByte(text []byte) (c byte, width int) {
	if value, isByte, n := backslash(text); n > 0 && (isByte || value < utf8.RuneSelf<<1) {
		return byte(value), n
	}
	n := 1
	for value := 0; n < len(text) && n <= 3 && '0' <= text[n] && text[n] <= '7'; n++ { // octal digits, as many as there are
		value = value<<3 | int(text[n]-'0')
		c = byte(value)
	}
	if n > 1 {
		return c, n
	}
	const letters, values = "abfnrtv", "\a\b\f\n\r\t\v"
	for i := range letters {
		if text[1] == letters[i] {
			return values[i], 2
		}
	}
	return text[1], 2
}
