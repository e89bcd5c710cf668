package detect

import (
	"math"
	"sort"

	"github.com/sluice-scan/sluice/scanner/internal/dfa"
	"github.com/sluice-scan/sluice/scanner/internal/edit"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
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
	w.follows = true
	f := following{worker: w, text: text, base: base, out: v}
	w.edits = coarse(edits, w.edits[:0])
	edits = w.edits
	w.ranges = f.inserted(edits, w.ranges[:0])
	if w.recall != nil {
		w.recall.passages.follow(w.ranges)
	}
	f.fresh, f.hits = w.look(text, w.ranges, binary)
	for _, e := range edits {
		f.afresh(e.Dst + min(e.Len, f.seam(e)))
		f.carry(e)
	}
	f.followRuns(edits)
}

// shortCopy is the length in bytes below which a copied run counts as inserted: hardly an extent fits into it, and its two seams
// take longer than its text. Of the copies in git's deltas of source code two thirds are shorter.
const shortCopy = 48

// coarse appends edits to out, short copies joined with what was inserted around them.
func coarse(edits, out []edit.Edit) []edit.Edit {
	for _, e := range edits {
		if e.Len < shortCopy {
			e.Src = -1
		}
		if n := len(out); n > 0 && e.Src < 0 && out[n-1].Src < 0 {
			out[n-1].Len += e.Len
		} else {
			out = append(out, e)
		}
	}
	return out
}

// following is one run of Follow.
type following struct {
	worker *Worker
	text   []byte
	base   *Verdicts
	out    *Verdicts
	next   int         // of base's anchors: those in front end in front of what was asked for last
	fresh  []passage   // of inserted text and seams, those that are not judged yet
	hits   []dfa.Hit   // in them
	judged syntax.Span // the run that was judged last
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

// inserted returns where the automaton must look.
func (f *following) inserted(edits []edit.Edit, out []dfa.Range) []dfa.Range {
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

// afresh judges what of fresh text ends in front of a place or at it. None goes on behind the seam of a copied run.
func (f *following) afresh(to int) {
	for len(f.fresh) > 0 && int(f.fresh[0].hi) <= to {
		f.hits = f.worker.pass(f.text, &f.fresh[0], f.hits, f.out)
		f.fresh = f.fresh[1:]
	}
}

// carry takes over the base's anchors whose literals lie in a copied run, whatever their length: those whose extent is untouched with
// their verdicts, the others judged afresh.
func (f *following) carry(e edit.Edit) {
	if e.Src < 0 {
		return
	}
	from, to := int32(e.Src+f.seam(e)), int32(e.Src+e.Len)
	all := f.base.anchors[f.behind(from):]
	lowest, highest := f.limits(e)
	for len(all) > 0 && all[0].end <= to {
		n := 0
		for n < len(all) && all[n].end <= to && all[n].end-all[n].left >= lowest && all[n].end+all[n].right <= highest {
			n++
		}
		f.take(all[:n], e)
		if all = all[n:]; len(all) > 0 && all[0].end <= to {
			f.worker.anchored(f.text, dfa.Hit{End: all[0].end + int32(e.Dst-e.Src), Set: all[0].set}, f.out)
			all = all[1:]
		}
	}
}

// behind returns the first of the base's anchors that ends behind a place. Copies mostly lie in the order of the base, so it looks on
// from the last one.
func (f *following) behind(place int32) int {
	all := f.base.anchors
	lo, step := f.next, 1
	if lo > 0 && all[lo-1].end > place {
		lo = 0
	}
	for lo+step < len(all) && all[lo+step].end <= place {
		lo, step = lo+step, 2*step
	}
	rest := all[lo:min(len(all), lo+step+1)]
	f.next = lo + sort.Search(len(rest), func(i int) bool { return rest[i].end > place })
	return f.next
}

// limits returns between which places of the base an extent lies in the copied run e as it lay there: whole, or cut off by the same edges.
func (f *following) limits(e edit.Edit) (lowest, highest int32) {
	lowest, highest = int32(e.Src), int32(e.Src+e.Len)
	if e.Dst == 0 && e.Src == 0 {
		lowest = math.MinInt32
	}
	if e.Dst+e.Len == len(f.text) && e.Src+e.Len == f.base.size {
		highest = math.MaxInt32
	}
	return lowest, highest
}

// take takes over anchors of the base that lie in a copied run, with all that was kept at them.
func (f *following) take(anchors []anchor, e edit.Edit) {
	shift := int32(e.Dst - e.Src)
	mine := f.out.remember(anchors...)
	for i := range anchors {
		a := &anchors[i]
		if mine != nil {
			mine[i].end, mine[i].first = a.end+shift, int32(len(f.out.kept))
		}
		for _, c := range f.base.kept[a.first : a.first+a.kept] {
			f.out.kept = append(f.out.kept, c.moved(shift))
		}
	}
}

func (c Candidate) moved(shift int32) Candidate {
	c.Anchor += shift
	c.Start += shift
	c.End += shift
	c.Name, c.core = c.Name.Moved(shift), c.core.Moved(shift)
	return c
}
