package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Names of columns, whose values stand further down:
//
//	user,password
//	ops,x

const (
	HeadLeft  = 1024     // bytes of a head in front of a name, and behind it
	maxField  = 40       // bytes of the name of a column
	RowsReach = 16 << 10 // bytes behind a name in which rows are read
	mostRows  = 100      // that are judged behind the first
)

// separators stand between columns.
const separators = ",;\t|"

// behindHeading are what may stand behind the name of a column, in it or between it and the next.
var behindHeading = ascii.ClassOf(isHeading, separators+"\"'\r\n")

// column skips to the value in the first row below the name of a column. The head of a file of separated values is its first line, or
// that of a block.
func (p *parser) column() bool {
	if !behindHeading[p.peek()] && p.at < p.start+HeadLeft {
		return false
	}
	front := p.text[max(0, p.start-HeadLeft):p.start]
	end := ascii.LastNewline(front)
	start := p.start - len(front) + end + 1
	p.seen.Start = min(p.seen.Start, int32(start-headMark))
	if end < 0 && start > 0 || !opensBlock(p.text[:start]) {
		return false
	}
	behind := p.whole[p.start:min(len(p.whole), p.start+HeadLeft)]
	p.far = max(p.far, p.start+HeadLeft+1)
	head := p.whole[start : p.start+ascii.LineEnd(behind, 0, len(behind))]
	for _, separator := range []byte(separators) {
		if n := columnOf(head, p.start-start, separator); n >= 0 {
			p.nth, p.separator = n, separator
			return p.firstRow(start+len(head)+1, bytes.Count(head, []byte{separator}))
		}
	}
	return false
}

// firstRow skips to the column in the row at text[row:], below a head of so many separators.
func (p *parser) firstRow(row, separators int) bool {
	p.beyond()
	if row >= len(p.text) || p.text[row-1] != '\n' {
		return false
	}
	at := nthField(p.text[row:], p.nth, p.separator)
	p.at = row + at
	fields := bytes.Count(p.text[row:ascii.LineEnd(p.text, row, len(p.text))], []byte{p.separator})
	return at >= 0 && fields >= separators
}

// headMark is how many bytes in front of a line tell that it opens a block.
const headMark = 8

// opensBlock reports whether a line behind text is the first of a file or of a block.
func opensBlock(text []byte) bool {
	text = text[max(0, len(text)-headMark):]
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if n := len(text); n > 1 && text[0] != 's' && bytes.IndexByte([]byte("\n\r`v"), text[n-2]) < 0 {
		return false // as most
	}
	return len(text) == 0 || bytes.HasSuffix(text, []byte("\n\n")) || bytes.HasSuffix(text, []byte("\n\r\n")) ||
		bytes.HasSuffix(text, []byte("```\n")) || bytes.HasSuffix(text, []byte("```csv\n")) || bytes.HasPrefix(text, []byte("sep="))
}

// columnOf returns which column of a head holds its byte at, -1 if it is no head: two names or more.
func columnOf(head []byte, at int, separator byte) int {
	n, column := 0, -1
	if bytes.IndexByte(head, separator) < 0 {
		return -1
	}
	for field := range bytes.SplitSeq(head, []byte{separator}) {
		name := bytes.Trim(field, "\ufeff\"' \r")
		prose := n > 0 && len(field) > 0 && field[0] == ' ' && separator != '|' || bytes.Count(name, []byte{' '}) > 3
		if len(name) > maxField || headingBytes.Run(name) < len(name) || len(name) == 0 || ascii.All(name, ascii.IsDigit) || prose {
			return -1
		}
		if at >= 0 && at <= len(field) {
			if column = n; judge.About(name) {
				return -1
			}
		}
		at -= len(field) + 1
		n++
	}
	if n < 2 {
		return -1
	}
	return column
}

// isHeading reports a byte of the name of a column.
func isHeading(c byte) bool {
	return ascii.IsWord(c) || c >= 0x80 || bytes.IndexByte([]byte(" -./#?"), c) >= 0
}

