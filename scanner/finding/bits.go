package finding

import "strings"

// How much work it is to guess a text. The estimate must rather be too low than too high: what it calls hard is told by a
// fingerprint that everybody can compute. So nothing counts for more than a random draw from its own class of characters would,
// and what people make up counts little: words, also with 3 for e, CamelCase or hyphens; sequences; walks over the keyboard;
// repetitions.

// Work in bits.
const (
	letterBits = 4.7 // log2(26)
	digitBits  = 3.3 // log2(10)
	hexBits    = 2.6 // log2(6): a letter where all letters are a to f
	wordBits   = 2.0 // a letter of a word: English text has 1 to 1.5 (Shannon 1951), single words more
	signBits   = 3.0 // passwords use few of the 32 signs
	changeBits = 1.0 // going over to another class or case
	stepBits   = 0.5 // the next of 3, 4, 5 or of a, a, a
	walkBits   = 2.0 // one of the neighbours on the keyboard
	againBits  = 4.0 // all of a piece that came before
	otherBits  = 1.0 // a byte of a letter beyond ASCII, which mostly has two
	measured   = 128 // bytes: longer texts are not read to their end
)

// guessing estimates how many bits of guessing work a text takes, from its first 128 bytes.
func guessing(text string) float64 {
	text = text[:min(len(text), measured)]
	words := wordlike(text)
	letter := letterBits
	if hexOnly(text) {
		letter = hexBits
	}
	bits := 0.0
	for i := 0; i < len(text); {
		if n := repeated(text, i); n >= 3 {
			bits += againBits
			i += n
			continue
		}
		one := classBits(text[i], letter)
		if words[i] {
			one = min(one, wordBits)
		}
		bits += charBits(text, i, one, words[i])
		i++
	}
	return bits
}

// repeated returns the length of the longest piece at i that began before.
func repeated(text string, i int) int {
	longest := 0
	for j := range i {
		n := 0
		for i+n < len(text) && text[j+n] == text[i+n] {
			n++
		}
		longest = max(longest, n)
	}
	return longest
}

// charBits corrects the bits of the character at i by those in front of it.
func charBits(text string, i int, bits float64, word bool) float64 {
	c := text[i]
	if i == 0 {
		return bits
	}
	last := text[i-1]
	switch {
	case c == last || c == last+1 || c == last-1:
		return min(bits, stepBits)
	case i > 1 && neighbours(text[i-2], last) && neighbours(last, c):
		return min(bits, walkBits)
	case class(c) == '!' && (word || strings.IndexByte(text[:i], c) >= 0):
		return otherBits
	case class(c) != class(last) && !word:
		return bits + changeBits
	}
	return bits
}

func classBits(c byte, letter float64) float64 {
	switch class(c) {
	case 'a', 'A':
		return letter
	case '0':
		return digitBits
	case '!':
		return signBits
	}
	return otherBits
}

func hexOnly(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r|0x20 > 'f' && r|0x20 <= 'z' })
}

// class names what kind of byte c is by one of its members.
func class(c byte) byte {
	switch {
	case 'a' <= c && c <= 'z':
		return 'a'
	case 'A' <= c && c <= 'Z':
		return 'A'
	case '0' <= c && c <= '9':
		return '0'
	case c < 0x80:
		return '!'
	}
	return 0x80
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// wordlike tells for each byte whether it belongs to a run that reads like words: of its pairs of letters seven in ten are common
// ones, where random letters have three.
func wordlike(text string) []bool {
	out := make([]bool, len(text))
	for i := 0; i < len(text); {
		end := runEnd(text, i)
		for j := i; j < end && readsLikeWords(text[i:end]); j++ {
			out[j] = true
		}
		i = max(end, i+1)
	}
	return out
}

// runEnd returns the end of the run at i: letters, and single characters between letters that join or replace them.
func runEnd(text string, i int) int {
	for i < len(text) {
		joined := i+1 < len(text) && isLetter(text[i+1]) && (strings.IndexByte(joiners, text[i]) >= 0 || isLetter(Unleet(text[i])))
		if !isLetter(text[i]) && !joined {
			break
		}
		i++
	}
	return i
}

const joiners = "-_. "

func readsLikeWords(run string) bool {
	pairs, common := 0, 0
	for i := 1; i < len(run); i++ {
		a, b := Unleet(run[i-1])|0x20, Unleet(run[i])|0x20
		if !isLetter(a) || !isLetter(b) || class(run[i-1]) == 'a' && class(run[i]) == 'A' {
			continue // between words
		}
		pairs++
		if strings.IndexByte(followers[a-'a'], b) >= 0 {
			common++
		}
	}
	return pairs >= 3 && 10*common >= 7*pairs
}

// Unleet returns the letter that a digit or sign often stands for, any other byte as it is.
func Unleet(c byte) byte {
	if i := strings.IndexByte("013457@$!", c); i >= 0 {
		return "oieastasi"[i]
	}
	return c
}

// followers are, for each letter from a on, those that often come next in English words. Counted over the words in the commit
// messages of curl, redis and requests: nine in ten of their pairs are here, and three in ten of random pairs.
var followers = [26]string{
	"bcdgiklmnprstuvy", "aeilou", "acehiklortu", "adeiosu", "acdeflmnprstvx", "aefioru",
	"eir", "aeiot", "abcdefglmnoprstvxz", "", "eisy", "adeilostuy", "aeimop",
	"acdefginostu", "bcdlmnoprstuvw", "aeiloprstu", "u", "acdegilmnorstuy",
	"acehilopstuy", "acehiloprstuy", "aceilmnprst", "aei", "aehio", "", "", "e",
}

// rows are the keys of a keyboard; a key's neighbours are those beside it and those above and below.
var rows = [4]string{"1234567890", "qwertyuiop", "asdfghjkl;", "zxcvbnm,./"}

func neighbours(a, b byte) bool {
	rowA, columnA := key(a)
	rowB, columnB := key(b)
	return rowA >= 0 && rowB >= 0 && near(rowA, rowB) && near(columnA, columnB)
}

func near(a, b int) bool { return a-b <= 1 && b-a <= 1 }

// key returns the place of a character's key, -1 if it has none here.
func key(c byte) (row, column int) {
	if isLetter(c) {
		c |= 0x20
	}
	for row, keys := range rows {
		if column := strings.IndexByte(keys, c); column >= 0 {
			return row, column
		}
	}
	return -1, -1
}
