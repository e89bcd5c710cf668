package reporters

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// The CSV report (RFC 4180): one finding a line, allowed ones too, under the names of the JSON report's members. Spreadsheets take a
// cell that begins with =, +, -, @, a tab or a line end for a formula, which may run commands or send other cells away (OWASP, "CSV
// Injection"); the names of files and authors are hostile. Such a cell gets a ' in front, which spreadsheets do not show.

// csvColumns are the columns in their order; new ones go to the end.
var csvColumns = [...]struct {
	name  string
	value func(*report, *finding.Finding) string
}{
	{"status", func(_ *report, f *finding.Finding) string { return string(f.Status) }},
	{"severity", func(_ *report, f *finding.Finding) string { return string(f.Severity) }},
	{"confidence", func(_ *report, f *finding.Finding) string { return string(f.Confidence) }},
	{"rule", func(_ *report, f *finding.Finding) string { return f.Rule }},
	{"provider", func(_ *report, f *finding.Finding) string { return f.Provider }},
	{"name", func(_ *report, f *finding.Finding) string { return f.Name }},
	{"exposure", func(_ *report, f *finding.Finding) string { return string(f.Exposure) }},
	{"checksum", func(_ *report, f *finding.Finding) string { return string(f.Checksum) }},
	{"path", func(_ *report, f *finding.Finding) string { return f.Path }},
	{"line", func(_ *report, f *finding.Finding) string { return strconv.Itoa(f.Start.Line) }},
	{"column", func(_ *report, f *finding.Finding) string { return strconv.Itoa(f.Start.Column) }},
	{"secret", func(r *report, f *finding.Finding) string { return r.secret(f) }},
	{"fingerprint", func(_ *report, f *finding.Finding) string { return f.Fingerprint }},
	{"container", func(_ *report, f *finding.Finding) string { return f.Container }},
	{"source", func(_ *report, f *finding.Finding) string { return f.Source.Kind }},
	{"object", func(_ *report, f *finding.Finding) string { return f.Source.Object }},
	{"commit", func(_ *report, f *finding.Finding) string { return introduced(f).ID }},
	{"author", func(_ *report, f *finding.Finding) string { return introduced(f).Author }},
	{"date", func(_ *report, f *finding.Finding) string { return introduced(f).Date }},
	{"at_head", func(_ *report, f *finding.Finding) string { return atHead(f) }},
	{"reasons", func(_ *report, f *finding.Finding) string { return strings.Join(f.Reasons, "; ") }},
	{"revoke", func(_ *report, f *finding.Finding) string { return f.Revoke.Page }},
}

func writeCSV(w io.Writer, r *report) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, len(csvColumns))
	for i, c := range csvColumns {
		line[i] = c.name
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for n := range r.findings {
		for i, c := range csvColumns {
			line[i] = cell(c.value(r, &r.findings[n]))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// cell keeps text from being a formula. Control characters are gone by then, so a tab or line end is no first character.
func cell(text string) string {
	text = finding.Visible(text)
	if text != "" && slices.Contains([]byte("=+-@"), text[0]) {
		return "'" + text
	}
	return text
}

// introduced is the oldest commit that brought a finding, the zero Commit where none is known.
func introduced(f *finding.Finding) finding.Commit {
	if f.History == nil || len(f.History.Introduced) == 0 {
		return finding.Commit{}
	}
	return f.History.Introduced[0]
}

// atHead says whether HEAD still has a finding, "" outside histories.
func atHead(f *finding.Finding) string {
	if f.History == nil {
		return ""
	}
	return strconv.FormatBool(f.History.AtHead)
}
