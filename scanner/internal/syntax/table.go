package syntax

import (
	"bytes"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Names and values that lines or columns bind: cells of tables in documents, plain YAML below its key.

// How far these are looked for, in bytes: in front of a name, where its line begins or its key stands; behind it.
const (
	layoutLeft  = 160
	layoutReach = 320
)

// around returns what stands in front of the name on its line, and behind it.
func (p *parser) around() (front, behind []byte) {
	p.seen = Span{min(p.seen.Start, int32(p.start-layoutLeft)), max(p.seen.End, int32(p.at+layoutReach+1))}
	front = p.text[max(0, p.start-layoutLeft):p.start]
	return front[ascii.LastNewline(front)+1:], p.look(layoutReach)
}

// cell skips from a cell of a table, which is not in its head, to the next one:
//
//	| password | x |
func (p *parser) cell() bool {
	front, behind := p.around()
	before := bytes.TrimRight(front, " *`\"'")
	before = before[:len(before)-ascii.RunBack(before[max(0, len(before)-maxField):], isCellWord)]
	if len(before) == 0 || before[len(before)-1] != '|' || len(bytes.TrimLeft(front, " \t")) == 0 ||
		bytes.TrimLeft(front, " \t")[0] != '|' || bytes.HasPrefix(behind, []byte("||")) {
		return false
	}
	p.at++
	return true
}

// isCellWord reports a byte of the words in front of a name in a cell.
func isCellWord(c byte) bool {
	return ascii.IsLetter(c) || c >= utf8.RuneSelf || c == ' ' || c == '*' || c == '`'
}

// below reports whether a plain scalar of YAML stands alone on the deeper line behind a key and its colon, the rest of whose line is
// text[p.at:].
func (p *parser) below() bool {
	if p.text[p.at-1] != ':' || !p.beginsLine() {
		return false
	}
	behind := p.look(layoutReach)
	line := behind[min(len(behind), bytes.IndexByte(behind, '\n')+1):]
	indent := ascii.Run(line, ascii.IsBlank)
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	own := p.start - 1 - max(-1, lineStart(p.text, p.start))
	line = bytes.TrimRight(line[min(indent, len(line)):], "\r")
	return indent > own && len(line) > 0 && bytes.IndexByte([]byte("#|>!&*{[<-@`%"), line[0]) < 0 && bytes.IndexByte(line, ' ') < 0 &&
		line[len(line)-1] != ':'
}
