package detect

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/order"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Candidates that overlap: each byte belongs to one finding at most, that of the rule which is surest of it. What it saw and what
// the others know of the same value come together.

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
	var chain *overlaps
	if len(cluster) > smallCluster {
		chain = newOverlaps(cluster)
	}
	slices.SortFunc(cluster, w.better)
	var kept []Candidate
	for _, c := range cluster {
		i, found := slices.BinarySearchFunc(kept, c, byPlace)
		if found || i > 0 && kept[i-1].End > c.Start || i < len(kept) && kept[i].Start < c.End {
			w.tellDropped(c, judge.Overlapped, 1+over(kept, i, c).Rule)
			continue
		}
		room := int32(math.MaxInt32)
		if i < len(kept) {
			room = kept[i].Start
		}
		near := cluster
		if chain != nil {
			near = chain.of(w, c)
		}
		kept = slices.Insert(kept, i, w.assured(w.attributed(c, near, room), near))
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
	if c.core != (syntax.Span{}) && w.rule(c.Rule).Generic {
		return w.inAddress(c, cluster)
	}
	if !nobodys(w.rule(c.Rule).Rule) {
		return c
	}
	for _, other := range cluster {
		r := w.rule(other.Rule)
		if !r.Generic && !r.aside() && (r.Kind == rules.Assignment || r.Kind == rules.Token) &&
			(other.facts&judge.Unnamed == 0 || other.Start == c.Start && !r.anybodys()) && most(c, other) {
			w.tellDropped(c, judge.Overlapped, 1+other.Rule)
			other.facts |= c.facts & (judge.Likely | judge.Certain)
			if w.confidence(c) == finding.ConfidenceLow {
				other.facts |= c.facts & judge.Lowering
			} else {
				other.vouched = c.Rule + 1
			}
			if other.Start != c.Start || other.End < c.End || other.End > room {
				other.Start, other.End, other.facts = c.Start, c.End, other.facts|judge.OtherShape
			}
			return other
		}
	}
	return c
}

// inAddress returns what a provider's rule saw of the password in an address of nobody's, if that is all of it.
func (w *Worker) inAddress(c Candidate, cluster []Candidate) Candidate {
	for _, other := range cluster {
		r := w.rule(other.Rule)
		if !r.Generic && r.Kind == rules.Token && !r.aside() && other.Start == c.core.Start && other.End == c.core.End {
			w.tellDropped(c, judge.Overlapped, 1+other.Rule)
			if w.confidence(c) != finding.ConfidenceLow {
				other.vouched = c.Rule + 1
			}
			return other
		}
	}
	return c
}

