package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Heads of tables whose rows are not separated values: simple tables of reStructuredText, tables of AsciiDoc, and of HTML.
//
// What clients of databases print below a rule of dashes is like the first.
//
//	====  ========        |===                 <tr><th>User</th><th>Password</th></tr>
//	User  Password        |User |Password      <tr><td>ops</td><td>x</td></tr>
//	====  ========
//	ops   x               |ops |x
//	====  ========        |===

// What stands in the place of a separator in a column of such tables.
const (
	fixedColumn = ' ' // the column begins at the n-th byte of its line
	typedColumn = '_' // the same, in a table that ends at an empty line
	cellOfTag   = '<' // it is the n-th td of its row
	cellOfBars  = '!' // it is the n-th of so many cells
)

// How far tables are looked for, in bytes.
const (
	ruleLeft = 160 // in front of a name and behind it, for the beginning of a simple table and the rule below
	barsLeft = 160 // in front of a name and behind it, for the beginning of an AsciiDoc table and its first row
	rowLeft  = 400 // in front of a name, for the beginning of a row of HTML
)

// grid skips to the value below the name of a column, of tables in text.
func (p *parser) grid() bool {
	c, at := p.peek(), p.at
	if c != '|' && c != '\n' && c != '\r' && (at < p.end+2 || p.text[at-2] != ' ') {
		return false
	}
	if c != '|' && p.ruled() {
		return true
	}
	p.far, p.at = max(p.far, p.at+tried), at
	return (c == '|' || c == '\n') && p.bars()
}

// ruled reads the head of a simple table of reStructuredText.
func (p *parser) ruled() bool {
	b := p.text[p.at:min(len(p.text), p.at+ruleLeft)]
	end := ascii.LineEnd(b, 0, len(b)) + 1
	if !p.isRule(p.at+end) || end >= len(b) {
		return false
	}
	rule := b[end : end+ascii.LineEnd(b[end:], 0, len(b)-end)]
	end += len(rule)
	p.far = max(p.far, p.at+end+1)
	front, _ := p.front(ruleLeft)
	rule = bytes.TrimRight(rule, "\r")
	if len(front) >= len(rule) || rule[len(front)] == ' ' {
		return false
	}
	mark := rule[len(front)]
	if bytes.Count(bytes.TrimLeft(rule, " "), []byte{' ', mark}) == 0 || ascii.Run(rule, func(c byte) bool { return c == mark || c == ' ' }) < len(rule) {
		return false
	}
	p.nth, p.separator = bytes.LastIndexByte(rule[:len(front)+1], ' ')+1, fixedColumn
	if mark == '-' {
		p.separator = typedColumn
	}
	p.at += end
	return p.fixedRow()
}

// isRule reports whether a line that begins at text[at:] begins with the sign of a rule, behind its indentation.
func (p *parser) isRule(at int) bool {
	at = min(at, len(p.text))
	at += ascii.Run(p.text[at:min(len(p.text), at+maxIndent)], ascii.IsBlank)
	p.far = max(p.far, at+2)
	return at < len(p.text) && (p.text[at] == '=' || p.text[at] == '-' && at+1 < len(p.text) && p.text[at+1] == '-')
}

// front returns what stands in front of the name on its line, and how many bytes it may have read in front of the name.
func (p *parser) front(reach int) (line []byte, whole bool) {
	p.seen.Start = min(p.seen.Start, int32(p.start-reach-1))
	line = p.text[max(0, p.start-reach):p.start]
	end := ascii.LastNewline(line)
	return line[end+1:], end >= 0 || p.start <= reach
}

// fixedRow goes on to the next line that has something in the column; text[p.at] stands in the one before.
func (p *parser) fixedRow() bool {
	for range mostListed {
		from := ascii.LineEnd(p.text, p.at, len(p.text)) + 1
		p.far = max(p.far, from+1)
		if from >= len(p.text) || p.isRule(from) {
			return false
		}
		p.at = ascii.LineEnd(p.text, from, len(p.text))
		p.far = max(p.far, p.at+1)
		if p.separator == typedColumn && len(bytes.TrimSpace(p.text[from:p.at])) == 0 {
			return false
		}
		if at := from + p.nth; at < p.at && p.text[at] > ' ' && (p.nth == 0 || p.text[at-1] == ' ') {
			p.at = at
			return true
		}
	}
	return false
}

