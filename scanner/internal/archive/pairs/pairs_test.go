package pairs

import "testing"

func TestPair(t *testing.T) {
	var text Text
	for _, p := range [...][2]string{
		{"password", "a b'c"}, {"key", "two\nlines"}, {"quoted", `a"b`}, {"", "alone"}, {"zero", "a\x00b\x00"}, {"broken", "a\xff"},
	} {
		text.Pair([]byte(p[0]), []byte(p[1]))
	}
	text.End()
	want := "password = \"a b'c\"\nkey: two\nlines\nquoted: a\"b\nalone\nzero: a b \nbroken = \"a\uFFFD\"\n\n"
	if got := string(text.Bytes()); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestIsText(t *testing.T) {
	for text, want := range map[string]bool{"": false, "a\tb\r\n": true, "é": true, "\xe9": false, "a\x00": false, "\x1b[m": false} {
		if IsText([]byte(text)) != want {
			t.Errorf("%q", text)
		}
	}
}