// assured returns what a rule that is never sure saw, a provider's of an assignment or one that knows a value by its place, as what a
// generic rule is sure of: to know whose a value might be, or what for, makes it no less of a secret.
func (w *Worker) assured(c Candidate, cluster []Candidate) Candidate {
	r := w.rule(c.Rule)
	placed := r.Generic && r.Kind == rules.Token
	if !placed && (r.Generic || r.Kind != rules.Assignment) || r.aside() || r.Confidence != string(finding.ConfidenceLow) || c.facts.Lowers() != 0 {
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
	switch r.Kind {
	case rules.Token, rules.JWT:
		return r.Generic
	case rules.File:
		return r.Generic && r.Model
	case rules.Assignment:
		return r.Generic && (r.Provider == rules.NoProvider || r.Header)
	}
	return false
}

// most reports whether other holds three fifths of c or more, and nothing in front of it: a prefix there is a part of c's name.
func most(c, other Candidate) bool {
	return other.Start >= c.Start && 5*(min(c.End, other.End)-max(c.Start, other.Start)) >= 3*(c.End-c.Start)
}

// standing orders candidates that overlap by how sure their rules are of them: what a rule holds for as it should; an address with
// a poor password; what a provider's rule holds for only in part and without its prefix; what a generic rule is not sure of.
func (w *Worker) standing(c Candidate) int {
	r := w.rule(c.Rule)
	partly := c.facts&judge.Loose != 0
	if r.Kind == rules.Token {
		partly = c.facts&(judge.Unnamed|judge.OtherShape) != 0
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
		if w.rule(c.Rule).aside() && outer.End >= c.End && outer.End-outer.Start > c.End-c.Start &&
			!(nobodys(w.rule(outer.Rule).Rule) && most(outer, c)) {
			w.tellDropped(c, judge.Inside, 1+outer.Rule)
			continue
		}
		if !w.rule(c.Rule).aside() && c.End > outer.End {
			outer = c
		}
		kept = append(kept, c)
	}
	return kept
}

// better orders candidates: a provider's rule before a generic one, one that knows more of a token than its form, one that was
// met as it should be before one that was not, of one provider's a wider shape before another one, one whose literal is in the
// name before one of the words in front of it, one for a certain name or form before one for any credential's name, but for a form
// that many values have, then by confidence, structure, length and place, and by who is named beside a literal that several providers use.
func (w *Worker) better(a, b Candidate) int {
	ra, rb := w.rule(a.Rule), w.rule(b.Rule)
	prefix, lengths, other, alone := 0, 0, 0, 0
	formed := order.TrueFirst(rb.Anchor == rules.OnRun, ra.Anchor == rules.OnRun)
	if formed != 0 && ra.Family == rb.Family && w.confidence(a) == w.confidence(b) {
		return formed
	}
	if ra.Provider == rb.Provider && ra.Exposure == rb.Exposure {
		other = cmp.Compare(a.facts&judge.OtherShape, b.facts&judge.OtherShape)
	}
	if ra.Provider != rb.Provider && !ra.Generic && !rb.Generic {
		alone = order.TrueFirst(rb.formAlone(), ra.formAlone())
	}
	if a.Start == b.Start && ra.prefixed() && rb.prefixed() {
		prefix, lengths = cmp.Compare(rb.prefix(), ra.prefix()), cmp.Compare(ra.lengths(), rb.lengths())
	}
	return cmp.Or(
		cmp.Compare(w.standing(a), w.standing(b)),
		cmp.Compare(bits.OnesCount32(uint32(a.facts&judge.Loose)), bits.OnesCount32(uint32(b.facts&judge.Loose))),
		other,
		order.TrueFirst(w.ownName(a, b), w.ownName(b, a)),
		alone,
		order.TrueFirst(rb.Generic, ra.Generic),
		order.TrueFirst(rb.Provider == rules.NoProvider, ra.Provider == rules.NoProvider),
		formed,
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

// ownReach is how far in front of a value, in bytes, its own statement names whose it is.
const ownReach = 192

// ownName reports that a's own name, or what its statement begins with, says whose it is, and that it has the beginning of that provider's
// secrets, which is no shorter than the prefix by which another provider's rule knew b: many services' keys begin like those of a better
// known one.
func (w *Worker) ownName(a, b Candidate) bool {
	ra, rb := w.rule(a.Rule), w.rule(b.Rule)
	names := a.inName() || ra.Statement && a.facts&judge.Apart == 0 && a.Start-a.Anchor <= ownReach
	return ra.Kind == rules.Assignment && ra.Provider != rb.Provider && !nobodys(ra.Rule) && names && !ra.shape.none() &&
		a.Start == b.Start && rb.prefixed() && ra.shape.get().Lead() >= rb.prefix()
}

// formAlone reports a token whose form many values have that are none.
func (r *rule) formAlone() bool {
	return r.Kind == rules.Token && r.Exposure == string(finding.Server) && r.Confidence == string(finding.ConfidenceLow)
}

// anybodys reports a token whose literal other providers' tokens have, too, and whose length says no more of whose it is: without its
// provider's name near by it is anybody's.
func (r *rule) anybodys() bool {
	return r.told && !r.shape.none() && r.lengths() > r.shape.get().MinWidth()
}

// prefixed reports a token that begins with its literal and has a shape behind it.
func (r *rule) prefixed() bool {
	return r.Kind == rules.Token && len(r.Literals) > 0 && r.before.none() && !r.shape.none() && !r.shape.get().HasSecret()
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
