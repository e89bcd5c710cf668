package syntax

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Columns of tables of SQL. The statement that inserts rows names them, or the one that made the table did:
//
//	INSERT INTO users (name, password)        CREATE TABLE users (name text, password text);
//	VALUES ('ops', 'x')                       INSERT INTO users VALUES ('ops', 'x');

// How far statements are read, in bytes.
const (
	insertLeft = 64   // in front of a list of columns
	listLeft   = 1024 // of that list, in front of a name
	tableLeft  = 2048 // of what makes a table, in front of a name
	maxClause  = 64   // between two words of a statement
)

// beyond lets the parser read on behind what other assignments take.
func (p *parser) beyond() {
	p.text = p.whole[:min(len(p.whole), p.end+RowsReach)]
	p.far = max(p.far, p.end+RowsReach)
}

// inserted skips to the value that a statement puts into the column.
func (p *parser) inserted() bool {
	open := p.columns()
	return open < 0 && p.creates() || open >= 0 && p.inserts(open)
}

// copied skips to the value that the rows behind a statement put into the column.
func (p *parser) copied() bool {
	open := p.columns()
	return open >= 0 && p.copies(open)
}

// columns returns where the list of columns opens that a name stands in; -1 where it stands in none.
func (p *parser) columns() (open int) {
	b := p.text[p.end:min(len(p.text), p.end+maxGap)]
	n := behindColumn.Run(b)
	p.far = max(p.far, p.end+n+1)
	if n == len(b) || b[n] != ',' && b[n] != ')' {
		return -1
	}
	front := p.text[max(0, p.start-listLeft):p.start]
	open = p.start - len(front) + len(columnsBytes.TrimEnd(front)) - 1
	p.seen.Start = min(p.seen.Start, int32(open-1))
	if open < 0 || p.text[open] != '(' {
		return -1
	}
	return open
}

// isColumns reports a byte of a list of columns.
func isColumns(c byte) bool {
	return ascii.IsWord(c) || ascii.IsSpace(c) || bytes.IndexByte([]byte(",`\"[].$"), c) >= 0
}

var (
	columnsBytes = ascii.ClassOf(isColumns, "")
	behindColumn = ascii.ClassOf(ascii.IsSpace, "`\"]")
)

// behind reports whether one of words stands in front of the list of columns that opens at text[open].
func (p *parser) behind(open int, words ...string) bool {
	p.seen.Start = min(p.seen.Start, int32(open-insertLeft))
	front := p.text[max(0, open-insertLeft):open]
	return slices.ContainsFunc(words, func(word string) bool { return ascii.ContainsFold(front, word) })
}

// copies skips to the first row of a dump of PostgreSQL:
//
//	COPY public.users (id, password) FROM stdin;
func (p *parser) copies(open int) bool {
	const from = " from stdin"
	if !p.behind(open, "copy ") {
		return false
	}
	p.beyond()
	b := p.text[p.end:]
	at := columnsBytes.Run(b) + 1
	end := bytes.IndexByte(b[min(at, len(b)):], '\n')
	if end < len(from) || b[at-1] != ')' || !ascii.EqualFold(b[at:at+len(from)], from) {
		return false
	}
	row := p.end + at + end + 1
	p.nth, p.separator = bytes.Count(p.text[open:p.start], []byte{','}), '\t'
	return p.firstRow(row, 0)
}

// inserts skips to the first value of a column of an INSERT statement.
func (p *parser) inserts(open int) bool {
	if !p.behind(open, "insert ", "into ") {
		return false
	}
	p.beyond()
	p.nth = bytes.Count(p.text[open:p.start], []byte{','})
	at := valuesIn(p.text[p.end:])
	if at < 0 {
		return false
	}
	p.at = p.end + at
	values := p.at
	if p.tuple() || p.bound() && p.tuple() {
		return true
	}
	p.at = values
	return p.nextTuple()
}

