// Package reporters writes what a scan found: one file for each format, and one table that lists them. A format is a function of a
// whole Report, so that it can count, group and rank; findings come to it sorted and, unless secrets are to be shown, masked.
package reporters

import (
	"io"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// Report is everything that a format may tell.
type Report struct {
	Findings []finding.Finding // in the order of finding.Compare
	Receipt  finding.Receipt
	Options
}

// Options are the same for every format of a run.
type Options struct {
	Kind        string     // the command that scanned: "git", "dir" …
	Version     string     // of the program
	Rules       *rules.Set // for descriptions; may be nil
	ShowSecrets bool
	Color       bool // for text on a terminal
}

// format writes one kind of report.
type format struct {
	name  string
	write func(io.Writer, *Report) error
}

// formats are all that there are; the first is the default.
var formats = [...]format{
	{"text", writeText},
	{"json", writeJSON},
	{"jsonl", writeJSONLines},
	{"sarif", writeSARIF},
}

// Formats returns the names of the formats, the default first.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

func formatNamed(name string) (format, bool) {
	i := slices.IndexFunc(formats[:], func(f format) bool { return f.name == name })
	if i < 0 {
		return format{}, false
	}
	return formats[i], true
}

// secret returns the secret as the report may show it.
func (r *Report) secret(f *finding.Finding) string {
	if r.ShowSecrets {
		return f.Secret.Reveal()
	}
	return f.Secret.String()
}

// masked returns findings and receipt with every secret masked in every text of theirs: a path may hold one.
func masked(findings []finding.Finding, receipt finding.Receipt) ([]finding.Finding, finding.Receipt) {
	secrets := make([]finding.Secret, len(findings))
	for i, f := range findings {
		secrets[i] = f.Secret
	}
	m := finding.NewMasker(secrets)
	out := slices.Clone(findings)
	for i := range out {
		f := &out[i]
		f.Path, f.Container, f.Variable, f.Source.Ref = m.Mask(f.Path), m.Mask(f.Container), m.Mask(f.Variable), m.Mask(f.Source.Ref)
		f.Paths = each(f.Paths, m.Mask)
		f.Reasons = each(f.Reasons, m.Mask)
		f.History = maskedHistory(f.History, m)
	}
	receipt.Repository, receipt.Range, receipt.ConfigSource = m.Mask(receipt.Repository), m.Mask(receipt.Range), m.Mask(receipt.ConfigSource)
	receipt.Limits = each(receipt.Limits, m.Mask)
	receipt.Skipped = slices.Clone(receipt.Skipped)
	for i := range receipt.Skipped {
		s := &receipt.Skipped[i]
		s.What, s.Why = m.Mask(s.What), m.Mask(s.Why)
	}
	return out, receipt
}

func maskedHistory(h *finding.History, m *finding.Masker) *finding.History {
	if h == nil {
		return nil
	}
	out := *h
	out.Introduced = slices.Clone(h.Introduced)
	for i := range out.Introduced {
		out.Introduced[i].Author = m.Mask(out.Introduced[i].Author)
	}
	return &out
}

func each(texts []string, f func(string) string) []string {
	out := slices.Clone(texts)
	for i, t := range out {
		out[i] = f(t)
	}
	return out
}

// describe returns the rule of a finding, nil where the set does not have it.
func (r *Report) describe(id string) *rules.Rule {
	if r.Rules == nil {
		return nil
	}
	for i := range r.Rules.Rules {
		if r.Rules.Rules[i].ID == id {
			return &r.Rules.Rules[i]
		}
	}
	return nil
}

// sentence joins non-empty parts.
func sentence(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "; ")
}
