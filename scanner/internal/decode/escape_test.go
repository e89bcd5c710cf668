package decode

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime/quotedprintable"
	"net/url"
	"strings"
	"testing"
)

func TestEscapes(t *testing.T) {
	plain := "{\"password\": 'a=b&c/d_e', ü: \"😀\"}"
	var qp strings.Builder
	w := quotedprintable.NewWriter(&qp)
	if _, err := io.WriteString(w, strings.Repeat(plain, 5)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	every := func(format string) string {
		var b strings.Builder
		for _, c := range []byte(plain) {
			fmt.Fprintf(&b, format, c)
		}
		return b.String()
	}
	var units strings.Builder
	for _, r := range plain {
		fmt.Fprintf(&units, `\u{%x}`, r)
	}
	for _, test := range []struct {
		escape Escape
		text   string
		want   string
	}{
		{Percent, strings.ReplaceAll(url.QueryEscape(plain), "+", "%20"), plain},
		{Percent, every("%%%02x"), plain},
		{Backslash, every(`\x%02X`), plain},
		{Backslash, units.String(), plain},
		{Backslash, strings.ReplaceAll(fmt.Sprintf("%+q", plain), `\U0001f600`, `\ud83d\ude00`), `"` + plain + `"`},
		{Entity, html.EscapeString(plain), plain},
		{Entity, strings.ReplaceAll(html.EscapeString(plain), "&#34;", "&quot;"), plain},
		{QuotedPrintable, qp.String(), strings.Repeat(plain, 5)},
		{QuotedPrintable, strings.ReplaceAll(qp.String(), "\r\n", "\n"), strings.Repeat(plain, 5)},
		{Joined, "a = \"b\" + \"c\" +\n  \"d\", \"e\".f, \"g\" . \"h\"", "a = \"bcd\", \"e\".f, \"gh\""},
		{JoinedSingle, "'a' \\\n    'b' + \"c\" + 'd'", "'ab' + \"c\" + 'd'"},
		{Beside, "f(\"a\" \"b\"\n\t\"c\", \"d\"; 'e' 'f' \"\"", "f(\"abcd\"; 'e' 'f' "},
		{BesideSingle, "['a', 'b' ,\n 'c' . 'd'; 'e'\"f\"]", "['abc' . 'd'; 'e'\"f\"]"},
		{Continued, "\"a\\\n  b\\\r\n\tc\\\n  \\ d\\\\n\\", "\"abc d\\\\n\\"},
		{Slash, `{"a":"https:\/\/b\/c\\","d":"\n"}`, `{"a":"https://b/c\\","d":"\n"}`},
		{Terminal, "\x1b[1;32ma\x1b[39m = \x1b[?2004h\x1b[Kb\x1b[m \x1b(B \x1b[\x1b[", "a = b \x1b(B \x1b[\x1b["},
		{TerminalSpelt, `\u001b[36ma\x1B[39m\033[0m \n\u001B[1mb \x1b \033`, `a \nb \x1b \033`},
		{Quoted, `{\"a\": \"b\\c \\\"d\\\"\n\"} \x41 \`, "{\"a\": \"b\\c \\\"d\\\"\n\"} \\x41 \\"},
		{QuotedSingle, `a = \'b\'`, "a = 'b'"},
		{Doubled, `"a ""b"" c""", ""`, `"a "b" c"", "`},
		{DoubledSingle, "'a ''b'' c'", "'a 'b' c'"},
		{QuotedShell, `'a '\''b'\'' '"'"'c'"'"' \''`, `'a 'b' 'c' \''`},
		{Percent, "100% of %zz and %", "100% of %zz and %"},
		{Entity, "a & b &nothing; &#; &#xfffffff;", "a & b &nothing; &#; &#xfffffff;"},
	} {
		if got := string(test.escape.AppendPlain(nil, []byte(test.text))); got != test.want {
			t.Errorf("%s: %q becomes %q, want %q", test.escape, test.text, got, test.want)
		}
	}
}

// checkEscapes: plain text is no longer, offsets are those of escapes' edges, and a stretch depends only on what it says it reads.
func checkEscapes(t *testing.T, text []byte) {
	t.Helper()
	for e := Percent; e < Reversed; e++ {
		plain := e.AppendPlain(nil, text)
		if len(plain) > len(text) {
			t.Fatalf("%s: %d bytes become %d", e, len(text), len(plain))
		}
		ascending := Places{Escape: e, Text: text}
		for n := range len(plain) + 1 {
			alone := Places{Escape: e, Text: text}
			at := alone.At(n)
			if got := len(e.AppendPlain(nil, text[:at])); got < n || got > n+3 {
				t.Fatalf("%s: %q: the first %d bytes take %d, which are %d", e, text, n, at, got)
			}
			if got := ascending.At(n); got != at || ascending.At(n/2) > at {
				t.Fatalf("%s: %q: the first %d bytes take %d, asked one after the other %d", e, text, n, at, got)
			}
		}
		for at := range text {
			lo, hi, ok := e.Stretch(text, at)
			from, to := max(0, lo-LongestEscape), min(hi+LongestEscape, len(text))
			part := append([]byte(nil), text[from:to]...)
			plo, phi, pok := e.Stretch(part, at-from)
			if pok != ok || plo+from != lo || phi+from != hi {
				t.Fatalf("%s: %q at %d: %d:%d %t, alone %d:%d %t", e, text, at, lo, hi, ok, plo+from, phi+from, pok)
			}
		}
	}
}

func FuzzEscapes(f *testing.F) {
	f.Add(`a%3Db%20 %zz \x41\u0041\u{1f600}\ud83d\ude00 \n &quot;&#34;&#x22; =3D=` + "\n=E2=82=AC")
	f.Add(`"a \"b\" \\\"c\\\" \\" "a ""b"" """ 'a ''b'' '\''c'\'' '"'"'d'"'"''` + "\n''''e''' \\\"\\\"\\\"f")
	f.Add(strings.Repeat(" ", 70) + "%41" + strings.Repeat("x", 79) + "%42%" + strings.Repeat("y", 78) + "%43")
	f.Fuzz(func(t *testing.T, text string) { checkEscapes(t, []byte(text)) })
}

// TestStretchesBarelyOverlap holds stretches of a text with many escapes, few of which have a trigger, to about its length in all.
func TestStretchesBarelyOverlap(t *testing.T) {
	text := []byte(strings.Repeat(strings.Repeat(`\u0430`, 40)+`\u0041`, 50))
	total := 0
	for at := bytes.Index(text, []byte(`\u0041`)); at < len(text); at += len(text) / 50 {
		if lo, hi, ok := Backslash.Stretch(text, at); ok {
			total += hi - lo
		}
	}
	if total == 0 || total > 3*len(text) {
		t.Errorf("stretches of %d bytes in a text of %d", total, len(text))
	}
}

func TestStretchEndsWithAWord(t *testing.T) {
	value := strings.Repeat("k7Qz2Xm9", 20)
	for _, rest := range []string{"", "\"", " and more of the text that goes on behind it"} {
		text := []byte("&#39;a&#39; token=" + value + rest)
		_, hi, ok := Entity.Stretch(text, 0)
		if end := len(text) - len(rest); !ok || hi <= end || hi > end+longestRest {
			t.Errorf("a stretch in front of %q ends at %d (%t), want behind the value, at %d", rest, hi, ok, end)
		}
	}
}
