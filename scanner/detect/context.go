package detect

import (
	"bytes"
	"slices"
)

// Words that must stand near a value.

// contextReach is how far from a token, in bytes, a context word may stand.
const contextReach = 256

// near reports whether one of words stands within contextReach of text[from:to], in any case, but not in the value text[start:end] there,
// whose letters spell short words by chance.
func near(text []byte, from, to, start, end int, words []string) bool {
	front, behind := text[max(0, from-contextReach):start], text[end:min(len(text), to+contextReach)]
	return slices.ContainsFunc(words, func(word string) bool { return containsFold(front, word) || containsFold(behind, word) })
}

// containsFold reports whether text holds word (lower-case ASCII), in any case. It looks for the first letter in one case, then
// in the other.
func containsFold(text []byte, word string) bool {
	cases := []byte{word[0], word[0] - 'a' + 'A'}
	if !isLetter(word[0]) {
		cases = cases[:1]
	}
	for _, first := range cases {
		for rest := text; ; {
			i := bytes.IndexByte(rest, first)
			if i < 0 || len(rest)-i < len(word) {
				break
			}
			if equalFold(rest[i:i+len(word)], word) {
				return true
			}
			rest = rest[i+1:]
		}
	}
	return false
}

// equalFold reports whether text is word (lower-case ASCII), in any case.
func equalFold(text []byte, word string) bool {
	if len(text) != len(word) {
		return false
	}
	for i := range text {
		if lower(text[i]) != word[i] {
			return false
		}
	}
	return true
}
