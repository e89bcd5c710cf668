package archive

import (
	"archive/tar"
	"io"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// tar reads a tar and those that follow it, as tar --ignore-zeros does.
func (w *walker) tar(it item, in *input) {
	for {
		if !w.tarMembers(it, in) {
			return
		}
		if err := skipZeros(in.Reader); err != nil {
			w.tell(it.path, err)
			return
		}
		if start, _ := in.Peek(sniffed); sniffStart(start) != magic.Tar {
			break
		}
	}
	w.rest(it, in)
}

// tarMembers reports whether it came to the archive's end.
func (w *walker) tarMembers(it item, in *input) bool {
	r := tar.NewReader(in)
	for w.goOn() {
		head, err := r.Next()
		if err == tar.ErrInsecurePath {
			err = nil
		}
		if err == tar.ErrHeader {
			w.rest(it, in)
		}
		if err != nil {
			w.tell(it.path, err)
			return err == io.EOF
		}
		switch head.Typeflag {
		case tar.TypeDir, tar.TypeLink, tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
		case tar.TypeSymlink:
			w.entry(it, head.Name, it.counted, strings.NewReader(head.Linkname))
		default:
			// The holes of a sparse file are made up while it is read.
			w.entry(it, head.Name, it.counted && !sparse(head), r)
		}
	}
	return false
}

func sparse(head *tar.Header) bool {
	for key := range head.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return head.Typeflag == tar.TypeGNUSparse
}

// rest reads what follows in the same stream, if anything does: another container, or anything else.
func (w *walker) rest(it item, in *input) {
	if _, err := in.Peek(1); err != nil {
		return
	}
	w.read(item{path: it.path + "!rest", name: "rest", depth: it.depth + 1, counted: it.counted}, in)
}
