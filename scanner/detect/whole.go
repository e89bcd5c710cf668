package detect

import "github.com/sluice-scan/sluice/scanner/internal/decode"

// Texts that are written as a whole in another way: the numbers of their characters, uuencode, dumps and others (decode.Escape.Whole). The
// automaton finds what says so. What it stands for is judged like an encoded run, and so is the place of what is found: all of it.

// whole judges what is written behind the trigger that begins at text[start:].
func (w *Worker) whole(text []byte, t decode.Trigger, start int, a *anchor, v *Verdicts) {
	e, at := t.Escape, start+t.Ahead()
	a.cover(start-decode.WholeReach, int(a.end)+decode.WholeReach)
	if !e.Begins(text, start, at) {
		return
	}
	p, width, cut := w.wholeText(text, e, at)
	a.cover(start, at+width+decode.WholeReach)
	if len(p.text)+len(p.strings) == 0 {
		return
	}
	if w.depth == mostNested || cut || w.hasCandidates(&p) {
		v.kept = append(v.kept, Candidate{Rule: escapedText - int32(e), Anchor: int32(start), Start: int32(at), End: int32(at + width)})
	}
}

// wholeText returns what is written in text[at:], and how many bytes of it that takes; cut reports that it is only the beginning.
func (w *Worker) wholeText(text []byte, e decode.Escape, at int) (p plain, width int, cut bool) {
	w.descend()
	p.form = e
	w.plain, width = e.AppendWhole(w.plain[:0], text[at:], mostEncoded)
	if len(w.plain) > mostEncoded {
		w.plain, cut = w.plain[:mostEncoded], true
	}
	short := w.read(&p)
	return p, width, cut || short
}

// insideWhole returns the matches in such a text, at its place.
func (f *final) insideWhole(e decode.Escape, place Span) []Match {
	w := f.worker
	if w.depth == mostNested {
		f.limit(tooNested())
		return nil
	}
	p, _, cut := w.wholeText(f.text[:place.End], e, int(place.Start))
	if cut {
		f.limit(encodedBounds())
	}
	return f.insidePlain(&p, place)
}
