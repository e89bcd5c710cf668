// Package picture makes a text of the chunks of PNG files that hold texts (PNG, third edition, 11.3.3: tEXt, zTXt, iTXt), where programs
// write how a picture was made, whole workflows with their settings among that.
package picture

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

const (
	signature = 8 // bytes
	chunkHead = 8 // a length and a type, and
	chunkTail = 4 // a checksum
)

// Text returns the texts of a PNG file under their keywords. Values that are none go to held, too, until that returns false. Its errors are
// those of pairs.Held.
func Text(data []byte, held func(keyword string, value []byte) bool) ([]byte, error) {
	r := reader{Held: pairs.NewHeld(len(data), held)}
	for rest := data[min(signature, len(data)):]; len(rest) >= chunkHead && !r.Full(); r.Step() {
		n := int64(binary.BigEndian.Uint32(rest))
		kind, body := string(rest[4:chunkHead]), rest[chunkHead:]
		whole := body[:min(n, int64(len(body)))]
		r.chunk(kind, whole)
		rest = body[min(n+chunkTail, int64(len(body))):]
	}
	return r.Held.Text()
}

type reader struct {
	pairs.Held
	inflater io.ReadCloser
}

// chunk adds what a chunk says, if it is one of text.
func (r *reader) chunk(kind string, body []byte) {
	switch kind {
	case "tEXt", "zTXt", "iTXt":
	default:
		return
	}
	keyword, value, ok := bytes.Cut(body, []byte{0})
	packed := kind == "zTXt"
	switch {
	case !ok, packed && len(value) < 1, kind == "iTXt" && len(value) < 2:
		r.Broken = true
		return
	case packed: // behind the number of the method, of which there is one
		value = value[1:]
	case kind == "iTXt":
		packed = value[0] == 1
		_, value, _ = bytes.Cut(value[2:], []byte{0}) // a language
		_, value, _ = bytes.Cut(value, []byte{0})     // and the keyword in it
	}
	if packed {
		value = r.inflate(value)
	}
	if len(value) > 0 && !pairs.IsText(value) {
		r.Hold(keyword, value)
	}
	r.Pair(r.Looked(value), func() []byte { return keyword })
}

// inflate returns what a zlib stream stands for, as far as it is not damaged and one byte more than a value may have; or what a stream of
// DEFLATE without a head does, which draw.io writes.
func (r *reader) inflate(packed []byte) []byte {
	in := bytes.NewReader(packed)
	var err error
	if r.inflater == nil {
		r.inflater, err = zlib.NewReader(in)
	} else {
		err = r.inflater.(zlib.Resetter).Reset(in, nil)
	}
	if err != nil {
		return r.headless(packed)
	}
	plain, err := io.ReadAll(io.LimitReader(r.inflater, pairs.MostValue+1))
	r.Broken = r.Broken || err != nil
	return plain
}

func (r *reader) headless(packed []byte) []byte {
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), pairs.MostValue+1))
	if err != nil {
		r.Broken = true
		return nil
	}
	return plain
}
