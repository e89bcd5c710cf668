package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Literals in brackets, and others that no quote opens.

// brackets are what opens them, and what closes each. Other things are written in the same signs, so that the value must read like no word.
var brackets = [...]struct{ open, close string }{
	{"q(", ")"}, {"qq(", ")"}, {"q{", "}"}, {"qq{", "}"}, {"q[", "]"}, {"q|", "|"}, {"q/", "/"}, // of Perl
	{"%q(", ")"}, {"%Q(", ")"}, {"%q{", "}"}, {"%Q{", "}"}, {"%q[", "]"}, {"%q|", "|"}, {"%(", ")"}, // of Ruby
	{"[[", "]]"}, {"[=[", "]=]"}, // of Lua
	{"{", "}"}, // of Tcl
}

// bracketQuoted reads a literal in brackets, and skips the sign in front of one that is binary in Erlang:  <<"x">>.
func (p *parser) bracketQuoted(a Assignment) (Assignment, bool) {
	switch p.peek() {
	default:
		return a, false
	case '<':
		if b := p.look(len(`<<"`)); len(b) == len(`<<"`) && b[1] == '<' && b[2] == '"' {
			p.at += len("<<")
		}
		return a, false
	case 'q', '%', '[', '{':
	}
	for _, bracket := range brackets {
		if !p.has(bracket.open) || bracket.open == "{" && a.Operator != Equals {
			continue
		}
		from := p.at + len(bracket.open)
		rest := p.text[from:min(len(p.text), from+longestLone)]
		n := bytes.Index(rest, []byte(bracket.close))
		p.far = max(p.far, from+longestLone)
		if n < shortestBracketed || !ascii.All(rest[:n], inBrackets) || !judge.Unworded(rest[:n]) {
			return a, false
		}
		a.Quoted, a.Read = true, int32(from+n+len(bracket.close))
		return p.cut(a, from, from+n)
	}
	return a, false
}

// shortestBracketed is the length of the least literal in brackets that is read, in bytes.
const shortestBracketed = 6

// inBrackets reports a byte of a word, and not of a program, a list or a template.
func inBrackets(c byte) bool {
	return IsVisible(c) && bytes.IndexByte([]byte("()[]{}<>,;:$\"'`\\=|"), c) < 0
}
