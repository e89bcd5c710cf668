package syntax

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// The right-hand side of an assignment.

const (
	maxIndent   = 64  // bytes of white space in front of a value on its own line
	maxArgument = 100 // bytes of a first argument
	maxWrappers = 3   // around a value
)

// valueLook is how far the parser may look ahead for a quote or a scheme without saying so (assignment.read), in bytes.
const valueLook = 16

// schemes are authentication schemes in front of a credential (RFC 7235, and what services made of it).
var schemes = [...]string{
	"bearer", "basic", "token", "apikey", "api-key", "ssws", "oauth",
	"digest", "key", "sso-key", "api-token", "geniekey", "bot", "splunk",
}

// longestScheme is the length in bytes of the longest of schemes.
const longestScheme = 9

// scheme returns how much of text one of schemes and the blank behind it are, 0 if there is none with something behind it.
func scheme(text []byte) int {
	n := bytes.IndexByte(text[:min(len(text), longestScheme+1)], ' ')
	if n <= 0 || n+1 == len(text) {
		return 0
	}
	for _, s := range schemes {
		if len(s) == n && ascii.EqualFold(text[:n], s) {
			return n + 1
		}
	}
	return 0
}

func (p *parser) value(a Assignment) (Assignment, bool) {
	if a.Operator == Colon {
		p.emphasised()
	}
	p.blanks()
	switch a.Operator {
	case Element:
		return p.elementText(a)
	case Inserted:
		a.nth, a.table = p.nth, p.table
	case Column:
		a.nth, a.separator, a.stride = p.nth, p.separator, p.stride
		return p.columnText(a)
	}
	if a.Operator == Colon {
		p.marked()
	}
	if a.Operator != Comma || p.isFlag() {
		p.nextLine()
	}
	if a.Operator == Equals && p.behindComma() {
		p.destructured()
	}
	p.wrapper()
	if a.Operator == Colon && p.peek() == '<' {
		for _, tag := range [...]string{"<b>", "<strong>", "<code>"} {
			p.skip(tag)
		}
	}
	if a.Operator == Colon || a.Operator == Equals {
		p.second()
	}
	if fallback, ok := p.expanded(a); ok {
		return fallback, true
	}
	p.templated()
	p.declared()
	p.hereDocument()
	if a.Operator == Flag {
		p.skip("pass:") // of OpenSSL, -passin pass:x
	}
	if quoted, ok := p.bracketQuoted(a); ok {
		return quoted, true
	}
	if q := p.quote(); q != "" {
		a.Quoted = true
		return p.quotedValue(a, q)
	}
	switch a.Operator {
	case Call, Comma, Attribute, Otherwise:
		return a, false // an expression
	}
	return p.bare(a)
}

// hereDocument skips the head of a text that begins on the next line, in shells, Ruby, PHP and Terraform:  PASSWORD = <<~EOS.
func (p *parser) hereDocument() {
	if !p.has("<<") {
		return
	}
	b := p.look(maxGap)
	n := len("<<")
	n += ascii.Run(b[n:], func(c byte) bool { return c == '~' || c == '-' || c == '<' || ascii.IsQuote(c) })
	word := ascii.Run(b[n:], ascii.IsWord)
	n += word
	n += ascii.Run(b[n:], func(c byte) bool { return ascii.IsQuote(c) || c == '\r' })
	if word > 0 && n < len(b) && b[n] == '\n' {
		p.at += n + 1
		p.at += ascii.Run(p.text[p.at:min(len(p.text), p.at+maxIndent)], ascii.IsBlank)
		p.far = max(p.far, p.at+1)
	}
}

// positions are where a field of a form is given a text, as Tk writes them.
var positions = [...]string{"0, ", "0,", "END, ", "tk.END, ", `"end", `, "'end', "}

