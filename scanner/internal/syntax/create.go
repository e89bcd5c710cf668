package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Columns of a table that a statement of SQL makes, whose values stand in statements behind it that name no columns.

// creates skips to the first value of a column whose table is made here, in a statement behind it that names no columns.
func (p *parser) creates() bool {
	if !textBegins[ascii.Lower(p.peek())] || !p.opensColumn() {
		return false
	}
	kind := p.look(maxGap)
	if len(kind) > 0 && bytes.IndexByte([]byte("[\"`"), kind[0]) >= 0 {
		kind = kind[1:]
	}
	if !texts.Is(kind[:ascii.Run(kind, ascii.IsAlnum)]) {
		return false
	}
	front := p.text[max(0, p.start-tableLeft):p.start]
	p.seen.Start = min(p.seen.Start, int32(p.start-tableLeft))
	at := ascii.LastFold(front, "create ")
	if at < 0 {
		return false
	}
	table, list := madeTable(front[at:])
	nth, ok := behindCommas(list)
	if len(table) == 0 || !ok {
		return false
	}
	p.beyond()
	p.table, p.nth, p.at = table, nth, p.end
	return p.nextInsert() && (p.tuple() || p.nextTuple())
}

// opensColumn reports whether the name begins its line, or stands behind a comma or a bracket, but for blanks and a quote.
func (p *parser) opensColumn() bool {
	front := p.text[max(0, p.start-maxIndent):p.start]
	if n := len(front); n > 0 && bytes.IndexByte([]byte("[\"`"), front[n-1]) >= 0 {
		front = front[:n-1]
	}
	front = blankBytes.TrimEnd(front)
	p.seen.Start = min(p.seen.Start, int32(p.start-maxIndent-1))
	return len(front) == 0 && p.start <= maxIndent || len(front) > 0 && bytes.IndexByte([]byte("\n,("), front[len(front)-1]) >= 0
}

// madeTable returns the name of the table that a statement makes, and what follows the bracket that opens its columns.
func madeTable(statement []byte) (name, list []byte) {
	at := indexFold(statement[:min(len(statement), maxClause)], "table ")
	if at < 0 {
		return nil, nil
	}
	at += len("table ")
	if n := len("if not exists "); len(statement) > at+n && ascii.EqualFold(statement[at:at+n], "if not exists ") {
		at += n
	}
	name, list = tableName(statement[at:])
	list = bytes.TrimLeft(list, " \t\r\n")
	if len(list) == 0 || list[0] != '(' {
		return nil, nil
	}
	return name, list[1:]
}

// tableName returns the name of a table that text begins with, without that of its schema and its quotes, and what follows it.
func tableName(text []byte) (name, rest []byte) {
	n := tableBytes.Run(text)
	name, rest = bytes.Trim(text[:n], "`\"[]"), text[n:]
	return bytes.TrimLeft(name[1+bytes.LastIndexByte(name, '.'):], "`\"["), rest
}

var tableBytes = ascii.ClassOf(ascii.IsWord, "$.`\"[]")

// behindCommas returns how many commas of a list are in none of its brackets, strings and comments, and whether but blanks and quotes
// nothing follows the last one.
func behindCommas(list []byte) (n int, ok bool) {
	depth, fresh := 0, true
	for at := 0; at < len(list); at++ {
		switch c := list[at]; {
		case c == ',' && depth == 0:
			n, fresh = n+1, true
			continue
		case ascii.IsSpace(c) || c == '`' || c == '"' || c == '[':
			continue
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == '\'':
			at += literalEnd(list[at:]) - 1
		case bytes.HasPrefix(list[at:], []byte("--")):
			at = ascii.LineEnd(list, at, len(list))
			continue
		case bytes.HasPrefix(list[at:], []byte("/*")):
			end := bytes.Index(list[at:], []byte("*/"))
			if end < 0 {
				return 0, false
			}
			at += end + 1
			continue
		}
		if depth < 0 {
			return 0, false
		}
		fresh = false
	}
	return n, fresh && depth == 0
}

// nextInsert goes on to the values of the next statement that inserts or replaces rows of the parser's table without naming its columns.
func (p *parser) nextInsert() bool {
	for {
		p.at += behindInserting(p.text[p.at:])
		if p.at == len(p.text) {
			return false
		}
		rest := p.text[p.at:]
		if into := indexFold(rest[:min(len(rest), maxClause)], "into "); into >= 0 {
			rest = rest[into+len("into "):]
		}
		name, rest := tableName(rest)
		rest = bytes.TrimLeft(rest, " \t\r\n")
		if n := opensValues(rest); n > 0 && bytes.EqualFold(name, p.table) {
			p.at = len(p.text) - len(rest) + n
			return true
		}
	}
}

// inserting are what statements that insert rows begin with.
var inserting = [...]string{"insert ", "replace "}

// behindInserting returns where text goes on behind the first of inserting in it, in any case; its end if it holds none.
func behindInserting(text []byte) int {
	for at, c := range text {
		for _, word := range inserting {
			if ascii.Lower(c) == word[0] && len(text) >= at+len(word) && ascii.EqualFold(text[at:at+len(word)], word) {
				return at + len(word)
			}
		}
	}
	return len(text)
}

// indexFold returns where text first holds word (lower-case ASCII), in any case; -1 if it does not.
func indexFold(text []byte, word string) int {
	for at := 0; at+len(word) <= len(text); at++ {
		if ascii.Lower(text[at]) == word[0] && ascii.EqualFold(text[at:at+len(word)], word) {
			return at
		}
	}
	return -1
}
