package detect

import (
	"bytes"
	"slices"
)

// Values below their labels, as people paste them from a console or write them into notes:
//
//	Client secret
//	q8Zk…
//
// Nothing but the end of a line binds the two, so the label must be all of its line, and the value all of its own and random.

// maxLabel is how many words a label has, its name among them.
const maxLabel = 4

// labelled skips to the value that stands alone on the line below its label; a blank line may stand between.
func (p *parser) labelled() bool {
	if c := p.peek(); c != '\n' && c != '\r' && c != ':' {
		return false
	}
	near := p.look(aloneReach)
	at := run(near, func(c byte) bool { return c == ':' })
	breaks := 0
	for ; breaks < 3; breaks++ {
		at += run(near[at:], isBlank)
		n := lineBreak(near[at:])
		if n == 0 {
			break
		}
		at += n
	}
	if breaks == 0 || breaks > 2 || !mayStandAlone(near[at:]) {
		return false
	}
	front, behind := p.around()
	value := behind[at:lineEnd(behind, at, len(behind))]
	if at+len(value) == layoutReach || !isLabel(front) || !standsAlone(value) {
		return false
	}
	p.at += at
	return true
}

// aloneReach is how far behind a label, in bytes, its value shows that it may be one: its first shortestMixed bytes.
const aloneReach = 48

// mayStandAlone reports whether a line begins like one that holds a random value.
func mayStandAlone(line []byte) bool {
	if len(line) > 0 && (isQuote(line[0]) || line[0] == '`') {
		line = line[1:]
	}
	return len(line) >= shortestMixed && isAlnum(line[0]) && isAlnum(line[7]) &&
		all(line[:shortestMixed], func(c byte) bool { return isBase64(c) || c == '.' || c == '_' || c == '-' })
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
	words := bytes.Fields(bytes.TrimLeft(front, "#*-> \t"))
	for _, word := range words {
		if !all(word, isWord) || slices.Contains(ofSentences[:], string(word)) {
			return false
		}
	}
	return len(words) < maxLabel
}

// standsAlone reports whether a line holds one random value, in quotes or not.
func standsAlone(line []byte) bool {
	value := bytes.Trim(bytes.TrimRight(line, " \t\r"), "`\"'")
	return mixed(value) && len(bytes.Fields(value)) == 1 && !bytes.ContainsAny(value, "(){}[]<>;,:")
}
