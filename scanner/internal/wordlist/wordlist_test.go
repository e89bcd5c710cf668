package wordlist

import (
	"math/rand/v2"
	"slices"
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

// A list knows its words as they are, what begins with one of them in any case, and a name by its last word.
func TestListOfWords(t *testing.T) {
	list := New([]string{"token", "key", "k", "password"}, LongWord)
	for _, c := range []struct {
		text                       string
		is, opens, ends, wellNamed bool
	}{
		{"token", true, true, true, true},
		{"Token", false, true, true, true},
		{"tokens", false, true, false, true},
		{"toke", false, false, false, false},
		{"tokyo", false, false, false, false},
		{"key", true, true, true, true},
		{"monkey", false, false, false, false},
		{"apiKey", false, false, true, true},
		{"api_key2", false, false, false, true},
		{"APIKeyName", false, false, false, true},
		{"keyring", false, true, false, false},
		{"dbpassword", false, false, false, true},
		{"k", true, true, true, true},
		{"__", false, false, false, false},
		{"", false, false, false, false},
	} {
		text := slices.Clip([]byte(c.text))
		if got := list.Is(text); got != c.is {
			t.Errorf("%q is one: %v", text, got)
		}
		if got := list.Opens(text); got != c.opens {
			t.Errorf("%q opens with one: %v", text, got)
		}
		if got := list.Ends(text); got != c.ends {
			t.Errorf("%q ends in one: %v", text, got)
		}
		if got := list.Named(text); got != c.wellNamed {
			t.Errorf("%q is named by one: %v", text, got)
		}
	}
	if list.Begins([]byte("xt"), 0) || !list.Begins([]byte("xTo"), 1) || !list.Begins([]byte("xk"), 1) {
		t.Error("where a word may begin")
	}
}

// A word of a name starts behind what is no letter or digit, and at a capital between small letters; it ends in front of such, of a digit,
// or of a plural's s.
func TestBordersOfWords(t *testing.T) {
	for name, want := range map[string]string{ // ^ in front of each start, $ behind each end of a word
		"apiKey": "^api$^Key$", "APIKey": "^API$^Key$", "api_key": "^api$_^key$", "keys": "^key$s$", "keys2": "^keys$2$", "keysOf": "^key$s$^Of$", "API": "^API$", "a1B": "^a$1B$", "a1Bc": "^a$1$^Bc$",
	} {
		got := ""
		for i := range len(name) + 1 {
			if i > 0 && Fold(name[i-1]) != 0 && WordEnds([]byte(name), i) {
				got += "$"
			}
			if i < len(name) {
				if Fold(name[i]) != 0 && WordStarts([]byte(name), i) {
					got += "^"
				}
				got += name[i : i+1]
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// A word is spelt by letters and digits in any case, whatever is between them.
func TestSpelled(t *testing.T) {
	for text, want := range map[string]int{"api-key": 7, "APIKEY2": 6, "a_p_i_k_e_y": 11, "apike": 0, "apikay": 0, "": 0, "--": 0, "-apikey": 7} {
		if got := Spelled([]byte(text), "apikey"); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// A name spells a word of a list if it is that word and nothing else.
func TestSpells(t *testing.T) {
	list := New([]string{"gettext", "get", "text"}, LongWord)
	for text, want := range map[string]bool{
		"getText": true, "get_text": true, "GET": true, "text": true, "getTextOf": false, "get_": false, "tex": false, "_get": false, "": false,
	} {
		if got := list.Spells([]byte(text)); got != want {
			t.Errorf("%q spells one: %v", text, got)
		}
	}
}

// Of a name that is longer than its room the front is written.
func TestLongNames(t *testing.T) {
	var folded [4]byte
	var starts [5]bool
	n := FoldName([]byte("my_LongName"), folded[:], starts[:])
	if string(folded[:n]) != "mylo" || starts != [5]bool{true, false, true, false, true} {
		t.Errorf("%q, words at %v", folded[:n], starts)
	}
	if at := LastStart(starts[:], n); at != 2 {
		t.Errorf("the last word at %d", at)
	}
	if at := LastStart(starts[:], 0); at != 0 {
		t.Errorf("the last word of nothing at %d", at)
	}
	if New([]string{"key"}, 0).Ends([]byte(strings.Repeat("a", longestName) + "_key")) {
		t.Error("the end of a name that is too long is read")
	}
}
