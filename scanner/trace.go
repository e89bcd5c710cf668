package scanner

import (
	"context"
	"slices"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/source"
)

// What became of the secrets that a range brings: how far they have come, and which commit took them away.

// trace completes what is told of arrivals.
func (s *scan) trace(ctx context.Context, src bringing, comings []coming, tips *tips) error {
	reach := map[string]finding.Reach{}
	for _, c := range comings {
		for _, commit := range c.Introduced {
			reach[commit.ID] = finding.ReachLocal
		}
	}
	if !src.Moves() {
		if err := attribute.Reaches(ctx, src.Store(), reach); err != nil {
			return err
		}
	}
	for i := range comings {
		c := &comings[i]
		for n, commit := range c.Introduced {
			if far := reach[commit.ID]; n == 0 || far.Rank() > c.Reach.Rank() {
				c.Reach = far
			}
		}
	}
	s.removals(ctx, src, comings, tips)
	return ctx.Err()
}

// removals finds the last commit of a range that took a secret away: it has it not at its path, and all of its parents have it there.
func (s *scan) removals(ctx context.Context, src bringing, comings []coming, tips *tips) {
	var left []*coming
	for i := range comings {
		if c := &comings[i]; c.isFile() && !c.AtHead && c.inside == "" {
			left = append(left, c)
		}
	}
	src.Trees(func(commit, tree oid.ID, before []oid.ID) bool {
		left = slices.DeleteFunc(left, func(c *coming) bool {
			if len(before) == 0 || slices.ContainsFunc(before, func(parent oid.ID) bool { return !tips.has(parent, c) }) ||
				tips.has(tree, c) {
				return false
			}
			c.Removed = attribute.Describe(tips.store, commit)
			return true
		})
		return len(left) > 0 && ctx.Err() == nil
	})
}

// has reports whether a tree has the secret of an arrival at its path.
func (t *tips) has(tree oid.ID, c *coming) bool {
	id, ok, _ := t.comparer.Find(tree, []byte(c.path)) // a tree that cannot be read was told
	return ok && (id == c.hit.place.object || t.in(id, c.arrival, c.hit.place) != nil)
}

// isFile reports whether something has a path at which other commits may have it, too.
func (a *arrival) isFile() bool { return a.kind == source.File && a.path != "" }

// together makes the findings. A secret that stands in one content at several paths is one, as in a whole history.
func (s *scan) together(comings []coming) (out []finding.Finding) {
	type content struct {
		token
		object oid.ID
		inside string
	}
	var order []content
	same := map[content][]located{}
	for i := range comings {
		c := &comings[i]
		if !c.isFile() {
			f := s.finding(c.hit)
			f.History = &finding.History{Introduced: c.Introduced, Reach: c.Reach}
			s.decide(&f, c.hit)
			out = append(out, f)
			continue
		}
		at := content{c.token, c.hit.place.object, c.inside}
		if same[at] == nil {
			order = append(order, at)
		}
		same[at] = append(same[at], located{c.hit, &c.Occurrence})
	}
	for _, at := range order {
		out = append(out, s.told(same[at])...)
	}
	return out
}

// located is a secret at a path; there may be very many.
type located struct {
	hit *hit
	*attribute.Occurrence
}

// told makes the findings of a secret that one content has at some paths: one, but where allowances that name paths speak of some of
// these only.
func (s *scan) told(same []located) (out []finding.Finding) {
	whole := s.at(same)
	if len(whole.Paths) < 2 {
		return []finding.Finding{whole}
	}
	var order []finding.Status
	parts := map[finding.Status][]located{}
	for _, c := range same {
		alone := whole
		alone.Path, alone.Paths = c.Path, []string{c.Path}
		status := s.verdict(&alone, c.hit).Status
		if parts[status] == nil {
			order = append(order, status)
		}
		parts[status] = append(parts[status], c)
	}
	if len(order) == 1 {
		return []finding.Finding{whole}
	}
	for _, status := range order {
		out = append(out, s.at(parts[status]))
	}
	return out
}

// at makes one finding of some paths: that of HEAD comes first, then the oldest.
func (s *scan) at(same []located) finding.Finding {
	first := slices.MinFunc(same, func(a, b located) int { return byPlace(a.Occurrence, b.Occurrence) })
	return s.occurring(first, same)
}
