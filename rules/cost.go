package rules

import (
	_ "embed"
	"encoding/binary"
	"math"
	"sort"
)

// mostFrequent is how often a literal may stand in a megabyte of source code. Each hit costs about as much as scanning 200 bytes,
// so this many, in one literal, cost 4 % of a scan.
const mostFrequent = 200

// grams holds how often short sequences of characters, without case, stand in public source code: counts, no text. Records of
// gramRecord bytes, sorted: a key (see gramKey) in 5 bytes, most significant first, and a byte b for 2^(b/8) occurrences in a
// megabyte. Only sequences of 3 to longestGram characters with rareGram occurrences or more are in it. ngrams_gen.go makes it.
//
//go:embed ngrams.bin
var grams string

const (
	gramRecord  = 6
	longestGram = 6
	rareGram    = 20
)

// gramKey numbers a sequence of at most longestGram printable characters, as digits to the base 70.
func gramKey(text string) uint64 {
	key := uint64(0)
	for i := range len(text) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c > 'Z' {
			c -= 26 // the capitals' place is free
		}
		key = key*70 + uint64(c-' ') + 1
	}
	return key
}

// Frequency returns how often a literal of 3 bytes or more stands in a megabyte of source code, whatever its
// case: an upper bound, that of the rarest sequence of up to 6 characters in it; 20 stands for everything rarer.
func Frequency(literal string) float64 {
	if len(literal) < shortestLiteral {
		return math.Inf(1)
	}
	size := min(len(literal), longestGram)
	rarest := math.Inf(1)
	for i := 0; i+size <= len(literal); i++ {
		rarest = min(rarest, gramFrequency(literal[i:i+size]))
	}
	return rarest
}

func gramFrequency(text string) float64 {
	key := gramKey(text)
	at := func(i int) uint64 {
		record := [8]byte{}
		copy(record[3:], grams[i*gramRecord:][:5])
		return binary.BigEndian.Uint64(record[:])
	}
	n := len(grams) / gramRecord
	i := sort.Search(n, func(i int) bool { return at(i) >= key })
	if i == n || at(i) != key {
		return rareGram
	}
	return math.Exp2(float64(grams[i*gramRecord+5]) / 8)
}
