package detect

import (
	"bytes"
	"math/bits"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/rules/shape"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/edit"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Tokens that no literal begins, but whose form is rare: parts of certain lengths and letters with marks between them. Their rules have
// the anchor "run": a run of letters, which are looked for anyway, with the words that are joined to it. The verdict depends on the run and
// decode.RunReach bytes on either side, as that on what it encodes does.

// formedRun is the rule of candidates that are runs with such tokens: Start and End are those of the run.
const formedRun = escapedText - int32(decode.Escapes)

// tokens are rules for runs, by the lengths in bytes that their tokens may have: most compounds are left after one look.
type tokens struct {
	runs  []rules.Run
	sizes [rules.LongestRun + 1]uint64 // a bit for each rule, and for each 64th behind it
}

func (t *tokens) add(run rules.Run) {
	for n := run.Least; n <= min(run.Most, rules.LongestRun); n++ {
		t.sizes[n] |= 1 << (len(t.runs) % 64)
	}
	t.runs = append(t.runs, run)
}

// of returns the rules whose token may be n bytes long, as a set of bits.
func (t *tokens) of(n int) uint64 {
	if n > rules.LongestRun {
		return 0
	}
	return t.sizes[n]
}

// seeForms remembers the run text[lo:hi] if there are tokens in it.
func (w *Worker) seeForms(text []byte, lo, hi int, v *Verdicts) {
	run := syntax.Span{Start: int32(lo), End: int32(hi)}
	if n := len(v.formed); n > 0 && v.formed[n-1] == run || len(w.formed(text, run)) == 0 {
		return
	}
	v.keepForm(run)
}

// seeFormsIn does so for the runs that meet text[lo:hi].
func (w *Worker) seeFormsIn(text []byte, lo, hi int, v *Verdicts) {
	for lo < hi {
		from, to, ok := decode.NextRun(text, lo, hi)
		if !ok {
			return
		}
		w.seeForms(text, from, to, v)
		lo = to
	}
}

// keepForm remembers a run, unless there are too many to carry them over.
func (v *Verdicts) keepForm(run syntax.Span) {
	v.formed = append(v.formed, run)
	if len(v.formed) > maxRuns {
		v.anchors, v.known = v.anchors[:0], false
	}
}

// carryForms takes over the base's runs with tokens that lie in a copied run of text with all that their verdicts may depend on, and judges
// afresh those that do not.
func (f *following) carryForms(e edit.Edit) {
	if e.Src < 0 {
		return
	}
	all := f.base.formed
	lowest, highest := f.limits(e)
	at, _ := slices.BinarySearchFunc(all, int32(e.Src), func(s syntax.Span, lo int32) int { return int(s.Start) - int(lo) })
	for ; at < len(all) && int(all[at].End) <= e.Src+e.Len; at++ {
		run := all[at].Moved(int32(e.Dst - e.Src))
		if all[at].Start-decode.RunReach >= lowest && all[at].End+decode.RunReach <= highest {
			f.out.keepForm(run)
		} else {
			f.worker.seeFormsIn(f.text, int(run.Start), int(run.End), f.out)
		}
	}
}

// formed returns the candidates of rules for runs in a run's lines. The slice is valid until the next call.
func (w *Worker) formed(text []byte, run syntax.Span) []Candidate {
	w.found = w.found[:0]
	lo, end := int(run.Start), int(run.End)
	if end-lo <= decode.MostOnLine {
		w.tokensAt(text, lo, end)
		return w.found
	}
	for lo < end {
		hi := end
		if i := bytes.IndexByte(text[lo:end], '\n'); i >= 0 {
			hi = lo + i
		}
		next := hi + 1
		for lo < hi && ascii.IsBlank(text[lo]) {
			lo++
		}
		for hi > lo && text[hi-1] == '\r' {
			hi--
		}
		if hi-lo >= decode.MinRun {
			w.tokensAt(text, lo, hi)
		}
		lo = next
	}
	return w.found
}

// tokensAt adds the candidates in the compound of the run text[lo:hi] on one line.
func (w *Worker) tokensAt(text []byte, lo, hi int) {
	if w.single.of(hi-lo) == 0 && decode.Alone(text, lo, hi) {
		return
	}
	c, ok := decode.CompoundOf(text, lo, hi)
	if !ok {
		return
	}
	among := &w.single
	if c.Joined {
		among = &w.compound
	}
	for _, at := range c.Starts[:c.Count] {
		for set := among.of(c.End - at); set != 0; set &= set - 1 {
			for i := bits.TrailingZeros64(set); i < len(among.runs); i += 64 {
				w.tokenAt(among.runs[i].Rule, text, at, c.End)
			}
		}
	}
}

// tokenAt adds text[from:to] if it is a token of a rule.
func (w *Worker) tokenAt(number int32, text []byte, from, to int) {
	r := w.rule(number)
	s := r.shape.get()
	if !s.MatchAll(text[from:to]) {
		return
	}
	c := Candidate{Rule: number, Anchor: int32(from), Start: int32(from), End: int32(to)}
	if r.formed(s, text, from, to, &c) {
		c.far, c.why, c.extent = 0, judge.NoReason, extent{}
		w.found = append(w.found, c)
	} else if w.Trace != nil {
		w.tellLocal(c, false)
	}
}

// formed judges the token text[from:to], of which nothing but its form tells what it is: a wrong checksum or too little entropy say
// that it is none.
func (r *rule) formed(s *shape.Shape, text []byte, from, to int, c *Candidate) bool {
	switch kept := r.tokenValue(s, text, from, from, from, to, c); {
	case !kept:
		return false
	case c.facts&judge.ChecksumBad != 0:
		return c.drop(judge.Unproven)
	case entropy.Shannon(text[c.Start:c.End]) < r.MinEntropy:
		return c.drop(judge.Uniform)
	}
	return true
}
