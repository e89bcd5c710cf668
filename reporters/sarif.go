package reporters

import (
	"cmp"
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
//   - at most 25,000 results a run, of which the 5,000 most severe are shown: ours come worst first, and what is cut is told;
//   - only partialFingerprints.primaryLocationLineHash decides whether two alerts are the same: ours is made of the finding's
//     fingerprint, so that an alert survives moved lines;
//   - only the first location counts, needs a relative URI and 1-based places, endColumn one behind the end;
//   - security-severity is a string between 0.0 and 10.0; empty strings count as missing; duplicate rules are refused.

const (
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifResults = 25000
	sarifText    = 1024 // characters of a full description
)

func writeSARIF(w io.Writer, r *Report) error {
	report := sarif.Report{Version: "2.1.0", Schema: sarifSchema}
	run := sarif.NewRun(sarif.Tool{Driver: sarif.NewDriver("sluice").WithInformationURI("https://github.com/sluice-scan/sluice")})
	run.Tool.Driver.WithRules([]*sarif.ReportingDescriptor{})
	run.Tool.Driver.Version = &r.Version
	if v := strings.TrimPrefix(r.Version, "v"); v != "" && v[0] >= '0' && v[0] <= '9' {
		run.Tool.Driver.SemanticVersion = &v
	}
	id := "sluice/" + r.Kind + "/"
	run.AutomationDetails = &sarif.RunAutomationDetails{ID: &id}
	run.ColumnKind = "unicodeCodePoints"
	run.Results = []*sarif.Result{}
	s := sarifRun{Run: run, report: r, rules: map[string]uint{}, seen: map[string]int{}}
	s.results()
	s.invocation()
	report.Runs = []*sarif.Run{run}
	return report.PrettyWrite(w)
}

// sarifRun is the run under construction.
type sarifRun struct {
	*sarif.Run
	report *Report
	rules  map[string]uint // index of a rule
	seen   map[string]int  // how often a fingerprint came
	cut    int
}

func (s *sarifRun) results() {
	var order []*finding.Finding
	for i := range s.report.Findings {
		order = append(order, &s.report.Findings[i])
	}
	slices.SortStableFunc(order, func(a, b *finding.Finding) int {
		return cmp.Or(cmp.Compare(severityRank(a), severityRank(b)), cmp.Compare(b.Confidence.Rank(), a.Confidence.Rank()))
	})
	if len(order) > sarifResults {
		s.cut = len(order) - sarifResults
		order = order[:sarifResults]
	}
	for _, f := range order {
		s.Results = append(s.Results, s.result(f))
	}
}

func (s *sarifRun) result(f *finding.Finding) *sarif.Result {
	index := s.rule(f)
	s.seen[f.Fingerprint]++
	result := sarif.NewRuleResult(f.Rule).WithRuleIndex(int(index)).WithLevel(level(f)).WithMessage(sarif.NewTextMessage(s.message(f)))
	result.PartialFingerprints = map[string]any{"primaryLocationLineHash": fmt.Sprintf("%s:%d", f.Fingerprint, s.seen[f.Fingerprint])}
	result.Locations = []*sarif.Location{location(f)}
	result.Properties = sarif.Properties{"confidence": string(f.Confidence), "fingerprint": f.Fingerprint}
	if f.Status == finding.StatusIgnored {
		result.Suppressions = []*sarif.Suppression{suppression(f)}
	}
	return result
}

// suppression tells why a finding is allowed. The library writes null for what is left out here, which the schema refuses, so
// nothing is; the GUID is made of the fingerprint (RFC 9562, version 5).
func suppression(f *finding.Finding) *sarif.Suppression {
	why, status := strings.Join(f.Reasons, "; "), "accepted"
	digits := fmt.Sprintf("%032.32s", f.Fingerprint)
	guid := digits[:8] + "-" + digits[8:12] + "-5" + digits[13:16] + "-8" + digits[17:20] + "-" + digits[20:]
	return &sarif.Suppression{Kind: "inSource", Status: &status, Justification: &why, Guid: &guid, Location: location(f)}
}

func (s *sarifRun) message(f *finding.Finding) string {
	text := fmt.Sprintf("%s: %s.", f.Name, s.report.secret(f))
	if h := f.History; h != nil && len(h.Introduced) > 0 {
		c := h.Introduced[0]
		text += fmt.Sprintf(" Brought by commit %.10s of %s.", c.ID, date(c.Date))
		if !h.AtHead {
			text += " It is no longer in HEAD, but everybody who has the history has it."
		}
	}
	if len(f.Reasons) > 0 {
		text += " " + capital(strings.Join(f.Reasons, "; ")) + "."
	}
	if len(f.Revoke.Steps) > 0 {
		text += " " + strings.Join(f.Revoke.Steps, " ")
	}
	return unbroken(text)
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func location(f *finding.Finding) *sarif.Location {
	region := sarif.NewRegion().WithStartLine(f.Start.Line).WithStartColumn(f.Start.Column).WithEndLine(f.End.Line).WithEndColumn(f.End.Column)
	return sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri(f))).WithRegion(region))
}

