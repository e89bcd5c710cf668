// Package dataset makes texts of tables of data whose columns a schema names: Parquet and Avro's object containers.
//
//	dataset.go  what callers use
//	parquet.go  Parquet: what its footer tells, and pages
//	delta.go    texts that are written by what they have in common
//	thrift.go   structures of Thrift's compact protocol, in which Parquet tells all this
//	avro.go     Avro: blocks and values
//	schema.go   its schemas
//
// The bytes are hostile. What is said to lie beyond the data is nothing, pages and blocks are unpacked up to a bound, and one at a time.
package dataset

import (
	"bytes"
	"errors"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Errors of Text. There may be texts, too.
var (
	ErrBound  = errors.New("has more than is read")
	ErrBroken = errors.New("is damaged, or has pages that are packed in a way that is not read")
)

// Packing is how a page or a block is packed.
type Packing uint8

// Packings; Plain is not packed.
const (
	Unknown Packing = iota
	Plain
	Snappy // and nothing around the block
	Deflate
	Gzip
	Zstd
	Brotli
	Bzip2
	Xz
	LZ4 // and nothing around the block
)

// Unpack appends what a block stands for to dst, most bytes of it at most.
type Unpack func(dst []byte, packing Packing, block []byte, most int) ([]byte, error)

// mostPage is how many bytes of a page or a block are read.
const mostPage = 16 << 20

// Magics.
const (
	magicParquet = "PAR1"
	magicAvro    = "Obj\x01"
)

// Text yields the texts of a file, each value with the name of its column or field: of Parquet those of each column under its name, of Avro all; in
// pieces if there are many. Values that are no texts go to held. Both are valid until the function returns; if that is false nothing more is read.
func Text(data []byte, unpack Unpack, yield, held func(name string, data []byte) bool) error {
	t := table{data: data, unpack: unpack, held: held, text: pairs.NewPieces(yield), left: 2*len(data) + pairs.LookAtAll}
	switch {
	case bytes.HasPrefix(data, []byte(magicParquet)):
		t.parquet()
	case bytes.HasPrefix(data, []byte(magicAvro)):
		t.avro()
	}
	switch {
	case t.broken:
		return ErrBroken
	case t.cut:
		return ErrBound
	}
	return nil
}

// table is a file under way.
type table struct {
	data   []byte
	unpack Unpack
	text   pairs.Pieces
	held   func(name string, value []byte) bool
	page   []byte // what was unpacked last
	left   int    // values of Avro, bytes of Parquet's columns that may be looked at
	broken bool
	cut    bool
}

// unpacked returns what a page or block stands for, until the next call.
func (t *table) unpacked(packing Packing, block []byte) []byte {
	if packing == Plain {
		return block
	}
	var err error
	if t.page, err = t.unpack(t.page[:0], packing, block, mostPage+1); err != nil {
		t.broken = true
	}
	if len(t.page) > mostPage {
		t.cut = true
		return t.page[:mostPage]
	}
	return t.page
}

// value adds a value of a column.
func (t *table) value(name string, value []byte) {
	switch {
	case len(value) == 0 || t.text.Over:
	case pairs.IsText(value):
		t.text.Pair([]byte(name), value)
	default:
		t.text.Over = !t.held(name, value)
	}
}
