package detect

import (
	"bytes"
	"hash/maphash"

	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// answers remembers whether names are those of rules, and values known ones: source code has few, each many times. The zero answers
// remember nothing yet.
type answers struct {
	seed maphash.Seed
	last []uint64 // by the hash of question and text, whose lowest bit is the answer; manyAnswers of them once there is one
}

// manyAnswers is how many are remembered, 8 bytes each.
const manyAnswers = 1 << 12

// Questions about values. Those about names have the numbers of their rules.
const (
	isVector     = -1
	isDocumented = -2
)

// to returns the answer to a question about a text, which is asked if it is not remembered.
func (a *answers) to(question int32, text []byte, ask func([]byte) bool) bool {
	if a.last == nil {
		a.seed, a.last = maphash.MakeSeed(), make([]uint64, manyAnswers)
	}
	key := (maphash.Bytes(a.seed, text) + uint64(question)*odd) | 1
	slot := &a.last[key>>32%manyAnswers]
	if *slot|1 != key {
		*slot = key
		if !ask(text) {
			*slot--
		}
	}
	return *slot&1 == 1
}

// known returns what is known of a value, of whatever rule: that a standard prints it, or a product's documentation shows it.
func (a *answers) known(value []byte) (f judge.Facts) {
	if a.to(isVector, value, judge.Vector) {
		f |= judge.Printed
	}
	if a.to(isDocumented, value, documented) {
		f |= judge.Shown
	}
	return f
}

// weights remembers what the model and the cheap judges said: a history repeats a name with its value many times, and three of four
// times the text around them. The zero weights remember nothing yet.
type weights struct {
	seed  maphash.Seed
	pairs []said   // by the hash of name and value; manyPairs of them once there is one
	last  []weight // by the hash of their places; manyWeights of them once there is one
}

// How many are remembered, of 200 and 48 bytes each.
const (
	manyPairs   = 1 << 10
	manyWeights = 1 << 12
)

// said is what a name and a value say.
type said struct {
	by    couple
	known bool
	why   judge.Reason // a cheap judge's to refuse it, else:
	model model.Pair   // what the model reads of the two
}

// judge asks the cheap judges, and reads what the model wants to know if none refuses the value. Random characters may look like a part
// of a program or like a pattern by chance.
func (s *said) judge(v *model.Value) {
	s.why = hopeless(v)
	byChance := resembles(s.why, v.Text[v.Start:v.End])
	if s.why == judge.NoReason || byChance {
		s.model.Read(v)
	}
	if byChance && s.model.Random() {
		s.why = judge.NoReason
	}
}

// resembles reports whether a value looks like a member of an object, or a pattern, only but for signs that the one has not, or without
// those that most of the others have: xK9.mP2@vL, aB.*3cD9.
func resembles(why judge.Reason, value []byte) bool {
	switch why {
	case judge.Program:
		return !bytes.ContainsAny(value, judge.Brackets) && bytes.ContainsAny(value, "!@#%^*+?=&~")
	case judge.Expression:
		return !bytes.ContainsAny(value, judge.Brackets) && bytes.ContainsAny(value, "0123456789") && !judge.AnchoredPattern(value)
	}
	return false
}

// couple is a name and a value, by hashes that nobody outside can aim at, and how they are bound.
type couple struct {
	name, value uint64
	syntax      model.Syntax
	quoted      bool
}

// slot is where a pair is remembered: one user and password stand in an address here, in a call there.
func (p couple) slot() uint64 {
	at := p.name ^ p.value>>32 ^ uint64(p.syntax)<<1
	if p.quoted {
		at ^= 1
	}
	return at % manyPairs
}

// weight is the model's verdict on a value at its place.
type weight struct {
	of    place
	score model.Score
	known bool
}

// place is all that a verdict depends on: the text around a value, by a hash likewise, and where in it the name and the value are.
type place struct {
	text             uint64
	before           int32 // bytes
	name, start, end int32 // from the name's start
	syntax           model.Syntax
	quoted           bool
}

// escapeLook is how many bytes in front of a value tell whether its quote is escaped.
const escapeLook = 2

// of returns the verdict on a value: a cheap judge's reason to refuse it, else the model's score, and what the value and its name say,
// valid until the next call.
func (w *weights) of(v *model.Value) (score model.Score, pair *model.Pair, why judge.Reason) {
	if w.last == nil {
		w.seed, w.pairs, w.last = maphash.MakeSeed(), make([]said, manyPairs), make([]weight, manyWeights)
	}
	said := w.said(v)
	if said.why != judge.NoReason {
		return 0, nil, said.why
	}
	lo, hi := max(0, min(v.NameStart-model.Before, v.Start-escapeLook)), min(len(v.Text), max(v.End+model.Behind, v.NameEnd))
	at := place{
		text: maphash.Bytes(w.seed, v.Text[lo:hi]), before: int32(v.NameStart - lo),
		name: int32(v.NameEnd - v.NameStart), start: int32(v.Start - v.NameStart), end: int32(v.End - v.NameStart),
		syntax: v.Syntax, quoted: v.Quoted,
	}
	verdict := &w.last[at.text%manyWeights]
	if !verdict.known || verdict.of != at {
		*verdict = weight{of: at, score: said.model.Judge(v), known: true}
	}
	return verdict.score, &said.model, judge.NoReason
}

// said returns what a value and its name say, valid until the next call.
func (w *weights) said(v *model.Value) *said {
	by := couple{maphash.Bytes(w.seed, v.Text[v.NameStart:v.NameEnd]), maphash.Bytes(w.seed, v.Text[v.Start:v.End]), v.Syntax, v.Quoted}
	s := &w.pairs[by.slot()]
	if !s.known || s.by != by {
		s.by, s.known = by, true
		s.judge(v)
	}
	return s
}
