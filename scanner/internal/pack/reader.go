package pack

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/inflate"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

const (
	// LargeSize is the size in bytes above which no object is held: Walk yields blobs as streams, and those that others are built on,
	// or that are deltas, lie in files meanwhile. Other objects of that size are errors.
	LargeSize = 64 << 20
)

var (
	errCRC        = errors.New("packed bytes do not match the CRC-32 of the index")
	errPackedLen  = errors.New("packed bytes are much longer than their content")
	errEntryEnd   = errors.New("compressed data does not end where the entry does")
	errNoBase     = errors.New("delta base is not in this pack")
	errBaseSize   = errors.New("delta is for a base of another size")
	errBrokenBase = errors.New("delta base is not an entry of the pack")
	errCycle      = errors.New("chain of delta bases has no end")
	errNoEntry    = errors.New("no such entry in the pack")
)

// Base returns an object that a delta is based on and that is not in its pack. The bytes must stay as they are while the
// call that asked for them runs. It may read other packs, with another Reader; that it does not come back to the same
// object is its own care.
// Its file, if it has one, is closed then.
type Base func(id oid.ID) (Content, error)

func (b Base) find(id oid.ID) (Content, error) {
	if b == nil {
		return Content{}, errNoBase
	}
	return b(id)
}

// Reader reads packs for one worker: it owns a decoder, windows and buffers, and may be used for several packs, one call after
// the other. It is not safe for concurrent use.
//
// It holds the packed bytes, the delta, the base and the result of one entry, and at most log2(n) more bases on a walk
// through n entries; besides, 8 MiB of unused buffers and 8 MiB of recently used bases.
type Reader struct {
	decoder inflate.Decoder
	windows windows
	buffers buffers
	edits   []Edit
	walk    walk
	budget  *Budget
	files   *spill.Files
	recent  recent
	chain   []link
	// LargeSize twice and maxDelta, save in tests and behind Limit.
	largeSize, maxSize, maxDelta int64
}

// NewReader makes a Reader, whose large contents go to files. budget may be nil: then each Reader holds what it needs.
func NewReader(budget *Budget, files *spill.Files) *Reader {
	return &Reader{budget: budget, files: files, largeSize: LargeSize, maxSize: LargeSize, maxDelta: maxDelta}
}

// Limit bounds what may be held of one content, in bytes, up to LargeSize.
func (r *Reader) Limit(bytes int64) { r.maxSize = min(bytes, LargeSize) }

// header reads the header of an entry.
func (r *Reader) header(f *packFile, e extent) (header, error) {
	data, err := r.windows.read(f, e.from, min(e.from+maxHeader, e.to))
	if err != nil {
		return header{}, err
	}
	return parseHeader(data, f.format)
}

// packedBound is more than any zlib stream of that much content takes that someone meant to be small; likelyBound is as
// much as zlib itself makes of it.
func packedBound(size int64) int64 { return size + size/8 + 64<<10 }
func likelyBound(size int64) int64 { return size + size/64 + 128 }

// load verifies an entry's packed bytes and decodes what follows the header: the content, or the delta. The result is a
// buffer of r.buffers.
func (r *Reader) load(f *packFile, e extent, h *header) ([]byte, error) {
	length := e.to - e.from
	if !e.exact {
		length = min(length, maxHeader+packedBound(h.size))
	}
	switch {
	case h.size > r.maxSize:
		return nil, tooLarge(h.size, r.maxSize)
	case length > maxHeader+packedBound(h.size):
		return nil, errPackedLen
	case h.size/inflate.MaxRatio > length:
		return nil, fmt.Errorf("%d packed bytes can't hold the declared size of %d bytes", length, h.size)
	}
	if likely := int64(h.length) + likelyBound(h.size); !e.exact && likely < length {
		if data, err := r.loadBytes(f, e, h, likely); err == nil {
			return data, nil
		}
	}
	return r.loadBytes(f, e, h, length)
}

// loadBytes does load's work with the first length bytes of the entry.
func (r *Reader) loadBytes(f *packFile, e extent, h *header, length int64) ([]byte, error) {
	if length <= maxWindow {
		packed, err := r.windows.read(f, e.from, e.from+length)
		if err != nil {
			return nil, err
		}
		return r.decode(packed, e, h)
	}
	packed := r.buffers.get(int(length))
	defer r.buffers.put(packed)
	if _, err := f.file.ReadAt(packed, e.from); err != nil {
		return nil, fmt.Errorf("read pack at %d: %w", e.from, unexpected(err))
	}
	return r.decode(packed[:length:length], e, h)
}

// decode does load's work on the entry's bytes. Those between length and capacity may be used to read ahead.
func (r *Reader) decode(packed []byte, e extent, h *header) ([]byte, error) {
	if e.summed && crc32.ChecksumIEEE(packed) != e.crc {
		return nil, errCRC
	}
	r.decoder.Unchecked = e.summed
	const ahead = 32
	buffer := r.buffers.get(int(h.size) + inflate.Slack)
	stream := packed[h.length:min(len(packed)+ahead, cap(packed))]
	out, n, err := r.decoder.Zlib(buffer, int(h.size), stream)
	if err == nil && (h.length+n > len(packed) || e.exact && h.length+n < len(packed)) {
		err = errEntryEnd
	}
	if err != nil {
		r.buffers.put(buffer)
		return nil, err
	}
	return out, nil
}

// derive loads a delta and applies it to its base. The result is the Reader's, to be released; the edits are in r.edits until the next
// call.
func (r *Reader) derive(f *packFile, e extent, h *header, base Content) (Content, error) {
	if base.Type == Blob && h.size > r.maxDelta {
		return r.deriveLong(f, e, h, base)
	}
	delta, err := r.load(f, e, h)
	if err != nil {
		return Content{}, err
	}
	defer r.buffers.put(delta)
	baseSize, size, instructions, err := deltaSizes(delta)
	switch {
	case err != nil:
		return Content{}, err
	case base.Large() || r.isLarge(base.Type, size):
		return r.apply(bufio.NewReader(bytes.NewReader(instructions)), base, baseSize, size)
	case baseSize != base.Size:
		return Content{}, errBaseSize
	case size > r.maxSize:
		return Content{}, tooLarge(size, r.maxSize)
	}
	out := r.buffers.get(int(size))
	if r.edits, err = applyDelta(out, base.Data, instructions, r.edits[:0]); err != nil {
		r.buffers.put(out)
		return Content{}, err
	}
	return held(base.Type, out), nil
}

// unexpected turns the end of the file into an error that reads as one.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
