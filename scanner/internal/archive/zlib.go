package archive

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/zlib"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// isZlib reports whether data begins like a zlib stream (RFC 1950). The two bytes of its head stand at the beginning of many texts, so that
// all that is looked at must decode; what is shorter than that is a whole stream or none.
func isZlib(data []byte) bool {
	data = data[:min(len(data), sniffed)]
	if !magic.IsZlib(data) {
		return false
	}
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, r) // of half a KiB
	return err == nil || err == io.ErrUnexpectedEOF && len(data) >= sniffed
}

// zlib returns a reader of a zlib stream. Of an object of git, which it may be, the header is left out.
func (w *walker) zlib(in io.Reader) (io.Reader, func(), error) {
	r, err := zlib.NewReader(in)
	if err != nil {
		return nil, nil, err
	}
	head := make([]byte, longestObjectHead)
	n, err := io.ReadFull(r, head)
	head = head[objectHead(head[:n]):n]
	if err != nil {
		return io.MultiReader(bytes.NewReader(head), failing{eofOf(err)}), func() {}, nil
	}
	return io.MultiReader(bytes.NewReader(head), r), func() {}, nil
}

// eofOf returns io.EOF for what io.ReadFull makes of it.
func eofOf(err error) error {
	if err == io.ErrUnexpectedEOF {
		return io.EOF
	}
	return err
}

// longestObjectHead is how many bytes the header of an object may take: its type, its size in decimal digits, what stands around them.
const longestObjectHead = len("commit ") + 19 + len("\x00")

// objectHead returns how many bytes the header of a git object at the beginning of data takes, 0 if there is none
// (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage).
func objectHead(data []byte) int {
	end := bytes.IndexByte(data, 0)
	kind, size, ok := bytes.Cut(data[:max(end, 0)], []byte{' '})
	if !ok || len(size) == 0 || len(bytes.Trim(size, "0123456789")) > 0 {
		return 0
	}
	switch string(kind) {
	case "blob", "commit", "tag", "tree":
		return end + 1
	}
	return 0
}
