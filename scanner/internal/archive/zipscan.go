package archive

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

const knownFlags = 1<<12 - 1 // of those above some are reserved, one hides the header

// scanZip reads members by their own headers: of a zip whose directory is missing, as of one that was cut off, or unlisted ones, where
// not all that looks like a header is one.
func (w *walker) scanZip(it item, data []byte, unlisted bool) {
	for at := int64(0); w.goOn(); {
		i := bytes.Index(data[at:], []byte(sigLocal))
		if i < 0 || len(data)-i-int(at) < localHead {
			return
		}
		at += int64(i)
		m, err := localMember(data, at)
		if unlisted && (err != nil || !m.plausible()) {
			at += int64(len(sigLocal))
			continue
		}
		at = max(m.at, at+localHead)
		if m.size == 0 && (m.name == "" || strings.HasSuffix(m.name, "/")) {
			continue
		}
		at += max(0, w.zipMember(it, m, data, err))
	}
}

// plausible reports whether a header has a name that can be shown, a known way of compression and no flags that mean nothing.
func (m *zipMember) plausible() bool {
	known := slices.Contains([]uint16{stored, deflated, enhanced, bzip2ed, lzmaed, zstded, xzed, ppmded}, m.method)
	return known && m.flags&^knownFlags == 0 && m.name != "" && utf8.ValidString(m.name) && clean(m.name) == strings.Trim(m.name, "/")
}

// stretches are parts of a zip, end exclusive, in the order of its directory: mostly ascending and side by side, and so one.
type stretches []stretch

type stretch struct{ from, to int64 }

func (s *stretches) add(from, to int64) {
	if n := len(*s); n > 0 && from >= (*s)[n-1].to && from-(*s)[n-1].to < localHead { // sizes that come after the data
		(*s)[n-1].to = to
		return
	}
	*s = append(*s, stretch{from, to})
}

// between yields what lies in front of end and in none of them, if a header fits there.
func (s stretches) between(end int64) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		slices.SortFunc(s, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
		at := int64(0)
		for _, part := range append(s, stretch{end, end}) {
			if hole := (stretch{at, min(part.from, end)}); hole.to-hole.from >= localHead && !yield(hole) {
				return
			}
			at = max(at, part.to)
		}
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
