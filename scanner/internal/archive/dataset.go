package archive

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/snappy"

	"github.com/sluice-scan/sluice/scanner/internal/archive/dataset"
	"github.com/sluice-scan/sluice/scanner/internal/archive/lz4"
	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

const (
	errDataset    = limitError("is damaged, or has pages that are packed or encoded in a way that is not read")
	errLongPages  = limitError("has pages of more than 16 MiB, or more of them than its size lets one expect; the rest is not read")
	errLongSnappy = limitError("a block is too long")
)

// dataset yields the texts of a table of data.
func (w *walker) dataset(it item, data []byte, yield, held func(string, []byte) bool) error {
	unpack := func(dst []byte, packing dataset.Packing, block []byte, most int) ([]byte, error) {
		return w.unpack(it, dst, packing, block, most)
	}
	switch dataset.Text(data, unpack, yield, held) {
	case dataset.ErrBound:
		return errLongPages
	case dataset.ErrBroken:
		return errDataset
	}
	return nil
}

// unpack appends what a block of a file stands for to dst, most bytes at most.
func (w *walker) unpack(it item, dst []byte, packing dataset.Packing, block []byte, most int) ([]byte, error) {
	in := w.newInput(bytes.NewReader(block))
	defer w.done(in)
	var decoded io.Reader
	back, err := func() {}, error(nil)
	switch packing {
	case dataset.Snappy:
		plain, failed := w.snappyBlock(block, most)
		decoded, err = bytes.NewReader(plain), failed
	case dataset.LZ4:
		plain, failed := lz4.Block(nil, block, most)
		decoded, err = bytes.NewReader(plain), failed
	case dataset.Deflate:
		decoded, back = w.flate(in.Reader)
	default:
		kind := map[dataset.Packing]Kind{dataset.Gzip: magic.Gzip, dataset.Zstd: magic.Zstd, dataset.Brotli: magic.Brotli, dataset.Bzip2: magic.Bzip2, dataset.Xz: magic.Xz}[packing]
		decoded, back, err = w.decode(kind, in.Reader)
	}
	if err != nil {
		return dst, err
	}
	defer back()
	b := bytes.NewBuffer(dst)
	_, err = b.ReadFrom(io.LimitReader(&meter{w: w, in: decoded, path: it.path, took: func() int64 { return int64(len(block)) }}, int64(most)))
	return b.Bytes(), err
}

// snappyBlock decodes a block of Snappy that stands alone.
func (w *walker) snappyBlock(block []byte, most int) ([]byte, error) {
	if n, err := snappy.DecodedLen(block); err != nil || n > most {
		return nil, errLongSnappy
	}
	return snappy.Decode(nil, block)
}
