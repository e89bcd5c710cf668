package rules

import (
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/rules/strict"
)

// Filter chooses rules: those that have one of the words of each list that is not empty.
type Filter struct{ Providers, Kinds, Confidences []string }

// Select returns the rules of s that f chooses. A word that no rule of s can have is an error that suggests the nearest.
func (s *Set) Select(f Filter) (*Set, error) {
	var found []string
	for i := range s.Rules {
		found = append(found, string(s.Rules[i].Kind))
	}
	for _, c := range []struct {
		what         string
		asked, known []string
	}{{"provider", f.Providers, s.Providers()}, {"kind", f.Kinds, found}, {"confidence", f.Confidences, confidences}} {
		if err := known(c.what, c.asked, c.known); err != nil {
			return nil, err
		}
	}
	out := &Set{}
	for _, r := range s.Rules {
		if has(f.Providers, r.Provider) && has(f.Kinds, string(r.Kind)) && has(f.Confidences, r.Confidence) {
			out.Rules = append(out.Rules, r)
		}
	}
	return out, nil
}

// has reports whether a list has a word, or asks for none.
func has(list []string, word string) bool { return len(list) == 0 || slices.Contains(list, word) }

// fewWords is how many words an error can list.
const fewWords = 12

func known(what string, asked, words []string) error {
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	cure := strict.Meant
	if len(words) <= fewWords {
		cure = strict.Cure
	}
	for _, word := range asked {
		if !slices.Contains(words, word) {
			return fmt.Errorf("no rule has the %s %q%s", what, word, cure(word, words))
		}
	}
	return nil
}