var headingBytes = ascii.ClassOf(isHeading, "")

// nthField returns where the n-th field of a row begins, from 0 on, behind its blanks; -1 if the row has less.
func nthField(row []byte, n int, separator byte) int {
	at := 0
	for ; n > 0; n-- {
		end := fieldEnd(row[at:], separator)
		if at+end >= len(row) || !parts(row[at+end], separator) {
			return -1
		}
		at += end + 1
	}
	return at + ascii.Run(row[at:], func(c byte) bool { return c == ' ' })
}

// parts reports whether a byte stands between the columns of a table with that separator.
func parts(c, separator byte) bool { return c == separator || c == '|' && separator == pipedCell }

// fieldEnd returns where a field ends; one in double quotes may hold separators.
func fieldEnd(field []byte, separator byte) int {
	at := ascii.Run(field, func(c byte) bool { return c == ' ' })
	if at < len(field) && field[at] == '"' {
		if end := Closing(field[at+1:], `"`); end >= 0 {
			at += 1 + end + 1
		}
	}
	switch separator {
	case fixedColumn, typedColumn:
		line := field[:ascii.LineEnd(field, at, len(field))]
		if n := bytes.Index(line[at:], []byte("  ")); n >= 0 {
			return at + n
		}
		return len(line)
	case cellOfBars, pipedCell:
		separator = '|'
	}
	return at + ascii.Run(field[at:], func(c byte) bool { return c != separator && c != '\n' })
}

// columnText reads the field that begins at text[p.at:].
func (p *parser) columnText(a Assignment) (Assignment, bool) {
	rest := p.look(maxElement)
	a.Quoted = true
	if len(rest) > 0 && rest[0] == '"' {
		p.at++
		return p.quotedValue(a, `"`)
	}
	a.Read = int32(p.at + fieldEnd(rest, p.separator) + 1)
	a, ok := p.cut(a, p.at, int(a.Read)-1)
	if ok && p.separator == pipedCell {
		return p.pipedText(a)
	}
	prose := bytes.IndexByte(p.text[a.Value.Start:a.Value.End], ' ') >= 0
	return a, ok && (!prose || bytes.IndexByte([]byte{fixedColumn, typedColumn, cellOfBars, cellOfTag}, p.separator) < 0)
}

// InColumn reports whether the name is that of a column.
func (a *Assignment) InColumn() bool { return a.Operator == Column || a.Operator == Inserted }

// EachRow goes through the values of the column in the rows of a text behind the first, mostRows of them at most and within rowsReach.
func (a *Assignment) EachRow(text []byte, each func(value Span)) {
	text = text[:min(len(text), int(a.Name.End)+RowsReach)]
	p := parser{text: text, at: min(len(text), int(a.Value.End)), nth: a.nth, separator: a.separator, stride: a.stride, table: a.table}
	for range mostRows {
		row, ok := Assignment{Operator: a.Operator}, false
		switch {
		case a.Operator == Column && !p.nextRow(), a.Operator == Inserted && !p.nextValue():
			return
		case a.Operator == Column:
			row, ok = p.columnText(row)
		default:
			row, ok = p.value(row)
		}
		if ok {
			p.at = max(p.at, int(row.Value.End))
			each(row.Value)
		}
	}
}

// nextRow goes on to the column in the next line.
func (p *parser) nextRow() bool {
	switch p.separator {
	case fixedColumn, typedColumn:
		return p.fixedRow()
	case cellOfTag:
		return p.tagRow()
	case cellOfBars:
		return p.bar(p.stride)
	case pipedCell:
		return p.nextPiped()
	}
	p.at = min(len(p.text), ascii.LineEnd(p.text, p.at, len(p.text))+1)
	field := nthField(p.text[p.at:], p.nth, p.separator)
	if field < 0 || p.at+field == len(p.text) {
		return false
	}
	p.at += field
	return true
}
