package detect

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/rules/shape"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
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
	nameless       = 24  // bytes between a literal and a value without a name
)

// statement is one reading on from a literal, for one rule.
type statement struct {
	rule   *rule
	text   []byte
	start  int // of the literal
	end    int
	left   int  // how far it read to the left
	read   int  // and on
	remark bool // the literal stands in a comment that begins its line
	given  bool // the value is an argument of what makes a client
	c      *Candidate
}

// below is the lines that are read on from a literal, whichever rule reads them.
type below struct {
	end     int32 // of the literal; 0 for no lines
	lines   [1 + statementLines]line
	count   int
	opened  bool          // the literal's line is a heading of the others
	runs    []syntax.Span // of bytes that a solid shape could match, minStated or more of them, from where they begin in the lines on
	longest int           // of runs, in bytes
	read    int           // how far the text was read to know all that
}

// line is one of those lines.
type line struct {
	syntax.Span
	runs int // of below.runs: the first in it
}

// runsOf returns the runs that begin in a line.
func (b *below) runsOf(i int) []syntax.Span {
	end := len(b.runs)
	if i+1 < b.count {
		end = b.lines[i+1].runs
	}
	return b.runs[b.lines[i].runs:end]
}

// stated judges the text behind a literal at text[start:end] that no assignment's name holds, or whose value has another shape.
func (w *Worker) stated(r *rule, shape *shape.Shape, text []byte, start, end int, c *Candidate) bool {
	if w.below.end != int32(end) {
		w.below.look(text, end)
	}
	if r.Generic && !(wordlist.WordStarts(text, start) && wordlist.WordEnds(text, end)) {
		c.within(start-1, w.below.read)
		return c.drop(judge.InsideWord) // of base64, say
	}
	s := statement{rule: r, text: text, start: start, end: end, left: start - 1, read: w.below.read, c: c}
	line, comment, marked := s.mark()
	s.remark = marked && comment && len(bytes.TrimSpace(text[line.Start:line.End])) == 0
	kept := marked && s.front(shape, line, comment) ||
		(!shape.Solid() || w.below.longest >= max(shape.MinWidth(), minStated)) && s.lines(shape, &w.below)
	s.c.far = max(s.c.far, int32(s.read))
	s.c.within(s.left, s.read)
	if !kept {
		c.drop(judge.NoStatement)
	}
	return kept
}

// anybodys reports whether a literal is but words for any credential, as api_token and client_secret: such a name says nothing of what
// stands behind it in another statement.
func (m *Matcher) anybodys(literal []byte) bool {
	for from := range literal {
		if wordlist.Fold(literal[from]) == 0 || !wordlist.WordStarts(literal, from) {
			continue
		}
		ends, _ := firstEnds(literal, from)
		var folded [judge.MaxNameWord]byte
		var starts [judge.MaxNameWord + 1]bool
		word := folded[:wordlist.FoldName(literal[from:ends[0]], folded[:], starts[:])]
		if !m.anyone.words.Is(word) && !holders.Is(word) {
			return false
		}
	}
	return true
}

// holders are words for what has a credential.
var holders = wordlist.New([]string{"app", "client", "account", "bot", "user"}, wordlist.LongWord)

// look finds the lines behind a literal that ends at text[end:].
func (b *below) look(text []byte, end int) {
	*b = below{end: int32(end), runs: b.runs[:0]}
	limit := min(len(text), end+statementReach)
	to := b.line(text, end, limit)
	goesOn := continues(text[end:to])
	b.opened = goesOn || opens(text[end:to])
	title := titled(text[end:to])
	lines := looseLines
	if b.opened {
		lines = statementLines
	}
	for range lines {
		from := to + 1
		end := ascii.LineEnd(text, min(from, limit), limit)
		b.read = max(b.read, from+1, end+1)
		for title && from < limit && blankLine(text[from:end]) {
			from = end + 1
			end = ascii.LineEnd(text, min(from, limit), limit)
			b.read = max(b.read, from+1, end+1)
		}
		title = false
		if from >= limit || closes(text[from:end]) {
			return
		}
		to = b.line(text, from, limit)
		if goesOn && !continues(text[from:to]) {
			return
		}
	}
}

// continues reports whether a line of a command goes on in the next one, as that with the host does which a header is sent to.
func continues(line []byte) bool {
	return bytes.HasSuffix(bytes.TrimRight(line, " \t\r"), []byte(" \\"))
}

