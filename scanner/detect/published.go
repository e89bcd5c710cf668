package detect

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Values that documentation shows: that of the rule's own provider, which the rule lists (rules.Rule.Published), and that of products.

// published are values that the documentation of products shows as examples, so that people copy them: their digests, below the
// address that shows them. training/published.py writes it.
//
//go:embed published.txt
var published string

// documentedDigests are those of published.
var documentedDigests = sync.OnceValue(func() map[string]bool {
	digests := map[string]bool{}
	for line := range strings.Lines(published) {
		if !strings.HasPrefix(line, "#") {
			digests[strings.TrimSpace(line)] = true
		}
	}
	return digests
})

// documented reports whether a product's documentation shows a value.
func documented(value []byte) bool {
	return exampleToken(value) || documentedDigests()[judge.Digest(value)]
}

// published reports whether the provider's documentation shows a secret.
func (r *rule) published(secret []byte) judge.Facts {
	if len(r.Published) == 0 {
		return 0
	}
	if slices.Contains(r.Published, judge.Digest(secret)) {
		return judge.Shown
	}
	return 0
}
