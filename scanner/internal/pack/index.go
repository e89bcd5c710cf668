package pack

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

var (
	errNotIndex = errors.New("not an index of version 1 or 2")
	errIndexLen = errors.New("tables do not fit the file's length")
	errFanout   = errors.New("fan-out table is not ascending")
	errNames    = errors.New("names are not sorted")
	errLarge    = errors.New("offset beyond the table of large offsets")
	errIndexSum = errors.New("checksum does not match")
)

const (
	fanoutSize  = 256 * 4
	indexHeader = 8 // of version 2: "\377tOc", version; version 1 has none
	headSize    = indexHeader + fanoutSize
	largeOffset = 1 << 31 // an offset with this bit is a position in the table of large ones
)

// layout is where the tables of an index lie; positions and lengths in bytes.
type layout struct {
	nameSize     int
	count        int    // entries
	fanout       []byte // how many names start with each byte or a smaller one
	names        int64  // first name
	nameStride   int64  // from one name to the next
	offsets      int64  // first 4-byte offset
	offsetStride int64  //
	crcs         int64  // 4 bytes each; 0 in version 1, which has none
	large        int64  // 8-byte offsets
	largeCount   int64  //
	trailer      int64  // the pack's checksum, then the index's
}

// parseLayout reads the start of an index, at least headSize bytes unless the file is shorter; size is the file's.
func parseLayout(head []byte, size int64, format oid.Format) (layout, error) {
	if len(head) < headSize {
		return layout{}, errNotIndex
	}
	l := layout{nameSize: format.Size(), trailer: size - 2*int64(format.Size())}
	if !bytes.HasPrefix(head, []byte("\377tOc")) {
		return l.version1(head, format)
	}
	if binary.BigEndian.Uint32(head[4:]) != 2 {
		return l, errNotIndex
	}
	if err := l.readFanout(head[indexHeader:]); err != nil {
		return l, err
	}
	n := int64(l.count)
	l.names, l.nameStride = headSize, int64(l.nameSize)
	l.crcs = l.names + n*l.nameStride
	l.offsets, l.offsetStride = l.crcs+4*n, 4
	l.large = l.offsets + 4*n
	l.largeCount = (l.trailer - l.large) / 8
	if l.trailer < l.large || (l.trailer-l.large)%8 != 0 || l.largeCount > n {
		return l, errIndexLen
	}
	return l, nil
}

// version1 has the fan-out table first, then offset and name of each entry.
func (l layout) version1(head []byte, format oid.Format) (layout, error) {
	if format != oid.SHA1 {
		return l, errNotIndex
	}
	if err := l.readFanout(head); err != nil {
		return l, err
	}
	l.offsets, l.names = fanoutSize, fanoutSize+4
	l.nameStride, l.offsetStride = 4+oid.SHA1Size, 4+oid.SHA1Size
	if l.trailer != fanoutSize+int64(l.count)*l.nameStride {
		return l, errIndexLen
	}
	return l, nil
}

func (l *layout) readFanout(table []byte) error {
	l.fanout = table[:fanoutSize]
	last := uint32(0)
	for i := 0; i < fanoutSize; i += 4 {
		n := binary.BigEndian.Uint32(l.fanout[i:])
		if n < last {
			return errFanout
		}
		last = n
	}
	if last > math.MaxInt32 {
		return errIndexLen
	}
	l.count = int(last)
	return nil
}

// bucket returns the positions of the names that start with first, end exclusive.
func (l *layout) bucket(first byte) (from, to int) {
	if first > 0 {
		from = int(binary.BigEndian.Uint32(l.fanout[4*(int(first)-1):]))
	}
	return from, int(binary.BigEndian.Uint32(l.fanout[4*int(first):]))
}

// index is an index in memory. Positions are those of the sorted names.
type index struct {
	layout
	data []byte
}

