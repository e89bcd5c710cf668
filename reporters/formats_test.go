package reporters

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// hostile are findings whose names, paths and authors try to be what each format is written in.
func hostile() *report {
	var findings []finding.Finding
	for _, text := range []string{
		"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a,b\"c", "::error::x", "::set-output name=x::y", "a%0A::warning::b", "a\n::error::x",
		"</td><script>alert(1)</script>", "a|b", "`code`", "[x](javascript:y)", "![x](https://tracker.example/x.png)", "@everyone", "<!-- -->", "]]>", "\x00\x01\x0b", "\ufffe", "\u202e", "\x1b[2J", "\u009b2J", "\x7f", "\U000e0041", "&amp;", "{{.}}", "${{ x }}",
		"##[add-mask]x", "##vso[task.setvariable variable=x]y", "##teamcity[x]", strings.Repeat("long ", 20) + "::error::x",
	} {
		f := fixtures()[0]
		f.Path, f.Paths, f.Variable, f.Reasons = text, []string{text}, text, []string{text}
		f.History = &finding.History{
			AtHead: true, Introduced: []finding.Commit{{ID: strings.Repeat("01", 20), Author: text, Date: "2024-12-31T23:59:59Z"}},
		}
		findings = append(findings, f)
		f.Name, f.Rule, f.Family = text, text, text
		findings = append(findings, f)
	}
	r := sample(findings, false)
	r.receipt.Skipped = append(r.receipt.Skipped, finding.Skipped{
		Class: "unread", What: "a\n::error::x", Why: "<script>alert(1)</script>", Count: 1,
	})
	return r
}

