package detect

import (
	_ "embed"
	"strings"
	"sync"
)

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
func documented(value []byte) bool { return documentedDigests()[digest(value)] }
