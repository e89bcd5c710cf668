package policy

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestReview: of each entry at most one thing is said, and an entry counts on its last day.
func TestReview(t *testing.T) {
	config, err := Parse("c", []byte("[[allow]]\nrules = ['a-key']\n[[allow]]\nrules = ['b-key']\n"))
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := config.Compile()
	if err != nil {
		t.Fatal(err)
	}
	ignores, err := ParseIgnores("i", []byte("rule:many-key reason:r\n"+print1+" reason:r\nrule:twenty-key reason:r\n"+
		"rule:a-key reason:old until:2026-11-27 owner:ada\nrule:a-key reason:today until:2026-11-28\nrule:z-key reason:gone until:2026-11-27\n"))
	if err != nil {
		t.Fatal(err)
	}
	var findings []finding.Finding
	add := func(rule string, n int) {
		for i := range n {
			findings = append(findings, finding.Finding{Rule: rule, Family: rule, Fingerprint: print1, Paths: []string{"x"},
				Secret: finding.NewSecret(fmt.Sprint("host", len(findings), rule, i)), Core: finding.NewSecret(fmt.Sprint(rule, i))})
		}
	}
	add("a-key", 1)
	add("many-key", broad+1)
	add("twenty-key", broad)
	add("twenty-key", broad) // the same secrets, at other places
	want := []Complaint{
		{"c: allow entry 2", Unused, "no finding matches it"},
		{"i:1", "too broad", "21 secrets match it"},
		{"i:4", "expired", "on 2026-11-27: old (ada)"},
		{"i:6", "expired", "on 2026-11-27: gone"},
	}
	if diff := cmp.Diff(want, compiled.With(ignores, nil, "2026-11-28").Review("c", findings)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := (*Policy)(nil).Review("c", findings); got != nil {
		t.Errorf("no policy: %v", got)
	}
}