// uri names a finding's file. Text that is in no file, such as a commit message, gets a name of its own below .git, where no file
// of a work tree can lie.
func uri(f *finding.Finding) string {
	path := f.Path
	if path == "" {
		path = ".git/" + cmp.Or(f.Source.Kind, "text") + "/" + cmp.Or(f.Source.Object, "stdin")
	}
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(p), ":", "%3A")
	}
	joined := strings.Join(parts, "/")
	if strings.HasPrefix(joined, "/") {
		return "file://" + joined
	}
	return joined
}

// level and the scores by severity.
func level(f *finding.Finding) string {
	switch {
	case f.Exposure == finding.Publishable, f.Confidence == finding.ConfidenceLow, f.Severity == finding.Low, f.Severity == finding.Note:
		return "note"
	case f.Severity == finding.Medium:
		return "warning"
	}
	return "error"
}

var (
	scores     = map[finding.Severity]string{finding.Critical: "9.5", finding.High: "8.0", finding.Medium: "5.5", finding.Low: "3.0", finding.Note: "1.0"}
	precisions = map[finding.Confidence]string{finding.ConfidenceHigh: "very-high", finding.ConfidenceMedium: "high", finding.ConfidenceLow: "low"}
)

// rule returns the index of a finding's rule, which it describes on first use.
func (s *sarifRun) rule(f *finding.Finding) uint {
	if i, ok := s.rules[f.Rule]; ok {
		return i
	}
	index := uint(len(s.rules))
	s.rules[f.Rule] = index
	severity, confidence := f.Severity, f.Confidence
	var references []string
	if r := s.report.describe(f.Rule); r != nil {
		severity, confidence, references = finding.Severity(r.Severity), finding.Confidence(r.Confidence), r.References
	}
	full := fmt.Sprintf("%s. Whoever can read it can use it: treat it as known to others, revoke it, and keep its successor out of source code.", f.Name)
	plain, markdown := help(f, references)
	d := sarif.NewRule(f.Rule).WithName(f.Rule).
		WithShortDescription(sarif.NewMultiformatMessageString(f.Name)).
		WithFullDescription(sarif.NewMultiformatMessageString(full[:min(len(full), sarifText)])).
		WithHelp(sarif.NewMultiformatMessageString(plain).WithMarkdown(markdown)).
		WithDefaultConfiguration(&sarif.ReportingConfiguration{Level: level(&finding.Finding{Severity: severity, Confidence: confidence, Exposure: f.Exposure})})
	d.Properties = sarif.Properties{
		"security-severity": scores[severity], "precision": precisions[confidence], "tags": []string{"security", "credential", f.Provider},
	}
	s.Tool.Driver.Rules = append(s.Tool.Driver.Rules, d)
	return index
}

// help tells how to end a key, in plain text and in Markdown.
func help(f *finding.Finding, references []string) (plain, markdown string) {
	steps := f.Revoke.Steps
	if len(steps) == 0 {
		steps = []string{"Disable the credential where it was issued.", "Replace it, and keep the new one out of source code.", "Delete it when nothing uses it."}
	}
	plain, markdown = f.Name+".", "**"+f.Name+"**\n"
	for i, step := range steps {
		plain += " " + step
		markdown += fmt.Sprintf("\n%d. %s", i+1, step)
	}
	if f.Revoke.Page != "" {
		plain += " " + f.Revoke.Page
		markdown += "\n\nPage: <" + f.Revoke.Page + ">"
	}
	for _, ref := range references {
		markdown += "\n\nReference: <" + ref + ">"
	}
	return plain, markdown
}

// invocation tells whether the scan was complete, and what was not read.
func (s *sarifRun) invocation() {
	r := &s.report.Receipt
	invocation := sarif.NewInvocation().WithExecutionSuccess(r.Complete)
	note := func(level, text string) {
		invocation.ToolExecutionNotifications = append(invocation.ToolExecutionNotifications, &sarif.Notification{Level: level, Message: sarif.NewTextMessage(unbroken(text))})
	}
	for _, k := range r.Skipped {
		if k.Class == "unread" {
			note("error", fmt.Sprintf("not read (%d): %s: %s", k.Count, k.What, k.Why))
		} else {
			note("note", fmt.Sprintf("outside the scope of the scan (%d): %s: %s", k.Count, k.What, k.Why))
		}
	}
	for _, l := range r.Limits {
		note("note", l)
	}
	if s.cut > 0 {
		note("warning", fmt.Sprintf("%d results beyond %d, the least severe, were left out", s.cut, sarifResults))
	}
	s.Invocations = []*sarif.Invocation{invocation}
	s.Properties = sarif.Properties{"receipt": map[string]any{
		"complete": r.Complete, "repository": unbroken(r.Repository), "commits": r.Commits, "blobs": r.Blobs, "bytes": r.Bytes, "seconds": r.Seconds,
		"memory": r.Memory, "rules_digest": r.RulesDigest,
	}}
}
