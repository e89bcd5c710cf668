package scanner

import (
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/detect"
	"github.com/sluice-scan/sluice/scanner/internal/cache"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// A cache of other rules. What no rule found anything in, of whatever confidence, is bare: rules that are gone change nothing there, and
// those that are new are judged alone. Of a content that is only clean, since what was found is not sure enough to be told, that holds as
// long as no rule is gone, whose match may hide another one, and the new ones find nothing; else all of it is judged again. So are texts of
// commits and tags, which are few.

// ruleDigests returns a digest for each rule, with all that its local verdicts depend on.
func (s *scan) ruleDigests() []cache.Rule {
	out := make([]cache.Rule, len(s.set.Rules))
	for i := range s.set.Rules {
		sum := s.set.Rules[i].Digest()
		copy(out[i][:], sum[:])
		if s.matcher.Told(i) {
			out[i][0] ^= 0xff
		}
	}
	return out
}

func sorted(digests []cache.Rule) []cache.Rule {
	out := slices.Clone(digests)
	cache.SortRules(out)
	return out
}

// compareRules leaves of what is known only what counts under the rules of today.
func (s *scan) compareRules(e *earlier) error {
	if e.known.Len() == 0 || slices.Equal(e.known.Rules, sorted(e.rules)) {
		return nil
	}
	today := map[cache.Rule]bool{}
	for _, r := range e.rules {
		today[r] = true
	}
	gone := slices.ContainsFunc(e.known.Rules, func(r cache.Rule) bool { return !today[r] })
	for n, f := range e.flags {
		if gone && f&cache.Bare == 0 || f.Type() != pack.Blob {
			e.flags[n] = 0
		}
	}
	var changed []*rules.Rule
	for i, r := range e.rules {
		if !e.known.Knows(r) {
			changed = append(changed, &s.set.Rules[i])
		}
	}
	if len(changed) == 0 {
		return nil
	}
	set, err := s.set.Without(s.unlike(changed)...)
	if err != nil {
		return err
	}
	e.partial, err = detect.Compile(set)
	e.judged, e.flags = e.flags, make([]cache.Flags, len(e.flags))
	return err
}

// unlike returns the ids of all rules but some, those that share a literal with one of them, and those that are tried on what any finds.
func (s *scan) unlike(some []*rules.Rule) (ids []string) {
	wanted, literals := map[string]bool{}, map[string]bool{}
	for _, r := range some {
		wanted[r.ID] = true
		for _, l := range r.Literals {
			literals[strings.ToLower(l)] = true
		}
	}
	for i := range s.set.Rules {
		r := &s.set.Rules[i]
		shares := slices.ContainsFunc(r.Literals, func(l string) bool { return literals[strings.ToLower(l)] })
		if !wanted[r.ID] && !shares && r.Kind != rules.Beside {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// was returns what is known of a content under the rules that are not new.
func (e *earlier) was(id oid.ID) cache.Flags {
	if n, ok := e.numbers.Of(id); ok {
		return e.judged[n]
	}
	return 0
}
