package detect

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Tokens in literals that only stand beside each other: "ghp_abc" "def", ["ghp_abc", "def"].join(""). Every list of strings has such, so
// none are looked for: where a text that tokens begin with is met and no whole token, the literals from there on are read as one.

const (
	pieceLetters  = 256 // of one literal, in bytes
	mostPieces    = 16
	leastInPieces = 16  // bytes behind the text that tokens begin with, in all
	joiningReach  = 128 // bytes on either side of literals in a list in which a call puts them together
)

// partial reports whether none of what was kept at a literal has the form of a whole token.
func partial(kept []Candidate) bool {
	return !slices.ContainsFunc(kept, func(c Candidate) bool { return c.facts&judge.Loose == 0 })
}

// pieces judges the literals from text[start:] on, the first of which has a text that tokens begin with, text[start:end].
func (w *Worker) pieces(text []byte, start, end int, a *anchor, v *Verdicts) {
	e, last, far, listed := inPieces(text, end)
	a.cover(start, far)
	if last-end < leastInPieces {
		return
	}
	a.cover(start-escapeReach, far)
	if continuesLeft(text, start) || !slices.ContainsFunc(text[end:last], ascii.IsDigit) || listed && !joined(text, start, last, a) {
		return
	}
	all := syntax.Span{Start: int32(start), End: int32(last)}
	if w.depth == mostNested || w.holdsUndone(text, e, all) {
		v.kept = append(v.kept, Candidate{Rule: escapedText - int32(e), Anchor: all.Start, Start: all.Start, End: all.End})
	}
}

// inPieces reads on from a text that ends at text[end:] over the ends of literals, and returns where the last of them ends, 0 if
// there is but one, how far it looked, and whether they are parts of a list.
func inPieces(text []byte, end int) (e decode.Escape, last, far int, listed bool) {
	at := end + solidBytes.Run(text[end:min(len(text), end+pieceLetters)])
	far = at + 1
	if at >= len(text) || !ascii.IsQuote(text[at]) {
		return e, 0, far, false
	}
	if e = decode.Beside; text[at] == '\'' {
		e = decode.BesideSingle
	}
	for range mostPieces {
		_, _, n := e.At(text[at:])
		far = at + decode.LongestEscape
		if n == 0 {
			break
		}
		listed = listed || bytes.IndexByte(text[at:at+n], ',') > 0
		last = at + n + solidBytes.Run(text[at+n:min(len(text), at+n+pieceLetters)])
		at, far = last, max(far, last+1)
		if at >= len(text) || text[at] != e.Lead() {
			break
		}
	}
	return e, last, far, listed
}

// joined reports whether a call that puts a list's texts together stands near text[start:end].
func joined(text []byte, start, end int, a *anchor) bool {
	lo, hi := start-joiningReach, end+joiningReach
	a.cover(lo, hi)
	near := text[max(0, lo):min(hi, len(text))]
	return slices.ContainsFunc([]string{"join", "concat", "implode"}, func(call string) bool { return ascii.ContainsFold(near, call) })
}
