package detect

import (
	"strings"
	"testing"
)

// TestSampled: what is among points of a picture, in one to four bytes each, is none, and what is padded is.
func TestSampled(t *testing.T) {
	points := func(n, width int) string {
		var b strings.Builder
		for i := range n {
			b.WriteByte("ATHd"[i%width] + byte(i/width%5))
		}
		return b.String()
	}
	grey := func(n int) string { // three equal bytes a point
		var b strings.Builder
		for i := range n {
			b.WriteByte("135420246531"[i/3%12] + byte(i/36%3))
		}
		return b.String()
	}
	random := "Zq8k2LmX7vRt4WbYp1Nd6HsJq3Kc"
	for name, c := range map[string]struct {
		before, value, behind string
		want                  bool
	}{
		"one byte":         {points(40, 1), points(30, 1), points(40, 1), true},
		"four bytes":       {points(40, 4), points(30, 4), points(40, 4), true},
		"a random value":   {points(40, 1), random, points(40, 1), false},
		"among text":       {"the name of the key that this one has", points(30, 1), points(40, 1), false},
		"in front of it":   {points(40, 1), points(30, 1), "the name of the key that this one has", false},
		"padded":           {strings.Repeat("\x00", 40), points(30, 1), strings.Repeat("\x00", 40), false},
		"digits":           {points(40, 1), strings.Repeat("48273", 6), points(40, 1), false},
		"grey":             {grey(36), grey(32), grey(36), true},
		"random, in grey":  {grey(36), random, grey(36), false},
		"padded at a step": {strings.Repeat("A", 36), "AAAABBBB" + grey(24), strings.Repeat("B", 36), false},
		"near the end":     {points(40, 1), points(30, 1), points(31, 1), false},
		"near the start":   {points(31, 1), points(30, 1), points(40, 1), false},
		"all of the text":  {"", points(30, 1), "", false},
	} {
		text := []byte(c.before + c.value + c.behind)
		at := Candidate{Start: int32(len(c.before)), End: int32(len(c.before) + len(c.value))}
		if got := at.sampled(text); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestAssets: of several places in one run each has the run's verdict, in any order.
func TestAssets(t *testing.T) {
	letters := strings.Repeat("Ab3+", 100)
	for head, want := range map[string]bool{
		"url(data:font/woff2;base64,": true, "data:application/vnd.ms-fontobject;charset=utf-8;base64,": true, `"mappings": "`: true, `{\"mappings\":\"`: true,
		"": false, `"token": "`: false, "data:text/plain,": false, ";base64,": false, "metadata;base64,": false, `"mappings": x "`: false,
	} {
		text := []byte("token " + head + letters + `" x data:;base64,`)
		at := len("token ") + len(head)
		for _, places := range [][]int{{40, 80, 400}, {400, 80, 40}, {80, 80}} {
			var a asset
			for _, place := range places {
				if got := a.holds(text, at+place); got != want {
					t.Errorf("%q and %d letters: %v, want %v", head, place, got, want)
				}
			}
			if a.holds(text, 0) || a.holds(text, len(text)-len("x data:;base64,")) {
				t.Errorf("%q: what stands outside is data", head)
			}
		}
	}
}
