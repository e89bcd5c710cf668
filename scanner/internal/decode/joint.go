package decode

import (
	"bytes"
	"slices"
)

// What stands between two literals of a program that are one text: signs that put them together, nothing but white space or a comma, the
// end of a line. Escapes (escape.go) undo it wherever it stands, within LongestEscape; pieces of encoded texts (piece.go) are
// joined by more, because what does not go on like such a text is none.

// joints are the signs that put literals together, and the one that lets a line go on.
var joints = [...]string{"+", "..", ".", "&", "\\\n", "\\\r\n"}

// joint returns the length of what stands between two literals that are put together, with the quotes: `" + "`.
func joint(text []byte) int {
	at := space(text, 1)
	for _, sign := range joints {
		if !bytes.HasPrefix(text[at:], []byte(sign)) {
			continue
		}
		if n := again(text, space(text, at+len(sign))); n > 0 {
			return n
		}
	}
	return 0
}

// jointTriggers are the joints of literals in the given quotes that are looked for.
func jointTriggers(quote string) (texts []string) {
	for _, sign := range [...]string{"+", " + ", " . ", " .. ", " & "} {
		texts = append(texts, quote+sign+quote)
	}
	for _, sign := range [...]string{" +\n", " +\r\n", " .\n", " \\\n"} {
		texts = append(texts, quote+sign)
	}
	return texts
}

// beside returns the length of what stands between two literals beside each other, with the quotes: `" "`, `", "`.
func beside(text []byte) int {
	at := space(text, 1)
	if at < len(text) && text[at] == ',' {
		at = space(text, at+1)
	}
	return again(text, at)
}

// continuation returns the length of a backslash, the end of its line and the blanks of the next one; where YAML begins that with
// a blank that counts, the backslash in front of it is one of these.
func continuation(text []byte) int {
	at := 1
	if text[at] == '\r' {
		at++
	}
	if at >= len(text) || text[at] != '\n' {
		return 0
	}
	at++
	for at < min(len(text), LongestEscape) && (text[at] == ' ' || text[at] == '\t') {
		at++
	}
	if at+1 < min(len(text), LongestEscape) && text[at] == '\\' && text[at+1] == ' ' {
		at++
	}
	return at
}

// space returns where white space that begins at text[at:] ends, which a joint's length bounds.
func space(text []byte, at int) int {
	for at < min(len(text), LongestEscape) && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r') {
		at++
	}
	return at
}

// again returns the length of a joint whose last byte is text[at], 0 if that is not the quote that it begins with.
func again(text []byte, at int) int {
	if at < min(len(text), LongestEscape) && text[at] == text[0] {
		return at + 1
	}
	return 0
}

// literals returns the length of what stands between two literals, the first of which text[0] ends, with their quotes, and
// whether that is but a list.
func literals(text []byte) (length int, listed bool) {
	n := bytes.IndexByte(text[1:], text[0])
	if n < 0 {
		return 0, false
	}
	between := text[1 : n+1]
	switch sign := string(withoutPrefix(bytes.TrimSpace(between))); {
	case concatenates(sign):
		return n + 2, false
	case sign == ",", adds(between):
		return n + 2, true
	}
	return 0, false
}

// withoutPrefix leaves out the letter that some languages write in front of a literal.
func withoutPrefix(sign []byte) []byte {
	n := len(sign) - 1
	if n < 0 || bytes.IndexByte([]byte("bBrRuUfFL@$"), sign[n]) < 0 || n > 0 && isLetter(sign[n-1]) {
		return sign
	}
	return bytes.TrimSpace(sign[:n])
}

// concatenates reports whether a sign between two literals makes one text of them: one of joints, or one that means something else as
// often and is believed between pieces alone.
func concatenates(sign string) bool {
	switch sign {
	case "", "& _", "_", "<<", `\`, `+ \`, "||", "~", "^", "<>", "++":
		return true
	}
	return slices.Contains(joints[:], sign)
}

// adds reports whether what stands between two literals is the end of a statement and the beginning of one on another line that
// adds to a text: blob += "…", blob << "…", b.append("…").
func adds(between []byte) bool {
	if bytes.IndexByte(between, '\n') < 0 || bytes.ContainsAny(between, "\"'`#:{}") {
		return false
	}
	front := bytes.TrimRight(between, " \t")
	for _, sign := range [...]string{"+=", ".=", "&=", "<<", "("} {
		if bytes.HasSuffix(front, []byte(sign)) {
			return true
		}
	}
	return false
}
