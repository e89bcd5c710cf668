package detect

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A list of words finds in a text what looking for each word finds.
func TestWordList(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	letters := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abAB12_-"[random.IntN(8)]
		}
		return string(b)
	}
	found := 0
	for range 20_000 {
		words := []string{strings.ToLower(letters(1 + random.IntN(4))), strings.ToLower(letters(2 + random.IntN(3)))}
		text := letters(random.IntN(7))
		want := strings.Contains(strings.ToLower(text), words[0]) || strings.Contains(strings.ToLower(text), words[1])
		list := newWordList(words, 0)
		if got := list.within([]byte(text)); got != want {
			t.Fatalf("%q in %q: %v, want %v", words, text, got, want)
		}
		starts := slices.Repeat([]bool{true}, len(text)+1)
		if got := list.named([]byte(strings.ToLower(text)), starts); got != want {
			t.Fatalf("%q named in %q: %v, want %v", words, text, got, want)
		}
		if want {
			found++
		}
	}
	if found < 1000 {
		t.Fatalf("only %d texts hold a word", found)
	}
}
