package detect

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sluice-scan/sluice/rules"
)

// A pattern that matches everywhere ends, in both engines, with a word: what its matches take of memory must not grow with the text.
func TestPatternMatchesEverywhere(t *testing.T) {
	text := bytes.Repeat([]byte("a"), mostMatches+10)
	for _, c := range []struct {
		engine, pattern string
		want            int
	}{{"", "[a-z]", mostMatches}, {"", "x*", 0}, {"", "(b?)", 0}, {"regexp2", "a", mostMatches}, {"regexp2", "(?!b)", 0}} {
		p, err := compilePattern(&rules.Rule{Engine: c.engine, Pattern: c.pattern})
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		if err := p.find(text, func(int, int) { got++ }); err != errMatches || got != c.want {
			t.Errorf("%q: %d matches, error %v", c.pattern, got, err)
		}
		got = 0
		if err := p.find(text[:mostMatches-10], func(int, int) { got++ }); err != nil || got != c.want-min(c.want, 10) {
			t.Errorf("%q in a shorter text: %d matches, error %v", c.pattern, got, err)
		}
	}
}

// A pattern that runs out of its time leaves the rest of the text unsearched, which is told as lost; what it found before stays.
func TestPatternOutOfTime(t *testing.T) {
	m := compiled(t, &rules.Set{Rules: []rules.Rule{{
		ID: "slow", Name: "Slow", Kind: rules.Regex, Engine: "regexp2", Pattern: `key-\d{4}|(a+)+$`,
		Confidence: "high", Literals: []string{"key-"}, Anywhere: true,
	}}})
	m.prepared[0].pattern.net.MatchTimeout = time.Millisecond // the second match takes 2^64 steps
	w := m.NewWorker()
	text := []byte("key-1234 " + strings.Repeat("a", 64) + " key-5678")
	var v Verdicts
	w.Local(text, false, &v)
	var gaps []Gap
	found := w.Finalise(text, w.Candidates(&v), func(gap Gap) { gaps = append(gaps, gap) })
	if len(found) != 1 || found[0].Secret != "key-1234" {
		t.Errorf("found %v", found)
	}
	if want := []Gap{{Why: "rule slow: " + errTimeout.Error(), Lost: true}}; !slices.Equal(gaps, want) {
		t.Errorf("gaps %v, want %v", gaps, want)
	}
}
