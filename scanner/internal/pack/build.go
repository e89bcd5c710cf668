package pack

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/inflate"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// An index for a pack that came without one. Where an entry ends shows only when it is decoded, so all entries are decoded once in
// order, which names the whole objects; deltas are named in a walk over the forest. A delta of a named object waits until that has its
// name, and is the root of a walk of its own then.

var (
	errPackSum  = errors.New("the checksum of the pack does not match: it is damaged or cut off")
	errTrailing = errors.New("the pack does not end behind its last entry")
	errThin     = errors.New("objects that are not in the pack")
)

// WriteIndex writes the index (version 2) of the pack packPath to w, byte for byte as git does. The pack must be whole: its checksum
// is verified, and one entry that cannot be read, or whose base is not there, fails it. Blobs above LargeSize go to files.
func WriteIndex(ctx context.Context, packPath string, format oid.Format, files *spill.Files, w io.Writer) error {
	b := &builder{Pack: &Pack{index: &index{}}, ctx: ctx, reader: NewReader(nil, files), bases: NewReader(nil, files)}
	if err := b.open(packPath, format); err != nil {
		return err
	}
	defer b.Close()
	for _, step := range []func() error{b.checkSum, b.scan, b.nameDeltas} {
		if err := step(); err != nil {
			return err
		}
	}
	_, err := w.Write(b.encode())
	return err
}

// builder is a pack whose index is being made. It is a library of its own: what has a name can be read at random.
type builder struct {
	*Pack
	ctx           context.Context
	reader, bases *Reader
	ids           []oid.ID // of entries; zero while unknown
	crcs          []uint32
	kinds         []uint8
	named         map[oid.ID]int32   // entries; only kept if there are deltas of named objects
	waiting       map[oid.ID][]int32 // such deltas, by their base, which has no name yet
	ready         []int32            // such deltas whose base has its name
	last          struct {           // the base that was read last
		id oid.ID
		Content
	}
}

func (b *builder) checkSum() error {
	hash := b.format.New()
	buffer := make([]byte, maxWindow)
	for from := int64(0); from < b.end; from += maxWindow {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		part := buffer[:min(maxWindow, b.end-from)]
		if _, err := b.file.ReadAt(part, from); err != nil {
			return fmt.Errorf("read pack at %d: %w", from, unexpected(err))
		}
		hash.Write(part)
	}
	if !bytes.Equal(hash.Sum(nil), b.sum) {
		return errPackSum
	}
	return nil
}

// scan finds all entries.
func (b *builder) scan() error {
	at := int64(packHeader)
	for entry := range b.count {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		length, err := b.scanEntry(at)
		if err != nil {
			return fmt.Errorf("entry %d of the pack: %w", entry, err)
		}
		b.offsets = append(b.offsets, at)
		b.names = append(b.names, entry)
		at += length
	}
	b.offsets = append(b.offsets, at)
	if at != b.end {
		return errTrailing
	}
	return nil
}

// scanEntry reads the entry at an offset and returns its length.
func (b *builder) scanEntry(at int64) (length int64, err error) {
	e := extent{from: at, to: b.end}
	h, err := b.reader.header(&b.packFile, e)
	if err != nil {
		return 0, err
	}
	var id oid.ID
	if h.size > b.reader.largeSize {
		length, id, err = b.scanStream(e, &h)
	} else {
		length, id, err = b.scanBuffer(e, &h)
	}
	if err != nil {
		return 0, err
	}
	sum, err := b.reader.sum(&b.packFile, extent{from: at, to: at + length})
	if h.kind == refDelta {
		b.await(h.base, len(b.ids))
	}
	b.ids, b.crcs, b.kinds = append(b.ids, id), append(b.crcs, sum), append(b.kinds, h.kind)
	return length, err
}

// await notes a delta of a named object.
func (b *builder) await(base oid.ID, entry int) {
	if b.waiting == nil {
		b.named, b.waiting = map[oid.ID]int32{}, map[oid.ID][]int32{}
	}
	b.waiting[base] = append(b.waiting[base], int32(entry))
}

// scanBuffer decodes an entry in memory.
func (b *builder) scanBuffer(e extent, h *header) (length int64, id oid.ID, err error) {
	for _, bound := range []int64{likelyBound(h.size), packedBound(h.size)} {
		var n int
		bound = min(int64(h.length)+bound, e.to-e.from)
		if h.size/inflate.MaxRatio > bound {
			return 0, oid.ID{}, fmt.Errorf("%d packed bytes can't hold the declared size of %d bytes", bound, h.size)
		}
		packed := b.reader.buffers.get(int(bound))
		if _, err = b.file.ReadAt(packed, e.from); err == nil {
			n, id, err = b.decodeWhole(packed[h.length:], h)
		}
		b.reader.buffers.put(packed)
		if err == nil {
			return int64(h.length + n), id, nil
		}
	}
	return 0, oid.ID{}, err
}

// decodeWhole decodes the stream that src begins with, and names it unless it is a delta.
func (b *builder) decodeWhole(src []byte, h *header) (n int, id oid.ID, err error) {
	buffer := b.reader.buffers.get(int(h.size) + inflate.Slack)
	defer b.reader.buffers.put(buffer)
	b.reader.decoder.Unchecked = false
	content, n, err := b.reader.decoder.Zlib(buffer, int(h.size), src)
	if err != nil {
		return 0, oid.ID{}, err
	}
	if !h.isDelta() {
		id = b.name(Type(h.kind), content)
	}
	return n, id, nil
}

// name returns the name of an object.
func (b *builder) name(kind Type, content []byte) oid.ID {
	hash := b.format.New()
	fmt.Fprintf(hash, "%v %d\x00", kind, len(content))
	hash.Write(content)
	return oid.New(hash.Sum(nil))
}

// scanStream decodes an entry that is too large to be held.
func (b *builder) scanStream(e extent, h *header) (length int64, id oid.ID, err error) {
	from := e.from + int64(h.length)
	packed := &counted{Reader: bufio.NewReaderSize(io.NewSectionReader(b.file, from, e.to-from), 64<<10)}
	content, err := zlib.NewReader(packed)
	if err != nil {
		return 0, id, unexpected(err)
	}
	id, err = b.streamName(Type(h.kind), h.size, &stream{content, h.size})
	if h.isDelta() {
		id = oid.ID{}
	}
	return int64(h.length) + packed.n, id, err
}

// streamName is name for what is not held.
func (b *builder) streamName(kind Type, size int64, content io.Reader) (oid.ID, error) {
	hash := b.format.New()
	fmt.Fprintf(hash, "%v %d\x00", kind, size)
	if _, err := io.Copy(hash, &interruptible{b.ctx, content}); err != nil {
		return oid.ID{}, err
	}
	return oid.New(hash.Sum(nil)), nil
}

// counted counts what is read of it; a decoder that finds an io.ByteReader reads no further than its stream.
type counted struct {
	*bufio.Reader
	n int64
}

// Read implements io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// ReadByte implements io.ByteReader.
func (c *counted) ReadByte() (byte, error) {
	b, err := c.Reader.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

// interruptible ends reading with its context.
type interruptible struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (r *interruptible) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