// valuesIn returns where the first list of values begins behind the rest of one of columns; -1 if none does.
func valuesIn(b []byte) int {
	at := columnsBytes.Run(b)
	if at == len(b) || b[at] != ')' {
		return -1
	}
	at++
	at += betweenWords(b[at:])
	if n := len("select "); len(b) > at+n && ascii.EqualFold(b[at:at+n], "select ") {
		return at + n
	}
	at += clause(b[at:])
	if n := opensValues(b[at:]); n > 0 {
		return at + n
	}
	return -1
}

// clause returns how many bytes of text stand between the columns and the word in front of the values, in one of the clauses that some
// databases have there:  KEY(id) VALUES, OUTPUT inserted.id VALUES, OVERRIDING SYSTEM VALUE VALUES.
func clause(text []byte) int {
	text = text[:min(len(text), maxClause)]
	n := max(0, indexFold(text, "values"))
	if clauseBytes.Run(text[:n]) < n {
		return 0
	}
	return n
}

var clauseBytes = ascii.ClassOf(isColumns, "()")

// betweenWords returns how many bytes of text stand between two words of a statement: blanks, and where it is written in several literals of a
// program, the end of one and the beginning of the next:  "… VALUES " + "('ops', 'x')".
func betweenWords(text []byte) int {
	at := ascii.Run(text, ascii.IsSpace)
	if at == len(text) || !ascii.IsQuote(text[at]) {
		return at
	}
	end := at + 1 + literalJoints.Run(text[at+1:])
	if end == len(text) || text[end] != text[at] {
		return at
	}
	return end + 1 + ascii.Run(text[end+1:], ascii.IsSpace)
}

