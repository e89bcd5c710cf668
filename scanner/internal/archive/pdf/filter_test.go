package pdf

import (
	"bytes"
	"compress/lzw"
	"encoding/ascii85"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// packings are filters by their names, with a writer of each.
var packings = map[string]func(string) string{
	"FlateDecode": func(s string) string {
		_, body, _ := strings.Cut(object(1, "", s, true), "stream\n")
		return body[:strings.LastIndex(body, "\nendstream")]
	},
	"ASCII85Decode": func(s string) string {
		b := make([]byte, ascii85.MaxEncodedLen(len(s)))
		return string(b[:ascii85.Encode(b, []byte(s))]) + "~>"
	},
	"ASCIIHexDecode":  func(s string) string { return hex.EncodeToString([]byte(s)) + ">" },
	"RunLengthDecode": runs,
	"LZWDecode":       func(s string) string { return lzwOf(s, 1) },
}

// runs writes what repeats as a run and all else as it is.
func runs(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		n := 1
		for n < min(128, len(s)) && s[n] == s[0] {
			n++
		}
		if n > 1 {
			b.WriteString(string([]byte{byte(257 - n), s[0]}))
		} else {
			b.WriteString(string([]byte{0, s[0]}))
		}
		s = s[n:]
	}
	return b.String() + "\x80"
}

// lzwOf is the writer for LZW of the standard, which has longer codes early codes before it has to.
func lzwOf(s string, early int) string {
	var out []byte
	bits, have, width := uint64(0), 0, 9
	put := func(code int) {
		bits, have = bits<<width|uint64(code), have+width
		for ; have >= 8; have -= 8 {
			out = append(out, byte(bits>>(have-8)))
		}
	}
	table := map[string]int{}
	put(256)
	next, known := 258, ""
	code := func(s string) int {
		if len(s) == 1 {
			return int(s[0])
		}
		return table[s]
	}
	for i := range len(s) {
		longer := known + s[i:i+1]
		if _, ok := table[longer]; ok || len(longer) == 1 {
			known = longer
			continue
		}
		put(code(known))
		table[longer] = next
		if next++; next+early > 1<<width {
			width++
		}
		if known = s[i : i+1]; next == 4094 {
			put(256)
			table, next, width = map[string]int{}, 258, 9
		}
	}
	put(code(known))
	if next++; next+early > 1<<width { // as behind any other code: readers count it
		width++
	}
	put(257)
	return string(append(out, byte(bits<<(8-have))))
}

// longText needs codes of all lengths, and a table more than once.
func longText() string {
	var b strings.Builder
	for i := range 6000 {
		fmt.Fprintf(&b, "line %d of %d\n", i*i%997, i)
	}
	return b.String() + strings.Repeat("\x00", 5000) + "end"
}

func TestFilters(t *testing.T) {
	for name, pack := range packings {
		for _, want := range []string{longText(), "a", "ab", "abc", "abcd", "aaaaaaaaa"} {
			got, whole := new(filters).undo([]byte("/Filter /"+name), []byte(pack(want)), mostStream)
			if string(got) != want || !whole {
				t.Errorf("%s: %d bytes, whole: %v, want %d", name, len(got), whole, len(want))
			}
		}
	}
}

// An example of ISO 32000-1 (7.4.4.2), and what another writer makes.
func TestLZW(t *testing.T) {
	if got := fromLZW(nil, []byte("\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"), mostStream, 1); string(got) != "-----A---B" {
		t.Errorf("%q", got)
	}
	got, _ := new(filters).undo([]byte("/DecodeParms << /EarlyChange 0 >> /Filter [ /LZW ]"), []byte(lzwOfOthers(longText())), mostStream)
	if string(got) != longText() {
		t.Errorf("%d bytes, want %d", len(got), len(longText()))
	}
}

func lzwOfOthers(s string) string {
	var b bytes.Buffer
	w := lzw.NewWriter(&b, lzw.MSB, 8)
	_, _ = w.Write([]byte(s)) // bytes.Buffer takes it
	_ = w.Close()
	return b.String()
}

func TestChainsOfFilters(t *testing.T) {
	const page = "BT (shown) Tj ET"
	for filter, body := range map[string]string{
		"[/ASCII85Decode /FlateDecode]":   packings["ASCII85Decode"](packings["FlateDecode"](page)),
		"[ /AHx /LZW ]":                   packings["ASCIIHexDecode"](packings["LZWDecode"](page)),
		"[/A85/RL/Fl]":                    packings["ASCII85Decode"](runs(packings["FlateDecode"](page))),
		"/LZWDecode /Length 20":           packings["LZWDecode"](page),
		"/ASCIIHexDecode /Type /Anything": packings["ASCIIHexDecode"](page),
	} {
		got, err := Text([]byte("%PDF-"+"1.7\n"+object(1, "/Filter "+filter, body, false)), mostText, ignored)
		if string(got) != "shown\n" || err != nil {
			t.Errorf("%s: %q, %v", filter, got, err)
		}
	}
	for _, filter := range []string{"/DCTDecode", "[/ASCII85Decode /DCTDecode]", "/Crypt"} {
		if got, err := Text([]byte("%PDF-"+object(1, "/Filter "+filter, page, false)), mostText, ignored); len(got) > 0 || err != nil {
			t.Errorf("%s: %q, %v", filter, got, err)
		}
	}
}

// What is packed is bounded at each step.
func TestFilterBombs(t *testing.T) {
	zeros := strings.Repeat("\x00", 9<<20)
	for filter, body := range map[string]string{
		"[/RL]":                 runs(zeros),
		"[/Fl]":                 packings["FlateDecode"](zeros),
		"[/LZW] /EarlyChange 0": lzwOfOthers(zeros),
		"[/Fl/Fl/Fl]":           packings["FlateDecode"](packings["FlateDecode"](packings["FlateDecode"](zeros))),
		"[/A85]":                strings.Repeat("z", 3<<20),
		"[" + strings.Repeat("/AHx", mostFilters+1) + "]": ">",
	} {
		if got, whole := new(filters).undo([]byte("/Filter "+filter), []byte(body), mostStream); whole || len(got) > mostStream {
			t.Errorf("%s: %d bytes, whole: %v", filter, len(got), whole)
		}
	}
}

func FuzzFilters(f *testing.F) {
	for name, pack := range packings {
		f.Add("/"+name, []byte(pack("BT (shown shown) Tj ET")))
	}
	f.Add("[/AHx /LZW /RL]", []byte("800b6050220c0c8501>"))
	f.Fuzz(func(t *testing.T, filter string, body []byte) {
		const most = 1 << 12
		if got, _ := new(filters).undo([]byte("/Filter "+filter), body, most); len(got) > most {
			t.Errorf("%d bytes", len(got))
		}
	})
}

// What any of the writers makes of a text gives that text.
func FuzzPacked(f *testing.F) {
	f.Add("BT (shown shown shown) Tj ET")
	f.Fuzz(func(t *testing.T, want string) {
		if len(want) == 0 || len(want) > 1<<16 {
			return
		}
		for name, pack := range packings {
			if got, _ := new(filters).undo([]byte("/Filter /"+name), []byte(pack(want)), mostStream); string(got) != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	})
}
