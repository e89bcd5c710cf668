package sqlite

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// table is what the schema tells of a table.
type table struct {
	name    string
	root    uint32
	columns [][]byte // in the order of records
	key     int      // the column that names what another one holds, and that one: key TEXT, value TEXT; -1 if there are none
	held    int
}

// tableOf reads a row of the schema: type, name, tbl_name, rootpage, sql.
func tableOf(record []value) (t table, ok bool) {
	if len(record) < 5 || string(record[0].text) != "table" {
		return t, false
	}
	root := record[3].number
	if root <= 0 || root > 1<<31 {
		return t, false
	}
	t = table{name: string(record[1].text), root: uint32(root), columns: columns(record[4].text)}
	t.key, t.held = named(t.columns, "key", "name", "setting", "option", "property", "k"), named(t.columns, "value", "val", "data", "v")
	return t, true
}

// named returns the first column that has one of the names, -1 if none has.
func named(columns [][]byte, names ...string) int {
	return slices.IndexFunc(columns, func(c []byte) bool { return slices.Contains(names, strings.ToLower(string(c))) })
}

// write adds the texts of a row.
func (t *table) write(text *pairs.Text, row []value) {
	for i, v := range row {
		if len(v.text) == 0 {
			continue
		}
		var name []byte
		switch {
		case len(t.columns) == 0:
		case i == t.held && t.key >= 0 && t.key < len(row) && isName(row[t.key].text):
			name = row[t.key].text
		case i < len(t.columns):
			name = t.columns[i]
		}
		text.Pair(name, v.text)
	}
}

// valueName returns the name of a value of a row: those of the table and the column.
func (t *table) valueName(i int) string {
	if i < len(t.columns) {
		return t.name + "/" + string(t.columns[i])
	}
	return t.name + "/" + strconv.Itoa(i+1)
}

const longestName = 128 // bytes of a key that is taken for a name

// isName reports whether text can stand in front of a value as its name.
func isName(text []byte) bool {
	return len(text) > 0 && len(text) <= longestName && !bytes.ContainsAny(text, " \t\r\n=:\"'\x00")
}

// columns returns the names of the columns that CREATE TABLE defines, in the order in which rows have them.
func columns(sql []byte) (names [][]byte) {
	s := lexer{rest: sql}
	for s.next() && !s.is("(") {
	}
	var keys [][]byte // of the primary key
	for more := true; more; {
		var d definition
		d, more = s.definition()
		switch {
		case d.constraint():
			keys = append(keys, d.keys...)
			continue
		case d.virtual():
			continue
		case slices.Contains(d.words, "primary"):
			keys = append(keys, d.name)
		}
		names = append(names, d.name)
	}
	for s.next() {
		if strings.EqualFold(string(s.token), "without") {
			return keysFirst(names, keys)
		}
	}
	return names
}

// keysFirst is the order in which tables without row ids have their columns.
func keysFirst(names, keys [][]byte) [][]byte {
	is := func(list [][]byte, name []byte) bool {
		return slices.ContainsFunc(list, func(k []byte) bool { return bytes.EqualFold(k, name) })
	}
	var out [][]byte
	for _, k := range keys {
		if is(names, k) && !is(out, k) {
			out = append(out, k)
		}
	}
	for _, n := range names {
		if !is(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// definition is that of a column or a constraint.
type definition struct {
	name  []byte   // its first word: of a column
	bare  bool     // it has no quotes
	words []string // outside of parentheses, in lower case
	keys  [][]byte // in parentheses behind PRIMARY KEY
}

// definition reads on to the comma or parenthesis that ends a definition; more reports that it is a comma.
func (s *lexer) definition() (d definition, more bool) {
	for depth := 0; s.next(); {
		switch {
		case s.is("("):
			depth++
		case depth == 0 && (s.is(",") || s.is(")")):
			return d, s.is(",")
		case s.is(")"):
			depth--
		case depth == 0:
			if d.name == nil {
				d.name, d.bare = s.token, !s.quoted
			}
			d.words = append(d.words, strings.ToLower(string(s.token)))
		case depth == 1 && !s.is(",") && slices.Contains(d.words, "primary"):
			d.keys = append(d.keys, s.token)
		}
	}
	return d, false
}

func (d *definition) constraint() bool {
	return d.name == nil || d.bare && slices.Contains([]string{"constraint", "primary", "unique", "check", "foreign"}, d.words[0])
}

// virtual reports whether a column is computed when it is read: no row holds it.
func (d *definition) virtual() bool {
	return slices.Contains(d.words, "as") && !slices.Contains(d.words, "stored")
}

// lexer reads the tokens of SQL.
type lexer struct {
	rest   []byte
	token  []byte // without its quotes
	quoted bool
}

// next goes to the next token.
func (s *lexer) next() bool {
	s.skip()
	if len(s.rest) == 0 {
		return false
	}
	s.quoted = false
	n := 1
	switch c := s.rest[0]; {
	case c == '"' || c == '\'' || c == '`' || c == '[':
		s.name(c)
		return true
	case isWord(c):
		for n < len(s.rest) && isWord(s.rest[n]) {
			n++
		}
	}
	s.token, s.rest = s.rest[:n], s.rest[n:]
	return true
}

// name reads a token in quotes; two of them stand for one.
func (s *lexer) name(quote byte) {
	end := quote
	if quote == '[' {
		end = ']'
	}
	s.quoted, s.token, s.rest = true, nil, s.rest[1:]
	for {
		i := bytes.IndexByte(s.rest, end)
		if i < 0 {
			s.token, s.rest = append(s.token, s.rest...), nil
			return
		}
		s.token = append(s.token, s.rest[:i]...)
		s.rest = s.rest[i+1:]
		if end == ']' || len(s.rest) == 0 || s.rest[0] != end {
			return
		}
		s.token, s.rest = append(s.token, end), s.rest[1:]
	}
}

// skip goes over white space and comments.
func (s *lexer) skip() {
	for {
		s.rest = bytes.TrimLeft(s.rest, " \t\r\n\f")
		end := ""
		switch {
		case bytes.HasPrefix(s.rest, []byte("--")):
			end = "\n"
		case bytes.HasPrefix(s.rest, []byte("/*")):
			end = "*/"
		default:
			return
		}
		_, s.rest, _ = bytes.Cut(s.rest, []byte(end))
	}
}

// is reports whether the token is that mark.
func (s *lexer) is(mark string) bool { return !s.quoted && string(s.token) == mark }

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
