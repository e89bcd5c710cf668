package detect

import (
	"slices"
	"sort"
)

// Texts with very many candidates: how many are told, and how those that overlap are found among them.

// Bounds of what is told of one text, or of one window of a text that is too large to be held. What a finding takes of memory, reports
// included, is some KB.
const (
	mostCandidates = 250_000
	mostKept       = 50_000
)

// notAll is told where a text has more than these.
const notAll = "more places that may be secrets than are looked at: not all are told"

// bounded returns the first of some candidates, and notes if there are more.
func bounded(all []Candidate, most int, note func(Gap)) []Candidate {
	if len(all) <= most {
		return all
	}
	note(Gap{Why: notAll, Lost: true})
	return all[:most]
}

// smallCluster is how many candidates are compared with each other as they are.
const smallCluster = 64

// overlaps finds what overlaps a candidate among very many that overlap in a chain, as text that repeats itself may have.
type overlaps struct {
	placed []Candidate // in order of their place
	ends   []int32     // the largest end up to each
}

func newOverlaps(placed []Candidate) *overlaps {
	o := &overlaps{placed: slices.Clone(placed), ends: make([]int32, len(placed))}
	end := int32(0)
	for i, c := range placed {
		end = max(end, c.End)
		o.ends[i] = end
	}
	return o
}

// of returns the candidates that overlap c, itself included, the better ones first.
func (o *overlaps) of(w *Worker, c Candidate) []Candidate {
	from := sort.Search(len(o.ends), func(i int) bool { return o.ends[i] > c.Start })
	to := sort.Search(len(o.placed), func(i int) bool { return o.placed[i].Start >= c.End })
	near := slices.Clone(o.placed[from:max(from, to)])
	slices.SortFunc(near, w.better)
	return near
}
