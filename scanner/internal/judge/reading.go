package judge

import (
	"bytes"
	"unicode"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// Values that read as words, or as names of programs' parts, and what is too mixed to be either.

// ShortestMixed is the length, in bytes, from which letters and digits side by side are no word with a number.
const ShortestMixed = 16

// Mixed reports a run of letters as long as random ones are that holds a digit.
func Mixed(body []byte) bool {
	for len(body) > 0 {
		n := ascii.Run(body, ascii.IsAlnum)
		if n >= ShortestMixed && bytes.ContainsFunc(body[:n], unicode.IsDigit) {
			return true
		}
		body = body[min(len(body), n+1):]
	}
	return false
}

// Pair reports a name and its value: name=ann.
func Pair(body []byte) bool {
	i := bytes.IndexByte(body, '=')
	return i > 0 && ascii.All(body[:i], ascii.IsWord) && len(bytes.TrimLeft(body[i:], "=")) > 0
}

// OneName reports words that the mark at a literal's end joins as it joins the literal to them: private_ip_address.
func OneName(mark byte, rest []byte) bool {
	return !ascii.IsAlnum(mark) && mark != '.' && bytes.IndexByte(rest, mark) >= 0
}

// mostCounted is how many digits the number behind a word of a name has at most: int64, utf16, sha512.
const mostCounted = 3

// SnakeCased reports a name of small words that underscores join, with or without numbers: get_value_int64.
func SnakeCased(value []byte) bool {
	value = bytes.TrimRight(value, "=")
	parts := 0
	for len(value) > 0 {
		letters := ascii.Run(value, ascii.IsLower)
		n := letters + ascii.Run(value[letters:], ascii.IsDigit)
		if letters < 2 || n-letters > mostCounted || n < len(value) && value[n] != '_' {
			return false
		}
		parts++
		value = value[min(n+1, len(value)):]
	}
	return parts > 1
}

// manyCapitals is how many letters are hardly all capitals by chance where small ones and digits may stand: 1 in 10^12.
const manyCapitals = 32

// Capitals reports a value of capitals alone.
func Capitals(value []byte) bool {
	return len(value) >= manyCapitals && ascii.All(value, ascii.IsUpper)
}

// Route reports the path of a page or of an interface, or of a member, of words: /admins/auth/callback, check.0.basic_auth.username.
func Route(value []byte) bool {
	return (value[0] == '/' && bytes.Count(value, []byte{'/'}) > 1 || bytes.Count(value, []byte{'.'}) > 1) && Wordy(value)
}

// Wordy reports whether a value reads as words: letters only but for separators, or words joined by them with few digits.
func Wordy(value []byte) bool {
	digits, others, changes := 0, 0, 0
	for i, c := range value {
		switch {
		case ascii.IsDigit(c):
			digits++
		case !ascii.IsLetter(c) && c != '_' && c != '-' && c != '.' && c != '/' && c != ':' && c != ' ':
			others++
		}
		if i > 0 && ascii.IsLetter(c) && ascii.IsLetter(value[i-1]) && ascii.IsUpper(c) != ascii.IsUpper(value[i-1]) {
			changes++
		}
	}
	return others == 0 && digits*8 <= len(value) && changes*4 <= len(value)
}

// ShortestRead is the length, in bytes, below which random characters may read as words.
const ShortestRead = 16

// Reading reports whether a value reads as words. A long one may look like some by chance, so its words must be such as programs have, or
// joined as names are.
func Reading(value []byte) bool {
	return Wordy(value) && (len(value) < ShortestRead || repeated(value) || hyphened(value) || model.Words(value))
}

// hyphened reports words in one case with signs between them, as identifiers of anything are: voyage-ai-api-key-2. Random characters are of
// both cases, or among digits.
func hyphened(value []byte) bool {
	parts := 0
	for len(value) > 0 {
		n := ascii.Run(value, ascii.IsAlnum)
		part := value[:n]
		number := n <= 2 && ascii.All(part, ascii.IsDigit)
		if !number && !ascii.All(part, ascii.IsLower) && !ascii.All(part, ascii.IsUpper) {
			return false
		}
		parts++
		value = value[min(n+1, len(value)):]
	}
	return parts > 1
}

// leastHumps is the length, in bytes, from which words written in camel case are hardly random letters.
const leastHumps = 10

// Humps reports words in camel case, four letters long on average and none of one letter: onTokenInvalid. Random letters change case
// every other time.
func Humps(value []byte) bool {
	words, length := 1, 0
	for i, c := range value {
		if !ascii.IsLetter(c) {
			return false
		}
		if i > 0 && ascii.IsUpper(c) {
			if length < 2 {
				return false
			}
			words, length = words+1, 0
		}
		length++
	}
	return len(value) >= leastHumps && words > 1 && length > 1 && 4*words <= len(value)
}

// Camelled reports a name of a program's parts: NewConnectionHandler. Its capitals are four letters apart, on average; an abbreviation
// counts as two.
func Camelled(value []byte) bool {
	capitals, row := 0, 0
	for _, c := range value {
		if !ascii.IsLetter(c) {
			return false
		}
		if row++; !ascii.IsUpper(c) {
			row = 0
		}
		if row == 1 || row == 2 {
			capitals++
		}
	}
	return capitals >= 3 && 4*capitals <= len(value) && !ascii.IsUpper(value[len(value)-1])
}

// LeastClass is the length, in bytes, from which such a name is none of random characters by chance, and too long to be a password.
const LeastClass = 20

// A value that is one short unit over and over, in any case.
const (
	longestUnit = 12 // bytes
	fewestUnits = 3
)

// repeated reports whether a value is one short unit over and over, three times or more: 12341234123412.
func repeated(value []byte) bool {
	for unit := 1; unit <= longestUnit && unit*fewestUnits <= len(value); unit++ {
		i := unit
		for i < len(value) && ascii.Lower(value[i]) == ascii.Lower(value[i-unit]) {
			i++
		}
		if i == len(value) {
			return true
		}
	}
	return false
}

// follows reports whether b is the letter or digit behind a, in any case.
func follows(a, b byte) bool {
	return ascii.IsAlnum(a) && ascii.IsAlnum(b) && (ascii.Lower(b) == ascii.Lower(a)+1 || a == '9' && b == '0')
}

// LeastEntropy returns the entropy, in bits a byte, that only repetitive texts of n bytes are below: random hexadecimal digits have 2.9 at 16,
// 3.4 at 32.
func LeastEntropy(n int) float64 {
	switch {
	case n >= 16:
		return 2
	case n >= 8:
		return 1.5
	}
	return 0
}

// Unworded reports whether a value holds a digit and does not read as words.
func Unworded(value []byte) bool {
	return bytes.ContainsAny(value, ascii.Digits) && !Wordy(value)
}
