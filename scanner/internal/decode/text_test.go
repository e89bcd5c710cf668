package decode

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func encode(e Encoding, text string) []byte {
	var out []byte
	switch e {
	case UTF16LE, UTF16BE:
		for _, u := range utf16.Encode([]rune(text)) {
			if e == UTF16LE {
				out = binary.LittleEndian.AppendUint16(out, u)
			} else {
				out = binary.BigEndian.AppendUint16(out, u)
			}
		}
	case UTF32LE, UTF32BE:
		for _, r := range text {
			if e == UTF32LE {
				out = binary.LittleEndian.AppendUint32(out, uint32(r))
			} else {
				out = binary.BigEndian.AppendUint32(out, uint32(r))
			}
		}
	default:
		return []byte(text)
	}
	return out
}

func TestDetect(t *testing.T) {
	const text = "password = hunter2 # größe\r\n"
	for _, e := range []Encoding{UTF16LE, UTF16BE, UTF32LE, UTF32BE} {
		for name, in := range map[string]string{"with mark": "\ufeff" + text, "without mark": text} {
			data := encode(e, in)
			if got := Detect(data); got != e {
				t.Errorf("%v %s: detected %v", e, name, got)
			}
			if got := string(e.AppendUTF8(nil, data)); got != text {
				t.Errorf("%v %s: %q", e, name, got)
			}
		}
	}
	for in, want := range map[string]Encoding{
		"": Bytes, "plain": Bytes, "\xef\xbb\xbfutf-8 with mark": Bytes, "caf\xe9": Bytes,
		"ELF\x00\x01\x02\x03abc": Binary, "\x00": Binary, "\x00\x00\x00\x00\x00\x00\x00\x00": Binary,
		strings.Repeat("a", sniffLen) + "\x00": Bytes,
	} {
		if got := Detect([]byte(in)); got != want {
			t.Errorf("%q: %d, want %d", in, got, want)
		}
	}
}

func TestOffset(t *testing.T) {
	const text = "aé€😀z"
	for _, e := range []Encoding{UTF16LE, UTF16BE, UTF32LE, UTF32BE} {
		for _, lead := range []string{"", "\ufeff"} {
			data := encode(e, lead+text)
			for i := range text {
				if got, want := e.Offset(data, i), len(encode(e, lead+text[:i])); got != want {
					t.Errorf("%v %q: offset of byte %d is %d, want %d", e, lead, i, got, want)
				}
			}
		}
	}
}

// FuzzAppendUTF8: the result is valid UTF-8 within its promised bound, Length tells its length, and Offset walks the same way.
func FuzzAppendUTF8(f *testing.F) {
	f.Add([]byte("\xff\xfea\x00b\x00\x00\xd8"), uint8(UTF16LE))
	f.Add([]byte("\x00\x00\xfe\xff\x00\x00\x00a\x00\x11\x00\x00x"), uint8(UTF32BE))
	f.Fuzz(func(t *testing.T, data []byte, encoding uint8) {
		e := UTF16LE + Encoding(encoding)%4
		text := e.AppendUTF8(nil, data)
		if !utf8.Valid(text) || len(text) > len(data)*3/2+3 {
			t.Fatalf("%v: %d bytes from %d, valid: %v", e, len(text), len(data), utf8.Valid(text))
		}
		if got := e.Length(data); got != len(text) {
			t.Fatalf("%v: length %d, want %d", e, got, len(text))
		}
		if got := e.Offset(data, len(text)+1); got != len(data) {
			t.Fatalf("%v: whole text takes %d of %d bytes", e, got, len(data))
		}
		half := e.Offset(data, len(text)/2)
		if head := e.AppendUTF8(nil, data[:half]); !bytes.HasPrefix(text, head) {
			t.Fatalf("%v: first %d bytes decode to something else alone", e, half)
		}
		Detect(data)
	})
}
