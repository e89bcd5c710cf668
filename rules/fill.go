package rules

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Examples hold fill parts, so that nothing in the repository looks like a live key: {{charset:length}} or
// {{charset:length:checksum}} stands for that many made-up characters, the checksum's among them.

// charsets by name.
var charsets = map[string]string{
	"digit": "0123456789", "hex": "0123456789abcdef", "HEX": "0123456789ABCDEF", "lower": "abcdefghijklmnopqrstuvwxyz", "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"alnum": base62, "base62": base62, "upper-digit": base62[:36], "lower-digit": "0123456789abcdefghijklmnopqrstuvwxyz",
	"base64": base62 + "+/", "base64url": base62 + "-_", "base32": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "word": base62 + "_",
	"base58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
}

const maxFill = 8192 // bytes

var fillPart = regexp.MustCompile(`\{\{([A-Za-z0-9-]+):([0-9]+)(?::([a-z0-9-]+))?\}\}`)

// Fill replaces the fill parts of text. The result depends only on the arguments; equal parts of one text get equal characters.
func Fill(text, id string, index int) (string, error) {
	var failed error
	out := fillPart.ReplaceAllStringFunc(text, func(part string) string {
		filled, err := fill(part, id, index)
		if err != nil && failed == nil {
			failed = err
		}
		return filled
	})
	return out, failed
}

func fill(part, id string, index int) (string, error) {
	m := fillPart.FindStringSubmatch(part)
	chars, ok := charsets[m[1]]
	if !ok {
		return "", fmt.Errorf("%s: unknown charset %q: use one of %s", part, m[1], strings.Join(names(charsets), ", "))
	}
	n, err := strconv.Atoi(m[2])
	if err != nil || n > maxFill {
		return "", fmt.Errorf("%s: the length must be at most %d", part, maxFill)
	}
	if m[3] == "" {
		return made(chars, n, part, id, index), nil
	}
	sum, ok := Checksum(m[3])
	if !ok || n <= sum.Len() {
		return "", fmt.Errorf("%s: unknown checksum, or one that does not fit: use one of %s", part, strings.Join(Checksums(), ", "))
	}
	return sum.Append("", made(chars, n-sum.Len(), part, id, index)), nil
}

// made returns n characters that no judge takes for a placeholder: neighbours differ by more than one in the charset.
func made(chars string, n int, part, id string, index int) string {
	seed := fnv.New64a()
	fmt.Fprintf(seed, "%s\x00%s\x00%d", part, id, index)
	rng := rand.New(rand.NewPCG(seed.Sum64(), 1))
	out := make([]byte, n)
	last := -9
	for i := range out {
		k := rng.IntN(len(chars))
		for k-last < 2 && last-k < 2 {
			k = rng.IntN(len(chars))
		}
		out[i], last = chars[k], k
	}
	return string(out)
}

func names(m map[string]string) []string {
	var out []string
	for n := range m {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}
