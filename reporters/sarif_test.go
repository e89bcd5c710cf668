package reporters

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

func TestSARIFFollowsTheSchema(t *testing.T) {
	for _, r := range []*report{full(), files(), empty()} {
		var out bytes.Buffer
		if err := writeSARIF(&out, r); err != nil {
			t.Fatal(err)
		}
		follows(t, out.String(), "sarif-schema-2.1.0.json")
	}
}

func follows(t *testing.T, text, name string) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../testdata/schemas/" + name)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(document); err != nil {
		t.Error(err)
	}
}

// TestSARIFHasWhatGitHubRequires checks the fields that GitHub's documentation calls required, which the schema does not.
func TestSARIFHasWhatGitHubRequires(t *testing.T) {
	var out bytes.Buffer
	if err := writeSARIF(&out, full()); err != nil {
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
		if ids[r.ID] || r.ShortDescription.Text == "" || r.FullDescription.Text == "" || r.Help.Text == "" || r.Help.Markdown == "" ||
			r.Properties["security-severity"] == nil || r.Properties["precision"] == nil {
			t.Errorf("rule %+v", r)
		}
		ids[r.ID] = true
	}
	seen := map[string]bool{}
	for _, r := range run.Results {
		l := r.Locations[0].PhysicalLocation
		hash := r.RuleID + l.ArtifactLocation.URI + r.PartialFingerprints["primaryLocationLineHash"]
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.Message.Text == "" ||
			r.PartialFingerprints["primaryLocationLineHash"] == "" || seen[hash] || l.ArtifactLocation.URI == "" ||
			strings.ContainsAny(l.ArtifactLocation.URI, " \n\x1b\\") || l.Region.StartLine < 1 || l.Region.EndColumn < 1 {
			t.Errorf("result %+v", r)
		}
		seen[hash] = true
	}
	if want := len(fixtures()) - 1; len(run.Results) != want { // one is allowed; one of the baseline is suppressed
		t.Errorf("%d results, want %d", len(run.Results), want)
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
	if err := writeSARIF(&out, sample(many, true)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), `"primaryLocationLineHash"`); n != sarifResults {
		t.Errorf("%d results", n)
	}
	if !strings.Contains(out.String(), fmt.Sprintf("p%d", sarifResults+1)) ||
		!strings.Contains(out.String(), "2 findings, the least severe") ||
		!strings.Contains(out.String(), "of 25,000 results GitHub shows the 5,000 most severe") {
		t.Error("the worst result was cut, or the cut is not told")
	}
}

// TestSARIFFitsAnUpload: what does not fit into a compressed file of the size that GitHub takes is cut, the least severe first.
func TestSARIFFitsAnUpload(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 2))
	letters := make([]byte, 4<<10)
	var many []finding.Finding
	for range 256 {
		for i := range letters {
			letters[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[noise.IntN(64)]
		}
		f := fixtures()[0]
		f.Severity, f.Path = finding.Low, string(letters)
		many = append(many, f)
	}
	many[255].Severity, many[255].Path = finding.Critical, "the-worst"
	var out bytes.Buffer
	const limit = 512 << 10
	if err := writeSARIFWithin(&out, sample(many, true), limit); err != nil {
		t.Fatal(err)
	}
	if n := compressed(out.Bytes()); n > limit || n < limit/4 {
		t.Errorf("%d bytes", n)
	}
	if !strings.Contains(out.String(), "the-worst") || !strings.Contains(out.String(), "the least severe, left out") {
		t.Error("the worst result was cut, or the cut is not told")
	}
}

// TestSARIFIsCutByItsCompressedSize: a text that is larger is whole as long as it fits when it is compressed.
func TestSARIFIsCutByItsCompressedSize(t *testing.T) {
	write := func(size int) string {
		var out bytes.Buffer
		if err := writeSARIFWithin(&out, sample(fixtures(), true), size); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	whole := write(math.MaxInt)
	fits := compressed([]byte(whole))
	if fits >= len(whole) {
		t.Fatalf("%d bytes become %d", len(whole), fits)
	}
	if write(fits) != whole {
		t.Error("it fits and was cut")
	}
	if write(fits-1) == whole {
		t.Error("it does not fit and was not cut")
	}
}

// TestSARIFVersion: only what semantic versioning knows is called that.
func TestSARIFVersion(t *testing.T) {
	for version, want := range map[string]string{"v0.3.1": "0.3.1", "9.0.0": "9.0.0", "devel": "", "(devel)": "", "": "", "v": ""} {
		got := ""
		if v := driver(version).SemanticVersion; v != nil {
			got = *v
		}
		if got != want {
			t.Errorf("%q: %q, want %q", version, got, want)
		}
	}
}

// TestSARIFCategory: each source has a category of its own, so that alerts of one do not close those of another.
func TestSARIFCategory(t *testing.T) {
	for _, test := range []struct{ kind, rang, want string }{
		{"git", "", "git"}, {"git", "a..b", "git-range"}, {"dir", "", "dir"}, {"staged", "", "staged"}, {"push", "a..b", "push"},
	} {
		r := empty()
		r.Kind, r.receipt.Range = test.kind, test.rang
		var out bytes.Buffer
		if err := writeSARIF(&out, r); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), `"id": "sluice/`+test.want+`/"`) {
			t.Errorf("%s: %s", test.want, out.String())
		}
	}
}

