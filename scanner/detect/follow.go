package detect

import (
	"slices"
	"sort"

	"github.com/sluice-scan/sluice/scanner/internal/dfa"
	"github.com/sluice-scan/sluice/scanner/internal/edit"
)

// Judging only what changed. A local verdict depends on the text around its anchor only, so where that text was copied from the
// base as one run, the base's verdict holds: kept ones are carried over with shifted offsets, dropped ones stay dropped. Anchors
// near inserted bytes, near a seam between two runs, or at an edge of the file that was none in the base are judged afresh. The
// result is exactly that of Local on the whole text; the module's differential tests hold it to that.

// Follow is Local for a text that follows from another by edits; base are the verdicts on that other text.
func (w *Worker) Follow(text []byte, binary bool, edits []edit.Edit, base, v *Verdicts) {
	if !base.known || base.binary != binary || len(edits) == 0 {
		w.Local(text, binary, v)
		return
	}
	*v = Verdicts{all: v.all[:0], size: len(text), binary: binary, known: true}
	w.last = parsed{}
	f := following{worker: w, text: text, edits: edits, base: base, out: v}
	f.carry()
	f.afresh()
	slices.SortFunc(v.all, byAnchor)
}

// following is one run of Follow.
type following struct {
	worker *Worker
	text   []byte
	edits  []edit.Edit
	base   *Verdicts
	out    *Verdicts
}

// untouched reports whether text[lo:hi] of the new text, which may reach beyond its edges, lies in the copied run e as it lay in the
// base: whole, or cut off by the same edges.
func (f *following) untouched(e edit.Edit, lo, hi int) bool {
	if e.Src < 0 {
		return false
	}
	if lo < 0 && (e.Dst != 0 || e.Src != 0) || lo >= 0 && lo < e.Dst {
		return false
	}
	end := e.Dst + e.Len
	if hi > len(f.text) {
		return end == len(f.text) && e.Src+e.Len == f.base.size
	}
	return hi <= end
}

// near reports whether the text within reach of an anchor is untouched.
func (f *following) near(e edit.Edit, anchor int) bool {
	return f.untouched(e, anchor-reach, anchor+reach)
}

// carry takes over the base's verdicts of each copied run.
func (f *following) carry() {
	for _, e := range f.edits {
		if e.Src < 0 {
			continue
		}
		from := sort.Search(len(f.base.all), func(i int) bool { return int(f.base.all[i].Anchor) >= e.Src })
		for i := from; i < len(f.base.all) && int(f.base.all[i].Anchor) < e.Src+e.Len; i++ {
			f.take(f.base.all[i], e)
		}
	}
}

// take carries one verdict over if all that it depends on is untouched. One that depends on more than its reach, of which only the
// rest was touched, is judged afresh here: afresh passes it over.
func (f *following) take(old verdict, e edit.Edit) {
	shift := int32(e.Dst - e.Src)
	anchor := int(old.Anchor + shift)
	if !f.near(e, anchor) {
		return
	}
	if old.far > 0 && !f.untouched(e, anchor-reach, int(old.far+shift)) {
		f.worker.judge(f.text, old.Rule, old.Anchor+shift, old.anchorEnd+shift, f.out)
		return
	}
	f.out.all = append(f.out.all, old.moved(shift))
}

func (v verdict) moved(shift int32) verdict {
	v.Anchor += shift
	v.Start += shift
	v.End += shift
	v.anchorEnd += shift
	if v.far > 0 {
		v.far += shift
	}
	v.Name, v.core = v.Name.moved(shift), v.core.moved(shift)
	return v
}

// moved returns where a span that is not empty lies now.
func (s Span) moved(shift int32) Span {
	if s.End == 0 {
		return s
	}
	return Span{s.Start + shift, s.End + shift}
}

// afresh judges the anchors whose neighbourhood was touched.
func (f *following) afresh() {
	w := f.worker
	w.ranges = f.touched(w.ranges[:0])
	at := 0
	for _, hit := range w.finder.Find(f.text, w.ranges...) {
		for _, number := range w.finder.Literals(hit.Set) {
			start := hit.End - int32(len(w.anchors.Texts[number]))
			at = f.editAt(int(start), at)
			if f.near(f.edits[at], int(start)) {
				continue
			}
			for _, r := range w.anchors.Rules[number] {
				w.judge(f.text, r, start, hit.End, f.out)
			}
		}
	}
}

// editAt returns the index of the edit that holds an offset; hint is the last answer.
func (f *following) editAt(offset, hint int) int {
	if e := f.edits[hint]; e.Dst <= offset && offset < e.Dst+e.Len {
		return hint
	}
	return sort.Search(len(f.edits), func(i int) bool { return f.edits[i].Dst > offset }) - 1
}

// touched returns where anchors may end whose neighbourhood is not untouched.
func (f *following) touched(out []dfa.Range) []dfa.Range {
	size, literal := len(f.text), f.worker.automaton.MaxLen()
	add := func(lo, hi int) {
		r := dfa.Range{Lo: int32(max(0, lo-reach)), Hi: int32(min(size, hi+reach+literal))}
		if n := len(out); n > 0 && r.Lo <= out[n-1].Hi {
			out[n-1].Hi = max(out[n-1].Hi, r.Hi)
		} else if r.Lo < r.Hi {
			out = append(out, r)
		}
	}
	for i, e := range f.edits {
		switch {
		case e.Src < 0:
			add(e.Dst, e.Dst+e.Len)
		case i > 0 || e.Src != 0:
			add(e.Dst, e.Dst)
		}
	}
	if last := f.edits[len(f.edits)-1]; last.Src >= 0 && last.Src+last.Len != f.base.size {
		add(size, size)
	}
	return out
}
