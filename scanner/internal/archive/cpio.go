package archive

import (
	"io"
	"strconv"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// cpio archives, as in initramfs and rpm: the "new" format of hexadecimal fields with and without a sum, and the old portable one of
// octal fields (https://man.freebsd.org/cgi/man.cgi?query=cpio&sektion=5).
type cpioFormat struct {
	head, base              int // bytes of the header, base of its numbers
	modeAt, modeEnd         int
	nameSizeAt, nameSizeEnd int
	sizeAt, sizeEnd         int
	align                   int64
}

var (
	newCpio = cpioFormat{head: 110, base: 16, modeAt: 14, modeEnd: 22, sizeAt: 54, sizeEnd: 62, nameSizeAt: 94, nameSizeEnd: 102, align: 4}
	oldCpio = cpioFormat{head: 76, base: 8, modeAt: 18, modeEnd: 24, nameSizeAt: 59, nameSizeEnd: 65, sizeAt: 65, sizeEnd: 76, align: 1}
)

const (
	cpioMagic       = 6 // bytes
	cpioTrailer     = "TRAILER!!!"
	longestCpioName = 1 << 13 // bytes
	modeType        = 0o170000
	modeFile        = 0o100000
	modeLink        = 0o120000 // the data is the target
)

// cpio reads an archive and those that follow it; an initramfs often is two.
func (w *walker) cpio(it item, in *input) {
	for w.goOn() {
		err := w.cpioMember(it, in)
		if err == io.EOF {
			if err := skipZeros(in.Reader); err != nil {
				w.tell(it.path, err)
				return
			}
			if start, _ := in.Peek(sniffed); sniffStart(start) != magic.Cpio {
				w.rest(it, in)
				return
			}
			continue
		}
		if err == errCpioHead {
			w.rest(it, in)
		}
		if err != nil {
			w.tell(it.path, err)
			return
		}
	}
}

// cpioMember reads one member; io.EOF is the end of the archive.
func (w *walker) cpioMember(it item, in *input) error {
	start, err := in.Peek(cpioMagic)
	if err != nil {
		return errTruncated
	}
	f, ok := formatOf(start)
	if !ok {
		return errCpioHead
	}
	head := make([]byte, f.head)
	if _, err := io.ReadFull(in, head); err != nil {
		return errTruncated
	}
	mode, err1 := strconv.ParseUint(string(head[f.modeAt:f.modeEnd]), f.base, 64)
	nameSize, err2 := strconv.ParseUint(string(head[f.nameSizeAt:f.nameSizeEnd]), f.base, 64)
	size, err3 := strconv.ParseInt(string(head[f.sizeAt:f.sizeEnd]), f.base, 64)
	switch {
	case err1 != nil || err2 != nil || err3 != nil || size < 0:
		return errCpioHead
	case nameSize > longestCpioName:
		return errLongName
	}
	name := make([]byte, nameSize+uint64(padding(int64(f.head)+int64(nameSize), f.align)))
	if _, err := io.ReadFull(in, name); err != nil {
		return errTruncated
	}
	p := &part{in, size}
	switch called, _, _ := strings.Cut(string(name[:nameSize]), "\x00"); {
	case called == cpioTrailer:
		return io.EOF
	case mode&modeType == modeFile || mode&modeType == modeLink:
		w.entry(it, called, it.counted, p)
	}
	if !w.goOn() {
		return nil
	}
	return p.skipRest(padding(size, f.align))
}

// formatOf tells the format by its magic.
func formatOf(data []byte) (cpioFormat, bool) {
	switch string(data[:min(len(data), cpioMagic)]) {
	case "070701", "070702":
		return newCpio, true
	case "070707":
		return oldCpio, true
	}
	return cpioFormat{}, false
}

// padding is how many bytes bring n to a multiple of align, a power of two.
func padding(n, align int64) int64 { return -n & (align - 1) }
