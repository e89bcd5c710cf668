package decode

import (
	"bytes"
	"unicode/utf8"
)

// Form is how bytes are written as letters or packed.
type Form uint8

// Forms; NoForm is bytes as they are.
const (
	NoForm Form = iota
	Base64
	Hex
	Gzip
	Zlib
	Zip
	Bzip2
	Xz
	Zstd
	SevenZip
	PDF
	SQLite
	PropertyList
	OLE // of Microsoft's older documents
	Keystore
)

var formNames = [...]string{
	"", "base64", "hex", "gzip", "zlib", "zip", "bzip2", "xz", "zstd", "7z", "pdf", "sqlite", "plist", "ole", "keystore",
}

// String returns the form's name as reports write it.
func (f Form) String() string { return formNames[f] }

// RunForm tells whether a run begins like the base64 or hexadecimal form of a text or of a packed one.
func RunForm(run []byte) Form {
	if len(run) < MinRun {
		return NoForm
	}
	var b [MinRun]byte
	if '2' <= run[0] && run[0] <= '7' || string(run[:2]) == "1f" || string(run[:2]) == "1F" {
		if head := AppendHex(b[:0], run[:MinRun]); len(head) == MinRun/2 && worthwhile(head) {
			return Hex
		}
	}
	// What stands for a byte above 127 is told by one bit in the first letter or the second.
	ascii := letters[run[0]]-1 < 32 && (letters[run[1]]-1)&8 == 0
	if (ascii || marked(run)) && worthwhile(AppendBase64(b[:0], run[:MinRun])) {
		return Base64
	}
	return NoForm
}

// marked reports whether a run begins like a mark that is not ASCII: of gzip, zlib, UTF-8, UTF-16, xz, zstd, Microsoft's older documents, the
// three kinds of keystores; or like a letter in UTF-8, of Latin with accents or Cyrillic.
func marked(run []byte) bool {
	switch string(run[:2]) {
	case "H4", "eJ", "eN", "77", "//", "/T", "KL", "0M", "/u", "zs", "MI", "w4", "w5", "w6", "w7", "0J", "0K", "0L", "0Y":
		return true
	}
	return false
}

// worthwhile reports whether data begins like a text or a packed one.
func worthwhile(head []byte) bool {
	return isText(head) || isWide(head) || PackedForm(head) != NoForm
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

// isWide reports whether head is the beginning of a Latin text in UTF-16, little-endian as PowerShell wants it.
func isWide(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xff\xfe"))
	for i := 0; i+1 < len(head); i += 2 {
		if head[i+1] != 0 || !isText(head[i:i+1]) {
			return false
		}
	}
	return len(head) >= 8
}

// PackedForm tells how data is packed.
func PackedForm(data []byte) Form {
	if len(data) < 3 {
		return NoForm
	}
	form, magic := NoForm, ""
	switch data[0] {
	case 'P':
		form, magic = Zip, "PK\x03\x04" // one that has members
	case 0x1f:
		form, magic = Gzip, "\x1f\x8b\x08"
	case 0x78:
		if IsZlib(data) {
			return Zlib
		}
	case '%':
		form, magic = PDF, "%PDF-"
	case 'S':
		form, magic = SQLite, "SQLite format 3"
	case 'b':
		form, magic = PropertyList, "bplist0"
	case 'B':
		form, magic = Bzip2, "BZh"
	case '7':
		form, magic = SevenZip, "7z\xbc\xaf\x27\x1c"
	case 0xfd:
		form, magic = Xz, "\xfd7zXZ\x00"
	case 0x28:
		form, magic = Zstd, "\x28\xb5\x2f\xfd"
	case 0xd0:
		form, magic = OLE, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	case 0xfe:
		form, magic = Keystore, "\xfe\xed\xfe\xed"
	case 0xce:
		form, magic = Keystore, "\xce\xce\xce\xce"
	case 0x30:
		if isPKCS12(data) {
			return Keystore
		}
	}
	if string(data[:min(len(data), len(magic))]) != magic {
		return NoForm
	}
	return form
}

// IsZlib reports whether data begins with the head of a zlib stream (RFC 1950, 2.2) of the usual window, without a dictionary. It is
// two bytes, which stand in front of other data by chance, too.
func IsZlib(data []byte) bool {
	return data[0] == 0x78 && data[1]&0x20 == 0 && (uint(data[0])<<8|uint(data[1]))%31 == 0
}

// isPKCS12 reports whether data begins like a PFX of version 3 (RFC 7292, section 4), whose length takes two bytes or is not told.
func isPKCS12(data []byte) bool {
	const version = "\x02\x01\x03\x30"
	return len(data) >= 8 && (data[1] == 0x82 && string(data[4:8]) == version || data[1] == 0x80 && string(data[2:6]) == version)
}
