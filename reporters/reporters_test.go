package reporters

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sluice-scan/sluice/scanner/finding"
)

var update = flag.Bool("update", false, "rewrite golden files")

const (
	longSecret = "acme_" + "q8Zk2LwPx91vTn4RcM7dYb3Q8Zk2LwPx91"
	block      = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE\n-----END RSA " + "PRIVATE KEY-----"
)

// fixtures are findings with everything that has made a report wrong somewhere.
func fixtures() []finding.Finding {
	base := finding.Finding{
		Rule: "acme-key", Family: "acme-key", Provider: "acme", Name: "Acme key", Severity: finding.Critical, Confidence: finding.ConfidenceHigh,
		Exposure: finding.Server, Scope: []string{"live"}, Checksum: finding.ChecksumOK, Status: finding.StatusNew,
		Start: finding.Position{Line: 3, Column: 7}, End: finding.Position{Line: 3, Column: 46}, ByteOffset: 20, ByteLength: 39,
		Secret: finding.NewSecret(longSecret), Fingerprint: "00112233445566778899aabbccddeeff", Source: finding.Origin{Kind: "file"},
		Reasons: []string{"its checksum is right"}, Revoke: finding.Revoke{Page: "https://acme.example/keys", Steps: []string{"Disable the key.", "Delete it."}},
	}
	at := func(path string, change func(*finding.Finding)) finding.Finding {
		f := base
		f.Path, f.Paths = path, []string{path}
		if path == "" {
			f.Paths = nil
		}
		change(&f)
		return f
	}
	return []finding.Finding{
		at("a b/ü.txt", func(*finding.Finding) {}),
		at("new\nline\x1b[31m", func(*finding.Finding) {}),
		at("bytes\xff.bin", func(f *finding.Finding) { f.Variable = "ACME_KEY" }),
		at("holds-"+longSecret+".txt", func(f *finding.Finding) { f.Status = finding.StatusIgnored; f.Reasons = []string{"sluice:allow"} }),
		at("", func(f *finding.Finding) {
			f.Source = finding.Origin{Kind: "commit-message", Object: strings.Repeat("ab", 20)}
			f.History = &finding.History{Introduced: []finding.Commit{{ID: strings.Repeat("ab", 20), Author: "Ada <" + longSecret + "@example.com>", Date: "2024-05-06T07:08:09Z"}}}
		}),
		at("old.env", func(f *finding.Finding) {
			f.Rule, f.Family, f.Name, f.Severity, f.Confidence = "acme-web-key", "acme-web-key", "Acme web key", finding.Note, finding.ConfidenceMedium
			f.Exposure, f.Secret, f.Fingerprint, f.Checksum = finding.Publishable, finding.NewSecret("short-one"), "ffeeddccbbaa99887766554433221100", finding.ChecksumNone
			f.History = &finding.History{AtHead: true, Introduced: []finding.Commit{{ID: strings.Repeat("cd", 20), Author: "Bob", Date: "2023-01-02T03:04:05+01:00"}, {ID: strings.Repeat("ef", 20)}}}
		}),
		at("key.pem", func(f *finding.Finding) {
			f.Rule, f.Family, f.Name, f.Severity, f.Confidence = "private-key", "private-key", "Private key", finding.High, finding.ConfidenceLow
			f.Secret, f.Fingerprint, f.End, f.Decoded, f.Revoke = finding.NewSecret(block), "0123456789abcdef0123456789abcdef", finding.Position{Line: 5, Column: 30}, []string{"utf-16le"}, finding.Revoke{}
		}),
	}
}

func report(findings []finding.Finding, complete bool) *Report {
	r := finding.Receipt{Complete: complete, Repository: "repo", Commits: 2, Blobs: 12, Objects: 20, Bytes: 123456, Seconds: 0.25, Memory: 1 << 20, RulesDigest: "d1", Limits: []string{"a limit"}}
	if !complete {
		r.Skipped = []finding.Skipped{{Class: "unread", What: "a, b and 3 more", Why: "checksum does not fit", Count: 5}, {Class: "outside", What: "lib", Why: "a submodule", Count: 1}}
	}
	findings, r = masked(findings, r)
	return &Report{findings, r, Options{Kind: "dir", Version: "v1.2.3"}}
}

