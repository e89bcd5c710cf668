package detect

import (
	"strings"
	"testing"
)

// TestRefused holds the cheap judges to what they know without the text around a value.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name, value string
		quoted      bool
		want        reason
	}{
		{"password", "ab", true, phraseValue},
		{"password", "-----", true, phraseValue},
		{"password", "${DB_PASSWORD}", true, fetched},
		{"password", "{{ vault.password }}", true, fetched},
		{"token", "<your token>", true, fetched},
		{"api_key", "sha256-9f86d081", true, naming},
		{"api_key", "https://host/key", true, naming},
		{"api_key", "ssh-rsa AAAA", true, naming},
		{"password", "^[a-z]+$", true, expression},
		{"password", "xxxxxxxx", true, standIn},
		{"password", "abc...", true, standIn},
		{"password", "getPassword()", false, program},
		{"token", "parser.next", false, program},
		{"token_url", "abcdefgh", true, nameAbout},
		{"passwordFieldLabel", "abcdefgh", true, nameAbout},
		{"password", "hunter2", true, noReason},
		{"password", "pâté-en-croûte", true, noReason},
		{"token", `{\"name\":\"root\",\"sig\":\"0a1b2c\"}`, true, noReason},
		{"password_confirmation", "hunter2", true, noReason},
		{"password", "v1.2345", false, noReason},
	} {
		if got := refused([]byte(c.name), []byte(c.value), c.quoted); got != c.want {
			t.Errorf("%s = %q: refused by %q, want %q", c.name, c.value, dropped[got].judge, dropped[c.want].judge)
		}
	}
}

// TestListsAreWeighedItemByItem finds every token of a list.
func TestListsAreWeighedItemByItem(t *testing.T) {
	tokens := []string{"f3a9c2e17b4d8065", "08b1d7e4a95c362f", "c46e0f9b2d7a8153"}
	text := []byte(`{"vin": 1, "tokens": ["` + strings.Join(tokens, `","`) + `"], "state": "online"}`)
	w := builtinWorker(t)
	var v Verdicts
	w.Local(text, false, &v)
	found := map[string]bool{}
	for _, m := range w.Finalise(text, w.Candidates(&v), func(string) {}) {
		found[m.Secret] = true
	}
	for _, token := range tokens {
		if !found[token] {
			t.Errorf("missed %s; found %v", token, found)
		}
	}
	if found["online"] {
		t.Error("the next member is none of the list")
	}
}
