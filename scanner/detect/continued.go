package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Values that a backslash at the end of a line lets go on in the next one, as in YAML, JavaScript, C and shells:
//
//	password: "abc\
//	  def"
//
// Such backslashes are far too common to be looked for: the parser meets them, and what it was asked for is judged once more without them.

// endsOpen reports whether a line of a literal ends with a backslash.
func endsOpen(line []byte) bool {
	line = bytes.TrimSuffix(line, []byte{'\r'})
	return len(line) > 0 && line[len(line)-1] == '\\'
}

// goesOn returns where the literal at text[p.at:] ends, whose closing quote stands end bytes away, if all of its lines but the
// last end open; else 0.
func (p *parser) goesOn(end int) int32 {
	rest := p.text[p.at:]
	if end < 0 {
		p.far = max(p.far, p.at+len(rest)+1)
		return 0
	}
	p.far = max(p.far, p.at+end+1)
	for rest = rest[:end]; ; {
		i := bytes.IndexByte(rest, '\n')
		switch {
		case i < 0:
			return int32(p.at + end + 1)
		case !endsOpen(rest[:i]):
			return 0
		}
		rest = rest[i+1:]
	}
}

// continued judges the assignment that was met last at a literal and goes on behind its line.
func (w *Worker) continued(text []byte, literal int, a *anchor, v *Verdicts) {
	lo, hi := int(w.open.Start)-decode.EscapeReach, int(w.open.End)+decode.EscapeReach
	a.cover(lo, hi)
	part := Span{int32(max(0, lo)), int32(min(hi, len(text)))}
	if w.depth == mostNested || w.holdsUndone(text, decode.Continued, part) {
		rule := escapedText - int32(decode.Continued)
		v.kept = append(v.kept, Candidate{Rule: rule, Anchor: int32(literal), Start: part.Start, End: part.End})
	}
}
