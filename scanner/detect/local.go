package detect

import (
	"cmp"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/dfa"
)

// reach is the radius, in bytes, of the text that a local verdict depends on: that from its anchor's start - reach to + reach. It
// is what the usual chain of optional parts of an assignment takes. A judge that had to read further to the right says how far
// (Candidate.far); none reads further to the left.
const reach = 512

// Worker runs a Matcher. It keeps scratch memory and is not safe for concurrent use.
type Worker struct {
	*Matcher
	finder *dfa.Finder
	last   parsed // the last assignment that was parsed: several literals may stand in one name
	kept   []Candidate
	ranges []dfa.Range // scratch of Follow
}

// NewWorker returns a worker for m.
func (m *Matcher) NewWorker() *Worker {
	return &Worker{Matcher: m, finder: m.automaton.NewFinder()}
}

// Verdicts are the local verdicts on one text, in order of their anchors: what was kept, and what was dropped after reading beyond
// the reach. All other anchors were dropped for what stands within the reach. The zero Verdicts say nothing of any text.
type Verdicts struct {
	all    []verdict
	size   int
	binary bool
	known  bool
}

type verdict struct {
	Candidate
	anchorEnd int32
	kept      bool
}

// Forget makes v say nothing of any text.
func (v *Verdicts) Forget() { v.all, v.known = v.all[:0], false }

// Local judges the whole of a text. With binary set only those kinds run that do not need text around them.
func (w *Worker) Local(text []byte, binary bool, v *Verdicts) {
	*v = Verdicts{all: v.all[:0], size: len(text), binary: binary, known: true}
	w.last = parsed{}
	for _, hit := range w.finder.Find(text, dfa.Range{Lo: 0, Hi: int32(len(text))}) {
		w.anchored(text, hit, v)
	}
	slices.SortFunc(v.all, byAnchor)
}

func byAnchor(a, b verdict) int {
	return cmp.Or(cmp.Compare(a.Anchor, b.Anchor), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.anchorEnd, b.anchorEnd))
}

// Candidates returns what the verdicts kept, and an entry for each rule that is tried on every text. The slice is valid until the
// next call.
func (w *Worker) Candidates(v *Verdicts) []Candidate {
	w.kept = w.kept[:0]
	for i := range v.all {
		if v.all[i].kept {
			w.kept = append(w.kept, v.all[i].Candidate)
		}
	}
	for _, number := range w.anchors.Always {
		w.kept = append(w.kept, Candidate{Rule: number})
	}
	return w.kept
}

// anchored judges all rules at an anchor.
func (w *Worker) anchored(text []byte, hit dfa.Hit, v *Verdicts) {
	for _, number := range w.finder.Literals(hit.Set) {
		start := hit.End - int32(len(w.anchors.Texts[number]))
		for _, r := range w.anchors.Rules[number] {
			w.judge(text, r, start, hit.End, v)
		}
	}
}

// judge gives the local verdict of one rule at one anchor.
func (w *Worker) judge(text []byte, number, start, end int32, v *Verdicts) {
	r := w.rule(number)
	if v.binary && r.Kind == rules.Assignment || !r.exact(text[start:end]) {
		return
	}
	c := Candidate{Rule: number, Anchor: start, Start: start, End: end}
	kept := w.local(r, text, int(start), int(end), &c)
	if c.far <= start+reach {
		c.far = 0
	}
	if kept || c.far > 0 {
		v.all = append(v.all, verdict{c, end, kept})
	}
}

// local is the local verdict itself; it completes c.
func (w *Worker) local(r *rule, text []byte, start, end int, c *Candidate) bool {
	switch r.Kind {
	case rules.Token:
		return r.token(text, start, end, c)
	case rules.Assignment:
		return w.contextual(r, text, start, end, c)
	case rules.URI:
		return r.uri(text, start, end, c)
	case rules.Block:
		return r.blockBegins(text, end)
	case rules.JWT:
		return jwtBegins(text, start)
	}
	return true // the finalise stage decides
}

// contextual judges an assignment or a statement, first by the rule's shape, then by the wider one, then by what generic rules ask
// of a value.
func (w *Worker) contextual(r *rule, text []byte, start, end int, c *Candidate) bool {
	for _, s := range [...]struct {
		shape *lazyShape
		seen  facts
	}{{&r.shape, 0}, {&r.wider, widerShape}} {
		if s.seen != 0 && s.shape.none() {
			return false
		}
		c.facts = s.seen
		if w.assigned(r, s.shape, text, start, end, c) {
			return true
		}
		c.facts = s.seen
		if r.Statement && r.stated(s.shape.get(), text, start, end, c) {
			return true
		}
	}
	c.facts = otherShape
	sure := r.Exposure == "server" && !r.Generic && r.Confidence != "low" && len(r.names) > 0 && !r.shape.none()
	return sure && w.assigned(r, nil, text, start, end, c)
}
