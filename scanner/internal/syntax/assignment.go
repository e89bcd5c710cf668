// Package syntax reads what is assigned to a name, in every syntax that people write: programs, configurations, command lines, markup,
// tables, statements of SQL, and notes. It knows no rules: who asks names a place in a name, and gets the name, the value and how they are
// bound, as offsets into the text.
package syntax

import (
	"bytes"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// The parser starts from a literal that was found in a name and reads at most nameLeft bytes to its left and ValueReach to the right of
// the name (of columns more, see HeadLeft), so its result is a pure function of that window.
//
//	identifier  [ quote ]  [ ] ) } ]  blank  operator  blank  [ wrapper ]  [ quote ]  value

// How far the parser reads, in bytes.
const (
	nameLeft     = 64
	nameRight    = 48
	ValueReach   = 768 // behind the name, for its value
	maxGap       = 32  // blanks in a row between the parts
	maxDimension = 24  // of an array's length, with its brackets
)

// Assignment is a name and what is assigned to it, as offsets into the text.
type Assignment struct {
	Name, Value Span
	Quoted      bool
	Operator    Operator
	Read        int32 // how far the parser looked, exclusive
	GoesOn      int32 // where the literal ends whose first line the value is; 0 if it ends there
	Seen        Span  // where there is no operator: what the parser looked at

	nth       int    // column, from 0 on
	separator byte   // of columns
	stride    int    // cells of a row, where nothing else tells rows
	table     []byte // whose rows have the value, if the statement that made it names the column
}

// Looked returns the text that the parser read, from in front of the name, which may be a part of a phrase, to behind the value.
func (a *Assignment) Looked(text []byte) (lo, hi int) {
	return min(lineStart(text, int(a.Name.Start)), int(a.Seen.Start)), int(max(a.Read, a.Name.End+nameRight)) + valueLook
}

// lineStart returns where what is read in front of a name begins: with the end of the line in front of it, or operatorLeft bytes away.
func lineStart(text []byte, name int) int {
	lead := text[max(0, name-operatorLeft):name]
	if end := ascii.LastNewline(lead); end >= 0 {
		return name - len(lead) + end
	}
	return name - operatorLeft
}

// lead returns what stands in front of the name on its line, operatorLeft bytes at most.
func (p *parser) lead() []byte {
	lead := p.text[max(0, p.start-operatorLeft):p.start]
	return lead[1+ascii.LastNewline(lead):]
}

// Names reads the assignments of a text, one name after the other. It keeps what it read last: several literals may stand in one name, and
// many rules may have one literal. The zero value is ready.
type Names struct {
	literal    Span // the last, and
	name, seen Span // the name around it, with what was looked at
	last       Assignment
	ok         bool   // whether a value is assigned to the last
	parser     parser // of the last, without its text
}

// Parse reads the assignment whose name holds text[start:end], which must not be empty; ok is false where nothing is assigned to it. All
// but Seen depends on the name alone, whichever literal is in it.
func (n *Names) Parse(text []byte, start, end int) (a Assignment, ok bool) {
	name, around := n.Around(text, start, end)
	if name != n.last.Name {
		start, end := int(name.Start), int(name.End)
		p := &n.parser
		*p = parser{whole: text, text: text[:min(len(text), end+ValueReach)], start: start, end: end, at: end, seen: name}
		a, n.ok = p.assignment()
		a.Name, a.Seen = name, p.seen
		a.Read = max(a.Read, int32(max(p.at+1, p.far)))
		a.Seen.End = max(a.Seen.End, a.Read)
		n.last = a
		p.whole, p.text, p.table = nil, nil, nil
	}
	a = n.last
	a.Seen = Span{min(a.Seen.Start, around.Start), max(a.Seen.End, around.End)}
	return a, n.ok
}

// Parsed returns the last assignment that was read; it is empty before there is one.
func (n *Names) Parsed() Assignment { return n.last }

// Around widens text[start:end], which must not be empty, to the identifier that holds it, and tells what was looked at.
func (n *Names) Around(text []byte, start, end int) (name, seen Span) {
	literal := Span{int32(start), int32(end)}
	if n.literal != literal {
		n.literal = literal
		n.name, n.seen = nameAround(text, start, end)
	}
	return n.name, n.seen
}

// markedLetter reports whether text begins with a Latin letter with a mark, of two bytes, as in contraseña.
func markedLetter(text []byte) bool {
	return len(text) > 1 && text[0] >= 0xc3 && text[0] <= 0xc5 && text[1] >= 0x80
}

// nameAround widens text[start:end] to the identifier that holds it, and tells what it looked at.
func nameAround(text []byte, start, end int) (name, seen Span) {
	for end > start && !ascii.IsName(text[end-1]) && text[end-1] < utf8.RuneSelf {
		end-- // the literal may go on behind the name
	}
	front := text[max(0, start-nameLeft):start]
	from := start - len(front) + len(ascii.TrimName(front))
	to := end + ascii.NameRun(text[end:min(len(text), end+nameRight)])
	for to-end < nameRight && markedLetter(text[to:]) {
		to += 2
		to += ascii.NameRun(text[to:min(len(text), max(to, end+nameRight))])
	}
	seen = Span{int32(from - 1), int32(to + 2)}
	from += escaped(text, from, start)
	for from < start && !ascii.IsWord(text[from]) {
		from++
	}
	for to > end && (text[to-1] == '-' || text[to-1] == '.') {
		to--
	}
	return Span{int32(from), int32(to)}, seen
}

// escaped returns how much of a name text[from:start] belongs to an escape in front of it: \n, %26.
func escaped(text []byte, from, start int) int {
	switch {
	case from == 0:
		return 0
	case from < start && text[from-1] == '\\' && (text[from] == 'n' || text[from] == 't' || text[from] == 'r'):
		return 1
	case from+1 < start && text[from-1] == '%' && ascii.IsHex(text[from]) && ascii.IsHex(text[from+1]):
		return 2
	}
	return 0
}

// parser walks over text[at:], the part of the whole that it may read; start and end are where the name begins and ends, far how far
// it looked ahead.
type parser struct {
	whole, text         []byte
	start, end, at, far int
	nth                 int    // column, from 0 on
	separator           byte   // of columns
	stride              int    // see assignment
	table               []byte // see assignment
	quoted              bool   // the name stands in quotes
	gap                 int    // blanks behind it, in bytes
	itself              bool   // the name begins its line, but for what emphasises it
	seen                Span   // what was looked at in search of an operator
}

// How far an operator is looked for, in bytes: in front of the name, where its line or the word there counts; and a sign that follows at
// once. Who looks further behind the name says so (parser.far).
const (
	operatorLeft = 128
	signReach    = 8
)

// looked notes what the search for an operator may read behind the blanks that follow the name.
func (p *parser) looked() {
	p.seen.Start = min(p.seen.Start, int32(p.start-2))
	p.seen.End = max(p.seen.End, int32(p.at+signReach))
	if p.gap > 0 {
		p.seen.Start = min(p.seen.Start, int32(lineStart(p.text, p.start)))
	}
}

func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) has(s string) bool {
	return p.peek() == s[0] && bytes.HasPrefix(p.look(len(s)), []byte(s))
}

