package rules_test

import (
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestExamples: each example of a built-in rule gives a finding of that rule through the real scanner, and no negative
// does with the confidence of the rule: what only looks like its secret may be one of low confidence.
func TestExamples(t *testing.T) {
	set := rules.Builtin()
	s, err := scanner.New(set, scanner.Options{MinConfidence: finding.ConfidenceLow, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	step := 1
	if testing.Short() {
		step = 16
	}
	for i := 0; i < len(set.Rules); i += step {
		r := &set.Rules[i]
		examples, negatives, err := r.Texts()
		if err != nil {
			t.Error(err)
		}
		for _, text := range examples {
			if !finds(t, s, r, text, finding.ConfidenceLow) {
				t.Errorf("%s: missed the example %q", r.ID, text)
			}
		}
		for _, text := range negatives {
			if finds(t, s, r, text, finding.Confidence(r.Confidence)) {
				t.Errorf("%s: took the negative %q for a secret", r.ID, text)
			}
		}
	}
}

func finds(t *testing.T, s *scanner.Scanner, r *rules.Rule, text string, least finding.Confidence) bool {
	t.Helper()
	findings, receipt, err := s.Bytes(t.Context(), r.Sample(), []byte(text))
	if err != nil || !receipt.Complete {
		t.Fatalf("%s: %v, %+v", r.ID, err, receipt)
	}
	for _, f := range findings {
		if f.Rule == r.ID && f.Confidence.Rank() >= least.Rank() {
			return true
		}
	}
	return false
}
