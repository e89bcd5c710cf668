package rules

import (
	_ "embed"
	"math"
)

// MostFrequent is how often a literal may stand in a megabyte of source code. Each hit costs about as much as scanning 200 bytes,
// so this many, in one literal, cost 4 % of a scan.
const MostFrequent = 200

// trigrams holds how often each sequence of three characters stands in public source code: counts, no text. It is indexed by
// three classes of gramClass; a byte b stands for 2^(b/8) occurrences in a gigabyte, 0 for none. ngrams_gen.go makes it.
//
//go:embed ngrams.bin
var trigrams []byte

// gramClasses is the size of the alphabet of trigrams: letters without case, digits, and the punctuation of identifiers and
// addresses one by one; all else is one class.
const (
	gramClasses = 50
	gramPunct   = "_-./:=\"'@ <>(" // classes 37 and on
)

func gramClass(c byte) int {
	switch {
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 1
	case 'A' <= c && c <= 'Z':
		return int(c-'A') + 1
	case '0' <= c && c <= '9':
		return int(c-'0') + 27
	}
	for i := range len(gramPunct) {
		if gramPunct[i] == c {
			return 37 + i
		}
	}
	return 0
}

// count returns how often a trigram stands in a gigabyte.
func count(text string) float64 {
	i := (gramClass(text[0])*gramClasses+gramClass(text[1]))*gramClasses + gramClass(text[2])
	if trigrams[i] == 0 {
		return 0.5
	}
	return math.Exp2(float64(trigrams[i]) / 8)
}

// Frequency estimates how often a literal of 3 bytes or more stands in a megabyte of source code, whatever its case. It takes
// characters to depend on the two in front of them.
func Frequency(literal string) float64 {
	if len(literal) < shortestLiteral {
		return math.Inf(1)
	}
	estimate := count(literal[:3])
	for i := 1; i+3 <= len(literal); i++ {
		estimate *= min(1, count(literal[i:i+3])/pairs(literal[i:i+2]))
	}
	return estimate / 1000
}

// pairs returns how often two characters stand together, followed by anything.
func pairs(text string) float64 {
	sum, at := 0.0, (gramClass(text[0])*gramClasses+gramClass(text[1]))*gramClasses
	for _, b := range trigrams[at : at+gramClasses] {
		if b > 0 {
			sum += math.Exp2(float64(b) / 8)
		}
	}
	return max(sum, 1)
}
