package detect

import (
	"bytes"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Strings in binary files stand side by side: in front of one there is its length, as in class, dex and pyc files, property lists and
// most wire formats, or the one before it, as in the data of Go programs and database pages. So the neighbours of a token there say
// nothing of where it ends.

// shortestString is the least length of a string, in bytes, that a byte in front of it may tell by chance.
const shortestString = 8

// isPrinted reports whether a byte may stand in a string that has a length in front of it.
func isPrinted(c byte) bool { return c >= ' ' && c != 0x7f || c == '\t' || c == '\n' || c == '\r' }

// wantsText reports whether what the rule finds is told by a word around it alone, and never sure, so that it stands in binary files by
// chance: passwords behind a word, ids.
func (r *rule) wantsText() bool {
	return (r.Kind == rules.Assignment || r.Kind == rules.Token && r.Generic) && r.Confidence == string(finding.ConfidenceLow)
}

// symbolReach is how far in front of a token the beginning of a symbol is looked for, in bytes.
const symbolReach = 512

// inSymbol reports whether text[at:] goes on a name that a compiler of C++ or Rust made (Itanium's ABI, 5.1): _ZN5boost6detail3tss…
func inSymbol(text []byte, at int) bool {
	front := text[max(0, at-symbolReach):at]
	word := front[len(front)-ascii.RunBack(front, ascii.IsWord):]
	return bytes.HasPrefix(word, []byte("_Z")) || bytes.HasPrefix(word, []byte("__Z"))
}

// inBinary judges a token of a binary text once more, without its neighbours, where the byte in front says how long the string is that
// begins with it, or the token's own checksum says that it is whole.
func (r *rule) inBinary(text []byte, start, end int, c *Candidate) bool {
	if !r.before.none() || r.shape.none() {
		return false
	}
	if start > 0 {
		n := int(text[start-1])
		c.widen(int32(start-symbolReach), int32(start+n+1))
		ends := start+n == len(text) || start+n < len(text) && !ascii.IsAlnum(text[start+n])
		if n >= max(shortestString, end-start) && ends && ascii.All(text[start:start+n], isPrinted) && !inSymbol(text, start) &&
			r.alone(text[start:start+n], start, end, c) {
			return true
		}
	}
	s := r.shape.get()
	width := s.MaxWidth()
	if r.checksum == nil || s.MinWidth() != width {
		return false
	}
	c.widen(int32(start), int32(end+width))
	if end+width > len(text) {
		return false
	}
	return r.alone(text[start:end+width], start, end, c) && c.facts&judge.ChecksumOK != 0
}

// alone judges a token that begins at text[start:] of its text as if there were only the string.
func (r *rule) alone(s []byte, start, end int, c *Candidate) bool {
	again := Candidate{Rule: c.Rule, Anchor: c.Anchor}
	kept := r.token(s, 0, end-start, &again)
	if kept {
		again.extent, again.far = c.extent, c.far
		again.Start, again.End, again.core = again.Start+int32(start), again.End+int32(start), again.core.Moved(int32(start))
		*c = again
	}
	return kept
}

// mostPrinted is how far behind a name its string is looked at for its end, in bytes: further than an assignment is read.
const mostPrinted = 2 << 10

// printable is a part of a binary text in which nothing stands but what strings hold.
type printable struct{ from, to int }

// readable returns the text in which a rule judges the literal that ends at text[end:]: of a binary one, names and values up to where their string
// ends, so that what follows it, or the length of the next one, is no part of a value.
func (w *Worker) readable(r *rule, text []byte, end int, a *anchor, v *Verdicts) []byte {
	if !v.binary || r.Kind != rules.Assignment {
		return text
	}
	p := &w.printed
	if end < p.from || end > p.to {
		*p = printable{end, end}
	}
	most := min(len(text), end+mostPrinted)
	for p.to < most && isPrinted(text[p.to]) {
		p.to++
	}
	a.cover(end, min(p.to, most)+1)
	if p.to < most {
		return text[:p.to]
	}
	return text
}

// leastPair is the least length, in bytes, of a name and a value that do not stand in compressed data by chance.
const leastPair = 16

// inString reports whether the name and the value of an assignment in binary data, and what is between them, are one string. A UUID names
// something there: a picture, an interface, a build.
func (c *Candidate) inString(text []byte) bool {
	lo, hi := c.Start, c.End
	if c.Name.End > c.Name.Start {
		lo, hi = min(lo, c.Name.Start), max(hi, c.Name.End)
	}
	pair := text[lo:hi]
	return len(pair) >= leastPair && ascii.All(pair, isPrinted) && utf8.Valid(pair) && !judge.IsUUID(text[c.Start:c.End])
}