// position skips one of positions:  password_entry.insert(0, "x").
func (p *parser) position() {
	if !bytes.HasSuffix(p.text[p.start:p.end], []byte(".insert")) {
		return
	}
	for _, at := range positions {
		if p.skip(at) {
			return
		}
	}
}

// maxMark bounds an anchor of YAML, in bytes.
const maxMark = 32

// marked skips the tag of a string and an anchor in front of a value of YAML:  password: !!str x, password: &name x.
func (p *parser) marked() {
	p.skip("!!str ")
	if p.peek() != '&' {
		return
	}
	b := p.look(maxMark)
	if n := 1 + ascii.Run(b[1:], ascii.IsBase64URL); n > 1 && n < len(b) && b[n] == ' ' {
		p.at += n + 1
	}
}

// nextLine skips the end of a line behind which a string literal stands, or anything in a YAML block, whose sign was skipped.
func (p *parser) nextLine() {
	goesOn := p.skip("\\\n") || p.skip("\\\r\n")
	if goesOn {
		p.at--
	}
	b := p.text[p.at:min(len(p.text), p.at+maxIndent)]
	n := ascii.Run(b, ascii.IsSpace)
	p.far = max(p.far, p.at+n+1)
	if n == 0 || n == len(b) {
		return
	}
	if goesOn || ascii.IsQuote(b[n]) || b[n] == '`' || p.text[p.at-1] == '\n' || bytes.IndexByte(b[:n], '\n') >= 0 && p.below() {
		p.at += n
	}
}

// firsts are words for the first of two values.
var firsts = [...]string{"user", "username", "login", "id", "account", "email", "name"}

// second skips the user where the name is the second of two:  user/password: ops / x.
func (p *parser) second() {
	front := bytes.TrimRight(p.lead(), " ")
	if len(front) == 0 || front[len(front)-1] != '/' && (front[len(front)-1] != '&' || p.before(1) == '&') {
		return
	}
	sign := front[len(front)-1]
	front = bytes.TrimRight(front[:len(front)-1], " ")
	if !ascii.OneOf(front[len(front)-ascii.RunBack(front, ascii.IsLetter):], firsts[:]...) {
		return
	}
	b := p.look(maxSaid)
	n := ascii.Run(b, func(c byte) bool { return !ascii.IsSpace(c) && c != sign && c != '=' })
	first := n
	n += ascii.Run(b[n:], ascii.IsBlank)
	if first == 0 || n == len(b) || b[n] != sign {
		return
	}
	n++
	n += ascii.Run(b[n:], ascii.IsBlank)
	if n < len(b) && !ascii.IsSpace(b[n]) {
		p.at += n
	}
}

// openers are words in front of a value.
var openers = [...]string{"new ", "await ", "lambda: ", "return ", "() => ", "(string)", "(String)", "Some ", "Just ", "string | *"}

var openerBegins = ascii.Beginnings(openers[:])

// wrapper skips what may stand between operator and literal: string prefixes, conversions, openings of lists and defaults.
func (p *parser) wrapper() {
	start := p.at
	for range maxWrappers {
		before := p.at
		if openerBegins[p.peek()] {
			for _, word := range openers {
				p.skip(word)
			}
		}
		p.cast()
		p.unwrap()
		if p.at == before || ascii.IsQuote(p.peek()) || p.peek() == '`' {
			break
		}
	}
	if !ascii.IsQuote(p.peek()) && p.peek() != '`' {
		p.at = start
	}
}

var wrapperBytes = ascii.ClassOf(ascii.IsWord, ".[]&*@:")

