package pack

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"path/filepath"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// FuzzIndex: an index that is accepted finds each of its names, and its tables can be read to the end.
func FuzzIndex(f *testing.F) {
	offsets, sums := []int64{12, 40, 70}, []uint32{1, 2, 3}
	for _, version := range []int{1, 2} {
		f.Add(makeIndex(version, offsets, sums, make([]byte, 20)))
		f.Add(makeIndex(version, nil, nil, make([]byte, 20)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 20 {
			data = appendSum(bytes.Clone(data[:len(data)-20]))
		}
		x, err := parseIndex(data, oid.SHA1)
		if err != nil {
			return
		}
		for i := range x.count {
			found, ok := x.find(oid.New(x.name(i)))
			if !ok || !bytes.Equal(x.name(found), x.name(i)) {
				t.Fatalf("name %d is found at %d, %v", i, found, ok)
			}
			x.offset(i)
			x.sums([]uint32{uint32(i)})
		}
		if got := len(sortByOffset(x, 1<<40)); got != x.count {
			t.Fatalf("%d of %d entries sorted", got, x.count)
		}
	})
}

// FuzzHeader: a header that is accepted is within its bounds, and writing it again gives a header with the same meaning.
func FuzzHeader(f *testing.F) {
	f.Add([]byte("\xbf\x01"))
	f.Add([]byte("\x6a\xff\x7f"))
	f.Add(append([]byte{0x7a}, nameOf(1).Bytes()...))
	f.Add([]byte("\x9f\xff\xff\xff\xff\xff\xff\xff\x7f"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := parseHeader(data, oid.SHA1)
		if err != nil {
			return
		}
		if h.length > min(len(data), maxHeader) || h.size < 0 || h.kind == offsetDelta && h.distance <= 0 {
			t.Fatalf("%+v", h)
		}
		again := appendHeader(nil, h.kind, h.size)
		switch h.kind {
		case offsetDelta:
			again = append(again, distance(h.distance)...)
		case refDelta:
			again = append(again, h.base.Bytes()...)
		}
		same, err := parseHeader(again, oid.SHA1)
		h.length, same.length = 0, 0 // a size may be written with more bytes than it needs
		if err != nil || same != h {
			t.Fatalf("%+v reads as %+v, error %v", h, same, err)
		}
	})
}

// FuzzDelta: a delta gives what a plain reading of its format gives, or fails where that fails, and its edits tell how.
func FuzzDelta(f *testing.F) {
	base := []byte("0123456789abcdef")
	f.Add(base, deltaOf(base, 3, 9, "inserted"))
	f.Add(base, []byte("\x10\x08\x90\x04\x91\x04\x04"))
	f.Add(base, []byte("\x10\x05\x91\x0a\x03\x02xy"))
	f.Add(make([]byte, 70_000), []byte("\xf0\xa2\x04\x80\x80\x04\x80"))
	f.Fuzz(func(t *testing.T, base, delta []byte) {
		baseSize, size, instructions, err := deltaSizes(delta)
		if err != nil || size > 1<<20 {
			return
		}
		want, ok := plainDelta(base, instructions, int(size))
		out := make([]byte, size)
		edits, err := applyDelta(out, base, instructions, nil)
		if ok != (err == nil) || ok && !bytes.Equal(out, want) {
			t.Fatalf("error %v, base size %d, result %x, want %x (%v)", err, baseSize, out, want, ok)
		}
		if err == nil {
			checkEdits(t, base, &Entry{Data: out, Size: size, Edits: edits, BaseSize: len(base)})
		}
		var streamed bytes.Buffer
		w, from := bufio.NewWriter(&streamed), held(Blob, base)
		err = applyStream(w, &from, bufio.NewReader(bytes.NewReader(instructions)), size)
		if w.Flush(); ok != (err == nil) || ok && !bytes.Equal(streamed.Bytes(), want) {
			t.Fatalf("as a stream: error %v, result %x, want %x (%v)", err, streamed.Bytes(), want, ok)
		}
	})
}

// plainDelta reads instructions as gitformat-pack(5) describes them.
func plainDelta(base, instructions []byte, size int) (out []byte, ok bool) {
	in := bytes.NewReader(instructions)
	for in.Len() > 0 {
		op, _ := in.ReadByte()
		if op < 0x80 {
			text := make([]byte, op)
			if n, _ := in.Read(text); op == 0 || n < int(op) {
				return nil, false
			}
			out = append(out, text...)
			continue
		}
		var operands [8]byte
		for i := range 7 {
			if op>>i&1 == 0 {
				continue
			}
			b, err := in.ReadByte()
			if err != nil {
				return nil, false
			}
			operands[i] = b
		}
		from, n := int64(binary.LittleEndian.Uint32(operands[:])), int64(binary.LittleEndian.Uint32(operands[4:]))
		if n == 0 {
			n = 0x10000
		}
		if from+n > int64(len(base)) || len(out)+int(n) > size {
			return nil, false
		}
		out = append(out, base[from:from+n]...)
	}
	return out, len(out) == size
}

// FuzzWalk: whatever stands in a pack, each entry is reported once, and Read fails for the same entries as Walk. cuts are
// where entries begin; the index has no CRC-32s, so that damage reaches the decoders.
func FuzzWalk(f *testing.F) {
	var body []byte
	var cuts []byte
	var offsets []int64
	base := []byte("a content")
	for _, entry := range []handmade{
		{kind: uint8(Blob), data: base},
		{kind: offsetDelta, base: 0, data: deltaOf(base, 2, 9, " more")},
		{kind: refDelta, ref: nameOf(1), data: deltaOf([]byte("content more"), 0, 7, "")},
		{kind: refDelta, ref: nameOf(3), data: deltaOf(base, 0, 7, "")},
		{kind: uint8(Tree), data: nil},
	} {
		at := len(body)
		offsets = append(offsets, int64(at))
		body = appendEntry(body, entry, offsets)
		cuts = append(cuts, byte(len(body)-at))
	}
	f.Add(body, cuts)
	f.Add(body, []byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, body, cuts []byte) {
		var offsets []int64
		at := int64(packHeader)
		for _, length := range cuts {
			if length > 0 && at < int64(packHeader+len(body)) {
				offsets = append(offsets, at)
				at += int64(length)
			}
		}
		pack := binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), uint32(len(offsets)))
		pack = appendSum(append(pack, body...))
		path := filepath.Join(t.TempDir(), "pack-fuzz.pack")
		write(t, path, pack)
		write(t, sibling(path, ".idx"), makeIndex(1, offsets, nil, pack[len(pack)-20:]))
		p := open(t, path, oid.SHA1)
		checkReports(t, p)
	})
}

func checkReports(t *testing.T, p *Pack) {
	t.Helper()
	reports, read := make([]int, p.Len()), make([]bool, p.Len())
	r := NewReader(nil, &spill.Files{})
	r.maxSize = 1 << 20
	for _, family := range p.Families(nil) {
		err := r.Walk(context.Background(), p, family, nil, func(e *Entry) error {
			reports[e.Index]++
			read[e.Index] = e.Open == nil
			return nil
		}, func(entry int, err error) { reports[entry]++ })
		if err != nil {
			t.Fatal(err)
		}
	}
	for entry, n := range reports {
		if n != 1 {
			t.Fatalf("entry %d is reported %d times", entry, n)
		}
		if _, _, err := readBytes(r, p, entry, nil, nil); (err == nil) != read[entry] {
			t.Fatalf("entry %d: read in the walk %v, Read gives error %v", entry, read[entry], err)
		}
	}
	if r.buffers.live != 0 {
		t.Fatalf("%d bytes held", r.buffers.live)
	}
}
