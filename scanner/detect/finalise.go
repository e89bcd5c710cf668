package detect

import (
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/lines"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// The finalise stage: what depends on more of a text than surrounds an anchor.

// Gap is what of a text was not judged.
type Gap struct {
	Why  string // in the words of the receipt
	Lost bool   // the work on the text ended before all of it was judged; else a kind of thing is judged up to a bound only
}

// Finalise judges the candidates of a whole text (those that Local returned for it) and returns the matches in order of their
// place, no two of them overlapping but those of rules that stand apart. Matches own their strings. note is told what was not judged.
func (w *Worker) Finalise(text []byte, candidates []Candidate, note func(Gap)) []Match {
	f := final{worker: w, text: text, note: note}
	for _, c := range bounded(candidates, mostCandidates, note) {
		f.judge(c)
	}
	f.patterns()
	kept := append(w.resolve(f.kept), f.apart...)
	slices.SortStableFunc(kept, byPlace)
	kept = bounded(f.asked(kept), mostKept, note)
	f.owned(kept)
	kept = f.probable(kept)
	matches := make([]Match, 0, len(kept))
	var counter lines.Counter
	for _, c := range kept {
		w.tell(c, 0)
		m := w.match(text, c, &counter)
		matches = append(matches, m)
		if w.rule(c.Rule).Apart {
			continue
		}
		for _, b := range f.beside(c, nil) {
			w.tell(b, 0)
			matches = append(matches, m.beside(w.rule(b.Rule).Rule))
		}
	}
	markTested(text, matches)
	return withInside(once(paired(matches)), f.encoded)
}

// asked leaves out of all values the low ones that stand for themselves, if nobody asks for them: all that follows reads around each value,
// and what lowered one stays with it. Beside what encoded texts hold they stay, since one of the two is told.
func (f *final) asked(kept []Candidate) []Candidate {
	if !f.worker.Surely || len(f.encoded) > 0 {
		return kept
	}
	w := f.worker
	return slices.DeleteFunc(kept, func(c Candidate) bool {
		r := w.rule(c.Rule)
		return c.facts.StaysLow() && c.vouched == 0 && single(r.Rule) && !w.parts()[r.ID]
	})
}

// final is the finalise stage of one text.
type final struct {
	worker   *Worker
	text     []byte
	note     func(Gap)
	part     syntax.Span // of the text, in lower case:
	lower    []byte      // see lowered
	kept     []Candidate
	apart    []Candidate          // of rules that stand apart
	windows  []Candidate          // of users' patterns: Start and End are what to search
	encoded  []Match              // in runs
	parts    map[syntax.Span]bool // see first
	asset    asset
	counter  lines.Counter
	last     int32     // where it stands
	services [][]int32 // see mentions
	reread   bool      // for these
	read     []int32   // document rules that were tried: they look at the whole text at once
	token    webToken  // that was read last
	pictures pictures
}

func (f *final) limit(why string) { f.note(Gap{Why: why}) }

// judge gives the final verdict on a candidate.
func (f *final) judge(c Candidate) {
	if c.Rule == formedRun {
		for _, token := range f.worker.formed(f.text, syntax.Span{Start: c.Start, End: c.End}) {
			f.value(f.worker.rule(token.Rule), token)
		}
		return
	}
	if c.Rule < 0 {
		f.encoded = append(f.encoded, f.inside(c)...)
		return
	}
	r := f.worker.rule(c.Rule)
	switch r.Kind {
	case rules.Block:
		if !r.block(f.text, &c) {
			f.worker.tellDropped(c, judge.NoBlock, 0)
			return
		}
	case rules.JWT:
		if !f.jwt(r, &c) {
			f.worker.tellDropped(c, judge.NoJWT, 0)
			return
		}
	case rules.Document:
		if !slices.Contains(f.read, c.Rule) {
			f.read = append(f.read, c.Rule)
			f.document(r, c)
		}
		return
	case rules.Regex:
		f.window(r, c)
		return
	}
	f.value(r, c)
}

// value gives the final verdict on a candidate whose value is known.
func (f *final) value(r *rule, c Candidate) {
	value := f.text[c.Start:c.End]
	if c.facts&judge.ChecksumOK == 0 && r.Kind != rules.Block && f.asset.holds(f.text, int(c.Start)) {
		f.worker.tellDropped(c, judge.OfAsset, 0)
		return
	}
	if r.encodes() {
		seen, why := r.hidden(value)
		if why != judge.NoReason {
			f.worker.tellDropped(c, why, 0)
			return
		}
		c.facts |= seen
	}
	c.facts |= r.published(value) | f.worker.answers.known(value)
	f.kept = append(f.kept, c)
}

func (f *final) document(r *rule, c Candidate) {
	before := len(f.kept)
	met := r.document(f.text, func(name, secret syntax.Span, seen judge.Facts) {
		c.Start, c.End, c.Name, c.facts = secret.Start, secret.End, name, seen|f.worker.answers.known(f.text[secret.Start:secret.End])
		f.kept = append(f.kept, c)
	})
	if len(f.kept) == before {
		f.worker.tellDropped(c, judge.NoMember, 0)
	}
	met.Tell(r.ID, f.limit)
}

// window notes where a user's pattern must be searched; windows of one rule that touch become one.
func (f *final) window(r *rule, c Candidate) {
	c.Start, c.End = 0, int32(len(f.text))
	if n := int32(r.pattern.window); n > 0 {
		c.Start, c.End = max(0, c.Anchor-n), min(c.End, c.Anchor+n+literalReach)
	}
	for i := len(f.windows) - 1; i >= 0; i-- {
		if last := &f.windows[i]; last.Rule == c.Rule {
			if last.End >= c.Start {
				last.End = max(last.End, c.End)
				return
			}
			break
		}
	}
	f.windows = append(f.windows, c)
}

// patterns runs users' patterns over their windows.
func (f *final) patterns() {
	for _, c := range f.windows {
		r := f.worker.rule(c.Rule)
		lo, kept := int(c.Start), &f.kept
		if r.Apart {
			kept = &f.apart
		}
		before := len(*kept)
		err := r.pattern.find(f.text[lo:c.End], func(from, to int) {
			c.Start, c.End = int32(lo+from), int32(lo+to)
			if r.patternValue(f.text[c.Start:c.End]) {
				*kept = append(*kept, c)
			}
		})
		if len(*kept) == before {
			f.worker.tellDropped(c, judge.NoMatch, 0)
		}
		if err != nil {
			f.note(Gap{Why: fmt.Sprintf("rule %s: %v", r.ID, err), Lost: true})
		}
	}
}

// confidence is the rule's own unless the judges saw something.
func (w *Worker) confidence(c Candidate) finding.Confidence {
	switch {
	case c.vouched > 0:
		return finding.Confidence(w.rule(c.vouched - 1).Confidence)
	case c.facts.Lowers() != 0:
		return finding.ConfidenceLow
	case c.facts&judge.ChecksumOK != 0:
		return finding.ConfidenceHigh
	}
	return finding.Confidence(w.rule(c.Rule).Confidence)
}

func (w *Worker) match(text []byte, c Candidate, counter *lines.Counter) Match {
	m := Match{
		Rule: w.rule(c.Rule).Rule, Start: int(c.Start), End: int(c.End),
		Secret: string(text[c.Start:c.End]), Variable: string(text[c.Name.Start:c.Name.End]),
		Generic: c.vouched > 0 || w.rule(c.Rule).Generic, Sure: c.facts&judge.Certain != 0, Confidence: w.confidence(c),
		Checksum: c.facts.Checksum(), Reasons: w.reasons(c),
	}
	m.Named = !m.Generic && m.Rule.Kind == rules.Assignment && c.facts&judge.ChecksumOK == 0
	m.Scope = w.rule(c.Rule).says(m.Secret)
	if m.Variable == "" {
		m.Variable = string(nameBefore(text, m.Start))
	}
	plain := w.rule(c.Rule).plain(text[c.Start:c.End])
	if plain != nil && !m.Rule.Stands() {
		m.Secret, m.Decoded = string(plain), []string{m.Rule.Decode}
	}
	m.Core = m.Secret
	if c.core.End > 0 {
		m.Core = string(text[c.core.Start:c.core.End])
	}
	m.From.Line, m.From.Column = counter.At(text, m.Start)
	end := *counter
	m.To.Line, m.To.Column = end.At(text, m.End)
	switch {
	case plain != nil && m.Decoded == nil:
		m.standsFor(string(plain), m.Rule.Decode)
	case m.Core == m.Secret && m.Decoded == nil:
		m.login()
	}
	return m
}

// nameBefore returns the name that a value at text[at:] is plainly assigned to on its line, nothing if there is none.
func nameBefore(text []byte, at int) []byte {
	back := func(class func(byte) bool) (n int) {
		for n < 64 && n < at && class(text[at-1-n]) {
			n++
		}
		return n
	}
	quoted := func(c byte) bool { return c == '"' || c == '\'' || c == '`' || ascii.IsBlank(c) }
	at -= back(quoted)
	operator := back(func(c byte) bool { return c == '=' || c == ':' || c == '>' })
	if operator == 0 || operator > 3 {
		return nil
	}
	at -= operator
	at -= back(quoted)
	return text[at-back(ascii.IsWord) : at]
}

// patternValue is the judge of users' patterns: only what the rule itself asks for.
func (r *rule) patternValue(value []byte) bool {
	return r.MinEntropy == 0 || entropy.Shannon(value) > r.MinEntropy
}
