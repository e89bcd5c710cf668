package detect

import (
	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/dfa"
)

// Worker runs a Matcher. It keeps scratch memory and is not safe for concurrent use.
type Worker struct {
	*Matcher
	finder     dfa.Finder
	candidates []Candidate
	last       parsed  // the last assignment that was parsed: several literals may stand in one name
	seen       []int32 // per rule, the number of the text for which it was already noted
	text       int32
}

// NewWorker returns a worker for m.
func (m *Matcher) NewWorker() *Worker {
	return &Worker{Matcher: m, finder: dfa.Finder{Automaton: m.automaton}, seen: make([]int32, len(m.rules))}
}

// Local returns the candidates of text, in order of their anchors. With binary set only those kinds run that do not need
// text around them. The slice is valid until the next call.
func (w *Worker) Local(text []byte, binary bool) []Candidate {
	w.candidates = w.candidates[:0]
	w.last = parsed{}
	w.text++
	for _, hit := range w.finder.Find(text, dfa.Range{Lo: 0, Hi: int32(len(text))}) {
		for _, number := range w.automaton.Literals(hit.Set) {
			w.anchored(text, hit, &w.literals[number], binary)
		}
	}
	for _, number := range w.always {
		w.note(number, 0)
	}
	return w.candidates
}

func (w *Worker) anchored(text []byte, hit dfa.Hit, l *literal, binary bool) {
	start := int(hit.End) - len(l.text)
	for _, number := range l.rules {
		r := &w.rules[number]
		if binary && r.Kind == rules.Assignment || !r.exact(text[start:hit.End]) {
			continue
		}
		c := Candidate{Rule: number, Anchor: int32(start), Start: int32(start), End: hit.End}
		if w.local(r, text, start, int(hit.End), &c) {
			w.candidates = append(w.candidates, c)
		}
	}
}

// local is the local verdict of one rule at one anchor; it completes c.
func (w *Worker) local(r *rule, text []byte, start, end int, c *Candidate) bool {
	switch r.Kind {
	case rules.Token:
		return r.token(text, start, end, c)
	case rules.Assignment:
		return w.assigned(r, text, start, end, c)
	case rules.URI:
		return r.uri(text, start, end, c)
	case rules.Block:
		return r.blockBegins(text, end)
	case rules.JWT:
		return jwtBegins(text, start)
	case rules.Document:
		return w.once(c.Rule)
	case rules.Regex:
		return r.pattern.windowed() || w.once(c.Rule)
	}
	return false
}

// once reports whether rule number is seen for the first time in this text.
func (w *Worker) once(number int32) bool {
	if w.seen[number] == w.text {
		return false
	}
	w.seen[number] = w.text
	return true
}

func (w *Worker) note(number int32, at int32) {
	if w.once(number) {
		w.candidates = append(w.candidates, Candidate{Rule: number, Anchor: at, Start: at, End: at})
	}
}
