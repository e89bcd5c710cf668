package detect

import (
	"bytes"
	"hash/maphash"

	"github.com/sluice-scan/sluice/scanner/internal/dfa"
)

// Passages that were looked at before are not looked at again. Of the text that deltas insert more than half stands in a passage that was
// read shortly before in curl's and redis' histories, a third in requests': a file that came back, lines that moved, one change in two
// branches. What the automaton finds in a passage depends on it and on the few bytes in front that a literal may begin in; so do the verdicts
// there that read nothing outside.

// passages is what a worker remembers of former texts, piece by piece. The zero passages remember nothing yet.
type passages struct {
	seed    maphash.Seed
	across  int32     // how much of a literal, in bytes, may stand in front of a line that it ends in
	read    int       // bytes of ranges of texts that follow from others, until they are enough
	looked  []looked  // by the hash of a passage; nil until then
	anchors []settled // of all of them, of which the first ones' places are not used again before all are forgotten
}

// looked is a passage that was looked at.
type looked struct {
	text         uint64 // its hash; 0 is none
	first, count int32  // its anchors
}

// settled is an anchor in a passage, at which all was dropped for what its extent in it says. If that is nothing, it is to be judged again.
type settled struct {
	set              int32 // of the hit
	end, left, right int16 // as in anchor, but the end counts from where the passage begins
}

// passage is a piece of a text under way, whose hits end behind lo and at hi at most.
type passage struct {
	looked
	lo, hi int32
	start  int32 // what the hits depend on begins here, at lo or in front
	before bool  // it was looked at before
}

const (
	manyPassages = 1 << 13 // of 16 bytes each: with more they, too, are in no cache when they are asked for
	manyAnchors  = 1 << 15 // of 12
	enoughText   = 1 << 20 // bytes
	leastPassage = 128     // bytes, where there is so much text
	mostPassage  = 512     // likewise
)

// look divides ranges of a text into passages, and returns them with what the automaton finds in those that were not looked at before:
// pass takes one after the other. The slices are valid until the next call.
func (w *Worker) look(text []byte, ranges []dfa.Range, binary bool) ([]passage, []dfa.Hit) {
	w.passages = w.passages[:0]
	if w.recall == nil || w.Trace != nil || !w.recall.passages.ready(w.automaton) {
		for _, r := range ranges {
			w.passages = append(w.passages, passage{lo: r.Lo, hi: r.Hi})
		}
		return w.passages, w.finder.Find(text, ranges...)
	}
	for _, r := range ranges {
		w.passages = w.recall.passages.divide(text, r, int32(w.automaton.MaxLen()-1), binary, w.passages)
	}
	w.recall.passages.recall(w.passages)
	w.unknown = unknown(w.passages, w.unknown[:0])
	return w.passages, w.finder.Find(text, w.unknown...)
}

// follow counts text that follows from another.
func (m *passages) follow(ranges []dfa.Range) {
	for _, r := range ranges {
		m.read += int(r.Hi - r.Lo)
	}
}

// ready reports whether to remember passages, and makes room for more. It takes more than it saves in trees, and a hook
// has few.
func (m *passages) ready(a *dfa.Automaton) bool {
	if m.looked == nil {
		if m.read < enoughText {
			return false
		}
		m.seed, m.across = maphash.MakeSeed(), int32(a.Across('\n'))
		m.looked, m.anchors = make([]looked, manyPassages), make([]settled, 0, manyAnchors)
	}
	if len(m.anchors) > manyAnchors/8*7 {
		clear(m.looked)
		m.anchors = m.anchors[:0]
	}
	return true
}

// divide appends the passages of a range to out. Literals begin at most so many bytes in front of it.
func (m *passages) divide(text []byte, r dfa.Range, most int32, binary bool, out []passage) []passage {
	for lo := r.Lo; lo < r.Hi; {
		p := passage{lo: lo, hi: passageEnd(text, lo, r.Hi), start: max(0, lo-most)}
		if lo > 0 && text[lo-1] == '\n' {
			p.start = max(0, lo-m.across)
		}
		kind := uint64(lo-p.start) << 1
		if binary {
			kind |= 1
		}
		p.text = maphash.Bytes(m.seed, text[p.start:p.hi]) ^ kind*odd
		out = append(out, p)
		lo = p.hi
	}
	return out
}

// passageEnd returns where the passage of text[:hi] ends that begins at lo: with a line, if one ends in time.
func passageEnd(text []byte, lo, hi int32) int32 {
	if hi-lo <= leastPassage {
		return hi
	}
	hi = min(hi, lo+mostPassage)
	if i := bytes.IndexByte(text[lo+leastPassage:hi], '\n'); i >= 0 {
		return lo + leastPassage + int32(i) + 1
	}
	return hi
}

// recall says of passages what is known of them. Nothing else is done meanwhile, so that a core may wait for several of them at a time.
func (m *passages) recall(all []passage) {
	for i := range all {
		p := &all[i]
		known := m.looked[p.text%manyPassages]
		p.first, p.count, p.before = known.first, known.count, known.text == p.text
	}
}

// unknown appends to out what of passages was not looked at before.
func unknown(all []passage, out []dfa.Range) []dfa.Range {
	for i := range all {
		p := &all[i]
		switch n := len(out); {
		case p.before:
		case n > 0 && out[n-1].Hi == p.lo:
			out[n-1].Hi = p.hi
		default:
			out = append(out, dfa.Range{Lo: p.lo, Hi: p.hi})
		}
	}
	return out
}

// pass gives the verdicts at all anchors in a passage; hits are those that the automaton found there and behind it. It returns the latter.
func (w *Worker) pass(text []byte, p *passage, hits []dfa.Hit, v *Verdicts) []dfa.Hit {
	if p.before {
		w.again(text, p, v)
		return hits
	}
	n := 0
	for n < len(hits) && hits[n].End <= p.hi {
		n++
	}
	if p.text == 0 || !w.recall.passages.roomFor(n) {
		for _, hit := range hits[:n] {
			w.anchored(text, hit, v)
		}
		return hits[n:]
	}
	m := &w.recall.passages
	first := len(m.anchors)
	for _, hit := range hits[:n] {
		m.anchors = append(m.anchors, p.settle(w.anchored(text, hit, v)))
	}
	m.looked[p.text%manyPassages] = looked{p.text, int32(first), int32(n)} // now that all are there: a judge may panic
	return hits[n:]
}

// roomFor reports whether there is room for n more anchors.
func (m *passages) roomFor(n int) bool { return len(m.anchors)+n <= cap(m.anchors) }

// settle returns what is remembered of an anchor in the passage.
func (p *passage) settle(a anchor) settled {
	now := settled{set: a.set, end: int16(a.end - p.lo)}
	if a.kept == 0 && a.end-a.left >= p.start && a.end+a.right <= p.hi {
		now.left, now.right = int16(a.left), int16(a.right)
	}
	return now
}

// again gives the verdicts in a passage that was looked at before.
func (w *Worker) again(text []byte, p *passage, v *Verdicts) {
	for _, a := range w.recall.passages.anchors[p.first:][:p.count] {
		end := p.lo + int32(a.end)
		if a.left == 0 {
			w.anchored(text, dfa.Hit{End: end, Set: a.set}, v)
		} else {
			v.remember(anchor{end: end, set: a.set, left: int32(a.left), right: int32(a.right), first: int32(len(v.kept))})
		}
	}
}
