package archive

import (
	"bytes"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"
)

// framesOf is a text in frames of S2, or of Snappy.
func framesOf(t testing.TB, text string, options ...s2.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := s2.NewWriter(&b, append(options, s2.WriterConcurrency(1))...)
	_, err := w.Write([]byte(text))
	must(t, err)
	must(t, w.Close())
	return b.Bytes()
}

func TestSnappy(t *testing.T) {
	text := strings.Repeat("password = first\n", 10_000)
	for name, data := range map[string][]byte{"S2": framesOf(t, text), "Snappy": framesOf(t, text, s2.WriterSnappyCompat())} {
		if got := walk(t, "c.txt.sz", data, Limits{}); got.texts["c.txt.sz!c.txt"] != text || len(got.gaps) > 0 {
			t.Errorf("%s: %q, %v", name, got.order, got.gaps)
		}
		if got := walk(t, "c", data[:len(data)/2], Limits{}); len(got.gaps) != 1 {
			t.Errorf("%s, cut off: %v", name, got.gaps)
		}
	}
}

func FuzzSnappy(f *testing.F) {
	fuzz(f, framesOf(f, "password = first\n"), framesOf(f, strings.Repeat("password = first\n", 100), s2.WriterSnappyCompat()))
}
