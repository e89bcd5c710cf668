package decode

import (
	"bytes"
	"encoding/base64"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// Form is how bytes are written as letters.
type Form uint8

// Forms; NoForm is bytes as they are.
const (
	NoForm Form = iota
	Base64
	Hex
	Base32
)

var formNames = [...]string{"", "base64", "hex", "base32"}

// String returns the form's name as reports write it.
func (f Form) String() string { return formNames[f] }

// Append appends what the letters of a run stand for, as far as they are of the form.
func (f Form) Append(dst, run []byte) []byte {
	switch f {
	case Base64:
		return appendBase64(dst, run)
	case Hex:
		return AppendHex(dst, run)
	case Base32:
		return appendBase32(dst, run)
	}
	return dst
}

// RunForm tells whether a run begins like the base64 or hexadecimal form of a text or of a packed one, or the base32 form of a text.
func RunForm(run []byte) Form {
	if len(run) < MinRun {
		return NoForm
	}
	var b [MinRun]byte
	if '2' <= run[0] && run[0] <= '7' || digitsOfMarks[run[0]][run[1]&0x1f] || string(run[4:8]) == "0000" {
		if head := AppendHex(b[:0], run[:MinRun]); len(head) == MinRun/2 && worthwhile(head) {
			return Hex
		}
	}
	// What stands for a byte above 127 is told by one bit in the first letter or the second.
	ascii := letters[run[0]]-1 < 32 && (letters[run[1]]-1)&8 == 0
	if (ascii || marked(run)) && worthwhile(appendBase64(b[:0], run[:MinRun])) {
		return Base64
	}
	if opens32(run) && allOf32(run[:MinRun]) && isText(appendBase32(b[:0], run[:MinRun])) {
		return Base32
	}
	return NoForm
}

// opens32 reports whether the first letters of a run may be the base32 of ASCII: those with the first bit of a byte say so. Of 50 runs
// that are none it lets one pass.
func opens32(run []byte) bool {
	return values32[run[0]]-4 < 12 && values32[run[1]]&2 == 0 && values32[run[3]]&8 == 0 && values32[run[4]]&1 == 0 && values32[run[6]]&4 == 0
}

// values32 gives for each byte its number in base32, in either case, 255 for other bytes.
var values32 = func() (t [256]uint8) {
	for c := range t {
		t[c] = 255
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") {
		t[c], t[c|0x20] = uint8(i), uint8(i) // digits have that bit already
	}
	return t
}()

// allOf32 reports whether letters are of one of the alphabets of base32, in one case.
func allOf32(run []byte) bool {
	upper, lower := false, false
	for _, c := range run {
		switch {
		case 'A' <= c && c <= 'Z':
			upper = true
		case 'a' <= c && c <= 'z':
			lower = true
		case c < '2' || '7' < c:
			return false
		}
		if upper && lower {
			return false
		}
	}
	return true
}

// digitsOfMarks are the first two digits of packed files that do not begin with ASCII, the second one by its last bits.
var digitsOfMarks = func() (t [256][32]bool) {
	leads(func(first string) {
		if c := first[0]; c >= 0x80 || c == 0x1f {
			lower, upper := "0123456789abcdef", "0123456789ABCDEF"
			t[lower[c>>4]][lower[c&15]&0x1f] = true
			t[upper[c>>4]][upper[c&15]&0x1f] = true
		}
	})
	return t
}()

// marked reports whether a run begins like a mark that is not ASCII: that of a packed file, of UTF-8 or UTF-16; or like a letter in UTF-8, of
// Latin with accents or Cyrillic.
func marked(run []byte) bool { return marks[letters[run[0]]&63][letters[run[1]]&63] }

// marks are the first two letters of the base64 of what marked looks for.
var marks = func() (t [64][64]bool) {
	add := func(first string) {
		b := base64.StdEncoding.EncodeToString([]byte(first))
		t[letters[b[0]]&63][letters[b[1]]&63] = true
	}
	leads(add)
	for _, first := range [...]string{
		"\x78\x9c", "\x78\xda", // zlib
		"\x30\x82",             // PKCS #12
		"\xef\xbb", "\xff\xfe", // UTF-8, UTF-16
		"\xc3\x80", "\xc3\x90", "\xc3\xa0", "\xc3\xb0", // letters with accents
		"\xd0\x90", "\xd0\xa0", "\xd0\xb0", "\xd1\x80", // Cyrillic
	} {
		add(first)
	}
	for c := range byte(0x80) { // the length of a document of BSON
		add(string([]byte{0x80 | c, 0}))
	}
	return t
}()

// leads calls begin with the first bytes of what is packed, and of maps with up to 15 or 23 names.
func leads(begin func(first string)) {
	magic.Leads(begin)
	for c := byte(1); c <= 0x0f; c++ { // MessagePack
		begin(string([]byte{0x80 | c, 0xa0}))
		begin(string([]byte{0x80 | c, 0xb0}))
	}
	for c := byte(1); c <= 0x17; c++ { // CBOR
		begin(string([]byte{0xa0 | c, 0x60}))
		begin(string([]byte{0xa0 | c, 0x70}))
	}
}

// worthwhile reports whether data begins like a text or a packed one.
func worthwhile(head []byte) bool {
	return isText(head) || isWide(head) || isName(head) || isObject(head) || magic.Encoded(head)
}

// isObject reports whether head begins like a map of MessagePack or CBOR, or a document of BSON, none of which has a magic: with a name.
func isObject(head []byte) bool {
	const leastNamed = 8 // bytes
	if len(head) < leastNamed {
		return false
	}
	at, n, c := 2, 0, head[0]
	switch {
	case 0x80 < c && c <= 0x8f && head[1]>>5 == 5:
		n = int(head[1] & 0x1f)
	case 0xa0 < c && c <= 0xb7 && head[1] > 0x60:
		n = int(head[1] - 0x60)
	case head[2] == 0 && head[3] == 0 && 0 < head[4] && head[4] <= 0x13:
		at = 5
		n = bytes.IndexByte(head[at:], 0)
	}
	return n > 1 && isText(head[at:min(len(head), at+n)])
}

// isText reports whether head is the beginning of a text in UTF-8, its first bytes in ASCII, a mark, or letters of two bytes.
func isText(head []byte) bool {
	for i := 0; i < len(head); {
		c := head[i]
		if c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(head[i:])
		if i < 3 && n > 2 && !bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) ||
			r == utf8.RuneError && (n == 1 && len(head)-i >= utf8.UTFMax || n != 1) {
			return false
		}
		i += n
	}
	return len(head) > 0
}

// isName reports whether head is a name with zeros behind it, as a tar begins with one of up to 100 bytes.
func isName(head []byte) bool {
	n := bytes.IndexByte(head, 0)
	return n >= len("./") && isText(head[:n]) && len(bytes.Trim(head[n:], "\x00")) == 0
}

// isWide reports whether head is the beginning of a Latin text in UTF-16, little-endian as PowerShell wants it or big-endian as Java gives it.
func isWide(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xff\xfe"))
	first := 0
	if len(head) > 0 && head[0] == 0 {
		first = 1
	}
	for i := 0; i+1 < len(head); i += 2 {
		if head[i+1-first] != 0 || !isText(head[i+first:i+first+1]) {
			return false
		}
	}
	return len(head) >= 8
}
