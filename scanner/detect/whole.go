package detect

import (
	"cmp"

	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Texts that are written as a whole in another way: the numbers of their characters, uuencode, dumps and others (decode.Escape.Whole). The
// automaton finds what says so. What it stands for is judged like an encoded run, and so is the place of what is found: all of it.

// whole judges what is written behind the trigger that begins at text[start:].
func (w *Worker) whole(text []byte, t decode.Trigger, start int, a *anchor, v *Verdicts) {
	e, at := t.Escape, start+t.Ahead()
	a.cover(start-decode.WholeReach, int(a.end)+decode.WholeReach)
	if !e.Begins(text, start, at) {
		return
	}
	for more := true; more; {
		p, width, gap := w.wholeText(text, e, at)
		a.cover(start, at+width+decode.WholeAhead)
		if gap != "" || len(p.text)+len(p.strings) > 0 && (w.depth == mostNested || w.hasCandidates(&p)) {
			v.kept = append(v.kept, Candidate{Rule: escapedText - int32(e), Anchor: int32(start), Start: int32(at), End: int32(at + width)})
		}
		at, more = at+width, width > 0 && e == decode.Base85 // the other content of the patch
	}
}

// errPatch is told of a damaged binary patch.
const errPatch = "binary patches of git: one that is damaged is read only as far as it is sound"

// wholeText returns what is written in text[at:], and how many bytes of it that takes; gap says what of it is missing, "" for nothing.
func (w *Worker) wholeText(text []byte, e decode.Escape, at int) (p plain, width int, gap string) {
	w.descend()
	p.form = e
	var damaged bool
	if w.plain, width, damaged = e.AppendWhole(w.plain[:0], text[at:], mostEncoded); damaged {
		gap = errPatch
	}
	if len(w.plain) > mostEncoded {
		w.plain, gap = w.plain[:mostEncoded], encodedBounds()
	}
	if len(w.plain) > 0 {
		gap = cmp.Or(w.read(&p), gap)
	}
	return p, width, gap
}

// insideWhole returns the matches in such a text, at its place.
func (f *final) insideWhole(e decode.Escape, place syntax.Span) []Match {
	w := f.worker
	if w.depth == mostNested {
		f.limit(tooNested())
		return nil
	}
	p, _, gap := w.wholeText(f.text[:place.End], e, int(place.Start))
	if gap != "" {
		f.limit(gap)
	}
	return f.insidePlain(&p, place)
}
