package detect

import (
	"sort"

	"github.com/sluice-scan/sluice/scanner/internal/dfa"
	"github.com/sluice-scan/sluice/scanner/internal/edit"
)

// Judging only what changed. An anchor whose extent was copied from the base as one run has the base's verdicts, kept or dropped:
// they are carried over. Anchors of copied text whose extent was touched are judged afresh, and so is what the automaton finds in
// inserted text and across the seams between runs; other text is not looked at. The result is exactly that of Local on the whole
// text; the module's differential tests hold it to that.

// Follow is Local for a text that follows from another by edits; base are the verdicts on that other text.
func (w *Worker) Follow(text []byte, binary bool, edits []edit.Edit, base, v *Verdicts) {
	if !base.known || base.binary != binary || len(edits) == 0 {
		w.Local(text, binary, v)
		return
	}
	v.start(text, binary)
	w.forget()
	f := following{worker: w, text: text, base: base, out: v}
	w.ranges = f.fresh(edits, w.ranges[:0])
	f.hits = w.finder.Find(text, w.ranges...)
	for _, e := range edits {
		f.afresh(e.Dst + min(e.Len, f.seam(e)))
		f.carry(e)
	}
	f.followRuns(edits)
}

// following is one run of Follow.
type following struct {
	worker *Worker
	text   []byte
	base   *Verdicts
	out    *Verdicts
	hits   []dfa.Hit // of fresh text, those that are not judged yet
	judged Span      // the run that was judged last
}

// seam returns how many bytes of a run may hold the end of a literal that begins in front of it: all, if it is inserted.
func (f *following) seam(e edit.Edit) int {
	switch {
	case e.Src < 0:
		return e.Len
	case e.Dst == 0 && e.Src == 0:
		return 0
	}
	return f.worker.automaton.MaxLen() - 1
}

// fresh returns where the automaton must look.
func (f *following) fresh(edits []edit.Edit, out []dfa.Range) []dfa.Range {
	for _, e := range edits {
		lo, hi := int32(e.Dst), int32(e.Dst+min(e.Len, f.seam(e)))
		if n := len(out); n > 0 && lo == out[n-1].Hi {
			out[n-1].Hi = hi
		} else if lo < hi {
			out = append(out, dfa.Range{Lo: lo, Hi: hi})
		}
	}
	return out
}

// afresh judges the hits that end in front of a place or at it.
func (f *following) afresh(to int) {
	for len(f.hits) > 0 && int(f.hits[0].End) <= to {
		f.worker.anchored(f.text, f.hits[0], f.out)
		f.hits = f.hits[1:]
	}
}

// carry takes over the base's anchors whose literals lie in a copied run, whatever their length.
func (f *following) carry(e edit.Edit) {
	if e.Src < 0 {
		return
	}
	all := f.base.anchors
	from, to := int32(e.Src+f.seam(e)), int32(e.Src+e.Len)
	for at := sort.Search(len(all), func(i int) bool { return all[i].end > from }); at < len(all) && all[at].end <= to; at++ {
		f.take(all[at], e)
	}
}

// take carries an anchor over if its extent is untouched, else it is judged afresh.
func (f *following) take(a anchor, e edit.Edit) {
	shift := int32(e.Dst - e.Src)
	kept := f.base.kept[a.first : a.first+a.kept]
	a.end += shift
	if !f.untouched(e, int(a.end-a.left), int(a.end+a.right)) {
		f.worker.anchored(f.text, dfa.Hit{End: a.end, Set: a.set}, f.out)
		return
	}
	a.first = int32(len(f.out.kept))
	for _, c := range kept {
		f.out.kept = append(f.out.kept, c.moved(shift))
	}
	f.out.remember(a)
}

// untouched reports whether text[lo:hi] of the new text, which may reach beyond its edges, lies in the copied run e as it lay in the
// base: whole, or cut off by the same edges.
func (f *following) untouched(e edit.Edit, lo, hi int) bool {
	if lo < 0 && (e.Dst != 0 || e.Src != 0) || lo >= 0 && lo < e.Dst {
		return false
	}
	end := e.Dst + e.Len
	if hi > len(f.text) {
		return end == len(f.text) && e.Src+e.Len == f.base.size
	}
	return hi <= end
}

func (c Candidate) moved(shift int32) Candidate {
	c.Anchor += shift
	c.Start += shift
	c.End += shift
	c.Name, c.core = c.Name.moved(shift), c.core.moved(shift)
	return c
}

// moved returns where a span that is not empty lies now.
func (s Span) moved(shift int32) Span {
	if s.End == 0 {
		return s
	}
	return Span{s.Start + shift, s.End + shift}
}
