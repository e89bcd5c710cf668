package detect

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Rules of the kind beside are tried on what the other rules found: is there something around the credential that makes its use
// unsafe? Their matches have the credential's place, and stand beside its own.

// besideReach is how far from a credential, in bytes, what stands on lines around it counts.
const besideReach = 512

// beside returns the candidates of rules of that kind at one that was kept.
func (f *final) beside(c Candidate, out []Candidate) []Candidate {
	w := f.worker
	if r := w.rule(c.Rule); r.Exposure != string(finding.Server) || c.facts&(judge.LocalHost|judge.ExampleHost|judge.Unlikely) != 0 {
		return out
	}
	secret := syntax.Span{Start: c.Start, End: c.End}
	if c.core.End > 0 {
		secret = c.core
	}
	for _, number := range w.besides {
		if r := w.rule(number); f.unsafe(r, secret) {
			c.Rule, c.Anchor, c.vouched = number, c.Start, 0
			out = append(out, c)
		}
	}
	return out
}

// unsafe reports whether one of the rule's words stands where it counts for a secret.
func (f *final) unsafe(r *rule, secret syntax.Span) bool {
	text := f.text
	if r.Where == "lines" {
		around := f.lowered(linesAround(text, secret, r.WithinLines, besideReach))
		return r.nearby.Holds(around) && !holdsAny(around, r.Unless)
	}
	scheme, a, ok := addressAround(text, int(secret.Start))
	if !ok || !slices.ContainsFunc(r.Context, func(word string) bool { return ascii.EqualFold(text[scheme.Start:scheme.End], word) }) {
		return false
	}
	asked := bytes.IndexByte(text[scheme.End:secret.Start], '?') >= 0
	if r.Where == "query" && !asked || hostFacts(text[a.host.Start:a.host.End]) != 0 {
		return false
	}
	return !holdsAny(f.lowered(syntax.Span{Start: scheme.Start, End: max(a.host.End, a.path.End, a.query.End)}), r.Unless)
}

// lowered returns a part of the text in lower case. It is kept for the next rule, which mostly asks for the same part.
func (f *final) lowered(part syntax.Span) []byte {
	if part != f.part {
		f.part, f.lower = part, f.lower[:0]
		for _, c := range f.text[part.Start:part.End] {
			f.lower = append(f.lower, ascii.Lower(c))
		}
	}
	return f.lower
}

// holdsAny reports whether one of words stands in a text, both in lower case.
func holdsAny(text []byte, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return bytes.Contains(text, []byte(word)) })
}

// linesAround returns the lines of a secret and n more on either side, as far as they are within reach bytes of it.
func linesAround(text []byte, secret syntax.Span, n, reach int) syntax.Span {
	lo, hi := int(secret.Start), int(secret.End)
	least, most := max(0, lo-reach), min(len(text), hi+reach)
	for i := 0; i <= n; i++ {
		over := min(i, 1) // the end of the line that was the first or last so far
		lo = least + ascii.LastNewline(text[least:max(least, lo-over)]) + 1
		from := min(most, hi+over)
		if hi = most; from < most {
			if end := bytes.IndexByte(text[from:most], '\n'); end >= 0 {
				hi = from + end
			}
		}
	}
	return syntax.Span{Start: int32(lo), End: int32(hi)}
}

// addressAround returns the address that text[at:] stands in, and its scheme with "://".
func addressAround(text []byte, at int) (scheme syntax.Span, a address, ok bool) {
	lead := text[max(0, at-uriReach/4):at]
	i := bytes.LastIndex(lead, []byte("://"))
	if i < 0 || bytes.ContainsAny(lead[i:], " \t\r\n\"'<>`") {
		return scheme, a, false
	}
	end := at - len(lead) + i
	start := end
	for start > 0 && (ascii.IsAlnum(text[start-1]) || text[start-1] == '+') {
		start--
	}
	from := end + len("://")
	return syntax.Span{Start: int32(start), End: int32(from)}, split(text[:min(len(text), from+uriReach)], from), true
}

// beside returns the match of a rule of that kind beside m: the same credential, as sure as both are.
func (m Match) beside(r *rules.Rule) Match {
	m.Rule, m.Checksum, m.Generic, m.Reasons = r, finding.ChecksumNone, true, nil
	if c := finding.Confidence(r.Confidence); c.Rank() < m.Confidence.Rank() {
		m.Confidence = c
	}
	return m
}

// besideRules are the numbers of the rules of that kind.
func besideRules(all []rules.Rule) (numbers []int32) {
	for i := range all {
		if all[i].Kind == rules.Beside {
			numbers = append(numbers, int32(i))
		}
	}
	return numbers
}
