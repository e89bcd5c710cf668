package reporters

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// leaks is the report of a history with n secrets of several providers, brought and removed over ten years.
func leaks(n int) *report {
	providers := []string{
		"github", "aws", "stripe", "slack", "generic", "openai", "gitlab",
		"twilio", "npm", "pypi", "heroku", "datadog", "okta", "vault",
	}
	begin := time.Date(2015, 2, 3, 4, 5, 6, 0, time.UTC)
	var findings []finding.Finding
	for i := range n {
		f := fixtures()[0]
		f.Provider = providers[i*i%len(providers)]
		f.Rule, f.Family, f.Name = f.Provider+"-key", f.Provider+"-key", f.Provider+" key"
		f.Severity = severities[i%len(severities)]
		f.Confidence = []finding.Confidence{finding.ConfidenceHigh, finding.ConfidenceMedium}[i%2]
		f.Secret, f.Fingerprint = finding.NewSecret(fmt.Sprintf("%s%05d", longSecret, i)), fmt.Sprintf("%032x", i)
		f.Path = fmt.Sprintf("services/%s/config/environment-%d.yaml", f.Provider, i)
		f.Paths = []string{f.Path}
		came := begin.AddDate(0, 0, (i*37)%3650)
		f.History = &finding.History{
			AtHead:     i%3 == 0,
			Introduced: []finding.Commit{{ID: fmt.Sprintf("%040x", 1e9+i), Author: "Ada <ada@example.com>", Date: came.Format(time.RFC3339)}},
		}
		if i%3 == 1 {
			f.History.Removed = finding.Commit{ID: fmt.Sprintf("%040x", 2e9+i), Date: came.AddDate(0, i%24, 3).Format(time.RFC3339)}
		}
		findings = append(findings, f)
	}
	return sample(findings, n != 10)
}

func TestHTMLAsksNobody(t *testing.T) {
	for name, r := range map[string]*report{"full": full(), "empty": empty(), "hostile": hostile(), "leaks": leaks(30)} {
		text := rendered(t, writeHTML, r)
		if bad := regexp.MustCompile(`(?i)(src|srcset|action|poster|data)=|<(link|img|iframe|object|embed|base)|url\(|@import|fetch\(|XMLHttp|import\(`).FindString(strings.ReplaceAll(text, "data-", "")); bad != "" {
			t.Errorf("%s: %s", name, bad)
		}
		if strings.Count(text, "<script") != 1 || strings.Contains(text, "ZgotmplZ") {
			t.Errorf("%s: a script that is not ours, or an address that is none", name)
		}
		if !strings.Contains(text, "default-src 'none'") {
			t.Errorf("%s: no policy", name)
		}
	}
}

func TestHTMLTimeLine(t *testing.T) {
	text := rendered(t, writeHTML, leaks(3))
	for _, want := range []string{
		"2015-02-03 – today", "2015-03-12 – 2015-04-15", "2015-04-18 – gone<",
		"3 secrets in 3 places", "1 still in HEAD, 2 only in history",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	for _, c := range []struct {
		since, until string
		start, width float64
	}{
		{"2020-01-01T00:00:00Z", "", 0, 100}, {"2022-07-01T12:00:00Z", "", 50, 50}, {"2020-01-01T00:00:00Z", "2022-07-02", 0, 50}, {"2024-12-31T00:00:00Z", "2024-12-31", 99.2, 0.8}, {"x", "", 0, 0},
	} {
		s := span{time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC)}
		start, width := s.bar(c.since, c.until)
		if d := start - c.start; d > .1 || d < -.1 || width-c.width > .1 || c.width-width > .1 {
			t.Errorf("%s to %s is at %.2f for %.2f", c.since, c.until, start, width)
		}
	}
}

func TestAge(t *testing.T) {
	now := time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC)
	for date, want := range map[string]string{
		"2024-12-30T00:00:00Z": "up to a week", "2024-12-01T00:00:00Z": "up to a month", "2024-10-01T00:00:00Z": "up to 3 months", "2024-01-01T00:00:00Z": "up to a year",
		"2022-01-01T00:00:00Z": "up to 3 years", "1999-01-01T00:00:00Z": "older", "": "older", "2099-01-01T00:00:00Z": "up to a week",
	} {
		if got := ageNames[age(date, now)]; got != want {
			t.Errorf("%s: %s, want %s", date, got, want)
		}
	}
}

// TestWritten writes reports of 0, 10, 5,000 and hostile findings into the folder that SLUICE_WRITTEN names, for other programs to
// read.
func TestWritten(t *testing.T) {
	dir := os.Getenv("SLUICE_WRITTEN")
	if dir == "" {
		t.Skip("SLUICE_WRITTEN names no folder")
	}
	formats := map[string]func(io.Writer, *report) error{
		".html": writeHTML, ".sarif": writeSARIF, ".gitlab.json": writeGitLab, ".junit.xml": writeJUnit,
	}
	for name, r := range map[string]*report{"0": leaks(0), "10": leaks(10), "5000": leaks(5000), "hostile": hostile()} {
		for ending, write := range formats {
			if err := os.WriteFile(filepath.Join(dir, name+ending), []byte(rendered(t, write, r)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
