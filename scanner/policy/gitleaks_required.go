package policy

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
)

// Rules of several parts, which gitleaks has since 8.28 (its detect/detect.go, processRequiredRules): a rule reports only where
// each rule that it requires finds something near by. Near is measured from where one whole match begins to where the other does,
// in lines and in bytes of a line; without a bound it is anywhere in the text. What is required is asked for neither its keywords
// nor what it requires itself, and may be a rule with skipReport; allowlists count for it.

// gitleaksRequired is a rule that another one requires.
type gitleaksRequired struct {
	id             string
	lines, columns *int // nil for no bound
}

// nearby is what a required rule finds.
type nearby struct {
	rule         *gitleaksRule
	line, column int // where its match begins, as gitleaks counts
	secret       finding.Secret
	matched      []int // as in Texts
}

// nearby returns what the rules that rule requires find near a match of it that begins at text[at], for each of their ids.
func (r *Reading) nearby(rule *gitleaksRule, at int) [][]nearby {
	var out [][]nearby
	here := &r.here
	if len(rule.required) > 0 {
		here.walk(r.text, at)
	}
	for _, id := range rule.requiredIDs() {
		var kept []nearby
		for _, b := range r.foundBy(r.gitleaks.rule(id)) {
			near := func(q gitleaksRequired) bool {
				return q.id == id && (q.lines == nil || distance(b.line, here.line+1) <= *q.lines) &&
					(q.columns == nil || distance(b.column, here.theirs()) <= *q.columns)
			}
			if slices.ContainsFunc(rule.required, near) {
				kept = append(kept, b)
			}
		}
		out = append(out, kept)
	}
	return out
}

// requiredIDs returns the ids of the rules that the rule requires: one that is required twice need be near in one of both ways.
func (r *gitleaksRule) requiredIDs() []string {
	var out []string
	for _, q := range r.required {
		if !slices.Contains(out, q.id) {
			out = append(out, q.id)
		}
	}
	return out
}

func distance(a, b int) int { return max(a-b, b-a) }

// place is a place in a text, 0-based, column in bytes.
type place struct{ offset, line, column int }

// walk goes to offset. Of text it reads what lies between, and on the way back what stands in front of offset on its line.
func (p *place) walk(text []byte, offset int) {
	if offset < p.offset {
		p.line -= bytes.Count(text[offset:p.offset], []byte{'\n'})
		p.column = offset - bytes.LastIndexByte(text[:offset], '\n') - 1
		p.offset = offset
		return
	}
	part := text[p.offset:offset]
	p.line += bytes.Count(part, []byte{'\n'})
	p.column += len(part)
	if i := bytes.LastIndexByte(part, '\n'); i >= 0 {
		p.column = len(part) - i - 1
	}
	p.offset = offset
}

// theirs is the column as gitleaks counts it: from 1, but from 2 on all lines but the first.
func (p *place) theirs() int { return p.column + 1 + min(p.line, 1) }

// foundBy returns all that a rule finds in the text. A rule that only names a path finds the file, in front of its first line.
func (r *Reading) foundBy(rule *gitleaksRule) []nearby {
	if rule == nil {
		return nil // it is disabled
	}
	if found, ok := r.found[rule.slug]; ok {
		return found
	}
	if r.found == nil {
		r.found = map[string][]nearby{}
	}
	out := []nearby{}
	if rule.compiled == nil {
		out = append(out, nearby{rule: rule})
	} else {
		var here place
		for _, m := range rule.compiled.FindAllSubmatchIndex(r.text, -1) {
			from, to := rules.SecretOf(m, rule.group)
			if rule.entropy != 0 && entropy.Shannon(r.text[from:to]) <= rule.entropy || r.marked(m[0], m[1]) {
				continue
			}
			here.walk(r.text, m[0])
			out = append(out, nearby{
				rule, here.line + 1, here.theirs(), finding.NewSecret(string(r.text[from:to])),
				r.matched(rule.slug, from, to, m[0], m[1]),
			})
		}
	}
	r.found[rule.slug] = out
	return out
}

// marked reports whether gitleaks' own marker stands on the lines of text[from:to].
func (r *Reading) marked(from, to int) bool {
	lo, _ := lineStart(r.text, from, blockReach)
	return bytes.Contains(r.text[lo:lineEnd(r.text, to, blockReach)], []byte("gitleaks:allow"))
}

// complete reports whether something that each rule which r requires finds near its finding is not allowed there, and tells what
// that is or what is missing.
func (g *Gitleaks) complete(r *gitleaksRule, f *finding.Finding, required [][]nearby, place Place) (reason string, ok bool) {
	var there []string
	for n, found := range required {
		i := slices.IndexFunc(found, func(b nearby) bool { return g.counts(f, b, place) })
		if i < 0 {
			return "what its rule requires is not near: " + r.requiredIDs()[n], false
		}
		there = append(there, found[i].String())
	}
	if len(there) > 0 {
		reason = "what its rule requires is there: " + strings.Join(there, ", ")
	}
	return reason, true
}

// String tells what was found where.
func (b nearby) String() string {
	if b.rule.compiled == nil {
		return b.rule.id
	}
	return fmt.Sprintf("%s on line %d", b.rule.id, b.line)
}

// counts reports whether what stands beside a finding is one itself.
func (g *Gitleaks) counts(f *finding.Finding, b nearby, place Place) bool {
	other := *f
	other.Rule, other.Secret = b.rule.slug, b.secret
	paths := b.rule.places(f.Paths, place)
	return (b.rule.path == nil || len(paths) > 0) && g.allowed(&other, paths, b.matched, place) == ""
}
