package detect

import (
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// What is known of candidates' confidence before the finalise stage, and what is told of why it is low.

// Low reports whether all matches that Finalise may make of a text's candidates are of low confidence: what lowered each of them stays with
// it, whichever rule it is given to or beside, and nothing that is surer can be joined with it.
func (w *Worker) Low(candidates []Candidate) bool {
	return !slices.ContainsFunc(candidates, func(c Candidate) bool { return c.Rule < 0 || !c.facts.StaysLow() || w.decidesLater(c.Rule) })
}

// Lowered reports whether one of a text's candidates is of low confidence already.
func (w *Worker) Lowered(candidates []Candidate) bool {
	return slices.ContainsFunc(candidates, func(c Candidate) bool { return c.facts.Lowers() != 0 })
}

// decidesLater reports whether the finalise stage finds the places of a rule's matches.
func (w *Worker) decidesLater(number int32) bool {
	switch w.set[number].Kind {
	case rules.Assignment, rules.Token, rules.URI:
		return false
	}
	return true
}

// reasons returns what the judges saw of a candidate; of one that its rule alone makes low, what kind of rule that is.
func (w *Worker) reasons(c Candidate) []string {
	told := c.facts.Reasons()
	switch {
	case len(told) > 0 || w.confidence(c) != finding.ConfidenceLow:
		return told
	case w.rule(c.Rule).Exposure == string(finding.Publishable):
		return []string{"it is no secret alone"}
	}
	return []string{"many values of this kind are none: its name and its shape tell little"}
}
