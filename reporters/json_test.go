package reporters

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestJSONRoundTrips reads a report back into findings.
func TestJSONRoundTrips(t *testing.T) {
	roundTrips(t, full())
	roundTrips(t, files())
}

func roundTrips(t *testing.T, r *report) {
	t.Helper()
	var out bytes.Buffer
	if err := writeJSON(&out, r); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Schema   string
		Tool     jsonTool
		Receipt  jsonReceipt
		Findings []json.RawMessage
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(receiptJSON(&r.receipt), got.Receipt); diff != "" || got.Schema != "sluice/1" ||
		got.Tool != (jsonTool{"sluice", "v1.2.3"}) {
		t.Error(got.Schema, got.Tool, diff)
	}
	if len(got.Findings) != len(r.findings) {
		t.Fatalf("%d findings", len(got.Findings))
	}
	for i, want := range r.findings {
		g := jsonFinding{jsonHistory: &jsonHistory{}}
		if err := json.Unmarshal(got.Findings[i], &g); err != nil {
			t.Fatal(err)
		}
		back := finding.Finding{
			Rule: g.Rule, Family: g.Family, Provider: g.Provider, Name: g.Name,
			Severity: finding.Severity(g.Severity), Confidence: finding.Confidence(g.Confidence),
			Exposure: finding.Exposure(g.Exposure), Scope: g.Scope,
			Checksum: finding.Checksum(g.Checksum), Status: finding.Status(g.Status),
			Start: finding.Position{Line: g.Line, Column: g.Column}, End: finding.Position{Line: g.EndLine, Column: g.EndColumn},
			ByteOffset: g.ByteOffset, ByteLength: g.ByteLength, Fingerprint: g.Fingerprint, Decoded: g.Decoded, Container: g.Container,
			Source: finding.Origin(g.Source), Reasons: g.Reasons, Revoke: finding.Revoke(g.Revoke), Paths: each(g.Paths, whole),
		}
		if g.Path != nil {
			back.Path = whole(*g.Path)
		}
		same := cmp.Options{
			cmpopts.EquateEmpty(), cmpopts.IgnoreFields(finding.Finding{}, "Secret", "Core", "Generic", "Variable", "History"),
		}
		if diff := cmp.Diff(want, back, same); diff != "" || g.Secret != want.Secret.String() {
			t.Error(g.Secret, diff)
		}
		if h := want.History; bytes.Contains(got.Findings[i], []byte(`"at_head"`)) != (h != nil) ||
			h != nil && (g.AtHead != h.AtHead || g.Commit != h.Introduced[0].ID || g.Author != h.Introduced[0].Author ||
				len(g.Commits) != len(h.Introduced)) {
			t.Errorf("the history is %s", got.Findings[i])
		}
	}
}

var escape = regexp.MustCompile(`\\x[0-9a-fA-F]{2}`)

// whole undoes unbroken.
func whole(text string) string {
	return escape.ReplaceAllStringFunc(text, func(e string) string {
		b, err := hex.DecodeString(e[2:])
		if err != nil {
			panic(err)
		}
		return string(b)
	})
}

// TestJSONLinesHoldWhatJSONHolds: the same findings in the same order, then the receipt.
func TestJSONLinesHoldWhatJSONHolds(t *testing.T) {
	var whole, lines bytes.Buffer
	if err := writeJSON(&whole, full()); err != nil {
		t.Fatal(err)
	}
	if err := writeJSONLines(&lines, full()); err != nil {
		t.Fatal(err)
	}
	var want struct {
		Receipt  any
		Findings []any
	}
	if err := json.Unmarshal(whole.Bytes(), &want); err != nil {
		t.Fatal(err)
	}
	var got []any
	for _, line := range bytes.Split(bytes.TrimSpace(lines.Bytes()), []byte("\n")) {
		var one any
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatal(err)
		}
		got = append(got, one)
	}
	if diff := cmp.Diff(append(want.Findings, map[string]any{"receipt": want.Receipt}), got); diff != "" {
		t.Error(diff)
	}
}

// FuzzUnbroken: the string is UTF-8, and replacing its escapes gives the bytes again.
func FuzzUnbroken(f *testing.F) {
	for _, s := range []string{"plain", "bytes\xff", `bytes\xff`, `\x5cxff`, "\\x\xff", `\x`, `C:\x64\a`, "\xed\xa0\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := unbroken(text)
		back := whole(got)
		if !utf8.ValidString(got) || back != text {
			t.Errorf("%q becomes %q, then %q", text, got, back)
		}
	})
}
