package rules

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Examples hold fill parts, so that nothing in the repository looks like a live key: {{charset:length}} or
// {{charset:length:checksum}} stands for that many made-up characters, the checksum's among them; {{bytes:hex}} for bytes,
// {{bip39:words}} for a mnemonic of that many words, {{azure-key:characters+mark}} for a key of Azure with that many in front of its mark.

// charsets by name.
var charsets = map[string]string{
	"digit": base62[:10], "hex": lowHex, "HEX": upHex, "lower": base36[10:], "upper": base62[10:36],
	"alnum": base62, "base62": base62, "upper-digit": base62[:36], "lower-digit": base36,
	"base64": base62 + "+/", "base64url": base62 + "-_", "base32": base62[10:36] + "234567", "word": base62 + "_",
	"base58": base58,
}

const maxFill = 8192 // bytes

// fillPart matches what is meant as a fill part, so that one with a mistake is told; {{ .Values.key }} and the like are not.
var fillPart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\{\{([A-Za-z0-9-]+):([^{}:\s]*)(?::([^{}:\s]*))?\}\}`)
})

// Fill replaces the fill parts of text. The result depends only on the arguments; equal parts of one text get equal characters,
// checksums apart. A checksum covers what stands from the last of literals, which begin a token, up to it; without a literal, its
// own part.
func Fill(text, id string, index int, literals ...string) (string, error) {
	out, at := "", 0
	for _, m := range fillPart().FindAllStringSubmatchIndex(text, -1) {
		out += text[at:m[0]]
		at = m[1]
		if special, ok := specialFill(text, m, id, index); ok {
			out += special
			continue
		}
		f, err := parseFill(text, m)
		if err != nil {
			return "", err
		}
		made := made(f.chars, f.length, text[m[0]:m[1]], id, index)
		if f.sum == nil {
			out += made
			continue
		}
		start, literal := lastLiteral(out, literals)
		out = out[:start] + f.sum.Append(out[start:]+made, literal)
	}
	return out + text[at:], nil
}

// specialFill returns what {{bytes:hex}} stands for, or {{bip39:words}}, or {{base58check:version-length}} with the version in
// hexadecimal digits and the length of the rest in bytes.
func specialFill(text string, m []int, id string, index int) (string, bool) {
	name, argument := text[m[2]:m[3]], text[m[4]:m[5]]
	if m[6] >= 0 {
		return "", false
	}
	switch name {
	case "bytes":
		raw, err := hex.DecodeString(argument)
		return string(raw), err == nil
	case "bip39":
		n, err := strconv.Atoi(argument)
		if err != nil || n < 12 || n > 24 || n%3 != 0 {
			return "", false
		}
		return phrase([]byte(made(base62, n*4/3, text[m[0]:m[1]], id, index))), true
	case "azure-key":
		return azureFill(argument, text[m[0]:m[1]], id, index)
	case "base58check":
		version, length, _ := strings.Cut(argument, "-")
		raw, err := hex.DecodeString(version)
		n, wrong := strconv.Atoi(length)
		if err != nil || wrong != nil || n < 1 || n > longestBase58 {
			return "", false
		}
		return base58Checked(append(raw, made(base62, n, text[m[0]:m[1]], id, index)...)), true
	}
	return "", false
}

// azureFill returns a key with the number of characters and the mark that argument names.
func azureFill(argument, part, id string, index int) (string, bool) {
	if len(argument) < 5 {
		return "", false
	}
	mark := argument[len(argument)-4:]
	n, err := strconv.Atoi(argument[:len(argument)-4])
	if err != nil || n < 1 || n > azureMost || azureSeeds[mark] == nil {
		return "", false
	}
	for {
		if key, plain := azureKeyFrom(made(base62, n, part, id, index), mark); plain {
			return key, key != ""
		}
		index++
	}
}

// part is a fill part that was read.
type part struct {
	chars  string
	length int // without the checksum
	sum    Algorithm
}

func parseFill(text string, m []int) (part, error) {
	whole, name := text[m[0]:m[1]], text[m[2]:m[3]]
	chars, ok := charsets[name]
	if !ok {
		return part{}, fmt.Errorf("%s: unknown charset %q: use one of %s", whole, name, strings.Join(sortedKeys(charsets), ", "))
	}
	n, err := strconv.Atoi(text[m[4]:m[5]])
	if err != nil || n < 1 || n > maxFill {
		return part{}, fmt.Errorf("%s: the length must be a number from 1 to %d", whole, maxFill)
	}
	if m[6] < 0 {
		return part{chars: chars, length: n}, nil
	}
	sum, ok := Checksum(text[m[6]:m[7]])
	if !ok {
		return part{}, fmt.Errorf("%s: unknown checksum: use one of %s", whole, strings.Join(Checksums(), ", "))
	}
	if n <= sum.Len() {
		return part{}, fmt.Errorf("%s: the length, which includes the checksum, must be more than %d", whole, sum.Len())
	}
	return part{chars: chars, length: n - sum.Len(), sum: sum}, nil
}

// lastLiteral returns where the last of literals begins in text and how long it is; the end of text if none is there.
func lastLiteral(text string, literals []string) (start, length int) {
	start = -1
	for _, l := range literals {
		if i := strings.LastIndex(text, l); i > start || i == start && len(l) > length {
			start, length = i, len(l)
		}
	}
	if start < 0 {
		return len(text), 0
	}
	return start, length
}

// made returns n characters that no judge takes for a placeholder: neighbours differ by more than one in the charset, and none
// stands much more often than others.
func made(chars string, n int, part, id string, index int) string {
	seed := fnv.New64a()
	fmt.Fprintf(seed, "%s\x00%s\x00%d", part, id, index)
	rng := rand.New(rand.NewPCG(seed.Sum64(), 1))
	out, seen := make([]byte, n), make([]int, len(chars))
	most := 1 + 5*n/(2*len(chars))
	last := -9
	for i := range out {
		k := rng.IntN(len(chars))
		for k-last < 2 && last-k < 2 || seen[k] > most {
			k = rng.IntN(len(chars))
		}
		out[i], last = chars[k], k
		seen[k]++
	}
	return string(out)
}
