package detect

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// Values that are text for people in some language: labels and messages, translated ones above all.

// spoken reports whether a value is made of words not all of whose letters are ASCII, as they stand or in escapes: Contraseña olvidada,
// \u5bc6\u7801. One digit or sign that words do not have makes it none, unless most of it is such letters (mostly), as in other scripts
// than Latin.
func spoken(value []byte) (is, mostly bool) {
	if all(value, plainASCII) {
		return false, false
	}
	foreign, letters, others := 0, 0, 0
	for len(value) > 0 {
		r, n := escapedRune(value)
		value = value[n:]
		switch {
		case r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r)):
			foreign++
		case r < utf8.RuneSelf && isLetter(byte(r)):
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
	_, mostly := spoken(value)
	return mostly
}

// escapedRune decodes the first character of text: \u00e9 and \xe9 as well as é. It returns the bytes that it takes.
func escapedRune(text []byte) (r rune, n int) {
	switch {
	case len(text) >= 6 && text[0] == '\\' && text[1] == 'u' && allHex(text[2:6]):
		return rune(hexByte(text[2:]))<<8 | rune(hexByte(text[4:])), 6
	case len(text) >= 4 && text[0] == '\\' && text[1] == 'x' && allHex(text[2:4]):
		return rune(hexByte(text[2:])), 4
	}
	return utf8.DecodeRune(text)
}

// signed reports whether a value has a digit and a sign that people put into passwords, and not into what they say.
func signed(value []byte) bool {
	return bytes.ContainsAny(value, "0123456789") && bytes.ContainsAny(value, "#$%^&*@~") && bytes.IndexByte(value, ' ') < 0
}

const (
	speechReach = 1024 // bytes on either side of a value in which others tell that all are labels
	fewestTexts = 3    // of them
)

// labelled reports whether the values around one are text for people: at least half of the values around it are phrases,
// or words in another alphabet.
func (f *final) labelled(c Candidate) bool {
	around := f.text[max(0, int(c.Start)-speechReach):min(len(f.text), int(c.End)+speechReach)]
	own := f.text[c.Start:c.End]
	texts, values := 0, 0
	if is, _ := spoken(own); is {
		texts, values = 1, 1
	}
	for len(around) > 0 {
		var member []byte
		member, around = nextMember(around)
		value := assignedIn(member)
		if len(value) == 0 || bytes.Equal(value, own) {
			continue
		}
		values++
		if is, _ := spoken(value); is || sentence(value) {
			texts++
		}
	}
	return texts >= fewestTexts && 2*texts >= values
}

// nextMember cuts off a line, or a member that another follows on its line.
func nextMember(text []byte) (member, rest []byte) {
	end := bytes.IndexByte(text, '\n')
	if end < 0 {
		end = len(text)
	}
	for at := 0; at < end; at++ {
		n := bytes.IndexByte(text[at:end], ',')
		if n < 0 {
			break
		}
		if at += n; at > 0 && isQuote(text[at-1]) {
			end = at
		}
	}
	return text[:end], text[min(len(text), end+1):]
}

// assignedIn returns the value of a member behind its name, or the text of an element; nothing where there is none.
func assignedIn(member []byte) []byte {
	sign := run(member, func(c byte) bool { return c != '=' && c != ':' })
	if end := bytes.LastIndexByte(member, '<'); end >= 0 && bytes.HasPrefix(member[end:], []byte("</")) {
		member = member[:end]
		sign = bytes.LastIndexByte(member, '>')
	}
	if sign < 0 || sign >= len(member) {
		return nil
	}
	value := member[sign+1:]
	return aroundText.trimEnd(value[aroundText.run(value):])
}

// aroundText is what stands around the text of a member.
var aroundText = classOf(isSpace, "=:>\"'`,;{}[]()\\")

// sentence reports whether a value is some words with blanks between them.
func sentence(value []byte) bool {
	if bytes.IndexByte(value, ' ') < 0 {
		return false
	}
	words := 0
	for word := range bytes.FieldsSeq(value) {
		word = bytes.Trim(word, ".,:;!?'\"()")
		if len(word) > 0 && !all(word, func(c byte) bool { return isLetter(c) || c >= 0x80 || c == '\'' || c == '-' }) {
			return false
		}
		words++
	}
	return words > 1
}
