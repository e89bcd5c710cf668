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

// TestCode: members of objects get their names, by their place in buffers and by instructions.
func TestCode(t *testing.T) {
	all := []string{"password", "user", "of the app", "admin", "dbPassword", "region"}
	var storage string
	var texts []archivetest.HermesText
	for _, s := range all {
		texts = append(texts, archivetest.HermesText{At: len(storage), Length: len(s)})
		storage += s
	}
	const keys, values = "\x00\x53\x00\x00\x05\x00\x01\x00", "\x71\x2a\x00\x00\x00\x61\x02\x10\x80\x01" // a number behind which a string lies, then true
	const load, put, short = "\x71\x03", "\x39\x02\x03\x01", "\x3d\x02\x03"
	for name, c := range map[string]struct{ code, want string }{
		"literal":         {"\x01\x02\x03\x00\x02\x00\x01\x00\x00\x00", "region = \"of the app\"\n"},
		"long literal":    {"\x02\x02\x03\x00\x02\x00\x01\x00\x00\x00\x00\x00\x00\x00", "region = \"of the app\"\n"},
		"set":             {load + "\x02\x00" + put + "\x04\x00", "dbPassword = \"of the app\"\n"},
		"made":            {load + "\x02\x00" + short + "\x04", "dbPassword = \"of the app\"\n"},
		"another there":   {load + "\x02\x00" + "\x03\x03" + put + "\x04\x00", ""}, // a new object in the register
		"from elsewhere":  {put + "\x04\x00", ""},
		"no such name":    {load + "\x02\x00" + put + "\x40\x00", ""},
		"no such value":   {load + "\x40\x00" + put + "\x04\x00", ""},
		"beyond buffers":  {"\x01\x02\x03\x00\x02\x00\x99\x00\x99\x00", ""},
		"unknown":         {"\xff" + load + "\x02\x00" + put + "\x04\x00", ""},
		"cut off":         {load + "\x02\x00" + put + "\x04", ""},
		"literal too far": {"\x01\x02\x09\x00\x09\x00\x01\x00\x00\x00", "region = \"of the app\"\n"},
	} {
		for _, version := range []int{89, 94, 96} {
			code := c.code
			if version > 90 { // instructions behind two new ones
				code = strings.NewReplacer(load, "\x73\x03", put, "\x3b\x02\x03\x01", short, "\x3f\x02\x03").Replace(code)
			}
			data := archivetest.HermesCode(version, 16, code, keys, values, storage, texts...)
			text, _, err := Text(data)
			got, ok := strings.CutPrefix(string(text), "password\n\n\nof the app\n\n\ndbPassword\n\n\n")
			if !ok || got != c.want || err != nil {
				t.Errorf("%s, version %d: %q, want %q", name, version, text, c.want)
			}
			for n := range data { // cut off anywhere
				_, _, _ = Text(data[:n])
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
	f.Add(archivetest.HermesCode(96, 16, "\x01\x02\x03\x00\x01\x00\x00\x00\x00\x00\x73\x03\x01\x00\x3b\x02\x03\x01\x00\x00", "\x51\x00\x00", "\x61\x01", first+token,
		archivetest.HermesText{At: 0, Length: len(first)}, archivetest.HermesText{At: len(first), Length: len(token)}))
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
