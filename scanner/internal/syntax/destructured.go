package syntax

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Names in a list that values in another one are assigned to:
//
//	user, password = "ops", "x"      const [user, password] = ["ops", "x"];

// declarators are words in front of such a list.
var declarators = [...]string{"var", "let", "const", "my", "local", "auto"}

// listOfNames are what it is made of.
var listOfNames = ascii.ClassOf(ascii.IsWord, " .,@$%:")

// behindComma reports whether a comma and a blank stand in front of the name and its sign.
func (p *parser) behindComma() bool {
	n := 1
	if p.before(1) == '$' {
		n++
	}
	return p.before(n) == ' ' && p.before(n+1) == ','
}

// destructured goes on to the value of the name, the last of a list that begins its line, behind those of the names in front.
func (p *parser) destructured() {
	p.seen.Start = min(p.seen.Start, int32(lineStart(p.text, p.start)))
	front := bytes.TrimLeft(p.lead(), " \t")
	word := ascii.Run(front, ascii.IsLetter)
	if slices.Contains(declarators[:], string(front[:word])) {
		front = bytes.TrimLeft(front[word:], " ")
	}
	names := bytes.TrimLeft(front, "([")
	if len(names) == 0 || listOfNames.Run(names) < len(names) {
		return
	}
	p.far = max(p.far, p.at+maxTemplate)
	b := p.text[p.at:min(len(p.text), p.at+maxTemplate)]
	at := ascii.Run(b, func(c byte) bool { return c == '(' || c == '[' })
	for range bytes.Count(names, []byte{','}) {
		end := argumentEnd(b[at:])
		if end < 0 || b[at+end] != ',' {
			return
		}
		at += end + 1
	}
	at += ascii.Run(b[at:], ascii.IsBlank)
	if at < len(b) && opensLiteral(b[at]) {
		p.at += at
	}
}
