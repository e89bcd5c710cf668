package rules

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules/strict"
)

// Shapes that a rule file gives a name to in its table shapes: (?&NAME) in a shape of one of its rules stands for the whole of that text,
// as a call of a group does in Perl's expressions. They are gone once a file is read: rules hold their shapes in full.

// SpellOut puts what shapes says in the place of the names in the shapes of list, which it changes; name is for errors. An entry that
// nothing names is an error, as a misspelt name is.
func SpellOut(name string, list []Rule, shapes map[string]string) error {
	var problems []error
	used := map[string]bool{}
	for i := range list {
		for _, shape := range []*string{&list[i].Shape, &list[i].Wider, &list[i].Before, &list[i].Each} {
			full, err := inFull(*shape, shapes, used)
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: rule %q: %w", name, cmp.Or(list[i].ID, list[i].Name), err))
			}
			*shape = full
		}
	}
	for _, n := range slices.Sorted(maps.Keys(shapes)) {
		if !used[n] {
			problems = append(problems, fmt.Errorf("%s: shapes: no rule has (?&%s) in a shape", name, n))
		}
	}
	return errors.Join(problems...)
}

// inFull returns a shape without names, and notes those that it had in used. What an entry says is not looked at for more names.
func inFull(shape string, shapes map[string]string, used map[string]bool) (string, error) {
	var full strings.Builder
	for {
		before, rest, found := strings.Cut(shape, "(?&")
		full.WriteString(before)
		if !found {
			return full.String(), nil
		}
		name, rest, _ := strings.Cut(rest, ")")
		text, known := shapes[name]
		if !known {
			return "", fmt.Errorf("(?&%s) in a shape: the file has no such entry in its table shapes%s", name, strict.Meant(name, slices.Sorted(maps.Keys(shapes))))
		}
		used[name] = true
		full.WriteString("(?:" + text + ")")
		shape = rest
	}
}
