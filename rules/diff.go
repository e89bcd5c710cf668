package rules

import (
	"slices"
	"strings"
)

// Change is how a rule differs between two sets.
type Change struct {
	ID     string
	Old    *Rule   // nil for a rule that was added
	New    *Rule   // nil for one that was removed
	Fields []Field // that differ, of a rule in both
}

// Field is a field of a rule with both its texts: "" where it is left out, entries of lists on lines of their own.
type Field struct{ Name, Old, New string }

// Diff returns how other differs from s, in the order of ids. Rules are the same if all that Rule.Text tells of them is.
func (s *Set) Diff(other *Set) []Change {
	var changes []Change
	for i := range s.Rules {
		old := &s.Rules[i]
		if k := other.index(old.ID); k < 0 {
			changes = append(changes, Change{ID: old.ID, Old: old})
		} else if fields := old.diff(&other.Rules[k]); len(fields) > 0 {
			changes = append(changes, Change{old.ID, old, &other.Rules[k], fields})
		}
	}
	for i := range other.Rules {
		if r := &other.Rules[i]; s.index(r.ID) < 0 {
			changes = append(changes, Change{ID: r.ID, New: r})
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return strings.Compare(a.ID, b.ID) })
	return changes
}

func (r *Rule) diff(other *Rule) []Field {
	var out []Field
	theirs := other.fields()
	for i, f := range r.fields() {
		old, new := strings.Join(f.values, "\n"), strings.Join(theirs[i].values, "\n")
		if old != new {
			out = append(out, Field{f.name, old, new})
		}
	}
	return out
}
