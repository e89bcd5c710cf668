package capture

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Bounds of one file.
const (
	mostPieces  = 1 << 20
	mostStreams = 1 << 15
)

// streams are those of a file.
type streams struct {
	data  []byte
	all   []stream
	known map[ends]int // the last stream between two ends
	count int          // pieces
	cut   bool

	text  []byte // of one stream
	shown []pairs.Range
}

// ends are both sides of a connection, the one that speaks first.
type ends struct{ from, to netip.AddrPort }

// stream is what one side of a connection says.
type stream struct {
	ends
	first  uint32 // number of its first byte
	pieces []piece
}

// piece is a part of a stream: where it is in it, less than 0 if that came before the first that was seen, and in the file.
type piece struct{ number, at, size int32 }

// packet adds a packet, which is between two places of the file.
func (s *streams) packet(link, from, to int) {
	p := network(link, s.data[from:to])
	seg, ok := segmentOf(p, to-len(p))
	if !ok {
		return
	}
	e := ends{seg.from, seg.to}
	if seg.begins {
		seg.number++ // the beginning itself counts
		delete(s.known, e)
	}
	if seg.size == 0 {
		return
	}
	i, ok := s.known[e]
	switch {
	case s.count == mostPieces || !ok && len(s.all) == mostStreams:
		s.cut = true
		return
	case !ok:
		i = len(s.all)
		s.known[e] = i
		s.all = append(s.all, stream{ends: e, first: seg.number})
	}
	s.count++
	st := &s.all[i]
	st.pieces = append(st.pieces, piece{int32(seg.number - st.first), int32(seg.at), int32(seg.size)})
}

// yield gives each stream that is not encrypted.
func (s *streams) yield(yield func(name string, stream []byte, at []pairs.Range) bool) {
	for i := range s.all {
		st := &s.all[i]
		if s.join(st); isTLS(s.text) {
			continue
		}
		slices.SortFunc(s.shown, func(a, b pairs.Range) int { return cmp.Compare(a.From, b.From) })
		if !yield(st.from.String()+"-"+st.to.String(), s.text, s.shown) {
			return
		}
	}
}

// join makes the text of a stream: what was sent twice is there once, and a new line where something is missing. What was sent a second time but is
// something else is not among what the text shows.
func (s *streams) join(st *stream) {
	s.text, s.shown = s.text[:0], s.shown[:0]
	slices.SortStableFunc(st.pieces, func(a, b piece) int { return cmp.Compare(a.number, b.number) })
	next := int64(st.pieces[0].number)
	for _, p := range st.pieces {
		begin, data := int64(p.number), s.data[p.at:p.at+p.size]
		if begin > next {
			s.text = append(s.text, '\n')
			next = begin
		}
		known := min(next-begin, int64(len(data)))
		if bytes.HasSuffix(s.text, data[:known]) {
			s.shown = append(s.shown, pairs.Range{From: int(p.at), To: int(p.at + p.size)})
		}
		s.text = append(s.text, data[known:]...)
		next = max(next, begin+int64(len(data)))
	}
}

// isTLS reports whether a stream begins with a record of TLS.
func isTLS(b []byte) bool {
	return len(b) > 2 && 0x14 <= b[0] && b[0] <= 0x17 && b[1] == 3 && b[2] <= 4
}