// unwrap skips one wrapper.
func (p *parser) unwrap() {
	at := p.at
	n := wrapperBytes.Run(p.text[at:min(len(p.text), at+40)])
	rest := p.text[at+n : min(len(p.text), at+n+4)]
	p.far = max(p.far, at+n+4)
	switch {
	case len(rest) == 0:
		return
	case rest[0] == '"' || rest[0] == '\'' || rest[0] == '`':
		if p.index(at, n) {
			return
		}
		if n <= 2 && !bytes.ContainsAny(p.text[at:at+n], ":.*") || n > 0 && p.text[at+n-1] == '[' {
			p.at = at + n // b"x", @"x", L"x", ["x"
		}
	case rest[0] == '(' || rest[0] == '{':
		p.argument(at, n)
	case ascii.IsSpace(rest[0]) && n > 0 && p.text[at+n-1] == '[':
		b := p.text[at+n : min(len(p.text), at+n+maxIndent)]
		p.far = max(p.far, at+n+maxIndent)
		p.at = at + n + ascii.Run(b, ascii.IsSpace) // a list that begins on the next line
	case n > 0 && len(rest) > 2 && rest[0] == ' ' && rest[1] == '(' && ascii.IsQuote(rest[2]):
		p.argument(at, n+1) // as GNU writes calls
	case n > 0:
		p.alternative(at + n)
	}
}

// index reports whether a name, whose n bytes with a bracket are text[at:], is followed by a string in the brackets: that names the value.
// It enters the default behind them, if there is one:  ENV["PASSWORD"] || "x".
func (p *parser) index(at, n int) bool {
	if n < 2 || p.text[at+n-1] != '[' || !ascii.IsWord(p.text[at+n-2]) {
		return false
	}
	open := at + n
	inner := p.text[open+1 : min(len(p.text), open+1+maxArgument)]
	p.far = max(p.far, open+1+maxArgument)
	end := bytes.IndexByte(inner, p.text[open])
	if end < 0 || end+1 >= len(inner) || inner[end+1] != ']' {
		return false
	}
	p.alternative(open + 1 + end + len(`"]`))
	return true
}

// argument enters a call or a composite literal whose first argument is a string literal. For calls that fetch from the
// environment the literal is the default, their second argument.
func (p *parser) argument(at, n int) {
	open := at + n + 1
	p.far = max(p.far, open+2*maxIndent+maxArgument)
	open += ascii.Run(p.text[open:min(len(p.text), open+maxIndent)], ascii.IsSpace)
	if open == len(p.text) {
		return
	}
	if n > 0 && p.text[at+n] == '(' && ascii.IsLetter(p.text[open]) {
		if literal := p.namedArgument(open); literal > 0 {
			p.at = literal
		} else if p.at = p.lastArgument(p.text[at:at+n], open); p.at == 0 {
			p.at = open // a call in a call
		}
		return
	}
	if n > 0 && p.text[open] == ')' {
		p.asked(open + 1)
		return
	}
	if bytes.IndexByte([]byte("\"'`"), p.text[open]) < 0 {
		return
	}
	end := bytes.IndexByte(p.text[open+1:min(len(p.text), open+maxArgument)], p.text[open])
	if end >= 0 && p.text[at+n] == '{' && isKey(p.text[open+end+2:]) {
		return
	}
	name := p.text[at : at+n]
	if !ascii.ContainsFold(name, "env") && !ascii.ContainsFold(name, "config") && !bytes.HasSuffix(name, []byte("get")) {
		p.at = open
		return
	}
	if end < 0 {
		return
	}
	rest := open + end + 2
	rest += ascii.Run(p.text[rest:min(len(p.text), rest+8)], func(c byte) bool { return ascii.IsBlank(c) || c == ',' })
	if rest < len(p.text) && p.text[rest-1] != p.text[open] && bytes.IndexByte([]byte("\"'`"), p.text[rest]) >= 0 {
		p.at = rest
		return
	}
	p.alternative(open + end + 2)
}

// holding are names of the first argument of what holds a value, as fields of forms do:  TextEditingController(text: "x").
var holding = [...]string{"value", "text", "initial", "initial_value", "initialValue"}