// parseIndex validates an index; offsets are left to the pack's order. It keeps data.
func parseIndex(data []byte, format oid.Format) (*index, error) {
	l, err := parseLayout(data, int64(len(data)), format)
	if err != nil {
		return nil, err
	}
	x := &index{l, data}
	hash := format.New()
	hash.Write(data[:len(data)-format.Size()])
	if !bytes.Equal(hash.Sum(nil), data[len(data)-format.Size():]) {
		return nil, errIndexSum
	}
	if err := x.checkNames(); err != nil {
		return nil, err
	}
	return x, x.checkLarge()
}

// checkNames checks that names ascend and that the fan-out table agrees. A name may occur twice: old packs have that.
func (x *index) checkNames() error {
	position := 0
	var last []byte
	for first := range 256 {
		from, to := x.bucket(byte(first))
		for position = from; position < to; position++ {
			name := x.name(position)
			if name[0] != byte(first) || bytes.Compare(last, name) > 0 {
				return errNames
			}
			last = name
		}
	}
	return nil
}

// checkLarge checks that all references to the table of large offsets stay in it.
func (x *index) checkLarge() error {
	for position := range x.count {
		offset := x.offset32(position)
		if x.crcs != 0 && offset&largeOffset != 0 && int64(offset&^largeOffset) >= x.largeCount {
			return errLarge
		}
	}
	return nil
}

func (x *index) name(position int) []byte {
	at := x.names + int64(position)*x.nameStride
	return x.data[at : at+int64(x.nameSize)]
}

func (x *index) offset32(position int) uint32 {
	return binary.BigEndian.Uint32(x.data[x.offsets+int64(position)*x.offsetStride:])
}

// offset returns where the entry lies in the pack; negative if the index says something impossible.
func (x *index) offset(position int) int64 {
	offset := x.offset32(position)
	if x.crcs == 0 || offset&largeOffset == 0 {
		return int64(offset)
	}
	return int64(binary.BigEndian.Uint64(x.data[x.large+8*int64(offset&^largeOffset):]))
}

// sums returns the CRC-32 of the packed bytes of the objects at some positions, nil if the index has none. A walk asks for them in the
// order of the pack; looking them up all at once takes a fraction of the time.
func (x *index) sums(positions []uint32) []uint32 {
	if x.crcs == 0 {
		return nil
	}
	sums := make([]uint32, len(positions))
	for i, position := range positions {
		sums[i] = binary.BigEndian.Uint32(x.data[x.crcs+4*int64(position):])
	}
	return sums
}

// packSum returns the checksum of the pack that the index is for.
func (x *index) packSum() []byte { return x.data[x.trailer : x.trailer+int64(x.nameSize)] }

// find returns the first position of a name.
func (x *index) find(id oid.ID) (position int, ok bool) {
	var buffer [oid.SHA256Size]byte
	name := id.Append(buffer[:0])
	if len(name) != x.nameSize {
		return 0, false
	}
	from, to := x.bucket(name[0])
	position = x.search(from, to, name)
	return position, position < to && bytes.Equal(x.name(position), name)
}

// search returns the first position from from on, below to, of a name that is not less; to if there is none. Names are hashes and
// so spread evenly: the search begins where the name should be, goes on where it should be from there, and widens, which meets fewer
// lines of the cache than halving does.
func (x *index) search(from, to int, name []byte) int {
	want, place := binary.BigEndian.Uint64(name), binary.BigEndian.Uint32(name[1:])
	less := func(position int) bool {
		other := x.name(position)
		found := binary.BigEndian.Uint64(other)
		return found < want || found == want && bytes.Compare(other, name) < 0
	}
	guess := from + int(uint64(place)*uint64(to-from)>>32)
	if guess < to {
		off := int64(place) - int64(binary.BigEndian.Uint32(x.name(guess)[1:]))
		guess = min(max(guess+int(off*int64(to-from)>>32), from), to)
	}
	step := 4
	if guess < to && less(guess) {
		for from = guess + 1; from+step < to && less(from+step); step *= 2 {
			from += step + 1
		}
		to = min(to, from+step)
	} else {
		for to = guess; to-step > from && !less(to-step); step *= 2 {
			to -= step
		}
		from = max(from, to-step)
	}
	for from < to {
		if middle := int(uint(from+to) >> 1); less(middle) {
			from = middle + 1
		} else {
			to = middle
		}
	}
	return from
}
