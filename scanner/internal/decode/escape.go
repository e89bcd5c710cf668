package decode

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// Escape is a way to write single bytes or characters of a text by others.
type Escape uint8

// Escapes.
const (
	Percent         Escape = iota // %3D of URLs
	Backslash                     // \x3d, \u003d, \075 of programs and JSON
	Entity                        // &quot;, &#61; of HTML and XML
	QuotedPrintable               // =3D of mail, with "=" at the end of a line that goes on
	Joined                        // "a" + "b": literals that a program puts together
	JoinedSingle                  // 'a' + 'b'
	Beside                        // "a" "b", "a", "b": literals that stand beside each other
	BesideSingle                  // 'a' 'b'
	Continued                     // a literal that a backslash at the end of its line lets go on, behind the blanks of the next one
	Slash                         // \/ of JSON, which need not be escaped there but is by some programs
	Terminal                      // what sets the colours of a terminal, in the logs of what it showed
	TerminalSpelt                 // \u001b[31m, \033[31m: the same with the first byte escaped
	Quoted                        // \" in a literal in double quotes, with whatever else backslashes escape there
	QuotedSingle                  // \' in one in single quotes
	Doubled                       // "" in a literal in double quotes
	DoubledSingle                 // '' in one in single quotes
	QuotedShell                   // '\'' in a shell's

	// Reversed has triggers as escapes have, the calls with which programs turn a text round. It is none that stands in a text: the
	// functions of this file undo nothing of it.
	Reversed

	// The texts of whole.go, which have triggers, too.
	Codes    // 103, 104, 112, the numbers of characters
	Uuencode // of mail and shell archives
	YEnc     // of Usenet
	Ascii85  // of PostScript
	Base85   // of git's patches
	HexDump  // of xxd and hexdump
	Packed   // "\x1f\x8b\x08…", a packed file in a literal
	Deflated // SAMLRequest=fZJN…, base64 of DEFLATE data without a head
	PlantUML // plantuml/png/SoWk…
)

var escapeNames = [...]string{
	"percent", "backslash", "html", "quoted-printable", "concatenation", "concatenation", "concatenation", "concatenation",
	"concatenation", "backslash", "terminal", "terminal", "backslash", "backslash", "quotes", "quotes", "quotes", "reversal", "codes", "uuencode", "yenc", "ascii85", "base85", "hexdump", "backslash", "deflate", "deflate",
}

// Escapes is how many kinds of escapes there are.
const Escapes = len(escapeNames)

// String returns the escape's name as reports write it.
func (e Escape) String() string { return escapeNames[e] }

// Lead is the byte that every escape of the kind begins with.
func (e Escape) Lead() byte { return "%\\&=\"'\"'\\\\\x1b\\\\\\\"''"[e] }

// LongestEscape is how many bytes one escape takes at most, with the indentation of a literal that goes on in the next line.
const LongestEscape = 40

// longestCode is how many bytes the escape of one character takes at most.
const longestCode = 12

// At returns what the escape at the beginning of text stands for, and how many bytes it takes, 0 if there is none. A value below 0 is
// nothing at all. Percent and QuotedPrintable stand for bytes, so does \x.
func (e Escape) At(text []byte) (value rune, isByte bool, width int) {
	if len(text) < 2 || text[0] != e.Lead() || e == Slash && text[1] != '/' {
		return 0, false, 0
	}
	switch e {
	case Backslash:
		return backslash(text)
	case Entity:
		value, width = entity(text)
		return value, false, width
	case QuotedPrintable:
		if n := softBreak(text); n > 0 {
			return -1, true, n
		}
	case Joined, JoinedSingle:
		return -1, true, joint(text)
	case Beside, BesideSingle:
		return -1, true, beside(text)
	case Continued:
		return -1, true, continuation(text)
	case Slash:
		return '/', true, len(`\/`)
	case Terminal, TerminalSpelt:
		return -1, true, control(text)
	case Quoted, QuotedSingle, Doubled, DoubledSingle, QuotedShell:
		return rune(e.quote()), true, e.quoting(text)
	}
	value, width = hexByte(text, 1)
	return value, true, width
}

// hexByte reads two hexadecimal digits behind n bytes.
func hexByte(text []byte, n int) (value rune, width int) {
	if len(text) < n+2 {
		return 0, 0
	}
	pair := hexPair(text[n], text[n+1])
	if pair < 0 {
		return 0, 0
	}
	return rune(pair), n + 2
}

// hexPair returns the byte that two hexadecimal digits stand for, less than 0 where they are none.
func hexPair(high, low byte) int16 { return hexValues[high]<<4 | hexValues[low] }

// isHexByte reports whether text begins with \xHH, of which programs that hold files have millions.
func isHexByte(text []byte) bool {
	return len(text) >= 4 && text[0] == '\\' && text[1] == 'x' && hexPair(text[2], text[3]) >= 0
}

// hexValues holds the values of hexadecimal digits, -1 for other bytes.
var hexValues = func() (t [256]int16) {
	for c := range t {
		t[c] = -1
		if v, ok := digit(byte(c)); ok {
			t[c] = int16(v)
		}
	}
	return t
}()

