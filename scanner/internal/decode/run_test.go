package decode

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// naiveRuns finds runs letter by letter.
func naiveRuns(text []byte) (runs [][2]int) {
	for at := 0; at < len(text); at++ {
		if !isLetter(text[at]) {
			continue
		}
		lo, hi := lineRun(text, at)
		at = hi
		if hi-lo < MinRun || len(runs) > 0 && lo < runs[len(runs)-1][1] {
			continue
		}
		lo, hi = joined(text, lo, hi)
		runs = append(runs, [2]int{lo, hi})
	}
	return runs
}

func allRuns(text []byte) (runs [][2]int) {
	for at := 0; ; {
		lo, hi, ok := NextRun(text, at, len(text))
		if !ok {
			return runs
		}
		runs = append(runs, [2]int{lo, hi})
		at = hi
	}
}

func checkRuns(t *testing.T, text []byte, from, to int) {
	t.Helper()
	want := naiveRuns(text)
	if got := allRuns(text); !slices.Equal(got, want) {
		t.Fatalf("%q: runs %v, want %v", text, got, want)
	}
	for _, run := range want { // what it is may be asked from anywhere in it, the blanks before a line too
		for at := run[0]; at < run[1]; at++ {
			if form := RunForm(text[at:run[1]]); form != NoForm && !isLetter(text[at]) {
				t.Fatalf("%q: of form %v at %d", text, form, at)
			}
		}
	}
	// In a part of the text those runs are found that have a line of enough letters there.
	from, to = min(from, len(text)), min(to, len(text))
	for at := from; at < to; {
		lo, hi, ok := NextRun(text, at, to)
		if !ok {
			break
		}
		if !slices.Contains(want, [2]int{lo, hi}) || hi <= at {
			t.Fatalf("%q: run %d:%d from %d to %d, want one of %v", text, lo, hi, at, to, want)
		}
		at = hi
	}
}

func TestRuns(t *testing.T) {
	line := strings.Repeat("Ab0/", 16)
	for _, text := range []string{
		"", "short", line, "x = '" + line + "=='", line + "\n" + line + "\nZm9v==\n", "  " + line + "\r\n\t" + line + "\r\n", line[:39] + "\n" + line, line + "\n-----END X-----",
		line + "\n" + strings.Repeat(" ", 33) + "abc", line + "\n" + strings.Repeat(" ", 30) + line, strings.Repeat("word word ", 20) + line[:24], line[:23], "{" + line[:24] + "}",
	} {
		checkRuns(t, []byte(text), 0, len(text))
	}
}

func FuzzRuns(f *testing.F) {
	f.Add(strings.Repeat("Ab0/", 16)+"\n  "+strings.Repeat("Ab0-", 8), uint16(70), uint16(90))
	f.Fuzz(func(t *testing.T, text string, from, to uint16) { checkRuns(t, []byte(text), int(from), int(to)) })
}

func TestBase64AndHex(t *testing.T) {
	for n := range 70 {
		want := strings.Repeat("any text?>~ ", 6)[:n]
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding} {
			text := e.EncodeToString([]byte(want))
			if got := string(appendBase64(nil, []byte(text))); got != want {
				t.Errorf("%s decodes to %q, want %q", text, got, want)
			}
			if got := string(appendBase64(nil, []byte(strings.Join(strings.SplitAfter(text, "Q"), "\r\n  ")))); got != want {
				t.Errorf("%s wrapped decodes to %q, want %q", text, got, want)
			}
		}
		if got := string(AppendHex(nil, fmt.Appendf(nil, "%X\n%s", want, hex.EncodeToString([]byte(want))))); got != want+want {
			t.Errorf("hex decodes to %q, want %q", got, want+want)
		}
	}
}

func BenchmarkNextRun(b *testing.B) {
	text := []byte(strings.Repeat("func (w *Worker) literal(text []byte, number int32, a *anchor, v *Verdicts) {\n\tl := w.anchors.Texts[number]\n\tstart := int(a.end) - min(len(l), headLen)\n", 6000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		allRuns(text)
	}
}

// TestTouched holds Touched to its definition: runs that a change makes, unmakes or gives other borders meet what it returns.
func TestTouched(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{
		"\n", "\n", "\r\n", " ", "  ", "\t", ";", "-", strings.Repeat(" ", mostIndent),
		strings.Repeat(" ", mostIndent+1), "a", "Zm9v",
	}
	for _, n := range []int{MinRun - 1, MinRun, MinRun + 1, fullLine - 1, fullLine, fullLine + 1} {
		pieces = append(pieces, strings.Repeat("Q", n))
	}
	text := func(most int) (s string) {
		for range random.IntN(most + 1) {
			s += pieces[random.IntN(len(pieces))]
		}
		return s
	}
	for range 200_000 {
		front, old, inserted, behind := text(6), text(3), text(3), text(6)
		all := []byte(front + inserted + behind)
		was, from, to := naiveRuns([]byte(front+old+behind)), len(front), len(front)+len(inserted)
		lo, hi, _ := Touched(all, from, to, 0)
		var near [][2]int
		for at := lo; hi-lo >= MinRun && at < hi; {
			start, end, ok := NextRun(all, at, hi)
			if !ok {
				break
			}
			near, at = append(near, [2]int{start, end}), end
		}
		for _, r := range naiveRuns(all) {
			moved := [2]int{r[0] + len(old) - len(inserted), r[1] + len(old) - len(inserted)}
			if r[1] < from && slices.Contains(was, r) || r[0] > to && slices.Contains(was, moved) || slices.Contains(near, r) {
				continue
			}
			t.Fatalf("%q became %q between %q and %q: run %d:%d is not in what was touched, %d:%d", old, inserted, front, behind,
				r[0], r[1], lo, hi)
		}
	}
}
