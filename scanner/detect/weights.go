package detect

import (
	"hash/maphash"

	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// names remembers whether names are those of rules: source code has few, each many times. The zero names remember nothing yet.
type names struct {
	seed maphash.Seed
	last []uint64 // by the hash of rule and name, whose lowest bit is the answer; manyNames of them once there is one
}

// manyNames is how many names are remembered, 8 bytes each.
const manyNames = 1 << 12

// of reports whether a rule, which has a number, has the words of a name.
func (n *names) of(number int32, r *rule, name []byte) bool {
	if len(r.names) == 0 {
		return true
	}
	if n.last == nil {
		n.seed, n.last = maphash.MakeSeed(), make([]uint64, manyNames)
	}
	key := (maphash.Bytes(n.seed, name) + uint64(number)*0x9e3779b97f4a7c15) | 1
	slot := &n.last[key>>32%manyNames]
	if *slot|1 != key {
		*slot = key
		if !r.named(name) {
			*slot--
		}
	}
	return *slot&1 == 1
}

// weights remembers what the model said: in a history three of four values stand where they stood before, with the same text around them.
// The zero weights remember nothing yet.
type weights struct {
	seed maphash.Seed
	last []weight // by the hash of their places; manyWeights of them once there is one
}

// manyWeights is how many values are remembered, 48 bytes each.
const manyWeights = 1 << 12

// weight is the verdict on a value.
type weight struct {
	of     place
	why    reason      // a cheap judge's to refuse it
	score  model.Score // else the model's
	random bool
	known  bool
}

// place is all that a verdict depends on: the text around a value, by a hash that nobody outside can aim at, and where in it the name and
// the value are.
type place struct {
	text             uint64
	before           int32 // bytes
	name, start, end int32 // from the name's start
	syntax           model.Syntax
	quoted           bool
}

// escapeLook is how many bytes in front of a value tell whether its quote is escaped.
const escapeLook = 2

// of returns the verdict on a value, which is valid until the next call.
func (w *weights) of(v *model.Value) *weight {
	if w.last == nil {
		w.seed, w.last = maphash.MakeSeed(), make([]weight, manyWeights)
	}
	lo, hi := max(0, min(v.NameStart-model.Before, v.Start-escapeLook)), min(len(v.Text), max(v.End+model.Behind, v.NameEnd))
	at := place{
		text: maphash.Bytes(w.seed, v.Text[lo:hi]), before: int32(v.NameStart - lo),
		name: int32(v.NameEnd - v.NameStart), start: int32(v.Start - v.NameStart), end: int32(v.End - v.NameStart), syntax: v.Syntax, quoted: v.Quoted,
	}
	verdict := &w.last[at.text%manyWeights]
	if !verdict.known || verdict.of != at {
		*verdict = weight{of: at, why: hopeless(v), known: true}
		if verdict.why == noReason {
			verdict.score, verdict.random = model.Judge(v)
		}
	}
	return verdict
}
