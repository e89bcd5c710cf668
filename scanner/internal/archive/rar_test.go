package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
	"testing"

	"github.com/nwaples/rardecode/v2"
)

// rarOf is an archive of version 5 whose members are stored; there is no writer in Go.
func rarOf(files ...file) []byte {
	var members [][]byte
	for _, f := range files {
		members = append(members, rarMemberOf(f, 0))
	}
	return rarFrom(members...)
}

func rarFrom(members ...[]byte) []byte {
	return slices.Concat([]byte("Rar!\x1a\x07\x01\x00"), rarHeaderOf([]byte{1, 0, 0}), slices.Concat(members...), rarHeaderOf([]byte{5, 0, 0}))
}

func rarHeaderOf(fields []byte) []byte {
	fields = append(binary.AppendUvarint(nil, uint64(len(fields))), fields...)
	return append(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(fields)), fields...)
}

// rarMemberOf is a member whose text is said to be compressed so: 0 is stored.
func rarMemberOf(f file, compression uint64) []byte {
	size := uint64(len(f.text))
	fields := binary.AppendUvarint([]byte{2, 2}, size)                           // a file, with data behind it
	fields = binary.AppendUvarint(append(fields, 4), max(size, compression<<30)) // a checksum is there; dictionaries are no larger than members
	fields = append(fields, 0)                                                   // attributes
	fields = binary.LittleEndian.AppendUint32(fields, crc32.ChecksumIEEE([]byte(f.text)))
	fields = append(binary.AppendUvarint(fields, compression), 1, byte(len(f.name))) // on Unix
	return append(rarHeaderOf(append(fields, f.name...)), f.text...)
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

// Members that need too much memory are told once, with how much there was, and what lies behind them is read.
func TestRarDictionaries(t *testing.T) {
	const gigabyte = 3<<7 | 13<<10
	data := rarFrom(rarMemberOf(file{"a", "first"}, 0), rarMemberOf(file{"b", "x"}, gigabyte), rarMemberOf(file{"c", "y"}, gigabyte), rarMemberOf(file{"d", "last"}, 0))
	got := walk(t, "c", data, Limits{MemberBytes: 1 << 20})
	if len(got.texts) != 2 || got.texts["c!a"] != "first" || got.texts["c!d"] != "last" {
		t.Errorf("%q", got.order)
	}
	if len(got.gaps) != 1 || got.gaps[0].Why != "has members with dictionaries of more than 67108864 bytes, which are not read" || !got.gaps[0].Limit {
		t.Errorf("%v", got.gaps)
	}
	got = walk(t, "c", rarOf(file{"inner.rar", string(data)}), Limits{MemberBytes: 1 << 20})
	if len(got.gaps) != 1 || got.gaps[0].Path != "c!inner.rar" || got.texts["c!inner.rar!d"] != "last" ||
		got.gaps[0].Why != "has members with dictionaries of more than 33554432 bytes, which are not read" {
		t.Errorf("%v, %q", got.gaps, got.order)
	}
}

// Small archives with large dictionaries are opened as long as that takes little time.
func TestRarsWithLargeDictionaries(t *testing.T) {
	const large = 3<<7 | 9<<10 // 64 MiB
	w := &walker{ctx: t.Context(), limits: Limits{}.orDefault(), left: 256 << 20, yield: func(Member) error { return nil }}
	var gaps []Gap
	w.gap = func(g Gap) { gaps = append(gaps, g) }
	data := rarFrom(rarMemberOf(file{"a", "x"}, large), rarMemberOf(file{"b", "y"}, large), rarMemberOf(file{"c", "z"}, 0))
	w.rar(item{path: "c"}, w.newInput(bytes.NewReader(data)))
	if want := int64(3 * rarDictionary); w.cleared != want {
		t.Errorf("%d bytes, want %d", w.cleared, want)
	}
	w.cleared, gaps = mostCleared+1, nil
	w.rar(item{path: "c"}, w.newInput(bytes.NewReader(data)))
	if len(gaps) != 1 || gaps[0].Why != errCleared.Error() || !gaps[0].Limit {
		t.Errorf("%v", gaps)
	}
	d := dictionary{most: 8 << 20}
	for _, m := range []struct {
		header rardecode.FileHeader
		want   int64
	}{
		{rardecode.FileHeader{UnPackedSize: 5}, leastDictionary}, {rardecode.FileHeader{UnPackedSize: 5 << 20}, 5 << 20},
		{rardecode.FileHeader{UnPackedSize: 5}, 5 << 20}, {rardecode.FileHeader{Solid: true}, 8 << 20}, {rardecode.FileHeader{Solid: true}, 0},
	} {
		if got := d.next(&m.header); got != m.want {
			t.Errorf("%+v: %d", m, got)
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
