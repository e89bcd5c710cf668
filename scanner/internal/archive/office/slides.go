package office

import (
	"encoding/binary"
	"unicode/utf16"
)

// Presentations of PowerPoint 97 to 2003: the stream "PowerPoint Document" is records, some of which hold others
// (https://learn.microsoft.com/openspecs/office_file_formats/ms-ppt).
const (
	slideHead  = 8      // bytes of a record's header
	slideHolds = 0xf    // in the lowest bits: it holds records
	slideWide  = 0x0fa0 // a text in UTF-16
	slideBytes = 0x0fa8 // one of one byte a character
)

// Slides returns the texts of a presentation, each with a line's end behind it; whole is false if that is more than most bytes.
func Slides(data []byte, most int) (text []byte, whole bool) {
	for len(data) >= slideHead {
		holds, kind := data[0]&0xf == slideHolds, binary.LittleEndian.Uint16(data[2:])
		size := int64(binary.LittleEndian.Uint32(data[4:]))
		data = data[slideHead:]
		if holds {
			continue
		}
		body := data[:min(size, int64(len(data)))]
		data = data[len(body):]
		switch kind {
		case slideWide:
			units := make([]uint16, len(body)/2)
			for i := range units {
				units[i] = binary.LittleEndian.Uint16(body[2*i:])
			}
			text = slide(text, string(utf16.Decode(units)))
		case slideBytes:
			text = slide(text, latin(body))
		}
		if len(text) > most {
			return text[:most], false
		}
	}
	return text, true
}

// slide appends a text, whose lines end with "\r" or a vertical tab.
func slide(text []byte, s string) []byte {
	for _, r := range s {
		if r == '\r' || r == '\v' {
			r = '\n'
		}
		text = append(text, string(r)...)
	}
	return append(text, '\n')
}
