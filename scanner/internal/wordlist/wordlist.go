// Package wordlist finds words in names and texts: names are read by the words that they are made of, whether as camelCase, snake_case
// or kebab-case.
package wordlist

import (
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// List is words, found by their first byte: which of hundreds of rules' words stands at a place is asked for every byte of names and
// values. They are in lower case for all that ignores case.
type List struct {
	words []string    // sorted
	long  int         // from this length on a word may begin inside another
	from  [257]uint16 // those that begin with byte c are words[from[c]:from[c+1]]
	heads heads       // most places are passed over with one look at it
}

// headBit is the bit of two bytes, in any case.
func headBit(a, b byte) (word int, bit uint64) { return int(a & 31 >> 1), 1 << (a&1<<5 | b&31) }

// New returns the list of words, which are kept. In a name those of long bytes or more may begin inside another word.
func New(words []string, long int) *List {
	l := &List{words: slices.Clone(words), long: long}
	slices.Sort(l.words)
	first := 0
	for i, w := range l.words {
		for ; first <= int(w[0]); first++ {
			l.from[first] = uint16(i)
		}
		l.heads.mark(w)
	}
	for ; first < len(l.from); first++ {
		l.from[first] = uint16(len(l.words))
	}
	return l
}

// heads is a bitmap by headBit of how words begin.
type heads [16]uint64

// mark notes how a word begins: one of a single byte with whatever follows it.
func (h *heads) mark(word string) {
	if len(word) > 1 {
		at, bit := headBit(word[0], word[1])
		h[at] |= bit
		return
	}
	for b := range byte(32) {
		at, bit := headBit(word[0], b)
		h[at] |= bit
	}
}

// Beginning returns the words that begin with c.
func (l *List) Beginning(c byte) []string { return l.words[l.from[c]:l.from[int(c)+1]] }

// Is reports whether word is one of the words.
func (l *List) Is(word []byte) bool {
	return len(word) > 0 && slices.ContainsFunc(l.Beginning(word[0]), func(w string) bool { return w == string(word) })
}

// Begins reports whether a word may begin at text[i:], in any case.
func (l *List) Begins(text []byte, i int) bool {
	next := byte(0)
	if i+1 < len(text) {
		next = text[i+1]
	}
	at, bit := headBit(text[i], next)
	return l.heads[at]&bit != 0
}

// Opens reports whether text begins with one of the words, in any case.
func (l *List) Opens(text []byte) bool {
	return len(text) > 0 && l.Begins(text, 0) && slices.ContainsFunc(l.Beginning(ascii.Lower(text[0])), func(w string) bool {
		return len(w) <= len(text) && ascii.EqualFold(text[:len(w)], w)
	})
}

// Within reports whether one of the words stands in text, in any case.
func (l *List) Within(text []byte) bool { return l.stands(text, true) }

// Holds reports whether one of the words stands in text as it is.
func (l *List) Holds(text []byte) bool { return l.stands(text, false) }

func (l *List) stands(text []byte, anyCase bool) bool {
	for i, c := range text {
		if !l.Begins(text, i) {
			continue
		}
		if anyCase {
			c = ascii.Lower(c)
		}
		for _, w := range l.Beginning(c) {
			if rest := text[i:]; len(w) <= len(rest) && (string(rest[:len(w)]) == w || anyCase && ascii.EqualFold(rest[:len(w)], w)) {
				return true
			}
		}
	}
	return false
}

// Named reports whether one of the words stands in a name from a word's start to a word's end (or a digit, or a plural s), in any case
// and whatever is between its letters.
func (l *List) Named(name []byte) bool {
	for i, c := range name {
		if i+1 < len(name) && folds[name[i+1]] != 0 && !l.Begins(name, i) {
			continue
		}
		for _, w := range l.Beginning(folds[c]) {
			if len(w) < l.long && !WordStarts(name, i) {
				continue
			}
			if n := Spelled(name[i:], w); n > 0 && WordEnds(name, i+n) {
				return true
			}
		}
	}
	return false
}

// longestName bounds the letters and digits of a name that is read from its end.
const longestName = 256

// Ends reports whether the last word of a name is one of the words.
func (l *List) Ends(name []byte) bool {
	var folded [longestName]byte
	var starts [longestName + 1]bool
	n := FoldName(name, folded[:], starts[:])
	return l.Is(folded[LastStart(starts[:], n):n])
}

// Spells reports whether a name is one of the words, in any case and with any signs between its letters: get_text, getText.
func (l *List) Spells(name []byte) bool {
	if len(name) == 0 {
		return false
	}
	for _, w := range l.Beginning(folds[name[0]]) {
		if Spelled(name, w) == len(name) {
			return true
		}
	}
	return false
}

// Spelled returns how much of text spells a word with its letters and digits, in any case; 0 if it doesn't.
func Spelled(text []byte, word string) int {
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

// WordStarts reports whether a word of a name starts with the letter or digit name[i]: behind anything else, and with a capital behind a
// small letter or in front of one.
func WordStarts(name []byte, i int) bool {
	if i == 0 || folds[name[i-1]] == 0 {
		return true
	}
	return ascii.IsUpper(name[i]) && (ascii.IsLower(name[i-1]) || i+1 < len(name) && ascii.IsLower(name[i+1]))
}

// WordEnds reports whether a word that ends in front of name[i] may end there.
func WordEnds(name []byte, i int) bool {
	if i == len(name) || folds[name[i]] == 0 || ascii.IsDigit(name[i]) || WordStarts(name, i) {
		return true
	}
	return folds[name[i]] == 's' && (i+1 == len(name) || folds[name[i+1]] == 0 || WordStarts(name, i+1))
}

// The length from which a word may begin inside another: dbpassword holds password, but monkey holds no key. Where the model judges,
// it also judges the name.
const (
	LongWord        = 6
	LongWordWeighed = 4
)

// Fold returns the small letter or digit that a byte of a name stands for, 0 for any other byte.
func Fold(c byte) byte { return folds[c] }

// folds holds what Fold returns of each byte.
var folds = func() (t [256]byte) {
	for c := range t {
		if ascii.IsAlnum(byte(c)) {
			t[c] = ascii.Lower(byte(c))
		}
	}
	return t
}()

// FoldName writes name's letters and digits in lower case to folded and marks where words start: behind anything else, and where
// a capital follows a small letter. The place behind the last byte counts as a start.
func FoldName(name, folded []byte, starts []bool) int {
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
		folded[n], starts[n] = f, start || f != c && WordStarts(name, i)
		n++
		start = false
	}
	starts[n] = true
	return n
}

// LastStart returns where the last word of a name of n letters and digits starts, which FoldName wrote.
func LastStart(starts []bool, n int) int {
	last := max(n-1, 0)
	for last > 0 && !starts[last] {
		last--
	}
	return last
}
