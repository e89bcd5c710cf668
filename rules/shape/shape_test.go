package shape

import (
	"math/rand/v2"
	"regexp"
	"slices"
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

// TestEqualsRegexpOnMadeUpShapes does the same with shapes from a small grammar.
func TestEqualsRegexpOnMadeUpShapes(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 3000 {
		expr := madeUp(rng, 3)
		s, err := Parse(expr)
		if err != nil {
			continue // a repeat of what may be empty, or of a repeat
		}
		front, whole, back := regexp.MustCompile(`\A(?:`+expr+`)`), regexp.MustCompile(`\A(?:`+expr+`)\z`),
			regexp.MustCompile(`\A(?s:.*?)(?:`+expr+`)\z`)
		for range 30 {
			b := make([]byte, rng.IntN(14))
			for i := range b {
				b[i] = "abc"[rng.IntN(3)]
			}
			check(t, s, front, whole, back, string(b))
		}
	}
}

func madeUp(rng *rand.Rand, depth int) string {
	if depth == 0 {
		return []string{"a", "b", "[ab]", "[^a]", ".", "ab"}[rng.IntN(6)]
	}
	one := func() string { return madeUp(rng, depth-1-rng.IntN(2)*(depth/2)) }
	switch rng.IntN(5) {
	case 0:
		return one() + one()
	case 1:
		return "(?:" + one() + "|" + one() + ")"
	case 2:
		return "(?:" + one() + "|" + one() + one() + ")?"
	}
	return "(?:" + one() + ")" + []string{"?", "*", "+", "{2}", "{1,3}", "{2,}"}[rng.IntN(6)]
}

func compare(t *testing.T, expr string, next func() string) {
	t.Helper()
	s, err := Parse(expr)
	if err != nil {
		t.Fatal(err)
	}
	front, whole, back := regexp.MustCompile(`\A(?:`+expr+`)`), regexp.MustCompile(`\A(?:`+expr+`)\z`),
		regexp.MustCompile(`\A(?s:.*?)(?:`+expr+`)\z`)
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
		if err != nil || s.MaxWidth() >= maxRepeat || strings.ContainsFunc(text, func(r rune) bool { return r > 0x7f }) ||
			strings.Contains(expr, "secret") {
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
	if s, err = Parse(`(?:x(?P<secret>[a-z]*))?[a-z]`); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"a": "a", "xyza": "yz", "xa": ""} {
		if lo, hi := s.Secret([]byte(text)); text[lo:hi] != want {
			t.Errorf("secret of %q is %q", text, text[lo:hi])
		}
	}
	for text, want := range map[string]bool{"a": false, "xyza": true, "xa-": true, "-": false} {
		end, marked, ok := s.MatchMarked([]byte(text))
		if marked != want || ok != (text != "-") || ok && end != len(strings.TrimSuffix(text, "-")) {
			t.Errorf("%q: a secret %t, the end %d, %t", text, marked, end, ok)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for expr, want := range map[string]string{
		`^abc`: "anchor ^", `abc$`: "anchor $", `a+?`: "lazy repeat", `(?U)a+`: "lazy repeat", `(?P<name>a)`: `group name "name"`, `é`: "not ASCII", `[à-ü]`: "not ASCII", `[\x80-\xff]`: "not ASCII", `[^é]`: "not ASCII", `(a*)*`: "may be empty",
		`(?:[a-c]+x?)+z`: "inside another", `(`: "missing closing", `a(?=b)`: "(?=", ``: "may match 0", `(?P<secret>a)(?P<secret>b)`: "more than one", `(?:(?P<secret>a)b){2}`: "more than one", `\babc`: `word boundary \b`,
		`(?:ab|c){700}`: "too large", strings.Repeat(`.{999}a`, 70): "between 1 and 65536", `[^\x00-\x{10FFFF}]`: "holds no character", strings.Repeat(`.{999}(?:ab|c)`, 60): "too many", strings.Repeat("a", 5000): "longer than",
	} {
		if _, err := Parse(expr); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%.40q) = %v, want %q", expr, err, want)
		}
	}
}

// TestHostileTextCostsBoundedWork wants steps in proportion to program × text where plain backtracking needs a power of the
// text's length, and the same results as package regexp.
func TestHostileTextCostsBoundedWork(t *testing.T) {
	const n = 6000
	text := []byte("x" + strings.Repeat("abc", n/3))
	for _, expr := range []string{
		`x(?:[a-c]{1,20}x?)+z`, `x[a-z]*[a-z]*[a-z]*!`, `[a-x]+[a-x]+[a-x]{1,900}[a-x]+y`,
		`(?:a|b|c|x|ab|bc)+z`, `x[^!]*a[^!]*b[^!]*c[^!]*!`,
	} {
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		m := machine{program: s.program, input: text[:min(len(text), s.max)]}
		if m.match() || m.steps > 2*len(s.program)*len(text)+freeSteps {
			t.Errorf("%s: %d steps for %d instructions and %d bytes", expr, m.steps, len(s.program), len(text))
		}
		yes := append(slices.Clone(text[:3000]), "yz!"...)
		if end, ok := s.Match(yes); ok != regexp.MustCompile(`\A(?:`+expr+`)`).Match(yes) {
			t.Errorf("%s: %d %v on a text that costs much", expr, end, ok)
		}
	}
}

// TestRemembering compares hard matches, whose memory is at work, with package regexp.
func TestRemembering(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, expr := range []string{`[a-c]*[ab]+[a-c]*[b]{3}[a-c]*z?`, `(?:[a-c]{1,9}x?)+z`, `(?:a|ab|b|c|bca)*[a-c]+x`} {
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		front, whole, back := regexp.MustCompile(`\A(?:`+expr+`)`), regexp.MustCompile(`\A(?:`+expr+`)\z`),
			regexp.MustCompile(`\A(?s:.*?)(?:`+expr+`)\z`)
		for range 50 {
			b := make([]byte, 1000+rng.IntN(1000))
			for i := range b {
				b[i] = "aaaabbbccabx"[rng.IntN(12-i%2)]
			}
			check(t, s, front, whole, back, string(b))
		}
	}
}

func TestBytesBeyondASCII(t *testing.T) {
	for _, c := range []struct {
		expr, text string
		want       bool
	}{
		{`(?i)[0-9a-z]{4}`, "\xc3\xa9ab", false}, {`(?i)[^k]{4}`, "\xc3\xa9ab", true}, {`[^"]+`, "\xff\x80", true}, {`\S+`, "\xff\x80", true}, {`.+`, "\xff\x80", true}, {`\w`, "\xe9", false},
	} {
		s, err := Parse(c.expr)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.MatchAll([]byte(c.text)); got != c.want {
			t.Errorf("%s on %q: %v", c.expr, c.text, got)
		}
	}
}

// TestCap: no match is longer than MaxWidth promises, because callers read only so far.
func TestCap(t *testing.T) {
	for _, expr := range []string{`a+`, `(?:ab|a)+`, `(?:ab)*a{2}`, `a{3,}b?`} {
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		long := []byte(strings.Repeat("a", 3*maxRepeat))
		end, ok := s.Match(long)
		start, before := s.MatchBefore(long)
		if !ok || !before && expr != `(?:ab)*a{2}` || end > s.MaxWidth() || before && len(long)-start > s.MaxWidth() {
			t.Errorf("%s: end %d %v, start %d %v, promised %d", expr, end, ok, start, before, s.MaxWidth())
		}
	}
}

func TestNoAllocation(t *testing.T) {
	s, err := Parse(accepted[3])
	if err != nil {
		t.Fatal(err)
	}
	text := []byte("TABC/B012/wxyz")
	if n := testing.AllocsPerRun(100, func() { s.Match(text); s.MatchAll(text); s.MatchBefore(text); s.Secret(text) }); n != 0 {
		t.Errorf("%v allocations", n)
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

func BenchmarkMatchBefore(b *testing.B) {
	s, err := Parse(`[0-9a-f]+-`)
	if err != nil {
		b.Fatal(err)
	}
	text := []byte(strings.Repeat("zz ", 2000) + "0af3-")
	b.ReportAllocs()
	for b.Loop() {
		s.MatchBefore(text)
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, expr := range accepted {
			if _, err := Parse(expr); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// TestMatchOpen: what a cut text is said to decide, no continuation changes.
func TestMatchOpen(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, expr := range []string{
		`[0-9A-Za-z]{36}`, `[0-9a-f]{8}-[0-9a-f]{4}`, `(?:live|test)_[0-9a-z]{4,8}`,
		`[\w-]{3,}\.[\w-]{2}`, `a*ab?c`, `(?:[a-c]{1,9}x?)+z`,
	} {
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		for range 3000 {
			text := make([]byte, rng.IntN(60))
			for i := range text {
				text[i] = "abcxz019-._livtes"[rng.IntN(17)]
			}
			cut := rng.IntN(len(text) + 1)
			end, ok, open := s.MatchOpen(text[:cut])
			if wholeEnd, wholeOK := s.Match(text); !open && (ok != wholeOK || ok && end != wholeEnd) {
				t.Fatalf("%v on %q, cut at %d: %d %v, whole: %d %v", expr, text, cut, end, ok, wholeEnd, wholeOK)
			}
		}
	}
}

func TestNeeds(t *testing.T) {
	for expr, want := range map[string]bool{
		`[a-z]{3}\.[a-z]{3}`: true, `[a-z.]{7}`: false, `a[.:|]b`: true, `(?:a\.|b:)c`: true, `(?:a\.|b)c`: false, `a\.?b`: false, `(?:a\.){0,2}b`: false, `(?:a\.){1,2}b`: true, `(?P<secret>a\|)b`: true, `abc`: false, `(?:[0-9]{8}:){2}x`: true,
	} {
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Needs(".:|"); got != want {
			t.Errorf("%s needs a mark: %v, want %v", expr, got, want)
		}
	}
}

func TestOpening(t *testing.T) {
	for _, c := range []struct {
		expr  string
		least int
		in    string // among the first of which these are
		out   string
	}{
		{`[0-9a-f]{35}`, MaxOpening, "09af", "gA_"},
		{`[0-9a-f]{8}-[0-9a-f]{4}`, 8, "09af", "-"},
		{`(?P<secret>[A-Z]{3})\.x`, 3, "AZ", "."},
		{`x+[0-9]{9}`, 1, "x", "0"},
		{`[a-z]?[0-9]{9}`, 0, "", ""},
		{`(?:[a-z]{4}|[0-9]{4})`, 0, "", ""},
	} {
		s, err := Parse(c.expr)
		if err != nil {
			t.Fatal(err)
		}
		var class [256]bool
		if least := s.Opening(&class); least != c.least {
			t.Errorf("%s: at least %d bytes, want %d", c.expr, least, c.least)
		}
		for _, b := range []byte(c.in) {
			if !class[b] {
				t.Errorf("%s: %q is not in the class", c.expr, b)
			}
		}
		for _, b := range []byte(c.out) {
			if class[b] {
				t.Errorf("%s: %q is in the class", c.expr, b)
			}
		}
	}
}

func TestLead(t *testing.T) {
	for expr, want := range map[string]int{
		`[0-9]{4}`:                     0,
		`sk_[0-9a-z]{8}`:               3,
		`sk_(?:live|test)_[0-9a-z]{8}`: 8,
		`sk_(?:test_)?[0-9a-z]{8}`:     3,
		`tok_[0-9]{4}|tokens_[0-9]{4}`: 4,
		`(?P<secret>abc[0-9]{2})`:      3,
		`fixed`:                        5,
	} {
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		if s.Lead() != want {
			t.Errorf("%s begins with %d bytes of fixed text, want %d", expr, s.Lead(), want)
		}
	}
}
