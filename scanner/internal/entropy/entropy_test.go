package entropy

import (
	"math"
	"testing"
)

func TestShannon(t *testing.T) {
	for text, want := range map[string]float64{"": 0, "aaaa": 0, "abab": 1, "abcd": 2, "0123456789abcdef": 4} {
		if got := Shannon([]byte(text)); math.Abs(got-want) > 1e-9 {
			t.Errorf("Shannon(%q) = %v, want %v", text, got, want)
		}
	}
}
