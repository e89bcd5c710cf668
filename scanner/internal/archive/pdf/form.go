package pdf

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// form makes a text of the fields of forms (ISO 32000-1, 12.7.3), each with its name, and of what else objects hold in UTF-16, as comments and titles are.
type form struct {
	pairs.Bounded
	open []field // dictionaries, one in the other
}

// field is a dictionary that may be one.
type field struct{ name, value []byte }

// mostOpen is how many dictionaries one in the other are looked at.
const mostOpen = 32

// mark opens or closes a dictionary.
func (f *form) mark(l *lexer) {
	switch {
	case string(l.token()) == "<<":
		if len(f.open) < mostOpen {
			f.open = append(f.open, field{})
		}
	case l.token()[0] == '>' && l.at < len(l.data) && l.data[l.at] == '>':
		l.at++
		n := len(f.open) - 1
		if n < 0 {
			return
		}
		d := f.open[n]
		if f.open = f.open[:n]; len(d.name) > 0 {
			f.Pair(d.value, func() []byte { return d.name })
		}
	}
}

// end forgets dictionaries that nothing closed.
func (f *form) end() { f.open = f.open[:0] }

// text reads a text of an object.
func (f *form) text(called string, text []byte) {
	switch n := len(f.open) - 1; {
	case n < 0 || f.Full():
	case called == "T":
		f.open[n].name = meaning(text)
	case called == "V", called == "DV" && f.open[n].value == nil:
		f.open[n].value = meaning(text)
	case bytes.HasPrefix(text, []byte(bigEndian)):
		f.Pair(meaning(text), func() []byte { return []byte(called) })
	}
}

// Marks in front of texts.
const (
	bigEndian = "\xfe\xff"
	ofUTF8    = "\xef\xbb\xbf"
)

// meaning returns a text of an object in UTF-8 (7.9.2.2): without a mark it is in Latin letters, but for some signs.
func meaning(text []byte) []byte {
	switch {
	case bytes.HasPrefix(text, []byte(bigEndian)):
		return decode.UTF16BE.AppendUTF8(nil, text[len(bigEndian):])
	case bytes.HasPrefix(text, []byte(ofUTF8)):
		return bytes.Clone(text[len(ofUTF8):])
	}
	return glyphs(nil).append(nil, text)
}
