package detect

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// reversedText is a text turned round.
func reversedText(text string) string {
	b := []byte(text)
	slices.Reverse(b)
	return string(b)
}

// TestReversedLiterals: a literal that a call near by turns round is found at its place, in any language that has such calls, and
// nothing is turned round where no call is.
func TestReversedLiterals(t *testing.T) {
	token := filled(t, "ghp_{{base62:36:crc32-base62}}")
	literal := reversedText(token)
	for _, c := range []struct {
		name, before, after string
		found               bool
	}{
		{"Python", `key = "`, `"[::-1]`, true},
		{"Python, of a variable", "k = '", "'\nheaders = {'Authorization': 'token ' + k[::-1]}\n", true},
		{"Python, joined", "key = ''.join(reversed('", "'))", true},
		{"PHP", "$key = strrev('", "');", true},
		{"JavaScript", "const key = '", `'.split("").reverse().join("");`, true},
		{"Ruby", "key = '", "'.reverse", true},
		{"Java", `new StringBuilder("`, `").reverse().toString()`, true},
		{"Rust", `let key: String = "`, `".chars().rev().collect();`, true},
		{"Go", `key := Reverse("`, `")`, true},
		{"Perl", `my $key = scalar reverse "`, `";`, true},
		{"shell", "TOKEN=$(echo ", " | rev)", true},
		{"base64", "k = b64decode('", "'[::-1])", true},
		{"no call", `f("`, `"`, false},
		{"far from the call", `f("`, `"` + strings.Repeat("\n", reversalReach) + "x[::-1]", false},
		{"longer than the reach", `key = "` + strings.Repeat("x", reversalReach), `"[::-1]`, false},
	} {
		written := literal
		if c.name == "base64" {
			written = reversedText(base64.RawURLEncoding.EncodeToString([]byte("token: " + token)))
		}
		text := "first line\n" + c.before + written + c.after + "\n"
		matches := found(t, text)
		if !c.found {
			if len(matches) != 0 {
				t.Errorf("%s: %v", c.name, matches)
			}
			continue
		}
		if len(matches) != 1 || matches[0].Secret != token {
			t.Errorf("%s: %v", c.name, matches)
			continue
		}
		m := matches[0]
		if m.Start != len("first line\n"+c.before) || m.End != m.Start+len(written) || m.From.Line != 2 || m.Decoded[0] != "reversal" {
			t.Errorf("%s: at %d:%d, line %d, decoded %v", c.name, m.Start, m.End, m.From.Line, m.Decoded)
		}
	}
}
