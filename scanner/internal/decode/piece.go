package decode

import "bytes"

// Pieces of a run: what is encoded goes on behind the letters of a run where something stands between that only joins them, in
// source code above all: "dXNl" + "cjpw", ["dXNl", "cjpw"], "dXNl\ncjpw", lines of a comment, lines that are shorter than those
// that NextRun joins. Signs that put literals together are sure to; lists and lines may hold values that have nothing to do with
// each other, so they are taken for pieces only if all but the last are as long as the first. Only what begins like a text is
// read on, so only the first piece says which ones follow.

// longestJoint is how many bytes may stand between two pieces, and in front of the first one on its line where these stand in front of all.
const longestJoint = 64

// PieceReach is how far behind the end of a run, in bytes, what stands there can add a piece to it.
const PieceReach = longestJoint + longestListed + 4

// longestListed is how many letters pieces of lists and lines have at most.
const longestListed = 128

// pieces walks over the pieces of a run.
type pieces struct {
	text   []byte
	lead   []byte // what stands in front of the first one on its line
	width  int    // letters of each piece of a list, 0 where no list is meant
	at, to int    // the piece
}

// piecesOf begins with the run that begins at text[lo], whose letters may stand on several lines. It reads text[:end].
func piecesOf(text []byte, lo, end int) pieces {
	p := pieces{text: text, at: lo}
	front := text[max(0, lo-longestJoint):lo]
	if i := bytes.LastIndexByte(front, '\n'); i >= 0 || len(front) < longestJoint {
		p.lead = front[i+1:]
	}
	_, p.to = lineRun(text[:end], lo)
	if p.width = p.to - lo; p.width > longestListed {
		p.width = 0
	}
	if _, all := joined(text[:end], lo, p.to); all > p.to && !p.leads() {
		p.to, p.width = all, 0
	}
	return p
}

// leads reports whether the next line begins with signs that the first one begins with, and is no other line for that alone: //
// and + are letters.
func (p *pieces) leads() bool {
	line := bytes.TrimLeft(p.text[p.to:min(len(p.text), p.to+longestJoint)], "\r\n")
	return len(bytes.TrimSpace(p.lead)) > 0 && bytes.HasPrefix(line, p.lead)
}

// next goes to the next piece.
func (p *pieces) next() bool {
	gap := p.text[p.to:min(len(p.text), p.to+longestJoint)]
	start, listed := p.joint(gap)
	if start == 0 || start >= len(gap) || !isLetter(gap[start]) {
		return false
	}
	p.at = p.to + start
	if !listed {
		_, p.to = lineRun(p.text, p.at)
		_, p.to = joined(p.text, p.at, p.to)
		return true
	}
	n := 0
	for n <= p.width && p.at+n < len(p.text) && isLetter(p.text[p.at+n]) {
		n++
	}
	if p.width == 0 || n > p.width || n < p.width && !p.last(n) {
		return false
	}
	if p.to = p.at + n; n < p.width {
		p.width = 0
	}
	return true
}

// last reports whether a piece of n letters may be the shorter one that ends a list: with its padding it is whole.
func (p *pieces) last(n int) bool {
	end := p.at + n
	for end < len(p.text) && end < p.at+n+2 && p.text[end] == '=' {
		end++
	}
	if (end-p.at)%4 != 0 && p.width%4 == 0 {
		return false
	}
	return end == len(p.text) || bytes.IndexByte([]byte("\r\n\"'`\\& "), p.text[end]) >= 0
}

// joint returns the length of what joins a piece that ends in front of gap and one that follows it, 0 if there is none, and
// whether that is but a list.
func (p *pieces) joint(gap []byte) (length int, listed bool) {
	at := lineEnds(gap)
	switch {
	case at == len(gap):
		return 0, false
	case at > 0 && isLetter(gap[at]):
		return at, false
	case gap[at] == '\\' && at+1 < len(gap):
		if gap[at+1] == '/' { // as JSON may write it
			return at + 1, false
		}
		n := continuation(gap[at:])
		return at + n, n == 0
	case gap[at] == '"' || gap[at] == '\'' || gap[at] == '`':
		n, listed := literals(gap[at:])
		return at + n, listed
	case at == 0 && p.width%4 == 0:
		return p.line(gap), true
	}
	return 0, false
}

// line returns the length of the end of a line and of what stands in front of its letters in the next one.
func (p *pieces) line(gap []byte) int {
	at := run(gap, " \t\r")
	if at == len(gap) || gap[at] != '\n' {
		return 0
	}
	at++
	if n := len(p.lead); n > 0 && bytes.HasPrefix(gap[at:], p.lead) {
		return at + n
	}
	at += run(gap[at:], " \t")
	if at < len(gap) && (gap[at] == '-' || gap[at] == '_') {
		return 0
	}
	return at
}

// ends are the ways to write the end of a line within a literal or an element.
var ends = [...]string{`\n`, `\r`, `&#10;`, `&#13;`, `&#xA;`, `&#xD;`, `&#xa;`, `&#xd;`, `%0A`, `%0D`, `%0a`, `%0d`}

// lineEnds returns the length of ends of lines that are written in text, their backslashes may be escaped in turn.
func lineEnds(text []byte) (length int) {
	for {
		at := length
		if n := run(text[at:], `\`); n > 1 {
			at += n - 1
		}
		n := 0
		for _, end := range ends {
			if bytes.HasPrefix(text[at:], []byte(end)) {
				n = len(end)
				break
			}
		}
		if n == 0 {
			return length
		}
		length = at + n
	}
}

// run returns how many bytes at the beginning of text are among those of set.
func run(text []byte, set string) (n int) {
	for n < len(text) && bytes.IndexByte([]byte(set), text[n]) >= 0 {
		n++
	}
	return n
}

// GoesOn returns where the run ends that begins at text[lo], with the pieces that follow.
func GoesOn(text []byte, lo int) int {
	p := piecesOf(text, lo, len(text))
	for p.next() {
	}
	return p.to
}

// Letters returns the letters of a run text[lo:hi] that GoesOn ended: in text itself, or appended to dst if the run is in pieces.
func Letters(dst, text []byte, lo, hi int) (letters []byte, pieced bool) {
	p := piecesOf(text, lo, hi)
	if p.to == hi {
		return text[lo:hi], false
	}
	dst = append(dst, text[lo:p.to]...)
	for p.to < hi && p.next() {
		dst = append(dst, text[p.at:p.to]...)
	}
	return dst, true
}
