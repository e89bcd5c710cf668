package pack

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

func TestReadLikeGit(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			if v.name == "large offsets" {
				t.Skip("covered by TestWalkLikeGit")
			}
			dir, path := repository(t, v.format, 40, v.config...)
			p := open(t, path, v.format)
			lookup, err := OpenLookup(path, v.format)
			if err != nil {
				t.Fatal(err)
			}
			defer lookup.Close()
			want := objects(t, dir)
			r, random := NewReader(nil, &spill.Files{}), NewReader(nil, &spill.Files{})
			var buf []byte
			for _, entry := range rand.New(rand.NewPCG(1, 1)).Perm(p.Len()) {
				id := p.ID(entry)
				found, ok := p.Find(id)
				if !ok || found != entry {
					t.Fatalf("Find(%v) gives %d, %v, want %d", id, found, ok, entry)
				}
				kind, data, err := readBytes(r, p, entry, buf, nil)
				if got := (content{kind.String(), string(data)}); err != nil || got != want[id.String()] {
					t.Errorf("%v: Read gives %v of %d bytes, error %v", id, kind, len(data), err)
				}
				buf = data
				offset, ok, err := lookup.Find(id)
				if err != nil || !ok || offset != p.offsets[entry] {
					t.Fatalf("Lookup.Find(%v) gives %d, %v, %v, want %d", id, offset, ok, err, p.offsets[entry])
				}
				c, err := random.ReadOffset(lookup, offset, nil, nil)
				if got := (content{c.Type.String(), string(c.Data)}); err != nil || got != want[id.String()] {
					t.Errorf("%v: ReadOffset gives %v of %d bytes, error %v", id, c.Type, c.Size, err)
				}
			}
			if p.forest != nil {
				t.Error("random access has read all headers")
			}
		})
	}
}

func TestFindMissing(t *testing.T) {
	path := build(t, 2, []handmade{{kind: uint8(Blob), data: []byte("root")}}, nil)
	p := open(t, path, oid.SHA1)
	l, err := OpenLookup(path, oid.SHA1)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, id := range []oid.ID{
		{}, nameOf(1), oid.New(make([]byte, 20)), oid.New(bytes.Repeat([]byte{0xff}, 20)), oid.New(make([]byte, 32)),
	} {
		if _, ok := p.Find(id); ok {
			t.Errorf("Find(%v) found something", id)
		}
		if _, ok, err := l.Find(id); ok || err != nil {
			t.Errorf("Lookup.Find(%v): %v, error %v", id, ok, err)
		}
	}
	for _, entry := range []int{-1, 1, 1 << 30} {
		if _, _, err := readBytes(NewReader(nil, &spill.Files{}), p, entry, nil, nil); !errors.Is(err, errNoEntry) {
			t.Errorf("Read of entry %d gives error %v", entry, err)
		}
		if id := p.ID(entry); !id.IsZero() {
			t.Errorf("ID of entry %d is %v", entry, id)
		}
		if _, ok := p.Type(entry); ok {
			t.Errorf("entry %d has a type", entry)
		}
	}
	for _, offset := range []int64{-1, 0, l.end, 1 << 60} {
		if _, err := NewReader(nil, &spill.Files{}).ReadOffset(l, offset, nil, nil); err == nil {
			t.Errorf("ReadOffset(%d) gives no error", offset)
		}
	}
}

// TestLookupDamage shows that damage is noticed without the index's CRC-32s.
func TestLookupDamage(t *testing.T) {
	content := bytes.Repeat([]byte("some text "), 50)
	entries := []handmade{
		{kind: uint8(Blob), packed: stored(content), declared: int64(len(content))}, {kind: offsetDelta, base: 0, data: deltaOf(content, 0, 20, "")},
	}
	path := build(t, 2, entries, func(pack []byte, offsets []int64) { pack[offsets[0]+20] ^= 1 })
	l, err := OpenLookup(path, oid.SHA1)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for entry := range entries {
		offset, ok, err := l.Find(nameOf(entry))
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if _, err := NewReader(nil, &spill.Files{}).ReadOffset(l, offset, nil, nil); err == nil {
			t.Errorf("entry %d reads without an error", entry)
		}
	}
}

// stored makes a zlib stream without compression, which only its Adler-32 protects, in blocks of one byte: far longer than
// zlib would make it.
func stored(content []byte) []byte {
	stream := []byte{0x78, 0x01}
	for i, b := range content {
		last := byte(0)
		if i == len(content)-1 {
			last = 1
		}
		stream = append(stream, last, 1, 0, 0xfe, 0xff, b)
	}
	whole := deflated(content)
	return append(stream, whole[len(whole)-4:]...)
}

func TestLookupWastefulStream(t *testing.T) {
	content := bytes.Repeat([]byte("some text "), 50)
	path := build(t, 2, []handmade{{kind: uint8(Blob), packed: stored(content), declared: int64(len(content))}}, nil)
	l, err := OpenLookup(path, oid.SHA1)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if c, err := NewReader(nil, &spill.Files{}).ReadOffset(l, packHeader, nil, nil); err != nil || !bytes.Equal(c.Data, content) {
		t.Errorf("%d bytes, error %v", c.Size, err)
	}
}

// TestReadHoldsFewObjects reads along a chain and down one, and looks at what is kept.
func TestReadHoldsFewObjects(t *testing.T) {
	const size = 600 << 10
	p := versions(t, size, 40, func(i int) int { return i - 1 })
	r := NewReader(nil, &spill.Files{})
	for entry := range p.Len() {
		if _, _, err := readBytes(r, p, p.Len()-1-entry, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if r.buffers.live != 0 || r.recent.bytes > maxRecent || r.recent.bytes == 0 {
		t.Errorf("%d bytes held, %d of recent objects", r.buffers.live, r.recent.bytes)
	}
	if r.buffers.peak > 4*size {
		t.Errorf("%d bytes held at a time", r.buffers.peak)
	}
	big := open(t, build(t, 2, []handmade{{kind: uint8(Blob), data: make([]byte, 9<<20)}}, nil), oid.SHA1)
	if _, data, err := readBytes(r, big, 0, nil, nil); err != nil || len(data) != 9<<20 {
		t.Errorf("%d bytes, error %v", len(data), err)
	}
	if r.buffers.live != 0 || r.recent.bytes > maxRecent {
		t.Errorf("%d bytes held after a large object, %d of recent objects", r.buffers.live, r.recent.bytes)
	}
}

func BenchmarkRead(b *testing.B) {
	_, path := repository(b, oid.SHA1, 300)
	p := open(b, path, oid.SHA1)
	order := rand.New(rand.NewPCG(1, 1)).Perm(p.Len())
	r := NewReader(nil, &spill.Files{})
	var buf []byte
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, data, err := readBytes(r, p, order[i%len(order)], buf, nil)
		if err != nil {
			b.Fatal(err)
		}
		buf = data
	}
}
