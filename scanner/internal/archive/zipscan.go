package archive

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// scanZip reads the members of a zip whose directory is missing, as of one that was cut off, by their own headers.
func (w *walker) scanZip(it item, data []byte) {
	for at := int64(0); w.goOn(); {
		i := bytes.Index(data[at:], []byte(sigLocal))
		if i < 0 || len(data)-i-int(at) < localHead {
			return
		}
		at += int64(i)
		m, err := localMember(data, at)
		at = max(m.at, at+localHead)
		if m.name == "" || strings.HasSuffix(m.name, "/") && m.size == 0 {
			continue
		}
		at += max(0, w.zipMember(it, m, data, err))
	}
}

// localMember reads the header at that offset, which has all its bytes. The size of data that comes before it is told is what is left,
// or goes up to the next header if the data is stored as it is.
func localMember(data []byte, at int64) (zipMember, error) {
	r := data[at:]
	nameEnd := localHead + int64(binary.LittleEndian.Uint16(r[26:]))
	start := nameEnd + int64(binary.LittleEndian.Uint16(r[28:]))
	if start > int64(len(r)) {
		return zipMember{at: int64(len(data))}, errTruncated
	}
	m := zipMember{
		name: string(r[localHead:nameEnd]), flags: binary.LittleEndian.Uint16(r[6:]), method: binary.LittleEndian.Uint16(r[8:]),
		sum: binary.LittleEndian.Uint32(r[14:]), summed: true, size: int64(binary.LittleEndian.Uint32(r[18:])), at: at + start,
	}
	left := int64(len(r)) - start
	m.extend(r[nameEnd:start], binary.LittleEndian.Uint32(r[22:]) == in64)
	switch {
	case m.flags&flagLater != 0 && m.size == 0 && !strings.HasSuffix(m.name, "/"):
		m.size, m.summed = left, false
		if m.method == stored {
			m.size = nextHeader(r[start:])
		}
	case m.size > left:
		m.size = left
		return m, errTruncated
	}
	return m, nil
}

// nextHeader returns where the next header in data begins.
func nextHeader(data []byte) int64 {
	for at := 0; ; at++ {
		i := bytes.Index(data[at:], []byte("PK"))
		if i < 0 || len(data)-at-i < 4 {
			return int64(len(data))
		}
		at += i
		switch string(data[at : at+4]) {
		case sigLocal, sigDescriptor, sigCentral:
			return int64(at)
		}
	}
}
