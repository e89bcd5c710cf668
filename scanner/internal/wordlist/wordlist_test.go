package wordlist

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
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
		list := New(words, 0)
		if got := list.Within([]byte(text)); got != want {
			t.Fatalf("%q in %q: %v, want %v", words, text, got, want)
		}
		exact := strings.Contains(text, words[0]) || strings.Contains(text, words[1])
		if got := list.Holds([]byte(text)); got != exact {
			t.Fatalf("%q as they are in %q: %v, want %v", words, text, got, exact)
		}
		if want {
			found++
		}
	}
	if found < 1000 {
		t.Fatalf("only %d texts hold a word", found)
	}
}

// A name is called what its letters and digits spell from where a word starts to where one ends, or, of a long word, from anywhere.
func TestNamesHoldWords(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	pick := func(from string, n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = from[random.IntN(len(from))]
		}
		return string(b)
	}
	named := 0
	for range 50_000 {
		words := []string{pick("abs1", 1+random.IntN(4)), pick("abs", 2+random.IntN(3))}
		name := pick("abABsS12_-", random.IntN(10))
		var folded [16]byte
		var starts [17]bool
		n := FoldName([]byte(name), folded[:], starts[:])
		want := false
		for _, w := range words {
			for i := range n {
				end := i + len(w)
				want = want || end <= n && string(folded[i:end]) == w && (starts[i] || len(w) >= 3) &&
					(starts[end] || ascii.IsDigit(folded[end]) || folded[end] == 's' && starts[end+1])
			}
		}
		if got := New(words, 3).Named([]byte(name)); got != want {
			t.Fatalf("%q named in %q: %v, want %v", words, name, got, want)
		}
		if want {
			named++
		}
	}
	if named < 5000 {
		t.Fatalf("only %d names hold a word", named)
	}
}
