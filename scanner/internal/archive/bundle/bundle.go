// Package bundle makes texts of the strings of applications that are compiled into one file, where they lie side by side and only a table says where
// each begins and how long it is: the byte code of Hermes, in which React Native's applications are written, and the metadata of Unity's IL2CPP.
//
//	bundle.go  kinds, and reading numbers where they lie
//	hermes.go  byte code of Hermes
//	hermescode.go  names that it gives to strings
//	unity.go   metadata of Unity
//
// Headers are hostile. What is said to lie beyond the data is nothing; tables may refer to the same bytes as often as they like, so the text is bounded.
package bundle

import (
	"bytes"
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Magics.
const (
	magicHermes = "\xc6\x1f\xbc\x03\xc1\x03\x19\x1f"
	magicUnity  = "\xaf\x1b\xb1\xfa"
)

// shortest is the least length, in bytes, of a string that is told.
const shortest = 8

// Is reports whether data begins like a bundle of which a text can be made.
func Is(data []byte) bool {
	return bytes.HasPrefix(data, []byte(magicHermes)) || bytes.HasPrefix(data, []byte(magicUnity)) && unity(data)
}

// Text returns the strings of a bundle, each on lines of its own, and where they are; nothing if Is is false. The error is pairs.ErrBound if a bound
// ended that, and pairs.ErrBroken if the bundle is damaged or of a version that is not known.
func Text(data []byte) (text []byte, at []pairs.Range, err error) {
	w := writer{file{data}, pairs.NewBounded(len(data)), nil}
	switch {
	case !Is(data):
	case data[0] == magicHermes[0]:
		w.hermes()
	default:
		w.unity()
	}
	switch {
	case !w.Whole():
		err = pairs.ErrBound
	case len(w.shown) == 0 && Is(data):
		err = pairs.ErrBroken
	}
	return w.Bytes(), w.shown, err
}

// writer makes the text of a bundle.
type writer struct {
	file
	pairs.Bounded
	shown []pairs.Range
}

// string adds a string.
func (w *writer) string(text []byte) {
	if w.Looked(text); len(text) >= shortest {
		w.Alone(text)
	}
}

// file is data in which numbers lie at places that others tell, the lowest byte first. What lies beyond the end is zero, or no bytes.
type file struct{ data []byte }

func (f *file) bytes(at, n int) []byte { return pairs.Part(f.data, at, n) }

// u32 returns a number that is less than 0, no length, where it does not fit into 31 bits.
func (f *file) u32(at int) int { return pairs.Number(f.data, at, binary.LittleEndian) }
