package reporters

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// The JUnit report, in the form that CI servers read (testmoapp/junitxml describes it; no standard does): a test case for each
// finding, which failed, or which was skipped if something allows it or it does not decide the exit status: servers call a build with a
// failed case unstable, whatever its commands say. What could not be read is an error. A suite without test cases counts as a fault to
// some servers, so a clean scan is one case that passed.

type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	junitCounts
	Suite junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	junitCounts
	Cases []junitCase `xml:"testcase"`
}

type junitCounts struct {
	Name     string `xml:"name,attr"`
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Skipped  int    `xml:"skipped,attr"`
	Time     string `xml:"time,attr"` // seconds
}

type junitCase struct {
	Class   string       `xml:"classname,attr"`
	Name    string       `xml:"name,attr"`
	File    string       `xml:"file,attr,omitempty"`
	Line    int          `xml:"line,attr,omitempty"`
	Failure *junitResult `xml:"failure"`
	Error   *junitResult `xml:"error"`
	Skipped *junitResult `xml:"skipped"`
}

type junitResult struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

func writeJUnit(w io.Writer, r *report) error {
	suite := junitSuite{junitCounts: junitCounts{Name: "sluice " + cmp.Or(r.Kind, "scan"), Time: fmt.Sprintf("%.3f", r.receipt.Seconds)}}
	for i := range r.findings {
		suite.add(r.junitCase(&r.findings[i]))
	}
	for _, s := range r.receipt.Skipped {
		if s.Class == "unread" {
			suite.add(junitCase{
				Class: "receipt", Name: "not read: " + finding.Visible(s.What),
				Error: &junitResult{Message: finding.Visible(s.Why), Type: "unread"},
			})
		}
	}
	if r.receipt.Interrupted {
		suite.add(junitCase{
			Class: "receipt", Name: "interrupted",
			Error: &junitResult{Message: "the scan was stopped before its end", Type: "interrupted"},
		})
	}
	if len(suite.Cases) == 0 {
		suite.add(junitCase{Class: "receipt", Name: "no findings"})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(junitSuites{junitCounts: suite.junitCounts, Suite: suite}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	for count, result := range map[*int]*junitResult{&s.Failures: c.Failure, &s.Errors: c.Error, &s.Skipped: c.Skipped} {
		if result != nil {
			*count++
		}
	}
}

func (r *report) junitCase(f *finding.Finding) junitCase {
	c := junitCase{Class: f.Rule, Name: r.where(place{f, f.Path}), File: finding.Visible(f.Path), Line: f.Start.Line}
	if !f.Status.Open() {
		c.Skipped = &junitResult{Message: finding.Visible(strings.Join(f.Reasons, "; ")), Type: string(f.Status)}
		return c
	}
	text := joined("\n", "secret: "+r.secret(f), history(f), why(f), f.Revoke.Page, strings.Join(f.Revoke.Steps, "\n"),
		identity(f))
	told := &junitResult{
		Message: finding.Visible(f.Name + ": " + r.secret(f)), Type: string(f.Severity), Text: finding.VisibleLines(text),
	}
	if r.counts(f) {
		c.Failure = told
	} else {
		told.Message = "does not count: " + told.Message
		c.Skipped = told
	}
	return c
}
