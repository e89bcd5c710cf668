package model

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"
)

// assigned returns the value that stands in the line between « and », behind the name that stands between ‹ and ›.
func assigned(t testing.TB, line string, syntax Syntax) *Value {
	t.Helper()
	var text []byte
	var at []int
	for _, r := range line {
		if strings.ContainsRune("‹›«»", r) {
			at = append(at, len(text))
			continue
		}
		text = append(text, string(r)...)
	}
	if len(at) != 4 {
		t.Fatalf("%q: want a name in ‹› and a value in «»", line)
	}
	quoted := at[2] > 0 && (text[at[2]-1] == '"' || text[at[2]-1] == '\'')
	return &Value{Text: text, NameStart: at[0], NameEnd: at[1], Start: at[2], End: at[3], Syntax: syntax, Quoted: quoted}
}

// made returns text that looks random, the same each time.
func made(alphabet string, n int) string {
	out := make([]byte, n)
	seed := uint32(7)
	for i := range out {
		seed = seed*1664525 + 1013904223
		out[i] = alphabet[int(seed>>8)%len(alphabet)]
	}
	return string(out)
}

const (
	hexDigits = "0123456789abcdef"
	alnum     = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)

func TestTheTrainedModelIsWhole(t *testing.T) {
	if len(trained().roots) == 0 || len(trained().nodes) == 0 {
		t.Fatal("weights.bin does not fit the features: train the model again, as training/README.md says")
	}
	if n := len(weights); n > 100<<10 {
		t.Errorf("weights.bin has %d bytes; the budget is 100 KiB", n)
	}
	names := slices.Sorted(slices.Values(Names()))
	if len(slices.Compact(slices.Clone(names))) != int(featureCount) || names[0] == "" {
		t.Errorf("the features' names are not %d different ones", featureCount)
	}
	for at, n := range trained().nodes {
		leaf := int(n.next) == at && n.threshold == math.MaxInt16
		if n.feature >= uint8(featureCount) || !leaf && (int(n.next) <= at || int(n.next)+1 >= len(trained().nodes)) {
			t.Fatalf("node %d does not lead on", at)
		}
	}
}

func TestOpenRefusesWhatDoesNotFit(t *testing.T) {
	for name, data := range map[string]string{
		"nothing": "", "half": weights[:len(weights)/2], "one byte more": weights + "x", "other features": weights[:4] + "xxxx" + weights[8:],
	} {
		m := open(data)
		if len(m.roots) != 0 {
			t.Errorf("%s: a model with %d trees", name, len(m.roots))
		}
		if got := m.score(&Features{}); got != 0 {
			t.Errorf("%s: an empty model scores %d, want 0", name, got)
		}
		if m.pair(1, 2) != 0 || m.word([]byte("password")) != 0 {
			t.Errorf("%s: an empty model knows words", name)
		}
	}
}

// judge returns the score of a value, and whether it is random.
func judge(v *Value) (Score, bool) {
	var p Pair
	p.Read(v)
	return p.Judge(v), p.Random()
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		line   string
		syntax Syntax
		likely bool
	}{
		{`‹API_KEY›=«` + made(alnum, 32) + `»` + "\n", Equals, true},
		{`  "‹client_secret›": "«` + made(hexDigits, 40) + `»",` + "\n", Colon, true},
		{`‹access_token› = '«` + made(alnum, 40) + `»'` + "\n", Equals, true},
		{`Authorization: ‹Bearer› «` + made(alnum, 44) + `»` + "\n", Header, true},
		{`	‹token› := parser.«next»` + "\n", Equals, false},
		{`  "‹key›": "«description»",` + "\n", Colon, false},
		{`‹cacheKey› = "«user-settings»"` + "\n", Equals, false},
		{`label ‹password›: "«Password must be filled in»"` + "\n", Colon, false},
		{`type ‹Token› = «string»` + "\n", Equals, false},
	} {
		v := assigned(t, c.line, c.syntax)
		score, _ := judge(v)
		if p := score.Probability(); (p > 0.5) != c.likely {
			t.Errorf("%q: p = %.3f, want likely = %v", c.line, p, c.likely)
		}
	}
}

