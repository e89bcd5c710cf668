package detect

import (
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Values that a backslash at the end of a line lets go on in the next one, as in YAML, JavaScript, C and shells:
//
//	password: "abc\
//	  def"
//
// Such backslashes are far too common to be looked for: the parser meets them, and what it was asked for is judged once more without them.

// continued judges the assignment that was met last at a literal and goes on behind its line.
func (w *Worker) continued(text []byte, literal int, a *anchor, v *Verdicts) {
	lo, hi := int(w.open.Start)-decode.EscapeReach, int(w.open.End)+decode.EscapeReach
	a.cover(lo, hi)
	part := syntax.Span{Start: int32(max(0, lo)), End: int32(min(hi, len(text)))}
	if w.depth == mostNested || w.holdsUndone(text, decode.Continued, part) {
		rule := escapedText - int32(decode.Continued)
		v.kept = append(v.kept, Candidate{Rule: rule, Anchor: int32(literal), Start: part.Start, End: part.End})
	}
}
