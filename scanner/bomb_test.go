package scanner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
)

// What is nested without end is read as far as the limits go, which the receipt tells, and what lies beside it is found.
func TestNestedWithoutEnd(t *testing.T) {
	token, err := rules.Fill("ghp_{{base62:36:crc32-base62}}", "nested", 1)
	if err != nil {
		t.Fatal(err)
	}
	encoded := "token = " + token
	for range 8 {
		encoded = base64Of(encoded)
	}
	const deep = 1 << 20
	for name, test := range map[string]struct {
		text, limit string
	}{
		"base64":  {encoded, "encoded texts: those more than 3 deep, one in the other, are not read"},
		"arrays":  {strings.Repeat("[", deep) + `{"type": "service_account", "private_key": "x"}` + strings.Repeat("]", deep), ""},
		"objects": {strings.Repeat(`{"type":"service_account","private_key":`, deep/8), ""},
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
