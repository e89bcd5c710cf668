package detect

import (
	"bytes"
	"testing"

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
