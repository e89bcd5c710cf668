package detect

import "bytes"

// The assignment parser. One hand-written parser understands "name = value" in every syntax that people write; rules only
// look at the words of the name and the shape of the value. It starts from a literal that was found in a name and reads at
// most nameLeft bytes to its left and valueReach to the right of the name, so its result is a pure function of that window.
//
//	identifier  [ quote ]  [ ] ) } ]  blank  operator  blank  [ wrapper ]  [ quote ]  value
const (
	nameLeft     = 64
	nameRight    = 48
	valueReach   = 768
	maxGap       = 32 // blanks in a row between the parts
	maxDimension = 24 // bytes of an array's length, with its brackets
)

// assignment is the parser's result, as offsets into its input.
type assignment struct {
	name, value Span
	quoted      bool
	operator    operator
	nth         int    // column, from 0 on
	separator   byte   // of columns
	stride      int    // cells of a row, where nothing else tells rows
	table       []byte // whose rows have the value, if the statement that made it names the column
	read        int32  // how far the parser looked, exclusive
	goesOn      int32  // where the literal ends whose first line the value is; 0 if it ends there
	seen        Span   // where there is no operator: what the parser looked at
}

// looked returns the text that the parser read, from in front of the name, which may be a part of a phrase, to behind the value.
func (a *assignment) looked(text []byte) (lo, hi int) {
	return min(lineStart(text, int(a.name.Start)), int(a.seen.Start)), int(max(a.read, a.name.End+nameRight)) + valueLook
}

// lineStart returns where what is read in front of a name begins: with the end of the line in front of it, or operatorLeft bytes away.
func lineStart(text []byte, name int) int {
	lead := text[max(0, name-operatorLeft):name]
	if end := lastNewline(lead); end >= 0 {
		return name - len(lead) + end
	}
	return name - operatorLeft
}

// lead returns what stands in front of the name on its line, operatorLeft bytes at most.
func (p *parser) lead() []byte {
	lead := p.text[max(0, p.start-operatorLeft):p.start]
	return lead[1+lastNewline(lead):]
}

type operator uint8

const (
	noOperator operator = iota
	equals              // = := => == -> and the like
	colon
	comma   // ("password", "x")
	call    // setPassword("x"), password{"x"}
	element // <password>x</password>
	flag    // --password x
	juxtaposed
	attribute // key="password" value="x"
	column    // a head of a table of separated values, and the row below
	inserted  // INSERT INTO t (password) VALUES ('x')
	otherwise // process.env.PASSWORD || "x"
)

// parsed is the last result, kept because several literals may stand in one name.
type parsed struct {
	assignment
	ok                bool
	asked, credential bool // whether its name has the words of any credential, once that was asked
}

// parse reads the assignment whose name holds text[start:end]. All but seen depends on the name alone, whichever literal is in it.
func (w *Worker) parse(text []byte, start, end int) (assignment, bool) {
	name, around := w.nameAround(text, start, end)
	if name != w.last.name {
		start, end := int(name.Start), int(name.End)
		p := parser{whole: text, text: text[:min(len(text), end+valueReach)], start: start, end: end, at: end, seen: name}
		a, ok := p.assignment()
		a.name, a.seen = name, p.seen
		a.read = max(a.read, int32(max(p.at+1, p.far)))
		a.seen.End = max(a.seen.End, a.read)
		w.last = parsed{assignment: a, ok: ok}
	}
	if w.last.goesOn > 0 {
		w.open = Span{name.Start, w.last.goesOn}
	}
	a := w.last.assignment
	a.seen = Span{min(a.seen.Start, around.Start), max(a.seen.End, around.End)}
	return a, w.last.ok
}

func isName(c byte) bool { return nameBytes[c] }

var nameBytes = classOf(isWord, "-.$")

// around is what nameAround found last: many rules may have one literal.
type around struct {
	literal, name, seen Span
}

// nameAround is the function of that name, unless it was asked about the same literal just now.
func (w *Worker) nameAround(text []byte, start, end int) (name, seen Span) {
	literal := Span{int32(start), int32(end)}
	if w.around.literal != literal {
		name, seen = nameAround(text, start, end)
		w.around = around{literal, name, seen}
	}
	return w.around.name, w.around.seen
}

// markedLetter reports whether text begins with a Latin letter with a mark, of two bytes, as in contraseña.
func markedLetter(text []byte) bool {
	return len(text) > 1 && text[0] >= 0xc3 && text[0] <= 0xc5 && text[1] >= 0x80
}

// nameAround widens text[start:end] to the identifier that holds it, and tells what it looked at.
func nameAround(text []byte, start, end int) (name, seen Span) {
	for end > start && !isName(text[end-1]) {
		end-- // the literal may go on behind the name
	}
	front := text[max(0, start-nameLeft):start]
	from := start - len(front) + len(nameBytes.trimEnd(front))
	to := end + nameBytes.run(text[end:min(len(text), end+nameRight)])
	for to-end < nameRight && markedLetter(text[to:]) {
		to += 2
		to += nameBytes.run(text[to:min(len(text), max(to, end+nameRight))])
	}
	seen = Span{int32(from - 1), int32(to + 2)}
	from += escaped(text, from, start)
	for from < start && !isWord(text[from]) {
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
	case from+1 < start && text[from-1] == '%' && isHex(text[from]) && isHex(text[from+1]):
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
	itself              bool   // the name begins its line, but for what emphasises it
	seen                Span   // what was looked at in search of an operator
}

// How far an operator is looked for, in bytes: in front of the name, where its line or the word there counts; and a sign that follows at
// once. Who looks further behind the name says so (parser.far).
const (
	operatorLeft = 128
	signReach    = 8
)

// looked notes what the search for an operator may read that stands gap blanks behind the name.
func (p *parser) looked(gap int) {
	p.seen.Start = min(p.seen.Start, int32(p.start-2))
	p.seen.End = max(p.seen.End, int32(p.at+signReach))
	if gap > 0 {
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

func (p *parser) blanks() int {
	n := min(run(p.text[p.at:], isBlank), maxGap)
	p.at += n
	return n
}

// before returns the byte n places in front of the name, 0 where there is none.
func (p *parser) before(n int) byte {
	if p.start < n {
		return 0
	}
	return p.text[p.start-n]
}

func (p *parser) assignment() (assignment, bool) {
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
	gap := p.blanks()
	p.looked(gap)
	var a assignment
	a.operator = p.operator(nameQuote != "", gap)
	if a.operator == noOperator {
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
	if len(b) < len(`]":`) || !isQuote(b[1]) || bytes.IndexByte([]byte(":=, "), b[2]) < 0 {
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
	if n := 1 + run(b[1:], isWord); n < len(b) && b[n] == ']' {
		p.at += n + 1
	}
}

// quotes are what may stand around a name or a value, longest first; a value ends with what it began with.
var quotes = [...]string{`"""`, `'''`, `\\\"`, `\"`, `\'`, `"`, `'`, "``", "`", "&quot;", "&#34;", "%22"}

var quotesBy = byFirst(quotes[:])

// quote reads an opening or closing quote.
func (p *parser) quote() string {
	for _, q := range quotesBy[p.peek()] {
		if p.skip(q) {
			return q
		}
	}
	return ""
}
