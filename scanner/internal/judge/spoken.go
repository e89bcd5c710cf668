package judge

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Values that are text for people in some language: labels and messages, translated ones above all.

// Spoken reports whether a value is made of words not all of whose letters are ASCII, as they stand or in escapes: Contraseña olvidada,
// \u5bc6\u7801. One digit or sign that words do not have makes it none, unless most of it is such letters (mostly), as in other scripts
// than Latin.
func Spoken(value []byte) (is, mostly bool) {
	if ascii.All(value, plainASCII) {
		return false, false
	}
	foreign, letters, others := 0, 0, 0
	for len(value) > 0 {
		r, n := escapedRune(value)
		value = value[n:]
		switch {
		case r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r)):
			foreign++
		case r < utf8.RuneSelf && ascii.IsLetter(byte(r)):
			letters++
		case r == utf8.RuneError || r < utf8.RuneSelf && bytes.IndexByte([]byte(" .,:;!?'-/()"), byte(r)) < 0:
			others++
		}
	}
	mostly = foreign > 0 && foreign >= letters+others
	return mostly || foreign > 0 && others == 0, mostly
}

// plainASCII reports a byte that neither is a part of another character nor begins the escape of one.
func plainASCII(c byte) bool { return c < utf8.RuneSelf && c != '\\' }

// foreign reports whether most of a value's letters are of another script than Latin: nobody has such a password in a program.
func foreign(value []byte) bool {
	_, mostly := Spoken(value)
	return mostly
}

// escapedRune decodes the first character of text: \u00e9 and \xe9 as well as é. It returns the bytes that it takes.
func escapedRune(text []byte) (r rune, n int) {
	switch {
	case len(text) >= 6 && text[0] == '\\' && text[1] == 'u' && ascii.AllHex(text[2:6]):
		return rune(hexByte(text[2:]))<<8 | rune(hexByte(text[4:])), 6
	case len(text) >= 4 && text[0] == '\\' && text[1] == 'x' && ascii.AllHex(text[2:4]):
		return rune(hexByte(text[2:])), 4
	}
	return utf8.DecodeRune(text)
}

// Signed reports whether a value has a digit and a sign that people put into passwords, and not into what they say.
func Signed(value []byte) bool {
	return bytes.ContainsAny(value, "0123456789") && bytes.ContainsAny(value, "#$%^&*@~") && bytes.IndexByte(value, ' ') < 0
}

// Sentence reports whether a value is some words with blanks between them.
func Sentence(value []byte) bool {
	if bytes.IndexByte(value, ' ') < 0 {
		return false
	}
	words := 0
	for word := range bytes.FieldsSeq(value) {
		word = bytes.Trim(word, ".,:;!?'\"()")
		if !ascii.All(word, func(c byte) bool { return ascii.IsLetter(c) || c >= 0x80 || c == '\'' || c == '-' }) {
			return false
		}
		words++
	}
	return words > 1
}