// namedArgument returns where the literal begins that a call's first argument, whose name is text[open:], is given; 0 if it is none.
func (p *parser) namedArgument(open int) int {
	b := p.text[open:min(len(p.text), open+maxGap)]
	n := ascii.Run(b, ascii.IsWord)
	if !slices.Contains(holding[:], string(b[:n])) {
		return 0
	}
	sign := n + ascii.Run(b[n:], func(c byte) bool { return ascii.IsBlank(c) || c == ':' || c == '=' })
	if sign == n || sign == len(b) || !ascii.IsQuote(b[sign]) {
		return 0
	}
	return open + sign
}

// isKey reports whether what stands behind a string literal makes it a member's name.
func isKey(rest []byte) bool {
	rest = bytes.TrimLeft(rest[:min(len(rest), 8)], " \t")
	return len(rest) > 0 && (rest[0] == ':' || rest[0] == '=')
}

// quotedValue reads to the closing quote. A value does not cross a line unless its quote allows it; an unclosed one ends with its line.
func (p *parser) quotedValue(a Assignment, quote string) (Assignment, bool) {
	rest := p.text[p.at:]
	end, inner := Closing(rest, quote), 0
	if line := bytes.IndexByte(rest, '\n'); line >= 0 && (end < 0 || line < end) && !crossesLines(quote) {
		if quote == `"` && endsOpen(rest[:line]) {
			a.GoesOn = p.goesOn(end)
		}
		end = line
	} else if end >= 0 {
		inner = innerQuote(rest[:end])
	}
	if end < 0 {
		end = len(rest)
	}
	a.Read = int32(p.at + end + len(quote))
	return p.cut(a, p.at+inner, p.at+inner+len(withoutKeys(rest[inner:end-inner])))
}

// keys are what scripts press behind what they type, as Cypress, SendKeys and string literals write them.
var keys = [...]string{"{enter}", "{return}", "{tab}", `\n`, `\r`, `\t`}

// withoutKeys cuts off the keys that are pressed behind a value:  .type("x{enter}"), send_keys("x\n").
func withoutKeys(value []byte) []byte {
	for _, key := range keys {
		n := len(value) - len(key)
		if n > 0 && ascii.EqualFold(value[n:], key) && value[n-1] != '\\' {
			return withoutKeys(value[:n])
		}
	}
	return value
}

// innerQuote returns the length of the quotes that a value has within its own, as code for another program does:  "\"x\"", '"x"'.
func innerQuote(value []byte) int {
	for _, q := range [...]string{`\"`, `"`, `'`} {
		if n := len(q); len(value) > 2*n && bytes.HasPrefix(value, []byte(q)) && bytes.HasSuffix(value, []byte(q)) {
			return n
		}
	}
	return 0
}

// What an unquoted value goes on with, and one whose name begins a line.
var (
	bareBytes     = ascii.ClassOf(func(c byte) bool { return IsVisible(c) && bytes.IndexByte([]byte("\"'`<>,;)&]}"), c) < 0 }, "")
	bareLineBytes = ascii.ClassOf(func(c byte) bool { return IsVisible(c) && bytes.IndexByte([]byte("\"'`"), c) < 0 }, "")
)

// IsVisible reports a byte that is no white space and no control character.
func IsVisible(c byte) bool { return c > ' ' && c != 0x7f }

// bare reads an unquoted value: to white space where the name begins its line (env, ini, YAML), else also to punctuation.
func (p *parser) bare(a Assignment) (Assignment, bool) {
	from := p.at + scheme(p.text[p.at:])
	in, line := bareBytes, ascii.IsQuote(p.before(1)) || p.itself || p.beginsLine()
	if line {
		in = bareLineBytes
	}
	n := in.Run(p.text[from:])
	a.Read = int32(from + n + 1)
	value := bytes.TrimRight(unescaped(p.text[from:from+n], p.encoded()), ",;")
	value = replacement(p.lead(), value)
	value = withoutClosing(p.lead(), p.text[min(p.end, from):from], value)
	if line {
		value = firstStatement(value, from+n < len(p.text) && ascii.IsBlank(p.text[from+n]))
	} else if a.Operator != Flag && (from+n == len(p.text) || ascii.IsSpace(p.text[from+n])) {
		value = bytes.TrimSuffix(value, []byte{'.'}) // of a sentence
	}
	marks := emphasisOf(value)
	return p.cut(a, from+marks, from+len(value)-marks)
}

