package decode

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
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
	Zip // of which all members are the text, one after the other
)

var formNames = [...]string{"", "base64", "hex", "gzip", "zlib", "zip"}

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
	// What stands for a byte above 127 is told by one bit: that of a text's first two bytes, of zlib and of a mark of UTF-8 or UTF-16
	// in the first letter or the second.
	ascii := letters[run[0]]-1 < 32 && (letters[run[1]]-1)&8 == 0
	if (ascii || marked(run)) && worthwhile(AppendBase64(b[:0], run[:MinRun])) {
		return Base64
	}
	return NoForm
}

// marked reports whether a run begins like a mark that is not ASCII: of gzip, zlib, UTF-8, UTF-16.
func marked(run []byte) bool {
	switch string(run[:2]) {
	case "H4", "eJ", "eN", "77", "//":
		return true
	}
	return false
}

// worthwhile reports whether data begins like a text or a packed one.
func worthwhile(head []byte) bool {
	return isText(head) || isWide(head) || PackedForm(head) != NoForm
}

// isText reports whether head is the beginning of a text in UTF-8, its first bytes in ASCII.
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
		if i < 3 && !bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) ||
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

// zipMagic is how a zip begins that has members.
const zipMagic = "PK\x03\x04"

// PackedForm tells how data is packed.
func PackedForm(data []byte) Form {
	switch {
	case len(data) < 3:
	case data[0] == 0x1f && data[1] == 0x8b && data[2] == 8:
		return Gzip
	case string(data[:min(len(data), len(zipMagic))]) == zipMagic:
		return Zip
	case data[0] == 0x78 && data[1]&0x20 == 0 && (uint(data[0])<<8|uint(data[1]))%31 == 0: // RFC 1950, the usual window, no dictionary
		return Zlib
	}
	return NoForm
}

// Unpack returns up to most bytes that data stands for, as many as there are before what is damaged.
func (f Form) Unpack(data []byte, most int64) []byte {
	var r io.Reader
	var err error
	switch f {
	case Gzip:
		r, err = gzip.NewReader(bytes.NewReader(data))
	case Zlib:
		r, err = zlib.NewReader(bytes.NewReader(data))
	case Zip:
		return unzip(data, most)
	default:
		return nil
	}
	if err != nil {
		return nil
	}
	plain, _ := io.ReadAll(io.LimitReader(r, most)) // what came before an error counts
	return plain
}

// unzip returns what the members of a zip hold, a line's end behind each, as far as they can be read.
func unzip(data []byte, most int64) (plain []byte) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil
	}
	for _, m := range z.File {
		left := most - int64(len(plain))
		if left <= 0 {
			break
		}
		r, err := m.Open()
		if err != nil {
			continue
		}
		part, _ := io.ReadAll(io.LimitReader(r, left)) // what came before an error counts
		_ = r.Close()
		plain = append(append(plain, part...), '\n')
	}
	return plain[:min(int64(len(plain)), most)]
}
