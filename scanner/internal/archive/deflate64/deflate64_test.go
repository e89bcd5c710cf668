package deflate64

import (
	"bytes"
	"compress/flate"
	"io"
	"strings"
	"testing"
)

// read decodes up to most bytes.
func read(data []byte, most int64) ([]byte, error) {
	var r Reader
	r.Reset(bytes.NewReader(data))
	return io.ReadAll(io.LimitReader(&r, most))
}

func deflated(t testing.TB, text string, level int) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is common to both formats: all but copies of 258 bytes.
func TestDeflate(t *testing.T) {
	text := strings.Repeat("password = first, and another line of it\n", 3) + "what\x00else"
	for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
		if got, err := read(deflated(t, text, level), 1<<20); err != nil || string(got) != text {
			t.Errorf("level %d: %q, %v", level, got, err)
		}
	}
}

func TestDamage(t *testing.T) {
	whole := deflated(t, "password = first", flate.BestCompression)
	for end := range whole {
		if _, err := read(whole[:end], 1<<20); err == nil {
			t.Errorf("%d of %d bytes are enough", end, len(whole))
		}
	}
	for _, data := range []string{"\x07", "\x01\x01\x00\x00\x00a", "\x03\x02\x00"} {
		if _, err := read([]byte(data), 1<<20); err == nil {
			t.Errorf("%q is no stream", data)
		}
	}
}

// FuzzReader holds streams without copies of 258 bytes to the standard library's decoder.
func FuzzReader(f *testing.F) {
	f.Add(deflated(f, "password = first\n", flate.BestCompression))
	f.Add(deflated(f, strings.Repeat("ab", 200), flate.HuffmanOnly))
	f.Add(deflated(f, "password = first\n", flate.NoCompression))
	f.Fuzz(func(t *testing.T, data []byte) {
		const most = 1 << 20
		got, err := read(data, most)
		want, wantErr := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), most))
		if err == nil && wantErr == nil && len(want) < 258 && !bytes.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	})
}
