package reporters

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// SARIF 2.1.0 as GitHub's code scanning reads it (docs.github.com, "SARIF support for code scanning"):
//
//   - at most 25,000 results a run, of which the 5,000 most severe are shown, and 10 MB of a compressed file: ours come worst first, and
//     what is cut is told; its other limits (20 runs, 25,000 rules, 1,000 locations of a result, 20 tags of a rule) are far away;
//   - only partialFingerprints.primaryLocationLineHash, with the rule and the path, decides whether two alerts are the same: ours is
//     the finding's fingerprint and how many of them the path had before, so that an alert survives moved lines;
//   - only the first location counts, needs a relative URI and 1-based places, endColumn one behind the end;
//   - security-severity is a string above 0.0 and up to 10.0; empty strings count as missing; duplicate rules are refused;
//   - suppressions are not read (github.com/advanced-security/dismiss-alerts is a remedy for that): an allowed finding would be an
//     open alert. So they are left out, and counted in a notification; the JSON report has them. Those of the baseline are there, as
//     suppressed: they are secrets that still have to be revoked, and an open alert says so.
//
// The rules' descriptions are in sarif_rule.go.

const (
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifResults = 25000
	sarifShown   = 5000
	sarifBytes   = 10 << 20 // of the file when it is compressed with gzip
)

func writeSARIF(w io.Writer, r *report) error { return writeSARIFWithin(w, r, sarifBytes) }

// writeSARIFWithin leaves out what does not fit into size bytes of a compressed file.
func writeSARIFWithin(w io.Writer, r *report, size int) error {
	for most := sarifResults; ; most /= 2 {
		var text bytes.Buffer
		if err := sarifOf(r, most).PrettyWrite(&text); err != nil {
			return err
		}
		if most <= 1 || text.Len() <= size || compressed(text.Bytes()) <= size {
			_, err := text.WriteTo(inert{w})
			return err
		}
	}
}

// compressed returns how large text is when it is compressed as it is for an upload.
func compressed(text []byte) int {
	var size counter
	z := gzip.NewWriter(&size)
	_, _ = z.Write(text) // neither fails: a counter takes everything
	_ = z.Close()
	return int(size)
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// category says what was scanned: an upload closes the alerts of the last one of its category that it does not have, which what a range
// brings must not do with those of the whole history.
func (r *report) category() string {
	if r.Kind == "git" && r.receipt.Range != "" {
		return "git-range"
	}
	return cmp.Or(r.Kind, "scan")
}

// sarifOf is the report with at most so many results.
func sarifOf(r *report, most int) *sarif.Report {
	run := sarif.NewRun(sarif.Tool{Driver: driver(r.Version)})
	id := "sluice/" + r.category() + "/"
	run.AutomationDetails = &sarif.RunAutomationDetails{ID: &id}
	run.ColumnKind = "unicodeCodePoints"
	run.Results = []*sarif.Result{}
	run.VersionControlProvenance = r.Provenance.sarif()
	s := sarifRun{Run: run, report: r, rules: map[string]int{}, seen: map[string]int{}}
	s.results(most)
	s.invocation()
	return &sarif.Report{Version: string(sarif.Version210), Schema: sarifSchema, Runs: []*sarif.Run{run}}
}

// sarif is the provenance as SARIF has it, nil without an address.
func (p Provenance) sarif() []*sarif.VersionControlDetails {
	if p.Remote == "" {
		return nil
	}
	d := sarif.NewVersionControlDetails().WithRepositoryURI(p.Remote)
	if p.Revision != "" {
		d.WithRevisionID(p.Revision)
	}
	if p.Branch != "" {
		d.WithBranch(unbroken(p.Branch))
	}
	return []*sarif.VersionControlDetails{d}
}

func driver(version string) *sarif.ToolComponent {
	d := sarif.NewDriver("sluice").WithInformationURI("https://github.com/sluice-scan/sluice")
	d.Rules = []*sarif.ReportingDescriptor{}
	if version != "" {
		d.Version = &version
	}
	if v := strings.TrimPrefix(version, "v"); v != "" && '0' <= v[0] && v[0] <= '9' {
		d.SemanticVersion = &v
	}
	return d
}

// sarifRun is the run under construction.
type sarifRun struct {
	*sarif.Run
	report *report
	rules  map[string]int // index of a rule
	seen   map[string]int // how often a fingerprint came in a path
	cut    int
}

// results adds the worst findings, at most so many.
func (s *sarifRun) results(most int) {
	var order []*finding.Finding
	for i := range s.report.findings {
		if f := &s.report.findings[i]; f.Status != finding.StatusIgnored {
			order = append(order, f)
		}
	}
	slices.SortStableFunc(order, func(a, b *finding.Finding) int {
		return cmp.Or(strings.Compare(string(b.Status), string(a.Status)), worstFirst(a, b)) // new ones before those of the baseline
	})
	if len(order) > most {
		s.cut = len(order) - most
		order = order[:most]
	}
	for _, f := range order {
		s.Results = append(s.Results, s.result(f))
	}
}

func (s *sarifRun) result(f *finding.Finding) *sarif.Result {
	result := sarif.NewRuleResult(f.Rule).WithRuleIndex(s.rule(f)).WithLevel(level(f)).WithMessage(sarif.NewTextMessage(s.message(f)))
	place := f.Fingerprint + " " + uri(f)
	s.seen[place]++
	result.PartialFingerprints = map[string]any{"primaryLocationLineHash": fmt.Sprintf("%s:%d", f.Fingerprint, s.seen[place])}
	result.Locations = []*sarif.Location{s.location(f)}
	result.Properties = sarif.Properties{"confidence": string(f.Confidence), "fingerprint": f.Fingerprint}
	if f.Status == finding.StatusBaseline {
		why := sarif.NewSuppression("external").WithStatus("accepted").WithJustifcation(unbroken(strings.Join(f.Reasons, "; ")))
		result.AddSuppression(why.WithGuid(uuid(place)).WithLocation(result.Locations[0])) // the library writes neither as null validly
	}
	return result
}

// message says what and where in words, and what to do.
func (s *sarifRun) message(f *finding.Finding) string {
	parts := []string{fmt.Sprintf("%s: %s.", cmp.Or(f.Name, f.Rule), s.report.secret(f))}
	if f.Path == "" {
		parts = append(parts, "In "+cmp.Or(ownFile(f),
			"the "+joined(" ", s.report.origin(f), cmp.Or(f.Source.Ref, short(f.Source.Object))))+".")
	}
	if f.Container != "" {
		parts = append(parts, "In "+f.Container+".")
	}
	parts = append(parts, history(f), why(f))
	return unbroken(joined(" ", append(parts, f.Revoke.Steps...)...))
}

func history(f *finding.Finding) string {
	h := f.History
	if h == nil {
		return ""
	}
	if state(f) == notCompared {
		return "Which commit holds it is " + notKnown + "."
	}
	if len(h.Introduced) == 0 {
		return joined("; ", "No commit that this repository has holds it", uncommitted(f)) + "."
	}
	c := h.Introduced[0]
	text := fmt.Sprintf("Brought by commit %s of %s.", short(c.ID), day(c.Date))
	switch {
	case h.AtHead || !inFile(f):
	case h.Removed.ID != "":
		text += fmt.Sprintf(" Commit %s took it away, but everybody who has the history has it.", short(h.Removed.ID))
	default: // on another branch than HEAD's, or outside of a range
		text += " It is not in the newest files, but everybody who has the history has it."
	}
	return text
}

// location is where a finding is. What is in no file gets a logical location, too.
func (s *sarifRun) location(f *finding.Finding) *sarif.Location {
	line, column := max(1, f.Start.Line), max(1, f.Start.Column)
	endLine, endColumn := max(line, f.End.Line), max(1, f.End.Column)
	if endLine == line {
		endColumn = max(column+1, endColumn)
	}
	region := sarif.NewRegion().WithStartLine(line).WithStartColumn(column).WithEndLine(endLine).WithEndColumn(endColumn)
	file := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri(f)))
	out := sarif.NewLocationWithPhysicalLocation(file.WithRegion(region))
	if f.Path == "" {
		text := sarif.NewLogicalLocation().WithName(s.report.origin(f)).WithFullyQualifiedName(textName(f))
		out.LogicalLocations = []*sarif.LogicalLocation{text}
	}
	return out
}