// line adds the line that begins at text[from:].
func (b *below) line(text []byte, from, limit int) (end int) {
	end = ascii.LineEnd(text, from, limit)
	b.lines[b.count] = line{syntax.Span{Start: int32(from), End: int32(end)}, len(b.runs)}
	b.count++
	at := from
	for at+minStated <= end {
		last := at + minStated - 1 // a run of minStated bytes that begins up to here holds it
		if shape.Gap(text[last]) {
			at = last + 1
			continue
		}
		at = b.run(text, at, last+1, end)
	}
	if at < end && end < len(text) && !shape.Gap(text[end]) { // the line ends where nothing more is read on
		at = b.run(text, at, end, end)
	}
	b.read = max(b.read, end+1, at)
	return end
}

// run notes the run that ends in front of text[at:] or goes on there, and begins behind text[from:], if it is long enough; it returns where
// to look on from. A run of the line's end at text[end:] may go on behind it.
func (b *below) run(text []byte, from, at, end int) int {
	begin := at
	for begin > from && !shape.Gap(text[begin-1]) {
		begin--
	}
	for at < end && !shape.Gap(text[at]) {
		at++
	}
	for at >= end && begin < end && at < min(len(text), begin+statementReach) && !shape.Gap(text[at]) {
		at++
	}
	if at-begin >= minStated {
		b.runs = append(b.runs, syntax.Span{Start: int32(begin), End: int32(at)})
		b.longest = max(b.longest, at-begin)
	}
	return at + 1
}

// lines looks for a value of a shape in the literal's line, then in those behind it.
func (s *statement) lines(shape *shape.Shape, b *below) bool {
	heading := -1
	for i, l := range b.lines[:b.count] {
		from, to := int(l.Start), int(l.End)
		phrase := from
		if heading >= 0 {
			phrase = heading
		}
		quote := -1
		if i == 1 && s.remark {
			quote = remarked(s.text[from:to])
		}
		if i == 0 || i == 1 && (quote >= 0 || alone(s.text[from:to])) && s.rule.named(s.text[b.lines[0].Start:b.lines[0].End]) {
			phrase, from = s.start, from+max(0, quote)
		}
		if s.line(shape, phrase, from, to, b.runsOf(i)) {
			if i > 0 && !b.opened && !s.given {
				s.c.facts |= judge.Apart
			}
			return true
		}
		if i > 0 && opensObject(s.text[from:to]) {
			heading = from
		}
	}
	return false
}

// opensObject reports whether a line of its own opens what the next lines stand in: apiKey: {
func opensObject(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r")
	return len(line) > 0 && line[len(line)-1] == '{'
}

// alone reports whether a line holds one word, no expression and no mere name.
func alone(line []byte) bool {
	line = bytes.TrimSpace(line)
	return !bytes.ContainsAny(line, " ()[]{};") && !bytes.HasSuffix(line, []byte{':'}) && bytes.ContainsAny(line, "0123456789")
}

// opens reports whether the rest of a literal's line makes it a heading of the lines below: a key, a section, an object, a comment.
func opens(rest []byte) bool {
	rest = bytes.TrimRight(rest, " \t\r")
	return len(rest) == 0 || len(rest) < 64 && rest[len(rest)-1] == '|' && bytes.Contains(rest, []byte(" |")) ||
		len(rest) < 32 && bytes.IndexByte([]byte(":{[](>"), rest[len(rest)-1]) >= 0
}

// titled reports whether the rest of a literal's line is but words and a colon, as a heading's and that of what leads to a block of code.
func titled(rest []byte) bool {
	rest = bytes.TrimRight(rest, " \t\r:*")
	return len(rest) > 0 && len(rest) < 32 && rest[0] == ' ' && ascii.All(rest, func(c byte) bool { return ascii.IsLetter(c) || c == ' ' })
}

// blankLine reports whether a line is empty or opens a block of code.
func blankLine(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) == 0 || bytes.HasPrefix(line, []byte("```")) || bytes.HasPrefix(line, []byte("~~~"))
}

// closes reports whether a line ends what a heading opened: an empty one, the next section.
func closes(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) == 0 || line[0] == '[' && line[len(line)-1] == ']' || line[0] == '}'
}

