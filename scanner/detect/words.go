package detect

import "slices"

// wordList is words in lower case, found by their first byte: which of hundreds of rules' words stands at a place is asked for every byte
// of names and values.
type wordList struct {
	words []string    // sorted
	long  int         // from this length on a word may begin inside another
	from  [257]uint16 // those that begin with byte c are words[from[c]:from[c+1]]
}

func newWordList(words []string, long int) *wordList {
	l := &wordList{words: slices.Sorted(slices.Values(words)), long: long}
	for _, w := range l.words {
		l.from[int(w[0])+1]++
	}
	for c := range 256 {
		l.from[c+1] += l.from[c]
	}
	return l
}

// beginning returns the words that begin with c.
func (l *wordList) beginning(c byte) []string { return l.words[l.from[c]:l.from[int(c)+1]] }

// is reports whether word is one of the words.
func (l *wordList) is(word string) bool { return slices.Contains(l.words, word) }

// within reports whether one of the words stands in text, in any case.
func (l *wordList) within(text []byte) bool {
	for i, c := range text {
		for _, w := range l.beginning(lower(c)) {
			if len(w) <= len(text)-i && equalFold(text[i:i+len(w)], w) {
				return true
			}
		}
	}
	return false
}

// named reports whether one of the words stands in folded from a word's start to a word's end (or a digit, or a plural s).
func (l *wordList) named(folded []byte, starts []bool) bool {
	for i, c := range folded {
		for _, w := range l.beginning(c) {
			if end := i + len(w); end <= len(folded) && (starts[i] || len(w) >= l.long) && string(folded[i:end]) == w && wordEnds(folded, starts, end) {
				return true
			}
		}
	}
	return false
}

func wordEnds(folded []byte, starts []bool, end int) bool {
	return starts[end] || isDigit(folded[end]) || folded[end] == 's' && starts[end+1]
}
