package lzw

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// numbers are the lines that compress 4.2.4 packed into testdata/numbers.Z, with codes of 9 to 11 bits.
func numbers() string {
	var b strings.Builder
	for i := range 1200 {
		fmt.Fprintln(&b, i)
	}
	return b.String()
}

func read(data string) (string, error) {
	var r Reader
	r.Reset(strings.NewReader(data))
	b, err := io.ReadAll(&r)
	return string(b), err
}

func TestRead(t *testing.T) {
	packed, err := os.ReadFile("testdata/numbers.Z")
	if err != nil {
		t.Fatal(err)
	}
	for data, want := range map[string]string{
		string(packed):               numbers(),
		magic + "\x90" + "a\xc4\x00": "ab",
		magic + "\x90" + "a\x02\x06": "aaa", // the string that it makes
		magic + "\x90":               "",
		magic + "\x89" + "a\xc4\x00": "ab",
		magic + "\x10" + "a\x00\x02": "aaa", // without blocks strings begin at 256
		magic + "\x90" + "a\xc4\x00\x04" + strings.Repeat("x", 5) + "a\xc4\x00": "abab",
	} {
		got, err := read(data)
		if got != want || err != nil || want != "" && !Is([]byte(data)) {
			t.Errorf("%.20q: %.60q, want %.60q, %v", data, got, want, err)
		}
	}
}

func TestCorrupt(t *testing.T) {
	for _, data := range []string{"", "\x1f", "\x1f\x9e\x90", magic + "\xf0ab", magic + "\x88ab", magic + "\x91ab", magic + "\x90\x00\x03", magic + "\x90a\xfe\x07"} {
		if got, err := read(data); err != errCorrupt || Is([]byte(data)) {
			t.Errorf("%q: %q, %v", data, got, err)
		}
	}
}

// Whatever the bytes, a stream ends: a code stands for no more than all strings.
func FuzzRead(f *testing.F) {
	f.Add([]byte(magic + "\x90" + "a\xc4\x00"))
	packed, err := os.ReadFile("testdata/numbers.Z")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Reader
		r.Reset(bytes.NewReader(data))
		if n, _ := io.Copy(io.Discard, &r); n > int64(len(data))*(1<<widest) {
			t.Errorf("%d bytes of %d", n, len(data))
		}
	})
}
