package bundle

import (
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

const (
	first = "GET /index"
	token = "acme_0123456789abcdefghijklmnopqrstuvwxyz"
	last  = "invalid argument"
)

func bundles() map[string]struct {
	data  []byte
	shown int // bytes at the end
	want  []string
} {
	type text = archivetest.HermesText
	wide := archivetest.Wide("Straße 日本")
	storage := first + token + last
	long := strings.Repeat("a long one ", 30)
	return map[string]struct {
		data  []byte
		shown int
		want  []string
	}{
		"Hermes": {
			archivetest.Hermes(16, storage, text{At: 0, Length: len(first)}, text{At: len(first), Length: len(token)}, text{At: len(first + token), Length: len(last)}),
			len(storage), []string{first, token, last},
		},
		"Hermes, short heads": {
			archivetest.Hermes(12, storage, text{At: len(first), Length: len(token)}, text{At: 0, Length: 3}),
			len(storage), []string{token},
		},
		"one in another": {
			archivetest.Hermes(16, storage, text{At: len(first), Length: len(token)}, text{At: len(first) + 5, Length: 10}),
			len(storage), []string{token, token[5:15]},
		},
		"wide": {
			archivetest.Hermes(16, wide+token, text{At: len(wide), Length: len(token)}, text{At: 0, Length: len(wide) / 2, Wide: true}),
			len(wide + token), []string{token, "Straße 日本"},
		},
		"long": {
			archivetest.Hermes(16, long+token, text{At: 0, Length: len(long), Long: true}, text{At: len(long), Length: len(token)}),
			len(long + token), []string{long, token},
		},
		"beyond the end": {
			archivetest.Hermes(16, storage, text{At: len(storage) - 8, Length: 9}, text{At: 1 << 22, Length: 9}, text{At: len(storage), Length: 9, Long: true, Wide: true}, text{At: 0, Length: 10}),
			len(storage), []string{first},
		},
		"Unity":         {archivetest.Unity(29, first, token, "x", last), len(first + token + "x" + last), []string{first, token, last}},
		"Unity, before": {archivetest.Unity(16, first, token), len(first + token), []string{first, token}},
	}
}

func TestText(t *testing.T) {
	for name, c := range bundles() {
		text, at, err := Text(c.data)
		want := strings.Join(c.want, "\n\n\n") + "\n\n\n"
		if string(text) != want || err != nil || !Is(c.data) {
			t.Errorf("%s: %q, want %q", name, text, want)
		}
		if n := len(c.data); !slices.Equal(at, []pairs.Range{{From: n - c.shown, To: n}}) {
			t.Errorf("%s: shows %v of %d", name, at, n)
		}
		for n := range c.data { // cut off anywhere
			if text, at, _ := Text(c.data[:n]); len(at) > 0 && at[0].To > n || len(text) > len(want) {
				t.Errorf("%s: of %d bytes %v, %q", name, n, at, text)
			}
		}
	}
}

// TestIs: what only begins like a bundle is none.
func TestIs(t *testing.T) {
	for _, data := range [][]byte{nil, archivetest.Unity(1<<16, token), archivetest.Unity(29, token)[:20], []byte("\xaf\x1b\xb1\xfb" + token)} {
		if text, at, err := Text(data); Is(data) || len(text)+len(at) > 0 || err != nil {
			t.Errorf("%q: %q", data, text)
		}
	}
	// Runs of kinds that are not as many as the strings: heads of functions of another length.
	other := archivetest.Hermes(20, first+token, archivetest.HermesText{At: 0, Length: len(first)}, archivetest.HermesText{At: len(first), Length: len(token)})
	for _, data := range [][]byte{other, archivetest.Unity(39, token)} {
		if text, at, err := Text(data); len(text)+len(at) > 0 || err != pairs.ErrBroken {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, c := range bundles() {
		f.Add(c.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, at, _ := Text(data)
		if len(text) > 3*pairs.MostTimes*(len(data)+pairs.LookAtAll) {
			t.Errorf("%d bytes of %d", len(text), len(data))
		}
		for _, r := range at {
			if r.From < 0 || r.From > r.To || r.To > len(data) {
				t.Errorf("%v of %d", at, len(data))
			}
		}
	})
}
