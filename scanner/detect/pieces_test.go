package detect

import (
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
			var matches []Match
			for _, m := range found(t, text) {
				if m.Secret == token {
					matches = append(matches, m)
				}
			}
			if len(matches) != 0 != c.found || len(matches) > 1 {
				t.Errorf("%s, cut at %d: %v", c.name, cut, matches)
				continue
			}
			for _, m := range matches {
				if text[m.Start:m.End] != written || strings.Join(m.Decoded, " ") != "concatenation" {
					t.Errorf("%s, cut at %d: at %q, decoded %v", c.name, cut, text[m.Start:m.End], m.Decoded)
				}
			}
		}
	}
}
