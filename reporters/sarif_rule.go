package reporters

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/sluice-scan/sluice/rules/markdown"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// sarifText is the most characters of a short or full description that GitHub takes.
const sarifText = 1024

// rule returns the index of a finding's rule, which it describes on first use.
func (s *sarifRun) rule(f *finding.Finding) int {
	if i, ok := s.rules[f.Rule]; ok {
		return i
	}
	s.rules[f.Rule] = len(s.rules)
	s.Tool.Driver.Rules = append(s.Tool.Driver.Rules, s.descriptor(f))
	return s.rules[f.Rule]
}

// descriptor describes a rule by what the set says of it, else by its first finding.
func (s *sarifRun) descriptor(f *finding.Finding) *sarif.ReportingDescriptor {
	typical := *f
	var references []string
	if r := s.report.describe(f.Rule); r != nil {
		typical.Severity, typical.Confidence = finding.Severity(r.Severity), finding.Confidence(r.Confidence)
		references = r.Unpacked().References
	}
	name := cmp.Or(f.Name, f.Rule)
	full := name + ". Whoever can read it can use it: treat it as known to others, revoke it, and keep its successor out of source code."
	if f.Exposure == finding.Publishable {
		full = name + ". It is meant to be public; look whether its provider lets you restrict who may use it, and for what."
	}
	plain, markdown := help(f, name, references)
	d := sarif.NewRule(f.Rule).WithName(f.Rule).
		WithShortDescription(sarif.NewMultiformatMessageString(cut(name, sarifText))).
		WithFullDescription(sarif.NewMultiformatMessageString(cut(full, sarifText))).
		WithHelp(sarif.NewMultiformatMessageString(plain).WithMarkdown(markdown)).
		WithDefaultConfiguration(&sarif.ReportingConfiguration{Level: level(&typical)})
	d.Properties = sarif.Properties{
		"security-severity": score(typical.Severity), "precision": precision(typical.Confidence), "tags": tags(f),
	}
	return d
}

func tags(f *finding.Finding) []string {
	all := []string{"security", "credential", f.Provider}
	return slices.DeleteFunc(all, func(tag string) bool { return tag == "" })
}

// score is GitHub's number for a severity: from 9.0 on critical, 7.0 high, 4.0 medium.
func score(s finding.Severity) string {
	switch s {
	case finding.Critical:
		return "9.5"
	case finding.High:
		return "8.0"
	case finding.Medium:
		return "5.5"
	case finding.Low:
		return "3.0"
	}
	return "1.0"
}

func precision(c finding.Confidence) string {
	switch c {
	case finding.ConfidenceHigh:
		return "very-high"
	case finding.ConfidenceMedium:
		return "high"
	}
	return "low"
}

// cut cuts text to at most n characters.
func cut(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n])
	}
	return text
}

// help tells how to end a key, in plain text and in Markdown. The page comes first: steps speak of "the page above".
func help(f *finding.Finding, name string, references []string) (plain, formatted string) {
	steps := f.Revoke.Steps
	if len(steps) == 0 {
		steps = []string{
			"Disable the credential where it was issued.",
			"Replace it, and keep the new one out of source code.",
			"Delete it when nothing uses it.",
		}
	}
	plain = joined(" ", append([]string{name + ".", f.Revoke.Page}, steps...)...)
	var b strings.Builder
	fmt.Fprintf(&b, "**%s**\n", markdown.Text(name))
	if f.Revoke.Page != "" {
		fmt.Fprintf(&b, "\n%s\n", markdown.Link(f.Revoke.Page))
	}
	for i, step := range steps {
		fmt.Fprintf(&b, "\n%d. %s", i+1, markdown.Text(step))
	}
	for _, r := range references {
		fmt.Fprintf(&b, "\n\nReference: %s", markdown.Link(r))
	}
	return plain, b.String()
}
