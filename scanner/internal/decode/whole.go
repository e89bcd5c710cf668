package decode

import (
	"bytes"
	"unicode/utf8"
)

// Texts that are written as a whole in another way, behind what says so: the numbers of their characters, and what programs write of files so
// that mail, terminals and patches can carry them. Each reader reads from a trigger's end on, as far as its form goes, and never reads the
// beginning of another one of its form: so the work on all of them is linear.

// Whole reports whether the escape is one of these. What other functions of an Escape tell of it means nothing.
func (e Escape) Whole() bool { return e >= Codes && int(e) < Escapes }

// WholeReach is how far on either side of a trigger, in bytes, what stands there says whether anything begins at it.
const WholeReach = mostBlanks + 1

// leastWhole is the least length of a text, in bytes, and of what says that it is one.
const leastWhole = 16

// codeTriggers are what numbers of characters stand behind. Arrays in C are as common as anything else that braces hold: there the first
// number is looked for, too.
var codeTriggers = []string{
	"fromcharcode(", "fromcodepoint(", "chr(", "chrw(", "char(", "[char]", "= [", "=[", `data": [`, `data":[`, "array([", "bytes([", "from([",
	"vec![", "pack('c*',", `pack("c*",`, "byte[] {", "byte[]{", "]byte{",
	"{0x", "{ 0x", "{\n  0x", "{\n    0x", "{\n\t0x", "= {1", "= {'",
}

// Ahead returns how many bytes of a trigger stand in front of what is written, which may begin with the others: with the first number.
func (t Trigger) Ahead() int {
	n := len(t.Text)
	if t.Escape == Packed {
		return 0
	}
	for t.Escape == Codes && (t.Text[n-1] == '0' || t.Text[n-1] == 'x' || t.Text[n-1] == '1' || t.Text[n-1] == '\'') {
		n--
	}
	return n
}

// Begins reports whether a text may be written behind text[start:end], which a trigger begins with, as far as what stands in front tells.
func (e Escape) Begins(text []byte, start, end int) bool {
	switch e {
	case Codes:
		at := blanks(text, end)
		return at < len(text) && (text[at] == '\'' || '0' <= text[at] && text[at] <= '9') &&
			!follows(text[max(0, start-WholeReach):start], text[start:end])
	case Ascii85, Packed, Deflated, PlantUML:
		return true
	}
	return start == 0 || text[start-1] == '\n'
}

// blanks returns where those end that begin at text[at:].
func blanks(text []byte, at int) int {
	for most := min(len(text), at+mostBlanks); at < most && isGap(text[at]); at++ {
	}
	return at
}

// follows reports whether a call for a number stands behind another one, with which it is read: chr(103) . chr(104).
func follows(front, trigger []byte) bool {
	last := trigger[len(trigger)-1]
	if last != '(' && last != ']' {
		return false
	}
	for i := len(front) - len(trigger); i >= 0; i-- {
		if bytes.EqualFold(front[i:i+len(trigger)], trigger) {
			between := front[i+len(trigger):]
			_, n := code(between)
			join := bytes.TrimRightFunc(between[n:], func(r rune) bool { return 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || r == '.' })
			return n > 0 && len(between)-n <= longestJoin && !bytes.ContainsFunc(join, func(r rune) bool { return isLetter(byte(r)) && r != '+' && r != '/' })
		}
	}
	return false
}

// AppendWhole appends what is written in text, which a trigger of the form ends in front of, and returns how many bytes of it that takes.
// It is nothing unless it begins like a text or a packed one; in a binary patch of git it may be anything. It appends no more than most bytes,
// and one more where there is more. damaged reports of a patch that it does not give what it says.
func (e Escape) AppendWhole(dst, text []byte, most int) (plain []byte, width int, damaged bool) {
	w := whole{plain: dst, text: text, begin: len(dst), most: most}
	switch e {
	case Codes:
		w.codes()
	case Uuencode:
		w.uuencode()
	case YEnc:
		w.yEnc()
	case Ascii85:
		w.plain, w.at = AppendASCII85(w.plain, text, most+1)
	case Base85:
		damaged = w.hunk()
		return w.plain, w.at, damaged
	case HexDump:
		w.hexDump()
	case Packed:
		w.packed()
	case Deflated:
		w.behindTag()
		w.deflated(ofBase64, true)
	case PlantUML:
		w.deflated(ofPlantUML, false)
	}
	out := w.plain[w.begin:]
	if len(out) < leastWhole || !worthwhile(out[:leastWhole]) {
		return dst, w.at, false
	}
	return w.plain[:w.begin+min(len(out), most+1)], w.at, false // they append whole lines
}

