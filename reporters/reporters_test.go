package reporters

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
		Rule: "acme-key", Family: "acme-key", Provider: "acme", Name: "Acme key",
		Severity: finding.Critical, Confidence: finding.ConfidenceHigh,
		Exposure: finding.Server, Scope: []string{"live"}, Checksum: finding.ChecksumOK, Status: finding.StatusNew,
		Start: finding.Position{Line: 3, Column: 7}, End: finding.Position{Line: 3, Column: 46}, ByteOffset: 20, ByteLength: 39,
		Secret: finding.NewSecret(longSecret), Fingerprint: "00112233445566778899aabbccddeeff", Source: finding.Origin{Kind: "file"},
		Reasons: []string{"its checksum is right"},
		History: &finding.History{AtHead: true, Introduced: []finding.Commit{{ID: strings.Repeat("01", 20), Author: "Eve", Date: "2024-12-31T23:59:59Z"}}},
		Revoke:  finding.Revoke{Page: "https://acme.example/keys", Steps: []string{"Disable the key.", "Delete it."}},
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
		at("known.env", func(f *finding.Finding) {
			f.Status, f.Reasons = finding.StatusBaseline, []string{"known: .sluice-baseline has it"}
			f.Secret, f.Fingerprint = finding.NewSecret(longSecret+"-known"), "fedcba9876543210fedcba9876543210"
		}),
		at("", func(f *finding.Finding) {
			f.Source = finding.Origin{Kind: "commit-message", Object: strings.Repeat("ab", 20)}
			f.History = &finding.History{Introduced: []finding.Commit{
				{ID: strings.Repeat("ab", 20), Author: "Ada <" + longSecret + "@example.com>", Date: "2024-05-06T07:08:09Z"},
			}}
		}),
		at("old.env", func(f *finding.Finding) {
			f.Rule, f.Family, f.Name = "acme-web-key", "acme-web-key", "Acme web key"
			f.Severity, f.Confidence, f.Exposure = finding.Note, finding.ConfidenceMedium, finding.Publishable
			f.Secret, f.Fingerprint = finding.NewSecret("short-one"), "ffeeddccbbaa99887766554433221100"
			f.Checksum = finding.ChecksumNone
			f.History = &finding.History{AtHead: true, Introduced: []finding.Commit{
				{ID: strings.Repeat("cd", 20), Author: "Bob", Date: "2023-01-02T03:04:05+01:00"}, {ID: strings.Repeat("ef", 20)},
			}}
		}),
		at("bad.env", func(f *finding.Finding) {
			f.Confidence, f.Checksum, f.Reasons = finding.ConfidenceLow, finding.ChecksumBad, []string{"its checksum is wrong"}
			f.Secret, f.Fingerprint = finding.NewSecret(strings.ToUpper(longSecret)), "89abcdef0123456789abcdef01234567"
		}),
		at("key.pem", func(f *finding.Finding) {
			f.Rule, f.Family, f.Name = "private-key", "private-key", "Private key"
			f.Severity, f.Confidence, f.Revoke = finding.High, finding.ConfidenceLow, finding.Revoke{}
			f.Secret, f.Fingerprint = finding.NewSecret(block), "0123456789abcdef0123456789abcdef"
			f.End, f.Decoded = finding.Position{Line: 5, Column: 30}, []string{"utf-16le"}
		}),
	}
}

// full is an incomplete report of the fixtures, files one outside a history, empty a complete one of nothing; all as Close makes
// them.
func full() *report  { return sample(fixtures(), false) }
func empty() *report { return sample(nil, true) }

func files() *report {
	findings := fixtures()
	for i := range findings {
		findings[i].History = nil
	}
	r := sample(findings, true)
	r.Kind, r.receipt.Commits, r.receipt.Objects = "dir", 0, 0
	return r
}

