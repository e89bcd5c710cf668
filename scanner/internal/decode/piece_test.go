package decode

import (
	"bytes"
	"strings"
	"testing"
)

const (
	first  = "Zm9vYmFyZm9vYmFyZm9vYmFyZm9v" // 28 letters
	second = "YmFyZm9vYmFyZm9vYmFyZm9vYmFy"
)

func TestPieces(t *testing.T) {
	for text, want := range map[string]string{
		`"` + first + `" + "` + second + `";`:                                   first + second,
		`'` + first + "'\n     . '" + second[:9] + `'`:                          first + second[:9],
		`"` + first + `" "` + second + `"`:                                      first + second,
		`b"` + first + "\"\n    b\"" + second + `"`:                             first + second,
		`"` + first + "\" & _\n    \"" + second + `"`:                           first + second,
		`"` + first + `\n` + second + `\n` + second[:6] + `"`:                   first + second + second[:6],
		`"` + first + `\\r\\n` + second + `"`:                                   first + second,
		first + "\\\n     " + second:                                            first + second,
		"<a>" + first + "&#10;" + second + "</a>":                               first + second,
		`"` + first + `\/` + second + `"`:                                       first + "/" + second,
		"[\n  '" + first + "',\n  '" + second + "',\n  '" + second[:8] + "'\n":  first + second + second[:8],
		"s += '" + first + "';\ns += '" + second + "';\n":                       first + second,
		"b.append(\"" + first + "\");\nb.append(\"" + second + "\");\n":         first + second,
		"// " + first + "\n// " + second + "\n// " + second[:6] + "==\n":        first + second + second[:6],
		"x:\n  " + first + "\n  " + second + "\n  " + second[:4] + "\n":         first + second + second[:4],
		"//" + first + second + "\n//" + first + second + "\n//" + first + "\n": first + second + first + second + first,
		"+" + first + second + "\r\n+" + first + second + "\r\n":                first + second + first + second,
		"  - " + first + "\n  - " + second + "\n":                               first + second,

		// Of a list those are no pieces that are longer, behind a shorter one, or not whole.
		"['" + first + "', '" + second + "a']":                                        first,
		"['" + first + "', '" + second[:8] + "', '" + second[:8] + "']":               first + second[:8],
		"['" + first + "', '" + second[:9] + "']":                                     first,
		"  " + first + "\n  next: 1\n":                                                first,
		"# " + first + "\n" + second[:8] + " = 1\n":                                   first + second[:8],
		"a = '" + first + "'\nb = '" + second + "'\n":                                 first,
		"{'a': '" + first + "', 'b': '" + second + "'}":                               first,
		`<p a="` + first + `" b="` + second + `">`:                                    first,
		"'" + first + "'" + strings.Repeat(" ", longestJoint) + "+ '" + second + "'":  first,
		"f('" + first + "', x('" + second + "'))":                                     first,
		"'" + first + "' + second + '" + second + "'":                                 first,
		"data:\n" + strings.Repeat(first+second+"\n", 2) + "'" + first + "' + 'Zm9v'": strings.Repeat(first+second+"\n", 2)[:113],
	} {
		lo, _, ok := NextRun([]byte(text), 0, len(text))
		if !ok {
			t.Fatalf("%q has no run", text)
		}
		lo += strings.Index(text[lo:], first)
		end := GoesOn([]byte(text), lo)
		if got, _ := Letters(nil, []byte(text), lo, end); string(got) != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzPieces holds what goes on to be made of letters of the text, in their order, and not to depend on what stands beyond its reach.
func FuzzPieces(f *testing.F) {
	f.Add("['"+first+"',\n  '"+second+"']", uint16(0))
	f.Add("// "+first+"\n// "+second+"==", uint16(3))
	f.Add(`"`+first+`\r\n" + "`+second+`"`, uint16(1))
	f.Fuzz(func(t *testing.T, s string, from uint16) {
		text := []byte(s)
		lo, _, ok := NextRun(text, int(from), len(text))
		if !ok {
			return
		}
		end := GoesOn(text, lo)
		letters, pieced := Letters(nil, text, lo, end)
		if end <= lo || end > len(text) || !pieced && len(letters) != end-lo || pieced && len(letters) >= end-lo {
			t.Fatalf("%q: %d goes on to %d as %q", s, lo, end, letters)
		}
		for rest := text[lo:end]; len(letters) > 0; {
			i := bytes.IndexByte(rest, letters[0])
			if i < 0 {
				t.Fatalf("%q: %q is not in %q", s, letters, text[lo:end])
			}
			rest, letters = rest[i+1:], letters[1:]
		}
		if near := min(len(text), end+PieceReach); GoesOn(text[:near], lo) != end {
			t.Fatalf("%q: goes on to %d of %d bytes, and elsewhere of %d", s, end, len(text), near)
		}
	})
}