func TestGolden(t *testing.T) {
	for _, f := range formats {
		for name, r := range map[string]*Report{"full": report(fixtures(), false), "empty": report(nil, true)} {
			t.Run(f.name+"-"+name, func(t *testing.T) {
				var got bytes.Buffer
				if err := f.write(&got, r); err != nil {
					t.Fatal(err)
				}
				path := filepath.Join("testdata", f.name+"-"+name+".golden")
				if *update {
					if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got.String()); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func TestNoFormatTellsASecretOrActsOnATerminal(t *testing.T) {
	for _, f := range formats {
		var got bytes.Buffer
		if err := f.write(&got, report(fixtures(), false)); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{longSecret, longSecret[5:], "short-one", "MIIE", "\x1b"} {
			if strings.Contains(got.String(), secret) {
				t.Errorf("%s holds %q", f.name, secret)
			}
		}
	}
}

func TestShowSecrets(t *testing.T) {
	for _, f := range formats {
		r := report(fixtures(), true)
		r.ShowSecrets = true
		var got bytes.Buffer
		if err := f.write(&got, r); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(got.String(), longSecret) {
			t.Errorf("%s does not hold the secret", f.name)
		}
	}
}

func TestSARIFFollowsTheSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../testdata/schemas/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Report{report(fixtures(), false), report(nil, true)} {
		var out bytes.Buffer
		if err := writeSARIF(&out, r); err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Error(err)
		}
	}
}

// TestSARIFHasWhatGitHubRequires checks the fields that GitHub's documentation calls required, which the schema does not.
func TestSARIFHasWhatGitHubRequires(t *testing.T) {
	var out bytes.Buffer
	if err := writeSARIF(&out, report(fixtures(), false)); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Runs []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct {
						ID                                string
						ShortDescription, FullDescription struct{ Text string }
						Help                              struct{ Text, Markdown string }
						Properties                        map[string]any
					}
				}
			}
			Results []struct {
				RuleID, Level       string
				RuleIndex           int
				Message             struct{ Text string }
				PartialFingerprints map[string]string
				Locations           []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	run := doc.Runs[0]
	ids := map[string]bool{}
	for _, r := range run.Tool.Driver.Rules {
		if ids[r.ID] || r.ShortDescription.Text == "" || r.FullDescription.Text == "" || r.Help.Text == "" || r.Help.Markdown == "" || r.Properties["security-severity"] == nil || r.Properties["precision"] == nil {
			t.Errorf("rule %+v", r)
		}
		ids[r.ID] = true
	}
	seen := map[string]bool{}
	for _, r := range run.Results {
		l := r.Locations[0].PhysicalLocation
		hash := r.PartialFingerprints["primaryLocationLineHash"]
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.Message.Text == "" || hash == "" || seen[hash] || l.ArtifactLocation.URI == "" || strings.ContainsAny(l.ArtifactLocation.URI, " \n\x1b\\") || l.Region.StartLine < 1 || l.Region.EndColumn < 1 {
			t.Errorf("result %+v", r)
		}
		seen[hash] = true
	}
	if len(run.Results) != len(fixtures()) {
		t.Errorf("%d results", len(run.Results))
	}
}

func TestSARIFCutsTheLeastSevere(t *testing.T) {
	var many []finding.Finding
	for i := range sarifResults + 2 {
		f := fixtures()[0]
		f.Severity, f.Path = finding.Low, fmt.Sprint("p", i)
		many = append(many, f)
	}
	many[sarifResults+1].Severity = finding.Critical
	var out bytes.Buffer
	if err := writeSARIF(&out, report(many, true)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), `"primaryLocationLineHash"`); n != sarifResults {
		t.Errorf("%d results", n)
	}
	if !strings.Contains(out.String(), fmt.Sprintf("p%d", sarifResults+1)) || !strings.Contains(out.String(), "2 results beyond") {
		t.Error("the worst result was cut, or the cut is not told")
	}
}

func TestPairs(t *testing.T) {
	for _, c := range []struct {
		formats, outputs string
		want             []Pair
		problem          string
	}{
		{"", "", []Pair{{"text", ""}}, ""},
		{"", "x", []Pair{{"text", "x"}}, ""},
		{"json sarif", "a b", []Pair{{"json", "a"}, {"sarif", "b"}}, ""},
		{"json text", "a", []Pair{{"json", "a"}, {"text", ""}}, ""},
		{"json text", "", nil, "standard output"},
		{"json", "a b", nil, "belongs to"},
		{"yaml", "", nil, `unknown format "yaml"`},
	} {
		got, err := Pairs(strings.Fields(c.formats), strings.Fields(c.outputs))
		if diff := cmp.Diff(c.want, got); diff != "" || (err != nil) != (c.problem != "") || err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%q %q: %v %s", c.formats, c.outputs, err, diff)
		}
	}
}

func TestOutputsReplaceFilesOnlyWhenComplete(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.json")
	if err := os.WriteFile(path, []byte("earlier"), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := Open([]Pair{{"json", path}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	o.Abort()
	if text, err := os.ReadFile(path); err != nil || string(text) != "earlier" {
		t.Errorf("after Abort: %q, %v", text, err)
	}
	if o, err = Open([]Pair{{"json", path}}, nil, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := o.Close(finding.Receipt{}); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), `"complete": false`) {
		t.Errorf("after Close: %q, %v", text, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for _, bad := range []string{dir, filepath.Join(dir, "none", "x")} {
		if _, err := Open([]Pair{{"json", bad}}, nil, Options{}); err == nil {
			t.Errorf("%s can be opened", bad)
		}
	}
}

type brokenPipe struct{ err error }

func (b brokenPipe) Write([]byte) (int, error) { return 0, b.err }

func TestClosedPipeIsNoError(t *testing.T) {
	for err, fine := range map[error]bool{syscall.EPIPE: true, os.ErrClosed: true, errors.New("disk full"): false} {
		o, openErr := Open([]Pair{{"text", ""}}, brokenPipe{err}, Options{})
		if openErr != nil {
			t.Fatal(openErr)
		}
		if got := o.Close(finding.Receipt{}); (got == nil) != fine {
			t.Errorf("%v gives %v", err, got)
		}
	}
}
