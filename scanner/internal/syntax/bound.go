package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// maxConflict is how much of a statement, in bytes, is read over behind a list of placeholders.
const maxConflict = 160

// bound goes on from a list of placeholders to the values that a call binds to them:
//
//	run("INSERT INTO users (name, password) VALUES (?, ?)", ["ops", "x"])
func (p *parser) bound() bool {
	b := p.text[p.at:]
	at := placeholders.Run(b)
	if at == 0 || at == len(b) || b[at] != ')' {
		return false
	}
	end := bytes.IndexAny(b[at:min(len(b), at+maxConflict)], "\"'`")
	if end < 0 {
		return false
	}
	at += end
	at += ascii.Run(b[at:], func(c byte) bool { return c == b[at] })
	at += ascii.Run(b[at:], ascii.IsSpace)
	if at == len(b) || b[at] != ',' {
		return false
	}
	at++
	p.at += at + ascii.Run(b[at:], func(c byte) bool { return ascii.IsSpace(c) || c == '(' || c == '[' })
	return true
}

// placeholders are what stands for values, as drivers of databases write it, and what stands between:  ?, %s, $1, :name, @name.
var placeholders = ascii.ClassOf(ascii.IsWord, "?%$:@, \t\r\n")
