package pack

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

func TestOpenRefuses(t *testing.T) {
	entries := []handmade{
		{kind: uint8(Blob), data: []byte("one")}, {kind: uint8(Blob), data: []byte("two")},
		{kind: uint8(Blob), data: []byte("three")},
	}
	sum := func(data []byte) { copy(data[len(data)-20:], appendSum(data[:len(data)-20])[len(data)-20:]) }
	const offsets = headSize + 3*20 + 3*4
	tests := []struct {
		name  string
		want  error
		pack  func([]byte) []byte
		index func([]byte) []byte
	}{
		{"not a pack", errNotPack, func(p []byte) []byte { p[0]++; return p }, nil},
		{"pack version", errNotPack, func(p []byte) []byte { p[7] = 4; return p }, nil},
		{"short pack", errNotPack, func(p []byte) []byte { return p[:31] }, nil},
		{"empty pack", errNotPack, func(p []byte) []byte { return nil }, nil},
		{"cut pack", errOtherIdx, func(p []byte) []byte { return p[:len(p)-1] }, nil},
		{"empty index", errNotIndex, nil, func([]byte) []byte { return nil }},
		{"index version", errNotIndex, nil, func(x []byte) []byte { x[7] = 3; return x }},
		{"fan-out", errFanout, nil, func(x []byte) []byte { x[8+3]++; sum(x); return x }},
		{"huge count", errIndexLen, nil, func(x []byte) []byte { copy(x[headSize-4:], "\xff\xff\xff\xff"); sum(x); return x }},
		{"more entries", errIndexLen, nil, func(x []byte) []byte { x[headSize-1] += 9; sum(x); return x }},
		{"cut index", errIndexLen, nil, func(x []byte) []byte { return x[:len(x)-5] }},
		{"index checksum", errIndexSum, nil, func(x []byte) []byte { x[headSize+70]++; return x }},
		{"names", errNames, nil, func(x []byte) []byte {
			first := bytes.Clone(x[headSize : headSize+20])
			copy(x[headSize:], x[headSize+20:headSize+40])
			copy(x[headSize+20:], first)
			sum(x)
			return x
		}},
		{"name under another byte", errNames, nil, func(x []byte) []byte { x[8+4*int(x[headSize])+3]--; sum(x); return x }},
		{"other pack", errOtherIdx, nil, func(x []byte) []byte { x[len(x)-40]++; sum(x); return x }},
		{"same offset twice", errOrder, nil, func(x []byte) []byte { copy(x[offsets:offsets+4], x[offsets+4:]); sum(x); return x }},
		{"offset behind the end", errOrder, nil, func(x []byte) []byte { x[offsets+1] = 1; sum(x); return x }},
		{"large offset without a table", errLarge, nil, func(x []byte) []byte { x[offsets] = 0x80; sum(x); return x }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := build(t, 2, entries, nil)
			for _, edit := range []struct {
				path string
				edit func([]byte) []byte
			}{{path, test.pack}, {sibling(path, ".idx"), test.index}} {
				data, err := os.ReadFile(edit.path)
				if err != nil {
					t.Fatal(err)
				}
				if edit.edit != nil {
					write(t, edit.path, edit.edit(data))
				}
			}
			p, err := Open(path, oid.SHA1)
			if !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
			if err == nil {
				_ = p.Close()
			}
			// A Lookup sees less, and must not crash on the rest.
			l, err := OpenLookup(path, oid.SHA1)
			if err != nil {
				return
			}
			defer l.Close()
			for entry := range entries {
				if offset, ok, err := l.Find(nameOf(entry)); ok && err == nil {
					_, _ = NewReader(nil, &spill.Files{}).ReadOffset(l, offset, nil, nil)
				}
			}
		})
	}
}

func TestOpenMissing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pack-none.pack")
	for range 2 { // without the pack, then without the index
		if _, err := Open(path, oid.SHA1); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Open: error %v", err)
		}
		if _, err := OpenLookup(path, oid.SHA1); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("OpenLookup: error %v", err)
		}
		write(t, path, appendSum([]byte("PACK\x00\x00\x00\x02\x00\x00\x00\x00")))
	}
}

