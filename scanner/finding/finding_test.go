package finding

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretNeverPrints(t *testing.T) {
	const text = "acme_0123456789abcdef0123456789abcdef"
	type hidden struct{ s Secret }
	f := Finding{Secret: NewSecret(text)}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "finding", f, "secret", f.Secret)
	js, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	outputs := map[string]string{"json": string(js), "slog": log.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10.3s"} {
		outputs[verb] = fmt.Sprintf(verb, f.Secret)
		outputs["finding "+verb] = fmt.Sprintf(verb, f)
		outputs["unexported "+verb] = fmt.Sprintf(verb, hidden{f.Secret})
		outputs["pointer "+verb] = fmt.Sprintf(verb, &hidden{f.Secret})
		outputs["map "+verb] = fmt.Sprintf(verb, map[string]Secret{"k": f.Secret})
	}
	for name, got := range outputs {
		if strings.Contains(got, text[4:]) || strings.Contains(got, fmt.Sprintf("%x", text[4:])) {
			t.Errorf("%s: %s", name, got)
		}
	}
	if f.Secret.Reveal() != text {
		t.Error("Reveal lost the text")
	}
}

func TestSecretString(t *testing.T) {
	for text, want := range map[string]string{
		"": "[masked]", "short": "[masked]", strings.Repeat("ab", 15): "[masked]", "ghp_" + strings.Repeat("x", 36): "ghp_…[masked]",
		"\x1b[2J" + strings.Repeat("x", 36): "[masked]", "-----BEGIN RSA " + "PRIVATE KEY-----\nabc": "-----BEGIN RSA " + "PRIVATE KEY-----[masked]",
	} {
		if got := NewSecret(text).String(); got != want {
			t.Errorf("%q prints %q, want %q", text, got, want)
		}
	}
	var zero Secret
	if zero.String() != "[masked]" || zero.Reveal() != "" {
		t.Error("the zero Secret is not empty")
	}
}

func TestMasker(t *testing.T) {
	m := NewMasker([]Secret{NewSecret("p@ss/word"), NewSecret("p@ss/word-longer"), NewSecret("abc")})
	for text, want := range map[string]string{
		"dir/p@ss/word/x": "dir/[masked]/x", "u?k=p%40ss%2Fword": "u?k=[masked]", "p@ss/word-longer": "[masked]", "abcdef": "abcdef",
	} {
		if got := m.Mask(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	if (*Masker)(nil).Mask("x") != "x" {
		t.Error("the nil masker changes text")
	}
}

func TestFingerprint(t *testing.T) {
	strong, weak := NewSecret("q8Zk2LwPx91vTn4RcM7dYb3"), NewSecret("Summer2024!")
	same := func(a, b string, want bool, what string) {
		t.Helper()
		if (a == b) != want {
			t.Errorf("%s: %s, %s", what, a, b)
		}
	}
	same(Fingerprint("", "f", strong, "a", "x"), Fingerprint("", "f", strong, "b", "y"), true, "a strong secret's does not depend on its place")
	same(Fingerprint("", "f", weak, "a", "x"), Fingerprint("", "f", weak, "b", "x"), false, "a weak secret's depends on its path")
	same(Fingerprint("", "f", weak, `a\b`, "x"), Fingerprint("", "f", weak, "a/b", "x"), true, "separators")
	same(Fingerprint("k", "f", weak, "a", "x"), Fingerprint("k", "f", weak, "b", "x"), true, "with a key it does not")
	same(Fingerprint("k", "f", weak, "", ""), Fingerprint("l", "f", weak, "", ""), false, "keys")
	same(Fingerprint("", "f", strong, "", ""), Fingerprint("", "g", strong, "", ""), false, "families")
	same(Fingerprint("k", "f", NewSecret("a\r\nb\r\n"), "", ""), Fingerprint("k", "f", NewSecret("a\nb"), "", ""), true, "line ends")
	same(Fingerprint("k", "ab", NewSecret("c"), "", ""), Fingerprint("k", "a", NewSecret("bc"), "", ""), false, "the border between parts")
	hashes := map[string]bool{}
	for i := range 20000 {
		hashes[Fingerprint("", "f", NewSecret(fmt.Sprint("weak", i)), "a", "x")] = true
	}
	if len(hashes) > 1<<12 {
		t.Errorf("%d different fingerprints of weak secrets at one place: more than 12 bits of their hash", len(hashes))
	}
}

func TestBits(t *testing.T) {
	for text, weak := range map[string]bool{
		"password": true, "Summer2024!": true, "correcthorsebatterystaple": true, "aaaaaaaaaaaaaaaaaaaaaaaaaaaa": true, "12345678901234567890": true, "abcdefghijklmnopqrstuvwxyz": true,
		"q8Zk2LwPx91vTn4RcM7dYb3": false, "3f786850e387550fdab836ed7e6dc881": false, "hunter2xyz": true,
	} {
		if got := Bits(text); (got < guessable) != weak {
			t.Errorf("%q: %.1f bits", text, got)
		}
	}
}

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain é": "plain é", "a\x1b[2Jb": `a\x1b[2Jb`, "a\nb": `a\x0ab`, "\u202egpj": `\u202egpj`, "\xff": `\xff`, "\u0085": `\u0085`,
	} {
		if got := Visible(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
