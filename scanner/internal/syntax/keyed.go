package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Tables of settings: a row names what it holds, and the statement the column of values.
//
//	INSERT INTO settings (name, type, value) VALUES ('host', 'text', 'x.io'), ('smtp_password', 'text', 'x')

// How far their rows are read, in bytes.
const (
	rowFront  = 160  // in front of a name, for where its row opens
	rowsFront = 1024 // in front of that, for the statement
)

// keyed goes on from the comma behind a name in a row to the one in front of its value, if that does not follow at once.
func (p *parser) keyed() {
	open := p.rowOpens()
	if open < 0 {
		return
	}
	p.seen.Start = min(p.seen.Start, int32(open-rowsFront))
	columns := columnsOf(p.text[max(0, open-rowsFront):open])
	if columns == nil {
		return
	}
	p.far = max(p.far, p.end+ValueReach)
	name := 0
	for at := open + 1; ; name++ {
		end := argumentEnd(p.text[at:])
		if end < 0 || at+end >= p.end {
			break
		}
		at += end + 1
	}
	comma := p.at
	for n := valueColumn(columns, name) - name; n > 1; n-- {
		end := argumentEnd(p.text[comma+1:])
		if end < 0 || p.text[comma+1+end] != ',' {
			return
		}
		comma += 1 + end
	}
	p.at = comma
}

// updated goes back from the name that a statement asks for to the value that it sets:
//
//	UPDATE settings SET value = 'x' WHERE name = 'smtp_password'
func (p *parser) updated() bool {
	const where = " where "
	if !p.quoted {
		return false
	}
	p.seen.Start = min(p.seen.Start, int32(p.start-operatorLeft-1))
	lead := p.lead()
	if bytes.IndexByte(lead, '=') < 0 {
		return false // as most
	}
	at := ascii.LastFold(lead, where)
	if at < 1 || !ascii.IsQuote(lead[at-1]) {
		return false
	}
	column, name, ok := bytes.Cut(lead[at+len(where):], []byte{'='})
	set := bytes.LastIndexByte(lead[:at-1], lead[at-1])
	if !ok || set < 0 || columnsBytes.Run(column) < len(column) || bytes.Count(name, []byte{'\''})+bytes.Count(name, []byte{'"'}) != 1 {
		return false
	}
	p.at = p.start - len(lead) + set
	return true
}

// rowOpens returns where the row opens that the name stands in, if rows may be before it or the word that they follow; -1 if none does.
func (p *parser) rowOpens() int {
	p.seen.Start = min(p.seen.Start, int32(p.start-rowFront-1))
	front := p.text[max(0, p.start-rowFront):p.start]
	open := openBracket(front)
	if open < 0 {
		return -1
	}
	before := bytes.TrimRight(front[:open], " \t\r\n")
	if n := len(before); n == 0 || before[n-1] != ',' && ascii.Lower(before[n-1]) != 's' {
		return -1
	}
	return p.start - len(front) + open
}

// openBracket returns where the last bracket of text opens that is not closed in it; -1 if there is none.
func openBracket(text []byte) int {
	closed := 0
	for at := len(text) - 1; at >= 0; at-- {
		switch {
		case text[at] == ')':
			closed++
		case text[at] == '(' && closed > 0:
			closed--
		case text[at] == '(':
			return at
		}
	}
	return -1
}

// columnsOf returns the names of columns of the last statement in text, whose rows reach to its end; nil if it names none.
func columnsOf(text []byte) []byte {
	values := ascii.LastFold(text, "values")
	if values < 0 {
		return nil
	}
	list := bytes.TrimRight(text[:values], " \t\r\n")
	open := bytes.LastIndexByte(list, '(')
	if open < 0 || list[len(list)-1] != ')' || columnsBytes.Run(list[open+1:]) != len(list)-open-2 {
		return nil
	}
	return list[open+1 : len(list)-1]
}

// valueColumn returns which of columns is the first that is called a value behind the n-th; 0 if none is.
func valueColumn(columns []byte, n int) int {
	i := 0
	for column := range bytes.SplitSeq(columns, []byte{','}) {
		column = bytes.Trim(column, "`\"[] \t\r\n")
		end := column[max(0, len(column)-len("value")):]
		if i > n && (ascii.EqualFold(end, "value") || ascii.EqualFold(column, "val")) && !ascii.ContainsFold(column, "default") {
			return i
		}
		i++
	}
	return 0
}