func TestRandomIsNotWords(t *testing.T) {
	for value, want := range map[string]bool{
		made(alnum, 20): true, made(hexDigits, 32): true, "YXNx" + "PywZxQIC": true, "xK9#" + "mP2vL5qn": true,
		"wffm" + "bummgnhhcbbj": true,
		"correct horse power":   false, "plaintextpassword": false, "Password123!": false, "Testing123": false, "krzysztof": false, "szczegoly": false, "asdfasdf": false, "myS3cretPass": false,
	} {
		if _, random := judge(assigned(t, "‹password›=«"+value+"»\n", Equals)); random != want {
			t.Errorf("%s: random %v, want %v", value, random, want)
		}
	}
}

func TestProbabilityAndLeastAgree(t *testing.T) {
	for _, p := range []float64{0.01, 0.2, 0.5, 0.7, 0.99} {
		s := Least(p)
		if s.Probability() < p || (s-1).Probability() >= p {
			t.Errorf("Least(%v) = %d, which is %v, and one less %v", p, s, s.Probability(), (s - 1).Probability())
		}
	}
}

// TestVerdictsDependOnTheWindowAlone is what lets a scan carry them over from one version of a file to the next.
func TestVerdictsDependOnTheWindowAlone(t *testing.T) {
	line := strings.Repeat("some text before; ", 30) + "\n" + `  ‹api_key› = "«` + made(alnum, 30) + `»"; ` +
		strings.Repeat("and, behind it; ", 30)
	v := assigned(t, line, Equals)
	want := Describe(v)
	lo, hi := v.NameStart-Before, v.End+Behind
	other := slices.Concat(bytes.Repeat([]byte("X(\"\n"), 100), v.Text[lo:hi], []byte("}}\n\"elsewhere"))
	shift := 400 - lo
	got := Describe(&Value{
		Text: other, NameStart: v.NameStart + shift, NameEnd: v.NameEnd + shift,
		Start: v.Start + shift, End: v.End + shift, Syntax: v.Syntax, Quoted: v.Quoted,
	})
	if got != want {
		t.Errorf("other text around the window changed the features\n got %v\nwant %v", got, want)
	}
}

func TestExplainTellsWhatDecided(t *testing.T) {
	v := assigned(t, `‹client_secret› = "«`+made(alnum, 40)+`»"`, Equals)
	score, reasons := Explain(v, 5)
	if want, _ := judge(v); score != want {
		t.Errorf("Explain gives %d, Judge %d", score, want)
	}
	if len(reasons) != 5 {
		t.Fatalf("%d reasons, want 5", len(reasons))
	}
	for i, r := range reasons {
		if r.String() == "" || r.Adds == 0 {
			t.Errorf("reason %d says nothing: %+v", i, r)
		}
		if i > 0 && max(r.Adds, -r.Adds) > max(reasons[i-1].Adds, -reasons[i-1].Adds) {
			t.Errorf("reason %d weighs more than the one before: %+v", i, reasons)
		}
	}
}

func TestJudgeAllocatesNothing(t *testing.T) {
	v := assigned(t, `‹client_secret› = "«`+made(alnum, 40)+`»"`, Equals)
	if n := testing.AllocsPerRun(100, func() { judge(v) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkJudge(b *testing.B) {
	values := []*Value{
		assigned(b, `‹client_secret› = "«`+made(alnum, 32)+`»"`, Equals), assigned(b, `  "‹key›": "«description»",`, Colon),
		assigned(b, `    ‹token› = «next_token»`, Equals), assigned(b, `‹password›: "«hunter2»"`, Colon),
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		judge(values[i%len(values)])
	}
}

// FuzzJudge holds the features to their bounds: any text, any place in it.
func FuzzJudge(f *testing.F) {
	f.Add([]byte(`password = "hunter2"`), uint(0), uint(8), uint(12), uint(19), byte(1), true)
	f.Add([]byte("\x00\xff\nkey"), uint(0), uint(0), uint(1), uint(3), byte(9), false)
	f.Fuzz(func(t *testing.T, text []byte, a, b, c, d uint, syntax byte, quoted bool) {
		at := []int{int(a % uint(len(text)+1)), int(b % uint(len(text)+1)), int(c % uint(len(text)+1)), int(d % uint(len(text)+1))}
		slices.Sort(at)
		if at[1] == at[0] && at[0] > 0 {
			at[0]--
		}
		v := Value{Text: text, NameStart: at[0], NameEnd: at[1], Start: at[2], End: at[3], Syntax: Syntax(syntax % 12), Quoted: quoted}
		first, random := judge(&v)
		if again, too := judge(&v); again != first || too != random {
			t.Fatalf("%d, then %d", first, again)
		}
		Explain(&v, 5)
	})
}
