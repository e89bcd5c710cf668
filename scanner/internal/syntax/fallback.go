package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Literals that a program falls back to where what it looks up is not set:
//
//	process.env.KEY || "x"         os.getenv("KEY") or "x"       System.getenv("KEY") ?: "x"     $ENV{KEY} // "x"
//	env::var("KEY").unwrap_or("x")      ENV.fetch("KEY") { "x" }      {{ key | default("x") }}      ${KEY:-x}
//
// and those that are typed into a field that is looked up by its name, or set as what it holds:
//
//	find_element(By.ID, "password").send_keys("x")      getElementById("password").value = "x"
//	getByRole("textbox", { name: "Password" }).fill("x")

const (
	maxChained  = 3   // calls without arguments in front of the one that falls back
	maxTemplate = 160 // bytes of a template that holds a default
)

// fallbackMethods are what methods are called whose argument stands for a value that is not there.
var fallbackMethods = wordlist.New([]string{"unwrap_or", "unwrap_or_else", "orElse", "orElseGet", "getOrElse", "or_else", "value_or"}, 0)

// typingMethods are what methods are called whose argument is what is typed into the field that was looked up:
// find_element(By.ID, "password").send_keys("x"), getByLabel("Password").fill("x").
var typingMethods = wordlist.New([]string{
	"send_keys", "sendKeys", "SendKeys", "fill", "Fill", "FillAsync", "val", "type", "Type", "TypeAsync", "typeText", "press_sequentially",
	"pressSequentially", "PressSequentiallyAsync", "setValue", "set_value", "enterText", "set",
}, 0)

// held are what the member of a field is called that holds its text.
var held = wordlist.New([]string{"value", "Value", "text", "Text"}, 0)

// fallbackCalls end the names of functions that return the last of their arguments if there is nothing before.
var fallbackCalls = [...]string{"coalesce", "try", "nvl", "ifnull", "getenv", "get_env", "getproperty", "get"}

// closures may stand in front of a literal that is worked out when it is needed.
var closures = [...]string{"|_| ", "|_|", "|| ", "||", "() -> ", "()->", "{ "}

// behindValue are what may stand between a value and the alternative to it.
var behindValue = ascii.ClassOf(ascii.IsSpace, ")")

// alternative enters the string literal that the program falls back to if what ends at text[at:] is not set, or the first of a
// choice:  live ? "x" : "y".
func (p *parser) alternative(at int) {
	if quote := p.fallback(at); quote > 0 {
		p.at = quote
	}
}

// fallback returns where that literal begins, 0 if there is none.
func (p *parser) fallback(at int) int {
	end := min(len(p.text), at+maxIndent)
	p.far = max(p.far, at+maxIndent)
	rest := p.text[at:end]
	rest = rest[behindValue.Run(rest):]
	if len(rest) == 0 {
		return 0
	}
	n := -1
	switch rest[0] {
	case '.':
		n = chained(rest)
	case '|', '?', 'o', '{':
		n = fallbackSign(rest)
	}
	if n < 0 || n >= len(rest) || !opensLiteral(rest[n]) {
		return 0
	}
	return end - len(rest) + n
}

// opensLiteral reports a sign that opens a literal, of several lines too.
func opensLiteral(c byte) bool { return ascii.IsQuote(c) || c == '`' }

// fallbackSign returns how much of text an operator takes, with what follows up to a literal; -1 if there is none.
func fallbackSign(text []byte) int {
	for _, sign := range [...]string{"||", "?:", "??", "or ", "? ", "{ "} {
		if bytes.HasPrefix(text, []byte(sign)) {
			return len(sign) + ascii.Run(text[len(sign):], ascii.IsSpace)
		}
	}
	return filtered(text)
}

// filtered returns how much of text a template's filter takes up to the literal of its default:  | default("x"), |default:"x", | d('x').
func filtered(text []byte) int {
	if text[0] != '|' {
		return -1
	}
	at := 1 + ascii.Run(text[1:], ascii.IsBlank)
	n := ascii.Run(text[at:], ascii.IsWord)
	if name := string(text[at : at+n]); name != "default" && name != "d" {
		return -1
	}
	return at + n + ascii.Run(text[at+n:], func(c byte) bool { return ascii.IsBlank(c) || c == '(' || c == ':' })
}

// chained returns how much of text calls take up to the literal of the one that falls back:  .ok().unwrap_or("x"), -1 if none does.
func chained(text []byte) int {
	at := 0
	for range maxChained {
		if at == len(text) || text[at] != '.' {
			return -1
		}
		name := text[at+1 : at+1+ascii.Run(text[at+1:], ascii.IsWord)]
		at += 1 + len(name)
		arguments, ok := bytes.CutPrefix(text[at:], []byte{'('})
		switch {
		case !ok && held.Is(name):
			return at + assigns(text[at:])
		case !ok:
			return -1
		case bytes.HasPrefix(arguments, []byte{')'}):
			at += len("()")
		case fallbackMethods.Is(name), typingMethods.Is(name):
			return len(text) - len(withoutClosure(arguments))
		default:
			return -1
		}
	}
	return -1
}

// assigns returns how much of text the sign of an assignment takes, with its blanks; nothing of a comparison.
func assigns(text []byte) int {
	at := ascii.Run(text, ascii.IsBlank)
	if at == len(text) || text[at] != '=' {
		return 0
	}
	return at + 1 + ascii.Run(text[at+1:], ascii.IsBlank)
}

func withoutClosure(arguments []byte) []byte {
	for _, c := range closures {
		if rest, ok := bytes.CutPrefix(arguments, []byte(c)); ok {
			return ascii.TrimSpaces(rest)
		}
	}
	return ascii.TrimSpaces(arguments)
}

