package detect

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// Two-part credentials: an id and its secret, a host and its token. A rule names the rules of its other parts (rules.Rule.Pair); the
// nearest match of each within some lines becomes a part of its own match and is no match of its own any more.

// pairPlaces is how many of mates on either side of one are looked at for its parts.
const pairPlaces = 32

// Part is another part of a two-part credential.
type Part struct {
	Rule, Name string // id and name of the rule that found it
	Secret     string // as it stands in the text
	From, To   finding.Position
}

// paired joins the parts of credentials. matches are in order of their place, and so is the result.
func paired(matches []Match) []Match {
	mates := mates(matches)
	if len(mates) == 0 {
		return matches
	}
	taken := make([]bool, len(matches))
	for at, i := range mates {
		m := &matches[i]
		for _, id := range m.Rule.Pair {
			if k := nearest(matches, mates, at, id); k >= 0 {
				m.take(&matches[k])
				taken[k] = true
			}
		}
		slices.SortFunc(m.Parts, func(a, b Part) int {
			return cmp.Or(cmp.Compare(a.From.Line, b.From.Line), cmp.Compare(a.From.Column, b.From.Column))
		})
	}
	kept := matches[:0]
	for i := range matches {
		if !taken[i] {
			kept = append(kept, matches[i])
		}
	}
	return kept
}

// mates returns which matches may have parts or be parts, none if no part is asked for. Weighed values are many, and few of them
// are either.
func mates(matches []Match) (mates []int) {
	asked := map[string]bool{}
	for i := range matches {
		addParts(asked, matches[i].Rule)
	}
	for i := range matches {
		if r := matches[i].Rule; len(asked) > 0 && (!single(r) || asked[r.ID]) {
			mates = append(mates, i)
		}
	}
	return mates
}

func addParts(ids map[string]bool, r *rules.Rule) {
	for _, id := range r.Pair {
		ids[id] = true
	}
}

// partIDs returns the ids of the rules that some rules name as those of parts.
func partIDs(set []rules.Rule) map[string]bool {
	ids := map[string]bool{}
	for i := range set {
		addParts(ids, &set[i])
	}
	return ids
}

// single reports whether what a rule finds has no parts and is none, but of rules that name it.
func single(r *rules.Rule) bool { return r.Model && len(r.Pair) == 0 }

// once leaves out what is no secret alone, as a host, where the same stands in front of it: projects name their own in each second line.
func once(matches []Match) []Match {
	type named struct{ rule, value string }
	var told map[named]bool
	return slices.DeleteFunc(matches, func(m Match) bool {
		if m.Rule.Severity != string(finding.Note) || m.Confidence != finding.ConfidenceLow {
			return false
		}
		n := named{m.Rule.ID, m.Secret}
		if told[n] {
			return true
		}
		if told == nil {
			told = map[named]bool{}
		}
		told[n] = true
		return false
	})
}

// nearest returns which of mates is the match of the rule id that is the fewest lines away from matches[mates[at]], -1 if there
// is none in its reach. Of two as near the one in front counts, as people write the id first.
func nearest(matches []Match, mates []int, at int, id string) int {
	m := &matches[mates[at]]
	best, distance := -1, m.Rule.WithinLines+1
	for _, step := range [...]int{-1, 1} {
		for k, n := at+step, 0; k >= 0 && k < len(mates) && n < pairPlaces; k, n = k+step, n+1 {
			other := &matches[mates[k]]
			lines := (other.From.Line - m.From.Line) * step
			if lines >= distance {
				break
			}
			if other.Rule.ID == id {
				best, distance = mates[k], lines
			}
		}
	}
	return best
}

// take makes other a part of m. That both are there makes m surer if nothing speaks against it, and a part that is sure does
// anyway. A public part does if it has a form of its own, a prefix or a host, and the rule knows the shape of m: any number may
// be called an id.
func (m *Match) take(other *Match) {
	m.Parts = append(m.Parts, Part{other.Rule.ID, other.Rule.Name, other.Secret, other.From, other.To})
	m.Reasons = append(m.Reasons, fmt.Sprintf("what belongs to it is on line %d: %s", other.From.Line, other.Rule.Name))
	public := other.Rule.Exposure == string(finding.Publishable)
	switch {
	case public && (other.Rule.Kind != rules.Token || m.Generic):
	case !public && other.Confidence.Rank() > m.Confidence.Rank():
		m.Confidence = other.Confidence
	case m.Confidence == finding.ConfidenceMedium:
		m.Confidence = finding.ConfidenceHigh
	}
}
