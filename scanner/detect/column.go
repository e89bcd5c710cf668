package detect

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// Names of columns, whose values stand further down or behind:
//
//	user,password        INSERT INTO users (name, password)
//	ops,x                VALUES ('ops', 'x')

const (
	headLeft   = 160  // bytes of a head in front of a name
	maxField   = 40   // bytes of the name of a column
	rowsReach  = 4096 // bytes behind a name in which rows are read
	insertLeft = 64   // bytes in front of the list of columns of a statement
)

// separators stand between columns.
const separators = ",;\t|"

// behindHeading are what may stand behind the name of a column, in it or between it and the next.
var behindHeading = classOf(isHeading, separators+"\"'\r\n")

// column skips to the value in the first row below the name of a column. The head of a file of separated values is its first line, or
// that of a block.
func (p *parser) column() bool {
	if !behindHeading[p.peek()] && p.at < p.start+headLeft {
		return false
	}
	front := p.text[max(0, p.start-headLeft):p.start]
	end := lastNewline(front)
	start := p.start - len(front) + end + 1
	p.seen.Start = min(p.seen.Start, int32(start-headMark))
	if end < 0 && start > 0 || !opensBlock(p.text[:start]) {
		return false
	}
	p.look(headLeft)
	head := p.text[start : p.start+lineEnd(p.text[p.start:], 0, min(len(p.text)-p.start, headLeft))]
	row := start + len(head) + 1
	if row >= len(p.text) || p.text[row-1] != '\n' {
		return false
	}
	for _, separator := range []byte(separators) {
		if n := columnOf(head, p.start-start, separator); n >= 0 {
			p.nth, p.separator = n, separator
			at := nthField(p.text[row:], n, separator)
			p.far = max(p.far, row+max(at, 0)+1)
			p.at = row + at
			fields := bytes.Count(p.text[row:row+lineEnd(p.text[row:], 0, len(p.text)-row)], []byte{separator})
			return at >= 0 && fields >= bytes.Count(head, []byte{separator})
		}
	}
	return false
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
		name := bytes.Trim(field, "\"' \r")
		prose := n > 0 && len(field) > 0 && field[0] == ' ' && separator != '|' || bytes.Count(name, []byte{' '}) > 3
		if len(name) > maxField || headingBytes.run(name) < len(name) || len(name) == 0 || all(name, isDigit) || prose {
			return -1
		}
		if at >= 0 && at <= len(field) {
			if column = n; about(name) {
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
	return isWord(c) || c >= 0x80 || bytes.IndexByte([]byte(" -./#?"), c) >= 0
}

var headingBytes = classOf(isHeading, "")

// nthField returns where the n-th field of a row begins, from 0 on, behind its blanks; -1 if the row has less.
func nthField(row []byte, n int, separator byte) int {
	at := 0
	for ; n > 0; n-- {
		end := fieldEnd(row[at:], separator)
		if at+end >= len(row) || row[at+end] != separator {
			return -1
		}
		at += end + 1
	}
	return at + run(row[at:], func(c byte) bool { return c == ' ' })
}

// fieldEnd returns where a field ends; one in double quotes may hold separators.
func fieldEnd(field []byte, separator byte) int {
	at := run(field, func(c byte) bool { return c == ' ' })
	if at < len(field) && field[at] == '"' {
		if end := closing(field[at+1:], `"`); end >= 0 {
			at += 1 + end + 1
		}
	}
	switch separator {
	case fixedColumn:
		line := field[:lineEnd(field, at, len(field))]
		if n := bytes.Index(line[at:], []byte("  ")); n >= 0 {
			return at + n
		}
		return len(line)
	case cellOfBars:
		separator = '|'
	}
	return at + run(field[at:], func(c byte) bool { return c != separator && c != '\n' })
}

// columnText reads the field that begins at text[p.at:].
func (p *parser) columnText(a assignment) (assignment, bool) {
	rest := p.look(maxElement)
	a.quoted = true
	if len(rest) > 0 && rest[0] == '"' {
		p.at++
		return p.quotedValue(a, `"`)
	}
	a.read = int32(p.at + fieldEnd(rest, p.separator) + 1)
	a, ok := p.cut(a, p.at, int(a.read)-1)
	prose := bytes.IndexByte(p.text[a.value.Start:a.value.End], ' ') >= 0
	return a, ok && (!prose || p.separator != fixedColumn && p.separator != cellOfBars && p.separator != cellOfTag)
}

// rows judges the values of a column in the rows behind the first.
func (w *Worker) rows(r *rule, a assignment, c *Candidate, v model.Value) {
	text := v.Text[:min(len(v.Text), int(a.name.End)+rowsReach)]
	c.widen(a.name.Start-headLeft, a.name.End+rowsReach+model.Behind+1)
	p := parser{text: text, at: min(len(text), int(a.value.End)), nth: a.nth, separator: a.separator, stride: a.stride}
	for range mostListed {
		row, ok := assignment{operator: a.operator}, false
		switch {
		case a.operator == column && !p.nextRow(), a.operator == inserted && !p.nextTuple():
			return
		case a.operator == column:
			row, ok = p.columnText(row)
		default:
			row, ok = p.value(row)
		}
		if !ok {
			continue
		}
		item := *c
		item.facts, item.Start, item.End = 0, row.value.Start, row.value.End
		if w.weigh(r, &item, row.value, v) {
			w.more = append(w.more, item)
		}
	}
}

// nextRow goes on to the column in the next line.
func (p *parser) nextRow() bool {
	switch p.separator {
	case fixedColumn:
		return p.fixedRow()
	case cellOfTag:
		return p.tagRow()
	case cellOfBars:
		return p.bar(p.stride)
	}
	p.at = min(len(p.text), lineEnd(p.text, p.at, len(p.text))+1)
	field := nthField(p.text[p.at:], p.nth, p.separator)
	if field < 0 || p.at+field == len(p.text) {
		return false
	}
	p.at += field
	return true
}

// nextTuple goes on to the column in the next list of values:  VALUES (1, 'x'), (2, 'y').
func (p *parser) nextTuple() bool {
	if p.at < len(p.text) && isQuote(p.text[p.at]) {
		p.at++
	}
	for p.behindBracket() && p.text[p.at] == ',' {
		p.at += run(p.text[p.at:], func(c byte) bool { return isSpace(c) || c == ',' })
		if p.at == len(p.text) || p.text[p.at] != '(' {
			continue // what hashes the value ended, and no list
		}
		p.at++
		n := nthArgument(p.text[p.at:], p.nth)
		p.at += max(n, 0)
		return n >= 0
	}
	return false
}

// behindBracket goes on behind the next closing bracket that stands in no string, and those that follow, to the next text, if there is one.
func (p *parser) behindBracket() bool {
	for p.at < len(p.text) && p.text[p.at] != ')' {
		if c := p.text[p.at]; isQuote(c) {
			p.at += 1 + max(0, closing(p.text[p.at+1:], string(c)))
		}
		p.at++
	}
	p.at = min(p.at, len(p.text))
	p.at += run(p.text[p.at:], func(c byte) bool { return c == ')' || isSpace(c) })
	return p.at < len(p.text)
}

// columns returns where the list of columns opens that a name stands in; -1 where it stands in none.
func (p *parser) columns() (open int) {
	b := p.text[p.end:min(len(p.text), p.end+maxGap)]
	n := behindColumn.run(b)
	p.far = max(p.far, p.end+n+1)
	if n == len(b) || b[n] != ',' && b[n] != ')' {
		return -1
	}
	front := p.text[max(0, p.start-headLeft):p.start]
	open = p.start - len(front) + len(columnsBytes.trimEnd(front)) - 1
	p.seen.Start = min(p.seen.Start, int32(open-1))
	if open < 0 || p.text[open] != '(' {
		return -1
	}
	return open
}

// behind reports whether a word of a statement stands in front of the list of columns that opens at text[open].
func (p *parser) behind(word string, open int) bool {
	p.seen.Start = min(p.seen.Start, int32(open-insertLeft))
	return containsFold(p.text[max(0, open-insertLeft):open], word)
}

// copies skips to the first row of a dump of PostgreSQL:
//
//	COPY public.users (id, password) FROM stdin;
func (p *parser) copies(open int) bool {
	const from = " from stdin"
	if !p.behind("copy ", open) {
		return false
	}
	p.far = max(p.far, p.end+layoutReach)
	b := p.text[p.end:min(len(p.text), p.end+layoutReach)]
	at := columnsBytes.run(b) + 1
	end := bytes.IndexByte(b[min(at, len(b)):], '\n')
	if end < len(from) || b[at-1] != ')' || !equalFold(b[at:at+len(from)], from) {
		return false
	}
	row := p.end + at + end + 1
	p.nth, p.separator = bytes.Count(p.text[open:p.start], []byte{','}), '\t'
	field := nthField(p.text[row:], p.nth, p.separator)
	p.far = max(p.far, row+max(field, 0)+1)
	p.at = row + field
	return field >= 0
}

// inserts skips to the value of a column of an INSERT statement.
func (p *parser) inserts(open int) bool {
	if !p.behind("into ", open) {
		return false
	}
	p.far = max(p.far, p.end+layoutReach)
	p.nth = bytes.Count(p.text[open:p.start], []byte{','})
	b := p.text[p.end:min(len(p.text), p.end+layoutReach)]
	at := valuesIn(b)
	if at < 0 {
		return false
	}
	n := nthArgument(b[at:], p.nth)
	p.at = p.end + at + n
	return n >= 0
}

// valuesIn returns where the first list of values begins behind the rest of one of columns; -1 if none does.
func valuesIn(b []byte) int {
	at := columnsBytes.run(b)
	if at == len(b) || b[at] != ')' {
		return -1
	}
	at++
	at += run(b[at:], isSpace)
	if len(b) < at+len("values(") || !equalFold(b[at:at+len("values")], "values") {
		return -1
	}
	at += len("values")
	at += run(b[at:], isSpace)
	if at == len(b) || b[at] != '(' {
		return -1
	}
	return at + 1
}

// isColumns reports a byte of a list of columns.
func isColumns(c byte) bool {
	return isWord(c) || isSpace(c) || bytes.IndexByte([]byte(",`\"[].$"), c) >= 0
}

var (
	columnsBytes = classOf(isColumns, "")
	behindColumn = classOf(isSpace, "`\"]")
)

// nthArgument returns where the quote of the n-th value of a list begins, from 0 on; -1 if that is none.
func nthArgument(list []byte, n int) int {
	at := 0
	for ; n > 0; n-- {
		at += run(list[at:], isSpace)
		if at < len(list) && isQuote(list[at]) {
			end := closing(list[at+1:], string(list[at]))
			if end < 0 {
				return -1
			}
			at += 1 + end + 1
		}
		end := bytes.IndexAny(list[at:], ",)")
		if end < 0 || list[at+end] == ')' {
			return -1
		}
		at += end + 1
	}
	at += run(list[at:], func(c byte) bool { return isSpace(c) || c == 'N' || c == 'E' })
	at += hashes(list[at:])
	if at < len(list) && isQuote(list[at]) {
		return at
	}
	return -1
}

// hashing are functions of SQL that a statement hashes a password with.
var hashing = [...]string{"md5", "sha", "sha1", "sha2", "password", "old_password", "encrypt", "crypt"}

// hashes returns the length of the name of one of hashing that text begins with, and of its bracket; 0 if there is none.
func hashes(text []byte) int {
	n := run(text, isWord)
	if n == 0 || n == len(text) || text[n] != '(' || !slices.ContainsFunc(hashing[:], func(f string) bool { return equalFold(text[:n], f) }) {
		return 0
	}
	return n + 1
}
