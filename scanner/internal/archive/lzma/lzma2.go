package lzma

import (
	"encoding/binary"
	"io"
)

// chunks is what LZMA2 adds: pieces of up to 2 MiB, packed into 64 KiB or not packed at all.
type chunks struct {
	in       io.Reader
	packed   []byte // the chunk's compressed bytes
	left     int    // bytes of the chunk yet to be decoded
	stored   bool   // the chunk is not compressed
	begun    bool   // the window was reset once
	prepared bool   // properties are known
	taken    int64  // bytes of in
}

const (
	chunkEnd          = 0x00
	chunkStoredReset  = 0x01 // begins with an empty window
	chunkStored       = 0x02
	chunkPacked       = 0x80 // and two bits that say what is reset, and the high bits of the size
	resetState        = 1
	resetProperties   = 2
	resetWindow       = 3
	maxPacked         = 1 << 16
	packedHeader      = 4
	storedHeader      = 2
	largestDictionary = 40 // as the byte that xz and 7z give says it
)

// DictionarySize tells how many bytes back the byte says that LZMA2 data refers; ok is false if it says nothing.
func DictionarySize(b byte) (size uint32, ok bool) {
	switch {
	case b > largestDictionary:
		return 0, false
	case b == largestDictionary:
		return 1<<32 - 1, true
	}
	return (2 | uint32(b)&1) << (b/2 + 11), true
}

// Lzma2 begins a stream of LZMA2 data that refers back by up to dictionary bytes. It reads nothing of in beyond the stream's end.
func (d *Decoder) Lzma2(in io.Reader, dictionary uint32) {
	d.chunks = chunks{in: in, packed: d.chunks.packed}
	d.begin(dictionary, d.decodeChunk)
}

func (d *Decoder) decodeChunk() error {
	if d.chunks.left == 0 {
		if err := d.beginChunk(); err != nil {
			return err
		}
	}
	most := min(d.chunks.left, mostAtOnce)
	var n int
	var err error
	if d.chunks.stored {
		n, err = d.copyStored(most)
	} else if n, err = d.decode(most); err == io.EOF {
		err = errCorrupt // chunks have no end marker
	}
	d.chunks.left -= n
	if err == nil && d.chunks.left == 0 && d.pending > 0 {
		err = errCorrupt
	}
	return err
}

func (d *Decoder) copyStored(most int) (int, error) {
	n, err := d.chunks.read(d.window[d.at:min(d.at+most, len(d.window))])
	d.at += n
	d.processed += uint32(n)
	return n, err
}

// read fills p.
func (c *chunks) read(p []byte) (int, error) {
	n, err := io.ReadFull(c.in, p)
	c.taken += int64(n)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = ErrTruncated
	}
	return n, err
}

// beginChunk reads a chunk's header; io.EOF is the end of the stream.
func (d *Decoder) beginChunk() error {
	var control [1]byte
	if _, err := d.chunks.read(control[:]); err != nil {
		return err
	}
	switch c := control[0]; {
	case c == chunkEnd:
		return io.EOF
	case c >= chunkPacked:
		return d.beginPacked(c)
	case c == chunkStoredReset:
		d.forget()
		d.chunks.begun = true
	case c != chunkStored || !d.chunks.begun:
		return errCorrupt
	}
	var size [storedHeader]byte
	_, err := d.chunks.read(size[:])
	d.chunks.stored, d.chunks.left = true, int(binary.BigEndian.Uint16(size[:]))+1
	return err
}

func (d *Decoder) beginPacked(control byte) error {
	c := &d.chunks
	var head [packedHeader]byte
	if _, err := c.read(head[:]); err != nil {
		return err
	}
	reset := control >> 5 & 3
	if reset == resetWindow {
		d.forget()
		c.begun = true
	}
	if reset >= resetProperties {
		var properties [1]byte
		if _, err := c.read(properties[:]); err != nil {
			return err
		}
		if err := d.setProperties(properties[0]); err != nil {
			return err
		}
		c.prepared = true
	}
	if !c.begun || !c.prepared {
		return errCorrupt
	}
	if reset >= resetState {
		d.resetState()
	}
	c.stored, c.left = false, int(control&0x1f)<<16+int(binary.BigEndian.Uint16(head[:]))+1
	if c.packed == nil {
		c.packed = make([]byte, maxPacked)
	}
	packed := c.packed[:int(binary.BigEndian.Uint16(head[2:]))+1]
	if n, err := c.read(packed); err != nil {
		if n == 0 || err != ErrTruncated {
			return err
		}
		packed = packed[:n] // its beginning can still be decoded
	}
	return d.ranger.start(packed, nil, nil)
}
