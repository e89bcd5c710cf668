package archive

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/andybalholm/brotli"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Brotli streams (RFC 7932), as pages and their scripts lie beside them for browsers, have neither a magic nor a checksum. But hardly any
// other bytes are one: all of them must be, and what they stand for must begin like a text or like a container.

const (
	leastBrotli = 24       // bytes of a stream
	mostProbed  = 16 << 20 // bytes that a stream is decoded to before it is taken for one
	mostBrotli  = 17 << 20 // bytes that a decoder holds
	brotliHead  = 16       // bytes of a stream, one of which is in no text
)

// SniffFile is Sniff for all bytes of a file: it knows streams, too, that only decoding tells.
func SniffFile(data []byte) Kind {
	kind := Sniff(data)
	if kind == None && isBrotli(data) {
		kind = magic.Brotli
	}
	return kind
}

// isBrotli reports whether data is a stream of Brotli.
func isBrotli(data []byte) bool {
	if len(data) < leastBrotli || beginsText(data[:min(len(data), brotliHead)]) {
		return false
	}
	in := brotli.NewReader(bytes.NewReader(data))
	start, err := io.ReadAll(io.LimitReader(in, sniffed))
	if err != nil || !beginsText(start) && sniffStart(start) == None {
		return false
	}
	_, err = io.Copy(io.Discard, io.LimitReader(in, mostProbed))
	return err == nil
}

// beginsText reports whether the beginning of a file is that of a text; the last letter may be cut.
func beginsText(start []byte) bool {
	for cut := range min(utf8.UTFMax, len(start)) {
		if pairs.IsText(start[:len(start)-cut]) {
			return true
		}
	}
	return false
}
