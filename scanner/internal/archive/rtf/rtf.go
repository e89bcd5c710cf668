// Package rtf makes a text of Rich Text Format 1.9: what a reader sees, a paragraph a line and the cells of a row apart by tabs,
// however many groups of formatting it is split into. What is none of the text, as fonts, styles and images, is left out; the
// instructions of fields, addresses above all, are part of it.
package rtf

import (
	"strconv"
	"unicode/utf8"
)

// mostGroups bounds how deep groups are told apart; what lies deeper is read like the one around it.
const mostGroups = 256

// group is what the text depends on in a group.
type group struct {
	skip    bool // it is none of the text
	replace int  // bytes behind \u that stand for it in programs that do not know it
}

type reader struct {
	data   []byte
	at     int
	groups []group
	deeper int  // groups beyond mostGroups
	begins bool // nothing but { and \* stands in front, in the group
	skip   int  // bytes that stand for the character in front
	text   []byte
}

// Text returns the text of a document, which is at most twice as long as data.
func Text(data []byte) []byte {
	r := reader{data: data, groups: []group{{replace: 1}}}
	for r.at < len(data) {
		r.step()
	}
	return r.text
}

func (r *reader) group() *group { return &r.groups[len(r.groups)-1] }

func (r *reader) step() {
	c := r.data[r.at]
	r.at++
	switch c {
	case '{':
		r.open()
	case '}':
		r.close()
	case '\\':
		r.control()
	case '\r', '\n', 0:
	default:
		r.put(c)
	}
}

func (r *reader) open() {
	r.begins, r.skip = true, 0
	if len(r.groups) == mostGroups {
		r.deeper++
		return
	}
	r.groups = append(r.groups, *r.group())
}

func (r *reader) close() {
	r.begins, r.skip = false, 0
	switch {
	case r.deeper > 0:
		r.deeper--
	case len(r.groups) > 1:
		r.groups = r.groups[:len(r.groups)-1]
	}
}

// put adds a character of the code page 1252, of which the usual ones above 127 are those of Latin-1.
func (r *reader) put(c byte) {
	r.begins = false
	if r.skip > 0 {
		r.skip--
		return
	}
	r.add(rune(c))
}

func (r *reader) add(c rune) {
	if !r.group().skip {
		r.text = utf8.AppendRune(r.text, c)
	}
}

// control reads what follows a backslash.
func (r *reader) control() {
	if r.at == len(r.data) {
		return
	}
	c := r.data[r.at]
	if !isLetter(c) {
		r.at++
		r.symbol(c)
		return
	}
	word, number, given := r.word()
	switch string(word) {
	case "par", "line", "row", "sect", "page":
		r.put('\n')
	case "tab", "cell", "nestcell":
		r.put('\t')
	case "uc":
		r.group().replace = max(0, min(number, 8))
	case "u":
		if given {
			r.skip = 0
			r.add(rune(uint16(number)))
			r.skip = r.group().replace
		}
	case "bin":
		r.at += max(0, min(number, len(r.data)-r.at))
	case "fldinst", "atnid", "atnauthor":
		r.group().skip = false
	default:
		if r.begins && destinations[string(word)] {
			r.group().skip = true
		}
	}
	r.begins = false
}

// symbol reads a control that is no word.
func (r *reader) symbol(c byte) {
	switch c {
	case '\'':
		n, err := strconv.ParseUint(string(r.data[r.at:min(len(r.data), r.at+2)]), 16, 8)
		if err == nil && len(r.data)-r.at >= 2 {
			r.at += 2
			r.put(byte(n))
		}
	case '*': // who does not know what follows passes over the group
		if r.begins {
			r.group().skip = true
		}
	case '\\', '{', '}':
		r.put(c)
	case '~':
		r.put(' ')
	case '_':
		r.put('-')
	case '\r', '\n':
		r.put('\n')
	}
}

// longestWord is how many letters a control word has at most.
const longestWord = 32

// word reads a control word, its number and the blank that ends it.
func (r *reader) word() (word []byte, number int, given bool) {
	from := r.at
	for r.at < len(r.data) && r.at-from < longestWord && isLetter(r.data[r.at]) {
		r.at++
	}
	word = r.data[from:r.at]
	digits := r.at
	if r.at < len(r.data) && r.data[r.at] == '-' {
		r.at++
	}
	for r.at < len(r.data) && r.at-digits < 11 && '0' <= r.data[r.at] && r.data[r.at] <= '9' {
		r.at++
	}
	number, err := strconv.Atoi(string(r.data[digits:r.at]))
	if r.at < len(r.data) && r.data[r.at] == ' ' {
		r.at++
	}
	return word, number, err == nil
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// destinations are groups that hold none of the text.
var destinations = map[string]bool{
	"fonttbl": true, "colortbl": true, "stylesheet": true, "pict": true, "objdata": true, "listtable": true, "listoverridetable": true,
	"rsidtbl": true, "generator": true, "filetbl": true, "revtbl": true, "themedata": true, "colorschememapping": true,
	"latentstyles": true, "datastore": true, "xmlnstbl": true,
}