func TestOpenOtherFormat(t *testing.T) {
	_, path := repository(t, oid.SHA256, 2)
	if _, err := Open(path, oid.SHA1); err == nil {
		t.Error("a SHA-256 pack opens as one with SHA-1")
	}
}

func TestEmptyPack(t *testing.T) {
	for _, version := range []int{1, 2} {
		p := open(t, build(t, version, nil, nil), oid.SHA1)
		if p.Len() != 0 || len(p.Families(nil)) != 0 {
			t.Errorf("version %d: %d entries, %d families", version, p.Len(), len(p.Families(nil)))
		}
	}
}

// TestDamagedRev shows that a .rev file that can't be right is not used.
func TestDamagedRev(t *testing.T) {
	_, path := repository(t, oid.SHA1, 10, "pack.writeReverseIndex=true")
	rev, err := os.ReadFile(sibling(path, ".rev"))
	if err != nil {
		t.Fatal(err)
	}
	want := open(t, path, oid.SHA1)
	if parseRev(rev, want.index, oid.SHA1) == nil {
		t.Fatal("git's own .rev file is refused")
	}
	for name, damage := range map[string]func([]byte) []byte{
		"empty": func([]byte) []byte { return nil },
		"cut":   func(d []byte) []byte { return d[:len(d)-4] },
		"magic": func(d []byte) []byte { d[0]++; return d },
		"sum":   func(d []byte) []byte { d[20]++; return d },
		"twice": func(d []byte) []byte {
			copy(d[12:16], d[16:20])
			return appendSum(d[:len(d)-20])
		},
		"beyond": func(d []byte) []byte {
			d[12]++
			return appendSum(d[:len(d)-20])
		},
	} {
		if err := os.Remove(sibling(path, ".rev")); err != nil { // git makes it read-only
			t.Fatal(err)
		}
		write(t, sibling(path, ".rev"), damage(bytes.Clone(rev)))
		got := open(t, path, oid.SHA1)
		if !slices.Equal(got.names, want.names) || !slices.Equal(got.offsets, want.offsets) {
			t.Error(name, "entries are in another order")
		}
	}
}

func TestParseHeader(t *testing.T) {
	name := string(nameOf(1).Bytes())
	tests := []struct {
		data string
		want header
		err  error
	}{
		{"\x35", header{kind: 3, size: 5, length: 1}, nil},
		{"\xbf\x01rest", header{kind: 3, size: 31, length: 2}, nil},
		{"\x9f\xff\xff\xff\xff\xff\xff\xff\x7f", header{kind: 1, size: 1<<60 - 1, length: 9}, nil},
		{"\x9f\xff\xff\xff\xff\xff\xff\xff\xff\x01", header{}, errHeaderSize},
		{"\x6a\x05", header{kind: 6, size: 10, length: 2, distance: 5}, nil},
		{"\x6a\x80\x00", header{kind: 6, size: 10, length: 3, distance: 128}, nil},
		{"\x6a\xff\x7f", header{kind: 6, size: 10, length: 3, distance: 16511}, nil},
		{"\x6a\x00", header{}, errHeaderBase},
		{"\x6a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", header{}, errHeaderBase},
		{"\x7a" + name, header{kind: 7, size: 10, length: 21, base: nameOf(1)}, nil},
		{"\x7a" + name[:19], header{}, errHeaderEnd},
		{"", header{}, errHeaderEnd},
		{"\xb5", header{}, errHeaderEnd},
		{"\x6a\x85", header{}, errHeaderEnd},
		{"\x05", header{}, errHeaderType},
		{"\x55", header{}, errHeaderType},
	}
	for _, test := range tests {
		got, err := parseHeader([]byte(test.data), oid.SHA1)
		if err != test.err {
			t.Errorf("%x: error %v, want %v", test.data, err, test.err)
		} else if err == nil && got != test.want {
			t.Errorf("%x: %+v, want %+v", test.data, got, test.want)
		}
	}
}

