package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// What stands between a name and the sign or call that compares it where programs read a field first:
//
//	password.getText().toString().equals("x")      $("#password").val() == "x"      request.getParameter("password").equals("x")

// maxAccessors bounds that, in bytes.
const maxAccessors = 80

// accessors are methods and properties that return the text of what they are called on.
var accessors = wordlist.New([]string{
	"get", "getpass", "getpassword", "getstring", "gettext", "getvalue", "plaintext", "str", "string", "text", "tostring", "tos", "unwrap", "val",
	"into", "toowned", "value", "valueof", "chomp", "lower", "strip", "tolower", "tolowercase", "trim", "trimend", "trimmed",
}, wordlist.LongWord)

// comparers are methods that compare a text with their argument.
var comparers = wordlist.New([]string{"compareto", "contenteq", "contentequals", "eql", "equals", "equalsignorecase"}, wordlist.LongWord)

// accessed skips the accessors behind the name if what they return is compared.
func (p *parser) accessed() {
	switch p.peek() {
	default:
		return
	case '.', '!', '?':
	case '-':
		if !p.has("->") {
			return
		}
	case '(':
		if !p.has("()") || !accessing(p.text[p.start:p.end]) {
			return
		}
	}
	b, n := p.look(maxAccessors), 0
	for n < len(b) {
		n += ascii.Run(b[n:], func(c byte) bool { return c == '(' || c == ')' || c == '!' || c == '?' })
		step := selector(b[n:])
		if step == 0 {
			break
		}
		word := step + ascii.Run(b[n+step:], ascii.IsWord)
		called := b[n+step : n+word]
		if rest := bytes.TrimPrefix(b[n+word:], []byte{'?'}); len(rest) > 0 && rest[0] == '(' && comparers.Spells(called) {
			p.at += len(b) - len(rest)
			return
		}
		if !accessors.Spells(called) {
			return
		}
		n += word
	}
	rest := bytes.TrimLeft(b[n:], " ")
	switch {
	case n == 0 || len(rest) < 2:
	case rest[1] == '=' && (rest[0] == '=' || rest[0] == '!'), p.at > p.end && (rest[0] == ',' || rest[0] == '='):
		p.at += n
	}
}

// selector returns the length of the sign of a member that text begins with: "." or "->", 0 if none.
func selector(text []byte) int {
	switch {
	case len(text) > 1 && text[0] == '.':
		return 1
	case len(text) > 2 && text[0] == '-' && text[1] == '>':
		return 2
	}
	return 0
}

// accessing reports whether the last of a name's members is an accessor.
func accessing(name []byte) bool {
	return accessors.Spells(name[1+bytes.LastIndexAny(name, ".>"):])
}