// whole is a text under way.
type whole struct {
	plain []byte
	text  []byte
	at    int // what was read
	begin int // of plain
	most  int
}

func (w *whole) full() bool { return len(w.plain)-w.begin > w.most }

// line returns the next line without its end; what says whether there is one.
func (w *whole) line() (line []byte, ok bool) {
	rest := w.text[w.at:]
	n := bytes.IndexByte(rest[:min(len(rest), longestWholeLine)], '\n')
	if n < 0 {
		if len(rest) > longestWholeLine {
			return nil, false
		}
		n = len(rest)
	}
	w.at += min(n+1, len(rest))
	return bytes.TrimSuffix(rest[:n], []byte("\r")), len(rest) > 0
}

const longestWholeLine = 1 << 10

// WholeAhead is how far behind such a text, in bytes, what stands there says that it ends: as far as the end of a line is looked for.
const WholeAhead = longestWholeLine + 1

// Numbers.
const (
	longestJoin = 24 // bytes between two numbers
	mostBlanks  = 64 // bytes in front of the first
)

// codes reads the numbers of characters: 103, 104; 0x67, 0x68; 'g', 'h'; 103) + chr(104. What stands between the first two of them stands
// between all.
func (w *whole) codes() {
	w.at = blanks(w.text, 0)
	between := []byte(nil)
	for at := w.at; !w.full(); {
		c, n := code(w.text[at:])
		if n == 0 {
			break
		}
		w.plain = append(w.plain, c)
		w.at = at + n
		if n := len(w.plain) - w.begin; n == 1 && unlikely(c) || n == leastWhole && !worthwhile(w.plain[w.begin:]) {
			return
		}
		gap := joining(w.text[w.at:])
		if between == nil {
			between = gap
		}
		if len(gap) == 0 || !bytes.Equal(gap, between) && !sameSigns(gap, between) {
			break
		}
		at = w.at + len(gap)
	}
	w.plain = append(w.plain[:w.begin], bytes.TrimRight(w.plain[w.begin:], "\x00")...)
}

// unlikely reports whether neither a text nor what is packed begins with a byte.
func unlikely(c byte) bool {
	return !isPrintable(c) && c < utf8.RuneSelf && c != 0x1f
}

// sameSigns reports whether the same stands between two numbers and two others, but for blanks and what lets lines go on.
func sameSigns(a, b []byte) bool {
	for {
		a, b = signs(a), signs(b)
		if len(a) == 0 || len(b) == 0 || a[0] != b[0] {
			return len(a)+len(b) == 0
		}
		a, b = a[1:], b[1:]
	}
}

// signs leaves out what does not count at the beginning of what stands between two numbers.
func signs(gap []byte) []byte {
	for len(gap) > 0 && (isGap(gap[0]) || gap[0] == '_' || gap[0] == '\\') {
		gap = gap[1:]
	}
	return gap
}

// joining returns what stands in front of the next number.
func joining(text []byte) []byte {
	for i, c := range text[:min(len(text), longestJoin)] {
		if '0' <= c && c <= '9' || c == '\'' || c == '"' || c == ';' {
			return text[:i]
		}
	}
	return nil
}

// code returns the byte that a number stands for, or a character in quotes, and its length, 0 if there is none.
func code(text []byte) (c byte, width int) {
	switch {
	case len(text) > 3 && text[0] == '\'' && text[1] == '\\' && text[3] == '\'':
		return simple(text[2]), 4
	case len(text) > 2 && text[0] == '\'' && text[2] == '\'':
		return text[1], 3
	}
	base, at := rune(10), 0
	if len(text) > 2 && text[0] == '0' && text[1]|0x20 == 'x' {
		base, at = 16, 2
	}
	value, first := 0, at
	for at < len(text) && at < first+3 {
		d, ok := digit(text[at])
		if !ok || rune(d) >= base {
			break
		}
		value = value*int(base) + int(d)
		at++
	}
	if at == first || value > 255 || at < len(text) && isLetter(text[at]) && text[at] != '+' && text[at] != '-' {
		return 0, 0
	}
	return byte(value), at
}