func TestApplyDelta(t *testing.T) {
	base := []byte("0123456789abcdef")
	tests := []struct {
		instructions string
		size         int
		want         string
		edits        []Edit
		err          error
	}{
		{"\x90\x04", 4, "0123", []Edit{{Dst: 0, Src: 0, Len: 4}}, nil},
		{"\x91\x0a\x03\x02xy", 5, "abcxy", []Edit{{Dst: 0, Src: 10, Len: 3}, {Dst: 3, Src: -1, Len: 2}}, nil},
		{"\x90\x04\x91\x04\x04", 8, "01234567", []Edit{{Dst: 0, Src: 0, Len: 8}}, nil},
		{"\x01a\x01b", 2, "ab", []Edit{{Dst: 0, Src: -1, Len: 2}}, nil},
		{"", 0, "", nil, nil},
		{"", 1, "", nil, errDeltaResult},
		{"\x90\x04", 3, "", nil, errDeltaResult},
		{"\x02ab", 1, "", nil, errDeltaResult},
		{"\x01a", 2, "", nil, errDeltaResult},
		{"\x91\x0d\x04", 4, "", nil, errDeltaCopy},
		{"\x80", 0x10000, "", nil, errDeltaCopy},
		{"\x8f\xff\xff\xff\xff", 0x10000, "", nil, errDeltaCopy},
		{"\x91\x0a", 3, "", nil, errDeltaEnd},
		{"\x93\x01", 3, "", nil, errDeltaEnd},
		{"\x05abc", 5, "", nil, errDeltaEnd},
		{"\x00", 1, "", nil, errDeltaOp},
	}
	for _, test := range tests {
		out := make([]byte, test.size)
		edits, err := applyDelta(out, base, []byte(test.instructions), nil)
		if err != test.err {
			t.Errorf("%x: error %v, want %v", test.instructions, err, test.err)
		} else if err == nil && (string(out) != test.want || !slices.Equal(edits, test.edits)) {
			t.Errorf("%x: %q by %v, want %q by %v", test.instructions, out, edits, test.want, test.edits)
		}
	}
}

func TestManyEdits(t *testing.T) {
	const n = maxEdits + 1000
	instructions := bytes.Repeat([]byte{0x91, 3, 1, 0x90, 2}, n/2) // one byte from 3 on, two from 0 on
	out := make([]byte, n/2*3)
	edits, err := applyDelta(out, []byte("0123"), instructions, nil)
	if err != nil || string(out) != string(bytes.Repeat([]byte("301"), n/2)) {
		t.Fatalf("error %v or wrong content", err)
	}
	last := edits[len(edits)-1]
	if len(edits) != maxEdits || last.Src >= 0 || last.Dst+last.Len != len(out) {
		t.Errorf("%d edits, the last one %+v", len(edits), last)
	}
}

func TestClass(t *testing.T) {
	last, lastSize := -1, 0
	for n := range 5000 {
		number, size := class(n)
		if size < n || size < smallest || n > smallest && float64(size) > 1.26*float64(n) {
			t.Fatalf("class of %d has %d bytes", n, size)
		}
		if again, same := class(size); again != number || same != size {
			t.Fatalf("class of %d bytes is %d, that of its %d bytes %d", n, number, size, again)
		}
		if size != lastSize && number <= last {
			t.Fatalf("sizes %d and %d share a class", lastSize, size)
		}
		last, lastSize = number, size
	}
	if number, _ := class(math.MaxInt32 / 2); number >= len(buffers{}.free) {
		t.Errorf("class %d has no list", number)
	}
}

func TestTypeString(t *testing.T) {
	got := []string{}
	for kind := range Type(6) {
		got = append(got, kind.String())
	}
	if diff := cmp.Diff([]string{"type 0", "commit", "tree", "blob", "tag", "type 5"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestSortByOffset compares with a comparing sort, offsets above 4 GiB included.
func TestSortByOffset(t *testing.T) {
	const n = 5000
	x := &index{layout: layout{nameSize: 20, count: n, offsetStride: 4, crcs: 1, large: 4 * n, largeCount: n}}
	for i := range n {
		x.data = binary.BigEndian.AppendUint32(x.data, largeOffset|uint32(i))
	}
	want := make([]uint32, n)
	for i := range n {
		x.data = binary.BigEndian.AppendUint64(x.data, uint64(int64(i)*2654435761%1_000_003)<<20)
		want[i] = uint32(i)
	}
	sort.Slice(want, func(i, j int) bool { return x.offset(int(want[i])) < x.offset(int(want[j])) })
	if got := sortByOffset(x, 1<<40); !slices.Equal(got, want) {
		t.Error("wrong order")
	}
}
