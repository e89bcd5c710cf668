package pack

import (
	"errors"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// Types of entries besides those of objects: a delta of an entry some bytes before, and one of a named object.
const (
	offsetDelta = 6
	refDelta    = 7
)

// maxHeader is the longest header of an entry that parseHeader reads: type and size, then a distance or a name.
const maxHeader = 10 + oid.SHA256Size

var (
	errHeaderEnd  = errors.New("entry header ends early")
	errHeaderSize = errors.New("entry header declares a size beyond 2^60 bytes")
	errHeaderType = errors.New("entry header has an unknown type")
	errHeaderBase = errors.New("entry header has a base before the start of the pack")
)

// header is what stands before an entry's compressed data.
type header struct {
	kind     uint8  // a Type, offsetDelta or refDelta
	size     int64  // bytes of the decoded data, which is the delta and not its result for a delta
	length   int    // bytes of the header
	distance int64  // offsetDelta: from the base's start to this entry's
	base     oid.ID // refDelta: the base
}

func (h *header) isDelta() bool { return h.kind >= offsetDelta }

// parseHeader reads the header at the start of data, in which the entry may end early; gitformat-pack(5), "pack entries".
func parseHeader(data []byte, format oid.Format) (header, error) {
	if len(data) == 0 {
		return header{}, errHeaderEnd
	}
	b := data[0]
	h := header{kind: b >> 4 & 7, size: int64(b & 15), length: 1}
	for shift := 4; b&0x80 != 0; shift += 7 {
		if h.length == len(data) {
			return h, errHeaderEnd
		}
		if shift >= 60 {
			return h, errHeaderSize
		}
		b = data[h.length]
		h.size |= int64(b&0x7f) << shift
		h.length++
	}
	switch h.kind {
	case uint8(Commit), uint8(Tree), uint8(Blob), uint8(Tag):
		return h, nil
	case offsetDelta:
		return h, h.readDistance(data)
	case refDelta:
		if len(data)-h.length < format.Size() {
			return h, errHeaderEnd
		}
		h.base = oid.New(data[h.length : h.length+format.Size()])
		h.length += format.Size()
		return h, nil
	}
	return h, errHeaderType
}

// readDistance reads the distance of an offset delta: big-endian groups of 7 bits, each group but the last one less by one.
func (h *header) readDistance(data []byte) error {
	for more := true; more; {
		if h.length == len(data) {
			return errHeaderEnd
		}
		if h.distance >= 1<<55 {
			return errHeaderBase
		}
		b := data[h.length]
		h.length++
		more = b&0x80 != 0
		h.distance = h.distance<<7 | int64(b&0x7f)
		if more {
			h.distance++
		}
	}
	if h.distance == 0 {
		return errHeaderBase
	}
	return nil
}