func softBreak(text []byte) int {
	switch {
	case bytes.HasPrefix(text, []byte("=\r\n")):
		return 3
	case bytes.HasPrefix(text, []byte("=\n")):
		return 2
	}
	return 0
}

func backslash(text []byte) (value rune, isByte bool, width int) {
	switch text[1] {
	case 'x':
		value, width = hexByte(text, 2)
		return value, true, width
	case 'u', 'U':
		value, width = codePoint(text)
		if utf16.IsSurrogate(value) && width > 0 {
			if low, n := codePoint(text[width:]); n > 0 {
				if pair := utf16.DecodeRune(value, low); pair != utf8.RuneError {
					return pair, false, width + n
				}
			}
		}
		return value, false, width
	case '0', '1', '2', '3': // C and what follows it
		value, width = octal(text)
		return value, true, width
	}
	return 0, false, 0
}

// octal reads a byte in three digits behind a backslash.
func octal(text []byte) (value rune, width int) {
	const digits = 3
	if len(text) <= digits {
		return 0, 0
	}
	for _, c := range text[1 : 1+digits] {
		if c < '0' || c > '7' {
			return 0, 0
		}
		value = value<<3 | rune(c-'0')
	}
	return value, 1 + digits
}

// codePoint reads \uXXXX, \UXXXXXXXX and \u{X}.
func codePoint(text []byte) (value rune, width int) {
	if len(text) < 4 || text[0] != '\\' || text[1]|0x20 != 'u' {
		return 0, 0
	}
	digits, end := text[2:min(len(text), 6)], 6
	switch {
	case text[2] == '{':
		n := bytes.IndexByte(text[3:min(len(text), longestCode-2)], '}')
		if n < 1 {
			return 0, 0
		}
		digits, end = text[3:3+n], 3+n+1
	case text[1] == 'U':
		digits, end = text[2:min(len(text), 10)], 10
	}
	if len(text) < end {
		return 0, 0
	}
	value, ok := number(digits, 16)
	if !ok {
		return 0, 0
	}
	return value, end
}

// number reads a code point in digits.
func number(digits []byte, base rune) (value rune, ok bool) {
	for _, c := range digits {
		v, ok := digit(c)
		if !ok || rune(v) >= base {
			return 0, false
		}
		if value = value*base + rune(v); value > utf8.MaxRune {
			return 0, false
		}
	}
	return value, len(digits) > 0
}

// entities are the character references with names, by their first letter.
var entities = func() (t [256][]reference) {
	for _, r := range [...]reference{
		{"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&nbsp;", ' '}, {"&equals;", '='},
		{"&colon;", ':'}, {"&lowbar;", '_'},
	} {
		t[r.name[1]] = append(t[r.name[1]], r)
	}
	return t
}()

type reference struct {
	name  string
	value rune
}

// entity reads a character reference (https://html.spec.whatwg.org/multipage/syntax.html#character-references): the named ones that
// stand in code, and those by number.
func entity(text []byte) (value rune, width int) {
	if text[1] != '#' {
		for _, r := range entities[text[1]] {
			if bytes.HasPrefix(text, []byte(r.name)) {
				return r.value, len(r.name)
			}
		}
		return 0, 0
	}
	n := bytes.IndexByte(text[:min(len(text), longestCode)], ';')
	if n < 3 {
		return 0, 0
	}
	digits, base := text[2:n], rune(10)
	if digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	value, ok := number(digits, base)
	if !ok {
		return 0, 0
	}
	return value, n + 1
}

// next returns what stands at the beginning of text, which is not empty, undone: the bytes that it takes, and their number.
func (e Escape) next(buffer *[utf8.UTFMax]byte, text []byte) (plain []byte, width int) {
	value, isByte, width := e.At(text)
	switch {
	case width == 0 && (e == Backslash || e == Quoted || e == QuotedSingle) && len(text) > 1 && text[0] == '\\' && simple(text[1]) != 0:
		buffer[0] = simple(text[1])
		return buffer[:1], 2
	case width == 0:
		return text[:1], 1
	case value < 0:
		return nil, width
	case isByte:
		buffer[0] = byte(value)
		return buffer[:1], width
	}
	return utf8.AppendRune(buffer[:0], value), width
}

