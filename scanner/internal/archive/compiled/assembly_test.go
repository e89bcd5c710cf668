package compiled

import (
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// loads is the instruction that loads a text, do another one with a token.
func loads(token int) []byte { return do(loadText, token) }

func do(op byte, token int) []byte {
	return []byte{op, byte(token), byte(token >> 8), byte(token >> 16), byte(token >> 24)}
}

func TestAssembly(t *testing.T) {
	for name, c := range map[string]struct {
		method string
		code   func(texts []int, field, method int) []byte
		want   string
	}{
		"stored":         {"Write", func(x []int, f, _ int) []byte { return append(loads(x[1]), do(storeField, f)...) }, "Password = \"of the app\"\n"},
		"stored for all": {"Write", func(x []int, f, _ int) []byte { return append(loads(x[1]), do(storeStatic, f)...) }, "Password = \"of the app\"\n"},
		"set":            {"set_ApiKey", func(x []int, _, m int) []byte { return append(loads(x[1]), do(callVirtual, m)...) }, "ApiKey = \"of the app\"\n"},
		"handed over": {"Login", func(x []int, _, m int) []byte {
			return append(append(loads(x[2]), loads(x[1])...), do(callMethod, m)...)
		}, "Login(\"app\", \"of the app\")\n"},
		"handed over alone": {"Login", func(x []int, _, m int) []byte { return append(loads(x[1]), do(callMethod, m)...) }, ""},
		"forgotten":         {"Login", func(x []int, f, _ int) []byte { return append(append(loads(x[1]), 0x26), do(storeField, f)...) }, ""},
		"no text there":     {"Login", func(x []int, f, _ int) []byte { return append(loads(x[2]+99), do(storeField, f)...) }, ""},
		"no such field":     {"Login", func(x []int, f, _ int) []byte { return append(loads(x[1]), do(storeField, f+1)...) }, ""},
	} {
		data := archivetest.Assembly("Password", c.method, []string{"constant", "of the app", "app"}, c.code)
		if text, whole := Assembly(data); string(text) != "Password = \"constant\"\n"+c.want || !whole || !IsAssembly(data) {
			t.Errorf("%s: %q, want %q", name, text, c.want)
		}
		for n := range data { // cut off anywhere
			Assembly(data[:n])
		}
	}
}

func FuzzAssembly(f *testing.F) {
	f.Add(archivetest.Stored("Password", "of the app"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text, _ := Assembly(data); len(text) > 16*4*(len(data)+1<<16) {
			t.Errorf("%d bytes of %d", len(text), len(data))
		}
	})
}
