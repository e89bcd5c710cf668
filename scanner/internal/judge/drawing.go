package judge

import (
	"bytes"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that are numbers, paths and code: what tools write for tools.

// Of a table that a program reads: it is longer than any credential, and written in more signs than encodings have.
const (
	leastTable = 256 // bytes
	leastSigns = 12  // different ones
)

// Tabular reports the table of a parser or an automaton, each of its numbers as a character: tokenData: "Lq~R!^OX$}X^%u^p$}pq%uqr)Xrs.Rst/u…".
func Tabular(value []byte) bool {
	var seen [utf8.RuneSelf]bool
	signs := 0
	if len(value) < leastTable {
		return false
	}
	for _, c := range value {
		if c < utf8.RuneSelf && !ascii.IsAlnum(c) && !seen[c] {
			seen[c] = true
			signs++
		}
	}
	return signs >= leastSigns
}

// cipherList reports suites that a program may encrypt with, as openssl-ciphers(1) has them: HIGH:!aNULL:!RSAPSK.
func cipherList(value []byte) bool {
	parts, excluded := 0, 0
	if bytes.IndexByte(value, '!') < 0 {
		return false
	}
	for part := range bytes.SplitSeq(value, []byte{':'}) {
		parts++
		name := bytes.TrimLeft(part, "!+-@")
		if len(name) == 0 || !ascii.All(name, func(c byte) bool { return ascii.IsWord(c) || c == '-' || c == '+' || c == '=' }) {
			return false
		}
		if part[0] == '!' {
			excluded++
		}
	}
	return excluded > 1 && parts > 2
}

// cipherName reports an algorithm that a program encrypts with, in the spelling of OpenSSL, OpenSSH or Java: aes-256-cbc, AES/CBC/PKCS5Padding.
func cipherName(value []byte) bool {
	if len(value) > longestCipher {
		return false
	}
	var folded [longestCipher]byte
	parts, from := 0, 0
	for at := 0; at <= len(value); at++ {
		if at < len(value) && bytes.IndexByte([]byte("-/_"), value[at]) < 0 {
			folded[at] = ascii.Lower(value[at])
			continue
		}
		word := bytes.TrimRight(folded[from:at], "0123456789")
		if parts == 0 && !ciphers.Is(word) || parts > 0 && len(word) > 0 && !cipherModes.Is(word) {
			return false
		}
		parts++
		from = at + 1
	}
	return parts > 1
}

// longestCipher is the length of the longest name of a cipher that is looked at, in bytes.
const longestCipher = 48

// ciphers are what such names begin with, cipherModes what follows but the length of a key.
var (
	ciphers = wordlist.New([]string{"aes", "des", "desede", "3des", "tripledes", "rijndael", "camellia", "aria", "blowfish", "bf", "twofish", "serpent", "cast",
		"rc", "arcfour", "idea", "seed", "sm", "chacha", "xchacha"}, wordlist.LongWord)
	cipherModes = wordlist.New([]string{"cbc", "cfb", "ofb", "ctr", "ecb", "gcm", "ccm", "ocb", "xts", "siv", "eax", "wrap", "pad", "ede", "poly", "hmac", "sha",
		"pkcs5padding", "pkcs7padding", "nopadding", "iso10126padding", "oaep"}, wordlist.LongWord)
)

// Strokes reports a part of a path of a drawing between its blanks: m0-67l-29-62c-4-4-8-8-17-13l-66-8z.
func Strokes(value []byte) bool {
	commands := 0
	for value = bytes.TrimRight(value, "zZ"); len(value) > 0; commands++ {
		n := 1 + numberBytes.Run(value[1:])
		if n == 1 || bytes.IndexByte([]byte(drawingCommands), ascii.Lower(value[0])) < 0 {
			return false
		}
		value = value[n:]
	}
	return commands > 3
}

// drawingCommands are those of such a path, but the last.
const drawingCommands = "mlhvcsqta"

// numberBytes are what its numbers are written with.
var numberBytes = ascii.ClassOf(ascii.IsDigit, "-.,")

// drawing reports the path of a drawing (SVG 2, 9.3): M12,4.5C7,4.5 2.73,7.61 1,12z.
func drawing(value []byte) bool {
	if len(value) < 2 || ascii.Lower(value[0]) != 'm' || ascii.IsLetter(value[1]) {
		return false
	}
	return bytes.ContainsAny(value, ", ") && ascii.All(value, func(c byte) bool {
		return ascii.IsDigit(c) || ascii.IsSpace(c) || bytes.IndexByte([]byte(".,-+eMmZzLlHhVvCcSsQqTtAa"), c) >= 0
	})
}

// bytecode reports code of the Ethereum virtual machine, in hexadecimal digits: it begins by reserving the memory that Solidity uses
// (https://docs.soliditylang.org/en/latest/internals/layout_in_memory.html).
func bytecode(value []byte) bool {
	code := bytes.TrimPrefix(value, []byte("0x"))
	return len(code) >= shortestCode && ascii.AllHex(code[:shortestCode]) &&
		(bytes.HasPrefix(code, []byte("60806040")) || bytes.HasPrefix(code, []byte("60606040")) || bytes.HasPrefix(code, []byte("60a06040")))
}

// shortestCode is the length, in digits, from which what begins like code is.
const shortestCode = 96

// pageAnchor reports a link to a place of the same page, as those that Doxygen makes: #ga936b9caa1127d362aa63225f865afd99.
func pageAnchor(value []byte) bool {
	if value[0] != '#' {
		return false
	}
	digest := bytes.TrimLeft(value[1:], "g")
	return len(digest) >= ShortestDigest && len(digest) <= ShortestDigest+2 && ascii.AllHex(digest)
}

// negative reports a number below zero.
func negative(value []byte) bool {
	return len(value) > 1 && value[0] == '-' && ascii.All(value[1:], ascii.IsDigit)
}
