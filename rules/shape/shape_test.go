package shape

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

var accepted = []string{
	`[0-9A-Za-z]{36}`, `[0-9a-f]{8}-[0-9a-f]{4}`, `(?:live|test)_[0-9a-z]{4,8}`, `T[0-9A-Z]{3,5}/B[0-9A-Z]{3}/(?P<secret>[0-9A-Za-z]{4})`,
	`[\w-]{3,}\.[\w-]{2}`, `a*ab?c`, `(?:ab|a)(?:bc|c)?`, `(?i)key[=:]\s*[^"\s]+`, `(?:[a-c]{1,9}x?)+z`, `x{2}(?:y{1,2}z){1,3}`, `(a|ab)(c|bcd)`, `.{3}`, `[^a]b+`,
}

// TestEqualsRegexp compares every method with package regexp on random texts over each shape's own characters.
func TestEqualsRegexp(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, expr := range accepted {
		compare(t, expr, func() string {
			b := make([]byte, rng.IntN(48))
			for i := range b {
				b[i] = "abcxyz0189AZTB_-./=: \"keylivtes\n"[rng.IntN(32)]
			}
			return string(b)
		})
	}
}

func compare(t *testing.T, expr string, next func() string) {
	t.Helper()
	s, err := Parse(expr)
	if err != nil {
		t.Fatal(err)
	}
	front, whole, back := regexp.MustCompile(`\A(?:`+expr+`)`), regexp.MustCompile(`\A(?:`+expr+`)\z`), regexp.MustCompile(`\A(?s:.*?)(?:`+expr+`)\z`)
	for range 4000 {
		text := next()
		check(t, s, front, whole, back, text)
	}
}

func check(t *testing.T, s *Shape, front, whole, back *regexp.Regexp, text string) {
	t.Helper()
	end, ok := s.Match([]byte(text))
	want := front.FindStringIndex(text)
	if ok != (want != nil) || ok && end != want[1] {
		t.Fatalf("%v on %q: end %d %v, want %v", s, text, end, ok, want)
	}
	if got, want := s.MatchAll([]byte(text)), whole.MatchString(text); got != want {
		t.Fatalf("%v on the whole of %q: %v, want %v", s, text, got, want)
	}
	start, ok := s.MatchBefore([]byte(text))
	if ok != (back.MatchString(text)) || ok && !whole.MatchString(text[start:]) {
		t.Fatalf("%v before the end of %q: start %d %v", s, text, start, ok)
	}
	if ok && (len(text)-start < s.MinWidth() || len(text)-start > s.MaxWidth()) {
		t.Fatalf("%v matches %d bytes, promised %d to %d", s, len(text)-start, s.MinWidth(), s.MaxWidth())
	}
}

func FuzzShape(f *testing.F) {
	for _, expr := range accepted {
		f.Add(expr, "live_abcxyzT012/B01/abcd")
	}
	f.Fuzz(func(t *testing.T, expr, text string) {
		s, err := Parse(expr)
		if err != nil || s.MaxWidth() >= maxRepeat || strings.ContainsFunc(text, func(r rune) bool { return r > 0x7f }) || strings.Contains(expr, "secret") {
			return
		}
		front, err := regexp.Compile(`\A(?:` + expr + `)`)
		if err != nil {
			return
		}
		check(t, s, front, regexp.MustCompile(`\A(?:`+expr+`)\z`), regexp.MustCompile(`\A(?s:.*?)(?:`+expr+`)\z`), text)
	})
}

func TestSecret(t *testing.T) {
	s, err := Parse(accepted[3])
	if err != nil {
		t.Fatal(err)
	}
	text := "TABC/B012/wxyz"
	if lo, hi := s.Secret([]byte(text)); text[lo:hi] != "wxyz" {
		t.Errorf("secret is %q", text[lo:hi])
	}
}

func TestParseRefuses(t *testing.T) {
	for expr, want := range map[string]string{
		`^abc`: "not allowed", `abc$`: "not allowed", `a+?`: "lazy", `(?P<name>a)`: "group name", `é`: "not ASCII", `(a*)*`: "may be empty", `(?:[a-c]+x?)+z`: "inside another", `(`: "missing closing",
		``: "may match 0", `(?P<secret>a)(?P<secret>b)`: "more than one", `\babc`: "not allowed",
	} {
		if _, err := Parse(expr); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q) = %v, want %q", expr, err, want)
		}
	}
}

func TestHostileTextCostsBoundedWork(t *testing.T) {
	s, err := Parse(`(?:[a-c]{1,20}x?)+z`)
	if err != nil {
		t.Fatal(err)
	}
	const n = 6000
	m := machine{program: s.program, input: []byte(strings.Repeat("abc", n/3))}
	if m.match() || m.steps > len(s.program)*(n+1)*20+freeSteps {
		t.Errorf("%d steps", m.steps)
	}
}

func BenchmarkMatch(b *testing.B) {
	s, err := Parse(`[0-9A-Za-z]{36}`)
	if err != nil {
		b.Fatal(err)
	}
	text := []byte(strings.Repeat("aB3", 12) + "\"")
	b.SetBytes(36)
	b.ReportAllocs()
	for b.Loop() {
		s.Match(text)
	}
}
