// Package inflate decodes zlib streams (RFC 1950) of DEFLATE data (RFC 1951) whose decoded size is known beforehand, as that
// of every git object is. Knowing the size, it works from one whole buffer into another, without the sliding window and the
// state machine that a streaming decoder needs, and takes less than half the time of compress/zlib on git's small objects.
//
//	inflate.go  the zlib frame and the sequence of blocks
//	block.go    the three kinds of blocks; the loop where the time goes
//	bits.go     the bit reader
//	code.go     Huffman codes as lookup tables
//
// The layout of the tables and of the loop follows libdeflate (https://github.com/ebiggers/libdeflate, decompress_template.h).
//
// Input is hostile: whatever it holds, a call ends after a time proportional to the declared size and the input's length,
// writes nothing beyond the declared size and Slack, and returns an error for everything that compress/zlib refuses.
package inflate

import (
	"encoding/binary"
	"errors"
	"hash/adler32"
)

// Slack is how many bytes of capacity behind the decoded size a buffer needs: copies are done in wide steps that may write
// past their end.
const Slack = 280

// MaxRatio is the largest number of bytes that one byte of DEFLATE data can stand for: a match of 258 bytes in two bits.
const MaxRatio = 1032

// What can be wrong with a stream.
var (
	errHeader    = errors.New("not a zlib stream")
	errDeclared  = errors.New("declared size is beyond what the compressed data can hold")
	errSize      = errors.New("decoded data is not of the declared size")
	errTruncated = errors.New("compressed data ends early")
	errBlock     = errors.New("corrupt compressed data: bad block header")
	errCode      = errors.New("corrupt compressed data: bad Huffman code")
	errMatch     = errors.New("corrupt compressed data: bad length or distance")
	errChecksum  = errors.New("decoded data does not match its Adler-32")
)

// Decoder decodes streams, one after the other. The zero Decoder is ready to use; it may be reused, but is not safe for
// concurrent use. It is about 40 kB large.
type Decoder struct {
	// Unchecked leaves the Adler-32 of the decoded data unread: for callers that have verified the compressed bytes
	// themselves, by the CRC-32 of a pack index for instance.
	Unchecked bool

	in   input
	out  []byte // the caller's buffer up to its capacity: size bytes and Slack
	at   int    // bytes decoded so far
	size int    // declared

	dynamic, fixed tables
	fixedReady     bool
	lengthTable    [1 << lengthWidth]entry
	lengths        [maxLengths]uint8
	code           code
}

// Zlib decodes the zlib stream at the start of src, which must decode to exactly size bytes; more bytes may follow it, and
// a few of them make decoding faster. It returns the decoded bytes and how many bytes of src the stream takes, its Adler-32
// included. The result lies in dst's memory if dst has a capacity of size+Slack, else in a new slice; it belongs to the
// caller, as dst does, and what dst held is overwritten even when decoding fails. Nothing is allocated for a size that
// len(src) bytes can't decode to.
//
// It accepts what compress/zlib accepts, except for streams with a preset dictionary, of which compress/zlib takes the one
// with the empty dictionary, and those of another size.
func (d *Decoder) Zlib(dst []byte, size int, src []byte) (out []byte, consumed int, err error) {
	const header, trailer = 2, 4
	if len(src) < header+trailer {
		return nil, 0, errTruncated
	}
	if !validHeader(src[0], src[1]) {
		return nil, 0, errHeader
	}
	if size < 0 || size/MaxRatio > len(src) {
		return nil, 0, errDeclared
	}
	if cap(dst) < size+Slack {
		dst = make([]byte, size+Slack)
	}
	n, err := d.deflate(dst[:cap(dst)], size, src[header:])
	if err != nil {
		return nil, 0, err
	}
	end := header + n
	if len(src)-end < trailer {
		return nil, 0, errTruncated
	}
	if !d.Unchecked && adler32.Checksum(dst[:size]) != binary.BigEndian.Uint32(src[end:]) {
		return nil, 0, errChecksum
	}
	return dst[:size], end + trailer, nil
}

// validHeader checks RFC 1950's CMF and FLG bytes: method 8, a window of at most 32 KiB, no preset dictionary.
func validHeader(cmf, flg byte) bool {
	return cmf&0x0f == 8 && cmf>>4 <= 7 && (uint(cmf)<<8|uint(flg))%31 == 0 && flg&0x20 == 0
}

// deflate decodes src's blocks into dst, which must have size+Slack bytes, and returns how many bytes of src they take.
func (d *Decoder) deflate(dst []byte, size int, src []byte) (int, error) {
	d.in.reset(src)
	d.out, d.at, d.size = dst, 0, size
	for last := false; !last; {
		var err error
		if last, err = d.block(); err != nil {
			return 0, err
		}
	}
	if d.at != size {
		return 0, errSize
	}
	consumed := d.in.offset()
	if consumed > len(src) {
		return 0, errTruncated
	}
	return consumed, nil
}
