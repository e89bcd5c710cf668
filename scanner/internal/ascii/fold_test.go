package ascii

import "testing"

func TestContainsFold(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "acme": true, "ACME": true, "an aCmE": true, "acm": false, "xacm": false,
		"acacme": true, "AcAcMe.": true, "a cme": false, "Acm acm": false,
	} {
		if got := ContainsFold([]byte(text), "acme"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if !ContainsFold([]byte("x_ID"), "_id") || ContainsFold([]byte("x?ID"), "_id") {
		t.Error("a word that begins with no letter")
	}
}

// TestFold: words are found in any case, at the last place where they stand; only letters have a case.
func TestFold(t *testing.T) {
	for _, c := range []struct {
		text, word string
		equal      bool
		last       int
	}{
		{"acme", "acme", true, 0}, {"ACME", "acme", true, 0}, {"acme acME", "acme", false, 5}, {"acm", "acme", false, -1}, {"acmes", "acme", false, 0},
		{"A@", "a`", false, -1}, {"", "acme", false, -1}, {"xacme", "acme", false, 1},
	} {
		if got := EqualFold([]byte(c.text), c.word); got != c.equal {
			t.Errorf("%q is %q: %v", c.text, c.word, got)
		}
		if got := LastFold([]byte(c.text), c.word); got != c.last {
			t.Errorf("%q stands last at %d of %q, want %d", c.word, got, c.text, c.last)
		}
		if got := OneOf([]byte(c.text), "other", c.word); got != c.equal {
			t.Errorf("%q is other or %q: %v", c.text, c.word, got)
		}
	}
	if OneOf([]byte("acme")) {
		t.Error("a text is one of no words")
	}
}