// bars reads the head of a table of AsciiDoc: the cells up to the first empty line, or the first line if that is said to be one.
func (p *parser) bars() bool {
	before := p.text[max(0, p.start-maxField):p.start]
	before = before[:len(before)-ascii.RunBack(before, isCellWord)]
	p.seen.Start = min(p.seen.Start, int32(p.start-maxField))
	if len(before) == 0 || before[len(before)-1] != '|' {
		return false
	}
	if line, whole := p.front(barsLeft); !whole || line[0] != '|' {
		return false
	}
	front := p.text[max(0, p.start-barsLeft):p.start]
	open := bytes.LastIndex(front, []byte("|===\n"))
	if open < 0 {
		return false
	}
	said := bytes.Contains(front[:open], []byte("header"))
	front = bytes.TrimLeft(front[open+len("|===\n"):], "\n")
	b := p.look(barsLeft)
	end := bytes.Index(b, []byte("\n\n"))
	if said {
		end = bytes.IndexByte(b, '\n')
	}
	if end < 0 || bytes.Contains(front, []byte("\n\n")) || bytes.Contains(b[:end], []byte("|===")) {
		return false
	}
	p.nth, p.separator = bytes.Count(front, []byte{'|'}), cellOfBars
	p.stride = p.nth + bytes.Count(b[:end], []byte{'|'})
	p.at += end
	return p.stride > 1 && p.bar(p.nth)
}

// bar goes on to the n-th cell from text[p.at:] on, within the table.
func (p *parser) bar(n int) bool {
	for ; n > 0; n-- {
		i := bytes.IndexByte(p.text[p.at:], '|')
		if i < 0 {
			p.far = len(p.text) + 1
			return false
		}
		p.far = max(p.far, p.at+i+len("|===")+1)
		if bytes.HasPrefix(p.text[p.at+i:], []byte("|===")) {
			return false
		}
		p.at += i + 1
	}
	return true
}

// headCell reads the row of HTML in which the name is a cell, and goes on to the cell below.
func (p *parser) headCell() bool {
	if b := p.look(2); len(b) < 2 || b[1] != '/' {
		return false
	}
	p.seen.Start = min(p.seen.Start, int32(p.start-rowLeft))
	front := p.text[max(0, p.start-rowLeft):p.start]
	open := bytes.LastIndexByte(front, '>')
	if open < 0 || !ascii.All(front[open+1:], isCellWord) {
		return false
	}
	row, heading := -1, false
	p.nth = 0
	for at := 0; at < len(front); at++ {
		switch {
		case front[at] != '<':
		case isTag(front[at:], "tr"):
			row, p.nth = at, 0
		case isTag(front[at:], "td"), isTag(front[at:], "th"):
			p.nth++
			heading = isTag(front[at:], "th")
		case isTag(front[at:], "/tr"):
			row = -1
		}
	}
	if row < 0 || p.nth == 0 || !heading && !opensTable(front[:row], len(front) == p.start) || !p.tagBehind("/tr", "") {
		return false
	}
	p.separator = cellOfTag
	return p.tagRow()
}

// opensTable reports whether a row behind text is the first of its table; whole says that the text is all that stands there.
func opensTable(text []byte, whole bool) bool {
	text = bytes.TrimRight(text, " \t\r\n")
	for _, part := range [...]string{"<tbody>", "<thead>"} {
		if n := len(text) - len(part); n >= 0 && ascii.EqualFold(text[n:], part) {
			text = bytes.TrimRight(text[:n], " \t\r\n")
		}
	}
	open := bytes.LastIndexByte(text, '<')
	return len(text) == 0 && whole || open >= 0 && isTag(text[open:], "table") && bytes.IndexByte(text[open:], '>') == len(text)-open-1
}

// tagRow goes on to the text of the column in the next row.
func (p *parser) tagRow() bool {
	if !p.tagBehind("tr", "/table") {
		return false
	}
	for range p.nth {
		if !p.tagBehind("td", "/tr") {
			return false
		}
	}
	for p.at < len(p.text) && (ascii.IsSpace(p.text[p.at]) || p.text[p.at] == '<' && p.at+1 < len(p.text) && p.text[p.at+1] != '/') {
		if ascii.IsSpace(p.text[p.at]) {
			p.at++
		} else if !p.tagBehind("", "") {
			return false
		}
	}
	p.far = max(p.far, p.at+2)
	return p.at < len(p.text)
}

// tagBehind goes on behind the next tag of that name, any if it is "", in front of one that ends the search.
func (p *parser) tagBehind(name, end string) bool {
	for {
		i := bytes.IndexByte(p.text[p.at:], '<')
		if i < 0 {
			p.far = len(p.text) + 1
			return false
		}
		p.at += i
		p.far = max(p.far, p.at+maxTag)
		b := p.text[p.at:min(len(p.text), p.at+maxTag)]
		closes := bytes.IndexByte(b, '>')
		if closes < 0 || end != "" && isTag(b, end) {
			return false
		}
		p.at += closes + 1
		if name == "" || isTag(b, name) {
			return true
		}
	}
}

// isTag reports whether text begins with a tag of that name.
func isTag(text []byte, name string) bool {
	n := 1 + len(name)
	return len(text) > n && ascii.EqualFold(text[1:n], name) && !ascii.IsAlnum(text[n])
}
