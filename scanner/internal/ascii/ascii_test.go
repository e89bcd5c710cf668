package ascii

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestClasses: each class has what it lists and nothing else of a byte's 256 values.
func TestClasses(t *testing.T) {
	const (
		digits = "0123456789"
		lower  = "abcdefghijklmnopqrstuvwxyz"
		upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	)
	for _, c := range []struct {
		name    string
		in      func(byte) bool
		members string
	}{
		{"digits", IsDigit, digits},
		{"small letters", IsLower, lower},
		{"capitals", IsUpper, upper},
		{"letters", IsLetter, lower + upper},
		{"letters and digits", IsAlnum, lower + upper + digits},
		{"capitals and digits", IsUpperAlnum, upper + digits},
		{"words", IsWord, lower + upper + digits + "_"},
		{"hexadecimal digits", IsHex, digits + "abcdefABCDEF"},
		{"blanks", IsBlank, " \t"},
		{"white space", IsSpace, " \t\n\r"},
		{"quotes", IsQuote, `"'`},
		{"base64", IsBase64, lower + upper + digits + "+/="},
		{"base64 of URLs", IsBase64URL, lower + upper + digits + "-_"},
		{"names", IsName, lower + upper + digits + "_-.$"},
	} {
		class := ClassOf(c.in, "")
		for b := range 256 {
			if want := strings.IndexByte(c.members, byte(b)) >= 0; c.in(byte(b)) != want || class[b] != want {
				t.Errorf("%s: %q is in %v", c.name, rune(b), !want)
			}
		}
	}
	for b := range 256 {
		if got, want := Lower(byte(b)), byte(b); got != want && (got != want+0x20 || !IsUpper(want)) || IsUpper(got) {
			t.Errorf("%q in lower case is %q", rune(b), rune(got))
		}
	}
}

// TestRuns: stretches of a class are measured from either end, to the other one if all is in it.
func TestRuns(t *testing.T) {
	digits := ClassOf(IsDigit, "_")
	for _, c := range []struct {
		text              string
		run, back, ofMore int
		trimmed           string
	}{
		{"", 0, 0, 0, ""}, {"12a_3", 2, 1, 2, "12a"}, {"123", 3, 3, 3, ""}, {"a", 0, 0, 0, "a"}, {"1_a", 1, 0, 2, "1_a"},
	} {
		text := []byte(c.text)
		if got := Run(text, IsDigit); got != c.run {
			t.Errorf("%q begins with %d digits, want %d", text, got, c.run)
		}
		if got := RunBack(text, IsDigit); got != c.back {
			t.Errorf("%q ends in %d digits, want %d", text, got, c.back)
		}
		if got := digits.Run(text); got != c.ofMore {
			t.Errorf("%q begins with %d of the class, want %d", text, got, c.ofMore)
		}
		if got := string(digits.TrimEnd(text)); got != c.trimmed {
			t.Errorf("%q without its end is %q, want %q", text, got, c.trimmed)
		}
		if got := All(text, IsDigit); got != (c.run == len(text)) {
			t.Errorf("all of %q: %v", text, got)
		}
	}
	if !AllHex([]byte("0aF")) || !AllHex(nil) || AllHex([]byte("0ag")) {
		t.Error("hexadecimal digits")
	}
	if got := NameRun([]byte("my-app.$x token")); got != len("my-app.$x") {
		t.Errorf("a name of %d bytes", got)
	}
	if got := string(TrimName([]byte("set my-app.x"))); got != "set " {
		t.Errorf("%q in front of a name", got)
	}
	if got := string(TrimSpaces([]byte(" \t\r\nx "))); got != "x " {
		t.Errorf("%q behind white space", got)
	}
}

// TestFirsts: texts are found by their first bytes, in their order.
func TestFirsts(t *testing.T) {
	texts := []string{"ab", "b", "aa"}
	if by := ByFirst(texts); !slices.Equal(by['a'], []string{"ab", "aa"}) || !slices.Equal(by['b'], []string{"b"}) || by['c'] != nil {
		t.Errorf("by their first bytes: %q", by['a'])
	}
	if first := Beginnings(texts); !first['a'] || !first['b'] || first['c'] {
		t.Error("first bytes")
	}
}

func TestLineEnd(t *testing.T) {
	text := []byte("ab\ncd\nef")
	for _, c := range []struct{ from, limit, want int }{{0, 8, 2}, {2, 8, 2}, {3, 8, 5}, {3, 5, 5}, {6, 8, 8}, {0, 1, 1}} {
		if got := LineEnd(text, c.from, c.limit); got != c.want {
			t.Errorf("the line from %d to %d at most ends at %d, want %d", c.from, c.limit, got, c.want)
		}
	}
}

func TestLastNewline(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for size := range 40 {
		for range 200 {
			b := make([]byte, size)
			for i := range b {
				b[i] = "\x00\x09\x0a\x0b\x8a\x80\xff a"[rng.IntN(9)]
			}
			if got, want := LastNewline(b), bytes.LastIndexByte(b, '\n'); got != want {
				t.Fatalf("%q: %d, want %d", b, got, want)
			}
		}
	}
}
