// Package lzma decodes LZMA, LZMA2 and the xz container, with a window that grows with what was really decoded. A library that sets
// the window aside as soon as a header asks for it can be made to clear 64 MiB for each few bytes of hostile input.
//
//	lzma.go    Decoder: what callers see, the window, the plain .lzma frame
//	symbols.go literals and matches: the loop where the time goes
//	bits.go    the range decoder and its probabilities
//	lzma2.go   the chunks of LZMA2
//	xz.go      streams and blocks of .xz
//	filter.go  the filters that xz and 7z put before the compression
//	bcj2.go    the one of them that has four streams
//
// Sources: the LZMA specification of the LZMA SDK (https://www.7-zip.org/sdk.html, DOC/lzma-specification.txt) and the .xz file format
// 1.2.1 (https://tukaani.org/xz/xz-file-format.txt).
//
// Input is hostile: whatever it holds, a call ends after a time proportional to what it decodes and reads, and holds no more than
// the window that the caller allows and about 200 kB.
package lzma

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ErrWindow says that a stream refers further back than the caller allows.
var ErrWindow = errors.New("LZMA data needs a larger window than is allowed")

// Errors of a stream that was decoded as far as it goes.
var (
	ErrTruncated = errors.New("LZMA data ends early")
	ErrXzCheck   = errors.New("decoded data does not match the xz check")
)

// What else can be wrong with a stream.
var (
	errCorrupt = errors.New("corrupt LZMA data")
	errProps   = errors.New("LZMA properties are not valid")
)

const (
	firstWindow = 1 << 16 // bytes; it grows from here
	smallWindow = 8 << 20 // bytes up to which it doubles
	mostAtOnce  = 1 << 16 // bytes decoded before they are handed out
)

// Decoder decodes streams, one after the other: Xz, Lzma or Lzma2 begins one, Read gives its decoded bytes. Not safe for concurrent
// use.
type Decoder struct {
	grant func(window int64) int64

	window []byte // a ring once it is full; its capacity stays from stream to stream
	size   int    // bytes that the window may grow to
	asked  int64  // bytes that the stream wants it to hold
	full   bool   // the whole window is history, else the bytes before at
	from   int    // window[from:at] is decoded and not yet read
	at     int

	next func() error // decodes more into the window; io.EOF at the end
	err  error

	coder
	chunks chunks
}

// NewDecoder returns a Decoder that asks grant, whenever a stream begins, for a window of as many bytes as that wants, and gets by with
// those that it returns; 64 KiB it takes in any case.
func NewDecoder(grant func(window int64) int64) *Decoder { return &Decoder{grant: grant} }

// Release lets a large window go. The stream is over.
func (d *Decoder) Release() {
	if len(d.window) > smallWindow {
		d.window = nil
	}
}

// Read gives the stream's next decoded bytes and io.EOF at its end. After another error it gives that error again.
func (d *Decoder) Read(p []byte) (int, error) {
	for d.from == d.at {
		if d.err != nil {
			return 0, d.err
		}
		if d.next == nil {
			return 0, io.EOF
		}
		d.makeRoom()
		d.err = d.next()
	}
	n := copy(p, d.window[d.from:d.at])
	d.from += n
	return n, nil
}

// begin gets ready for a stream that may refer back by that many bytes.
func (d *Decoder) begin(dictionary uint32, next func() error) {
	d.asked = int64(dictionary)
	d.size = int(max(min(d.asked, d.grant(d.asked)), firstWindow))
	d.window = d.window[:min(cap(d.window), d.size)]
	if len(d.window) < firstWindow {
		d.window = make([]byte, firstWindow)
	}
	d.forget()
	d.next, d.err, d.pending = next, nil, 0
}

// forget empties the window. All that was decoded has been read.
func (d *Decoder) forget() {
	d.full, d.from, d.at, d.processed = false, 0, 0, 0
}

// makeRoom lets the window hold at least one more byte; all that was decoded has been read.
func (d *Decoder) makeRoom() {
	if d.at == len(d.window) && len(d.window) < d.size && !d.full {
		next := 2 * len(d.window)
		if next > smallWindow {
			next = d.size // memory that is not touched costs nothing, and copies that the collector has not taken yet do
		}
		grown := make([]byte, min(next, d.size))
		copy(grown, d.window)
		d.window = grown
	}
	if d.at == len(d.window) {
		d.full, d.at = true, 0
	}
	d.from = d.at
}

// headerSize is the length in bytes of what goes before LZMA data in a .lzma file: properties and decoded size.
const headerSize = 13

// PropertiesSize is the length in bytes of the properties alone, as 7z and zip give them.
const PropertiesSize = 5

// UnknownSize says that a stream ends with a marker.
const UnknownSize = -1

// File begins the .lzma file in.
func (d *Decoder) File(in io.Reader) error {
	var head [headerSize]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return ErrTruncated
	}
	return d.Lzma(in, head[:PropertiesSize], int64(binary.LittleEndian.Uint64(head[PropertiesSize:])))
}

// Lzma begins a stream of LZMA data with the given properties that decodes to size bytes, or up to its end marker if that is
// negative. It may read in beyond the stream's end.
func (d *Decoder) Lzma(in io.Reader, properties []byte, size int64) error {
	if len(properties) < PropertiesSize {
		return errProps
	}
	if err := d.setProperties(properties[0]); err != nil {
		return err
	}
	if d.input == nil {
		d.input = make([]byte, 1<<12)
	}
	left := size
	d.begin(binary.LittleEndian.Uint32(properties[1:]), func() error {
		most := mostAtOnce
		if size >= 0 {
			most = int(min(left, mostAtOnce))
		}
		if most == 0 {
			return io.EOF
		}
		n, err := d.decode(most)
		left -= int64(n)
		return d.unlessSourceFailed(err)
	})
	d.resetState()
	return d.unlessSourceFailed(d.ranger.start(nil, in, d.input))
}

// unlessSourceFailed returns why the source of the data could not be read, if that is why it ended early.
func (d *Decoder) unlessSourceFailed(err error) error {
	if err != nil && d.sourceErr != nil && d.sourceErr != io.EOF {
		return fmt.Errorf("reading LZMA data: %w", d.sourceErr)
	}
	return err
}
