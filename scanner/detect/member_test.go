package detect

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/document"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// TestMembers: of the members that a document has where a rule looks, those are kept that may be what the rule is for.
func TestMembers(t *testing.T) {
	plain := &rules.Rule{Kind: rules.Document, Format: rules.YAML, Literals: []string{"kind: Secret"}, Members: map[string]string{"kind": "Secret"}, Member: "data.*"}
	encoded := *plain
	encoded.Decode = rules.Base64
	for _, c := range []struct {
		rule       *rules.Rule
		text, want string
	}{
		{plain, "kind: Secret\ndata:\n  no: {{ .Values.x }}\n  a: QUFB\n", "a=QUFB"},
		{plain, "kind: Secret\ndata:\n  no: xxxxxxxx\n  a: QUFB\n", "a=QUFB"},
		{&encoded, "kind: Secret\ndata:\n  a: QUFBQkJC\n  no: not base64\n", "a=QUFBQkJC"},
	} {
		var out []string
		r := rule{Rule: c.rule, selector: document.New(c.rule)}
		r.document([]byte(c.text), func(name, secret syntax.Span, _ judge.Facts) {
			out = append(out, c.text[name.Start:name.End]+"="+c.text[secret.Start:secret.End])
		})
		if got := strings.Join(out, " "); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

// TestValuesThatCallThemselves: what a member holds in the place of a credential says so.
func TestValuesThatCallThemselves(t *testing.T) {
	for value, want := range map[string]bool{
		"my-webhook-secret-token": true, "identity-token": true, "databasePassword": true, "secret": true,
		"token-my-webhook": false, "correct-horse-battery": false, "q8Zk2LwPx91vTn4R-token": false, "": false,
	} {
		if got := callsItself([]byte(value)); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}
