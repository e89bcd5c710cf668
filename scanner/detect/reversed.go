package detect

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Literals that a program turns round: strrev("cba"), "cba"[::-1], echo cba | rev. The automaton finds the call. What stands near
// it without a blank is turned round and gets a local stage of its own, and is a candidate if that keeps anything.

const (
	reversalReach = 256 // bytes on either side of a call
	leastReversed = 16  // bytes of a text that is turned round
)

// reversed judges what the call at text[at:a.end] may turn round.
func (w *Worker) reversed(text []byte, at int, a *anchor, v *Verdicts) {
	lo, hi := at-reversalReach, int(a.end)+reversalReach
	a.cover(lo-1, hi+1) // whether a run ends there, too
	near := syntax.Span{Start: int32(max(0, lo)), End: int32(min(hi, len(text)))}
	for s := range solid(text, near) {
		if w.depth == mostNested || w.judgeWithin(w.turned(text, s), false) {
			v.kept = append(v.kept, Candidate{Rule: escapedText - int32(decode.Reversed), Anchor: int32(at), Start: s.Start, End: s.End})
		}
	}
}

// solid yields the runs of printing characters in a part of a text without blanks, quotes, brackets or commas that are long
// enough, but those that the part may cut off.
func solid(text []byte, part syntax.Span) func(yield func(syntax.Span) bool) {
	return func(yield func(syntax.Span) bool) {
		for at := part.Start; at < part.End; at++ {
			n := int32(solidBytes.Run(text[at:part.End]))
			whole := (at > part.Start || at == 0) && (at+n < part.End || int(at+n) == len(text))
			if whole && n >= leastReversed && !yield(syntax.Span{Start: at, End: at + n}) {
				return
			}
			at += n
		}
	}
}

// solidBytes are those of a run that is read for itself.
var solidBytes = ascii.ClassOf(func(c byte) bool { return c > ' ' && c < 0x7f && bytes.IndexByte([]byte("\"'`,;\\()[]{}<>"), c) < 0 }, "")

// turned returns a part of a text turned round, in w's scratch memory.
func (w *Worker) turned(text []byte, s syntax.Span) []byte {
	w.plain = append(w.plain[:0], text[s.Start:s.End]...)
	slices.Reverse(w.plain)
	return w.plain
}

// first reports whether a part of the text was not read before.
func (f *final) first(s syntax.Span) bool {
	if f.parts[s] {
		return false
	}
	if f.parts == nil {
		f.parts = map[syntax.Span]bool{}
	}
	f.parts[s] = true
	return true
}

// insideReversed returns the matches in a literal that is turned round, at the places where they stand.
func (f *final) insideReversed(s syntax.Span) []Match {
	w := f.worker
	if !f.first(s) {
		return nil // it stands near several calls
	}
	if w.depth == mostNested {
		f.limit(tooNested())
		return nil
	}
	plain := w.turned(f.text, s)
	if !w.judgeWithin(plain, false) {
		return nil
	}
	return f.placed(decode.Reversed, w.within.Finalise(plain, w.within.Candidates(&w.inner), f.note), func(from, to int) (start, end int) {
		return int(s.End) - to, int(s.End) - from
	})
}
