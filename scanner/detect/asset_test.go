package detect

import (
	"strings"
	"testing"
)

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
