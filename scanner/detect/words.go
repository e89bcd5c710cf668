package detect

import "slices"

// wordList is words, found by their first byte: which of hundreds of rules' words stands at a place is asked for every byte of names and
// values. They are in lower case for all that ignores case.
type wordList struct {
	words []string    // sorted
	long  int         // from this length on a word may begin inside another
	from  [257]uint16 // those that begin with byte c are words[from[c]:from[c+1]]
	heads [16]uint64  // bitmap by headBit of how words begin: most places are passed over with one look at it
}

// headBit is the bit of two bytes, in any case.
func headBit(a, b byte) (word int, bit uint64) { return int(a & 31 >> 1), 1 << (a&1<<5 | b&31) }

func newWordList(words []string, long int) *wordList {
	l := &wordList{words: slices.Sorted(slices.Values(words)), long: long}
	for _, w := range l.words {
		l.from[int(w[0])+1]++
		for b := range byte(32) {
			if len(w) == 1 || w[1]&31 == b {
				at, bit := headBit(w[0], b)
				l.heads[at] |= bit
			}
		}
	}
	for c := range 256 {
		l.from[c+1] += l.from[c]
	}
	return l
}

// beginning returns the words that begin with c.
func (l *wordList) beginning(c byte) []string { return l.words[l.from[c]:l.from[int(c)+1]] }

// is reports whether word is one of the words.
func (l *wordList) is(word []byte) bool {
	return len(word) > 0 && slices.ContainsFunc(l.beginning(word[0]), func(w string) bool { return w == string(word) })
}

// begins reports whether a word may begin at text[i:], in any case.
func (l *wordList) begins(text []byte, i int) bool {
	next := byte(0)
	if i+1 < len(text) {
		next = text[i+1]
	}
	at, bit := headBit(text[i], next)
	return l.heads[at]&bit != 0
}

// opens reports whether text begins with one of the words, in any case.
func (l *wordList) opens(text []byte) bool {
	return len(text) > 0 && l.begins(text, 0) && slices.ContainsFunc(l.beginning(lower(text[0])), func(w string) bool {
		return len(w) <= len(text) && equalFold(text[:len(w)], w)
	})
}

// within reports whether one of the words stands in text, in any case.
func (l *wordList) within(text []byte) bool { return l.stands(text, true) }

// holds reports whether one of the words stands in text as it is.
func (l *wordList) holds(text []byte) bool { return l.stands(text, false) }

func (l *wordList) stands(text []byte, anyCase bool) bool {
	for i, c := range text {
		if !l.begins(text, i) {
			continue
		}
		if anyCase {
			c = lower(c)
		}
		for _, w := range l.beginning(c) {
			if rest := text[i:]; len(w) <= len(rest) && (string(rest[:len(w)]) == w || anyCase && equalFold(rest[:len(w)], w)) {
				return true
			}
		}
	}
	return false
}

// named reports whether one of the words stands in a name from a word's start to a word's end (or a digit, or a plural s), in any case
// and whatever is between its letters.
func (l *wordList) named(name []byte) bool {
	for i, c := range name {
		if i+1 < len(name) && folds[name[i+1]] != 0 && !l.begins(name, i) {
			continue
		}
		for _, w := range l.beginning(folds[c]) {
			if len(w) < l.long && !wordStarts(name, i) {
				continue
			}
			if n := spelled(name[i:], w); n > 0 && wordEnds(name, i+n) {
				return true
			}
		}
	}
	return false
}

// ends reports whether the last word of a name is one of the words.
func (l *wordList) ends(name []byte) bool {
	var folded [callingReach]byte
	var starts [callingReach + 1]bool
	n := foldName(name, folded[:], starts[:])
	return l.is(folded[lastStart(starts[:], n):n])
}

// spelled returns how much of text spells a word with its letters and digits, in any case; 0 if it doesn't.
func spelled(text []byte, word string) int {
	at := 0
	for i, c := range text {
		switch f := folds[c]; {
		case f == 0:
		case f != word[at]:
			return 0
		case at+1 == len(word):
			return i + 1
		default:
			at++
		}
	}
	return 0
}

// wordStarts reports whether a word of a name starts with the letter or digit name[i]: behind anything else, and with a capital behind a
// small letter or in front of one.
func wordStarts(name []byte, i int) bool {
	if i == 0 || folds[name[i-1]] == 0 {
		return true
	}
	return isUpper(name[i]) && (isLower(name[i-1]) || i+1 < len(name) && isLower(name[i+1]))
}

// wordEnds reports whether a word that ends in front of name[i] may end there.
func wordEnds(name []byte, i int) bool {
	if i == len(name) || folds[name[i]] == 0 || isDigit(name[i]) || wordStarts(name, i) {
		return true
	}
	return folds[name[i]] == 's' && (i+1 == len(name) || folds[name[i+1]] == 0 || wordStarts(name, i+1))
}

// The length from which a word may begin inside another: dbpassword holds password, but monkey holds no key. Where the model judges,
// it also judges the name.
const (
	longWord        = 6
	longWordWeighed = 4
)

// folds holds the small letter or digit that a byte of a name stands for, 0 for any other byte.
var folds = func() (t [256]byte) {
	for c := range t {
		if isAlnum(byte(c)) {
			t[c] = lower(byte(c))
		}
	}
	return t
}()

// foldName writes name's letters and digits in lower case to folded and marks where words start: behind anything else, and where
// a capital follows a small letter. The place behind the last byte counts as a start.
func foldName(name, folded []byte, starts []bool) int {
	n, start := 0, true
	for i, c := range name {
		f := folds[c]
		if f == 0 {
			start = true
			continue
		}
		if n == len(folded) {
			break
		}
		folded[n], starts[n] = f, start || f != c && wordStarts(name, i)
		n++
		start = false
	}
	starts[n] = true
	return n
}

// lastStart returns where the last word of a name of n letters and digits starts, which foldName wrote.
func lastStart(starts []bool, n int) int {
	last := max(n-1, 0)
	for last > 0 && !starts[last] {
		last--
	}
	return last
}
