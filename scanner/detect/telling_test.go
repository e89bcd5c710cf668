package detect

import (
	"testing"

	"github.com/sluice-scan/sluice/rules"
)

// TestTelling: which prefixes are enough to take any value behind them for a token.
func TestTelling(t *testing.T) {
	near := []string{"acme"}
	for _, c := range []struct {
		literal string
		context []string
		want    bool
	}{
		{"acmepat-", nil, true},
		{"zq/x/", nil, true},
		{"zq_", nil, false},
		{"zq_", near, true},
		{"zq/", near, false}, // a part of paths
		{"/zqzq/", nil, false},
		{"acmepat", near, false},
		{"user:", near, false},
		{"live_", nil, false}, // of anybody's
	} {
		r := &rule{Rule: &rules.Rule{Literals: []string{c.literal}, Context: c.context, Confidence: "high", Exposure: "server"}}
		if got := r.telling(); got != c.want {
			t.Errorf("%q with %q near by: %v, want %v", c.literal, c.context, got, c.want)
		}
	}
}
