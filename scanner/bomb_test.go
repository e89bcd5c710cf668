package scanner_test

import (
	"encoding/hex"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// A folder of bombs is scanned to its end: the receipt tells each of them, and what lies beside them is found.
func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute with the race detector, which finds nothing in one goroutine")
	}
	token, err := rules.Fill("ghp_{{base62:36:crc32-base62}}", "bombs", 1)
	if err != nil {
		t.Fatal(err)
	}
	const deep = 20_000
	nested := strings.Repeat("[", deep) + strings.Repeat("]", deep)
	root, got, receipt := scanFolder(t, map[string][]byte{
		"zips.zip":    archivetest.ZipOfZips(t),
		"entries.zip": archivetest.ManyEntries(1_000_000),
		"zeros.gz":    archivetest.Zeros(t),
		"quine.gz":    archivetest.Quine(t),
		"deep.json":   []byte(`{"type": "service_account", "x": ` + nested + `, "private_key_id": "x", "private_key": "x", "more": "` + token + `"}`),
	})
	if !receipt.Complete || receipt.Blobs != 5 || len(got) != 1 || got[0].Secret.Reveal() != token {
		t.Fatalf("%+v, %d findings", receipt, len(got))
	}
	for name, why := range map[string]string{
		"zips.zip!":   "holds more than 268435456 bytes; the rest is not read",
		"entries.zip": "has more than 100000 members, those of containers in it included; the rest is not read",
		"zeros.gz!":   "expands to more than 1000 times its size; the rest is not read",
		"quine.gz!":   "is the container number 5, one in the other; it is not opened",
	} {
		if !slices.ContainsFunc(receipt.Skipped, func(s finding.Skipped) bool {
			return strings.HasPrefix(s.What, filepath.Join(root, name)) && s.Why == why
		}) {
			t.Errorf("%s: not told in %+v", name, receipt.Skipped)
		}
	}
	if limit := "documents: an object is not read on from what lies more than 10000 deep in it"; !slices.Contains(receipt.Limits, limit) {
		t.Errorf("deep.json: limits %q", receipt.Limits)
	}
}

// What is nested without end is read as far as the limits go, which the receipt tells, and what lies beside it is found.
func TestNestedWithoutEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute with the race detector, which finds nothing in one goroutine")
	}
	token, err := rules.Fill("ghp_{{base62:36:crc32-base62}}", "nested", 1)
	if err != nil {
		t.Fatal(err)
	}
	encoded := "token = " + token
	for range 8 {
		encoded = base64Of(encoded)
	}
	escaped := each("%%%02x", "text "+token)
	for range 3 {
		escaped = strings.ReplaceAll(escaped, "%", "%25")
	}
	const deep = 1 << 20
	const account = `"type":"service_account","private_key_id":"x","private_key":`
	for name, test := range map[string]struct {
		text, limit string
	}{
		"base64":  {encoded, "encoded texts: those more than 3 deep, one in the other, are not read"},
		"escapes": {escaped, "encoded texts: those more than 3 deep, one in the other, are not read"},
		"arrays":  {strings.Repeat("[", deep) + "{" + account + `"x"}` + strings.Repeat("]", deep), ""},
		"objects": {strings.Repeat("{"+account, deep/8), "rule gcp-service-account-key: only the first 256 places of its words were looked at"},
		"yaml":    {"kind: Secret\ndata:\n" + strings.Repeat("- ", deep) + "\n", ""},
	} {
		text := test.text + "\n\nother: " + token + "\n"
		findings, receipt, err := newScanner(t, rules.Builtin(), scanner.Options{}).Bytes(t.Context(), "deep.json", []byte(text))
		if err != nil || len(findings) != 1 || findings[0].Secret.Reveal() != token {
			t.Errorf("%s: %v, %d findings", name, err, len(findings))
		}
		if test.limit != "" && !slices.Contains(receipt.Limits, test.limit) {
			t.Errorf("%s: limits %q", name, receipt.Limits)
		}
	}
}

// What is encoded and packed in a way that is not opened is told.
func TestEncodedOfAnotherKind(t *testing.T) {
	cabinet := "MSCF\x00\x00\x00\x00" + strings.Repeat("\x00\x01\x02packed", 20)
	lzip := "LZIP\x01\x0c" + strings.Repeat("\x00\x01\x02packed", 20)
	for text, what := range map[string]string{
		"data: " + base64Of(cabinet):                                             "a cabinet of Windows",
		"data: " + hex.EncodeToString([]byte(cabinet)):                           "a cabinet of Windows",
		"data: " + base64Of(lzip):                                                "compressed with lzip",
		"begin 644 a.cab\n" + archivetest.Uuencode(cabinet) + "`\nend\n":         "a cabinet of Windows",
		"data: " + base64Of("Salted__"+strings.Repeat("\x00\x01\x02sealed", 20)): "",
	} {
		_, receipt, err := newScanner(t, rules.Builtin(), scanner.Options{}).Bytes(t.Context(), "a.txt", []byte(text))
		var want []string
		if what != "" {
			want = []string{"encoded texts: one is " + what + ": what is compressed in it is not read"}
		}
		if err != nil || !slices.Equal(receipt.Limits, want) {
			t.Errorf("%.40s: %v, limits %q, want %q", text, err, receipt.Limits, want)
		}
	}
}
