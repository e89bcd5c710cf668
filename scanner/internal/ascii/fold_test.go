package ascii

import "testing"

func TestContainsFold(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "acme": true, "ACME": true, "an aCmE": true, "acm": false,
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
