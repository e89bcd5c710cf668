package detect

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/archive"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/edit"
	"github.com/sluice-scan/sluice/scanner/internal/lines"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Texts within a text: runs of base64 and of hexadecimal digits. A run is judged in the local stage: one that begins like a text is
// decoded and gets a local stage of its own; if that keeps anything, the run is a candidate. The verdict depends on the run and
// decode.RunReach bytes on either side, which say where it begins and ends, so it is carried over like those of anchors. The finalise
// stage decodes again, for the matches in the run. A run that begins like a text goes on in the pieces behind it, so it is remembered
// whether it keeps anything or not: what joins them may change without a letter of the run.

// Bounds of the work on encoded texts.
const (
	mostNested  = 3       // encoded texts, one in the other
	mostEncoded = 8 << 20 // letters of one run that are decoded
	mostUnpack  = 4 << 20 // bytes that a packed one stands for
	maxRuns     = 1 << 14 // that are remembered of one text
)

func tooNested() string {
	return fmt.Sprintf("encoded texts: those more than %d deep, one in the other, are not read", mostNested)
}

func encodedBounds() string {
	return fmt.Sprintf("encoded texts: of each only the first %d MiB, and the first %d MiB that packed ones stand for, are read",
		mostEncoded>>20, mostUnpack>>20)
}

// Rules of candidates that are texts within the text: runs, and from escapedText downwards stretches with escapes of each kind, and
// literals that are turned round. Start and End are those of the run, stretch or literal.
const (
	encodedRun  = -1
	escapedText = -2
)

// runs judges the runs of text that meet text[from:to] and do not begin in front of floor, where another one ends, and returns the last
// one.
func (w *Worker) runs(text []byte, from, to, floor int, v *Verdicts) (last syntax.Span) {
	if w.depth == mostNested {
		w.deeper(text, v)
		return last
	}
	for at := from; at < to; {
		lo, hi, ok := decode.NextRun(text, at, to)
		if !ok {
			return last
		}
		w.seeForms(text, lo, hi, v)
		if lo < floor { // the line that it goes on from is a piece of the one in front
			at = hi
			continue
		}
		last = syntax.Span{Start: int32(lo), End: int32(hi)}
		if begin, form := begins(text, last); form != decode.NoForm {
			last.End = int32(decode.GoesOn(text, lo+begin))
			v.keepRun(last, w.holds(text, last))
			w.seeFormsIn(text, hi, int(last.End), v)
		}
		at, floor = int(last.End), int(last.End)
	}
	return last
}

// deeper keeps the first run that may hold a text and lies too deep to be decoded, so that the finalise stage tells of it.
func (w *Worker) deeper(text []byte, v *Verdicts) {
	for at := 0; ; {
		lo, hi, ok := decode.NextRun(text, at, len(text))
		if !ok {
			return
		}
		run := syntax.Span{Start: int32(lo), End: int32(hi)}
		if _, form := begins(text, run); form != decode.NoForm {
			v.keepRun(run, true)
			return
		}
		at = hi
	}
}

// encoded is a run that begins like a text.
type encoded struct {
	syntax.Span
	holds bool // candidates, or it is cut
}

// keepRun remembers a run, unless there are too many to carry them over.
func (v *Verdicts) keepRun(run syntax.Span, holds bool) {
	v.runs = append(v.runs, encoded{run, holds})
	if len(v.runs) > maxRuns {
		v.anchors, v.known = v.anchors[:0], false
	}
}

// holds reports whether the text in a run has candidates, or is cut, so that the finalise stage tells of it.
func (w *Worker) holds(text []byte, run syntax.Span) bool {
	plain, gap := w.decoded(text, run)
	return gap != "" || w.hasCandidates(&plain)
}

// hasCandidates reports whether a text, or what of it is binary, has candidates.
func (w *Worker) hasCandidates(p *plain) bool {
	return len(p.text) > 0 && w.judgeWithin(p.text, false) || len(p.strings) > 0 && w.judgeWithin(p.strings, true)
}

// judgeWithin runs the local stage on a text within the text, and reports whether it has candidates. The verdicts are in w.inner.
func (w *Worker) judgeWithin(text []byte, binary bool) bool {
	w.descend()
	w.within.Local(text, binary, &w.inner)
	return len(w.inner.kept) > 0 || len(w.inner.formed) > 0 || slices.ContainsFunc(w.inner.runs, func(e encoded) bool { return e.holds })
}

