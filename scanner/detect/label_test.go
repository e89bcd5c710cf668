package detect

import (
	"strings"
	"testing"
)

func TestValuesBelowLabels(t *testing.T) {
	value := "q8Zk2LwPx91v" + "T3bN5mK7cD"
	for name, c := range map[string]struct {
		text  string
		found bool
	}{
		"a label":                     {"Client secret\n{}\n", true},
		"deeper, behind a colon":      {"API secret:\n  {}\nRedirect\nhttps://x.y\n", true},
		"a heading":                   {"## App secret\n\n`{}`\n", true},
		"a definition":                {"client_secret::\r\n\r\n  {}\r\n", true},
		"a sentence":                  {"What the secret\n{}\n", false},
		"words in front with a sign":  {"see (the secret\n{}\n", false},
		"further down":                {"Client secret\n\n\n{}\n", false},
		"a value with more behind it": {"Client secret\n{} is it\n", false},
		"words":                       {"Client secret\nYourClientSecretIsHere\n", false},
		"a call":                      {"secret\nq8Zk2LwPx91vT3bN5mK7cD()\n", false},
	} {
		text := strings.ReplaceAll(c.text, "{}", value)
		got, _ := told(t, text)
		if want := map[bool]string{true: value}[c.found]; got != want {
			t.Errorf("%s: %q gives %q", name, text, got)
		}
	}
}
