package archive

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Images of disks in ISO 9660 (ECMA-119): descriptors from the 17th sector on, each of which leads to a tree of folders. That of Joliet has the
// names that people gave, and so have entries of Rock Ridge; else they are in capitals.
const (
	isoSector     = 2048
	isoBlock      = 512            // the least there is (6.2.2)
	isoFirst      = 16 * isoSector // the first descriptor
	isoMark       = "\x01CD001"    // behind the type of the descriptor, which here is the primary one
	isoEnd        = isoFirst + isoSector
	isoDeepest    = 256 // folders in one another; 8 in the standard, more with Rock Ridge
	isoRecordHead = 33  // bytes of a record in front of the name

	isoIsFolder = 1 << 1 // flags of a record
	isoMore     = 1 << 7 // the file goes on in the next one

	errISO = archiveError("the directory of the disk image is damaged; what it does not list is not read")
)

func isISO(data []byte) bool {
	return len(data) >= isoEnd && string(data[isoFirst:][:len(isoMark)]) == isoMark
}

// isoImage is an image under way.
type isoImage struct {
	data   []byte
	block  int64 // bytes, which numbers of blocks count
	joliet bool
	left   int64          // bytes of folders and files that may be read yet: an image has each of them once
	seen   map[int64]bool // places of folders and files; those of one file under two names are the same
}

// isoRecord is an entry of a folder.
type isoRecord struct {
	name     string
	at, size int64
	flags    byte
}

func (w *walker) iso(it item, data []byte) {
	image := isoImage{data: data, left: int64(len(data)), seen: map[int64]bool{}}
	root, ok := image.root()
	if !ok {
		w.tell(it.path, errISO)
		return
	}
	w.isoFolder(it, &image, root, 0)
}

// isoFolder reads a folder and those in it. Of its records, of which an image may have millions, only one is held at a time.
func (w *walker) isoFolder(it item, image *isoImage, folder isoRecord, depth int) {
	data, err := image.bytes(folder)
	var parts []io.Reader
	var last isoRecord
	whole := image.records(data, func(r isoRecord) bool {
		if len(folder.name) > 0 && len(folder.name) < longestName { // else a chain of folders would take more than its bytes
			r.name = folder.name + "/" + r.name
		}
		switch {
		case r.flags&isoIsFolder == 0:
			last, parts = r, w.isoFile(it, image, r, parts)
		case depth == isoDeepest:
			w.tell(it.path+"!"+clean(r.name), errISO)
		default:
			w.isoFolder(it, image, r, depth+1)
		}
		return w.goOn()
	})
	if len(parts) > 0 { // the last part is missing
		w.entry(it, last.name, it.counted, io.MultiReader(parts...))
		whole = false
	}
	if err != nil || !whole {
		w.tell(it.path+"!"+clean(folder.name), errISO)
	}
}

// isoFile reads a file, the parts of which in front are given, or returns them with this one where more follow.
func (w *walker) isoFile(it item, image *isoImage, r isoRecord, parts []io.Reader) []io.Reader {
	stored, err := image.bytes(r)
	if len(stored) > 0 {
		parts = append(parts, bytes.NewReader(stored))
	}
	if err != nil {
		parts = append(parts, failing{err})
	}
	if r.flags&isoMore != 0 && err == nil {
		return parts
	}
	if len(parts) > 0 {
		w.entry(it, r.name, it.counted, io.MultiReader(parts...))
	}
	return nil
}

// root returns the record of the outermost folder.
func (i *isoImage) root() (root isoRecord, ok bool) {
	const rootAt, rootSize, blockAt, escapesAt, last = 156, 34, 128, 88, 255
	for at := isoFirst; at+isoSector <= len(i.data) && string(i.data[at+1:][:5]) == isoMark[1:]; at += isoSector {
		d := i.data[at : at+isoSector]
		escapes := string(d[escapesAt:][:3])
		joliet := d[0] == 2 && (escapes == "%/@" || escapes == "%/C" || escapes == "%/E")
		if d[0] == last {
			break
		}
		if d[0] == 1 && !ok || joliet {
			i.block, i.joliet = int64(binary.LittleEndian.Uint16(d[blockAt:])), joliet
			root, ok = i.record(d[rootAt : rootAt+rootSize])
			root.name = ""
		}
	}
	return root, ok && i.block >= isoBlock
}

// records yields the entries of a folder. whole is false where one of them is none.
func (i *isoImage) records(folder []byte, yield func(isoRecord) bool) (whole bool) {
	for sector := range sectors(folder) {
		for len(sector) > 0 && sector[0] > 0 {
			n := int(sector[0])
			if n > len(sector) {
				return false
			}
			r, ok := i.record(sector[:n])
			if !ok {
				return false
			}
			sector = sector[n:]
			if r.name != "" && !yield(r) { // those without are the folder itself, and the one around it
				return true
			}
		}
	}
	return true
}

// sectors yields the parts of a folder, none of which a record crosses.
func sectors(data []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(data) > 0 {
			n := min(len(data), isoSector)
			if !yield(data[:n]) {
				return
			}
			data = data[n:]
		}
	}
}

// record reads an entry, which has all its bytes.
func (i *isoImage) record(b []byte) (r isoRecord, ok bool) {
	if len(b) <= isoRecordHead || len(b) < isoRecordHead+int(b[32]) {
		return r, false
	}
	name, rest := b[isoRecordHead:][:b[32]], b[isoRecordHead+int(b[32]):]
	r.at, r.size, r.flags = int64(binary.LittleEndian.Uint32(b[2:]))*i.block, int64(binary.LittleEndian.Uint32(b[10:])), b[25]
	switch {
	case len(name) == 1 && name[0] <= 1:
		return r, true
	case i.joliet:
		r.name = string(decode.UTF16BE.AppendUTF8(nil, name))
	default:
		r.name = rockRidge(rest[min(len(rest), 1-len(name)%2):])
		if r.name == "" {
			r.name = string(name)
		}
	}
	r.name, _, _ = strings.Cut(r.name, ";")
	r.name = strings.TrimSuffix(r.name, ".")
	if r.name == "" {
		r.name = "_"
	}
	return r, true
}

// rockRidge returns the name in what follows that of a record (IEEE P1282, 4.1.4), "" if there is none.
func rockRidge(fields []byte) string {
	var name []byte
	for len(fields) >= 4 && fields[2] >= 4 && int(fields[2]) <= len(fields) {
		n := int(fields[2])
		if string(fields[:2]) == "NM" && n > 5 {
			name = append(name, fields[5:n]...)
		}
		fields = fields[n:]
	}
	return string(name)
}

// bytes returns what lies at a record's place, as far as it lies in the image; nothing where that was read before.
func (i *isoImage) bytes(r isoRecord) ([]byte, error) {
	switch {
	case r.size == 0 || i.seen[r.at]:
		return nil, nil
	case r.at >= int64(len(i.data)):
		return nil, errTruncated
	}
	i.seen[r.at] = true
	size := min(r.size, int64(len(i.data))-r.at)
	if size > i.left {
		return nil, errOverlap
	}
	i.left -= size
	if size < r.size {
		return i.data[r.at:][:size], errTruncated
	}
	return i.data[r.at:][:size], nil
}
