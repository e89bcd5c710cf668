package rules_test

import (
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestScaffoldPassesItsOwnExamples: a rule file as `sluice rules new` writes it loads and does what it says, for long and short names.
func TestScaffoldPassesItsOwnExamples(t *testing.T) {
	for _, name := range []string{"acme", "x", "return", "acme-cloud-2"} {
		text, err := rules.Scaffold(name)
		if err != nil {
			t.Fatal(err)
		}
		set, err := rules.Parse(name+".toml", text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := scanner.New(set, scanner.Options{MinConfidence: finding.ConfidenceLow, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		r := &set.Rules[0]
		examples, negatives, err := r.Texts()
		if err != nil || len(examples) < 2 || len(negatives) < 1 {
			t.Fatalf("%d examples, %d negatives, %v", len(examples), len(negatives), err)
		}
		for _, text := range examples {
			if !finds(t, s, r, text, finding.ConfidenceLow) {
				t.Errorf("%s: missed %q", r.ID, text)
			}
		}
		for _, text := range negatives {
			if finds(t, s, r, text, finding.Confidence(r.Confidence)) {
				t.Errorf("%s: took %q for a secret", r.ID, text)
			}
		}
	}
}