// textName names a text that is in no file.
func textName(f *finding.Finding) string {
	if own := ownFile(f); own != "" {
		return unbroken(strings.TrimPrefix(own, ".git/"))
	}
	return unbroken(cmp.Or(f.Source.Kind, "text") + "/" + cmp.Or(f.Source.Ref, f.Source.Object, "unnamed"))
}

// uri names a finding's file, relative to the repository as git's paths are. Text that is in no file, such as a commit message, gets
// a name of its own below .git, where no file of a work tree can lie.
func uri(f *finding.Finding) string {
	path := f.Path
	if path == "" {
		path = ".git/" + textName(f)
	}
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(p), ":", "%3A")
	}
	escaped := strings.Join(parts, "/")
	if strings.HasPrefix(escaped, "/") {
		return "file://" + escaped
	}
	return escaped
}

// level says how loud an alert is: what may be public or may be no secret at all is a note.
func level(f *finding.Finding) string {
	switch {
	case f.Exposure == finding.Publishable, f.Confidence == finding.ConfidenceLow, f.Severity == finding.Low, f.Severity == finding.Note:
		return "note"
	case f.Severity == finding.Medium:
		return "warning"
	}
	return "error"
}

// invocation tells whether the scan was complete, and what was not read or not reported.
func (s *sarifRun) invocation() {
	r := &s.report.receipt
	invocation := sarif.NewInvocation().WithExecutionSuccess(r.Complete)
	note := func(level, text string) {
		invocation.ToolExecutionNotifications = append(invocation.ToolExecutionNotifications, &sarif.Notification{
			Level: level, Message: sarif.NewTextMessage(unbroken(text)),
		})
	}
	if r.Interrupted {
		note("error", "the scan was stopped before its end")
	}
	for _, k := range r.Skipped {
		if k.Class == "unread" {
			note("error", fmt.Sprintf("not read (%d): %s: %s", k.Count, k.What, k.Why))
		} else {
			note("note", fmt.Sprintf("outside the scope of the scan (%d): %s: %s", k.Count, k.What, k.Why))
		}
	}
	for _, w := range r.Warnings {
		note("warning", w)
	}
	for _, l := range r.Limits {
		note("note", "limit: "+l)
	}
	if s.cut > 0 {
		note("warning", fmt.Sprintf("%s, the least severe, left out: GitHub takes %s results in %d MB of a compressed file",
			Number(s.cut, "finding"), count(sarifResults), sarifBytes>>20))
	}
	if len(s.Results) > sarifShown {
		note("note", fmt.Sprintf("of %s GitHub shows the %s most severe", Number(len(s.Results), "result"), count(sarifShown)))
	}
	if n := s.report.count(finding.StatusIgnored); n > 0 {
		note("note", Number(n, "allowed finding")+" left out")
	}
	s.Invocations = []*sarif.Invocation{invocation}
	s.Properties = sarif.Properties{"receipt": receiptJSON(r)}
}
