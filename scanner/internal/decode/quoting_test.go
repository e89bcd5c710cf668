package decode

import (
	"bytes"
	"strings"
	"testing"
)

// TestStretchOfLiteral: what is undone is a part of one literal, which the first quote within it that opens something stands for.
func TestStretchOfLiteral(t *testing.T) {
	for _, test := range []struct {
		escape     Escape
		text, want string
	}{
		{Quoted, `x = "run \"a\" b", "c"`, `run "a" b`},
		{Quoted, "\"first\",\n\"run \\\"a\\\" b\\n\",\n\"last\"", "run \"a\" b\n"},
		{Quoted, `echo run \"a\" b` + "\nnext", `echo run "a" b`},
		{Quoted, `"{\"c\": \"run \\\"a\\\"\"}"`, `{"c": "run \"a\""}`},
		{Quoted, `"C:\\" + "run \"a\""`, `run "a"`},
		{QuotedSingle, `x = 'it\'s \'a\' b'; y = 'c'`, `it's 'a' b`},
		{Doubled, `x = @"run ""a"" b"; y = "c"`, `run "a" b`},
		{Doubled, `1,"{""a"": ""b""}","c"`, `{"a": "b"}`},
		{Doubled, `1,"""a"" b",2`, `"a" b`},
		{DoubledSingle, `run: 'echo ''a'' b' # it's`, `echo 'a' b`},
		{QuotedShell, `echo 'run '\''a'\'' b' > c`, `run 'a' b`},
		{QuotedShell, `echo 'run '"'"'a'"'"' b' > c`, `run 'a' b`},
	} {
		text := []byte(test.text)
		first := -1
		for at := range text {
			lo, hi, ok := test.escape.Stretch(text, at)
			if !ok || !test.escape.triggered(text[at:]) {
				continue
			}
			if first >= 0 {
				t.Errorf("%s: %q: stretches at %d and %d", test.escape, test.text, first, at)
			}
			first = at
			if got := string(test.escape.AppendPlain(nil, text[lo:hi])); got != test.want {
				t.Errorf("%s: %q: undone is %q, want %q", test.escape, test.text, got, test.want)
			}
		}
		if first < 0 {
			t.Errorf("%s: %q: no stretch", test.escape, test.text)
		}
	}
}

// TestNoStretchOfLiteral: an escape alone, one that is escaped, and quotes around nothing say nothing.
func TestNoStretchOfLiteral(t *testing.T) {
	for _, test := range []struct {
		escape Escape
		text   string
	}{
		{Quoted, `"5\"a", "b"`},
		{Quoted, `"a\\"b\\"c"`},
		{Quoted, `"\"", "\""`},
		{Doubled, `f("", ""); g("")`},
		{Doubled, `x = ""a` + "\n" + `y = ""b`},
		{DoubledSingle, `f('', 'don''t')`},
		{QuotedShell, `echo 'don'\''t'`},
	} {
		text := []byte(test.text)
		for at := range text {
			if lo, hi, ok := test.escape.Stretch(text, at); ok && test.escape.triggered(text[at:]) {
				t.Errorf("%s: %q: a stretch at %d, %q", test.escape, test.text, at, text[lo:hi])
			}
		}
	}
}

// TestStretchesOfLiteralsBarelyOverlap holds those of a long literal to about its length in all.
func TestStretchesOfLiteralsBarelyOverlap(t *testing.T) {
	text := []byte(`"` + strings.Repeat(strings.Repeat(`\", `, 40)+`\"a`, 50) + `"`)
	total := 0
	for at := bytes.Index(text, []byte(`\"a`)); at < len(text); at += len(text) / 50 {
		if lo, hi, ok := Quoted.Stretch(text, at); ok {
			total += hi - lo
		}
	}
	if total == 0 || total > 3*len(text) {
		t.Errorf("stretches of %d bytes in a text of %d", total, len(text))
	}
}

// TestStretchOfLiteralCutsNoEscape: where a stretch ends within a long literal, the backslash of an escape is none of a value's.
func TestStretchOfLiteralCutsNoEscape(t *testing.T) {
	for n := range 8 {
		text := []byte(`'a \'b\'` + strings.Repeat(" ", gapOfEscapes+LongestEscape-4-n) + `k7Qz\"` + strings.Repeat(" ", gapOfEscapes) + `c'`)
		lo, hi, ok := QuotedSingle.Stretch(text, bytes.Index(text, []byte(`\'b`)))
		if !ok || bytes.HasSuffix(text[lo:hi], []byte(`\`)) {
			t.Errorf("the stretch is %q (%t)", text[lo:hi], ok)
		}
	}
}
