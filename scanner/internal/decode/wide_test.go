package decode

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// wide writes a text in UTF-16, little-endian.
func wide(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		b.Write([]byte{c, 0})
	}
	return b.String()
}

func TestWideStrings(t *testing.T) {
	for name, test := range map[string]struct{ data, want string }{
		"little-endian":   {"\x01\x02" + wide("a string of this") + "\xff", "a string of this\n"},
		"big-endian":      {"\x01\x00\x00" + wide("a string of this")[:31] + "\xff\xff", "a string of this\n"},
		"at an odd place": {"\x01" + wide("a string of this") + "\xff", "a string of this\n"},
		"two":             {wide("first string") + "\x00\x00\x01\x02" + wide("second string"), "first string\nsecond string\n"},
		"too short":       {"\x00\x01" + wide("only eleven") + "\x01\x02", ""},
		"zeros":           {strings.Repeat("\x00", 100), ""},
		"numbers":         {strings.Repeat("\x01\x00", 100), ""},
	} {
		var s WideStrings
		s.Read([]byte(test.data))
		if string(s.Text) != test.want {
			t.Errorf("%s: %q, want %q", name, s.Text, test.want)
		}
	}
}

var wideString = regexp.MustCompile(`[ -~\n\r\t](?:\x00[ -~\n\r\t]){11,}`)

// What is found is what an expression finds, and each character is where it is said to be.
func FuzzWideStrings(f *testing.F) {
	f.Add([]byte("\x01" + wide("password=first") + "\x00\x00" + wide("short") + "\x02" + wide("second string\n")))
	f.Add([]byte(strings.Repeat("ab\x00c\x00", 20)))
	f.Fuzz(func(t *testing.T, data []byte) {
		for i, c := range data {
			if c >= 0x80 { // to the expression it would be a broken rune
				data[i] = 1
			}
		}
		var want []byte
		for _, m := range wideString.FindAll(data, -1) {
			want = append(append(want, bytes.ReplaceAll(m, []byte{0}, nil)...), '\n')
		}
		var s WideStrings
		s.Read(data)
		if !bytes.Equal(s.Text, want) {
			t.Fatalf("%q, want %q", s.Text, want)
		}
		ends := slices.Collect(func(yield func(int) bool) {
			for i := 1; i < len(s.starts); i++ {
				yield(s.starts[i].text - 1)
			}
			yield(len(s.Text) - 1)
		})
		for i, c := range s.Text {
			if !slices.Contains(ends, i) && data[s.Offset(i)] != c {
				t.Fatalf("%q at %d is not at %d", c, i, s.Offset(i))
			}
		}
	})
}