// simple returns what a backslash and a letter stand for, 0 for nothing.
func simple(c byte) byte {
	switch c {
	case '"', '\'', '\\', '/':
		return c
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return 0
}

// AppendPlain appends text with its escapes undone; never more than len(text) bytes.
func (e Escape) AppendPlain(dst, text []byte) []byte {
	var buffer [utf8.UTFMax]byte
	for {
		i := bytes.IndexByte(text, e.Lead())
		if i < 0 {
			return append(dst, text...)
		}
		dst, text = append(dst, text[:i]...), text[i:]
		for e == Backslash && isHexByte(text) {
			dst, text = append(dst, byte(hexPair(text[2], text[3]))), text[len(`\x00`):]
		}
		if len(text) == 0 || text[0] != e.Lead() {
			continue
		}
		plain, n := e.next(&buffer, text)
		dst, text = append(dst, plain...), text[n:]
	}
}

// Places tells where parts of the plain form of Text stand in it. The zero value of the other fields is its beginning.
type Places struct {
	Escape Escape
	Text   []byte

	plain, at int // of the last one
}

// At returns how many bytes of the text the first n bytes of its plain form take. What ascends from call to call is read once.
func (p *Places) At(n int) int {
	if n < p.plain {
		p.plain, p.at = 0, 0
	}
	var buffer [utf8.UTFMax]byte
	for p.plain < n && p.at < len(p.Text) {
		rest := p.Text[p.at:]
		clear := bytes.IndexByte(rest[:min(len(rest), n-p.plain)], p.Escape.Lead())
		if clear < 0 {
			clear = min(len(rest), n-p.plain)
		}
		if clear == 0 {
			part, width := p.Escape.next(&buffer, rest)
			p.plain, p.at = p.plain+len(part), p.at+width
			continue
		}
		p.plain, p.at = p.plain+clear, p.at+clear
	}
	return p.at
}

// gapOfEscapes is how many bytes may stand between two escapes of one stretch: a line of quoted-printable.
const gapOfEscapes = 80

// EscapeReach is how far to the left of an escape, in bytes, the one before it in its stretch may begin.
const EscapeReach = gapOfEscapes + LongestEscape

// Stretch returns the part of text to undo together for the escape at text[at:], if that is the first one with a trigger of at
// least two that follow each other closely, or of one joint of literals: from a line's length in front of it to a line's length
// behind the last one, and to the end of the word there, so that no value is cut off. It ends where none with a trigger follows within
// EscapeReach, so that stretches hardly overlap. It reads text[lo-LongestEscape:hi].
func (e Escape) Stretch(text []byte, at int) (lo, hi int, ok bool) {
	if e.Quotes() {
		return e.stretchOfLiteral(text, at)
	}
	_, _, n := e.At(text[at:])
	lo = max(0, at-gapOfEscapes)
	if n == 0 || e.stands(text, max(0, at-EscapeReach), at) {
		return e.Follows(at)
	}
	count, end, last := 1, at+n, at // the last one with a trigger
	for {
		next, n := e.find(text, end, end+gapOfEscapes)
		if n == 0 {
			break
		}
		if e.triggered(text[next:]) {
			last = next
		} else if next-last > EscapeReach {
			break
		}
		count, end = count+1, next+n
	}
	return lo, wordEnd(text, end+gapOfEscapes+LongestEscape), count > 1 || e == Joined || e == JoinedSingle
}

// longestRest bounds the rest of a word that a stretch takes in, in bytes.
const longestRest = 512

// wordEnd returns the place behind the word that text[:at] ends in, with the byte that ends it, and at least at.
func wordEnd(text []byte, at int) int {
	if at > len(text) {
		return at
	}
	for most := min(len(text)+1, at+longestRest); at < most && isTokenByte(text[at-1]); {
		at++
	}
	return at
}

// isTokenByte reports letters, digits and signs that tokens are written with, those of base64 and of what URLs escape among them.
func isTokenByte(c byte) bool {
	return isLetter(c) || c == '.' || c == '%'
}

// Follows is what Stretch returns where there is no escape at that place, or one that is not the first.
func (e Escape) Follows(at int) (lo, hi int, ok bool) {
	return max(0, at-gapOfEscapes), at + LongestEscape, false
}

// Width returns how many bytes the escape at the beginning of text takes, 0 if there is none.
func (e Escape) Width(text []byte) int {
	_, _, n := e.At(text)
	return n
}

// find returns where the first escape that begins in text[from:to] does, and how many bytes it takes, 0 if there is none.
func (e Escape) find(text []byte, from, to int) (at, width int) {
	for to = min(to, len(text)); from < to; from++ {
		i := bytes.IndexByte(text[from:to], e.Lead())
		if i < 0 {
			return 0, 0
		}
		from += i
		if _, _, n := e.At(text[from:]); n > 0 {
			return from, n
		}
	}
	return 0, 0
}

// stands reports whether an escape that is looked for begins in text[from:to] and is whole there.
func (e Escape) stands(text []byte, from, to int) bool {
	for ; from < to; from++ {
		i := bytes.IndexByte(text[from:to], e.Lead())
		if i < 0 {
			return false
		}
		from += i
		if _, _, n := e.At(text[from:to]); n > 0 && e.triggered(text[from:]) {
			return true
		}
	}
	return false
}

// triggered reports whether text, which an escape begins, does so like one of the triggers.
func (e Escape) triggered(text []byte) bool {
	if e == Percent {
		value, _ := hexByte(text, 1)
		return triggerByte(byte(value))
	}
	if e == Backslash && isHexByte(text) {
		return '2' <= text[2] && text[2] <= '7'
	}
	for _, t := range triggers[e] {
		if len(text) >= len(t) && text[1]|0x20 == t[1]|0x20 && lowerEqual(text[:len(t)], t) {
			return true
		}
	}
	return false
}

// lowerEqual reports whether text in lower case is want.
func lowerEqual(text []byte, want string) bool {
	for i, c := range text {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != want[i] {
			return false
		}
	}
	return true
}
