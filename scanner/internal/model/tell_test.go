package model

import (
	"strings"
	"testing"
)

// TestEveryFeatureIsTold: each feature has words for each of its values, and no value of the text that was judged shows.
func TestEveryFeatureIsTold(t *testing.T) {
	for f := range featureCount {
		for _, n := range []int16{-1, 0, 1, 2, 3, 7, 12, 35, 255} {
			if s := (Reason{f, n, 1}).String(); len(s) < 5 || strings.Contains(s, "%!") {
				t.Errorf("%s = %d is told as %q", f, n, s)
			}
		}
	}
}

func TestReasonsRead(t *testing.T) {
	for want, r := range map[string]Reason{
		"12 letters outside of words, and digits": {fUncovered, 12, 1}, "the name holds token": {fNameToken, 1, 1}, "the name holds no word like token": {fNameToken, 0, 1}, "25 % of the value: digits": {fDigits, 64, 1},
		`quoted with '"'`: {fQuote, markKind('"'), 1}, "not quoted": {fQuote, 0, 1}, "bound to its name by a colon": {fSyntax, int16(Colon), 1}, "looks like a UUID": {fShape, lookUUID, 1}, "looks like a format": {fShape, lookFormat, 1},
		"the name ends in a word like label": {fNameEnd, 11, 1}, "3.5 bits of entropy to a byte": {fEntropy, 224, 1}, "the line begins with //": {fComment, 2, 1}, "a blank behind the sign, a new line behind it": {fGap, 6, 1},
		"holds a word of placeholders": {fPlaceholder, 3, 1}, "the line ends with the value": {fBehindLine, -1, 1},
	} {
		if got := r.String(); got != want {
			t.Errorf("%s = %d is told as %q, want %q", r.Feature, r.Value, got, want)
		}
	}
}
