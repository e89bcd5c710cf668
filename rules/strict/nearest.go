package strict

import (
	"fmt"
	"strings"
)

// maxCompared bounds the bytes of a word that Nearest compares: the work grows with its square.
const maxCompared = 64

// Nearest returns the candidate that word is probably a misspelling of: the one with the fewest edits (insertion, deletion,
// change, swap of neighbours), at most a third of the word's bytes; "" if there is none. Of equals, the first.
func Nearest(word string, candidates []string) string {
	if len(word) > maxCompared {
		return ""
	}
	best, least := "", max(1, len(word)/3)+1
	for _, c := range candidates {
		if len(c) > maxCompared {
			continue
		}
		if n := edits(word, c); n < least {
			best, least = c, n
		}
	}
	return best
}

// Meant returns " (did you mean …?)" with the nearest of the candidates, for an error about a word that is none of them; "" if none is
// near.
func Meant(word string, candidates []string) string {
	if near := Nearest(word, candidates); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}

// edits is the optimal string alignment distance of a and b, in bytes.
func edits(a, b string) int {
	var before, previous, row [maxCompared + 1]int
	for j := range len(b) + 1 {
		previous[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(previous[j+1]+1, row[j]+1, previous[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, previous = previous, row
	}
	return previous[len(b)]
}

// Cure says what was meant by an unknown word, as [Meant] does, else which words there are.
func Cure(word string, words []string) string {
	if near := Meant(word, words); near != "" || len(words) == 0 {
		return near
	}
	return ": use " + strings.Join(words, ", ")
}
