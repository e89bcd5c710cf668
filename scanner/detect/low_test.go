package detect

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestLow: of texts whose candidates are low, the finalise stage makes nothing that is surer, whatever of them stands together.
func TestLow(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute with the race detector, which finds nothing in one goroutine")
	}
	b, m := newBuilder(t, 5)
	w := m.NewWorker()
	candidates := func(text string) []Candidate {
		var v Verdicts
		w.Local([]byte(text), false, &v)
		return w.Candidates(&v)
	}
	b.snippets = slices.DeleteFunc(b.snippets, func(s string) bool { c := candidates(s); return len(c) == 0 || !w.Low(c) })
	matches := 0
	for range rounds(5000) {
		text := b.text(1 + b.rng.IntN(5))
		all := candidates(text)
		if !w.Low(all) {
			continue
		}
		for _, match := range w.Finalise([]byte(text), all, func(Gap) {}) {
			matches++
			if match.Confidence != finding.ConfidenceLow {
				t.Fatalf("%q: %s is of confidence %s", text, match.Rule.ID, match.Confidence)
			}
		}
	}
	if matches < rounds(1000) {
		t.Fatalf("of %d low texts only %d matches", len(b.snippets), matches)
	}
}

// TestSurely: where nobody asks for low matches, the others are the same, whatever stands around them.
func TestSurely(t *testing.T) {
	b, m := newBuilder(t, 7)
	all, sure := m.NewWorker(), m.NewWorker()
	sure.Surely = true
	finalise := func(w *Worker, text string) (surer []Match, low int) {
		for _, match := range foundBy(t, w, text) {
			if match.Confidence == finding.ConfidenceLow {
				low++
			} else {
				surer = append(surer, match)
			}
		}
		return surer, low
	}
	share := len(b.snippets) / 70 // of the examples of all rules, so that more rules leave as much to leave out
	for i, poor := range []string{"hunter22", "correct horse battery", "letmein99", "my-super-secret", "S3cret-test", "swordfish1"} {
		b.snippets = append(b.snippets, slices.Repeat([]string{
			fmt.Sprintf("password%d = %q\n", i, poor), fmt.Sprintf("mysql://ops%d:%s@db.acme.io/x\n", i, url.PathEscape(poor)),
			fmt.Sprintf("  api_token: '%s'\n", poor),
		}, share)...)
	}
	compared, left := 0, 0
	for range rounds(3000) {
		text := b.text(1 + b.rng.IntN(12))
		want, low := finalise(all, text)
		got, stayed := finalise(sure, text)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Match{}, "Rule")); diff != "" {
			t.Fatalf("%q: %s", text, diff)
		}
		compared, left = compared+len(want), left+low-stayed
	}
	if compared < rounds(1000) || left < rounds(150) {
		t.Fatalf("only %d matches, and %d left out", compared, left)
	}
}