func rendered(t *testing.T, write func(io.Writer, *report) error, r *report) string {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestGitLabFollowsTheSchema(t *testing.T) {
	for _, r := range []*report{full(), files(), empty(), hostile()} {
		text := rendered(t, writeGitLab, r)
		follows(t, text, "gitlab-secret-detection-15.2.4.json")
		follows(t, text, "gitlab-secret-detection-strict.json")
		var doc gitlabReport
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for _, v := range doc.Vulnerabilities {
			if ids[v.ID] {
				t.Errorf("two findings have the id %s", v.ID)
			}
			ids[v.ID] = true
		}
	}
}

// A finding keeps its id and its signature when lines move, so GitLab does not open it again; another secret in its place has others.
func TestGitLabIdentity(t *testing.T) {
	identity := func(line int, fingerprint string) [2]string {
		f := fixtures()[0]
		f.Start.Line, f.End.Line, f.Fingerprint = line, line, fingerprint
		var doc gitlabReport
		if err := json.Unmarshal([]byte(rendered(t, writeGitLab, sample([]finding.Finding{f}, true))), &doc); err != nil {
			t.Fatal(err)
		}
		v := doc.Vulnerabilities[0]
		if v.Tracking.Items[0].Start != line {
			t.Errorf("tracked at line %d, found at line %d", v.Tracking.Items[0].Start, line)
		}
		return [2]string{v.ID, v.Tracking.Items[0].Signatures[0].Value}
	}
	one, moved, other := identity(3, "0123"), identity(300, "0123"), identity(3, "4567")
	if one != moved {
		t.Errorf("%q becomes %q", one, moved)
	}
	if one[0] == other[0] || one[1] == other[1] {
		t.Errorf("%q is also another secret", one)
	}
}

func TestJUnitIsWellFormed(t *testing.T) {
	for _, r := range []*report{full(), files(), empty(), hostile()} {
		text := rendered(t, writeJUnit, r)
		var doc junitSuites
		if err := xml.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		var failures, errors, skipped int
		for _, c := range doc.Suite.Cases {
			for count, result := range map[*int]*junitResult{&failures: c.Failure, &errors: c.Error, &skipped: c.Skipped} {
				if result != nil {
					*count++
				}
			}
		}
		got := junitCounts{doc.Name, len(doc.Suite.Cases), failures, errors, skipped, doc.Time}
		if got != doc.junitCounts || got != doc.Suite.junitCounts || got.Tests == 0 {
			t.Errorf("counted %+v, told %+v and %+v", got, doc.junitCounts, doc.Suite.junitCounts)
		}
	}
}

func TestCSVHoldsNoFormula(t *testing.T) {
	r := hostile()
	lines, err := csv.NewReader(strings.NewReader(rendered(t, writeCSV, r))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != len(r.findings)+1 {
		t.Fatalf("%d lines for %d findings", len(lines), len(r.findings))
	}
	for _, line := range lines {
		if len(line) != len(csvColumns) {
			t.Errorf("%d columns: %q", len(line), line)
		}
		for _, c := range line {
			if strings.IndexAny(c, "=+-@\t\r\n") == 0 {
				t.Errorf("a formula: %q", c)
			}
		}
	}
}

// What a runner takes for a command begins a line with ::, or holds a line end; only our own do.
func TestGitHubCommandsAreOurs(t *testing.T) {
	ours := regexp.MustCompile(`^(::(error|warning|notice) ((file|line|endLine|col|endColumn|title)=[^,:\n]*,?)+::[^\n]*|[^:].*)$`)
	for _, line := range strings.Split(strings.TrimSuffix(rendered(t, writeGitHub, hostile()), "\n"), "\n") {
		if !ours.MatchString(line) {
			t.Errorf("%q", line)
		}
	}
}

// CI servers read what programs print: nothing from a scanned file is a command there.
func TestNothingIsACommand(t *testing.T) {
	theirs := regexp.MustCompile(`(?m)^\s*::|##\pL*\[`)
	for name, write := range printed {
		if name == "github" {
			continue // whose commands are held above
		}
		for _, line := range theirs.FindAllString(rendered(t, write, hostile()), -1) {
			t.Errorf("%s: %q", name, line)
		}
	}
}

// Any report may be shown on a terminal: no control acts there, nor a mark that turns the direction of text round.
func TestNothingActsOnATerminal(t *testing.T) {
	for name, write := range printed {
		for _, c := range rendered(t, write, hostile()) {
			if !strings.ContainsRune("\n\r\t", c) && unicode.In(c, unicode.Cc, unicode.Cf) {
				t.Errorf("%s: %q", name, c)
			}
		}
	}
}

// printed are the formats that people print on terminals and in logs.
var printed = map[string]func(io.Writer, *report) error{
	"text": writeText, "json": writeJSON, "jsonl": writeJSONLines, "sarif": writeSARIF, "gitlab": writeGitLab, "csv": writeCSV,
	"markdown": writeMarkdown, "github": writeGitHub,
}

// JSON says what would act as an escape, which reads as the same text.
func TestJSONKeepsWhatActs(t *testing.T) {
	const text = "\x1b \x7f \u0085 \u202e \U000e0041 ###vso[x] é 日"
	var out bytes.Buffer
	if err := encoder(&out).Encode(text); err != nil {
		t.Fatal(err)
	}
	var got string
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || got != text {
		t.Errorf("%s reads as %q: %v", out.String(), got, err)
	}
	if want := `"\u001b \u007f \u0085 \u202e \udb40\udc41 #\u0023\u0023vso[x] é 日"` + "\n"; out.String() != want {
		t.Errorf("got %s, want %s", out.String(), want)
	}
}

func TestGitHubShowsTheWorstOfEach(t *testing.T) {
	var many []finding.Finding
	for i := range 40 {
		f := fixtures()[0]
		f.Secret, f.Path = finding.NewSecret(fmt.Sprint(longSecret, i%20)), fmt.Sprintf("p%02d", i)
		f.Paths = []string{f.Path}
		many = append(many, f)
	}
	text := rendered(t, writeGitHub, sample(many, true))
	if n := strings.Count(text, "::error "); n != annotationsShown {
		t.Errorf("%d errors", n)
	}
	for i := range 10 {
		if !strings.Contains(text, fmt.Sprintf("file=p%02d,", i)) {
			t.Errorf("the first place of secret %d has no annotation", i)
		}
	}
	if !strings.Contains(text, "30 more places without an annotation") {
		t.Errorf("the rest is not told: %s", text)
	}
}

// TestGitHubTellsTheRest: of notes, too, the last that GitHub shows counts those that it does not.
func TestGitHubTellsTheRest(t *testing.T) {
	var many []finding.Finding
	for i := range 12 {
		f := fixtures()[0]
		f.Secret, f.Severity = finding.NewSecret(fmt.Sprint(longSecret, i)), finding.Note
		many = append(many, f)
	}
	text := rendered(t, writeGitHub, sample(many, true))
	if n := strings.Count(text, "::notice "); n != annotationsShown || !strings.Contains(text, "::notice title=sluice::3 more places") {
		t.Errorf("%d notices: %s", n, text)
	}
}

// TestGitHubLines: an annotation points at a line only where the checkout has it.
func TestGitHubLines(t *testing.T) {
	f := fixtures()[0]
	for atHead, want := range map[bool]string{true: "file=a b/ü.txt,line=3,", false: "file=a b/ü.txt,title="} {
		f.History = &finding.History{AtHead: atHead, Introduced: f.History.Introduced}
		if text := rendered(t, writeGitHub, sample([]finding.Finding{f}, true)); !strings.Contains(text, want) {
			t.Errorf("at HEAD %v: %s", atHead, text)
		}
	}
}

// Nothing from a scanned file is Markdown: outside of code there are no signs but ours, and inside none at all.
func TestMarkdownIsOurs(t *testing.T) {
	text := rendered(t, writeMarkdown, hostile())
	if strings.ContainsAny(text, "\x00\x01\x0b\r\u202e") {
		t.Error("control characters")
	}
	for _, code := range regexp.MustCompile(`(?s)<code>(.*?)</code>`).FindAllStringSubmatch(text, -1) {
		if strings.ContainsAny(code[1], "<>|`*_[]\\~@:\n") {
			t.Errorf("signs in code: %q", code[1])
		}
	}
	if bad := regexp.MustCompile(`[^\\](\]\(|<script|<!--|` + "`" + `)|\n::`).FindString(text); bad != "" {
		t.Errorf("it holds %q", bad)
	}
	for _, row := range strings.Split(text, "\n") {
		if strings.HasPrefix(row, "| ") && strings.Count(strings.ReplaceAll(row, `\|`, ""), "|") != 5 {
			t.Errorf("a row of other columns: %q", row)
		}
	}
}

func TestMarkdownFitsAJobSummary(t *testing.T) {
	var many []finding.Finding
	for i := range 6000 {
		f := fixtures()[0]
		f.Secret, f.Path = finding.NewSecret(fmt.Sprint(longSecret, i)), fmt.Sprintf("%s/%d", strings.Repeat("d", 100), i)
		f.Paths = []string{f.Path}
		many = append(many, f)
	}
	text := rendered(t, writeMarkdown, sample(many, true))
	if len(text) > markdownLimit || len(text) < markdownLimit*9/10 {
		t.Errorf("%d bytes", len(text))
	}
	if !strings.Contains(text, "more secrets, the least severe, did not fit") || !strings.Contains(text, "read everything") {
		t.Error("the end is missing")
	}
}

func TestTemplateErrors(t *testing.T) {
	for text, want := range map[string]string{"{{.findings": "own.tmpl:1", "{{nope}}": "own.tmpl:1", "": ""} {
		_, err := Open([]Pair{{Format: "template"}}, io.Discard, Options{Template: text, TemplateName: "own.tmpl"})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := New("template", io.Discard, Options{}); err != errNoTemplate {
		t.Error(err)
	}
	r := full()
	r.Template = "{{.finding}}"
	if err := writeTemplate(io.Discard, r); err == nil || !strings.Contains(err.Error(), `no entry for key "finding"`) {
		t.Errorf("a name that is none: %v", err)
	}
}

// FuzzFormats: whatever a path, a name and a reason hold, each report is what its format says, and has the path.
func FuzzFormats(f *testing.F) {
	for _, text := range []string{
		"a b.txt", "=1", "::error::x", "##vso[x]", "]]>\x00\ufffe", "<script>", "a\nb\xff\\xff", "\u202e", "\"", "`|`",
	} {
		f.Add(text, "name")
		f.Add("path", text)
	}
	f.Fuzz(func(t *testing.T, path, text string) {
		one := fixtures()[0]
		one.Path, one.Paths, one.Variable, one.Name, one.Reasons = path, []string{path}, text, text, []string{text}
		r := sample([]finding.Finding{one}, false)
		r.receipt.Skipped[0].What = text
		var whole struct{ Findings []struct{ Path *string } }
		if err := json.Unmarshal([]byte(rendered(t, writeJSON, r)), &whole); err != nil ||
			path != "" && original(*whole.Findings[0].Path) != r.findings[0].Path {
			t.Errorf("json: %v, %+v", err, whole)
		}
		for name, write := range map[string]func(io.Writer, *report) error{
			"jsonl": writeJSONLines, "sarif": writeSARIF, "gitlab": writeGitLab,
		} {
			for d := json.NewDecoder(strings.NewReader(rendered(t, write, r))); d.More(); {
				if err := d.Decode(new(any)); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
		}
		if err := xml.Unmarshal([]byte(rendered(t, writeJUnit, r)), new(junitSuites)); err != nil {
			t.Error(err)
		}
		if lines, err := csv.NewReader(strings.NewReader(rendered(t, writeCSV, r))).ReadAll(); err != nil || len(lines) != 2 {
			t.Errorf("csv: %v, %q", err, lines)
		}
		shown := rendered(t, writeText, r) + rendered(t, writeMarkdown, r)
		if !utf8.ValidString(shown) || strings.ContainsFunc(shown,
			func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf)) }) {
			t.Errorf("%q", shown)
		}
	})
}
