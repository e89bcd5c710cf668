package finding

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
)

// commonKey keys the fingerprints of all runs that have no key of their own, so that laptop and CI agree.
const commonKey = "sluice/1"

// guessable is the bits of guessing work below which a fingerprint made with the common key must not depend on all of the secret:
// else a dictionary of passwords would turn it back.
const guessable = 60

// Fingerprint identifies a secret of a family, over moves, renames, squashes and line ends: 32 hexadecimal digits. With a key ("" is
// the common one) it is the first half of HMAC-SHA-256 over family and secret. A guessable secret under the common key is
// identified by family, path, the name it is assigned to and 12 bits of its hash instead.
func Fingerprint(key, family string, secret Secret, path, name string) string {
	text := normal(secret.Reveal())
	if key != "" {
		return digest(key, family, text)
	}
	full := digest(commonKey, family, text)
	if Bits(text) >= guessable {
		return full
	}
	return digest(commonKey, family, strings.ReplaceAll(path, `\`, "/"), name, full[:3])
}

// normal makes line ends and outer white space the same on every platform.
func normal(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

func digest(key string, parts ...string) string {
	mac := hmac.New(sha256.New, []byte(key))
	for _, p := range parts {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(p)))
		mac.Write(length[:])
		mac.Write([]byte(p))
	}
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Bits estimates, rather too low than too high, how many bits of guessing work a text takes. A letter inside a word counts 1.5
// bits, about what English text has; digits, capitals and signs among them count what their class holds, unless they repeat or
// continue a sequence.
func Bits(text string) float64 {
	bits := 0.0
	word := 0 // letters of one case in a row
	for i := range len(text) {
		c := text[i]
		if i > 0 && (c == text[i-1] || c == text[i-1]+1 || c == text[i-1]-1) {
			continue
		}
		switch {
		case isLetter(c) && i > 0 && sameCase(c, text[i-1]):
			word++
		default:
			word = 0
		}
		bits += charBits(c, word)
	}
	return min(bits, float64(distinct(text))*5.5)
}

func charBits(c byte, word int) float64 {
	switch {
	case word >= 2:
		return 1.5
	case isLetter(c):
		return math.Log2(26)
	case '0' <= c && c <= '9':
		return math.Log2(10)
	}
	return 3
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func sameCase(a, b byte) bool { return isLetter(b) && a&0x20 == b&0x20 }

func distinct(text string) int {
	var seen [256]bool
	n := 0
	for i := range len(text) {
		if !seen[text[i]] {
			seen[text[i]] = true
			n++
		}
	}
	return n
}
