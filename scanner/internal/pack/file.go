package pack

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// packHeader is the length of a pack's header: "PACK", version, number of entries.
const packHeader = 12

var (
	errNotPack  = errors.New("not a pack of version 2 or 3")
	errOtherIdx = errors.New("the index belongs to another pack")
	errOrder    = errors.New("index: offsets overlap or lie outside the pack")
)

// packFile is the .pack file.
type packFile struct {
	path   string
	format oid.Format
	file   *os.File
	size   int64  // of the file in bytes
	end    int64  // of the entries: offset of the trailer
	count  uint32 // entries, says the header
	sum    []byte // the trailer: checksum of all before it
}

// open opens the file and reads its header and trailer.
func (f *packFile) open(path string, format oid.Format) error {
	if err := f.openFile(path, format); err != nil {
		return err
	}
	if err := f.readFrame(); err != nil {
		_ = f.file.Close()
		return err
	}
	return nil
}

// openFile opens the file, whatever is in it.
func (f *packFile) openFile(path string, format oid.Format) error {
	file, err := regular.Open(path)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	f.path, f.format, f.file = path, format, file
	f.size, f.end = info.Size(), info.Size()-int64(format.Size())
	return nil
}

func (f *packFile) readFrame() error {
	if f.end < packHeader {
		return errNotPack
	}
	var header [packHeader]byte
	f.sum = make([]byte, f.format.Size())
	if _, err := f.file.ReadAt(header[:], 0); err != nil {
		return fmt.Errorf("read header: %w", err)
	}
	if _, err := f.file.ReadAt(f.sum, f.end); err != nil {
		return fmt.Errorf("read trailer: %w", err)
	}
	version := binary.BigEndian.Uint32(header[4:])
	if string(header[:4]) != "PACK" || version != 2 && version != 3 {
		return errNotPack
	}
	f.count = binary.BigEndian.Uint32(header[8:])
	return nil
}

// belongs checks what an index says of its pack.
func (f *packFile) belongs(count int, packSum []byte) error {
	if uint32(count) != f.count {
		return fmt.Errorf("the pack has %d entries, its index %d", f.count, count)
	}
	if !bytes.Equal(packSum, f.sum) {
		return errOtherIdx
	}
	return nil
}

// Path returns the path of the .pack file.
func (f *packFile) Path() string { return f.path }

// Close closes the file. Nothing can be read any more, streams included.
func (f *packFile) Close() error { return f.file.Close() }

// extent is where an entry lies in the file and how it can be verified.
type extent struct {
	from, to int64
	exact    bool   // to is the end of the entry, not a guess
	crc      uint32 // CRC-32 (IEEE) of the bytes
	summed   bool   // crc is known
}
