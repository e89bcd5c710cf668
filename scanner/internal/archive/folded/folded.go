// Package folded makes texts of files whose lines do not show values as they are: LDIF (RFC 2849), iCalendar (RFC 5545) and vCard (RFC 6350) fold
// long lines, and exports of Windows' registry write texts as the digits of their bytes. All else in these files is read where it stands.
//
//	folded.go    which files these are, and lines that are folded
//	registry.go  exports of the registry
package folded

import (
	"bytes"
	"strings"
)

// Beginnings of files, those of exports of the registry last.
var beginnings = [...]string{
	"BEGIN:VCALENDAR", "BEGIN:VCARD", "dn: ", "dn:: ", "version: 1\n", "version: 1\r\n", "# extended LDIF", "# LDIF",
	registry5, registry4, "\xff\xfe" + registryWide,
}

const mark = "\xef\xbb\xbf" // of UTF-8

// Is reports whether data begins like one of these files.
func Is(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte(mark))
	for _, b := range beginnings {
		if len(data) >= len(b) && data[0] == b[0] && string(data[:len(b)]) == b {
			return true
		}
	}
	return false
}

// Text returns the lines of a file that are folded, each in one, or the texts that a registry's export writes in digits. It is at most twice as
// long as data.
func Text(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte(mark))
	if isRegistry(data) {
		return registry(data)
	}
	return unfold(data)
}

// unfold returns the lines that go on in others, which begin with a blank that is none of the line.
func unfold(data []byte) (text []byte) {
	var open []byte // the line that may go on
	folded := false // it did
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte{'\n'})
		data = rest
		line = bytes.TrimSuffix(line, []byte{'\r'})
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') && open != nil {
			if !folded {
				text, folded = append(text, open...), true
			}
			text = append(text, line[1:]...)
			continue
		}
		if folded {
			text, folded = append(text, '\n'), false
		}
		open = line
	}
	return text
}

// isRegistry reports whether data is an export of the registry.
func isRegistry(data []byte) bool {
	start := string(data[:min(len(data), len(registry5)+2)])
	return strings.HasPrefix(start, registry5) || strings.HasPrefix(start, registry4) || strings.HasPrefix(start, "\xff\xfe"+registryWide)
}
