package rtf

import (
	"bytes"
	"testing"
)

func TestText(t *testing.T) {
	for data, want := range map[string]string{
		`{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard\f0 Database password: abc\par` + "\n" + `see \b wiki\b0\par}`: "Database password: abc\nsee wiki\n",
		`{\rtf1{\b ab}{\i\insrsid12 ` + "\r\n" + `cd}}`:                                                       "abcd",
		`{\rtf1 \'61\'e9\u98?\u-257?x}`:                                                                       "aéb\ufeffx",
		`{\rtf1\uc2 \u97 ??b{\uc0 \u98 c}\u99 \'3f\'3fd}`:                                                     "abbccd",
		`{\rtf1 a\{b\}\\c\~d\_e\tab f}`:                                                                       "a{b}\\c d-e\tf",
		`{\rtf1 x{\pict\pngblip 89504e47}y{\*\generator me;}z}`:                                               "xyz",
		`{\rtf1 {\field{\*\fldinst HYPERLINK "https://a:b@c"}{\fldrslt here}}}`:                               `HYPERLINK "https://a:b@c"here`,
		`{\rtf1 a\bin3 {{{b}`:                                                                                 "ab",
		`{\rtf1 a}}}}b\`:                                                                                      "ab",
		`{\rtf1 a\'`:                                                                                          "a",
	} {
		if got := string(Text([]byte(data))); got != want {
			t.Errorf("%s: %q, want %q", data, got, want)
		}
	}
	deep := append(bytes.Repeat([]byte("{"), 4*mostGroups), "a"...)
	if got := string(Text(append(deep, bytes.Repeat([]byte("}"), 4*mostGroups)...))); got != "a" {
		t.Errorf("%q", got)
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi{\fonttbl{\f0 Arial;}}\uc1 \u97?\'62{\*\x y}\bin2 }}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text := Text(data); len(text) > 2*len(data) {
			t.Errorf("%q gives %d bytes", data, len(text))
		}
	})
}
