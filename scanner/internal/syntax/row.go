package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// row reports whether a name that its line begins with is the first of two columns, as in the line in front of it or behind:
//
//	db_host,db.corp.net
//	db_password,x
func (p *parser) row() bool {
	if p.quoted || p.gap > 0 {
		return false
	}
	if c := p.before(1); c != '\n' && c != 0 {
		return false
	}
	separator := p.peek()
	_, behind := p.around()
	own, next, _ := bytes.Cut(behind[1:], []byte{'\n'})
	next, _, _ = bytes.Cut(next, []byte{'\n'})
	before := bytes.TrimSuffix(p.text[max(0, p.start-layoutLeft):p.start], []byte{'\n'})
	before = before[1+ascii.LastNewline(before):]
	if bytes.IndexByte(own, separator) >= 0 || !isRow(before, separator) && !isRow(next, separator) {
		return false
	}
	p.at++
	return true
}

// isRow reports whether a line is a name and a value.
func isRow(line []byte, separator byte) bool {
	n := ascii.NameRun(line)
	return n > 0 && n+1 < len(line) && line[n] == separator && !ascii.IsSpace(line[n+1]) && bytes.IndexByte(line[n+1:], separator) < 0
}
