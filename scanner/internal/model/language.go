package model

// How much of a value is language: words that are frequent in source code, and how frequent its pairs of characters are there.

const (
	shortestWord = 3
	longestWord  = 12
)

// symbols of the table of pairs: letters, digits as one, the usual separators, and all else.
const pairSymbols = 32

func symbol(b byte) uint8 {
	switch classes[b] {
	case lowerClass:
		return b - 'a'
	case upperClass:
		return b - 'A'
	case digitClass:
		return 26
	}
	switch b {
	case '_', '-':
		return 27
	case '.':
		return 28
	case '/', ':':
		return 29
	case ' ':
		return 30
	}
	return 31
}

// language fills in the features of words and pairs.
func language(value []byte, f *Features) {
	var folded [longestValue]byte
	n := fold(value, folded[:])
	covered, longest, words := trained().cover(folded[:n])
	letters := int(f[fLetters])
	digits := 0
	for _, b := range value {
		digits += int(flag(classes[b] == digitClass))
	}
	f[fUncovered] = int16(letters - covered + digits)
	f[fCovered] = share(covered, letters)
	f[fLongestWord], f[fWords] = int16(longest), int16(words)
	pairs(value, f)
}

// fold writes value in lower case.
func fold(value, to []byte) int {
	for i, b := range value {
		if classes[b] == upperClass {
			b |= 0x20
		}
		to[i] = b
	}
	return len(value)
}

func pairs(value []byte, f *Features) {
	sum, rarest, letterSum, letterPairs := 0, 127, 0, 0
	for i := 1; i < len(value); i++ {
		a, b := symbol(value[i-1]), symbol(value[i])
		odds := int(trained().pair(a, b))
		sum += odds
		rarest = min(rarest, odds)
		if a < 26 && b < 26 {
			letterSum += odds
			letterPairs++
		}
	}
	if n := len(value) - 1; n > 0 {
		f[fMeanPair], f[fRarestPair] = int16(sum*8/n), int16(rarest)
	}
	if letterPairs > 0 {
		f[fMeanLetters] = int16(letterSum * 8 / letterPairs)
	}
}

// cover returns how many letters of folded stand in words, the length of the longest word, and how many words there are. It takes
// the longest word at each place, from left to right.
func (t *trees) cover(folded []byte) (covered, longest, words int) {
	for i := 0; i < len(folded); {
		n := t.word(folded[i:])
		if n == 0 {
			i++
			continue
		}
		covered += n
		longest = max(longest, n)
		words++
		i += n
	}
	return covered, longest, words
}

// word returns the length of the longest known word at the start of b, 0 if there is none.
func (t *trees) word(b []byte) (longest int) {
	hash := uint32(hashSeed)
	for i := 0; i < min(len(b), longestWord); i++ {
		if classes[b[i]] != lowerClass {
			break
		}
		hash = (hash ^ uint32(b[i])) * hashPrime
		if i == shortestWord-1 && !t.begins(b) {
			break
		}
		if i >= shortestWord-1 && t.known(hash) {
			longest = i + 1
		}
	}
	return longest
}

// FNV-1a, 32 bits.
const (
	hashSeed  = 2166136261
	hashPrime = 16777619
)
