package detect

import (
	"bytes"
	"hash/maphash"

	"github.com/sluice-scan/sluice/scanner/internal/dfa"
)

// Passages that were looked at before are not looked at again. Of the text that deltas insert 61 bytes of 100 stand in a passage that was
// read before in curl's history, 76 in redis', 40 in requests': a file that came back, lines that moved, one change in two branches. What
// the automaton finds in a passage depends on it and on the few bytes in front that a literal may begin in; so do the verdicts there that
// read nothing outside.

// passages is what a worker remembers of former texts, piece by piece. The zero passages remember nothing yet.
type passages struct {
	seed    maphash.Seed
	across  int32    // how much of a literal, in bytes, may stand in front of a line that it ends in
	read    int      // bytes of ranges of texts that follow from others, until they are enough
	looked  []looked // by the hash of a passage; nil until then
	anchors []anchor // of all of them
}

// looked is a passage that was looked at. Of its anchors all was dropped, and the ends count from where it begins; those whose extent is
// nothing are to be judged again.
type looked struct {
	text         uint64 // its hash; 0 is none
	first, count int32  // its anchors
}

// passage is a piece of a text under way, whose hits end behind lo and at hi at most.
type passage struct {
	looked
	lo, hi int32
	start  int32 // what the hits depend on begins here, at lo or in front
	before bool  // it was looked at before
}

const (
	manyPassages = 1 << 16 // of 16 bytes each
	manyAnchors  = 1 << 17 // of 24
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

// ready reports whether to remember passages, and makes room for more. It takes more than it saves in trees, and a
// hook has few.
func (m *passages) ready(a *dfa.Automaton) bool {
	if m.looked == nil {
		if m.read < enoughText {
			return false
		}
		m.seed, m.across = maphash.MakeSeed(), int32(a.Across('\n'))
		m.looked, m.anchors = make([]looked, manyPassages), make([]anchor, 0, manyAnchors)
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
		const odd = 0x9e3779b97f4a7c15
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

// recall says of passages what is known of them. Nothing else is done meanwhile, so that a core waits for several of them at a time: they
// lie anywhere in a megabyte.
func (m *passages) recall(all []passage) {
	for i := range all {
		p := &all[i]
		known := m.looked[p.text%manyPassages]
		p.before = known.text == p.text
		p.first, p.count = known.first, known.count
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
	if p.text != 0 {
		w.recall.passages.begin(p, n)
	}
	for _, hit := range hits[:n] {
		a := w.anchored(text, hit, v)
		if p.count > 0 {
			w.recall.passages.add(p, a)
		}
	}
	return hits[n:]
}

// begin remembers a passage with n anchors, which add adds, if there is room for them.
func (m *passages) begin(p *passage, n int) {
	if len(m.anchors)+n <= cap(m.anchors) {
		p.first, p.count = int32(len(m.anchors)), int32(n)
		m.looked[p.text%manyPassages] = p.looked
	}
}

func (m *passages) add(p *passage, a anchor) {
	if a.kept > 0 || a.end-a.left < p.start || a.end+a.right > p.hi {
		a.left, a.right = 0, 0
	}
	a.end -= p.lo
	m.anchors = append(m.anchors, a)
}

// again gives the verdicts in a passage that was looked at before.
func (w *Worker) again(text []byte, p *passage, v *Verdicts) {
	for _, a := range w.recall.passages.anchors[p.first:][:p.count] {
		a.end += p.lo
		if a.left == 0 {
			w.anchored(text, dfa.Hit{End: a.end, Set: a.set}, v)
			continue
		}
		a.first, a.kept = int32(len(v.kept)), 0
		v.remember(a)
	}
}
