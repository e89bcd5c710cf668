// Package judge tells of a value and its name, without the text around them, what is not a secret: what stands for one (placeholder.go, turns.go),
// names something (identifier.go, numbered.go), is public (publicform.go), is fetched from elsewhere or belongs to a program (reference.go,
// grammar.go), is drawn or spoken (drawing.go, spoken.go), and names that only tell about a secret (about.go). Its judges are pure functions
// of values that are not empty; Facts is what judges saw of a candidate that they kept, Reason why they dropped one.
package judge

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
)

// Generic judges a value that no provider's shape vouches for. It returns what it saw and why it would drop the value.
func Generic(value []byte, quoted bool) (Facts, Reason) {
	if IsUUID(value) {
		return UUIDValue, NoReason
	}
	if why := noLiteral(value, quoted); why != NoReason {
		return 0, why
	}
	f, why := Shaped(value)
	switch {
	case why != NoReason:
		return 0, why
	case bytes.IndexByte(value, ' ') >= 0:
		return 0, PhraseValue
	case entropy.Shannon(value) < 1.5:
		return 0, Uniform
	}
	if Wordy(value) {
		f |= Trivial
	}
	if ascii.ContainsFold(value, "test") || ascii.ContainsFold(value, "demo") {
		f |= testWord
	}
	if !quoted {
		f |= unquoted
	}
	return f, NoReason
}

// noLiteral tells why a value is not one that a program could use as it stands.
func noLiteral(value []byte, quoted bool) Reason {
	switch {
	case Reference(value):
		return Fetched
	case identifier(value):
		return Naming
	case stands(value):
		return StandIn
	case PatternLike(value):
		return Expression
	case !quoted && (CodeLike(value) || scoped(value)):
		return Program
	}
	return NoReason
}

// Shaped judges a value that has the shape of a provider's secret: one that people made up in that shape is kept, as such, if it is
// long enough to be told from a word.
func Shaped(value []byte) (Facts, Reason) {
	switch {
	case !madeUp(value):
		return 0, NoReason
	case len(value) < ShortMadeUp, masked(value), cutShort(value), ascii.ContainsFold(value, "your"), value[0] == '<':
		return 0, StandIn
	}
	return MadeUp, NoReason
}

// madeUp reports a value that nobody drew: one that stands for a value, or a longer one of sequences.
func madeUp(value []byte) bool {
	return Placeholder(value) || len(value) >= ShortMadeUp && (TakesTurns(value) || Sequences(value))
}
