package document

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// kubernetesSecrets finds the data of Kubernetes Secrets.
func kubernetesSecrets() *Selector {
	return New(&rules.Rule{Kind: rules.Document, Format: rules.YAML,
		Literals: []string{"kind: Secret", "kind: 'Secret'", `kind: "Secret"`}, Members: map[string]string{"kind": "Secret"},
		Member: "data.*"})
}

// found returns the strings that are found, as name=value.
func (s *Selector) found(text string) string {
	var out []string
	s.Find([]byte(text), func(name, secret syntax.Span) {
		if secret.End > secret.Start {
			out = append(out, text[name.Start:name.End]+"="+text[secret.Start:secret.End])
		}
	})
	return strings.Join(out, " ")
}

// TestYAMLMembers: members are found in any order of keys, in lists and beside other documents, quoted or in blocks, and only in the
// mapping whose kind it is.
func TestYAMLMembers(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"kind first", "kind: Secret\nmetadata:\n  name: x\ndata:\n  a: QUFB\n  b: QkJC\n", "a=QUFB b=QkJC"},
		{"kind last", "data:\n  a: QUFB\nmetadata:\n  name: x\nkind: Secret", "a=QUFB"},
		{"quoted", "\"kind\": \"Secret\"\n'data':\n  \"a\": 'QUFB'\n", ""},
		{"quoted value", "kind: 'Secret'\ndata:\n  \"a.b/c\": 'QUFB'\n", "a.b/c=QUFB"},
		{"tabs", "kind: 'Secret'\ndata:\n\ta: 'QUFB'\nmetadata:\n\tname: 'x'", "a=QUFB"},
		{"block", "kind: Secret\ndata:\n  a: |\n    QUFB\n    QkJC\n  b: QkJC\n", "a=QUFB\n    QkJC b=QkJC"},
		{"comments and empty lines", "kind: Secret\n\n# text\ndata:\n  # text\n\n  a: QUFB\n", "a=QUFB"},
		{"comments behind values", "kind: Secret # of ours\ndata: # below\n  a: QUFB # one\n  b: 'Qk#JC' # two\n  c: Q#FB\n", "a=QUFB b=Qk#JC c=Q#FB"},
		{"documents", "data:\n  no: QUFB\n---\nkind: Secret\ndata:\n  a: QUFB\n---\ndata:\n  no: QUFB\n", "a=QUFB"},
		{"list", "items:\n- kind: ConfigMap\n  data:\n    no: QUFB\n- kind: Secret\n  data:\n    a: QUFB\n- data:\n    no: QUFB\n  kind: ConfigMap\n", "a=QUFB"},
		{"list, kind last", "items:\n- data:\n    a: QUFB\n  kind: Secret\n- kind: ConfigMap\n  data:\n    no: QUFB\n", "a=QUFB"},
		{"other kind", "kind: SecretStore\ndata:\n  no: QUFB\n", ""},
		{"deeper", "kind: Secret\nmetadata:\n  data: x\n  labels:\n    data: y\n", ""},
		{"empty", "kind: Secret\ndata:\n", ""},
	} {
		if got := kubernetesSecrets().found(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if got := kubernetesSecrets().found(strings.ReplaceAll(c.text, "\n", "\r\n")); !strings.Contains(c.name, "block") && got != c.want {
			t.Errorf("%s with CRLF: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestJSONMembersBelow(t *testing.T) {
	s := New(&rules.Rule{Kind: rules.Document, Literals: []string{`"Secret"`, "`Secret`"},
		Members: map[string]string{"kind": "Secret"}, Member: "data.*"})
	for text, want := range map[string]string{
		`{"kind": "Secret", "data": {"a": "QUFBQkJC", "b" : "QkJCQ0ND"}}`:         "a=QUFBQkJC b=QkJCQ0ND",
		`[{"data": {"a": "QUFBQkJC"}, "kind":"Secret"}, {"data": {"no":"QUFB"}}]`: "a=QUFBQkJC",
		`{"kind": "Secret", "data": {"a": "QUFB", "n": 7, "o": {"p": "QUFB"}}}`:   "a=QUFB",
		`{"kind": "Secret", "data": "QUFB"}`:                                      "",
		`{"kind": "Secret", "data": {"a": "QUFBQkJC"`:                             "",
		`{"kind": "ConfigMap", "data": {"x": "\"Secret\""}}`:                      "",
		`{"kind": "Secret", "da\"ta": {"a": "QUFB"}, "data": {}}`:                 "",
	} {
		if got := s.found(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// FuzzDocument: any text gives members that lie in it.
func FuzzDocument(f *testing.F) {
	f.Add("kind: Secret\ndata:\n  a: |\n    QUFB\n- kind: Secret")
	f.Add(`{"kind": "Secret", "data": {"a": "QUFB"}}`)
	f.Add("x = {'kind': `Secret`, /* x */ data => {a: 'QUFB', \"Secret\": (1, 2),}, // y\n}")
	json := New(&rules.Rule{Kind: rules.Document, Literals: []string{`"Secret"`, "`Secret`"},
		Members: map[string]string{"kind": "*"}, Member: "data.*"})
	f.Add("<servers><server a='b'><password><![CDATA[x]]></password><!-- --></server>")
	f.Add("[pypi]\nusername: me\npassword = 'x'")
	xml := selecting(rules.XML, "server.*", map[string]string{"@*": "*"})
	attribute := selecting(rules.XML, "server.@*", nil)
	ini := selecting(rules.INI, "*.*", nil)
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range []*Selector{kubernetesSecrets(), json, xml, attribute, ini} {
			r.Find([]byte(text), func(name, secret syntax.Span) {
				for _, s := range []syntax.Span{name, secret} {
					if s.Start < 0 || s.Start > s.End || int(s.End) > len(text) {
						t.Errorf("%v in %d bytes", s, len(text))
					}
				}
			})
		}
	})
}
