package decode

import (
	"encoding/binary"
	"slices"
)

// WideStrings are the strings in UTF-16 that binary data holds, as resources of Windows programs, the strings of .NET and Android's
// resources do: printable ASCII with a zero byte between each two. The byte order does not matter, and the data need not be aligned.
type WideStrings struct {
	Text   []byte // one string a line
	starts []wideStart
}

// wideStart is where a string begins.
type wideStart struct{ text, data int }

// leastWide is the least length of a string, in characters.
const leastWide = 12

// Read finds the strings of data, in place of those of other data. Where there are none it costs two loads for each 16 bytes.
func (s *WideStrings) Read(data []byte) {
	s.Text, s.starts = s.Text[:0], s.starts[:0]
	const window, stride = 8, 2*leastWide - 8
	for p := 0; p+window <= len(data); p += stride {
		first := wideAt(data[p:])
		if first < 0 {
			continue
		}
		lo, hi := p+first, p+first
		for lo >= 2 && data[lo-1] == 0 && isPrintable(data[lo-2]) {
			lo -= 2
		}
		for hi+2 < len(data) && data[hi+1] == 0 && isPrintable(data[hi+2]) {
			hi += 2
		}
		if hi-lo >= 2*(leastWide-1) {
			s.add(data, lo, hi)
		}
		p = max(p, hi+2-stride)
	}
}

// wideAt returns where the first character of a window of a string is, 0 or 1, or -1 if there is no string.
func wideAt(data []byte) int {
	x := binary.LittleEndian.Uint64(data)
	first := 0
	switch {
	case x&0xff00ff00ff00ff00 == 0:
	case x&0x00ff00ff00ff00ff == 0:
		first = 1
	default:
		return -1
	}
	for i := first; i < 8; i += 2 {
		if !isPrintable(data[i]) {
			return -1
		}
	}
	return first
}

func isPrintable(c byte) bool {
	return ' ' <= c && c <= '~' || c == '\n' || c == '\r' || c == '\t'
}

// add adds the string whose first and last characters are at data[lo] and data[hi].
func (s *WideStrings) add(data []byte, lo, hi int) {
	s.starts = append(s.starts, wideStart{len(s.Text), lo})
	for i := lo; i <= hi; i += 2 {
		s.Text = append(s.Text, data[i])
	}
	s.Text = append(s.Text, '\n')
}

// Offset returns where the character at Text[n] stands in the data.
func (s *WideStrings) Offset(n int) int {
	i, found := slices.BinarySearchFunc(s.starts, n, func(w wideStart, n int) int { return w.text - n })
	if !found {
		i--
	}
	return s.starts[i].data + 2*(n-s.starts[i].text)
}
