// Package reporters writes what a scan found: one file for each format, and one table that lists them. A format is a function of a
// whole Report, so that it can count, group and rank; findings come to it sorted and, unless secrets are to be shown, masked.
//
//	reporters.go    the table of formats, and what they have in common
//	masked.go       no secret in any text of a report
//	output.go       the reports of one run and where they go
//	destination.go  files that appear complete or not at all
package reporters

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// Reporter takes the findings of one run, in any order, and last its receipt, with which it writes the report. It is used by one
// goroutine and keeps the findings until Close.
type Reporter interface {
	Report(finding.Finding) error
	Close(finding.Receipt) error
}

// Options are the same for every format of a run.
type Options struct {
	Kind        string     // the command that scanned: "git", "dir" …
	Version     string     // of the program
	Rules       *rules.Set // for descriptions; may be nil
	ShowSecrets bool
	Color       bool // for text on a terminal; files never get colour
	Columns     int  // of the terminal that shows the text; 0 where there is none
	Provenance  Provenance
	IgnoreFile  string // which a scan of this kind reads, as "sluice ignore add --file" takes it; "" for the one that it takes itself
	// Counts tells whether a finding decides the exit status; nil stands for all that nothing allows. It is called while a report is
	// written.
	Counts   func(*finding.Finding) bool
	Template string // the text of the user's template, for the format "template"
	// TemplateName is for errors; "" means that there is no template.
	TemplateName string
	Time         time.Time // when the report is written; the zero Time stands for now
	// Masker, if set, knows secrets of the run beyond those of the findings, such as those of findings that were not reported.
	// The findings' own are added to it.
	Masker *finding.Masker
}

// Provenance is where a scanned repository comes from; "" is what is not known.
type Provenance struct{ Remote, Revision, Branch string }

// New returns a reporter of the named format that writes to w.
func New(name string, w io.Writer, options Options) (Reporter, error) {
	return Open([]Pair{{Format: name}}, w, options)
}

// counts reports whether a finding decides the exit status.
func (o *Options) counts(f *finding.Finding) bool {
	if o.Counts == nil {
		return f.Status.Open()
	}
	return o.Counts(f)
}

// report is everything that a format may tell.
type report struct {
	Options
	findings []finding.Finding // in the order of finding.Compare
	receipt  finding.Receipt
}

// format writes one kind of report.
type format struct {
	name, ending string // ending is that of names of files which hold such a report, "" for none
	write        func(io.Writer, *report) error
}

// formats are all that there are; the first is the default.
var formats = [...]format{
	{"text", ".txt", writeText},
	{"json", ".json", writeJSON},
	{"jsonl", ".jsonl", writeJSONLines},
	{"sarif", ".sarif", writeSARIF},
	{"gitlab", "", writeGitLab},
	{"junit", ".xml", writeJUnit},
	{"csv", ".csv", writeCSV},
	{"markdown", ".md", writeMarkdown},
	{"github", "", writeGitHub},
	{"html", ".html", writeHTML},
	{templateFormat, "", writeTemplate},
}

// Formats returns the names of the formats, the default first.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

func formatNamed(name string) (format, error) {
	i := slices.IndexFunc(formats[:], func(f format) bool { return f.name == name })
	if i < 0 {
		return format{}, fmt.Errorf("unknown format %q: use one of %s", name, strings.Join(Formats(), ", "))
	}
	return formats[i], nil
}

// formatFor returns the name of the format of a report that goes to path, the default where the ending of its name tells none.
func formatFor(path string) string {
	ending := strings.ToLower(filepath.Ext(path))
	i := slices.IndexFunc(formats[:], func(f format) bool { return f.ending == ending && ending != "" })
	return formats[max(i, 0)].name
}

// secret returns the secret as the report may show it.
func (r *report) secret(f *finding.Finding) string { return r.shown(f.Secret) }

func (r *report) shown(s finding.Secret) string {
	if r.ShowSecrets {
		return s.Reveal()
	}
	return s.String()
}

// describe returns the rule of a finding, nil where the set does not have it.
func (r *report) describe(id string) *rules.Rule {
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

// count counts the findings of a status.
func (r *report) count(status finding.Status) int {
	n := 0
	for i := range r.findings {
		if r.findings[i].Status == status {
			n++
		}
	}
	return n
}

// setAside tells how many findings are allowed or known already, "" for none.
func (r *report) setAside() string {
	var parts []string
	if n := r.count(finding.StatusIgnored); n > 0 {
		parts = append(parts, count(n)+" allowed")
	}
	if n := r.count(finding.StatusBaseline); n > 0 {
		parts = append(parts, count(n)+" in the baseline")
	}
	return strings.Join(parts, ", ")
}

// severities are all that there are, the worst first.
var severities = [...]finding.Severity{finding.Critical, finding.High, finding.Medium, finding.Low, finding.Note}

// severityRank is the index of a finding's severity in severities; an unknown one counts as the last.
func severityRank(f *finding.Finding) int {
	if i := slices.Index(severities[:], f.Severity); i >= 0 {
		return i
	}
	return len(severities) - 1
}

// why is a sentence of the reasons of a finding, "" where it has none.
func why(f *finding.Finding) string {
	if len(f.Reasons) == 0 {
		return ""
	}
	return "Why: " + strings.Join(f.Reasons, "; ") + "."
}

// day is the date of an RFC 3339 time.
func day(rfc3339 string) string {
	date, _, _ := strings.Cut(rfc3339, "T")
	return date
}

// short abbreviates an object's name.
func short(id string) string { return id[:min(len(id), 10)] }
