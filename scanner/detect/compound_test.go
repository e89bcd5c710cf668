package detect

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// naiveFormed tries the rules for runs at all places where a token may begin, by regular expressions.
func naiveFormed(w *Worker, text []byte) (found []Candidate) {
	compound := regexp.MustCompile(`(?:[0-9A-Za-z+/_-]+[.:|])*[0-9A-Za-z+/_-]+={0,2}`)
	word := regexp.MustCompile(`[0-9A-Za-z+/_-]+`)
	for _, at := range compound.FindAllIndex(text, -1) {
		words := word.FindAllIndex(text[at[0]:at[1]], -1)
		long := func(i int) bool { return i >= 0 && words[i][1]-words[i][0] >= decode.MinRun }
		for i := range words {
			if !long(i) || long(i-1) || long(i-2) || words[len(words)-1][1]-words[i][1] > 90 {
				continue
			}
			for _, first := range words[max(0, i-2) : i+1] {
				from := at[0] + first[0]
				switch before := text[max(0, from-1)]; {
				case from == 0:
				case before == '.':
					continue
				case before == '\\':
					from++
				case before == '%':
					from += 2
				}
				found = append(found, w.naiveTokens(text, from, at[1])...)
			}
		}
	}
	return found
}

// naiveTokens tries all rules for runs on text[from:to].
func (w *Worker) naiveTokens(text []byte, from, to int) (found []Candidate) {
	for _, run := range w.anchors.Runs {
		r := w.rule(run.Rule)
		if from >= to || !regexp.MustCompile(`\A(?:`+r.Shape+`)\z`).Match(text[from:to]) {
			continue
		}
		c := Candidate{Rule: run.Rule, Anchor: int32(from), Start: int32(from), End: int32(to)}
		if r.formed(r.shape.get(), text, from, to, &c) {
			c.far, c.why, c.extent = 0, judge.NoReason, extent{}
			found = append(found, c)
		}
	}
	return found
}

// TestFormedEqualsNaive: what is found in runs is what every rule for runs gives at every place of a text where its tokens may begin.
func TestFormedEqualsNaive(t *testing.T) {
	b, m := newBuilder(t, 9)
	w := m.NewWorker()
	b.snippets = []string{
		"\n", "\r\n", " ", ".", ":", "|", "=", "==", "\\n", "%3D", "a", "x.y",
		"q:", "\"", strings.Repeat("Zm9v", 6), strings.Repeat("Ab0/", 12),
	}
	for _, run := range m.anchors.Runs {
		examples, negatives, err := m.set[run.Rule].Texts()
		if err != nil {
			t.Fatal(err)
		}
		b.snippets = append(append(b.snippets, examples...), negatives...)
	}
	count := 0
	for range rounds(600) {
		text := []byte(b.text(8))
		want := naiveFormed(w, text)
		var v Verdicts
		w.Local(text, false, &v)
		var got []Candidate
		for _, run := range v.formed {
			got = append(got, w.formed(text, run)...)
		}
		if diff := cmp.Diff(sorted(want), sorted(got), cmp.AllowUnexported(Candidate{}, extent{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q: %s", text, diff)
		}
		count += len(got)
	}
	if count < rounds(100) {
		t.Fatalf("only %d tokens", count)
	}
}

// TestRunsOfRules: what rules ask of tokens in runs is what runs are.
func TestRunsOfRules(t *testing.T) {
	if rules.RunOfLetters != decode.MinRun || rules.Joins != decode.Marks {
		t.Errorf("rules ask for %d letters and %q, runs have %d and %q", rules.RunOfLetters, rules.Joins, decode.MinRun, decode.Marks)
	}
}

// TestFollowFormed carries verdicts on runs over where nearly all is tokens of rules for them, cut and joined.
func TestFollowFormed(t *testing.T) {
	b, m := newBuilder(t, 10)
	b.snippets = []string{"\n", " ", ".", ":", "|", "=", "\\n", "%3D", "a", "x.y", "q:", "\"", strings.Repeat("Zm9v", 6)}
	for _, run := range m.anchors.Runs {
		examples, _, _ := m.set[run.Rule].Texts()
		b.snippets = append(b.snippets, examples...)
	}
	w := m.NewWorker()
	b.compareFollowed(t, w, 8, true)
}

// TestOneFinding: a token in parts of which several are runs is one finding, and one that its name tells is told by the rule that knows it.
func TestOneFinding(t *testing.T) {
	_, m := newBuilder(t, 11)
	w := m.NewWorker()
	token := "0f3a9c1e-5b2d-4f6a-8c10-1d2e3f4a5b6c" + ":" + "8c1f0e7d6b5a4938" + "27160f5e4d3c2b1a"
	for text, want := range map[string][]string{
		"call(\"" + token + "\")":       {"falai-fal-ai-api-key-alone"},
		"FAL_KEY=" + token:              {"falai-fal-ai-api-key"},
		token + "\n" + token[:68] + "0": {"falai-fal-ai-api-key-alone", "falai-fal-ai-api-key-alone"},
		"call(\"" + token + ":x\")":     nil,
	} {
		var got []string
		for _, match := range foundBy(t, w, text) {
			got = append(got, match.Rule.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
