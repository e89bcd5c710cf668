// Package compiled makes texts of names and values of files that programs are compiled into: constants of Java classes and of Android's
// code, Android's binary XML and resources, binary property lists, resources of .NET. Whoever wrote `API_KEY = "…"` gets a line of that.
//
//	compiled.go   kinds, and reading numbers where they lie
//	class.go      Java classes
//	code.go       what their code does with constants
//	dex.go        Android's code
//	dexcode.go    what it sets fields to
//	resources.go  string pools, resources and XML of Android
//	plist.go      property lists of Apple's systems
//	dotnet.go     resources of .NET
//	assembly.go   its programs and libraries
//
// Headers are hostile. Whatever is said to lie beyond the data is nothing; a file may refer to one string as often as it likes, so the text
// is bounded, and so is the work on lists that overlap.
package compiled

import (
	"bytes"
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Magics.
const (
	magicClass     = "\xca\xfe\xba\xbe"
	magicDex       = "dex\n0"
	magicPlist     = "bplist00"
	magicXML       = "\x03\x00\x08\x00"
	magicResources = "\x02\x00\x0c\x00"
)

// Is reports whether data begins like a file of which a text can be made.
func Is(data []byte) bool {
	is := func(magic string) bool { return bytes.HasPrefix(data, []byte(magic)) }
	switch {
	case is(magicClass):
		// Programs for several processors of Apple's systems begin like this, too: there it is the number of processors.
		return len(data) > 8 && data[6] == 0 && data[7] >= 45
	case is(magicXML), is(magicResources):
		return len(data) > 12 && int64(binary.LittleEndian.Uint32(data[4:])) > 12
	case is(ResourcesHead):
		return true
	}
	return is(magicDex) || is(magicPlist)
}

// Text returns the names and values of a file, nothing if Is is false; whole is false if a bound ended that.
func Text(data []byte) (text []byte, whole bool) {
	w := writer{file{data, binary.BigEndian}, pairs.NewBounded(len(data))}
	switch {
	case bytes.HasPrefix(data, []byte(magicClass)):
		w.class()
	case bytes.HasPrefix(data, []byte(magicPlist)):
		w.plist()
	case bytes.HasPrefix(data, []byte(magicDex)):
		w.order = binary.LittleEndian
		w.dex()
	case bytes.HasPrefix(data, []byte(magicXML)):
		w.order = binary.LittleEndian
		w.xml()
	case bytes.HasPrefix(data, []byte(magicResources)):
		w.order = binary.LittleEndian
		w.resources()
	case bytes.HasPrefix(data, []byte(ResourcesHead)):
		w.order = binary.LittleEndian
		w.dotnet()
	}
	return w.Bytes(), w.Whole()
}

// writer makes the text of a file.
type writer struct {
	file
	pairs.Bounded
}

// file is data in which numbers lie at places that others tell. What lies beyond the end is zero, or no bytes.
type file struct {
	data  []byte
	order binary.ByteOrder
}

func (f *file) bytes(at, n int) []byte { return pairs.Part(f.data, at, n) }

func (f *file) u8(at int) int {
	if b := f.bytes(at, 1); b != nil {
		return int(b[0])
	}
	return 0
}

func (f *file) u16(at int) int {
	if b := f.bytes(at, 2); b != nil {
		return int(f.order.Uint16(b))
	}
	return 0
}

// u32 returns a number that is less than 0, no index, where it does not fit into 31 bits.
func (f *file) u32(at int) int { return pairs.Number(f.data, at, f.order) }

// uleb reads a number of up to five bytes with seven bits each, the lowest first, and returns what follows it.
func (f *file) uleb(at int) (value, next int) {
	for shift := 0; shift < 35; shift += 7 {
		b := f.u8(at)
		at++
		value |= b & 0x7f << shift
		if b < 0x80 {
			break
		}
	}
	return value, at
}
