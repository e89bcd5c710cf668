package strict

// The TOML library does not say where a key stood. A walker follows the text by itself: only as far as needed to tell keys,
// strings and brackets apart. It does two jobs: it bounds what the library is given, and, when there is something to report, it
// notes where each key is.

import (
	"fmt"
	"strconv"
	"strings"
)

// Bounds of what a file may hold; no rule or configuration comes near.
const (
	maxDepth = 16  // nested arrays and inline tables
	maxPath  = 512 // bytes of a key with the tables around it
)

// Lines tells on which lines of a file keys stand.
type Lines struct {
	text    string
	offsets map[string]int
}

// locate finds the keys of data, which Decode has accepted; of other texts it knows the keys up to the first fault.
func locate(data []byte) Lines {
	w := walker{text: strings.TrimPrefix(string(data), byteOrderMark), offsets: map[string]int{}, tables: map[string]int{}}
	w.document()
	return Lines{w.text, w.offsets}
}

// Of returns the 1-based line of a key such as rule[2].revoke.page, else of the nearest table around it, else 0. Indexes count
// from 0.
func (l Lines) Of(path string) int {
	for path != "" {
		if at, ok := l.offsets[path]; ok {
			return lineAt(l.text, at)
		}
		path = path[:max(strings.LastIndexByte(path, '.'), strings.LastIndexByte(path, '['), 0)]
	}
	return 0
}

func lineAt(text string, at int) int { return 1 + strings.Count(text[:at], "\n") }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// walker follows a text. Its methods report whether they could; where not, at is the place and excess says which bound was
// passed, if any.
type walker struct {
	text   string
	at     int
	depth  int
	path   []byte
	excess string

	offsets map[string]int // nil: do not note
	tables  map[string]int // how many of each array of tables there were; nil: do not count
}

func (w *walker) document() bool {
	for w.blank(); w.at < len(w.text); w.blank() {
		ok := false
		if w.text[w.at] == '[' {
			w.path = w.path[:0]
			ok = w.header()
		} else {
			ok = w.pair()
		}
		if !ok {
			return false
		}
	}
	return true
}

// header reads [table] or [[table]] and leaves its path.
func (w *walker) header() bool {
	start, brackets := w.at, "]"
	w.at++
	if w.next('[') {
		brackets = "]]"
	}
	if !w.key(start) {
		return false
	}
	if brackets == "]]" && w.tables != nil {
		w.tables[string(w.path)]++
		w.inArray()
		w.note(start)
	}
	if !strings.HasPrefix(w.text[w.at:], brackets) {
		return false
	}
	w.at += len(brackets)
	return true
}

// pair reads key = value.
func (w *walker) pair() bool {
	start, outer := w.at, len(w.path)
	if !w.key(start) || !w.next('=') {
		return false
	}
	w.spaces()
	ok := w.value()
	w.path = w.path[:outer]
	return ok
}

// key reads a dotted key, and blanks behind it, and adds it to the path; it belongs to what begins at start.
func (w *walker) key(start int) bool {
	for {
		w.spaces()
		w.inArray()
		part, ok := w.part()
		if !ok {
			return false
		}
		if len(w.path) > 0 {
			w.path = append(w.path, '.')
		}
		w.path = append(w.path, part...)
		if len(w.path) > maxPath {
			w.excess = fmt.Sprintf("a key with its tables is longer than %d bytes", maxPath)
			return false
		}
		w.note(start)
		w.spaces()
		if !w.next('.') {
			return true
		}
	}
}

// inArray completes a path that has arrived at an array of tables: what follows belongs to its last element.
func (w *walker) inArray() {
	if n := w.tables[string(w.path)]; n > 0 {
		w.path = append(strconv.AppendInt(append(w.path, '['), int64(n-1), 10), ']')
	}
}

func (w *walker) part() (string, bool) {
	start := w.at
	if w.at < len(w.text) && (w.text[w.at] == '"' || w.text[w.at] == '\'') {
		ok := w.quoted()
		return strings.Trim(w.text[start:w.at], `"'`), ok
	}
	for w.at < len(w.text) && !strings.ContainsRune(" \t\r\n.=[]{}#\"',", rune(w.text[w.at])) {
		w.at++
	}
	return w.text[start:w.at], w.at > start
}

func (w *walker) value() bool {
	if w.at == len(w.text) {
		return false
	}
	switch w.text[w.at] {
	case '"', '\'':
		return w.quoted()
	case '[':
		return w.nested(']', w.element)
	case '{':
		return w.nested('}', func(int) bool { return w.pair() })
	}
	n := strings.IndexAny(w.text[w.at:], ",]}#\n")
	if n < 0 {
		n = len(w.text) - w.at
	}
	w.at += n
	return n > 0
}

// nested reads an array or an inline table, whose items are read by item.
func (w *walker) nested(end byte, item func(int) bool) bool {
	if w.depth == maxDepth {
		w.excess = fmt.Sprintf("arrays and tables are nested more than %d deep", maxDepth)
		return false
	}
	w.depth++
	defer func() { w.depth-- }()
	w.at++
	for i := 0; ; i++ {
		w.blank()
		if w.next(end) {
			return true
		}
		if !item(i) {
			return false
		}
		w.blank()
		if !w.next(',') {
			return w.next(end)
		}
	}
}

func (w *walker) element(i int) bool {
	outer := len(w.path)
	if w.offsets != nil {
		w.path = append(strconv.AppendInt(append(w.path, '['), int64(i), 10), ']')
		w.note(w.at)
	}
	ok := w.value()
	w.path = w.path[:outer]
	return ok
}

// quoted reads a string of any of the four forms.
func (w *walker) quoted() bool {
	quote := w.text[w.at : w.at+1]
	long := strings.Repeat(quote, 3)
	if strings.HasPrefix(w.text[w.at:], long) {
		quote = long
	}
	for w.at += len(quote); w.at < len(w.text); w.at++ {
		switch {
		case strings.HasPrefix(w.text[w.at:], quote):
			w.at += len(quote)
			for more := 0; len(quote) == 3 && more < 2 && w.next(quote[0]); more++ { // up to two belong to the text
			}
			return true
		case w.text[w.at] == '\\' && quote[0] == '"':
			w.at++
		case w.text[w.at] == '\n' && len(quote) == 1:
			return false
		}
	}
	w.at = min(w.at, len(w.text))
	return false
}

func (w *walker) note(at int) {
	if w.offsets != nil {
		if _, ok := w.offsets[string(w.path)]; !ok {
			w.offsets[string(w.path)] = at
		}
	}
}

func (w *walker) next(c byte) bool {
	if w.at < len(w.text) && w.text[w.at] == c {
		w.at++
		return true
	}
	return false
}

func (w *walker) spaces() {
	for w.at < len(w.text) && (w.text[w.at] == ' ' || w.text[w.at] == '\t') {
		w.at++
	}
}

// blank skips white space, line ends and comments.
func (w *walker) blank() {
	for w.at < len(w.text) {
		switch w.text[w.at] {
		case ' ', '\t', '\r', '\n':
			w.at++
		case '#':
			n := strings.IndexByte(w.text[w.at:], '\n')
			if n < 0 {
				n = len(w.text) - w.at
			}
			w.at += n
		default:
			return
		}
	}
}
