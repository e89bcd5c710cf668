package detect

import (
	"strings"
	"time"
	"unsafe"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/dfa"
	"github.com/sluice-scan/sluice/scanner/internal/edit"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/model"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// The local stage on a whole text: a worker, the verdicts that it makes, and what they remember for a text that follows.

// Worker runs a Matcher. It keeps scratch memory and is not safe for concurrent use.
type Worker struct {
	*Matcher
	finder   *dfa.Finder
	names    syntax.Names                // what is assigned
	holder   holder                      // the last word around a literal: many rules may have one literal
	asked    askedName                   // the last name of an assignment
	open     syntax.Span                 // of the literal under way: from the name to the end of a value that goes on behind its line
	printed  printable                   // what is known of the text behind the last name in binary data
	below    below                       // the last lines that were read on from a literal: several rules may have it
	escapes  [decode.Escapes]syntax.Span // the last one of each kind that a trigger was met at
	kept     []Candidate
	more     []Candidate // what the verdict under way keeps besides
	edits    []edit.Edit // scratch of Follow
	ranges   []dfa.Range // what is looked at
	passages []passage   // of it
	unknown  []dfa.Range // of these
	known    []met       // of literals
	weights  weights
	answers  answers
	recall   *recall // of former texts; nil to judge everything
	follows  bool    // texts that follow from others: a history

	// Surely says that nobody asks for matches of low confidence: Finalise may leave them out.
	Surely bool

	// Trace, when set, is told of every verdict on a text: those that dropped a candidate as they are made, those that kept one at the
	// end of Finalise.
	Trace func(Trace)
	// Weighings says that traces tell what the model made of values, which costs more than weighing them.
	Weighings bool
	told      map[syntax.Span]*Weighing // what the model made of values of the text, for traces
	cost      time.Duration             // of the verdict that is told next

	observe func(*rule, model.Value) // is shown what is weighed, to train the model; else nil
	depth   int                      // of encoded texts around those that this one judges
	found   []Candidate              // scratch of formed
	within  *Worker                  // judges the encoded texts in them; made when there is one
	inner   Verdicts                 // its verdicts
	plain   []byte                   // the text
	letters []byte                   // of which it was made, if they stand in pieces
	wide    []byte                   // the text, if it was in UTF-16 or UTF-32
	placed  []byte                   // scratch of namedWeighed

	unpacked, strings []byte // the texts of what was packed, and what of it is binary
}

// NewWorker returns a worker for m.
func (m *Matcher) NewWorker() *Worker {
	return &Worker{Matcher: m, finder: m.automaton.NewFinder(), known: make([]met, len(m.anchors.Texts)), recall: &recall{}}
}

// Verdicts are the local verdicts on one text: every anchor with the extent of what was read there, and what was kept. The zero Verdicts
// say nothing of any text.
type Verdicts struct {
	anchors []anchor      // in order of their ends; none if known is false
	kept    []Candidate   // in the order of their anchors
	runs    []encoded     // texts, in order
	formed  []syntax.Span // runs with tokens of rules for runs, in order
	size    int
	binary  bool
	known   bool
}

// anchor is what the local stage did at a hit of some literals.
type anchor struct {
	end, set    int32 // of the hit
	left, right int32 // the extent of all verdicts: from end - left to end + right
	first       int32 // of Verdicts.kept
	kept        int32 // how many
}

// fewAnchors bounds the anchors that are remembered of one text, and with them the memory, with one more for every bytesAnAnchor bytes:
// of a text with more, which people do not write, nothing is carried over.
const (
	fewAnchors    = 1 << 16
	bytesAnAnchor = 64 // source code has one in 300
)

// findStep is how much text is looked up at a time, in bytes, so that hits are never many.
const findStep = 1 << 20

// Forget makes v say nothing of any text.
func (v *Verdicts) Forget() {
	v.anchors, v.kept, v.runs, v.formed, v.known = v.anchors[:0], v.kept[:0], v.runs[:0], v.formed[:0], false
}

// Memory returns about how many bytes v holds.
func (v *Verdicts) Memory() int {
	return cap(v.anchors)*int(unsafe.Sizeof(anchor{})) + cap(v.kept)*int(unsafe.Sizeof(Candidate{})) +
		cap(v.runs)*int(unsafe.Sizeof(encoded{})) + cap(v.formed)*int(unsafe.Sizeof(syntax.Span{}))
}

// start empties v for verdicts on a text.
func (v *Verdicts) start(text []byte, binary bool) {
	*v = Verdicts{
		anchors: v.anchors[:0], kept: v.kept[:0], runs: v.runs[:0], formed: v.formed[:0],
		size: len(text), binary: binary, known: true,
	}
}

// remember adds anchors and returns them as they are remembered: nil if there are too many, from then on.
func (v *Verdicts) remember(anchors ...anchor) []anchor {
	n := len(v.anchors)
	switch {
	case !v.known:
		return nil
	case n+len(anchors) > fewAnchors+v.size/bytesAnAnchor:
		v.anchors, v.known = v.anchors[:0], false
		return nil
	}
	v.anchors = append(v.anchors, anchors...)
	return v.anchors[n:]
}

// forget forgets what was remembered of the last text.
func (w *Worker) forget() {
	w.names, w.holder, w.asked, w.below.end, w.printed = syntax.Names{}, holder{}, askedName{}, 0, printable{}
	w.escapes = [decode.Escapes]syntax.Span{}
	clear(w.told)
}

// Local judges the whole of a text. With binary set only those kinds run that do not need text around them.
func (w *Worker) Local(text []byte, binary bool, v *Verdicts) {
	v.start(text, binary)
	w.forget()
	for lo := 0; lo < len(text); lo += findStep {
		w.ranges = append(w.ranges[:0], dfa.Range{Lo: int32(lo), Hi: int32(min(len(text), lo+findStep))})
		all, hits := w.look(text, w.ranges, binary)
		for i := range all {
			hits = w.pass(text, &all[i], hits, v)
		}
	}
	w.runs(text, 0, len(text), 0, v)
}

// Candidates returns what the verdicts kept, and entries for each rule that is tried on every text and for encoded texts. The slice is
// valid until the next call.
func (w *Worker) Candidates(v *Verdicts) []Candidate {
	w.kept = append(w.kept[:0], v.kept...)
	for _, number := range w.anchors.Always {
		w.kept = append(w.kept, Candidate{Rule: number})
	}
	for _, run := range v.runs {
		if run.holds {
			w.kept = append(w.kept, Candidate{Rule: encodedRun, Start: run.Start, End: run.End})
		}
	}
	for _, run := range v.formed {
		w.kept = append(w.kept, Candidate{Rule: formedRun, Start: run.Start, End: run.End})
	}
	return w.kept
}

// anchored judges all rules at an anchor.
func (w *Worker) anchored(text []byte, hit dfa.Hit, v *Verdicts) anchor {
	a := anchor{end: hit.End, set: hit.Set, first: int32(len(v.kept))}
	for _, number := range w.finder.Literals(hit.Set) {
		h := &w.heads[number]
		for at := h.lo; at < h.hi; at++ {
			w.literal(text, at, &a, v)
		}
		if h.trigger.Text != "" {
			w.escaped(text, h.trigger, &a, v)
		}
	}
	a.kept = int32(len(v.kept)) - a.first
	v.remember(a)
	return a
}

// cover widens the extent to text[lo:hi].
func (a *anchor) cover(lo, hi int) {
	a.left, a.right = max(a.left, a.end-int32(lo)), max(a.right, int32(hi)-a.end)
}

// literal judges the rules of a literal at the hit of its head.
func (w *Worker) literal(text []byte, number int32, a *anchor, v *Verdicts) {
	l := w.anchors.Texts[number]
	start := int(a.end) - min(len(l), headLen)
	end := start + len(l)
	a.cover(start, end)
	if len(l) > headLen && (end > len(text) || !ascii.EqualFold(text[a.end:end], l[headLen:])) {
		return
	}
	known := &w.known[number]
	if known.traits == 0 {
		*known = w.learn(number)
	}
	if w.Trace == nil && !v.binary && known.passesOver(text, start, end, a) {
		return
	}
	own := anchor{end: a.end}
	if known.traits&contextual == 0 || !w.follows || w.recall == nil || w.Trace != nil {
		w.rulesAt(text, number, start, end, &own, v)
	} else {
		w.recalled(text, number, start, end, &own, v)
	}
	a.cover(int(own.end-own.left), int(own.end+own.right))
}

// rulesAt gives the verdicts of all rules of a literal, which is text[start:end].
func (w *Worker) rulesAt(text []byte, number int32, start, end int, a *anchor, v *Verdicts) {
	before := len(v.kept)
	a.cover(start, end)
	w.open = syntax.Span{}
	for _, r := range w.anchors.Of(number) {
		w.judge(text, r, start, end, a, v)
	}
	if w.known[number].traits&opensTokens != 0 && !v.binary && partial(v.kept[before:]) {
		w.pieces(text, start, end, a, v)
	}
	if w.open.End > 0 && !v.binary {
		w.continued(text, start, a, v)
	}
}

// trait is what a worker knows of a literal once it has met it.
type trait uint8

const (
	// wordly is one that counts at the beginning of a word only, for all of its rules. It is a shortcut around judges that would say so
	// one by one: of runs of one letter, as padding has, every place is a hit.
	wordly trait = 1 << iota
	// opensTokens is one that a provider's tokens begin with, and little else.
	opensTokens
	// joins is one that may follow a name and a "_", too.
	joins
	// contextual is one of rules that read what stands around it, which takes longer than to recall a former verdict.
	contextual
	// letters is one of one letter many times, as base64 of zeros has: it counts at either end of a run only.
	letters
	asked
)

// manyLetters is how long, in bytes, a literal of one letter is that no token has by chance.
const manyLetters = 8

// met is what a worker knows of a literal once it has met it: the zero value of one that it has not.
type met struct {
	traits  trait
	opening *opening // nil where the rules have none in common
}

// passesOver reports whether no rule of the literal text[start:end] can match there, which is told cheaply for all of them at once.
func (k *met) passesOver(text []byte, start, end int, a *anchor) bool {
	if k.traits&wordly != 0 {
		a.cover(start-escapeReach, end)
		if continuesLeft(text, start) && (k.traits&joins == 0 || text[start-1] != '_') {
			return true
		}
	}
	if k.traits&letters != 0 {
		a.cover(start-1, end+1)
		if c := ascii.Lower(text[start]); start > 0 && end < len(text) && ascii.Lower(text[start-1]) == c && ascii.Lower(text[end]) == c {
			return true
		}
	}
	if k.opening == nil {
		return false
	}
	a.cover(start, end+k.opening.least)
	return !k.opening.fits(text[end:])
}

// learn returns what there is to know of a literal that is met for the first time.
func (w *Worker) learn(number int32) met {
	t := asked | wordly
	if l := w.anchors.Texts[number]; len(l) >= manyLetters && strings.Count(l, l[:1]) == len(l) {
		t |= letters
	}
	for _, n := range w.anchors.Of(number) {
		r := &w.set[n]
		if r.Kind != rules.Token || r.Boundary == "none" || r.Before != "" {
			t &^= wordly
		}
		if r := w.rule(n); r.behindName(len(w.anchors.Texts[number])) {
			t |= joins
		}
		if r.Kind == rules.Assignment {
			t |= contextual
		}
		if r.Kind == rules.Token && !r.Generic && r.Shape != "" && r.Before == "" && rules.Frequency(w.anchors.Texts[number]) <= rare {
			t |= opensTokens
		}
	}
	if t&opensTokens != 0 {
		return met{t, nil} // its tokens may stand in pieces
	}
	return met{t, w.opening(number)}
}

// judge gives the local verdict of one rule at one anchor, whose literal is text[start:end].
func (w *Worker) judge(text []byte, number int32, start, end int, a *anchor, v *Verdicts) {
	r := w.rule(number)
	lo, hi := int32(start), int32(end)
	c := Candidate{Rule: number, Anchor: lo, Start: lo, End: hi, extent: extent{lo: lo, hi: hi}}
	kept := false
	w.more = w.more[:0]
	switch {
	case v.binary && r.wantsText():
		c.drop(judge.NotText)
	case !r.exact(text[start:end]):
		c.drop(judge.OtherCase)
	default:
		kept = w.timed(r, w.readable(r, text, end, a, v), start, end, &c)
		switch {
		case !v.binary:
		case r.Kind == rules.Token && (!kept || c.facts&judge.Loose != 0):
			kept = r.inBinary(text, start, end, &c) || kept
		case r.Kind == rules.Assignment:
			kept = kept && (c.inString(text) || c.drop(judge.NotText))
		}
		if v.binary && kept && c.facts&judge.ChecksumOK == 0 && c.sampled(text) {
			kept = c.drop(judge.OfAsset)
		}
		a.cover(int(c.lo), int(c.hi))
	}
	if w.Trace != nil {
		w.tellLocal(c, kept)
	}
	if kept {
		if r.Kind == rules.Assignment {
			c.facts |= r.proof(text[c.Start:c.End], 0)
		}
		v.keep(c)
	}
	for _, m := range w.more {
		v.keep(m)
	}
}

// keep adds a candidate, without what only its verdict needed.
func (v *Verdicts) keep(c Candidate) {
	c.far, c.why, c.extent = 0, judge.NoReason, extent{}
	v.kept = append(v.kept, c)
}

// timed is local; who asks for traces is told its cost.
func (w *Worker) timed(r *rule, text []byte, start, end int, c *Candidate) (kept bool) {
	if w.Trace == nil {
		return w.local(r, text, start, end, c)
	}
	before := time.Now()
	kept = w.local(r, text, start, end, c)
	w.cost = time.Since(before)
	return kept
}

// local is the local verdict itself; it completes c.
func (w *Worker) local(r *rule, text []byte, start, end int, c *Candidate) (kept bool) {
	if r.Kind == rules.Assignment && !r.weighed {
		return w.contextual(r, text, start, end, c)
	}
	c.begin()
	switch r.Kind {
	case rules.Assignment:
		kept = w.assignedWeighed(r, text, start, end, c)
	case rules.Token:
		if !r.each.none() {
			kept = w.items(r, text, start, end, c)
			break
		}
		kept = r.token(text, start, end, c) && (!r.weighed || w.tokenWeighed(r, text, start, end, c))
	case rules.URI:
		kept = r.uri(text, start, end, c) && (!r.weighed || w.userinfoWeighed(r, text, c))
	case rules.Block:
		kept = r.blockBegins(text, end) || c.drop(judge.NoBlock)
		c.within(start, end+labelReach)
	case rules.JWT:
		kept = jwtBegins(text, start) || c.drop(judge.NoJWT)
	default: // the finalise stage decides
		kept = true
		c.within(start, end)
	}
	c.end(start)
	return kept
}
