// Package pairs writes names and values that binary files hold apart as a text of lines, as people write settings, so that what judges
// assignments in source code judges them, too.
package pairs

import (
	"bytes"
	"unicode/utf8"
)

// Text is a text under way. The zero Text is empty.
type Text struct{ lines []byte }

// Bytes returns the text, which is valid until the next change.
func (t *Text) Bytes() []byte { return t.lines }

// Len returns the length in bytes.
func (t *Text) Len() int { return len(t.lines) }

// Reset empties the text and keeps its memory.
func (t *Text) Reset() { t.lines = t.lines[:0] }

// Pair adds `name = "value"`. A value that would not read the same in quotes, or has lines of its own, follows the name as it is. A pair
// without a name is a value.
func (t *Text) Pair(name, value []byte) {
	switch {
	case len(name) == 0:
		t.Value(value)
		return
	case bytes.ContainsAny(value, "\"\\\n\r\x00"):
		t.add(name)
		t.lines = append(t.lines, ": "...)
		t.add(value)
	default:
		t.add(name)
		t.lines = append(t.lines, ` = "`...)
		t.add(value)
		t.lines = append(t.lines, '"')
	}
	t.End()
}

// Value adds a line, or lines, of a value without a name.
func (t *Text) Value(value []byte) {
	t.add(value)
	t.End()
}

// End ends a line; an empty one keeps what is in front apart from what follows.
func (t *Text) End() { t.lines = append(t.lines, '\n') }

// add adds bytes as valid UTF-8 without NUL, which would make the text a binary one.
func (t *Text) add(b []byte) {
	from := len(t.lines)
	if utf8.Valid(b) {
		t.lines = append(t.lines, b...)
	} else {
		t.lines = append(t.lines, bytes.ToValidUTF8(b, []byte("\uFFFD"))...)
	}
	for added := t.lines[from:]; ; {
		i := bytes.IndexByte(added, 0)
		if i < 0 {
			return
		}
		added[i] = ' '
		added = added[i+1:]
	}
}

// IsText reports whether bytes that may be anything are a text: valid UTF-8 without control characters but white space.
func IsText(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return len(b) > 0 && utf8.Valid(b)
}
