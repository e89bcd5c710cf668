package archivetest

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"fmt"
)

// Zlib is a zlib stream.
func Zlib(text string) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // a buffer takes it
	_ = w.Close()
	return b.Bytes()
}

// Loose is a loose object of git.
func Loose(kind, text string) []byte { return Zlib(fmt.Sprintf("%s %d\x00%s", kind, len(text), text)) }

// Types of objects in a pack.
const (
	packBlob   = 3
	packOffset = 6
	packByName = 7
)

// Pack is a pack of git with the text as a blob, as what another one that lies below 128 bytes in front of it makes of it as its base, and as
// what one that is known by name does, which comes first. Texts are shorter than 128 bytes, those behind the first are put behind it.
func Pack(base, byOffset, byName string) []byte {
	b := []byte("PACK\x00\x00\x00\x02\x00\x00\x00\x03")
	name := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(base), base))
	b = packed(b, packByName, name[:], delta(base, byName))
	at := len(b)
	b = packed(b, packBlob, nil, base)
	b = packed(b, packOffset, []byte{byte(len(b) - at)}, delta(base, byOffset))
	sum := sha1.Sum(b)
	return append(b, sum[:]...)
}

// packed appends an object of a pack.
func packed(b []byte, kind byte, base []byte, text string) []byte {
	b = append(b, 0x80|kind<<4|byte(len(text)&15), byte(len(text)>>4))
	return append(append(b, base...), Zlib(text)...)
}

// delta copies the base, and inserts text.
func delta(base, text string) string {
	return string([]byte{byte(len(base)), byte(len(base) + len(text)), 0x90, byte(len(base)), byte(len(text))}) + text
}

// Bundle is a bundle of git with a pack.
func Bundle(pack []byte) []byte {
	return append([]byte("# v2 git bundle\n0123456789012345678901234567890123456789 refs/heads/main\n\n"), pack...)
}
