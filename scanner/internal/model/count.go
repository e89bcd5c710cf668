package model

import "math"

// What a value's characters look like, counted in one pass.

type class uint8

const (
	noClass class = iota
	lowerClass
	upperClass
	digitClass
	markClass
	blankClass
	highClass // beyond ASCII
)

var classes = func() (table [256]class) {
	for i := range table {
		switch c := byte(i); {
		case 'a' <= c && c <= 'z':
			table[i] = lowerClass
		case 'A' <= c && c <= 'Z':
			table[i] = upperClass
		case '0' <= c && c <= '9':
			table[i] = digitClass
		case c <= ' ' || c == 0x7f:
			table[i] = blankClass
		case c >= 0x80:
			table[i] = highClass
		default:
			table[i] = markClass
		}
	}
	return table
}()

// bitsOf holds n·log2(n) in 1/256 bit, rounded, so that entropy is the same on every platform.
var bitsOf = func() (table [longestValue + 1]int32) {
	for n := 2; n < len(table); n++ {
		table[n] = int32(math.Round(256 * float64(n) * math.Log2(float64(n))))
	}
	return table
}()

// count is one pass over a value.
type count struct {
	of                                 [highClass + 1]int
	bytes                              [256]uint8
	changes, letterDigit, caseChanges  int
	run, longestRun, ascending, vowels int
	hex                                int
	specials, code, lastDigit          int
	token, longestToken                int // runs of letters and digits
}

func (c *count) take(value []byte) {
	previous, last := noClass, byte(0)
	ascending := 0
	for i, b := range value {
		k := classes[b]
		c.of[k]++
		c.bytes[b]++
		if i > 0 {
			c.step(previous, k)
		}
		if b == last {
			c.run++
		} else {
			c.run = 1
		}
		c.longestRun = max(c.longestRun, c.run)
		if b == last+1 {
			ascending++
			if ascending >= 2 {
				c.ascending++
			}
		} else {
			ascending = 0
		}
		c.mark(b, k)
		previous, last = k, b
	}
}

// step counts the change from one class to the next.
func (c *count) step(from, to class) {
	if from == to {
		return
	}
	c.changes++
	switch {
	case from == digitClass && to <= upperClass, to == digitClass && from <= upperClass:
		c.letterDigit++
	case from == lowerClass && to == upperClass:
		c.caseChanges++
	}
}

// mark counts what single characters are.
func (c *count) mark(b byte, k class) {
	c.lastDigit++
	if k <= digitClass {
		c.token++
		c.longestToken = max(c.longestToken, c.token)
	} else {
		c.token = 0
	}
	switch k {
	case digitClass:
		c.hex++
		return
	case lowerClass, upperClass:
		switch b | 0x20 {
		case 'a', 'e':
			c.vowels++
			c.hex++
		case 'b', 'c', 'd', 'f':
			c.hex++
		case 'i', 'o', 'u':
			c.vowels++
		}
	case markClass:
		switch b {
		case '!', '@', '#', '$', '%', '^', '&', '*', '?', '~', '+':
			c.specials++
		case '(', ')', '[', ']', '{', '}', '<', '>', ';', ',', '\'', '"', '|', '\\', '`':
			c.code++
		}
	}
	c.lastDigit = 0
}

func (c *count) features(value []byte, f *Features) {
	n := len(value)
	letters := c.of[lowerClass] + c.of[upperClass]
	f[fLetters] = int16(letters)
	f[fLower], f[fUpper], f[fDigits] = share(c.of[lowerClass], n), share(c.of[upperClass], n), share(c.of[digitClass], n)
	f[fOther] = share(n-letters-c.of[digitClass], n)
	for _, k := range c.of {
		f[fClasses] += flag(k > 0)
	}
	f[fClassChanges], f[fLetterDigitChanges], f[fCaseChanges] = share(c.changes, n), share(c.letterDigit, n), share(c.caseChanges, n)
	f[fLongestRun], f[fAscending], f[fVowels] = int16(c.longestRun), share(c.ascending, n), share(c.vowels, letters)
	f[fSpecials], f[fCodeMarks], f[fLastDigits] = int16(c.specials), int16(c.code), int16(c.lastDigit)
	f[fLongestToken] = int16(c.longestToken)
	f[fSpaces], f[fNotASCII] = int16(c.of[blankClass]), int16(c.of[highClass])
	f[fDots], f[fSlashes], f[fDashes], f[fUnderscores] = int16(c.bytes['.']), int16(c.bytes['/']), int16(c.bytes['-']), int16(c.bytes['_'])
	if c.hex == n {
		f[fHexLength] = int16(n)
	}
	if n == 0 {
		return
	}
	f[fFirstClass], f[fLastClass] = int16(classes[value[0]]), int16(classes[value[n-1]])
	for i := n - 1; i >= 0 && value[i] == '='; i-- {
		f[fPadding]++
	}
	c.spread(n, f)
}

// spread measures how evenly the characters are used.
func (c *count) spread(n int, f *Features) {
	sum, distinct, marks := int32(0), 0, 0
	for b, k := range c.bytes {
		if k > 0 {
			sum += bitsOf[k]
			distinct++
			marks += int(flag(classes[b] == markClass))
		}
	}
	total := bitsOf[n]
	f[fDistinct], f[fPunctuation] = int16(distinct), int16(marks)
	f[fEntropy] = int16((total - sum) / int32(4*n))
	if total > 0 {
		f[fEvenness] = int16(int64(total-sum) * 256 / int64(total))
	}
}
