package detect

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestLiteralsBesideEachOther: a token whose literals stand beside each other is found with the place of all of them, those of a list only
// where a call puts them together.
func TestLiteralsBesideEachOther(t *testing.T) {
	token := filled(t, "ghp_{{base62:36:crc32-base62}}")
	for _, c := range []struct {
		name, before, between, after string
		found                        bool
	}{
		{"C", `char *t = "`, `" "`, `";`, true},
		{"Python", "t = ('", "'\n     '", "')", true},
		{"shell", "T='", "''", "'", true},
		{"JavaScript", "t = ['", "', '", "'].join('')", true},
		{"Python, joined", `t = "".join(["`, "\",\n  \"", `"])`, true},
		{"SQL", "SELECT CONCAT('", "','", "')", true},
		{"PHP", "implode('', ['", "' , '", "']);", true},
		{"list", `t = ["`, `", "`, `"]`, false},
		{"call far away", `t = ["`, `", "`, `"]` + strings.Repeat("\n", joiningReach) + "join", false},
		{"other quotes", `t = "`, `"'`, `'`, false},
		{"inside a word", `t = "x`, `" "`, `"`, false},
		{"a blank between", `t = "`, `" x "`, `"`, false},
	} {
		for _, cut := range []int{4, 12, 30} {
			written := token[:cut] + c.between + token[cut:]
			text := "first line\n" + c.before + written + c.after + "\n"
			checkJoined(t, fmt.Sprintf("%s, cut at %d", c.name, cut), text, token, written, c.found)
		}
	}
}

// checkJoined holds what is found of a text to one match of a secret, at the place of all that is written for it, or to none.
func checkJoined(t *testing.T, name, text, secret, written string, want bool) {
	t.Helper()
	times := 0
	for _, m := range found(t, text) {
		if m.Secret != secret {
			continue
		}
		if times++; text[m.Start:m.End] != written || strings.Join(m.Decoded, " ") != "concatenation" {
			t.Errorf("%s: at %q, decoded %v", name, text[m.Start:m.End], m.Decoded)
		}
	}
	if times > 1 || times == 1 != want {
		t.Errorf("%s: found %d times", name, times)
	}
}

// TestEncodedInPieces: what stands in base64 in several literals is told once, as a whole.
func TestEncodedInPieces(t *testing.T) {
	secret := filled(t, "{{alnum:20}}")
	encoded := base64.StdEncoding.EncodeToString([]byte("user=ops\npassword = \"" + secret + "\"\nhost=db.corp.net\nport=5432\n"))
	for _, c := range []struct{ name, before, between, after string }{
		{"plus", `x = "`, `" + "`, `";`},
		{"plus and lines", `x = "`, "\" +\n    \"", `";`},
		{"PHP", `$x = '`, "' .\n    '", `';`},
		{"backslash", `x = '`, "' \\\n    '", `'`},
		{"Java", "String x = \"", "\"\n        + \"", `";`},
		{"Ruby", `x = "`, "\" <<\n  \"", `"`},
		{"C", "static char x[] =\n    \"", "\"\n    \"", `";`},
		{"C, ends of lines", "static char x[] =\n    \"", "\\n\"\n    \"", `\n";`},
		{"array", "x = [\n  '", "',\n  '", "'\n].join('')"},
		{"JSON", `{"x": "`, `\n`, `\n"}`},
		{"shell", `x="`, "\\\n", `"`},
		{"comment", "// ", "\n// ", ""},
		{"statements", `x = "`, "\";\nx += \"", `";`},
		{"YAML", "x:\n  - ", "\n  - ", ""},
		{"element", "<x>", "&#10;", "</x>"},
	} {
		var pieces []string
		for part := range slices.Chunk([]byte(encoded), 40) {
			pieces = append(pieces, string(part))
		}
		var got []string
		for _, m := range found(t, c.before+strings.Join(pieces, c.between)+c.after+"\n") {
			got = append(got, m.Secret)
		}
		if len(got) != 1 || got[0] != secret {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
