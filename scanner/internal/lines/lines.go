// Package lines turns byte offsets into lines and columns.
package lines

import (
	"bytes"
	"unicode/utf8"
)

// Counter walks forward through a text and counts. The zero Counter stands at the beginning of the first line. Copy it to look
// ahead. Cost is linear in the distance walked, so that many findings in one long line stay cheap.
type Counter struct {
	offset, line, column int // line and column are 0-based
}

// At walks to offset, a byte offset in text not before that of the last call, and returns its place: 1-based line and 1-based
// column in code points. Lines end with "\n"; a byte
// that is not part of valid UTF-8 counts as one code point (Latin-1).
func (c *Counter) At(text []byte, offset int) (line, column int) {
	part := text[c.offset:offset]
	if n := bytes.Count(part, []byte{'\n'}); n > 0 {
		c.line += n
		c.column = 0
		part = part[bytes.LastIndexByte(part, '\n')+1:]
	}
	c.column += utf8.RuneCount(part)
	c.offset = offset
	return c.line + 1, c.column + 1
}

// Rebase makes the place where the counter stands the beginning of the next text: that of a window of a longer text.
func (c *Counter) Rebase() { c.offset = 0 }
