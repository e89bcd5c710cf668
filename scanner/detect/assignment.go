package detect

import "bytes"

// The assignment parser. One hand-written parser understands "name = value" in every syntax that people write; rules only
// look at the words of the name and the shape of the value. It starts from a literal that was found in a name and reads at
// most nameLeft bytes to its left and valueReach to the right of the name, so its result is a pure function of that window.
//
//	identifier  [ quote ]  [ ] ) } ]  blank  operator  blank  [ wrapper ]  [ quote ]  value
const (
	nameLeft   = 64
	nameRight  = 48
	valueReach = 768
	maxGap     = 32 // blanks in a row between the parts
)

// assignment is the parser's result, as offsets into its input.
type assignment struct {
	name, value Span
	quoted      bool
	operator    operator
	read        int32 // how far the parser looked, exclusive
}

type operator uint8

const (
	noOperator operator = iota
	equals              // = := => == -> and the like
	colon
	comma   // ("password", "x")
	call    // setPassword("x")
	element // <password>x</password>
	flag    // --password x
	juxtaposed
	attribute // key="password" value="x"
)

// parsed is the last result, kept because several literals may stand in one name.
type parsed struct {
	assignment
	ok bool
}

// parse reads the assignment whose name holds text[start:end].
func (w *Worker) parse(text []byte, start, end int) (assignment, bool) {
	name := nameAround(text, start, end)
	if name == w.last.name {
		return w.last.assignment, w.last.ok
	}
	p := parser{text: text[:min(len(text), int(name.End)+valueReach)], start: int(name.Start), at: int(name.End)}
	a, ok := p.assignment()
	a.name = name
	a.read = max(a.read, int32(p.at)+1)
	w.last = parsed{a, ok}
	return a, ok
}

func isName(c byte) bool { return isWord(c) || c == '-' || c == '.' || c == '$' }

// nameAround widens text[start:end] to the identifier that holds it.
func nameAround(text []byte, start, end int) Span {
	from, to := start, end
	for from > 0 && start-from < nameLeft && isName(text[from-1]) {
		from--
	}
	for to < len(text) && to-end < nameRight && isName(text[to]) {
		to++
	}
	if from > 0 && from < start && text[from-1] == '\\' && (text[from] == 'n' || text[from] == 't' || text[from] == 'r') {
		from++ // the escape \n in front of a name is not part of it
	}
	for from < start && !isWord(text[from]) {
		from++
	}
	for to > end && (text[to-1] == '-' || text[to-1] == '.') {
		to--
	}
	return Span{int32(from), int32(to)}
}

// parser walks over text[at:]; start is where the name begins.
type parser struct {
	text      []byte
	start, at int
}

func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) has(s string) bool { return bytes.HasPrefix(p.text[p.at:], []byte(s)) }

func (p *parser) skip(s string) bool {
	if p.has(s) {
		p.at += len(s)
		return true
	}
	return false
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
	for range 2 {
		if c := p.peek(); c == ']' || c == ')' || c == '}' {
			p.at++
		}
	}
	gap := p.blanks()
	var a assignment
	a.operator = p.operator(nameQuote != "", gap)
	if a.operator == noOperator {
		return a, false
	}
	return p.value(a)
}

// quotes are what may stand around a name or a value, longest first; a value ends with what it began with.
var quotes = [...]string{`"""`, `'''`, `\\\"`, `\"`, `\'`, `"`, `'`, "`", "&quot;", "&#34;", "%22"}

// quote reads an opening or closing quote.
func (p *parser) quote() string {
	for _, q := range quotes {
		if p.skip(q) {
			return q
		}
	}
	return ""
}

// operators are tried in this order.
var operators = [...]struct {
	text string
	op   operator
}{
	{":::=", equals}, {"::=", equals}, {":=", equals}, {"===", equals}, {"!==", equals}, {"==", equals}, {"!=", equals}, {"=>", equals}, {"=~", equals}, {"->", equals}, {"<-", equals},
	{"+=", equals}, {"||=", equals}, {"??=", equals}, {"?=", equals}, {".=", equals}, {"=", equals}, {"%3D", equals}, {"%3d", equals}, {"&#61;", equals},
}

func (p *parser) operator(nameQuoted bool, gap int) operator {
	if p.has("::") && !p.has("::=") && !p.has(":::=") {
		return noOperator
	}
	if nameQuoted && p.valueAttribute() {
		return attribute
	}
	for _, o := range operators {
		if p.skip(o.text) {
			return o.op
		}
	}
	switch c := p.peek(); {
	case c == ':':
		p.at++
		p.typed()
		return colon
	case c == ',' && nameQuoted:
		p.at++
		return comma
	case c == '(' && gap == 0:
		p.at++
		return call
	case c == '>' && (p.before(1) == '<' || p.before(1) == ':'):
		p.at++
		return element
	}
	return p.wordless(gap)
}

// wordless recognises assignments without an operator sign.
func (p *parser) wordless(gap int) operator {
	if gap == 0 {
		return noOperator
	}
	if p.before(1) == '-' {
		return flag
	}
	if p.typed() {
		return equals
	}
	if c := p.peek(); c == '"' || c == '\'' || p.netrc() {
		return juxtaposed
	}
	return noOperator
}

// typed skips a type between name and "=": Go's  password string = "x", TypeScript's  password: string = "x". It reports
// whether there was one.
func (p *parser) typed() bool {
	at := p.at + min(run(p.text[p.at:], isBlank), maxGap)
	n := run(p.text[at:min(len(p.text), at+40)], func(c byte) bool { return isWord(c) || bytes.IndexByte([]byte("*&<>[]|?.' "), c) >= 0 })
	if n == 0 || at+n >= len(p.text) || p.text[at+n] != '=' || at+n+1 < len(p.text) && p.text[at+n+1] == '=' {
		return false
	}
	rest := bytes.TrimLeft(p.text[at+n+1:min(len(p.text), at+n+8)], " \t")
	if len(rest) == 0 || bytes.IndexByte([]byte("\"'`b@r&S"), rest[0]) < 0 {
		return false
	}
	p.at = at + n + 1
	return true
}

// valueAttribute skips to the quote of  key="name" value="x"  and of  "name": "password", "value": "x".
func (p *parser) valueAttribute() bool {
	at := p.at
	at += run(p.text[at:min(len(p.text), at+maxGap)], func(c byte) bool { return isSpace(c) || c == ',' || c == '"' || c == '\'' })
	if at == p.at || at+5 > len(p.text) || !equalFold(p.text[at:at+5], "value") {
		return false
	}
	at += 5
	at += run(p.text[at:min(len(p.text), at+8)], func(c byte) bool { return isBlank(c) || c == '"' || c == '\'' || c == '=' || c == ':' })
	between := p.text[:at]
	if q := between[at-1]; q != '"' && q != '\'' || !bytes.ContainsAny(between[at-4:], "=:") {
		return false
	}
	p.at = at - 1
	return true
}

// netrc reports whether the line is of .netrc's form: machine … login … password x.
func (p *parser) netrc() bool {
	line := p.text[max(0, p.start-120):p.start]
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	return bytes.Contains(line, []byte("machine ")) || bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("login "))
}
