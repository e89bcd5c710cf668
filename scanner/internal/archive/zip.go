package archive

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/lzma"
	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// Zip as APPNOTE.TXT 6.3.10 describes it (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). The directory is read where it
// lies: it can be as long as the file.
const (
	sigLocal      = "PK\x03\x04"
	sigDescriptor = "PK\x07\x08"
	sigCentral    = "PK\x01\x02"
	sigEnd        = "PK\x05\x06"
	sigLocator64  = "PK\x06\x07"
	sigEnd64      = "PK\x06\x06"

	localHead     = 30
	centralHead   = 46
	locator64     = 20
	end64         = 56
	mostComment   = 1<<16 - 1
	extraZip64    = 0x0001
	in64          = 1<<32 - 1 // a field with this value is in the zip64 extra
	flagEncrypted = 1 << 0
	flagLater     = 1 << 3 // size and sum come after the data

	stored   = 0
	deflated = 8
	enhanced = 9 // Deflate64
	bzip2ed  = 12
	lzmaed   = 14
	zstded   = 93
	xzed     = 95
	ppmded   = 98
)

// zipMember is what a header says of a member; at and size are of its compressed data.
type zipMember struct {
	name          string
	flags, method uint16
	sum           uint32
	summed        bool // sum is known
	at, size      int64
}

// zip reads the members that the directory lists, then those that lie between them; without a directory, those whose own headers it finds.
func (w *walker) zip(it item, data []byte) {
	base, at, count, ok := findDirectory(data)
	if !ok {
		w.tell(it.path, errNoDirectory)
		w.scanZip(it, data, false)
		return
	}
	outer := w.book
	w.book = book{path: it.path, data: data, base: base, at: at}
	defer func() {
		w.left += w.book.held
		w.book = outer
	}()
	read, packed := uint64(0), int64(0)
	var listed stretches
	for ; w.goOn(); read++ {
		m, next, ok := centralMember(data, at)
		if !ok {
			break
		}
		at = next
		head := base + m.at
		err := m.locate(data, base)
		if err != errDirectory {
			listed.add(head, m.at+m.size)
		}
		if m.size == 0 && (m.name == "" || strings.HasSuffix(m.name, "/")) {
			continue
		}
		if packed += m.size; packed > int64(len(data)) {
			w.tell(it.path, errOverlap)
			return
		}
		w.zipMember(it, m, data, err)
	}
	if read != count {
		w.tell(it.path, errDirectory)
	}
	for hole := range listed.between(w.book.at) {
		w.scanZip(it, data[hole.from:hole.to], true)
	}
}

// findDirectory returns where offsets count from, where the directory begins and how many members it has.
func findDirectory(data []byte) (base, at int64, count uint64, ok bool) {
	tail := data[max(0, len(data)-zipEnd-mostComment):]
	i := bytes.LastIndex(tail, []byte(sigEnd))
	if i < 0 || len(tail)-i < zipEnd {
		return 0, 0, 0, false
	}
	end := int64(len(data) - len(tail) + i)
	record := data[end:]
	count = uint64(binary.LittleEndian.Uint16(record[10:]))
	size, offset := uint64(binary.LittleEndian.Uint32(record[12:])), uint64(binary.LittleEndian.Uint32(record[16:]))
	if l := end - locator64; l >= 0 && string(data[l:l+4]) == sigLocator64 {
		if e := l - end64; e >= 0 && string(data[e:e+4]) == sigEnd64 {
			end, record = e, data[e:]
			count = binary.LittleEndian.Uint64(record[32:])
			size, offset = binary.LittleEndian.Uint64(record[40:]), binary.LittleEndian.Uint64(record[48:])
		}
	}
	if size > uint64(end) {
		return 0, 0, 0, false
	}
	at = end - int64(size)
	if offset > uint64(at) { // nothing can lie before the file's start
		return 0, 0, 0, false
	}
	if count > 0 && !bytes.HasPrefix(data[at:], []byte(sigCentral)) {
		return 0, 0, 0, false
	}
	return at - int64(offset), at, count, true
}

