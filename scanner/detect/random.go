package detect

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/sluice-scan/sluice/scanner/internal/entropy"
	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// Whether the variable part of a token is random, as providers make it, or what people or programs wrote.

// shortestMixed is the length, in bytes, from which letters and digits side by side are no word with a number.
const shortestMixed = 16

// mixed reports a run of letters as long as random ones are that holds a digit.
func mixed(body []byte) bool {
	for len(body) > 0 {
		n := run(body, isAlnum)
		if n >= shortestMixed && bytes.ContainsFunc(body[:n], unicode.IsDigit) {
			return true
		}
		body = body[min(len(body), n+1):]
	}
	return false
}

// pair reports a name and its value: name=ann.
func pair(body []byte) bool {
	i := bytes.IndexByte(body, '=')
	return i > 0 && all(body[:i], isWord) && len(bytes.TrimLeft(body[i:], "=")) > 0
}

// oneName reports words that the mark at a literal's end joins as it joins the literal to them: private_ip_address.
func oneName(mark byte, rest []byte) bool {
	return !isAlnum(mark) && mark != '.' && bytes.IndexByte(rest, mark) >= 0
}

// mostCounted is how many digits the number behind a word of a name has at most: int64, utf16, v128.
const mostCounted = 3

// snakeCased reports a name of small words that underscores join, with or without numbers: get_value_int64.
func snakeCased(value []byte) bool {
	value = bytes.TrimRight(value, "=")
	parts := 0
	for len(value) > 0 {
		letters := run(value, isLower)
		n := letters + run(value[letters:], isDigit)
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

// capitals reports a value of capitals alone.
func capitals(value []byte) bool { return len(value) >= manyCapitals && all(value, isUpper) }

// random judges the variable part of a token: of a provider's token one that people made up is kept as such.
func (r *rule) random(variable []byte, literal int, c *Candidate) bool {
	f, why := shaped(variable)
	if why == noReason && (c.facts&loose != 0 || literal <= weakPrefix) && r.reads(variable) {
		why = wordsOnly
	}
	if why == noReason && capitals(variable) && strings.HasPrefix(r.Shape, "[0-9A-Za-z") {
		why = wordsOnly // a protein, for one
	}
	floor := r.entropyFloor(len(variable))
	if c.facts&otherShape != 0 {
		floor = leastEntropy(len(variable)) // the rule's own is about values of its shape
	}
	if why == noReason && f&madeUp == 0 && entropy.Shannon(variable) < floor {
		f = madeUp
		if len(variable) < shortMadeUp {
			why = uniform
		}
	}
	if why == noReason && f&madeUp != 0 && r.Generic {
		why = standIn
	}
	c.facts |= f
	return c.judged(why)
}

// weakPrefix is the length, in bytes, up to which a prefix may as well begin a name: test_, live_.
const weakPrefix = 5

// shortestRead is the length, in bytes, below which random characters may read as words.
const shortestRead = 16

// reading reports whether a value reads as words. A long one may look like some by chance, so its words must be such as programs have, or
// joined as names are.
func reading(value []byte) bool {
	return wordy(value) && (len(value) < shortestRead || repeated(value) || hyphened(value) || model.Words(value))
}

// hyphened reports words in one case with signs between them, as identifiers of anything are: voyage-ai-api-key-2. Random characters are of
// both cases, or among digits.
func hyphened(value []byte) bool {
	parts := 0
	for len(value) > 0 {
		n := run(value, isAlnum)
		part := value[:n]
		number := n <= 2 && all(part, isDigit)
		if !number && !all(part, isLower) && !all(part, isUpper) {
			return false
		}
		parts++
		value = value[min(n+1, len(value)):]
	}
	return parts > 1
}

// reads reports whether a value reads as words though the rule's secrets are random: none that people made up of repetitions and
// sequences, which they do in the place of a secret.
func (r *rule) reads(value []byte) bool {
	if r.Generic || r.Exposure != "server" || len(value) < shortestRead || bytes.IndexByte(value, ' ') >= 0 || allHex(value) ||
		repeats(value) || sequence(value) {
		return false
	}
	return camelled(value) || model.Words(value)
}

// leastHumps is the length, in bytes, from which words written in camel case are hardly random letters.
const leastHumps = 10

// humps reports words in camel case, four letters long on average and none of one letter: onTokenInvalid. Random letters change case
// every other time.
func humps(value []byte) bool {
	words, length := 1, 0
	for i, c := range value {
		if !isLetter(c) || i > 0 && isUpper(c) && isUpper(value[i-1]) {
			return false
		}
		if i > 0 && isUpper(c) {
			if length < 2 {
				return false
			}
			words, length = words+1, 0
		}
		length++
	}
	return len(value) >= leastHumps && words > 1 && length > 1 && 4*words <= len(value) && !isUpper(value[len(value)-1])
}

// camelled reports a name of a program's parts: NewConnectionHandler. Its capitals are four letters apart, on average; an abbreviation
// counts as two.
func camelled(value []byte) bool {
	capitals, row := 0, 0
	for _, c := range value {
		if !isLetter(c) {
			return false
		}
		if row++; !isUpper(c) {
			row = 0
		}
		if row == 1 || row == 2 {
			capitals++
		}
	}
	return capitals >= 3 && 4*capitals <= len(value) && !isUpper(value[len(value)-1])
}

// leastClass is the length, in bytes, from which such a name is none of random characters by chance, and too long to be a password.
const leastClass = 20

// entropyFloor returns the least entropy in bits per byte for a random part of n bytes: the rule's own, else one that only
// repetitive texts miss (random hexadecimal digits have 2.9 bits at 16, 3.4 at 32).
func (r *rule) entropyFloor(n int) float64 {
	if r.MinEntropy > 0 {
		return r.MinEntropy
	}
	return leastEntropy(n)
}

func leastEntropy(n int) float64 {
	switch {
	case n >= 16:
		return 2
	case n >= 8:
		return 1.5
	}
	return 0
}
