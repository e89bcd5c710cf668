package lzma

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"
	"slices"
)

// What can be wrong with an xz file.
var (
	errXzHeader = errors.New("not a valid xz header")
	errXzFilter = errors.New("xz filter is not supported")
	errXzIndex  = errors.New("corrupt xz index")
	errXzMore   = errors.New("more bytes after the xz data")
)

const (
	xzMagic      = "\xfd7zXZ\x00"
	xzHeader     = 12
	xzFooter     = 12
	xzAlign      = 4
	filterLzma2  = 0x21
	maxFilters   = 4
	hasPacked    = 0x40
	hasUnpacked  = 0x80
	reservedBits = 0x3c
)

// checkSizes tells how many bytes each of the 16 kinds of check takes.
var checkSizes = [16]int{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}

// XzReader reads .xz files, all streams of each; it is not safe for concurrent use.
type XzReader struct {
	decoder *Decoder
	in      *bufio.Reader
	data    io.Reader // of the current block, nil between blocks
	check   byte      // its kind
	sum     hash.Hash // of the block; nil: not to be checked
	head    []byte    // of a block
	streams int       // begun
	open    bool      // within a stream
	err     error
}

// NewXzReader returns a reader that uses the decoder; Reset gives it something to read.
func NewXzReader(d *Decoder) *XzReader { return &XzReader{decoder: d} }

// Reset begins the file in.
func (x *XzReader) Reset(in *bufio.Reader) {
	*x = XzReader{decoder: x.decoder, in: in, head: x.head}
}

