package syntax

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Values below their labels, as people paste them from a console or write them into notes:
//
//	Client secret
//	q8Zk…
//
// Nothing but the end of a line binds the two, so the label must be all of its line, and the value all of its own and random.

// maxLabel is how many words a label has, its name among them.
const maxLabel = 4

// labelled skips to the value that stands alone on the line below its label; a blank line, the rule that makes a heading of the label, and
// the fence of a block of code may stand between.
func (p *parser) labelled() bool {
	near := p.look(aloneReach)
	marks := ascii.Run(near, func(c byte) bool { return c == ':' || c == '*' || c == '_' })
	at, headed := belowLabel(near, marks)
	p.seen.Start = min(p.seen.Start, int32(lineStart(p.text, p.start)))
	lead := p.lead()
	announced := marks > 0 || headed || bytes.HasPrefix(lead, []byte("#")) || bytes.HasPrefix(lead, []byte("**"))
	if at < 0 || !mayStandAlone(near[at:], announced) {
		return false
	}
	front, behind := p.around()
	value := behind[at:ascii.LineEnd(behind, at, len(behind))]
	announced = announced && judge.SpeaksOfPassword(p.text[p.start:p.end])
	if at+len(value) == layoutReach || !isLabel(front) || !standsAlone(value, announced) {
		return false
	}
	p.at += at
	return true
}

// belowLabel returns where the line begins that stands below a label, whose line goes on with text[at:]; -1 if the label does not end its
// line. headed says that a rule or a block of code shows that it is a heading.
func belowLabel(text []byte, at int) (start int, headed bool) {
	at, ok := nextLineOf(text, at)
	if !ok {
		return -1, false
	}
	if n := ascii.Run(text[at:], func(c byte) bool { return c == '=' || c == '-' }); n >= shortestRule {
		if at, headed = nextLineOf(text, at+n); !headed {
			return -1, false
		}
	}
	if next, blank := nextLineOf(text, at); blank {
		at = next
	}
	if bytes.HasPrefix(text[at:], []byte("```")) {
		at += len("```")
		if at, headed = nextLineOf(text, at+ascii.Run(text[at:], ascii.IsLetter)); !headed {
			return -1, false
		}
	}
	return at + ascii.Run(text[at:], ascii.IsBlank), headed
}

// shortestRule is the length of the least rule below a heading of Markdown, in bytes, that is no bullet.
const shortestRule = 3

// nextLineOf returns where the line behind text[at:] begins, of which blanks may be left.
func nextLineOf(text []byte, at int) (start int, ok bool) {
	at += ascii.Run(text[at:], ascii.IsBlank)
	n := lineBreak(text[at:])
	return at + n, n > 0
}

// aloneReach is how far behind a label, in bytes, its value shows that it may be one: its first shortestMixed bytes.
const aloneReach = 64

// mayStandAlone reports whether a line begins like one that holds a random value, or a password below its heading.
func mayStandAlone(line []byte, announced bool) bool {
	if announced {
		return len(line) >= shortestLone && !ascii.IsSpace(line[0])
	}
	if len(line) > 0 && (ascii.IsQuote(line[0]) || line[0] == '`') {
		line = line[1:]
	}
	return len(line) >= judge.ShortestMixed && ascii.IsAlnum(line[0]) && ascii.IsAlnum(line[7]) &&
		ascii.All(line[:judge.ShortestMixed], func(c byte) bool { return ascii.IsBase64(c) || c == '.' || c == '_' || c == '-' })
}

// lineBreak returns the length of the end of a line that text begins with.
func lineBreak(text []byte) int {
	switch {
	case bytes.HasPrefix(text, []byte("\n")):
		return 1
	case bytes.HasPrefix(text, []byte("\r\n")):
		return 2
	}
	return 0
}

// ofSentences are words that a line of prose ends with in front of its last one, and no label.
var ofSentences = [...]string{"a", "an", "and", "as", "by", "for", "in", "is", "no", "of", "on", "or", "the", "this", "to", "with", "your"}

// isLabel reports whether what stands in front of a name on its line is the beginning of a label, or nothing.
func isLabel(front []byte) bool {
	words := 0
	for word := range bytes.FieldsSeq(bytes.TrimLeft(front, "#*-> \t")) {
		if !ascii.All(word, ascii.IsWord) || slices.Contains(ofSentences[:], string(word)) {
			return false
		}
		words++
	}
	return words < maxLabel
}

// standsAlone reports whether a line holds one random value, in quotes or not; a password that is announced may be shorter.
func standsAlone(line []byte, announced bool) bool {
	value := bytes.Trim(bytes.TrimRight(line, " \t\r"), "`\"'")
	words := 0
	for range bytes.FieldsSeq(value) {
		words++
	}
	if words != 1 || bytes.ContainsAny(value, "(){}[]<>;,:") {
		return false
	}
	return judge.Mixed(value) || announced && len(value) >= shortestLone && judge.Unworded(value)
}