// centralMember reads the directory's record at that offset; its at is the offset of the member's own header.
func centralMember(data []byte, at int64) (m zipMember, next int64, ok bool) {
	r := data[at:]
	if len(r) < centralHead || string(r[:4]) != sigCentral {
		return m, 0, false
	}
	u16 := func(i int) int64 { return int64(binary.LittleEndian.Uint16(r[i:])) }
	u32 := func(i int) int64 { return int64(binary.LittleEndian.Uint32(r[i:])) }
	name, extra, comment := u16(28), u16(30), u16(32)
	next = centralHead + name + extra + comment
	if next > int64(len(r)) {
		return m, 0, false
	}
	m = zipMember{
		name: string(r[centralHead : centralHead+name]), flags: uint16(u16(8)), method: uint16(u16(10)),
		sum: uint32(u32(16)), summed: true, size: u32(20), at: u32(42),
	}
	m.extend(r[centralHead+name:][:extra], u32(24) == in64)
	return m, at + next, true
}

// extend takes what did not fit into 32 bits from the extra fields: decoded size, size, offset, those of them that did not.
func (m *zipMember) extend(extra []byte, decoded bool) {
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		extra = extra[4:]
		if n > len(extra) {
			return
		}
		field := extra[:n]
		extra = extra[n:]
		if id != extraZip64 {
			continue
		}
		if decoded && len(field) >= 8 {
			field = field[8:]
		}
		for _, value := range []*int64{&m.size, &m.at} {
			if *value == in64 && len(field) >= 8 {
				*value = int64(min(binary.LittleEndian.Uint64(field), 1<<62))
				field = field[8:]
			}
		}
	}
}

// locate turns at into the offset of the member's data, and keeps size within data.
func (m *zipMember) locate(data []byte, base int64) error {
	at := base + m.at
	if at < 0 || at > int64(len(data))-localHead || string(data[at:at+4]) != sigLocal {
		m.size = 0
		return errDirectory
	}
	head := data[at:]
	at += localHead + int64(binary.LittleEndian.Uint16(head[26:])) + int64(binary.LittleEndian.Uint16(head[28:]))
	m.at = min(at, int64(len(data)))
	if left := int64(len(data)) - m.at; m.size > left {
		m.size = left
		return errTruncated
	}
	return nil
}

// known returns the size if a header tells it, else 0.
func (m *zipMember) known() int64 {
	if !m.summed {
		return 0
	}
	return m.size
}

// zipMember reads one member and returns how many of its bytes are behind it, whose beginning lies in data even if err says that
// it is not whole.
func (w *walker) zipMember(it item, m zipMember, data []byte, err error) (taken int64) {
	path := it.path + "!" + clean(m.name)
	if m.flags&flagEncrypted != 0 {
		err = errEncrypted
	}
	if err == errDirectory || err == errEncrypted {
		w.tell(path, err)
		return m.known()
	}
	in := bytes.NewReader(data[m.at : m.at+m.size])
	decoded, back, failed := w.unzip(m.method, in)
	if failed != nil {
		w.tell(path, failed)
		return m.known()
	}
	defer back()
	if m.summed && err == nil {
		decoded = &summed{in: decoded, want: m.sum}
	}
	took := func() int64 { return m.size - int64(in.Len()) }
	w.entry(it, m.name, true, &meter{w: w, in: decoded, path: path, took: took})
	w.tell(path, err)
	return took()
}

// unzip returns a reader of a member's data; back gives its decoder back.
func (w *walker) unzip(method uint16, in *bytes.Reader) (decoded io.Reader, back func(), err error) {
	none := func() {}
	switch method {
	case stored:
		return in, none, nil
	case deflated:
		decoded, back = w.flate(in)
		return decoded, back, nil
	case enhanced:
		decoded, back = w.enhanced(in)
		return decoded, back, nil
	case bzip2ed:
		return bzip2.NewReader(in), none, nil
	case zstded:
		return w.zstd(in)
	case xzed:
		return w.decode(magic.Xz, bufio.NewReader(in))
	case lzmaed:
		head := make([]byte, 4+lzma.PropertiesSize) // version, length of the properties, properties
		if _, err := io.ReadFull(in, head); err != nil {
			return nil, nil, errTruncated
		}
		d := w.lzma()
		if err := d.Lzma(in, head[4:], lzma.UnknownSize); err != nil {
			w.backLzma()
			return nil, nil, err
		}
		return d, w.backLzma, nil
	case ppmded:
		return nil, nil, errPPMd
	}
	return nil, nil, fmt.Errorf("compression method %d is not supported", method)
}

// summed checks the CRC-32 of all that is read.
type summed struct {
	in        io.Reader
	sum, want uint32
}

func (s *summed) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	s.sum = crc32.Update(s.sum, crc32.IEEETable, p[:n])
	if err == io.EOF && s.sum != s.want {
		err = errWrongSum
	}
	return n, err
}