// descend makes the worker for texts within the text, if there is none yet.
func (w *Worker) descend() {
	if w.within == nil {
		w.within = &Worker{Matcher: w.Matcher, finder: w.finder.Beside(), known: w.known, depth: w.depth + 1}
		if w.recall != nil {
			w.within.recall = &recall{}
		}
	}
}

// plain is what a run stands for.
type plain struct {
	text    []byte
	strings []byte       // what of it is binary
	at      int32        // where it begins in the run
	form    fmt.Stringer // how it was written
	packed  archive.Kind
	wide    decode.Encoding
}

// layers names what was undone, the outermost first.
func (p *plain) layers() (names []string) {
	for _, layer := range [...]fmt.Stringer{p.form, p.packed} {
		if name := layer.String(); name != "" {
			names = append(names, name)
		}
	}
	if p.wide.Wide() {
		names = append(names, p.wide.String())
	}
	return names
}

// decoded returns what a run stands for, if it looks like a text; gap says what of it is not read. The text lies in w's scratch memory.
func (w *Worker) decoded(text []byte, run syntax.Span) (p plain, gap string) {
	at, form := begins(text, run)
	if p.form = form; form == decode.NoForm {
		return p, ""
	}
	letters, pieced := decode.Letters(w.letters[:0], text, int(run.Start)+at, int(run.End))
	if pieced {
		w.letters = letters
	}
	if len(letters) > mostEncoded {
		letters, gap = letters[:mostEncoded], encodedBounds()
	}
	w.descend()
	p.at = int32(at)
	w.plain = form.Append(w.plain[:0], letters)
	return p, cmp.Or(w.read(&p), gap)
}

// read makes the texts of what was decoded, which is w.plain, and says what of it is not read.
func (w *Worker) read(p *plain) (gap string) {
	var cut bool
	if p.packed, gap = packedAs(w.plain); p.packed != archive.None {
		p.wide, cut = w.unpack(w.plain)
		p.text, p.strings = w.unpacked, w.strings
		if cut {
			return encodedBounds()
		}
		return ""
	}
	switch p.wide = decode.Detect(w.plain); {
	case p.wide == decode.Binary:
		p.strings = w.plain
	case p.wide.Wide():
		w.wide = p.wide.AppendUTF8(w.wide[:0], w.plain)
		p.text = w.wide
	default:
		p.text = w.plain
	}
	return gap
}

// mostBegins is how many places in a run may be the beginning of what is encoded.
const mostBegins = 8

// sequenceDER is how base64 of a certificate or a key begins that is no text (ITU-T X.690). A line of it may hold letters of a name.
var sequenceDER = []byte("MII")

// begins returns where in a run base64, base32 or hexadecimal digits of a text begin: at its start, behind what an escape such as \n or a
// number's prefix leaves in front, or behind one of the letters that separate words elsewhere: those of a path, of a name with hyphens.
func begins(text []byte, all syntax.Span) (at int, form decode.Form) {
	letters := text[all.Start:all.End]
	if all.Start > 0 && text[all.Start-1] == '\\' {
		at++
	}
	if string(letters[:2]) == "0x" || string(letters[:2]) == "0X" {
		at = 2
	}
	for range mostBegins {
		if form = decode.RunForm(letters[at:]); form != decode.NoForm {
			return at, form
		}
		n := ascii.Run(letters[at:], ascii.IsAlnum)
		if at+n == len(letters) || ascii.IsSpace(letters[at+n]) && bytes.HasPrefix(letters, sequenceDER) {
			break
		}
		at += n + 1
	}
	return 0, decode.NoForm
}

// followRuns carries over the runs that a delta left alone, and judges those near what it changed.
func (f *following) followRuns(edits []edit.Edit) {
	w := f.worker
	if w.depth == mostNested {
		return
	}
	at, same := 0, -1 // all runs in front are judged; what changes up to there touches no others
	near := func(lo, hi int) {
		if hi < same {
			return
		}
		if lo, hi, same = decode.Touched(f.text, lo, hi, min(lo, at)); hi-lo >= decode.MinRun {
			f.judgeRuns(lo, hi)
		}
		at = max(at, hi)
	}
	for i, e := range edits {
		switch {
		case e.Src < 0:
			near(e.Dst, e.Dst+e.Len)
		case i == 0 && e.Src != 0, i > 0 && edits[i-1].Src >= 0:
			near(e.Dst, e.Dst)
		}
	}
	if last := edits[len(edits)-1]; last.Src >= 0 && last.Src+last.Len != f.base.size {
		near(len(f.text), len(f.text))
	}
	if len(f.base.runs)+len(f.base.formed) > 0 {
		for _, e := range edits {
			f.carryRuns(e)
			f.carryForms(e)
		}
	}
	if len(f.out.runs) > 1 {
		f.settleRuns()
	}
	if len(f.out.formed) > 1 {
		slices.SortFunc(f.out.formed, func(a, b syntax.Span) int { return int(a.Start) - int(b.Start) })
		f.out.formed = slices.Compact(f.out.formed)
	}
}