func (p *parser) skip(s string) bool {
	if p.has(s) {
		p.at += len(s)
		return true
	}
	return false
}

// look returns the next n bytes, fewer at the end of the text.
func (p *parser) look(n int) []byte {
	p.far = max(p.far, p.at+n)
	return p.text[p.at:min(len(p.text), p.at+n)]
}

// noBreak is a blank that no line is broken at, as programs for texts and web pages put in.
const noBreak = "\u00a0"

// blanks skips blanks, and returns how many bytes they are.
func (p *parser) blanks() int {
	from := p.at
	for {
		p.at += min(ascii.Run(p.text[p.at:], ascii.IsBlank), max(0, from+maxGap-p.at))
		if p.at >= from+maxGap || !p.skip(noBreak) {
			return p.at - from
		}
	}
}

// before returns the byte n places in front of the name, 0 where there is none.
func (p *parser) before(n int) byte {
	if p.start < n {
		return 0
	}
	return p.text[p.start-n]
}

func (p *parser) assignment() (Assignment, bool) {
	nameQuote := p.quote()
	if nameQuote == "" && p.formField() {
		nameQuote = string(p.text[p.at-1])
	}
	p.skip("**") // a name in bold type
	p.exported()
	p.dimension()
	for range 2 {
		if c := p.peek(); c == ']' || c == ')' || c == '}' {
			p.at++
		}
	}
	p.accessed()
	p.quoted, p.gap = nameQuote != "", p.blanks()
	p.looked()
	var a Assignment
	a.Operator = p.operator()
	if a.Operator == NoOperator {
		return a, false
	}
	return p.value(a)
}

// formField skips the end of the name of a field in a form:  "user[password]": "x".
func (p *parser) formField() bool {
	if p.peek() != ']' || p.before(1) != '[' {
		return false
	}
	b := p.look(len(`]":`))
	if len(b) < len(`]":`) || !ascii.IsQuote(b[1]) || bytes.IndexByte([]byte(":=, "), b[2]) < 0 {
		return false
	}
	p.at += len(`]"`)
	return true
}

// exported skips the mark of a name that a module of Nim exports, and of one that Lisp has for everybody:  const password* = "x",
// (defparameter *password* "x").
func (p *parser) exported() {
	if p.peek() != '*' {
		return
	}
	if p.before(1) == '*' {
		p.at++
	} else if b := p.look(len("*: ")); bytes.HasPrefix(b, []byte("* =")) || bytes.HasPrefix(b, []byte("*: ")) {
		p.at++
	}
}

// dimension skips the length of an array:  char password[] = "x", char password[32].
func (p *parser) dimension() {
	if p.peek() != '[' {
		return
	}
	b := p.look(maxDimension)
	p.seen.End = max(p.seen.End, int32(p.at+maxDimension+1))
	if n := 1 + ascii.Run(b[1:], ascii.IsWord); n < len(b) && b[n] == ']' {
		p.at += n + 1
	}
}

// Phrase returns the words of the name, if it is written as some: "app secret", "twitch token". It reaches back two words, and on to
// the operator, which is at most one word away.
func (a *Assignment) Phrase(text []byte) []byte {
	from, to := int(a.Name.Start), int(a.Name.End)
	for range 2 {
		if from < 2 || text[from-1] != ' ' || !ascii.IsWord(text[from-2]) {
			break
		}
		from--
		for from > 0 && int(a.Name.Start)-from < nameLeft && ascii.IsWord(text[from-1]) {
			from--
		}
	}
	if to+1 < len(text) && text[to] == ' ' {
		to += 1 + ascii.Run(text[to+1:min(len(text), to+1+nameRight)], ascii.IsWord)
	}
	if start := int(a.Value.Start); start > from {
		to = min(to, start)
	}
	return text[from:to]
}
