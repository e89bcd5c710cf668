package rules

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Text returns the rule as people read it: a line for each field that it has, lists one entry on a line.
func (r *Rule) Text() string {
	var b strings.Builder
	for _, f := range []struct {
		name   string
		values []string
	}{
		{"id", []string{r.ID}}, {"family", []string{r.Family}}, {"name", []string{r.Name}}, {"provider", []string{r.Provider}}, {"kind", []string{string(r.Kind)}},
		{"generic", []string{flag(r.Generic)}}, {"severity", []string{r.Severity}}, {"confidence", []string{r.Confidence}}, {"exposure", []string{r.Exposure}}, {"scope", []string{strings.Join(r.Scope, ", ")}},
		{"literals", []string{strings.Join(r.Literals, ", ")}}, {"before", []string{r.Before}}, {"shape", []string{r.Shape}}, {"wider", []string{r.Wider}}, {"names", []string{strings.Join(r.Names, ", ")}},
		{"context", []string{strings.Join(r.Context, ", ")}}, {"hosts", []string{strings.Join(r.Hosts, ", ")}}, {"secret", []string{r.Secret}}, {"whole", []string{flag(r.Whole)}}, {"labels", r.Labels},
		{"claims", pairs(r.Claims)}, {"members", pairs(r.Members)}, {"member", []string{r.Member}}, {"pair", []string{strings.Join(r.Pair, ", ")}}, {"within lines", []string{positive(float64(r.WithinLines))}}, {"pattern", []string{r.Pattern}}, {"engine", []string{r.Engine}},
		{"min entropy", []string{positive(r.MinEntropy)}}, {"checksum", []string{r.Checksum}}, {"revoke at", []string{r.Revoke.Page}}, {"revoke", r.Revoke.Steps},
		{"references", r.References}, {"examples", r.Examples}, {"negatives", r.Negatives},
	} {
		if text := strings.Join(f.values, "\n"); text != "" {
			fmt.Fprintf(&b, "%-13s %s\n", f.name, strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", 14)))
		}
	}
	return b.String()
}

func pairs(m map[string]string) []string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, k+" = "+m[k])
	}
	return out
}

func flag(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

func positive(f float64) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}