// uuencode reads what uuencode(1) of POSIX writes behind "begin 6": the rest of a mode, a name, and lines that begin with their length.
func (w *whole) uuencode() {
	head, ok := w.line()
	if !ok || len(head) < 4 || len(bytes.Trim(head[:2], "01234567")) > 0 || head[2] != ' ' {
		return
	}
	for !w.full() {
		before := w.at
		line, ok := w.line()
		if !ok || len(line) == 0 || !uuLine(line) {
			w.at = before
			return
		}
		n := int(line[0]-' ') & 63
		if n == 0 {
			return
		}
		w.plain = appendSixes(w.plain, line[1:], n)
	}
}

// uuLine reports whether a line is one of uuencode, blanks at whose end may be missing.
func uuLine(line []byte) bool {
	n := int(line[0]-' ') & 63
	return len(line) <= 1+(n+2)/3*4+1 && !bytes.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '`' })
}

// appendSixes appends n bytes, each three of them in four characters of which six bits count.
func appendSixes(dst, line []byte, n int) []byte {
	six := func(i int) uint32 {
		if i < len(line) {
			return uint32(line[i]-' ') & 63
		}
		return 0
	}
	for i := 0; n > 0; i, n = i+4, n-3 {
		group := six(i)<<18 | six(i+1)<<12 | six(i+2)<<6 | six(i+3)
		three := [...]byte{byte(group >> 16), byte(group >> 8), byte(group)}
		dst = append(dst, three[:min(n, 3)]...)
	}
	return dst
}

// yEnc reads the lines behind "=ybegin ", up to one that begins with "=y" and tells nothing of a part (http://www.yenc.org/yenc-draft.1.3.txt).
func (w *whole) yEnc() {
	if _, ok := w.line(); !ok {
		return
	}
	for !w.full() {
		line, ok := w.line()
		switch {
		case !ok:
			return
		case bytes.HasPrefix(line, []byte("=ypart ")):
			continue
		case bytes.HasPrefix(line, []byte("=y")):
			return
		}
		for i := 0; i < len(line); i++ {
			c := line[i]
			if c == '=' && i+1 < len(line) {
				i++
				c = line[i] - 64
			}
			w.plain = append(w.plain, c-42)
		}
	}
}

// AppendASCII85 appends what groups of five letters stand for, four bytes each, z four zeros, until it has most bytes or more, and returns
// how many bytes of src that took: up to "~", or to what is none of them (ISO 32000-1, 7.4.3).
func AppendASCII85(dst, src []byte, most int) (plain []byte, width int) {
	value, n, begin := uint32(0), 0, len(dst)
	for i, c := range src {
		switch {
		case len(dst)-begin >= most:
			return dst, i
		case c == 'z' && n == 0:
			dst = append(dst, 0, 0, 0, 0)
		case '!' <= c && c <= 'u':
			value = value*85 + uint32(c-'!')
			if n++; n == 5 {
				dst = append(dst, byte(value>>24), byte(value>>16), byte(value>>8), byte(value))
				value, n = 0, 0
			}
		case c != 0 && !isGap(c) && c != '\f':
			return lastOf85(dst, value, n), i
		}
	}
	return lastOf85(dst, value, n), len(src)
}

// lastOf85 adds a group of n letters, which stand for one byte less.
func lastOf85(dst []byte, value uint32, n int) []byte {
	for i := n; i < 5; i++ {
		value = value*85 + 84
	}
	for i := 0; i < n-1; i++ {
		dst = append(dst, byte(value>>(24-8*i)))
	}
	return dst
}

const dumped = 16 // bytes a line of a dump

// hexDump reads what xxd and hexdump -C write behind the first line's number: digits up to two blanks, or to the characters between bars.
// Each line has the number of its first byte, so that what was left out ends it.
func (w *whole) hexDump() {
	for !w.full() {
		before := w.at
		line, ok := w.line()
		if w.at = before; !ok {
			return
		}
		digits := line
		if before > 0 {
			number := make([]byte, 0, 4)
			n := len(w.plain) - w.begin
			if number = AppendHex(number, line[:min(len(line), 8)]); len(number) < 4 || len(line) < 10 ||
				n != int(number[0])<<24|int(number[1])<<16|int(number[2])<<8|int(number[3]) {
				return
			}
			digits = line[10:]
		}
		if i := bytes.IndexByte(digits, '|'); i >= 0 { // of hexdump, which sets eight bytes apart
			digits = digits[:i]
		} else if i := bytes.Index(digits, []byte("  ")); i >= 0 {
			digits = digits[:i]
		}
		had := len(w.plain)
		w.plain = AppendHex(w.plain, digits)
		w.plain = w.plain[:min(len(w.plain), had+dumped)]
		_, _ = w.line()
		if len(w.plain)-had != dumped {
			return
		}
	}
}
