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
	for _, f := range r.fields() {
		if text := strings.Join(f.values, "\n"); text != "" {
			fmt.Fprintf(&b, "%-13s %s\n", f.name, strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", 14)))
		}
	}
	return b.String()
}

// field is a field of a rule as people read it. Short lists are in one value.
type field struct {
	name   string
	values []string
}

// fields returns all fields, in the same order for every rule.
func (r *Rule) fields() []field {
	m := r.Unpacked()
	text := func(name string, values ...string) field { return field{name, []string{strings.Join(values, ", ")}} }
	return []field{
		text("id", r.ID), text("family", r.Family), text("name", r.Name), text("provider", r.Provider), text("kind", string(r.Kind)),
		text("generic", flag(r.Generic)), text("severity", r.Severity), text("confidence", r.Confidence),
		text("exposure", r.Exposure), text("scope", r.Scope...), text("tells", r.Tells),
		text("literals", escaped(r.Literals)...), text("anchor", r.Anchor), text("any case", flag(r.IgnoreCase)), text("before", r.Before), text("each", r.Each),
		text("boundary", r.Boundary), text("shape", r.Shape), text("wider", r.Wider),
		text("names", r.Names...), text("statement", flag(r.Statement)), text("namesake", flag(r.Namesake)), text("column", flag(r.Column)),
		text("context", r.Context...), text("header", flag(r.Header)), text("where", r.Where),
		text("unless", r.Unless...),
		text("hosts", r.Hosts...), text("secret", r.Secret), text("whole", flag(r.Whole)), {"labels", r.Labels},
		text("paths", r.Paths...), text("magic", r.Magic...),
		{"claims", pairs(r.Claims)}, {"members", pairs(r.Members)},
		text("member", r.Member), text("format", r.Format), text("decode", r.Decode),
		text("pair", r.Pair...), text("within lines", positive(float64(r.WithinLines))),
		text("pattern", r.Pattern), text("engine", r.Engine), text("group", positive(float64(r.Group))),
		text("min entropy", positive(r.MinEntropy)), text("checksum", r.Checksum), text("revoke at", m.Revoke.Page),
		{"revoke", m.Revoke.Steps},
		{"references", m.References}, {"examples", m.Examples}, {"negatives", m.Negatives},
	}
}

// escaped returns literals with the white space that they end in as people write it.
func escaped(literals []string) []string {
	out := make([]string, len(literals))
	for i, l := range literals {
		out[i] = strings.NewReplacer("\t", `\t`, "\r", `\r`, "\n", `\n`).Replace(l)
	}
	return out
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
