package detect

import (
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Texts with escapes. The automaton finds escapes that are worth it (decode.Triggers); the first one of a stretch in which
// several follow each other closely is the anchor of them all. The stretch with its escapes undone gets a local stage of its own,
// and is a candidate if that keeps anything. Finalise undoes it again, or tells that it lies too deep; what a match takes of the
// stretch is its place.

// escaped judges the escape whose trigger was hit.
func (w *Worker) escaped(text []byte, t decode.Trigger, a *anchor, v *Verdicts) {
	at := int(a.end) - len(t.Text)
	a.cover(at, int(a.end))
	switch {
	case v.binary:
		return
	case t.Escape == decode.Reversed:
		w.reversed(text, at, a, v)
		return
	case t.Escape.Whole():
		w.whole(text, t, at, a, v)
		return
	}
	lo, hi, ok := w.stretch(text, t.Escape, at)
	a.cover(lo-decode.LongestEscape, hi+decode.LongestEscape)
	if !ok {
		return
	}
	stretch := syntax.Span{Start: int32(lo), End: int32(min(hi, len(text)))}
	if w.depth == mostNested || w.holdsUndone(text, t.Escape, stretch) {
		v.kept = append(v.kept, Candidate{Rule: escapedText - int32(t.Escape), Anchor: int32(at), Start: stretch.Start, End: stretch.End})
	}
}

// holdsUndone reports whether a stretch with its escapes undone has candidates.
func (w *Worker) holdsUndone(text []byte, e decode.Escape, stretch syntax.Span) bool {
	judge := func(part []byte) bool { return w.judgeWithin(w.undone(e, part), false) }
	part := text[stretch.Start:min(stretch.End, stretch.Start+mostEncoded)]
	if w.recall == nil {
		return judge(part)
	}
	return w.recall.holding.to(int32(e), part, judge)
}

// stretch returns what to undo together for the escape at text[at:], and whether it is the first one of that. Programs that hold files have
// millions of escapes that follow one that was just met: of these no more is read.
func (w *Worker) stretch(text []byte, e decode.Escape, at int) (lo, hi int, ok bool) {
	if e.Quotes() { // of one literal, whose beginning tells whether it is the first
		return e.Stretch(text, at)
	}
	met := w.escapes[e]
	n := e.Width(text[at:])
	if n > 0 {
		w.escapes[e] = syntax.Span{Start: int32(at), End: int32(at + n)}
	}
	if n > 0 && met.End > 0 && int(met.Start) >= at-decode.EscapeReach && int(met.End) <= at {
		return e.Follows(at)
	}
	return e.Stretch(text, at)
}

// undone returns a part of a text with its escapes undone, in w's scratch memory.
func (w *Worker) undone(e decode.Escape, part []byte) []byte {
	w.plain = e.AppendPlain(w.plain[:0], part)
	return w.plain
}

// insideStretch returns the matches in a stretch, at the places where they stand with their escapes.
func (f *final) insideStretch(e decode.Escape, stretch syntax.Span) []Match {
	w := f.worker
	if w.depth == mostNested {
		f.limit(tooNested())
		return nil
	}
	if stretch.End-stretch.Start > mostEncoded {
		f.limit(fmt.Sprintf("texts with escapes: of each only the first %d MiB are read", mostEncoded>>20))
	}
	part := f.text[stretch.Start:min(stretch.End, stretch.Start+mostEncoded)]
	places := decode.Places{Escape: e, Text: part}
	return f.placed(e, f.foundUndone(e, part), func(from, to int) (start, end int) {
		start = places.At(from)
		behind := places
		return int(stretch.Start) + start, int(stretch.Start) + behind.At(to)
	})
}

// foundUndone returns the matches in a part of the text with its escapes undone, at their places there.
func (f *final) foundUndone(e decode.Escape, part []byte) []Match {
	w := f.worker
	look := func(note func(Gap)) []Match {
		plain := w.undone(e, part)
		if !w.judgeWithin(plain, false) {
			return nil
		}
		return w.within.Finalise(plain, w.within.Candidates(&w.inner), note)
	}
	if w.recall == nil {
		return look(f.note)
	}
	return w.recall.undone.of(e, part, f.note, look)
}

// placed gives matches in a text that was undone the places of what they stand for; at tells where a part of it stands.
func (f *final) placed(e decode.Escape, found []Match, at func(from, to int) (start, end int)) []Match {
	for i := range found {
		m := &found[i]
		m.Decoded = append([]string{e.String()}, m.Decoded...)
		m.Start, m.End = at(m.Start, m.End)
		m.From, m.To = f.position(int32(m.Start)), f.position(int32(m.End))
		for j := range m.Parts {
			m.Parts[j].From, m.Parts[j].To = m.From, m.To
		}
	}
	return slices.DeleteFunc(found, f.asideInTest)
}

// asideInTest reports whether a match in a text that was undone is one of a rule that never is sure, and a test of what is undone around it.
func (f *final) asideInTest(m Match) bool {
	return m.Generic && m.Rule.Confidence == string(finding.ConfidenceLow) && f.tested(Candidate{Start: int32(m.Start), End: int32(m.End)})
}
