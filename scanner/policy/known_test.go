package policy

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/finding"
)

const print1, print2 = "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"

func known(change func(*finding.Finding)) *finding.Finding {
	f := &finding.Finding{
		Rule: "acme-key", Family: "acme-key", Fingerprint: print1,
		Status: finding.StatusNew, Path: "docs/a.md", Paths: []string{"docs/a.md"},
		Secret: finding.NewSecret("acme_q8Zk2LwPx91v"), Start: finding.Position{Line: 3, Column: 1},
	}
	if change != nil {
		change(f)
	}
	return f
}

func TestIgnores(t *testing.T) {
	for text, want := range map[string]string{
		print1 + ` reason:"made up"`: "ignored: ignored by i:1: made up",
		"fingerprint:" + print1 + ` reason:x owner:ada@example.com until:2025-06-15`: "ignored: ignored by i:1: x (ada@example.com), until 2025-06-15",
		print1 + ` reason:x owner:ada until:2025-06-14`:                              "new: i:1 ignored it until 2025-06-14: x (ada)",
		print1 + " reason:x until:2025-06-14\nrule:acme-key reason:y":                "ignored: ignored by i:2: y",
		print2 + ` reason:x`:                                                "new: ",
		`rule:acme-key path:docs/** reason:x`:                               "ignored: ignored by i:1: x",
		`rule:acme-key path:src/** reason:x`:                                "new: ",
		`rule:other-key reason:x`:                                           "new: ",
		"\ufeff# a comment\r\n\r\n  path:*.md\t reason:\"a # b\" # why\r\n": "ignored: ignored by i:3: a # b",
		`reason:"a ""b" path:"docs/a.md"`:                                   "ignored: ignored by i:1: a b",
	} {
		ignores, err := ParseIgnores("i", []byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		v := (*Policy)(nil).With(ignores, nil, today).Decide(known(nil), Texts{})
		if got := string(v.Status) + ": " + v.Reason; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if expired := strings.Contains(want, "ignored it until"); expired != (v.Expired != "") {
			t.Errorf("%q: expired %q", text, v.Expired)
		}
	}
	ignores, err := ParseIgnores("i", []byte("path:docs/** reason:x"))
	if err != nil {
		t.Fatal(err)
	}
	p := (*Policy)(nil).With(ignores, nil, today)
	for paths, want := range map[string]finding.Status{
		"docs/a": finding.StatusIgnored, "docs/a|src/b": finding.StatusNew, "": finding.StatusNew,
	} {
		f := known(func(f *finding.Finding) { f.Paths = strings.FieldsFunc(paths, func(r rune) bool { return r == '|' }) })
		if got := p.Decide(f, Texts{}).Status; got != want {
			t.Errorf("%s: %s", paths, got)
		}
	}
	if got := p.At(NewPlace("/w", "/w/sub")).Decide(known(func(f *finding.Finding) { f.Paths = []string{"sub/docs/a"} }),
		Texts{}).Status; got != finding.StatusIgnored {
		t.Errorf("below a folder: %s", got)
	}
}

// What comes back because its entry has expired is a warning at most.
func TestLapsed(t *testing.T) {
	for severity, want := range map[finding.Severity]finding.Severity{
		finding.Critical: finding.Medium, finding.High: finding.Medium, finding.Medium: finding.Medium, finding.Low: finding.Low,
		finding.Note: finding.Note,
	} {
		if got := Lapsed(severity); got != want {
			t.Errorf("%s becomes %s, want %s", severity, got, want)
		}
	}
}

// An entry that another one holds, of the same values, for as long.
func TestIgnoresHas(t *testing.T) {
	ignores, err := ParseIgnores("i", []byte(print1+" reason:x until:2025-06-15\nrule:a path:b reason:x\n"+print2+" reason:x until:2025-06-14"))
	if err != nil {
		t.Fatal(err)
	}
	for e, want := range map[Entry]bool{
		{Fingerprint: print1, Until: "2025-06-15", Reason: "y", Owner: "ada"}: true,
		{Fingerprint: print1, Until: "2025-06-16"}:                            false,
		{Fingerprint: print1}: false,
		{Fingerprint: print1, Rule: "a", Until: "2025-06-15"}: false,
		{Fingerprint: print2, Until: "2025-06-14"}:            false, // its day has passed
		{Rule: "a", Path: "b"}:                                true,
		{Rule: "a", Path: "b", Until: "2099-01-01"}:           true,
		{Rule: "a"}: false,
		{Path: "b"}: false,
	} {
		if got := ignores.Has(e, today); got != want {
			t.Errorf("%+v: %v", e, got)
		}
	}
}

func TestIgnoreErrors(t *testing.T) {
	const secret = "hunter2hunter2"
	for text, want := range map[string]string{
		print1:                                "i:1: say why",
		"reason:x":                            "i:1: it would ignore everything",
		"docs/**":                             `i:1: field 1: write it as name:value, such as path:docs/** reason:"made up"`,
		"a.env:1":                             `i:1: unknown field: use fingerprint, rule, path, reason, owner, until, such as path:docs/**`,
		"\n" + print1 + " reasn:x":            `i:2: unknown field "reasn" (did you mean "reason"?)`,
		print1 + " reason:x until:tomorrow":   "i:1: until: write the last day as YYYY-MM-DD",
		print1 + " reason:x until:2025-02-30": "i:1: until: write",
		print1 + ` reason:"x`:                 "i:1: a double quote is not closed",
		"path:[a reason:x":                    "i:1: path: ",
		"fingerprint:0123 reason:x":           "i:1: fingerprint: it has 32",
		"rule:a rule:b reason:x":              "i:1: rule is given twice",
		"docs/a.md:acme-key:3 " + secret:      "i:1: ",
		secret + " reason:x":                  "i:1: field 1: write it as name:value",
		print1 + " reason:\" \"":              "i:1: say why",
		"\xff\xfer\x00u\x00":                  "i: it is in UTF-16: save it as UTF-8",
	} {
		_, err := ParseIgnores("i", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestBaseline(t *testing.T) {
	masker := finding.NewMasker(finding.NewSecret("acme_q8Zk2LwPx91v"))
	lines := []BaselineLine{
		LineOf(known(func(f *finding.Finding) { f.Fingerprint = print2 }), masker),
		LineOf(known(nil), masker), LineOf(known(nil), masker),
	}
	lines = append(lines, LineOf(known(func(f *finding.Finding) { f.Path = "x\nacme_q8Zk2LwPx91v" }), masker))
	text := string(FormatBaseline(lines, ""))
	want := baselineHead + "\n# key common\n" + print1 + " acme-key docs/a.md\n" + print1 + " acme-key x\\x0a[masked]\n" + print2 +
		" acme-key docs/a.md\n"
	if diff := cmp.Diff(want, text); diff != "" {
		t.Error(diff)
	}
	b, err := ParseBaseline("b", []byte("\ufeff"+strings.ReplaceAll(text, "\n", "\r\n")), "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, string(FormatBaseline(b.Lines(), ""))); diff != "" {
		t.Errorf("written again: %s", diff)
	}
	p := (*Policy)(nil).With(nil, b, today)
	moved := known(func(f *finding.Finding) { f.Path, f.Paths, f.Start.Line = "elsewhere", []string{"elsewhere"}, 99 })
	if v := p.Decide(moved, Texts{}); v.Status != finding.StatusBaseline || v.Reason != "known: b has it" {
		t.Errorf("a secret in another place: %+v", v)
	}
	ignores, err := ParseIgnores("i", []byte("rule:acme-key reason:r"))
	if err != nil {
		t.Fatal(err)
	}
	if v := p.With(ignores, b, today).Decide(known(nil), Texts{}); v.Status != finding.StatusIgnored {
		t.Errorf("what is ignored and known: %+v", v)
	}
	if v := p.Decide(known(func(f *finding.Finding) { f.Fingerprint = strings.Repeat("0", 32) }), Texts{}); v.Status != finding.StatusNew {
		t.Errorf("another secret in the same place: %+v", v)
	}
	if _, err := ParseBaseline("b", []byte(text), "another"); err == nil ||
		!strings.Contains(err.Error(), "b:2: made with another fingerprint_key") {
		t.Error(err)
	}
	if _, err := ParseBaseline("b", FormatBaseline(lines, "own"), "own"); err != nil {
		t.Error(err)
	}
	for text, want := range map[string]string{
		"": "not a baseline", "\xfe\xff\x00#": "in UTF-16", "# comment": "not a baseline", baselineHead + "\n<<<<<<< HEAD\n": "b:2: a merge conflict", baselineHead + "\nxyz\n": "b:2: it does not begin with a fingerprint",
		"{}": "neither a baseline", `{"schema": "sluice/1"}`: "a report of sluice, which is no baseline", "[1]": "neither a baseline", "[{}]": "neither a baseline", "{\"a\": 1}": "neither a baseline",
	} {
		if _, err := ParseBaseline("b", []byte(text), ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// Reports of other scanners serve as baseline: what they tell of a secret makes it known, or else its place.
func TestForeignBaseline(t *testing.T) {
	secret := "acme_q8Zk2LwPx91v"
	gitleaks := func(secret, file string, line int) string {
		text, err := json.Marshal([]map[string]any{{"RuleID": "x", "Secret": secret, "File": file, "StartLine": line, "EndLine": line,
			"Commit": "c"}})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for text, want := range map[string]bool{
		gitleaks(secret, "any", 77): true, gitleaks(secret+"x", "docs/a.md", 3): false, gitleaks("REDACTED", "docs/a.md", 3): true,
		gitleaks("REDACTED", `docs\a.md`, 3): true,
		gitleaks("REDACTED", "docs/a.md", 4): false, gitleaks("REDACTED", "docs/b.md", 3): false,
		gitleaks("acm...", "docs/a.md", 3): true, "[]": false,
		`{"version": "1.5.0", "results": {"any": [{"type": "x", "hashed_secret": "5B60FB3B46EE0DA5D1BF2E8E9DC5A1B5BAB5F1A0"}]}}`: false,
		fmt.Sprintf(`{"version": "1.5.0", "results": {"any": [{"type": "x", "hashed_secret": "%s"}]}}`,
			sha1Hex(secret)): true,
		fmt.Sprintf(`{"version": "1.5.0", "results": {"any": [{"type": "x", "hashed_secret": "%s", "is_secret": true}]}}`,
			sha1Hex(secret)): false,
	} {
		b, err := ParseBaseline("b", []byte(text), "")
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := b.Has(known(nil)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestForeignBaselineRefused: what is no report of another scanner is none, even if it looks like one.
func TestForeignBaselineRefused(t *testing.T) {
	for _, text := range []string{
		"{}", `{"version": "1.5.0"}`, `{"results": {}}`, `{"version": "", "results": {}}`, `{"version": 1, "results": {}}`,
		`[{}]`, `[{"RuleID": "x", "StartLine": 3}]`, `[3]`, "[", "{", "null",
	} {
		if _, err := ParseBaseline("b", []byte(text), ""); err == nil {
			t.Errorf("%s is taken for a baseline", text)
		}
	}
	for _, text := range []string{"[]", `{"version": "1.5.0", "results": {}}`} {
		if _, err := ParseBaseline("b", []byte(text), ""); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// FuzzKnown: any ignore file or baseline is refused with an error or can be used, and a baseline that is written again says the same.
func FuzzKnown(f *testing.F) {
	f.Add(print1+` reason:"made up" owner:a until:2025-06-15`, baselineHead+"\n"+print1+" acme-key a\n")
	f.Add("rule:a path:[!a-z]** reason:x # y", `[{"Secret": "REDACTED", "File": "a", "StartLine": 3}]`)
	f.Add(`path:"`, `{"version": "1", "results": {"a": [{"hashed_secret": "x"}]}}`)
	f.Fuzz(func(t *testing.T, ignoreText, baselineText string) {
		ignores, err := ParseIgnores("i", []byte(ignoreText))
		if err != nil {
			ignores = nil
		}
		b, err := ParseBaseline("b", []byte(baselineText), "")
		if err != nil {
			b = nil
		}
		(*Policy)(nil).With(ignores, b, today).Decide(known(nil), Texts{})
		if b == nil || b.foreign != nil {
			return
		}
		again, err := ParseBaseline("b", FormatBaseline(b.Lines(), ""), "")
		if err != nil {
			t.Fatal(err)
		}
		if again.Has(known(nil)) != b.Has(known(nil)) {
			t.Error("written again it knows something else")
		}
	})
}
