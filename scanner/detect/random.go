package detect

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// Whether the variable part of a token is random, as providers make it, or what people or programs wrote.

// random judges the variable part of a token: of a provider's token one that people made up is kept as such.
func (r *rule) random(variable []byte, literal int, c *Candidate) bool {
	f, why := judge.Shaped(variable)
	switch {
	case why != judge.NoReason:
	case (c.facts&judge.Loose != 0 || literal <= weakPrefix) && r.reads(variable):
		why = judge.WordsOnly
	case f&judge.MadeUp == 0 && judge.Capitals(variable) && strings.Contains(r.Shape, "[0-9A-Za-z"):
		why = judge.WordsOnly // a protein, or what stands in a picture
	case r.Generic && judge.Route(variable):
		why = judge.Naming
	}
	if r.Generic && len(variable) >= judge.LeastClass && judge.Camelled(variable) {
		c.facts |= judge.Words // the name of a type, or a password that somebody made up like one
	}
	floor := r.entropyFloor(len(variable))
	if c.facts&judge.OtherShape != 0 {
		floor = judge.LeastEntropy(len(variable)) // the rule's own is about values of its shape
	}
	if why == judge.NoReason && f&judge.MadeUp == 0 && entropy.Shannon(variable) < floor {
		f = judge.MadeUp
		if len(variable) < judge.ShortMadeUp {
			why = judge.Uniform
		}
	}
	if why == judge.NoReason && f&judge.MadeUp != 0 && r.Generic {
		why = judge.StandIn
	}
	c.facts |= f
	return c.judged(why)
}

// weakPrefix is the length, in bytes, up to which a prefix may as well begin a name: test_, live_.
const weakPrefix = 5

// reads reports whether a value reads as words though the rule's secrets are random: none that people made up of repetitions and
// sequences, which they do in the place of a secret.
func (r *rule) reads(value []byte) bool {
	if r.Generic || r.Exposure != "server" || len(value) < judge.ShortestRead || bytes.IndexByte(value, ' ') >= 0 || ascii.AllHex(value) ||
		judge.Repeats(value) || judge.Sequence(value) {
		return false
	}
	return judge.Camelled(value) || model.Words(value)
}

// entropyFloor returns the least entropy in bits per byte for a random part of n bytes: the rule's own, else one that only
// repetitive texts miss (random hexadecimal digits have 2.9 bits at 16, 3.4 at 32).
func (r *rule) entropyFloor(n int) float64 {
	if r.MinEntropy > 0 {
		return r.MinEntropy
	}
	return judge.LeastEntropy(n)
}
