package detect

import (
	"slices"
	"testing"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestLow: of texts whose candidates are low, the finalise stage makes nothing that is surer, whatever of them stands together.
func TestLow(t *testing.T) {
	b, m := newBuilder(t, 5)
	w := m.NewWorker()
	candidates := func(text string) []Candidate {
		var v Verdicts
		w.Local([]byte(text), false, &v)
		return w.Candidates(&v)
	}
	b.snippets = slices.DeleteFunc(b.snippets, func(s string) bool { c := candidates(s); return len(c) == 0 || !w.Low(c) })
	matches := 0
	for range 5000 {
		text := b.text(1 + b.rng.IntN(5))
		all := candidates(text)
		if !w.Low(all) {
			continue
		}
		for _, match := range w.Finalise([]byte(text), all, func(string) {}) {
			matches++
			if match.Confidence != finding.ConfidenceLow {
				t.Fatalf("%q: %s is of confidence %s", text, match.Rule.ID, match.Confidence)
			}
		}
	}
	if matches < 1000 {
		t.Fatalf("of %d low texts only %d matches", len(b.snippets), matches)
	}
}