// firstStatement cuts a value off in front of the next assignment or command on its line, and of the end of its element:  A=x;B=y,
// export A=x;export B=y, A=x&&run, a=x&b=y, A: x</td>. goesOn says that a blank and more text follow it.
func firstStatement(value []byte, goesOn bool) []byte {
	for i, c := range value {
		if c == '<' && judge.EndsText(value[i:]) {
			return value[:i]
		}
		if c != ';' && c != '&' {
			continue
		}
		rest := value[i+1:]
		n := ascii.Run(rest, ascii.IsWord)
		next := n > 0 && (n < len(rest) && rest[n] == '=' || c == ';' && n == len(rest) && goesOn)
		if next || c == '&' && (len(rest) == 0 || rest[0] == '&') {
			return value[:i]
		}
	}
	return value
}

// unescaped cuts a value off at the escape of a line end, inside a string, and of the next parameter's &.
func unescaped(value []byte, encoded bool) []byte {
	if first := bytes.IndexByte(value, '\\'); first >= 0 {
		for _, mark := range [...]string{`\r\n`, `\n`, `\u0026`} {
			if i := bytes.Index(value[first:], []byte(mark)); i >= 0 {
				value = value[:first+i]
			}
		}
	}
	if i := bytes.IndexByte(value, '%'); encoded && i >= 0 {
		value = value[:i]
	}
	return value
}

// encoded reports whether the operator is written as in a URL.
func (p *parser) encoded() bool {
	return p.at >= 3 && ascii.EqualFold(p.text[p.at-3:p.at], "%3d")
}

// beginsLine reports whether only what announces a name stands in front of it.
func (p *parser) beginsLine() bool {
	line := p.text[max(0, p.start-40):p.start]
	line = line[ascii.LastNewline(line)+1:]
	line = line[ascii.Run(line, ascii.IsBlank):]
	for _, word := range [...]string{"- ", "export ", "set ", "ENV ", "ARG "} {
		if len(line) > 0 && line[0] == word[0] {
			line = bytes.TrimPrefix(line, []byte(word))
		}
	}
	return len(line) == 0
}

// cut sets the value to text[from:to] without outer blanks and without an authentication scheme.
func (p *parser) cut(a Assignment, from, to int) (Assignment, bool) {
	for from < to && ascii.IsSpace(p.text[from]) {
		from++
	}
	for to > from && ascii.IsSpace(p.text[to-1]) {
		to--
	}
	from += scheme(p.text[from:to])
	a.Value = Span{int32(from), int32(to)}
	return a, from < to
}

// endsOpen reports whether a line of a literal ends with a backslash.
func endsOpen(line []byte) bool {
	line = bytes.TrimSuffix(line, []byte{'\r'})
	return len(line) > 0 && line[len(line)-1] == '\\'
}

// goesOn returns where the literal at text[p.at:] ends, whose closing quote stands end bytes away, if all of its lines but the
// last end open; else 0.
func (p *parser) goesOn(end int) int32 {
	rest := p.text[p.at:]
	if end < 0 {
		p.far = max(p.far, p.at+len(rest)+1)
		return 0
	}
	p.far = max(p.far, p.at+end+1)
	for rest = rest[:end]; ; {
		i := bytes.IndexByte(rest, '\n')
		switch {
		case i < 0:
			return int32(p.at + end + 1)
		case !endsOpen(rest[:i]):
			return 0
		}
		rest = rest[i+1:]
	}
}
