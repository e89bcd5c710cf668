package folded

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// How exports begin: those of Windows 2000 and later, which are in UTF-16 or not, and of those before.
const (
	registry5    = "Windows Registry Editor Version 5."
	registry4    = "REGEDIT4"
	registryWide = "W\x00i\x00n\x00d\x00o\x00w\x00s\x00 \x00R\x00"
)

// registry returns the values whose bytes are those of a text, below their keys.
func registry(data []byte) []byte {
	if decode.Detect(data) == decode.UTF16LE {
		data = decode.UTF16LE.AppendUTF8(nil, data)
	}
	var text pairs.Text
	var key []byte // not yet written
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte{'\n'})
		data, line = rest, bytes.TrimSpace(line)
		if len(line) > 0 && line[0] == '[' {
			key = line
			continue
		}
		name, digits, ok := value(line)
		if !ok {
			continue
		}
		plain, rest := digitsOf(digits, data)
		data = rest
		s := textOf(plain)
		if s == "" {
			continue
		}
		if key != nil {
			text.Value(key)
			key = nil
		}
		text.Pair(name, []byte(s))
	}
	return text.Bytes()
}

// value reads a value in digits:  "name"=hex(2):50,00,…
func value(line []byte) (name, digits []byte, ok bool) {
	const sign = "=hex"
	i := bytes.Index(line, []byte(sign))
	if i < 0 {
		return nil, nil, false
	}
	name, line = bytes.Trim(line[:i], `"@`), line[i+len(sign):]
	if len(line) > 3 && line[0] == '(' && line[2] == ')' {
		line = line[3:]
	}
	if len(line) == 0 || line[0] != ':' {
		return nil, nil, false
	}
	return name, line[1:], true
}

// digitsOf returns the bytes that pairs of digits stand for, and what of the file is left: lines that end with a backslash go on.
func digitsOf(line, rest []byte) (plain, left []byte) {
	for {
		line = bytes.TrimSpace(line)
		goesOn := bytes.HasSuffix(line, []byte{'\\'})
		for pair := range bytes.SplitSeq(bytes.TrimSuffix(line, []byte{'\\'}), []byte{','}) {
			plain = decode.AppendHex(plain, bytes.TrimSpace(pair))
		}
		if !goesOn || len(rest) == 0 {
			return plain, rest
		}
		line, rest, _ = bytes.Cut(rest, []byte{'\n'})
	}
}

// textOf returns the text that bytes are, in UTF-16 or not; "" is none. Of several texts each ends with a NUL.
func textOf(b []byte) string {
	s := string(b)
	if len(b) >= 2 && len(b)%2 == 0 && b[1] == 0 {
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(b[2*i:])
		}
		s = string(utf16.Decode(units))
	}
	s = strings.ReplaceAll(strings.TrimRight(s, "\x00"), "\x00", "\n")
	if !pairs.IsText([]byte(s)) {
		return ""
	}
	return s
}
