package serialized

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Arrays of NumPy (numpy/lib/format.py), .npy and in .npz: a head that is a dictionary of Python, and elements, or a pickle of objects. Texts are of
// one byte a letter or of four.

const (
	numPyMagic = "\x93NUMPY"
	numPyHead  = len(numPyMagic) + 2 // with the version
	mostHead   = 64 << 10            // bytes
)

func isNumPy(data []byte) bool {
	return len(data) > numPyHead+4 && string(data[:len(numPyMagic)]) == numPyMagic && 1 <= data[6] && data[6] <= 3
}

// numPyField is a part of an element.
type numPyField struct {
	name  []byte
	kind  byte
	bytes int
	big   bool
}

func numPy(w *writer, data []byte) {
	head, body := data[numPyHead:], []byte(nil)
	size, at := int(binary.LittleEndian.Uint16(head)), 2
	if data[6] > 1 {
		size, at = int(min(binary.LittleEndian.Uint32(head), mostHead+1)), 4
	}
	if size > mostHead || size > len(head)-at {
		w.Broken = true
		return
	}
	head, body = head[at:at+size], head[at+size:]
	fields, objects := numPyFields(head)
	if objects {
		pickles(w, body)
		return
	}
	for row := 0; len(fields) > 0 && len(body) > 0 && !w.Full(); row++ {
		for _, f := range fields {
			if f.bytes > len(body) {
				return
			}
			w.Step()
			if f.kind == 'S' || f.kind == 'U' {
				w.member(f.name, f.text(w.Looked(body[:f.bytes])))
			}
			body = body[f.bytes:]
		}
	}
}

// numPyFields reads the types of elements: '<U20', or [('user', '<U20'), …]; there are none of others.
func numPyFields(head []byte) (fields []numPyField, objects bool) {
	_, rest, _ := strings.Cut(string(head), "'descr':")
	rest, _, _ = strings.Cut(rest, "'fortran_order'")
	words := strings.Split(rest, "'")
	if !strings.HasPrefix(strings.TrimSpace(words[0]), "[") {
		words = append([]string{words[0], ""}, words...)
	}
	total := 0
	for i := 3; i < len(words); i += 4 {
		f, ok := numPyType(words[i])
		if objects = f.kind == 'O'; objects || !ok || i+1 < len(words) && strings.HasPrefix(words[i+1], ", (") { // an array in each
			return nil, objects
		}
		f.name = []byte(words[i-2])
		fields, total = append(fields, f), total+f.bytes
	}
	if total == 0 {
		return nil, false
	}
	return fields, false
}

// numPyType reads a type: the order of bytes, a letter and a number.
func numPyType(s string) (f numPyField, ok bool) {
	f.big = strings.HasPrefix(s, ">")
	s = strings.TrimLeft(s, "<>|=")
	if s == "" {
		return f, false
	}
	f.kind = s[0]
	n, err := strconv.Atoi(s[1:])
	if f.kind == 'U' {
		n *= 4
	}
	f.bytes = n
	return f, err == nil && 0 <= n && n <= mostHead
}

// text returns the text of an element, nil if there is none.
func (f *numPyField) text(b []byte) []byte {
	if f.kind == 'S' {
		if b = bytes.TrimRight(b, "\x00"); pairs.IsText(b) {
			return b
		}
		return nil
	}
	var out []byte
	for ; len(b) >= 4; b = b[4:] {
		c := binary.LittleEndian.Uint32(b)
		if f.big {
			c = binary.BigEndian.Uint32(b)
		}
		if c == 0 {
			break
		}
		out = append(out, string(rune(c))...)
	}
	return out
}