func inOrder(a, b encoded) int { return cmp.Or(int(a.Start)-int(b.Start), int(b.End)-int(a.End)) }

// settleRuns sorts the runs and leaves out those that begin in another one: pieces of it that were judged on their own, or stood alone
// before. What such a run reaches beyond the other one was judged as a part of it alone, and is judged again.
func (f *following) settleRuns() {
	slices.SortFunc(f.out.runs, inOrder)
	kept, last := 0, syntax.Span{}
	for i := 0; i < len(f.out.runs); i++ {
		e := f.out.runs[i]
		switch {
		case e.Start >= last.End:
			f.out.runs[kept], last = e, e.Span
			kept++
		case e.End > last.End:
			f.worker.runs(f.text, int(last.End), int(e.End), int(last.End), f.out)
			slices.SortFunc(f.out.runs[i+1:], inOrder)
		}
	}
	f.out.runs = f.out.runs[:kept]
}

// judgeRuns judges the runs that meet text[lo:hi], unless they are the one that was judged last: a delta may touch a long run very often.
func (f *following) judgeRuns(lo, hi int) {
	if int(f.judged.Start) <= lo && hi <= int(f.judged.End) {
		return
	}
	if last := f.worker.runs(f.text, lo, hi, 0, f.out); last != (syntax.Span{}) {
		f.judged = last
	}
}

// carryRuns takes over the base's runs that lie in a copied run of text with all that their verdicts may depend on, and judges afresh
// what is left of those that do not.
func (f *following) carryRuns(e edit.Edit) {
	if e.Src < 0 {
		return
	}
	all := f.base.runs
	lowest, highest := f.limits(e)
	shift, end := int32(e.Dst-e.Src), int32(e.Src+e.Len)
	at, _ := slices.BinarySearchFunc(all, int32(e.Src)+1, func(e encoded, lo int32) int { return int(e.End) - int(lo) })
	for ; at < len(all) && all[at].Start < end; at++ {
		if all[at].Start-decode.RunReach >= lowest && all[at].End+decode.PieceReach <= highest {
			f.out.keepRun(all[at].Moved(shift), all[at].holds)
		} else {
			f.judgeRuns(int(max(all[at].Start, int32(e.Src))+shift), int(min(all[at].End, end)+shift))
		}
	}
}

// inside returns the matches in a run or stretch.
func (f *final) inside(c Candidate) []Match {
	place := syntax.Span{Start: c.Start, End: c.End}
	switch e := decode.Escape(escapedText - c.Rule); {
	case c.Rule == encodedRun:
		return f.insideRun(place)
	case e == decode.Reversed:
		return f.insideReversed(place)
	case e.Whole():
		return f.insideWhole(e, place)
	case e == decode.Continued && !f.first(place):
		return nil
	default:
		return f.insideStretch(e, place)
	}
}

// insideRun returns the matches in a run, at the place of the run.
func (f *final) insideRun(run syntax.Span) []Match {
	w := f.worker
	if w.depth == mostNested {
		f.limit(tooNested())
		return nil
	}
	plain, gap := w.decoded(f.text, run)
	if gap != "" {
		f.limit(gap)
	}
	run.Start += plain.at
	return f.insidePlain(&plain, run)
}

// insidePlain returns the matches in what a part of the text stands for, at the place of the part.
func (f *final) insidePlain(plain *plain, place syntax.Span) (found []Match) {
	w := f.worker
	for i, part := range [...][]byte{plain.text, plain.strings} {
		if len(part) > 0 && w.judgeWithin(part, i == 1) {
			found = append(found, w.within.Finalise(part, w.within.Candidates(&w.inner), f.note)...)
		}
	}
	layers := plain.layers()
	from, to := f.position(place.Start), f.position(place.End)
	for i := range found {
		m := &found[i]
		m.Decoded = append(slices.Clone(layers), m.Decoded...)
		m.Start, m.End, m.From, m.To = int(place.Start), int(place.End), from, to
		for j := range m.Parts {
			m.Parts[j].From, m.Parts[j].To = from, to
		}
	}
	return found
}