// fallsBack reports whether a literal stands for what is looked up under the name, and skips to it. Signs that are operators by
// themselves are read as such.
func (p *parser) fallsBack() bool {
	at := p.at
	switch c := p.peek(); {
	case c == '}' && p.quoted && p.gap > 0: // of options that name a field
		at++
	case p.quoted && p.has("[0]."): // of fields with a name
		at += len("[0]")
	case c == '.' && p.quoted, c == '|':
	case c == '?' && p.gap > 0, c == '{' && p.quoted && p.gap > 0 && p.fetched():
	case c == '/' && (p.before(1) == '{' || p.before(1) == '$'):
		if b := p.look(len(`// "`)); len(b) == len(`// "`) && string(b[:3]) == "// " && ascii.IsQuote(b[3]) {
			p.at += len("// ")
			return true
		}
		return false
	default:
		return false
	}
	quote := p.fallback(at)
	if quote > 0 {
		p.at = quote
	}
	return quote > 0
}

// fetched reports whether the name is looked up with Ruby's fetch.
func (p *parser) fetched() bool {
	return bytes.HasSuffix(p.text[max(0, p.start-len(`fetch("`)):max(0, p.start-1)], []byte("fetch("))
}

// lastArgument returns where the literal begins that is the last of a call's arguments, which begin with a name at text[open:], 0 if
// there is none or the function that is called does not fall back to it:  coalesce(var.password, "x").
func (p *parser) lastArgument(function []byte, open int) int {
	falls := false
	for _, f := range fallbackCalls {
		n := len(function) - len(f)
		falls = falls || n >= 0 && ascii.EqualFold(function[n:], f)
	}
	if !falls {
		return 0
	}
	arguments := p.text[open:min(len(p.text), open+maxArgument)]
	n := variables.Run(arguments)
	if n == len(arguments) || !opensLiteral(arguments[n]) || !bytes.HasSuffix(bytes.TrimRight(arguments[:n], " "), []byte{','}) {
		return 0
	}
	return open + n
}

var variables = ascii.ClassOf(ascii.IsWord, ".$:, ")

// templated skips to the literal of a template, or of its default:  {{ 'x' }}, {{ .Values.key | default "x" }}, "{{ default('x') }}".
func (p *parser) templated() {
	at := p.at
	if ascii.IsQuote(p.peek()) {
		at++
	}
	if !bytes.HasPrefix(p.text[at:], []byte("{{")) {
		return
	}
	b := p.look(maxTemplate)[at-p.at:]
	end := bytes.Index(b, []byte("}}"))
	i := bytes.Index(b[:max(0, end)], []byte("default"))
	if i < 0 {
		if only := templateText(b[:max(0, end)]); only > 0 {
			p.at = at + only
		}
		return
	}
	i += len("default")
	i += ascii.Run(b[i:], func(c byte) bool { return ascii.IsBlank(c) || c == '(' || c == ':' || c == '\\' })
	if i < end && opensLiteral(b[i]) {
		p.at = at + i
	}
}

// templateText returns where the literal begins that is all of a template, 0 if there is more or something else:  {{ 'x' }}.
func templateText(template []byte) int {
	from := len("{{")
	for from < len(template) && (ascii.IsBlank(template[from]) || template[from] == '-') {
		from++
	}
	text := bytes.TrimRight(template[min(from, len(template)):], " -")
	if len(text) < 2 || !ascii.IsQuote(text[0]) || bytes.IndexByte(text[1:], text[0]) != len(text)-2 {
		return 0
	}
	return from
}

// declared skips to the default that a declaration ends with:  z.string().min(8).default("x"), str({ default: "x" }).
func (p *parser) declared() {
	b := p.text[p.at:min(len(p.text), p.at+maxGap)]
	n := wrapperBytes.Run(b)
	p.far = max(p.far, p.at+n+1)
	if n == 0 || n == len(b) || b[n] != '(' {
		return
	}
	b = p.look(maxTemplate)
	if end := bytes.IndexByte(b, '\n'); end >= 0 {
		b = b[:end]
	}
	i := bytes.Index(b, []byte("default"))
	if i < n || ascii.IsAlnum(b[i-1]) {
		return
	}
	i += len("default")
	signs := ascii.Run(b[i:], func(c byte) bool { return ascii.IsBlank(c) || c == '(' || c == ':' || c == '=' })
	if i += signs; signs > 0 && i < len(b) && opensLiteral(b[i]) {
		p.at += i
	}
}

// expanded reads the default of a variable:  ${KEY:-x}, "${key:x}". ok is false where the value is none.
func (p *parser) expanded(a Assignment) (Assignment, bool) {
	from := p.at
	if ascii.IsQuote(p.peek()) {
		from++
	}
	if !bytes.HasPrefix(p.text[from:], []byte("${")) {
		return a, false
	}
	b := p.look(maxTemplate)[from-p.at:]
	end := bytes.IndexByte(b, '}')
	name := len("${") + ascii.Run(b[len("${"):], func(c byte) bool { return ascii.IsWord(c) || c == '.' })
	if end < 0 || name >= end || bytes.ContainsAny(b[name:end], "\"'`${\n") {
		return a, false
	}
	for _, sign := range [...]string{":-", ":=", "-", ":"} {
		value, ok := bytes.CutPrefix(b[name:end], []byte(sign))
		switch {
		case !ok:
			continue
		case len(value) == 0, sign == ":" && (value[0] == '?' || value[0] == '+'): // an error, or what stands for a value that is there
			return a, false
		}
		a.Quoted = from > p.at
		a.Read = int32(from + end + 1)
		return p.cut(a, from+end-len(value), from+end)
	}
	return a, false
}
