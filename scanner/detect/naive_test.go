package detect

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// The second permanent differential test: what the automaton, its heads and what a worker remembers between anchors give for a text is
// what every rule gives that is tried at every place of it where one of its literals stands.

// naive tries all rules at all places.
func naive(w *Worker, text []byte, binary bool) (kept []Candidate) {
	folded := bytes.Clone(text)
	for i, c := range folded {
		folded[i] = ascii.Lower(c)
	}
	var v Verdicts
	v.start(text, binary)
	for number, l := range w.anchors.Texts {
		everywhere(folded, l, func(at int) {
			before := len(v.kept)
			w.open = syntax.Span{}
			for _, r := range w.anchors.Of(int32(number)) {
				w.forget()
				a := anchor{end: int32(at + len(l))}
				w.judge(text, r, at, at+len(l), &a, &v)
			}
			if !binary && partial(v.kept[before:]) && w.learn(int32(number)).traits&opensTokens != 0 {
				w.pieces(text, at, at+len(l), &anchor{end: int32(at + len(l))}, &v)
			}
			if !binary && w.open.End > 0 {
				w.continued(text, at, &anchor{end: int32(at + len(l))}, &v)
			}
		})
	}
	for _, trigger := range decode.Triggers() {
		everywhere(folded, trigger.Text, func(at int) {
			a := anchor{end: int32(at + len(trigger.Text))}
			w.escaped(text, trigger, &a, &v)
		})
	}
	return v.kept
}

// everywhere calls f for each place where literal stands in text.
func everywhere(text []byte, literal string, f func(at int)) {
	for at := 0; ; at++ {
		i := bytes.Index(text[at:], []byte(literal))
		if i < 0 {
			return
		}
		at += i
		f(at)
	}
}

func sorted(all []Candidate) []Candidate {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Candidate) int {
		return slices.Compare([]int32{a.Anchor, a.Rule, a.Start, a.End, int32(a.facts)},
			[]int32{b.Anchor, b.Rule, b.Start, b.End, int32(b.facts)})
	})
	return all
}

func compareNaive(t *testing.T, w *Worker, text []byte, binary bool) {
	t.Helper()
	var v Verdicts
	w.Local(text, binary, &v)
	if diff := cmp.Diff(sorted(naive(w, text, binary)), sorted(v.kept), cmp.AllowUnexported(Candidate{}, extent{}),
		cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("text %q\n%s", text[:min(len(text), 2000)], diff)
	}
}

func TestLocalEqualsNaive(t *testing.T) {
	b, m := newBuilder(t, 5)
	w := m.NewWorker()
	for i := range 60 {
		compareNaive(t, w, []byte(b.text(12)), i%7 == 0)
	}
	compareNaive(t, w, bytes.Repeat([]byte("a password = \"x\" AKIA "), 100), false)
}

// TestLocalEqualsNaiveOnFiles does the same with the files that SLUICE_FILES names, with blanks between.
func TestLocalEqualsNaiveOnFiles(t *testing.T) {
	list := os.Getenv("SLUICE_FILES")
	if list == "" {
		t.Skip("SLUICE_FILES is not set")
	}
	w := builtinWorker(t)
	for _, name := range strings.Fields(list) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		compareNaive(t, w, text, false)
	}
}
