package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/rules/shape"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
)

// A provider's word in front of the name: "stormglass token = '…'", "tyntec SECRET …", a key path or section
//
//	algolia:
//	  api_key: …
//
// and a comment above. The literal is read on from: in its own line and in the lines that it opens. With low confidence also
// without a name, close by, and in any of the next lines.

const (
	statementReach = 360 // bytes behind the literal in which a value may begin; less than the reach of a local verdict
	statementLines = 8   // that a heading opens
	looseLines     = 2   // that may hold a name although nothing opens them
	phraseReach    = 112 // bytes of a line in front of a value that may hold its name
	maxNameWord    = 32  // bytes of a name in front of a value with a dash between
	nameless       = 24  // bytes between a literal and a value without a name
)

// statement is one reading on from a literal, for one rule.
type statement struct {
	rule  *rule
	text  []byte
	start int // of the literal
	left  int // how far it read to the left
	read  int // and on
	c     *Candidate
}

// stated judges the text behind a literal at text[start:end] that no assignment's name holds, or whose value has another shape.
func (r *rule) stated(shape *shape.Shape, text []byte, start, end int, c *Candidate) bool {
	s := statement{rule: r, text: text, start: start, left: start - 1, c: c}
	kept := s.lines(shape, end)
	s.c.far = max(s.c.far, int32(s.read))
	s.c.within(s.left, s.read)
	return kept
}

// lines looks for a value of a shape in the literal's line, then in those behind it.
func (s *statement) lines(shape *shape.Shape, end int) bool {
	limit := min(len(s.text), end+statementReach)
	line := s.lineEnd(end, limit)
	if s.line(shape, s.start, end, line) {
		return true
	}
	opened := opens(s.text[end:line])
	lines := looseLines
	if opened {
		lines = statementLines
	}
	for i := range lines {
		from := line + 1
		if from >= limit {
			s.read = max(s.read, from+1) // there may be no next line because the text ends
			return false
		}
		heading := s.text[end:line]
		line = s.lineEnd(from, limit)
		if closes(s.text[from:line]) {
			return false
		}
		phrase := from
		if i == 0 && alone(s.text[from:line]) && s.rule.named(heading) {
			phrase = s.start
		}
		if s.line(shape, phrase, from, line) {
			if !opened {
				s.c.facts |= apart
			}
			return true
		}
	}
	return false
}

// alone reports whether a line holds one word, no expression and no mere name.
func alone(line []byte) bool {
	line = bytes.TrimSpace(line)
	return !bytes.ContainsAny(line, " ()[]{};") && !bytes.HasSuffix(line, []byte{':'}) && bytes.ContainsAny(line, "0123456789")
}

func (s *statement) lineEnd(from, limit int) int {
	end := limit
	if i := bytes.IndexByte(s.text[from:limit], '\n'); i >= 0 {
		end = from + i
	}
	s.read = max(s.read, end+1)
	return end
}

// opens reports whether the rest of a literal's line makes it a heading of the lines below: a key, a section, an object, a comment.
func opens(rest []byte) bool {
	rest = bytes.TrimRight(rest, " \t\r")
	return len(rest) == 0 || len(rest) < 32 && bytes.IndexByte([]byte(":{[](>"), rest[len(rest)-1]) >= 0
}

// closes reports whether a line ends what a heading opened: an empty one, the next section.
func closes(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) == 0 || line[0] == '[' && line[len(line)-1] == ']' || line[0] == '}'
}

// line looks for a value that begins in text[from:to], with its name somewhere in front of it from phrase on.
func (s *statement) line(shape *shape.Shape, phrase, from, to int) bool {
	least := max(shape.MinWidth(), minStated)
	solid := shape.Solid()
	stop := from // of the run of solid bytes that at lies in
	for at := from; at < to; at++ {
		if solid {
			if stop = s.solid(max(stop, at), at+least); stop < at+least {
				at = stop // the run is too short for a value
				continue
			}
		}
		if at == from && (phrase == from || s.text[at-1] != '\n') || !s.begins(at) {
			continue
		}
		n, ok := shape.Match(s.text[at:min(len(s.text), at+shape.MaxWidth())])
		s.read = max(s.read, at+shape.MaxWidth()+2)
		if ok && s.value(max(phrase, at-phraseReach), at, at+n) {
			return true
		}
	}
	return false
}

// minStated is the least length of a value, in bytes.
const minStated = 8

// solid returns the first place from at on that no solid shape can match, at most to.
func (s *statement) solid(at, to int) int {
	s.read = max(s.read, to+1)
	for to = min(to, len(s.text)); at < to && !shape.Gap(s.text[at]); at++ {
	}
	return at
}

// begins reports whether a value may begin at text[at]: not inside a word, nor behind the first part of one with dashes or dots,
// unless that is its name ("acme-secret-…").
func (s *statement) begins(at int) bool {
	text := s.text
	if !isWord(text[at]) || isWord(text[at-1]) || text[at] == '_' && !isQuote(text[at-1]) {
		return false
	}
	if at < 2 || text[at-1] != '-' && text[at-1] != '.' || !isAlnum(text[at-2]) {
		return true
	}
	from := at - 1
	for from > s.start && at-from < maxNameWord && isWord(text[from-1]) {
		from--
	}
	return s.rule.named(text[from:at-1]) || from == s.start && s.rule.endsNamed(text[from:at-1])
}

// value judges text[at:end], which has the shape, and the words in front of it.
func (s *statement) value(phrase, at, end int) bool {
	text := s.text
	if continuesRight(text, end) || end+1 < len(text) && text[end] == '-' && isAlnum(text[end+1]) {
		return false
	}
	value := text[at:end]
	seen, ok := shaped(value)
	if !ok || len(value) < minStated || seen&madeUp == 0 && entropy.Shannon(value) < s.rule.entropyFloor(len(value)) {
		return false
	}
	if wordy(value) {
		seen |= words
	}
	if !s.rule.named(text[phrase:at]) {
		if !s.rule.anyName || phrase != s.start || at-phrase > nameless+len(s.rule.Literals[0]) || len(value) < 16 || seen&words != 0 {
			return false
		}
		seen |= apart
	}
	if len(s.rule.Context) > 0 {
		s.left, s.read = s.start-contextReach, max(s.read, end+contextReach)
		if !near(text, s.start, end, s.rule.Context) {
			return false
		}
	}
	s.c.facts |= seen
	s.c.Start, s.c.End = int32(at), int32(end)
	return true
}
