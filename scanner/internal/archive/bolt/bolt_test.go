package bolt

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

const size = 4096

// element is a key of a page: of a leaf with its value, or of a branch with the number of a page.
type element struct {
	bucket     bool
	key, value string
	page       uint64
}

// pageOf is a page as bbolt writes it, and those that it goes on in; bare, without what fills it up, it is a bucket's own.
func pageOf(number uint64, kind uint16, bare bool, elements ...element) []byte {
	p := binary.LittleEndian.AppendUint64(nil, number)
	p = binary.LittleEndian.AppendUint16(p, kind)
	p = binary.LittleEndian.AppendUint16(p, uint16(len(elements)))
	p = append(p, 0, 0, 0, 0)
	var data string
	for i, e := range elements {
		at := uint32((len(elements)-i)*elementSize + len(data))
		if kind == branch {
			p = binary.LittleEndian.AppendUint32(p, at)
			p = binary.LittleEndian.AppendUint32(p, uint32(len(e.key)))
			p = binary.LittleEndian.AppendUint64(p, e.page)
		} else {
			flags := uint32(0)
			if e.bucket {
				flags = isBucket
			}
			for _, n := range [...]uint32{flags, at, uint32(len(e.key)), uint32(len(e.value))} {
				p = binary.LittleEndian.AppendUint32(p, n)
			}
		}
		data += e.key + e.value
	}
	p = append(p, data...)
	if !bare {
		p = append(p, make([]byte, size-1-(len(p)-1)%size)...)
		binary.LittleEndian.PutUint32(p[12:], uint32(len(p)/size-1))
	}
	return p
}

// head is a page that says where the buckets are.
func head(number, root, change uint64) []byte {
	p := pageOf(number, 4, false)
	copy(p[metaAt:], metaMagic)
	binary.LittleEndian.PutUint32(p[metaAt+8:], size)
	binary.LittleEndian.PutUint64(p[metaAt+16:], root)
	binary.LittleEndian.PutUint64(p[metaAt+48:], change)
	return p
}

// bucketAt is the value of a bucket whose first page has a number, or of one that follows.
func bucketAt(number uint64, page []byte) string {
	return string(binary.LittleEndian.AppendUint64(nil, number)) + "12345678" + string(page)
}

// example has a bucket of two pages, one of which goes on in the next, with one in it, and one of etcd's keys.
func example() (data []byte) {
	inner := pageOf(0, leaf, true, element{key: "db_password", value: "of the app"})
	kubernetes := "\x0a\x0d/registry/one\x10\x05\x2a\x07k8s\x00\x0a\x01x"
	for _, p := range [][]byte{
		head(0, 99, 1), head(1, 2, 2),
		pageOf(2, leaf, false, element{true, "key", bucketAt(6, nil), 0}, element{true, "users", bucketAt(3, nil), 0}),
		pageOf(3, branch, false, element{key: "a", page: 4}, element{key: "t", page: 7}),
		pageOf(4, leaf, false, element{key: "a", value: `{"long": "` + strings.Repeat("x", size) + `"}`}),
		pageOf(6, leaf, false, element{key: "12345678_12345678", value: "\x0a\x09/app/user\x2a\x05admin"},
			element{key: "12345679_12345678", value: kubernetes}),
		pageOf(7, leaf, false, element{true, "settings", bucketAt(0, inner), 0}, element{key: "token", value: "of another"}),
		pageOf(8, leaf, false, element{key: "old", value: "deleted"}),
	} {
		data = append(data, p...)
	}
	return data
}

func read(data []byte) (got string, whole bool) {
	var b strings.Builder
	whole = Text(data, func(name string, text []byte) bool {
		fmt.Fprintf(&b, "== %s\n%s", name, text)
		return true
	}, func(name string, value []byte) bool {
		fmt.Fprintf(&b, "held %s %q\n", name, value)
		return true
	})
	return b.String(), whole
}

func TestText(t *testing.T) {
	want := `held key/registry/one "k8s\x00\n\x01x"` + "\n== key\n/app/user = \"admin\"\n== users\na: {\"long\": \"" + strings.Repeat("x", size) + "\"}\n" +
		"== users/settings\ndb_password = \"of the app\"\n== users\ntoken = \"of another\"\n== free pages\nold = \"deleted\"\n"
	want = strings.Replace(want, "== users\ntoken", "== users#2\ntoken", 1)
	data := example()
	got, whole := read(data)
	if got != want || !whole {
		t.Errorf("%q, want %q; %v", got, want, whole)
	}
	if got, whole := read(data[:6*size]); whole || !strings.Contains(got, "a: {") {
		t.Errorf("of the first six pages %q, %v", got, whole)
	}
}

func TestIsNoOther(t *testing.T) {
	data := example()
	for _, other := range [][]byte{nil, data[:60], append([]byte("1"), data[1:]...), make([]byte, 200)} {
		if Is(other) {
			t.Errorf("%q", other)
		}
	}
}

// Whatever the bytes, reading ends, and what is read is not more than what they may hold.
func FuzzText(f *testing.F) {
	data := example()
	f.Add(data)
	f.Add(data[:3*size+100])
	f.Fuzz(func(t *testing.T, data []byte) {
		total := 0
		count := func(_ string, b []byte) bool { total += len(b); return true }
		Text(data, count, count)
		if most := 8*len(data) + 1000; total > most { // a value of one byte has a line of its own
			t.Errorf("%d bytes of %d", total, len(data))
		}
	})
}