func sample(findings []finding.Finding, complete bool) *report {
	r := finding.Receipt{
		Complete: complete, Repository: "repo", Commits: 2, Blobs: 12, Objects: 20, Bytes: 123456, Seconds: 0.25,
		Memory: 1 << 20, RulesDigest: "d1", Limits: []string{"a limit"}, Warnings: []string{"an entry expired"},
	}
	if !complete {
		r.Skipped = []finding.Skipped{
			{Class: "unread", What: "a, b and 3 more", Why: "checksum does not fit", Count: 5},
			{Class: "outside", What: "lib", Why: "a submodule", Count: 1},
		}
	}
	slices.SortStableFunc(findings, finding.Compare)
	out := &report{Options{
		Kind: "git", Provenance: Provenance{"https://host.example/x.git", strings.Repeat("12", 20), "main"}, Version: "v1.2.3",
		Template: sampleTemplate, TemplateName: "own.tmpl", Time: time.Date(2025, 2, 3, 4, 5, 6, 0, time.UTC),
	}, findings, r}
	out.mask()
	return out
}

const sampleTemplate = `{{.schema}} {{.receipt.bytes}} {{.receipt.seconds}}
{{range .findings}}{{.path}}:{{.line}} {{.secret}} {{upper .severity}} {{join "+" .paths}} {{json .source}}
{{end}}`

func TestGolden(t *testing.T) {
	for _, f := range formats {
		for name, r := range map[string]*report{"full": full(), "files": files(), "empty": empty()} {
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
		if err := f.write(&got, full()); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{longSecret, longSecret[5:], strings.ToUpper(longSecret[5:]), "short-one", "MIIE", "\x1b"} {
			if strings.Contains(got.String(), secret) {
				t.Errorf("%s holds %q", f.name, secret)
			}
		}
	}
}

// TestMaskedReceipt: what was not read, or where all of it comes from, may be named like a secret.
func TestMaskedReceipt(t *testing.T) {
	name := []string{"at/" + longSecret}
	r := &report{Options{Provenance: Provenance{Remote: name[0], Branch: name[0]}}, fixtures()[:1], finding.Receipt{
		Repository: name[0], Range: name[0], ConfigSource: name[0], Limits: name, Warnings: name,
		Skipped: []finding.Skipped{{What: name[0], Why: name[0]}},
	}}
	r.mask()
	if text := fmt.Sprint(r.receipt, r.Provenance); strings.Contains(text, longSecret) || strings.Count(text, "at/acme…[masked]") != 9 {
		t.Error(text)
	}
	if name[0] != "at/"+longSecret {
		t.Error("the caller's own was changed")
	}
}

// TestMaskedParts: the other part of a credential is a secret where it stands elsewhere, too.
func TestMaskedParts(t *testing.T) {
	const other = "part_" + "w7Xk2LwPx91vTn4RcM7dYb3Q8Zk2LwPx91"
	f := fixtures()[0]
	f.Parts = []finding.Part{{Secret: finding.NewSecret(other)}}
	r := &report{Options{}, []finding.Finding{f}, finding.Receipt{Range: other}}
	if r.mask(); r.receipt.Range != "part…[masked]" {
		t.Error(r.receipt.Range)
	}
}

func TestShowSecrets(t *testing.T) {
	for _, f := range formats {
		var got bytes.Buffer
		r, err := New(f.name, &got, Options{ShowSecrets: true, Template: sampleTemplate, TemplateName: "t"})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fixtures() {
			if err := r.Report(f); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Close(finding.Receipt{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(html.UnescapeString(got.String()), longSecret) {
			t.Errorf("%s does not hold the secret", f.name)
		}
	}
}

func TestMaskerOfTheRun(t *testing.T) {
	elsewhere := finding.NewSecret("dropped-" + "token-1")
	f := fixtures()[0]
	f.Path = "a/" + elsewhere.Reveal()
	for _, format := range Formats() {
		var got bytes.Buffer
		r, err := New(format, &got, Options{
			Masker: finding.NewMasker(elsewhere), Template: sampleTemplate + "{{json .}}", TemplateName: "t",
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(r.Report(f), r.Close(finding.Receipt{Repository: "https://u:" + elsewhere.Reveal() + "@host"})); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(got.String(), elsewhere.Reveal()) || !strings.Contains(got.String(), "masked") {
			t.Errorf("%s: %s", format, got.String())
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	if _, err := New("yaml", io.Discard, Options{}); err == nil || !strings.Contains(err.Error(), "text, json, jsonl, sarif") {
		t.Errorf("the error is %v", err)
	}
}