// literalJoints stand between literals that programs put together.
var literalJoints = ascii.ClassOf(ascii.IsSpace, `+.&\`)

// opensValues returns how many bytes of text open a list of values, 0 if it begins with none.
func opensValues(text []byte) int {
	const word = "values"
	if len(text) < len(word) || !ascii.EqualFold(text[:len(word)], word) {
		return 0
	}
	at := len(word) + betweenWords(text[len(word):])
	if n := opensRow(text[at:]); n > 0 {
		return at + n
	}
	return 0
}

// opensRow returns how many bytes of text open a row:  (  or  ROW(.
func opensRow(text []byte) int {
	const word = "row"
	n := 0
	if len(text) > len(word) && ascii.EqualFold(text[:len(word)], word) {
		n = len(word)
	}
	if n == len(text) || text[n] != '(' {
		return 0
	}
	return n + 1
}

// tuple goes on to the column in the list of values that begins at text[p.at:].
func (p *parser) tuple() bool {
	n := nthArgument(p.text[p.at:], p.nth)
	p.at += max(n, 0)
	return n >= 0
}

// nextValue goes on from the end of a value to the column in the next list of values that has one there.
func (p *parser) nextValue() bool {
	if p.at < len(p.text) && ascii.IsQuote(p.text[p.at]) {
		p.at++
	}
	return p.nextTuple()
}

// nextTuple goes on to the column in the next list of values that has one there, from within a list on:  VALUES (1, 'x'), (2, 'y').
func (p *parser) nextTuple() bool {
	for p.behindBracket() {
		switch {
		case p.text[p.at] == ',':
			p.at += ascii.Run(p.text[p.at:], func(c byte) bool { return ascii.IsSpace(c) || c == ',' })
			p.at += betweenWords(p.text[p.at:])
			n := opensRow(p.text[p.at:])
			if n == 0 {
				continue // a call in the list ended, and not the list
			}
			p.at += n
		case len(p.table) == 0 || !p.nextInsert():
			return false
		}
		if p.tuple() {
			return true
		}
	}
	return false
}

// behindBracket goes on behind the next closing bracket that stands in no string, and those that follow, to the next text, if there is one.
func (p *parser) behindBracket() bool {
	for p.at < len(p.text) && p.text[p.at] != ')' {
		if ascii.IsQuote(p.text[p.at]) {
			p.at += literalEnd(p.text[p.at:])
		} else {
			p.at++
		}
	}
	p.at += ascii.Run(p.text[p.at:], func(c byte) bool { return c == ')' || ascii.IsSpace(c) })
	p.at += betweenWords(p.text[p.at:])
	return p.at < len(p.text)
}

// literalEnd returns where the string that text begins with ends, behind its quote; with the text if nothing closes it, so that nobody looks
// for that again.
func literalEnd(text []byte) int {
	if end := Closing(text[1:], string(text[0])); end >= 0 {
		return 1 + end + 1
	}
	return len(text)
}

// nthArgument returns where the quote of the n-th value of a list begins, from 0 on, within the calls around it; -1 if that is none.
func nthArgument(list []byte, n int) int {
	at := 0
	for ; n > 0; n-- {
		end := argumentEnd(list[at:])
		if end < 0 || list[at+end] == ')' {
			return -1
		}
		at += end + 1
	}
	at += behindCalls(list[at:])
	if at < len(list) && ascii.IsQuote(list[at]) {
		return at
	}
	return -1
}

// argumentEnd returns where the first value of a list ends, at the comma or the bracket behind it; -1 if it does not.
func argumentEnd(list []byte) int {
	depth := 0
	for at := 0; ; at++ {
		at += unmarkedBytes.Run(list[at:])
		switch {
		case at == len(list):
			return -1
		case ascii.IsQuote(list[at]): // doubled, it stands for itself
			at += literalEnd(list[at:]) - 1
		case list[at] == '(':
			depth++
		case depth == 0:
			return at
		case list[at] == ')':
			depth--
		}
	}
}

// unmarkedBytes neither end a value nor open or close a part of it.
var unmarkedBytes = ascii.ClassOf(func(c byte) bool { return bytes.IndexByte([]byte(",()'\""), c) < 0 }, "")

// wrapping are functions of SQL that a statement hashes or converts a password with, and which of their arguments it is.
var wrapping = [...]struct {
	name string
	nth  int
}{
	{"md5", 0}, {"sha", 0}, {"sha1", 0}, {"sha2", 0}, {"password", 0}, {"old_password", 0}, {"encrypt", 0}, {"crypt", 0},
	{"digest", 0}, {"standard_hash", 0}, {"aes_encrypt", 0}, {"encode", 0}, {"hex", 0}, {"lower", 0}, {"upper", 0}, {"cast", 0}, {"concat", 0},
	{"hashbytes", 1}, {"convert", 1}, {"concat_ws", 1},
}

// mostWrapped is how many of them are read, one in another.
const mostWrapped = 4

// behindCalls returns how many bytes of text stand in front of a literal: blanks, what opens calls, and the mark of its kind.
func behindCalls(text []byte) int {
	at := 0
	for range mostWrapped {
		at += ascii.Run(text[at:], ascii.IsSpace)
		n := opensCall(text[at:])
		if n == 0 {
			break
		}
		at += n
	}
	return at + ascii.Run(text[at:], func(c byte) bool { return ascii.IsSpace(c) || c == 'N' || c == 'E' })
}

// opensCall returns how many bytes of text stand in front of what one of wrapping is called with; 0 if it begins with none.
func opensCall(text []byte) int {
	n := ascii.Run(text, ascii.IsWord)
	if n == 0 || n == len(text) || text[n] != '(' {
		return 0
	}
	for _, f := range wrapping {
		if !ascii.EqualFold(text[:n], f.name) {
			continue
		}
		if n++; f.nth == 0 {
			return n
		}
		if end := argumentEnd(text[n:]); end >= 0 && text[n+end] == ',' {
			return n + end + 1
		}
		return 0
	}
	return 0
}

// texts are the types of SQL whose values are texts.
var texts = wordlist.New([]string{
	"char", "nchar", "character", "bpchar", "varchar", "varchar2", "nvarchar", "nvarchar2", "national", "string", "citext", "clob",
	"text", "ntext", "tinytext", "mediumtext", "longtext", "binary", "varbinary", "bytea", "blob",
}, wordlist.LongWord)

// textBegins are their first letters, and what may stand in front of them.
var textBegins = ascii.ClassOf(func(c byte) bool { return len(texts.Beginning(c)) > 0 }, "[\"`")
