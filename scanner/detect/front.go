package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/rules/shape"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Values in front of the words that name them, and below a comment that does:
//
//	"x", // acme api key        x (Acme API key)        echo x | acme env add ACME_API_KEY        # Acme API key
//	- x # acme api key          x = Acme API key        x - Acme API key                          key = "x"

const (
	frontWords = 32  // bytes of words between a mark and a literal
	frontReach = 160 // bytes in front of a mark in which its line begins
)

// marks stand between a value and the words behind it that name it. Those of comments may begin a line, too.
var marks = [...]struct {
	text    string
	comment bool
}{
	{"//", true}, {"#", true}, {"/*", true}, {"<!--", true}, {"--", true}, {"*", true},
	{"(", false}, {"=", false}, {"|", false}, {"-", false},
}

// markEnds holds the last bytes of marks.
var markEnds = ascii.ClassOf(endsMark, "")

func endsMark(c byte) bool {
	for _, m := range marks {
		if m.text[len(m.text)-1] == c {
			return true
		}
	}
	return false
}

// mark returns the line in front of the mark behind which the literal's words stand, and whether it is that of a comment; ok is false
// where no mark stands there.
func (s *statement) mark() (line syntax.Span, comment, ok bool) {
	text, at := s.text, s.start
	for at > 0 && s.start-at < frontWords && (ascii.IsWord(text[at-1]) || text[at-1] == ' ') {
		at--
	}
	s.left = min(s.left, at-len("<!--")-1)
	if at == 0 || !markEnds[text[at-1]] {
		return syntax.Span{}, false, false
	}
	for _, m := range marks {
		lead, found := bytes.CutSuffix(text[:at], []byte(m.text))
		if !found {
			continue
		}
		s.left = min(s.left, len(lead)-frontReach-1)
		from := max(0, len(lead)-frontReach)
		from += ascii.LastNewline(lead[from:]) + 1
		return syntax.Span{Start: int32(from), End: int32(len(lead))}, m.comment, true
	}
	return syntax.Span{}, false, false
}

// front looks for a value in front of a mark.
func (s *statement) front(shape *shape.Shape, place syntax.Span, comment bool) bool {
	from, line := int(place.Start), s.text[place.Start:place.End]
	if len(line) == 0 || bytes.IndexByte([]byte(" \t\"'`,;)"), line[len(line)-1]) < 0 || !s.names(comment) {
		return false
	}
	line = bytes.TrimRight(line, " \t\"'`,;)")
	n := len(line)
	for n > 0 && (ascii.IsBase64URL(line[n-1]) || bytes.IndexByte([]byte("+/.="), line[n-1]) >= 0) {
		n--
	}
	value := line[n:]
	if len(value) < minFront || !shape.MatchAll(value) || !judge.Unworded(value) ||
		n > 0 && bytes.IndexByte([]byte("\"'` \t("), line[n-1]) < 0 {
		return false
	}
	at := from + n
	seen, ok := s.judged(at, at+len(value))
	return ok && s.keep(at, at+len(value), seen|judge.Apart)
}

// minFront is the least length of a value in front of its name, in bytes.
const minFront = 16

// names reports whether the literal and what follows on its line are words alone, as a name is that stands behind its value.
func (s *statement) names(comment bool) bool {
	rest := s.text[s.start:min(len(s.text), s.start+phraseReach)]
	s.read = max(s.read, s.start+phraseReach+1)
	end := bytes.IndexByte(rest, '\n')
	if end >= 0 {
		rest = rest[:end]
	}
	rest = bytes.TrimRight(rest, " \t\r)*/->.|")
	return s.rule.named(rest) && (comment || ascii.All(rest, func(c byte) bool { return ascii.IsWord(c) || c == ' ' || c == '-' }))
}

// remarked returns the offset of the quote that opens a literal on the line below a comment that names it, whatever it is
// assigned to; -1 if that is not all there is.
func remarked(line []byte) int {
	line = bytes.TrimRight(line, " \t\r;,")
	i := bytes.IndexAny(line, "\"'`")
	if i < 0 || line[len(line)-1] != line[i] || len(line)-i < minFront {
		return -1
	}
	lead := bytes.TrimRight(line[:i], " \t")
	if len(lead) > 0 && bytes.IndexByte([]byte("=:"), lead[len(lead)-1]) < 0 {
		return -1
	}
	return i
}

// called returns the name that the value at text[at:] is assigned to, or the flag in front of it.
func (s *statement) called(at int) []byte {
	if name := nameBefore(s.text[s.start:], at-s.start); name != nil {
		return name
	}
	front := bytes.TrimRight(s.text[s.start:at], " \"'")
	flag := front[len(front)-ascii.RunBack(front, ascii.IsName):]
	if !bytes.HasPrefix(flag, []byte{'-'}) {
		return nil
	}
	return flag
}
