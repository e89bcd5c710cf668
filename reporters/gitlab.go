package reporters

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// The GitLab report: gl-secret-detection-report.json, schema 15.0.4 (gitlab-org/security-products/security-report-schemas), for
// artifacts:reports:secret_detection. Allowed findings are left out, since GitLab would open them. There is no
// raw_source_code_extract: it is shown as it is.

const (
	gitlabSchema   = "15.0.4"
	gitlabName     = 255  // characters
	gitlabSolution = 7000 // characters
	gitlabNoCommit = "0000000"
	gitlabTime     = "2006-01-02T15:04:05" // in UTC, without a zone
)

type gitlabReport struct {
	Version         string                `json:"version"`
	Schema          string                `json:"schema"`
	Scan            gitlabScan            `json:"scan"`
	Vulnerabilities []gitlabVulnerability `json:"vulnerabilities"`
}

type gitlabScan struct {
	Analyzer gitlabTool      `json:"analyzer"`
	Scanner  gitlabTool      `json:"scanner"`
	Type     string          `json:"type"`
	Start    string          `json:"start_time"`
	End      string          `json:"end_time"`
	Status   string          `json:"status"`
	Messages []gitlabMessage `json:"messages,omitempty"`
}

type gitlabTool struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	URL     string       `json:"url"`
	Version string       `json:"version"`
	Vendor  gitlabVendor `json:"vendor"`
}

type gitlabVendor struct {
	Name string `json:"name"`
}

type gitlabMessage struct {
	Level string `json:"level"` // info, warn or fatal
	Value string `json:"value"`
}

type gitlabVulnerability struct {
	ID          string             `json:"id"`
	Name        string             `json:"name"`
	Description string             `json:"description"`
	Severity    string             `json:"severity"`
	Solution    string             `json:"solution,omitempty"`
	Identifiers []gitlabIdentifier `json:"identifiers"`
	Links       []gitlabLink       `json:"links,omitempty"`
	Flags       []gitlabFlag       `json:"flags,omitempty"`
	Tracking    gitlabTracking     `json:"tracking"`
	Location    gitlabLocation     `json:"location"`
}

type gitlabIdentifier struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type gitlabLink struct {
	URL string `json:"url"`
}

type gitlabFlag struct {
	Type        string `json:"type"`
	Origin      string `json:"origin"`
	Description string `json:"description"`
}

// gitlabTracking says by what GitLab knows a finding again: the algorithm rule_value, of file, rule and secret, so that it stays the
// same when lines move (gitlab-org/gitlab, merge request 147549).
type gitlabTracking struct {
	Type  string       `json:"type"`
	Items []gitlabItem `json:"items"`
}

type gitlabItem struct {
	gitlabLines
	Signatures []gitlabSignature `json:"signatures"`
}

// gitlabLines are lines of a file, 1-based, the last one included.
type gitlabLines struct {
	File  string `json:"file,omitempty"`
	Start int    `json:"start_line,omitempty"`
	End   int    `json:"end_line,omitempty"`
}

type gitlabSignature struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"value"`
}

type gitlabLocation struct {
	gitlabLines
	Commit gitlabCommit `json:"commit"`
}

type gitlabCommit struct {
	SHA    string `json:"sha"`
	Author string `json:"author,omitempty"`
	Date   string `json:"date,omitempty"`
}

func writeGitLab(w io.Writer, r *report) error {
	tool := gitlabTool{"sluice", "sluice", "https://github.com/sluice-scan/sluice", cmp.Or(r.Version, "unknown"), gitlabVendor{"sluice"}}
	end := r.Time.UTC()
	out := gitlabReport{
		Version: gitlabSchema,
		Schema: "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v" + gitlabSchema +
			"/dist/secret-detection-report-format.json",
		Scan: gitlabScan{
			Analyzer: tool, Scanner: tool, Type: "secret_detection", Status: "success", Messages: r.gitlabMessages(),
			Start: end.Add(-time.Duration(r.receipt.Seconds * float64(time.Second))).Format(gitlabTime), End: end.Format(gitlabTime),
		},
		Vulnerabilities: []gitlabVulnerability{},
	}
	if !r.receipt.Complete {
		out.Scan.Status = "failure"
	}
	seen := map[string]int{}
	for i := range r.findings {
		if f := &r.findings[i]; f.Status.Open() {
			place := f.Fingerprint + " " + uri(f)
			seen[place]++
			out.Vulnerabilities = append(out.Vulnerabilities, r.gitlabVulnerability(f, fmt.Sprint(place, " ", seen[place])))
		}
	}
	e := encoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

// gitlabVulnerability describes a finding; identity is what makes it one, whatever line it moves to.
func (r *report) gitlabVulnerability(f *finding.Finding, identity string) gitlabVulnerability {
	v := gitlabVulnerability{
		ID: uuid(identity), Name: cut(cmp.Or(f.Name, f.Rule), gitlabName), Severity: gitlabSeverity(f.Severity),
		Description: unbroken(joined(" ", f.Name+": "+r.secret(f)+".", history(f), why(f))),
		Solution:    cut(unbroken(strings.Join(f.Revoke.Steps, " ")), gitlabSolution),
		Identifiers: []gitlabIdentifier{{"sluice_rule_id", "sluice rule " + f.Rule, f.Rule}},
		Location: gitlabLocation{
			gitlabLines{unbroken(f.Path), f.Start.Line, max(f.Start.Line, f.End.Line)}, gitlabCommit{SHA: gitlabNoCommit},
		},
	}
	v.Tracking = gitlabTracking{"source", []gitlabItem{{v.Location.gitlabLines, []gitlabSignature{
		{"rule_value", uri(f) + "|" + f.Rule + "|" + f.Fingerprint}, // the fingerprint stands for the secret, which is not told
	}}}}
	if strings.HasPrefix(f.Revoke.Page, "https://") {
		v.Links = []gitlabLink{{f.Revoke.Page}}
	}
	if f.Confidence == finding.ConfidenceLow {
		v.Flags = []gitlabFlag{{"flagged-as-likely-false-positive", "sluice", "its confidence is low"}}
	}
	if c := introduced(f); c.ID != "" {
		v.Location.Commit = gitlabCommit{c.ID, unbroken(c.Author), c.Date}
	}
	return v
}

func gitlabSeverity(s finding.Severity) string {
	switch s {
	case finding.Critical:
		return "Critical"
	case finding.High:
		return "High"
	case finding.Medium:
		return "Medium"
	case finding.Low:
		return "Low"
	}
	return "Info"
}

func (r *report) gitlabMessages() []gitlabMessage {
	var out []gitlabMessage
	if r.receipt.Interrupted {
		out = append(out, gitlabMessage{"fatal", "the scan was stopped before its end"})
	}
	for _, s := range r.receipt.Skipped {
		level := map[bool]string{true: "warn", false: "info"}[s.Class == "unread"]
		out = append(out, gitlabMessage{level, unbroken(fmt.Sprintf("%s (%d): %s: %s", SkippedWords(s), s.Count, s.What, s.Why))})
	}
	for _, w := range r.receipt.Warnings {
		out = append(out, gitlabMessage{"warn", unbroken(w)})
	}
	for _, l := range r.receipt.Limits {
		out = append(out, gitlabMessage{"info", unbroken("limit: " + l)})
	}
	return out
}

// uuid makes an identifier of the form of a name-based UUID (RFC 9562, version 5, the newest that SARIF's schema knows), with SHA-256.
func uuid(name string) string {
	sum := sha256.Sum256([]byte(name))
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