// line looks for a value that begins in text[from:to], with its name somewhere in front of it from phrase on. A solid shape can only match
// in one of runs.
func (s *statement) line(shape *shape.Shape, phrase, from, to int, runs []syntax.Span) bool {
	if !shape.Solid() {
		return s.among(shape, phrase, from, from, to)
	}
	least := max(shape.MinWidth(), minStated)
	return slices.ContainsFunc(runs, func(run syntax.Span) bool {
		return s.among(shape, phrase, from, max(from, int(run.Start)), min(to, int(run.End)-least+1))
	})
}

// among looks for a value that begins in text[lo:hi], in the line that begins at from.
func (s *statement) among(shape *shape.Shape, phrase, from, lo, hi int) bool {
	for at := lo; at < hi; at++ {
		if at == from && !ascii.IsBlank(s.text[at-1]) && (phrase == from || s.text[at-1] != '\n') || !s.begins(at) {
			continue
		}
		n, ok := shape.Match(s.text[at:min(len(s.text), at+shape.MaxWidth())])
		s.read = max(s.read, at+shape.MaxWidth()+2)
		if !ok {
			continue
		}
		from, to := at, at+n
		if s.given = s.handed(from, to); s.given {
			from, to = s.lastHanded(shape, from, to)
		}
		if s.value(max(phrase, from-phraseReach), from, to) {
			return true
		}
	}
	return false
}

// minStated is the least length of a value, in bytes.
const minStated = 8

// begins reports whether a value may begin at text[at]: not inside a word, nor behind the first part of one with dashes or dots,
// unless that is its name ("acme-secret-…").
func (s *statement) begins(at int) bool {
	text := s.text
	if !ascii.IsWord(text[at]) || ascii.IsWord(text[at-1]) || text[at] == '_' && !ascii.IsQuote(text[at-1]) {
		return false
	}
	signs := ascii.RunBack(text[max(s.start, at-maxSigns):at], isMark)
	if front := at - max(1, signs) - 1; front < 0 || !ascii.IsAlnum(text[front]) {
		return true
	}
	switch c := text[at-1]; {
	case signs > 0:
		return false // the rest of a longer value
	case c == ':':
		first := at - 1
		for first > s.start && at-first <= judge.MaxNameWord && ascii.IsWord(text[first-1]) {
			first--
		}
		return !numbered(text[first : at-1])
	case c != '-' && c != '.':
		return true
	}
	from := at - 1
	for from > s.start && at-from < judge.MaxNameWord && ascii.IsWord(text[from-1]) {
		from--
	}
	if at-from >= judge.MaxNameWord {
		return false // a part of a token
	}
	return s.rule.named(text[from:at-1]) || from == s.start && s.rule.endsNamed(text[from:at-1])
}

// maxSigns is how many signs within a value are looked over for what it begins with, in bytes.
const maxSigns = 8

// isMark reports a sign that passwords hold, and that ends none.
func isMark(c byte) bool { return bytes.IndexByte([]byte("?&%#@!+*^~$"), c) >= 0 }

// inPath reports whether text[at:] is a part of a path behind the first, as the post is that an address leads to.
func inPath(text []byte, at int) bool {
	return at > 1 && text[at-1] == '/' && ascii.IsAlnum(text[at-2])
}

// leadsTo reports whether the words in text[from:at] are no name of what is behind them but the way there, in an address:
// private-core/pl/x.
func leadsTo(text []byte, from, at int) bool {
	return inPath(text, at) && !bytes.ContainsAny(text[from:at], " \t=:\"'")
}

// schemeReach is how far in front of a value the scheme of an address is looked for that it may be a part of, in bytes.
const schemeReach = phraseReach

// addressStart returns where the word begins that text[at:] goes on.
func addressStart(text []byte, at int) int {
	return at - ascii.RunBack(text[max(0, at-schemeReach):at], func(c byte) bool { return addressBytes[c] })
}

// inAddress reports whether text[at:] is a part of the path of an address: https://host/path, //host/path.
func inAddress(text []byte, at int) bool {
	return inPath(text, at) && bytes.Contains(text[addressStart(text, at):at], []byte("//"))
}

// numbered reports whether a word in front of a colon is the first part of a value ("7461:…"), not its name.
func numbered(word []byte) bool { return len(word) > 3 && ascii.IsDigit(word[0]) }
