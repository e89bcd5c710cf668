package pack

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// TestWriteIndexEqualsGit: the same bytes as git index-pack, for deltas of offsets and of names, chains of them included, and for a pack
// of another repository's SLUICE_REPO.
func TestWriteIndexEqualsGit(t *testing.T) {
	packs := map[string]oid.Format{}
	for _, format := range []oid.Format{oid.SHA1, oid.SHA256} {
		for _, deltas := range []string{"true", "false"} {
			_, path := repository(t, format, 60, "repack.useDeltaBaseOffset="+deltas, "pack.indexVersion=2")
			packs[path] = format
		}
	}
	real, _ := filepath.Glob(filepath.Join(os.Getenv("SLUICE_REPO"), "objects", "pack", "*.pack"))
	for _, path := range real {
		packs[path] = oid.SHA1
	}
	for path, format := range packs {
		want, err := os.ReadFile(sibling(path, ".idx"))
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := WriteIndex(t.Context(), path, format, &spill.Files{}, &got); err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s: %d bytes and %v, git writes %d", path, got.Len(), err, len(want))
		}
	}
}

// TestWriteIndexLarge: what is above the limit of what is held is streamed, if it is whole.
func TestWriteIndexLarge(t *testing.T) {
	content := bytes.Repeat([]byte("content "), 1000)
	path := build(t, 2, []handmade{{kind: uint8(Blob), data: content}, {kind: uint8(Blob), data: content[:10]}}, nil)
	b := &builder{
		Pack: &Pack{index: &index{}}, ctx: t.Context(),
		reader: NewReader(nil, &spill.Files{}), bases: NewReader(nil, &spill.Files{}),
	}
	b.reader.largeSize = 100
	if err := errors.Join(b.open(path, oid.SHA1), b.scan()); err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if len(b.ids) != 2 || b.ids[0] != b.name(Blob, content) {
		t.Errorf("names are %v", b.ids)
	}
}

// TestWriteIndexRefuses: a pack that is not whole gets no index.
func TestWriteIndexRefuses(t *testing.T) {
	base := []byte("a content that is long enough")
	delta := deltaOf(base, 0, 9, " more")
	for name, c := range map[string]struct {
		entries []handmade
		damage  func(pack []byte, offsets []int64)
		want    string
	}{
		"thin":             {[]handmade{{kind: refDelta, ref: oid.New(bytes.Repeat([]byte{7}, 20)), data: delta}}, nil, "deltas of 1 objects that are not in the pack"},
		"delta of itself":  {[]handmade{{kind: uint8(Blob), data: base}, {kind: refDelta, ref: nameOf(1), data: delta}}, nil, "not in the pack"},
		"damaged":          {[]handmade{{kind: uint8(Blob), data: base}}, func(pack []byte, offsets []int64) { pack[offsets[0]+5] ^= 0x55 }, ""},
		"too many":         {[]handmade{{kind: uint8(Blob), data: base}}, func(pack []byte, _ []int64) { binary.BigEndian.PutUint32(pack[8:], 1<<31) }, "entry 1 of the pack"},
		"too few":          {[]handmade{{kind: uint8(Blob), data: base}, {kind: uint8(Blob), data: base}}, func(pack []byte, _ []int64) { pack[11] = 1 }, "does not end behind its last entry"},
		"delta of nothing": {[]handmade{{kind: uint8(Blob), data: base}, {kind: offsetDelta, base: 0, data: delta}}, func(pack []byte, offsets []int64) { pack[offsets[1]+2]-- }, "not an entry"},
	} {
		t.Run(name, func(t *testing.T) {
			path := build(t, 2, c.entries, c.damage)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			write(t, path, appendSum(data[:len(data)-20])) // the checksum is not what fails
			if err := WriteIndex(t.Context(), path, oid.SHA1, &spill.Files{}, new(bytes.Buffer)); err == nil ||
				!strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			data[len(data)-1] ^= 1
			write(t, path, data)
			if err := WriteIndex(t.Context(), path, oid.SHA1, &spill.Files{}, new(bytes.Buffer)); !errors.Is(err, errPackSum) {
				t.Errorf("with another checksum: %v", err)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := WriteIndex(ctx, build(t, 2, []handmade{{kind: uint8(Blob), data: base}}, nil), oid.SHA1, &spill.Files{},
		new(bytes.Buffer)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestWriteIndexLongChain: a chain of deltas of named objects, in the order that has the bases last.
func TestWriteIndexLongChain(t *testing.T) {
	const n = 3_000
	b := &builder{Pack: &Pack{}}
	content := func(i int) []byte { return fmt.Appendf(nil, "content %06d", i) }
	entries := make([]handmade, 0, n)
	for i := n - 1; i > 0; i-- {
		entries = append(entries, handmade{
			kind: refDelta, ref: b.name(Blob, content(i-1)), data: deltaOf(content(i-1), 0, 8, string(content(i)[8:])),
		})
	}
	path := build(t, 2, append(entries, handmade{kind: uint8(Blob), data: content(0)}), nil)
	var idx bytes.Buffer
	if err := WriteIndex(t.Context(), path, oid.SHA1, &spill.Files{}, &idx); err != nil {
		t.Fatal(err)
	}
	write(t, sibling(path, ".idx"), idx.Bytes())
	if _, ok := open(t, path, oid.SHA1).Find(b.name(Blob, content(n-1))); !ok {
		t.Error("the last content of the chain has no name")
	}
}

// FuzzWriteIndex: an index that was written fits its pack, and all entries can be read.
func FuzzWriteIndex(f *testing.F) {
	base := []byte("a content that is long enough")
	var offsets []int64
	var body []byte
	for _, entry := range []handmade{
		{kind: uint8(Blob), data: base}, {kind: offsetDelta, base: 0, data: deltaOf(base, 2, 9, " more")}, {kind: uint8(Tree), data: nil},
	} {
		offsets = append(offsets, int64(len(body)))
		body = appendEntry(body, entry, offsets)
	}
	f.Add(body, uint32(3))
	body = appendEntry(body, handmade{kind: refDelta, ref: (&builder{Pack: &Pack{}}).name(Blob, base),
		data: deltaOf(base, 1, 9, " other")}, append(offsets, int64(len(body))))
	f.Add(body, uint32(4))
	f.Add(body[:len(body)/2], uint32(1))
	f.Fuzz(func(t *testing.T, body []byte, count uint32) {
		pack := binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), count)
		path := filepath.Join(t.TempDir(), "pack-fuzz.pack")
		write(t, path, appendSum(append(pack, body...)))
		var idx bytes.Buffer
		if err := WriteIndex(t.Context(), path, oid.SHA1, &spill.Files{}, &idx); err != nil {
			return
		}
		write(t, sibling(path, ".idx"), idx.Bytes())
		p := open(t, path, oid.SHA1)
		checkReports(t, p)
		if p.Len() != int(count) {
			t.Errorf("%d entries of %d", p.Len(), count)
		}
	})
}
