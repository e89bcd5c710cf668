package archive

import (
	"bufio"
	"encoding/binary"
	"io"

	"github.com/klauspost/compress/zlib"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// Films and programs of Flash are compressed behind their head, by zlib (CWS) or LZMA (ZWS), as the SWF file format specification has it
// (version 19, "The SWF header"). What the head says of their length is that of the head and all that was compressed.
const (
	flashHead      = 8 // bytes: a name, a version, the length
	flashLzmaHead  = flashHead + 4
	lzmaProperties = 5
)

func isFlash(data []byte) bool {
	const newest = 60
	if version := data[3]; version < 6 || version > newest {
		return false
	}
	return data[0] == 'C' && magic.IsZlib(data[flashHead:]) || data[0] == 'Z' && len(data) > flashLzmaHead && data[flashLzmaHead] == 0x5d
}

// flash returns a reader of what was compressed.
func (w *walker) flash(in *bufio.Reader) (io.Reader, func(), error) {
	start, err := in.Peek(flashLzmaHead + lzmaProperties)
	if err != nil {
		return nil, nil, errTruncated
	}
	length := int64(binary.LittleEndian.Uint32(start[4:])) - flashHead
	if start[0] == 'C' {
		_, _ = in.Discard(flashHead) // was seen
		r, err := zlib.NewReader(in)
		return r, func() {}, err
	}
	properties := [lzmaProperties]byte(start[flashLzmaHead:])
	_, _ = in.Discard(flashLzmaHead + lzmaProperties)
	d := w.lzma()
	if err := d.Lzma(in, properties[:], max(length, 0)); err != nil {
		w.backLzma()
		return nil, nil, err
	}
	return d, w.backLzma, nil
}
