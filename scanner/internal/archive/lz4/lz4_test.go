package lz4

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"
)

// What LZ4 1.10 makes of twenty lines, as a frame with all its sums and sizes and as one block.
const (
	block  = "\xff\x02password = first\n\x11\x00\xff,Pirst\n"
	framed = "\x04\"M\x18|@T\x01\x00\x00\x00\x00\x00\x00\x1f\x1d\x00\x00\x00" + block + "NP\xeby\x00\x00\x00\x00Q\xd9m\x18"
	short  = "\x04\"M\x18\x40\x40\x00" // the head of a frame without sums
)

var lines = strings.Repeat("password = first\n", 20)

func read(data string) (string, error) {
	var r Reader
	r.Reset(bufio.NewReader(strings.NewReader(data)))
	b, err := io.ReadAll(&r)
	return string(b), err
}

func TestRead(t *testing.T) {
	size := "\x54\x01\x00\x00"
	for name, c := range map[string]struct{ data, want string }{
		"a frame":                {framed, lines},
		"two":                    {framed + "\x5f\x2a\x4d\x18\x03\x00\x00\x00abc" + framed, lines + lines},
		"blocks that are linked": {short + "\x08\x00\x00\x80abcdefgh" + "\x05\x00\x00\x00\x14x\x09\x00\x00" + "\x00\x00\x00\x00", "abcdefghxabcdefgh"},
		"an empty frame":         {short + "\x00\x00\x00\x00", ""},
		"an older one":           {Legacy + "\x1d\x00\x00\x00" + block + "\x1d\x00\x00\x00" + block + Legacy + "\x1d\x00\x00\x00" + block, lines + lines + lines},
		"of a kernel":            {Legacy + "\x1d\x00\x00\x00" + block + "\x00\x00\x00\x7f", lines},
		"of Firefox":             {Mozilla + size + block, lines},
		"of Xamarin":             {Xamarin + "\x01\x00\x00\x00" + size + block, lines},
	} {
		if got, err := read(c.data); got != c.want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// What is damaged gives what stands in front of that, and an error.
func TestDamaged(t *testing.T) {
	for data, want := range map[string]error{
		framed[:30]:                                          io.ErrUnexpectedEOF,
		framed[:len(framed)-2]:                               io.ErrUnexpectedEOF,
		"\x04\"M\x18\x41\x40\x00":                            ErrDictionary,
		"\x04\"M\x18\x00\x40\x00":                            ErrDamaged,
		"\x04\"M\x18\x40\x10\x00":                            ErrDamaged,
		short + "\xff\xff\xff\x7f":                           ErrLong,
		short + "\x05\x00\x00\x00\x14x\x09\x00\x00":          ErrDamaged, // a match that lies in front of all
		short + "\x05\x00\x00\x00\x14x\x00\x00\x00":          ErrDamaged, // of what is not there yet
		Mozilla + "\xff\xff\xff\xff" + block:                 ErrLong,
		Mozilla + "\x01\x00\x00\x00" + block:                 ErrDamaged,
		Legacy + "\x1d\x00\x00\x00" + block + "\x01\x00\x00": io.ErrUnexpectedEOF,
		framed + "more":                                      ErrDamaged,
	} {
		if _, err := read(data); err != want {
			t.Errorf("%q: %v, want %v", data, err, want)
		}
	}
}

// Whatever the bytes, a stream ends, and a block stands for no more than it may.
func FuzzRead(f *testing.F) {
	f.Add([]byte(framed))
	f.Add([]byte(Legacy + "\x1d\x00\x00\x00" + block))
	f.Add([]byte(Mozilla + "\x54\x01\x00\x00" + block))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Reader
		r.Reset(bufio.NewReader(bytes.NewReader(data)))
		n, err := io.Copy(io.Discard, &r)
		if n > int64(len(data))*256 || err == nil && r.err != io.EOF {
			t.Errorf("%d bytes of %d, %v", n, len(data), r.err)
		}
		plain, _ := Block(nil, data, 1000)
		if len(plain) > 1000 {
			t.Errorf("%d bytes", len(plain))
		}
	})
}
