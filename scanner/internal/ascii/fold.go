package ascii

import (
	"bytes"
	"slices"
)

// ContainsFold reports whether text holds word (lower-case ASCII), in any case. It looks for the first letter in one case, then
// in the other.
func ContainsFold(text []byte, word string) bool {
	cases := []byte{word[0], word[0] - 'a' + 'A'}
	if !IsLetter(word[0]) {
		cases = cases[:1]
	}
	for _, first := range cases {
		for rest := text; ; {
			i := bytes.IndexByte(rest, first)
			if i < 0 || len(rest)-i < len(word) {
				break
			}
			if EqualFold(rest[i:i+len(word)], word) {
				return true
			}
			rest = rest[i+1:]
		}
	}
	return false
}

// EqualFold reports whether text is word (lower-case ASCII), in any case.
func EqualFold(text []byte, word string) bool {
	if len(text) != len(word) {
		return false
	}
	for i := range text {
		if Lower(text[i]) != word[i] {
			return false
		}
	}
	return true
}

// LastFold returns where the last word (lower-case ASCII) begins in text, in any case, or -1.
func LastFold(text []byte, word string) int {
	for i := len(text) - len(word); i >= 0; i-- {
		if EqualFold(text[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// OneOf reports whether text is one of some words (lower-case ASCII), in any case.
func OneOf(text []byte, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return EqualFold(text, word) })
}
