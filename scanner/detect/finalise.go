package detect

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
	"github.com/sluice-scan/sluice/scanner/internal/lines"
	"github.com/sluice-scan/sluice/scanner/internal/order"
)

// Finalise judges the candidates of a whole text (those that Local returned for it) and returns the matches in order of their
// place, no two of them overlapping but those of rules that stand apart. Matches own their strings. note is told what a rule could not
// judge.
func (w *Worker) Finalise(text []byte, candidates []Candidate, note func(what string)) []Match {
	f := final{worker: w, text: text, note: note}
	for _, c := range candidates {
		f.judge(c)
	}
	f.patterns()
	kept := append(w.resolve(f.kept), f.apart...)
	slices.SortStableFunc(kept, byPlace)
	kept = f.asked(kept)
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
		return c.facts&lowering != 0 && c.vouched == 0 && single(r.Rule) && !w.parts()[r.ID]
	})
}

// final is the finalise stage of one text.
type final struct {
	worker   *Worker
	text     []byte
	note     func(string)
	part     Span   // of the text, in lower case:
	lower    []byte // see lowered
	kept     []Candidate
	apart    []Candidate   // of rules that stand apart
	windows  []Candidate   // of users' patterns: Start and End are what to search
	encoded  []Match       // in runs
	parts    map[Span]bool // see first
	asset    asset
	counter  lines.Counter
	last     int32     // where it stands
	services [][]int32 // see mentions
	reread   bool      // for these
	read     []int32   // document rules that were tried: they look at the whole text at once
}

