package detect

import (
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Words that must stand near a value.

// contextReach is how far from a token, in bytes, a context word may stand.
const contextReach = 256

// near reports whether one of words stands within contextReach of text[from:to], in any case, but not in the value text[start:end] there,
// whose letters spell short words by chance.
func near(text []byte, from, to, start, end int, words []string) bool {
	front, behind := text[max(0, from-contextReach):start], text[end:min(len(text), to+contextReach)]
	return slices.ContainsFunc(words, func(word string) bool { return ascii.ContainsFold(front, word) || ascii.ContainsFold(behind, word) })
}
