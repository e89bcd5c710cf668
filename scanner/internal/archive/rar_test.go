package archive

import (
	"archive/zip"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"
)

// rarOf is an archive of version 5 whose members are stored; there is no writer in Go.
func rarOf(files ...file) []byte {
	out := []byte("Rar!\x1a\x07\x01\x00")
	header := func(fields []byte) {
		fields = append(binary.AppendUvarint(nil, uint64(len(fields))), fields...)
		out = append(binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(fields)), fields...)
	}
	header([]byte{1, 0, 0})
	for _, f := range files {
		size := uint64(len(f.text))
		fields := binary.AppendUvarint([]byte{2, 2}, size)     // a file, with data behind it
		fields = binary.AppendUvarint(append(fields, 4), size) // a checksum is there
		fields = append(fields, 0)                             // attributes
		fields = binary.LittleEndian.AppendUint32(fields, crc32.ChecksumIEEE([]byte(f.text)))
		fields = append(fields, 0, 1, byte(len(f.name))) // stored, on Unix
		header(append(fields, f.name...))
		out = append(out, f.text...)
	}
	header([]byte{5, 0, 0})
	return out
}

// oldRarOf is an archive of version 4 whose members are stored.
func oldRarOf(files ...file) []byte {
	out := []byte("Rar!\x1a\x07\x00")
	le := binary.LittleEndian
	header := func(fields []byte) {
		out = append(le.AppendUint16(out, uint16(crc32.ChecksumIEEE(fields))), fields...)
	}
	header([]byte{0x73, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0})
	for _, f := range files {
		fields := []byte{0x74, 0, 0x80}
		fields = le.AppendUint16(fields, uint16(32+len(f.name)))
		fields = le.AppendUint32(le.AppendUint32(fields, uint32(len(f.text))), uint32(len(f.text)))
		fields = le.AppendUint32(append(fields, 3), crc32.ChecksumIEEE([]byte(f.text)))
		fields = append(fields, 0, 0, 0x21, 0x50, 20, 0x30) // a time, the version that unpacks it, stored
		fields = le.AppendUint16(fields, uint16(len(f.name)))
		fields = append(le.AppendUint32(fields, 0x81a4), f.name...)
		header(fields)
		out = append(out, f.text...)
	}
	header([]byte{0x7b, 0, 0x40, 7, 0})
	return out
}

func TestRar(t *testing.T) {
	for name, test := range map[string]struct {
		data []byte
		path string
	}{
		"version 5":        {rarOf(someFiles...), "c!"},
		"version 4":        {oldRarOf(someFiles...), "c!"},
		"in a zip":         {zipOf(t, zip.Deflate, file{"a.rar", string(rarOf(someFiles...))}), "c!a.rar!"},
		"in itself":        {rarOf(file{"a.rar", string(oldRarOf(someFiles...))}), "c!a.rar!"},
		"behind a program": {append([]byte(exe("text")), rarOf(someFiles...)...), "c!"},
	} {
		got := walk(t, "c", test.data, Limits{})
		for _, f := range someFiles {
			if text, ok := got.texts[test.path+f.name]; !ok || text != f.text {
				t.Errorf("%s: %q, %v", name, got.order, got.gaps)
			}
		}
		if len(got.gaps) > 0 {
			t.Errorf("%s: %v", name, got.gaps)
		}
	}
}

// What is damaged, encrypted or goes on elsewhere is told, and what lies in front of it is read.
func TestRarWithGaps(t *testing.T) {
	long := strings.Repeat("password = first\n", 9)
	whole := string(rarOf(file{"a", long}, file{"b", long}))
	for name, test := range map[string]struct {
		data string
		why  string
		lost bool
		read string
	}{
		"cut off":        {whole[:len(whole)-40], errTruncated.Error(), false, "a"},
		"a wrong sum":    {strings.Replace(whole, "first", "First", 1), errWrongSum.Error(), false, "b"},
		"damaged header": {strings.Replace(whole, "\x01b", "\x01c", 1), "bad header crc", true, "a"},
	} {
		got := walk(t, "c", []byte(test.data), Limits{})
		if len(got.gaps) != 1 || got.gaps[0].Why != test.why || got.gaps[0].Lost != test.lost {
			t.Errorf("%s: %v", name, got.gaps)
		}
		if got.texts["c!"+test.read] != long {
			t.Errorf("%s: %s is not read: %q", name, test.read, got.order)
		}
	}
}

// A decoder that panics is a damaged member.
func TestRarPanic(t *testing.T) {
	if n, err := (rarReader{}).Read(make([]byte, 1)); n != 0 || err != errRar {
		t.Errorf("%d, %v", n, err)
	}
	if h, err := nextInRar(nil); h != nil || err != errRar {
		t.Errorf("%v, %v", h, err)
	}
	if r, err := openRar(nil, 0); r != nil || err != errRar {
		t.Errorf("%v, %v", r, err)
	}
}

func FuzzRar(f *testing.F) {
	fuzz(f, rarOf(someFiles...), oldRarOf(someFiles...))
}
