package rules

import (
	"os"
	"strings"
	"testing"
)

// TestCatalog holds catalog.tsv to the rules: each rule that it names exists and is of the kind that it says. It logs how many rows
// each kind covers.
func TestCatalog(t *testing.T) {
	text, err := os.ReadFile("catalog.tsv")
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := os.ReadFile("catalog.md")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]Kind{}
	for _, r := range Builtin().Rules {
		kinds[r.ID] = r.Kind
	}
	count := map[string]int{}
	rows := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")[1:]
	for i, row := range rows {
		f := strings.Split(row, "\t")
		if len(f) != 3 {
			t.Fatalf("line %d: %d fields", i+2, len(f))
		}
		id, kind, rule := f[0], f[1], f[2]
		count[kind]++
		switch kind {
		case "open":
		case "dropped":
			if !strings.Contains(string(reasons), "`"+id+"`") {
				t.Errorf("%s is dropped, and catalog.md does not say why", id)
			}
		default:
			if kinds[rule] != Kind(kind) {
				t.Errorf("%s: the rule %q is of kind %q, not %s", id, rule, kinds[rule], kind)
			}
		}
	}
	for _, kind := range sortedKeys(count) {
		t.Logf("%-12s %5d", kind, count[kind])
	}
	t.Logf("%-12s %5d", "all", len(rows))
}
