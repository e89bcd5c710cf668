package detect

import (
	"strings"
	"testing"
)

// belowLine is a text with {} for a value, which is told or not.
type belowLine struct {
	text  string
	found bool
}

func tellBelow(t *testing.T, value string, cases map[string]belowLine) {
	t.Helper()
	for name, c := range cases {
		text := strings.ReplaceAll(c.text, "{}", value)
		got, _ := told(t, text)
		if want := map[bool]string{true: value}[c.found]; got != want {
			t.Errorf("%s: %q gives %q", name, text, got)
		}
	}
}

func TestValuesBelowLabels(t *testing.T) {
	value := "q8Zk2LwPx91v" + "T3bN5mK7cD"
	tellBelow(t, value, map[string]belowLine{
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
		"a rule below the label":      {"Token\n=====\n{}\n", true},
	})
}

func TestPasswordsBelowHeadings(t *testing.T) {
	value := "k3Jd" + "82sxPq1"
	tellBelow(t, value, map[string]belowLine{
		"a heading":                {"## Admin password\n\n{}\n", true},
		"a heading with a rule":    {"Password\n--------\n\n{}\n", true},
		"a block of code":          {"### Password:\n\n```text\n{}\n```\n", true},
		"in bold type":             {"**Password**\n\n`{}`\n", true},
		"a colon in bold type":     {"**Password:**\n{}\n", true},
		"behind a colon":           {"Username:\nadmin\nPassword:\n{}\n", true},
		"a line alone":             {"Password\n{}\n", false},
		"of no password":           {"## Version\n\n{}\n", false},
		"a sentence":               {"## What is a password\n\n{}\n", false},
		"words":                    {"## Password\n\nmypasswordis\n", false},
		"a line of words":          {"Password:\nwith 8 letters at least\n", false},
		"a block of several words": {"## Password\n\n```sh\nhtpasswd2 -n ops\n```\n", false},
		"unended":                  {"## Password\n\n```", false},
	})
}

func TestSecondOfTwo(t *testing.T) {
	value := "k3Jd" + "82sxPq1"
	for text, found := range map[string]bool{
		"user/password: ops / {}":          true,
		"Username / Password : `ops`/`{}`": true,
		"ID & PW: ops & {}":                true,
		"a=user&password={}&x=y":           true,
		"user/password: {}":                true,
		"user/password: {} / ops":          false,
	} {
		text = strings.ReplaceAll(text, "{}", value)
		got, _ := told(t, text)
		if (got == value) != found {
			t.Errorf("%q gives %q", text, got)
		}
	}
}
