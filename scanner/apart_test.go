package scanner

import (
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestOvershadow: of two findings of one place, one of which has a rule that stands apart, the better one is told; what is not reported
// anyway, and what is told of a whole file, stands for nothing.
func TestOvershadow(t *testing.T) {
	set := &rules.Set{Rules: []rules.Rule{{ID: "own"}, {ID: "apart", Apart: true}, {ID: "also-apart", Apart: true}, {ID: "file", Kind: rules.File, Apart: true}}}
	at := func(rule string, offset, length int64, change ...func(*finding.Finding)) finding.Finding {
		f := finding.Finding{
			Rule: rule, Status: finding.StatusNew, Confidence: finding.ConfidenceMedium, Path: "a", Paths: []string{"a"},
			ByteOffset: offset, ByteLength: length, Secret: finding.NewSecret("0123456789abcdef"[:length]),
		}
		for _, c := range change {
			c(&f)
		}
		return f
	}
	low := func(f *finding.Finding) { f.Confidence = finding.ConfidenceLow }
	ignored := func(f *finding.Finding) { f.Status = finding.StatusIgnored }
	unheard := func(f *finding.Finding) { f.Status = "" }
	decoded := func(text string) func(*finding.Finding) {
		return func(f *finding.Finding) { f.Decoded, f.Secret = []string{"base64"}, finding.NewSecret(text) }
	}
	for name, c := range map[string]struct {
		first, second finding.Finding
		told          string // the rule of the one that is told; "" for both
	}{
		"the longer":                 {at("own", 0, 8), at("apart", 0, 9), "apart"},
		"the longer, by one in it":   {at("own", 0, 9), at("apart", 8, 8), "own"},
		"beside each other":          {at("own", 0, 8), at("apart", 8, 8), ""},
		"both apart":                 {at("also-apart", 0, 8), at("apart", 4, 9), "apart"},
		"neither apart":              {at("own", 0, 8), at("own", 4, 9), ""},
		"one that is allowed":        {at("own", 0, 16, ignored), at("apart", 0, 8), "apart"},
		"one that is not sure":       {at("own", 0, 16, low), at("apart", 0, 8), ""},
		"one whose rule is not told": {at("own", 0, 16, unheard), at("apart", 0, 8), ""},
		"a whole file":               {at("file", 0, 16), at("apart", 0, 8), ""},
		"other paths":                {at("own", 0, 16), at("apart", 0, 8, func(f *finding.Finding) { f.Paths = []string{"b"} }), ""},
		"in one encoded text":        {at("own", 0, 16, decoded("a-key-and-more")), at("apart", 0, 16, decoded("a-key")), "apart"}, // by their order
		"two in an encoded text":     {at("own", 0, 16, decoded("a-key")), at("apart", 0, 16, decoded("another")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := &scan{Scanner: &Scanner{set: set}, minimum: finding.ConfidenceMedium.Rank()}
			was := [2]finding.Finding{c.first, c.second}
			found := []finding.Finding{c.first, c.second}
			s.overshadow(found)
			for i, f := range found {
				want := was[i].Status
				if c.told != "" && f.Rule != c.told {
					want = ""
				}
				if f.Status != want {
					t.Errorf("%s: status %q, want %q", f.Rule, f.Status, want)
				}
			}
		})
	}
}