// position returns the line and column of an offset; those of runs ascend.
func (f *final) position(at int32) (p finding.Position) {
	if at < f.last {
		f.counter = lines.Counter{}
	}
	p.Line, p.Column = f.counter.At(f.text, int(at))
	f.last = at
	return p
}

// withInside joins the matches in clear text with those in texts within it. Where both are told of the same letters, the clear one
// stays if it is the same secret, and nobody's only if the other is nobody's, too, or less sure, or knows whose secret it is and is as
// sure; and a JSON Web Token stays, beside what its claims call a secret, and before what else generic rules see in its parts. Of a longer
// place, as a packed literal is, what does not hold the clear one is told beside it. What is but the beginning of one that stands in pieces
// goes.
func withInside(clear, inside []Match) []Match {
	if len(inside) == 0 {
		return clear
	}
	overlap := func(a, b Match) bool { return a.Start < b.End && b.Start < a.End }
	inside = withoutBeginnings(inside)
	inside = slices.DeleteFunc(inside, func(m Match) bool {
		return slices.ContainsFunc(clear, func(c Match) bool {
			anyone := c.Generic || c.Core == m.Core && len(c.Decoded) > 0                     // knows no more than where it stands
			beside := m.Start < c.Start && c.End < m.End && !strings.Contains(m.Core, c.Core) // more than that is written there
			same := c.Core == m.Core && (!anyone || m.Generic || m.Confidence.Rank() < c.Confidence.Rank())
			return overlap(m, c) && (same || m.Generic && jwtLike(c.Secret) && !secretClaims.Ends([]byte(m.Variable)) || !anyone && c.Confidence.Rank() >= m.Confidence.Rank() && !beside)
		})
	})
	clear = slices.DeleteFunc(clear, func(c Match) bool {
		return slices.ContainsFunc(inside, func(m Match) bool {
			return overlap(m, c) && (c.Generic && !jwtLike(c.Secret) || strings.HasPrefix(m.Core, c.Core)) && m.Confidence.Rank() >= c.Confidence.Rank()
		})
	})
	out := append(clear, inside...)
	slices.SortStableFunc(out, func(a, b Match) int { return a.Start - b.Start })
	return out
}

// mostAround bounds how many matches at one place are compared with each other.
const mostAround = 64

// withoutBeginnings leaves out matches whose secret is but the beginning of one of another match at their place, which is no less sure,
// and those that tell it again: of a run in pieces the first piece says as much as it holds, and what joins the pieces may be undone by
// two ways.
func withoutBeginnings(inside []Match) []Match {
	slices.SortStableFunc(inside, func(a, b Match) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	kept := inside[:0]
	for i := 0; i < len(inside); {
		j, end := i+1, inside[i].End
		for j < len(inside) && inside[j].Start < end {
			end = max(end, inside[j].End)
			j++
		}
		around := slices.Clone(inside[i:min(j, i+mostAround)])
		first := len(kept)
		for _, m := range inside[i:j] {
			if !slices.ContainsFunc(around, m.begins) && !slices.ContainsFunc(kept[first:min(len(kept), first+mostAround)], m.repeats) {
				kept = append(kept, m)
			}
		}
		i = j
	}
	return kept
}

// begins reports whether the match tells but the beginning of what another one around it tells.
func (m Match) begins(o Match) bool {
	return len(o.Core) > len(m.Core) && strings.HasPrefix(o.Core, m.Core) && o.Confidence.Rank() >= m.Confidence.Rank() &&
		o.Start <= m.Start && m.End < o.End
}

// repeats reports whether another one, which is not behind the match, tells the same.
func (m Match) repeats(o Match) bool {
	return o.Core == m.Core && o.Rule.Family == m.Rule.Family && m.Start < o.End && o.Confidence.Rank() >= m.Confidence.Rank()
}

// secretClaims are last words of claims that are themselves secrets, which whoever sees the token can read.
var secretClaims = wordlist.New([]string{"password", "passwd", "passphrase", "pwd", "secret", "apikey", "privatekey", "secretkey"}, wordlist.LongWord)

// jwtLike reports whether a secret has the form of a JSON Web Token, whoever's rule found it.
func jwtLike(secret string) bool {
	return strings.HasPrefix(secret, "eyJ") && strings.Contains(secret, ".")
}
