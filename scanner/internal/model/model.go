// Package model decides whether the value of an assignment, a header or an address is a credential or only looks like one. It reads
// a value and some bytes around it, makes whole numbers of them (features) and asks small decision trees that were trained on
// labelled source code; training/README.md tells how. It is pure, allocates nothing, and gives the same answer on every platform:
// all of its arithmetic is on whole numbers.
package model

import "math"

// The reach of a verdict, in bytes: what is read in front of a name, and behind a value.
const (
	Before = 200
	Behind = 120
)

// Syntax is how a value is bound to its name.
type Syntax uint8

// The syntaxes. The numbers are part of the trained model: new ones go last.
const (
	NoSyntax   Syntax = iota
	Equals            // = := => == -> and the like
	Colon             // name: value
	Comma             // ("password", "x")
	Call              // setPassword("x")
	Element           // <password>x</password>
	Flag              // --password x
	Juxtaposed        // password "x"
	Attribute         // key="password" value="x"
	Header            // Authorization: Bearer x, where the scheme is the name
	Userinfo          // ://user:x@host, where the user is the name
	Otherwise         // process.env.PASSWORD || "x"
)

// Value is a value at its place. The offsets are of bytes in Text, ends exclusive; Name lies in front of the value and may be empty.
type Value struct {
	Text               []byte
	NameStart, NameEnd int
	Start, End         int
	Syntax             Syntax
	Quoted             bool
}

// Score is a verdict in units of 1/unit of log-odds.
type Score int32

// unit is the resolution of scores.
const unit = 4096

// Score of the surest refusal.
const never Score = math.MinInt32

// Probability returns the probability that a score stands for.
func (s Score) Probability() float64 { return 1 / (1 + math.Exp(-float64(s)/unit)) }

// Least returns the lowest score whose probability is p or more, for 0 < p < 1.
func Least(p float64) Score { return Score(math.Ceil(unit * math.Log(p/(1-p)))) }

// What makes a value random: letters outside of words, and digits; or, where no word is longer than chance has it, pairs of
// characters that are rare in source code on average. Names and words of other languages than English have some such pairs, too,
// in letters of one case.
const (
	randomCharacters = 8
	shortestRandom   = 8    // bytes
	longestChance    = 3    // letters of a word
	rarePairs        = -40  // units of the pairs' log-odds
	rarestWords      = -110 // of words in letters of one case,
	longestWords     = 13   // bytes of which are as long as names and words are
)

// Pair is what a name and its value say by themselves, wherever they stand: most of the features, and of the work.
type Pair struct{ features Features }

// Read makes p that of v's name and value.
func (p *Pair) Read(v *Value) {
	p.features = Features{}
	v.pair(&p.features)
}

// Random reports whether the value is random characters rather than words.
func (p *Pair) Random() bool {
	f := &p.features
	if f[fUncovered] >= randomCharacters {
		return true
	}
	pairs := int16(rarePairs)
	if f[fDigits] == 0 && f[fOther] == 0 && f[fCaseChanges] == 0 && f[fLength] <= longestWords {
		pairs = rarestWords
	}
	return f[fLength] >= shortestRandom && f[fLongestWord] <= longestChance && f[fMeanPair] <= pairs
}

// NamesPassword reports whether the name is that of a password.
func (p *Pair) NamesPassword() bool { return p.features[fNamePassword] != 0 }

// NamesSecret reports whether the name is that of a password, a secret or a token, or of a key to an interface: what has such a name is
// no mere id, whatever it looks like, as the key of a member may be.
func (p *Pair) NamesSecret() bool {
	f := &p.features
	return f[fNamePassword]|f[fNameSecret]|f[fNameToken] != 0 || f[fNameKey] != 0 && f[fNameAPI]|f[fNameAuth]|f[fNameAccess] != 0
}

// Judge returns the score of v, whose name and value are p's.
func (p *Pair) Judge(v *Value) Score {
	f := p.features
	v.place(&f)
	return trained().score(&f)
}

// Words reports whether text reads as words of programs: fewer than 3 in 10 of its characters are digits, or letters outside of words
// that are frequent in source code. It looks at the first 160 bytes.
func Words(text []byte) bool {
	var folded [longestValue]byte
	n := fold(text[:min(len(text), longestValue)], folded[:])
	covered, _, _ := trained().cover(folded[:n])
	random := -covered
	for _, b := range folded[:n] {
		random += int(flag(classes[b] <= digitClass))
	}
	return 10*random < 3*n
}

// Describe returns the features of a value, in the order of Names.
func Describe(v *Value) Features {
	var f Features
	v.features(&f)
	return f
}
