package scanner

import (
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/detect"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// TestMergeOfContainer: of what stands in a container's bytes and in a text of it, the text's is told; all else is told of the bytes, too.
func TestMergeOfContainer(t *testing.T) {
	key, other := &rules.Rule{ID: "key", Family: "key"}, &rules.Rule{ID: "other", Family: "other"}
	at := func(inside string, r *rules.Rule, secret string, c finding.Confidence, e decode.Encoding) hit {
		return hit{Match: &detect.Match{Rule: r, Core: secret, Confidence: c}, place: &place{inside: inside, encoding: e}}
	}
	const secret = "acme-0123456789abcdef"
	for name, c := range map[string]struct {
		own  hit
		told bool
	}{
		"the same":                           {at("", key, secret, "medium", decode.Bytes), false},
		"the same, in binary data":           {at("", key, secret, "medium", decode.Binary), false},
		"another rule, less sure":            {at("", other, secret, "low", decode.Bytes), false},
		"another rule, as sure":              {at("", other, secret, "medium", decode.Bytes), true},
		"another secret":                     {at("", key, "acme-fedcba9876543210", "medium", decode.Binary), true},
		"another secret, before it in order": {at("", key, "acme-0", "medium", decode.Bytes), true},
		"another secret, the last in order":  {at("", key, "zzzz-0123456789abcdef", "medium", decode.Binary), true},
		"its beginning, in binary data":      {at("", key, secret[:12], "medium", decode.Binary), false},
		"with what follows":                  {at("", key, secret+"NN", "medium", decode.Binary), false},
		"with what follows, in text":         {at("", key, secret+"NN", "medium", decode.Bytes), true},
		"with more than what follows":        {at("", key, secret+"123456789", "medium", decode.Binary), true},
		"in another member":                  {at("!b", key, secret, "medium", decode.Bytes), true},
		"in the member around it":            {at("!a.jar", key, secret, "medium", decode.Bytes), false},
	} {
		t.Run(name, func(t *testing.T) {
			inner := at("!a.jar!text", key, secret, "medium", decode.Bytes)
			got := merge([]hit{inner, c.own})
			if !slices.ContainsFunc(got, func(h hit) bool { return h.place.inside == "!a.jar!text" }) {
				t.Fatal("the innermost is not told")
			}
			if told := len(got) == 2; told != c.told {
				t.Errorf("told %v", told)
			}
		})
	}
	if got := merge([]hit{at("", key, strings.Repeat("x", 20), "low", decode.Binary)}); len(got) != 1 {
		t.Errorf("of nothing inside: %d hits", len(got))
	}
}
