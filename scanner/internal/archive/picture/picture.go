// Package picture makes a text of the chunks of PNG files that hold texts (PNG, third edition, 11.3.3: tEXt, zTXt, iTXt), where programs
// write how a picture was made, whole workflows with their settings among that.
package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Errors of Text. There may be a text, too.
var (
	ErrDamaged = errors.New("a text of the picture is damaged")
	ErrBound   = errors.New("has more texts than are read")
)

const (
	signature = 8 // bytes
	chunkHead = 8 // a length and a type, and
	chunkTail = 4 // a checksum
)

// Text returns the texts of a PNG file under their keywords. Values that are none go to held, too, until that returns false.
func Text(data []byte, held func(keyword string, value []byte) bool) ([]byte, error) {
	r := reader{text: pairs.NewBounded(len(data)), held: held}
	for rest := data[min(signature, len(data)):]; len(rest) >= chunkHead && !r.text.Full(); r.text.Step() {
		n := int64(binary.BigEndian.Uint32(rest))
		kind, body := string(rest[4:chunkHead]), rest[chunkHead:]
		whole := body[:min(n, int64(len(body)))]
		r.chunk(kind, whole)
		rest = body[min(n+chunkTail, int64(len(body))):]
	}
	switch {
	case !r.text.Whole():
		return r.text.Bytes(), ErrBound
	case r.damaged:
		return r.text.Bytes(), ErrDamaged
	}
	return r.text.Bytes(), nil
}

type reader struct {
	text     pairs.Bounded
	inflater io.ReadCloser
	damaged  bool
	held     func(keyword string, value []byte) bool
	over     bool // held wants no more
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
		r.damaged = true
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
	if len(value) > 0 && !r.over && !pairs.IsText(value) {
		r.over = !r.held(string(keyword), value)
	}
	r.text.Pair(r.text.Looked(value), func() []byte { return keyword })
}

// inflate returns what a zlib stream stands for, as far as it is not damaged and one byte more than a value may have.
func (r *reader) inflate(packed []byte) []byte {
	in := bytes.NewReader(packed)
	var err error
	if r.inflater == nil {
		r.inflater, err = zlib.NewReader(in)
	} else {
		err = r.inflater.(zlib.Resetter).Reset(in, nil)
	}
	if err != nil {
		r.damaged = true
		return nil
	}
	plain, err := io.ReadAll(io.LimitReader(r.inflater, pairs.MostValue+1))
	r.damaged = r.damaged || err != nil
	return plain
}