// TestSARIFIdentity: an alert stays the same when lines move, when a file is added before it and when another finding joins it.
func TestSARIFIdentity(t *testing.T) {
	at := func(path string, line int) finding.Finding {
		f := fixtures()[0]
		f.Path, f.Start.Line, f.End.Line = path, line, line
		return f
	}
	hashes := func(findings ...finding.Finding) map[string]string {
		var out bytes.Buffer
		if err := writeSARIF(&out, sample(findings, true)); err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Runs []struct {
				Results []struct {
					PartialFingerprints map[string]string
					Locations           []struct {
						PhysicalLocation struct {
							ArtifactLocation struct{ URI string }
							Region           struct{ StartLine int }
						}
					}
				}
			}
		}
		if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, r := range doc.Runs[0].Results {
			l := r.Locations[0].PhysicalLocation
			got[fmt.Sprint(l.ArtifactLocation.URI, ":", l.Region.StartLine)] = r.PartialFingerprints["primaryLocationLineHash"]
		}
		return got
	}
	const hash = "00112233445566778899aabbccddeeff"
	if diff := cmp.Diff(map[string]string{"b:1": hash + ":1", "b:5": hash + ":2"}, hashes(at("b", 1), at("b", 5))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"a:9": hash + ":1", "b:3": hash + ":1", "b:7": hash + ":2"},
		hashes(at("b", 3), at("b", 7), at("a", 9))); diff != "" {
		t.Error(diff)
	}
}

func TestSARIFOfOddFindings(t *testing.T) {
	f := finding.Finding{Rule: "user-rule", Status: finding.StatusNew, Secret: finding.NewSecret("x"), Fingerprint: "f"}
	set := &rules.Set{Rules: []rules.Rule{{ID: "user-rule", Severity: "high", Confidence: "high",
		Manual: &rules.Manual{References: []string{"javascript:x", "https://docs.example/x"}}}}}
	r := sample([]finding.Finding{f}, true)
	r.Rules, r.Version, r.Kind = set, "(devel)", ""
	var out bytes.Buffer
	if err := writeSARIF(&out, r); err != nil {
		t.Fatal(err)
	}
	follows(t, out.String(), "sarif-schema-2.1.0.json")
	for _, want := range []string{
		`"text": "user-rule"`, `"security-severity": "8.0"`, `"startLine": 1`, `"endColumn": 2`,
		`docs.example/x\u003e`, `"id": "sluice/scan/"`, `"uri": ".git/text/unnamed"`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in %s", want, out.String())
		}
	}
	for _, bad := range []string{`"text": ""`, `"semanticVersion"`, `\u003cjavascript`, `"name": ""`} {
		if strings.Contains(out.String(), bad) {
			t.Errorf("%s in %s", bad, out.String())
		}
	}
}

// FuzzURI: the URI of a path is relative, parses, and gives the path again.
func FuzzURI(f *testing.F) {
	for _, s := range []string{"a b/c.txt", "new\nline", "\xff", "c:/x", "a%20b", "#x?y", "../up"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if path == "" || strings.HasPrefix(path, "/") {
			t.Skip("no relative path")
		}
		got := uri(&finding.Finding{Path: path})
		u, err := url.Parse(got)
		if err != nil {
			t.Fatalf("%q gives %q: %v", path, got, err)
		}
		if u.Scheme != "" || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || u.Path != path {
			t.Errorf("%q gives %q, which reads as %+v", path, got, u)
		}
	})
}

// What is told of commits claims no removal that none is known of: HEAD may never have had what another branch brings.
func TestBroughtAndTakenAway(t *testing.T) {
	by := []finding.Commit{{ID: "0102030405060708", Date: "2020-01-01T00:00:00Z"}}
	for want, h := range map[string]*finding.History{
		"Brought by commit 0102030405 of 2020-01-01.":                                               {Introduced: by, AtHead: true},
		"Brought by commit 0102030405 of 2020-01-01. It is not in the newest files, but":            {Introduced: by},
		"Brought by commit 0102030405 of 2020-01-01. Commit a1a2a3a4a5 took it away, but everybody": {Introduced: by, Removed: finding.Commit{ID: "a1a2a3a4a5a6a7a8"}},
	} {
		f := fixtures()[0]
		f.History = h
		if got := history(&f); !strings.HasPrefix(got, want) || h.AtHead && got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
