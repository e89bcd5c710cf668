package pdf

import (
	"strings"
	"testing"
)

func TestForm(t *testing.T) {
	const packed = "/Type /ObjStm /N 1 /First 4"
	wide := func(s string) string { return "\xfe\xff\x00" + strings.Join(strings.Split(s, ""), "\x00") }
	for name, test := range map[string]struct{ data, want string }{
		"literals":          {"5 0 obj << /FT /Tx /T (password) /MK << /BC [0 0] >> /DA (/Helv 0 Tf) /V (a b\\)c) >> endobj", "password = \"a b)c\"\n"},
		"value first":       {"5 0 obj <</V(abc)/F 4/T(key)>> endobj", "key = \"abc\"\n"},
		"digits":            {"5 0 obj << /T <6B6579> /V <616263> >> endobj", "key = \"abc\"\n"},
		"UTF-16":            {"5 0 obj << /T (" + wide("key") + ") /V <FEFF0061006200E9> >> endobj", "key = \"ab\u00e9\"\n"},
		"UTF-8":             {"5 0 obj << /T (key) /V (\xef\xbb\xbfab\xc3\xa9) >> endobj", "key = \"ab\u00e9\"\n"},
		"Latin letters":     {"5 0 obj << /T (key) /V (ab\xe9) >> endobj", "key = \"ab\u00e9\"\n"},
		"a default":         {"5 0 obj << /T (key) /DV (abc) >> endobj", "key = \"abc\"\n"},
		"no default":        {"5 0 obj << /T (key) /V (abc) /DV (def) >> endobj", "key = \"abc\"\n"},
		"a comment":         {"5 0 obj << /Contents (" + wide("it is") + ") >> endobj", "Contents = \"it is\"\n"},
		"others":            {"5 0 obj << /T (author) /Contents (plain) >> << /V (abc) >> (\xfe\xff\x00a) endobj", ""},
		"never closed":      {"5 0 obj << /T (key) endobj 6 0 obj << /V (abc) >> endobj", ""},
		"closed too often":  {"5 0 obj >> >> << /T (key) /V (abc) >> endobj", "key = \"abc\"\n"},
		"in packed objects": {object(1, packed, "7 0 << /T (key) /V <FEFF00610062> >>", true), "7 0 << /T (key) /V <FEFF00610062> >>\nkey = \"ab\"\n"},
		"far too deep":      {"5 0 obj " + strings.Repeat("<< /A ", 100) + "<< /T (key) /V (abc) >>" + strings.Repeat(">>", 99), "key = \"abc\"\n"},
	} {
		got, err := Text([]byte("%PDF-1.7\n"+test.data), mostText, ignored)
		if string(got) != test.want || err != nil {
			t.Errorf("%s: %q, %v, want %q", name, got, err, test.want)
		}
	}
}
