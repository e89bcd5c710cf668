package python

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

var versions = []string{"2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"}

// What each version's compiler made of settings.py gives the same lines.
func TestText(t *testing.T) {
	want := `self.attribute = "value of attribute"
captured = "value of captured"
changed = "value of global"
local = "value of local"
member = "value of member"
key = "value of default"
plain = "a plain value"
one = "two names"
other = "two names"
first = "value of first"
second = "value of second"
VARIABLE = "value of variable"
inner = "value of inner"
key = "value of key"
known = "value of known"
keyword = "value of keyword"
client.login("first argument", plain)
environ.get("FALLBACK")
fallback = "value of fallback"
a text in a list without a name
`
	for _, version := range versions {
		data := archivetest.File(t, "settings."+version+".pyc")
		text, whole := Text(data)
		got := strings.ReplaceAll(string(text), "__qualname__ = \"Settings\"\n", "")
		if version == "2.7" { // members in another order
			got = strings.Replace(got, "key = \"value of key\"\ninner = \"value of inner\"\n",
				"inner = \"value of inner\"\nkey = \"value of key\"\n", 1)
		}
		if !Is(data) || got != want || !whole {
			t.Errorf("%s, whole: %v: %s", version, whole, got)
		}
	}
	for _, version := range []int{207, 302, 305, 308} {
		if text, whole := Text(archivetest.Python(version, "api_key",
			"the value of it")); string(text) != "api_key = \"the value of it\"\n" || !whole {
			t.Errorf("%d, whole: %v: %s", version, whole, text)
		}
	}
}

func TestIsNoOther(t *testing.T) {
	for name, data := range map[string]string{
		"a text with two lines":       "ab\r\n0123456789abcdef",
		"PyPy":                        "\x50\x01\r\n0123456789abc",
		"a later version":             "\x42\x0e\r\n0123456789ab\xe3",
		"no code object":              "\x55\x0d\r\n0123456789abi",
		"nothing behind the header":   "\x55\x0d\r\n0123456789ab",
		"old files of another reader": "\x03\xf3\r\n",
	} {
		if Is([]byte(data)) {
			t.Error(name)
		}
	}
}

// Files that say one thing again and again, or hold it in itself, end with their bounds.
func TestBounds(t *testing.T) {
	head := archivetest.Python(308, "n", "v")[:16]
	long := func(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }
	object := func(code, constants string) []byte {
		const numbers = 6
		parts := "s" + long(len(code)) + code + constants + ")\x01\xda\x01n" + ")\x00)\x00)\x00" + "z\x00z\x00" + long(1) + "s" + long(0)
		return append([]byte("c"+strings.Repeat(long(0), numbers)), parts...)
	}
	const size = 1 << 20
	value := ")\x01u" + long(size) + strings.Repeat("x", size)
	nested := string(object("d\x00Z\x00", ")\x00"))
	for range mostDepth {
		nested = string(object("d\x00Z\x00", ")\x01"+nested))
	}
	for name, data := range map[string][]byte{
		"a value stored again and again": object(strings.Repeat("d\x00Z\x00", 100_000), value),
		"tuples in tuples":               object("d\x00Z\x00", strings.Repeat(")\x01", 100_000)),
		"code in code":                   []byte(nested),
		"a stack that grows":             object(strings.Repeat("e\x00", size), ")\x00"),
		"tuples looked at over and over": object(strings.Repeat("d\x00\\\x00", size), ")\x01("+long(size)+strings.Repeat("N", size)),
		"a tuple that ends early":        object("d\x00Z\x00", "("+long(1<<30)),
		"shared objects":                 object("", "("+long(size+1)+strings.Repeat("\xce", size+1)),
	} {
		text, whole := Text(append(bytes.Clone(head), data...))
		cut := name != "a stack that grows" && name != "a tuple that ends early"
		if whole == cut || len(text) > pairs.MostText+2*size {
			t.Errorf("%s: %d bytes of %d, whole: %v", name, len(text), len(data), whole)
		}
	}
}

// Whatever the bytes, what is made of them is valid, and within its bounds.
func FuzzText(f *testing.F) {
	for _, version := range versions {
		f.Add(archivetest.File(f, "settings."+version+".pyc"))
	}
	f.Add(archivetest.Python(302, "api_key", "the value of it"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, _ := Text(data)
		if len(text) > pairs.MostTimes*4*(len(data)+pairs.LookAtAll) {
			t.Errorf("%d bytes of %d", len(text), len(data))
		}
		if bytes.IndexByte(text, 0) >= 0 {
			t.Error("a text with NUL")
		}
	})
}