// judge gives the final verdict on a candidate.
func (f *final) judge(c Candidate) {
	if c.Rule < 0 {
		f.encoded = append(f.encoded, f.inside(c)...)
		return
	}
	r := f.worker.rule(c.Rule)
	switch r.Kind {
	case rules.Block:
		if !r.block(f.text, &c) {
			f.worker.tellDropped(c, noBlock, 0)
			return
		}
	case rules.JWT:
		if !r.jwt(f.text, &c) {
			f.worker.tellDropped(c, noJWT, 0)
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
	if c.facts&checksumOK == 0 && r.Kind != rules.Block && f.asset.holds(f.text, int(c.Start)) {
		f.worker.tellDropped(c, ofAsset, 0)
		return
	}
	if r.encodes() {
		seen, why := r.hidden(value)
		if why != noReason {
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
	met := r.document(f.text, func(name, secret Span, seen facts) {
		c.Start, c.End, c.Name, c.facts = secret.Start, secret.End, name, seen|f.worker.answers.known(f.text[secret.Start:secret.End])
		f.kept = append(f.kept, c)
	})
	if len(f.kept) == before {
		f.worker.tellDropped(c, noMember, 0)
	}
	met.tell(r, f.note)
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
			f.worker.tellDropped(c, noMatch, 0)
		}
		if err != nil {
			f.note(fmt.Sprintf("rule %s: %v", r.ID, err))
		}
	}
}

// resolve keeps the best of candidates that overlap, so that each byte belongs to one finding at most, in order of their place.
func (w *Worker) resolve(all []Candidate) []Candidate {
	slices.SortFunc(all, byPlace)
	var kept []Candidate
	for i := 0; i < len(all); {
		end, j := all[i].End, i+1
		for j < len(all) && all[j].Start < end {
			end = max(end, all[j].End)
			j++
		}
		kept = append(kept, w.best(all[i:j])...)
		i = j
	}
	return kept
}

func byPlace(a, b Candidate) int { return cmp.Compare(a.Start, b.Start) }

// best reorders cluster, whose members overlap in a chain, and returns those that stay, in order of their place.
func (w *Worker) best(cluster []Candidate) []Candidate {
	if len(cluster) == 1 {
		return cluster
	}
	cluster = w.withoutInner(cluster)
	slices.SortFunc(cluster, w.better)
	var kept []Candidate
	for _, c := range cluster {
		i, found := slices.BinarySearchFunc(kept, c, byPlace)
		if found || i > 0 && kept[i-1].End > c.Start || i < len(kept) && kept[i].Start < c.End {
			w.tellDropped(c, overlapped, 1+over(kept, i, c).Rule)
			continue
		}
		room := int32(math.MaxInt32)
		if i < len(kept) {
			room = kept[i].Start
		}
		kept = slices.Insert(kept, i, w.assured(w.attributed(c, cluster, room), cluster))
	}
	return kept
}

// over returns which of kept, around its index i, overlaps c.
func over(kept []Candidate, i int, c Candidate) Candidate {
	if i < len(kept) && kept[i].Start < c.End {
		return kept[i]
	}
	return kept[i-1]
}

// attributed returns what a provider's rule saw of a candidate of a rule without one, if it saw most of it: the generic rule is sure
// of the value, the other knows whose it is, and where it ends if that is behind it and in front of room.
func (w *Worker) attributed(c Candidate, cluster []Candidate, room int32) Candidate {
	if c.core != (Span{}) && w.rule(c.Rule).Generic {
		return w.inAddress(c, cluster)
	}
	if !nobodys(w.rule(c.Rule).Rule) {
		return c
	}
	for _, other := range cluster {
		if r := w.rule(other.Rule); !r.Generic && (r.Kind == rules.Assignment || r.Kind == rules.Token) && (other.facts&unnamed == 0 || other.Start == c.Start) && most(c, other) {
			w.tellDropped(c, overlapped, 1+other.Rule)
			if w.confidence(c) == finding.ConfidenceLow {
				other.facts |= c.facts & lowering
			} else {
				other.vouched = c.Rule + 1
			}
			if other.Start != c.Start || other.End < c.End || other.End > room {
				other.Start, other.End, other.facts = c.Start, c.End, other.facts|otherShape
			}
			return other
		}
	}
	return c
}

// inAddress returns what a provider's rule saw of the password in an address of nobody's, if that is all of it.
func (w *Worker) inAddress(c Candidate, cluster []Candidate) Candidate {
	for _, other := range cluster {
		if r := w.rule(other.Rule); !r.Generic && r.Kind == rules.Token && !r.aside() && other.Start == c.core.Start && other.End == c.core.End {
			w.tellDropped(c, overlapped, 1+other.Rule)
			if w.confidence(c) != finding.ConfidenceLow {
				other.vouched = c.Rule + 1
			}
			return other
		}
	}
	return c
}

// assured returns what a provider's rule that is never sure saw of an assignment as what a generic rule is sure of: to know whose a value
// might be makes it no less of a secret.
func (w *Worker) assured(c Candidate, cluster []Candidate) Candidate {
	if r := w.rule(c.Rule); r.Generic || r.Kind != rules.Assignment || r.aside() || r.Confidence != string(finding.ConfidenceLow) || c.facts&lowering != 0 {
		return c
	}
	for _, other := range cluster {
		r := w.rule(other.Rule)
		around := r.Kind == rules.URI && other.Start <= c.Start && other.End >= c.End
		if r.Generic && w.confidence(other) != finding.ConfidenceLow && (around || nobodys(r.Rule) && most(c, other)) {
			c.vouched = other.Rule + 1
			if !around {
				c.Start, c.End = other.Start, other.End
			}
			return c
		}
	}
	return c
}

// nobodys reports whether a rule finds values by their names or headers, whoever issued them.
func nobodys(r *rules.Rule) bool {
	return r.Generic && (r.Kind == rules.Token || r.Kind == rules.JWT || r.Kind == rules.File && r.Model || r.Kind == rules.Assignment && (r.Provider == anyProvider || r.Provider == anyHeader))
}

// most reports whether other holds three fifths of c or more, and nothing in front of it: a prefix there is a part of c's name.
func most(c, other Candidate) bool {
	return other.Start >= c.Start && 5*(min(c.End, other.End)-max(c.Start, other.Start)) >= 3*(c.End-c.Start)
}

// standing orders candidates that overlap by how sure their rules are of them: what a rule holds for as it should; an address with
// a poor password; what a provider's rule holds for only in part and without its prefix; what a generic rule is not sure of.
func (w *Worker) standing(c Candidate) int {
	r := w.rule(c.Rule)
	partly := c.facts&loose != 0
	if r.Kind == rules.Token {
		partly = c.facts&(unnamed|otherShape) != 0
	}
	unsure := r.Generic && r.Kind != rules.Token && r.Kind != rules.Document && w.confidence(c) == finding.ConfidenceLow
	switch {
	case r.Kind == rules.URI && unsure:
		return 1
	case unsure:
		return 3
	case partly:
		return 2
	}
	return 0
}

// aside reports whether what the rule finds is only a part of a credential, as a host name, and none alone.
func (r *rule) aside() bool {
	return r.Exposure == string(finding.Publishable) && r.Confidence == string(finding.ConfidenceLow)
}

// withoutInner drops from a cluster what is no secret alone and lies within what may be one. It reorders the cluster.
func (w *Worker) withoutInner(cluster []Candidate) []Candidate {
	slices.SortFunc(cluster, func(a, b Candidate) int { return cmp.Or(byPlace(a, b), cmp.Compare(b.End, a.End)) })
	kept, outer := cluster[:0], Candidate{}
	for _, c := range cluster {
		if w.rule(c.Rule).aside() && outer.End >= c.End && outer.End-outer.Start > c.End-c.Start && !(nobodys(w.rule(outer.Rule).Rule) && most(outer, c)) {
			w.tellDropped(c, inside, 1+outer.Rule)
			continue
		}
		if !w.rule(c.Rule).aside() && c.End > outer.End {
			outer = c
		}
		kept = append(kept, c)
	}
	return kept
}

// The providers of rules without one, and of those for headers.
const (
	anyProvider = "generic"
	anyHeader   = "http-auth"
)

// better orders candidates: a provider's rule before a generic one, one that was met as it should be before one that was not, of one provider's a wider shape before another one, one whose literal is in the name before one of the words in
// front of it, one for a certain name or form before one for any credential's name, then by confidence, structure, length and place, and by who is named beside a literal that several providers use.
func (w *Worker) better(a, b Candidate) int {
	ra, rb := w.rule(a.Rule), w.rule(b.Rule)
	prefix, lengths, other := 0, 0, 0
	if ra.Provider == rb.Provider && ra.Exposure == rb.Exposure {
		other = cmp.Compare(a.facts&otherShape, b.facts&otherShape)
	}
	if a.Start == b.Start && ra.prefixed() && rb.prefixed() {
		prefix, lengths = cmp.Compare(rb.prefix(), ra.prefix()), cmp.Compare(ra.lengths(), rb.lengths())
	}
	return cmp.Or(
		cmp.Compare(w.standing(a), w.standing(b)),
		cmp.Compare(bits.OnesCount32(uint32(a.facts&loose)), bits.OnesCount32(uint32(b.facts&loose))),
		other,
		order.TrueFirst(rb.Generic, ra.Generic),
		order.TrueFirst(rb.Provider == anyProvider, ra.Provider == anyProvider),
		order.TrueFirst(a.inName() || ra.Kind != rules.Assignment, b.inName() || rb.Kind != rules.Assignment),
		order.TrueFirst(rb.anyName, ra.anyName),
		order.TrueFirst(ra.Decode != "", rb.Decode != ""),
		cmp.Compare(w.confidence(b).Rank(), w.confidence(a).Rank()),
		cmp.Compare(ra.structure(), rb.structure()),
		prefix,
		cmp.Compare(b.End-b.Start, a.End-a.Start),
		lengths,
		cmp.Compare(a.Start, b.Start),
		order.TrueFirst(ra.told, rb.told),
		cmp.Compare(ra.place(a), rb.place(b)),
		cmp.Compare(a.Rule, b.Rule),
	)
}

// prefixed reports a token that begins with its literal and has a shape behind it.
func (r *rule) prefixed() bool {
	return r.Kind == rules.Token && r.before.none() && !r.shape.none() && !r.shape.get().HasSecret()
}

// prefix returns the length of the rule's shortest literal in bytes.
func (r *rule) prefix() int {
	return len(slices.MinFunc(r.Literals, func(a, b string) int { return cmp.Compare(len(a), len(b)) }))
}

// lengths returns by how much the length of what has the rule's shape varies.
func (r *rule) lengths() int { return r.shape.get().MaxWidth() - r.shape.get().MinWidth() }

// inName reports whether the literal stands in the name of the assignment, and not in front of it.
func (c Candidate) inName() bool { return c.Name.Start <= c.Anchor && c.Anchor < c.Name.End }

// structure orders kinds by how much of a value they understand.
func (r *rule) structure() int {
	switch r.Kind {
	case rules.JWT, rules.Block, rules.Document:
		return 0
	case rules.Assignment:
		return 2
	}
	return 1
}

// place orders the providers that one name tells: the first of them counts.
func (r *rule) place(c Candidate) int32 {
	if !r.anyName {
		return 0
	}
	return c.Anchor
}

// confidence is the rule's own unless the judges saw something.
func (w *Worker) confidence(c Candidate) finding.Confidence {
	switch {
	case c.vouched > 0:
		return finding.Confidence(w.rule(c.vouched - 1).Confidence)
	case c.facts&lowering != 0:
		return finding.ConfidenceLow
	case c.facts&checksumOK != 0:
		return finding.ConfidenceHigh
	}
	return finding.Confidence(w.rule(c.Rule).Confidence)
}

func (w *Worker) match(text []byte, c Candidate, counter *lines.Counter) Match {
	m := Match{
		Rule: w.rule(c.Rule).Rule, Start: int(c.Start), End: int(c.End), Secret: string(text[c.Start:c.End]),
		Variable: string(text[c.Name.Start:c.Name.End]), Generic: c.vouched > 0 || w.rule(c.Rule).Generic, Confidence: w.confidence(c), Checksum: c.facts.checksum(), Reasons: c.facts.reasons(),
	}
	m.Scope = w.rule(c.Rule).says(m.Secret)
	if m.Variable == "" {
		m.Variable = string(nameBefore(text, m.Start))
	}
	if plain := w.rule(c.Rule).plain(text[c.Start:c.End]); plain != nil {
		m.Secret, m.Decoded = string(plain), []string{rules.Base64}
	}
	m.Core = m.Secret
	if c.core.End > 0 {
		m.Core = string(text[c.core.Start:c.core.End])
	}
	m.From.Line, m.From.Column = counter.At(text, m.Start)
	end := *counter
	m.To.Line, m.To.Column = end.At(text, m.End)
	if m.Core == m.Secret && m.Decoded == nil {
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
	quoted := func(c byte) bool { return c == '"' || c == '\'' || c == '`' || isBlank(c) }
	at -= back(quoted)
	operator := back(func(c byte) bool { return c == '=' || c == ':' || c == '>' })
	if operator == 0 || operator > 3 {
		return nil
	}
	at -= operator
	at -= back(quoted)
	return text[at-back(isWord) : at]
}

// patternValue is the judge of users' patterns: only what the rule itself asks for.
func (r *rule) patternValue(value []byte) bool {
	return r.MinEntropy == 0 || entropy.Shannon(value) > r.MinEntropy
}
