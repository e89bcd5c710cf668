package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Tables whose cells stand between bars, below a head and a rule: of Markdown and reStructuredText, and those that clients of databases
// print.
//
//	| user | password |       user | password       +------+----------+
//	|------|----------|      ------+----------      | user | password |
//	| ops  | x        |       ops  | x              +------+----------+
//	| dev  | y        |       dev  | y              | ops  | x        |
//
// In scenarios of Cucumber nothing parts the head from the rows, so that only the name of the last column is surely one, or what stands
// below a line that announces a table:  Examples:

// pipedCell stands in the place of a separator: the cell is the n-th of its line, between bars.
const pipedCell = '+'

// piped skips from the name of a column to the first cell below it.
func (p *parser) piped() bool {
	if p.peek() != '|' && !p.aboveRule() {
		return false
	}
	before := p.text[max(0, p.start-maxField):p.start]
	before = bytes.TrimRight(before, " *`\"'")
	before = before[:len(before)-ascii.RunBack(before, inPipedHead)]
	first := len(before) == 0 || before[len(before)-1] == '\n'
	p.seen.Start = min(p.seen.Start, int32(p.start-maxField))
	if !first && before[len(before)-1] != '|' || first && p.peek() != '|' {
		return false
	}
	front, behind := p.around()
	head := ascii.LineEnd(behind, 0, len(behind)) + 1
	if head >= len(behind) {
		return false
	}
	rule := ascii.LineEnd(behind, head, len(behind))
	switch {
	case isPipeRule(behind[head:rule]):
	case p.rowsAtOnce(front, behind[:head], behind[head:rule]):
		rule = head - 1 // rows follow at once
	default:
		return false
	}
	p.nth, p.separator = bytes.Count(front, []byte{'|'}), pipedCell
	p.at += rule
	p.beyond()
	return p.nextPiped()
}

// rowsAtOnce reports whether a row as long as the head follows it, which is the first line of its table and ends with the cell of the name, or
// stands below a line that announces the table. front stands before the name on its line, and behind after it.
func (p *parser) rowsAtOnce(front, behind, row []byte) bool {
	above := p.above(front)
	front, behind = bytes.TrimSpace(front), bytes.TrimSpace(behind)
	bars := bytes.Count(front, []byte{'|'}) + bytes.Count(behind, []byte{'|'})
	if len(front) == 0 || front[0] != '|' || bars < 3 || bytes.Count(row, []byte{'|'}) != bars || len(above) > 0 && above[0] == '|' {
		return false
	}
	return string(behind) == "|" || bytes.HasSuffix(above, []byte{':'}) && bytes.HasSuffix(behind, []byte{'|'})
}

// above returns the line above the one that front begins, without the blanks around it.
func (p *parser) above(front []byte) []byte {
	end := max(0, p.start-len(front)-1)
	p.seen.Start = min(p.seen.Start, int32(end-layoutLeft-1))
	before := p.text[max(0, end-layoutLeft):end]
	return bytes.TrimSpace(before[1+ascii.LastNewline(before):])
}

// inPipedHead reports a byte of the words in front of a name in the head of a column:  Login / Password.
func inPipedHead(c byte) bool { return isCellWord(c) || c == '/' }

// aboveRule reports whether the name ends its line, and the next one begins like the rule below a head.
func (p *parser) aboveRule() bool {
	b := p.look(len("\r\n-"))
	n := lineBreak(b)
	return n > 0 && n < len(b) && bytes.IndexByte([]byte("-+|"), b[n]) >= 0
}

var pipeRuleBytes = ascii.ClassOf(ascii.IsBlank, "|+=-:\r")

// isPipeRule reports whether a line is the rule below the head of a table, or between its rows.
func isPipeRule(line []byte) bool {
	return (bytes.Contains(line, []byte("--")) || bytes.Contains(line, []byte("=="))) && pipeRuleBytes.Run(line) == len(line)
}

// nextPiped goes on from text[p.at], which stands in a line, to the column in the next one that is no rule.
func (p *parser) nextPiped() bool {
	for range mostRows {
		from := ascii.LineEnd(p.text, p.at, len(p.text)) + 1
		if from >= len(p.text) {
			return false
		}
		p.at = ascii.LineEnd(p.text, from, len(p.text))
		line := p.text[from:p.at]
		if isPipeRule(line) {
			continue
		}
		field := nthField(line, p.nth, pipedCell)
		if field < 0 || bytes.IndexByte(line, '|') < 0 {
			return false
		}
		p.at = from + field
		return true
	}
	return false
}

// pipedText cuts from the text of a cell the user in front of a password, what Markdown marks it with, and a remark in brackets behind it; prose is
// no value.
func (p *parser) pipedText(a Assignment) (Assignment, bool) {
	value := p.text[a.Value.Start:a.Value.End]
	from := int(a.Value.Start)
	if remark := bytes.Index(value, []byte(" (")); remark > 0 {
		value = value[:remark]
	}
	if user, password, ok := bytes.Cut(value, []byte(" / ")); ok && bytes.IndexByte(user, ' ') < 0 {
		from += len(value) - len(password)
		value = password
	}
	for len(value) > 2 && value[0] == value[len(value)-1] && bytes.IndexByte([]byte("`*'"), value[0]) >= 0 {
		value = value[1 : len(value)-1]
		from++
	}
	a.Value = Span{int32(from), int32(from + len(value))}
	return a, len(value) > 0 && bytes.IndexByte(value, ' ') < 0
}