// Read gives the next decoded bytes, io.EOF at the end; after another error it gives that error again. The index at a stream's end is
// skipped, the checks are verified but after filters that are left undone.
func (x *XzReader) Read(p []byte) (int, error) {
	for x.err == nil && len(p) > 0 {
		if x.data == nil {
			x.err = x.advance()
			continue
		}
		n, err := x.data.Read(p)
		if x.sum != nil {
			x.sum.Write(p[:n])
		}
		if err == io.EOF {
			x.err = x.endBlock()
		} else if err != nil {
			x.err = err
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, x.err
}

// advance goes to the next block.
func (x *XzReader) advance() error {
	if !x.open {
		return x.beginStream()
	}
	size, err := x.in.ReadByte()
	if err != nil {
		return truncated(err)
	}
	if size == 0 {
		x.open = false
		return x.skipIndex()
	}
	return x.beginBlock((int(size) + 1) * xzAlign)
}

// truncated turns the end of the input into an error.
func truncated(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrTruncated
	}
	return err
}

// beginStream reads a stream's header; between streams there may be zeros.
func (x *XzReader) beginStream() error {
	var head [xzHeader]byte
	for {
		n, err := io.ReadFull(x.in, head[:xzAlign])
		if n == 0 && err == io.EOF && x.streams > 0 {
			return io.EOF
		}
		if err != nil {
			return truncated(err)
		}
		if x.streams == 0 || [xzAlign]byte(head[:]) != [xzAlign]byte{} {
			break
		}
	}
	if x.streams > 0 && string(head[:xzAlign]) != xzMagic[:xzAlign] {
		return errXzMore
	}
	if _, err := io.ReadFull(x.in, head[xzAlign:]); err != nil {
		return truncated(err)
	}
	flags := head[len(xzMagic):][:2]
	if string(head[:len(xzMagic)]) != xzMagic || flags[0] != 0 || flags[1] > 15 ||
		crc32.ChecksumIEEE(flags) != binary.LittleEndian.Uint32(head[8:]) {
		return errXzHeader
	}
	x.check, x.open = flags[1], true
	x.streams++
	return nil
}

// beginBlock reads a block's header, whose first byte was read.
func (x *XzReader) beginBlock(size int) error {
	x.head = slices.Grow(x.head[:0], size)[:size]
	x.head[0] = byte(size/xzAlign - 1)
	if _, err := io.ReadFull(x.in, x.head[1:]); err != nil {
		return truncated(err)
	}
	fields := x.head[1 : size-crc32.Size]
	if crc32.ChecksumIEEE(x.head[:size-crc32.Size]) != binary.LittleEndian.Uint32(x.head[size-crc32.Size:]) || fields[0]&reservedBits != 0 {
		return errXzHeader
	}
	flags := fields[0]
	r := bytes.NewReader(fields[1:])
	for _, bit := range []byte{hasPacked, hasUnpacked} {
		if flags&bit != 0 {
			if _, err := binary.ReadUvarint(r); err != nil {
				return errXzHeader
			}
		}
	}
	return x.filters(r, int(flags&(maxFilters-1))+1)
}

// filters sets up the way from the compressed to the decoded data. The header lists the filters from the data's side.
func (x *XzReader) filters(r *bytes.Reader, n int) error {
	var deltas []byte
	x.sum = newCheck(x.check)
	for i := range n {
		id, err1 := binary.ReadUvarint(r)
		size, err2 := binary.ReadUvarint(r)
		if err1 != nil || err2 != nil || size > uint64(r.Len()) {
			return errXzHeader
		}
		properties := make([]byte, size)
		if _, err := io.ReadFull(r, properties); err != nil {
			return errXzHeader
		}
		switch last := i == n-1; {
		case last && id == filterLzma2 && size == 1:
			return x.beginData(properties[0], deltas)
		case !last && id == uint64(Delta) && size == 1:
			deltas = append(deltas, properties[0])
		case !last && id < 0x100 && Filter(id).harmless():
			x.sum = nil
		default:
			return errXzFilter
		}
	}
	return errXzHeader
}

func (x *XzReader) beginData(dictionary byte, deltas []byte) error {
	size, ok := DictionarySize(dictionary)
	if !ok {
		return errXzHeader
	}
	x.decoder.Lzma2(x.in, size)
	x.data = x.decoder
	for i := len(deltas) - 1; i >= 0; i-- {
		x.data = NewDelta(x.data, deltas[i])
	}
	return nil
}

// newCheck returns nil for kinds of check that are not verified.
func newCheck(kind byte) hash.Hash {
	switch kind {
	case 1:
		return crc32.NewIEEE()
	case 4:
		return crc64.New(crc64.MakeTable(crc64.ECMA))
	case 10:
		return sha256.New()
	}
	return nil
}

// endBlock reads what comes behind a block's data.
func (x *XzReader) endBlock() error {
	x.data = nil
	size := checkSizes[x.check]
	padding := int(-x.decoder.chunks.taken & (xzAlign - 1))
	var tail [xzAlign + 64]byte
	if _, err := io.ReadFull(x.in, tail[:padding+size]); err != nil {
		return truncated(err)
	}
	if x.sum == nil {
		return nil
	}
	stored, sum := tail[padding:padding+size], x.sum.Sum(nil)
	if size != sha256.Size { // a number, the lowest byte first
		for i := range size / 2 {
			sum[i], sum[size-1-i] = sum[size-1-i], sum[i]
		}
	}
	if !bytes.Equal(stored, sum) {
		return ErrXzCheck
	}
	return nil
}

// skipIndex reads past the index, whose first byte was read, and the footer.
func (x *XzReader) skipIndex() error {
	taken := countedBytes{x.in, 1}
	records, err := binary.ReadUvarint(&taken)
	for i := uint64(0); i < records && err == nil; i++ {
		for range 2 {
			if err == nil {
				_, err = binary.ReadUvarint(&taken)
			}
		}
	}
	if err != nil {
		return errXzIndex
	}
	rest := int(-taken.n&(xzAlign-1)) + crc32.Size + xzFooter
	if _, err := x.in.Discard(rest); err != nil {
		return truncated(err)
	}
	return nil
}

type countedBytes struct {
	in *bufio.Reader
	n  int64
}

func (c *countedBytes) ReadByte() (byte, error) {
	b, err := c.in.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}
