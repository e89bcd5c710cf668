package serialized

import (
	"encoding/binary"
	"strconv"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Messages of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/): plans of Terraform, objects of Kubernetes. They tell the
// numbers of fields and not what these are, so what is no text is taken for a message if it is a valid one. A field's number names nothing,
// but entries of maps, and most messages of a name and a value, have the name as their first field and the value as their second one.

const (
	kubernetes = "k8s\x00" // in front of objects that etcd keeps

	wireNumber = 0
	wireEight  = 1
	wireBytes  = 2
	wireFour   = 5

	mostField = 1 << 12 // the highest number of a field
)

// IsMessage reports whether data, all of a file, is a valid message with a field of bytes, and no text. It looks at the fields and not into
// them.
func IsMessage(data []byte) bool {
	t := tree{data: data}
	at, bytes := 0, false
	if len(data) > len(kubernetes) && string(data[:len(kubernetes)]) == kubernetes {
		at = len(kubernetes)
	}
	for at >= 0 && at < len(data) {
		f := t.field(at, len(data))
		at, bytes = f.next, bytes || f.wire == wireBytes
	}
	return at > 0 && bytes && !pairs.IsText(data)
}

// field is one of a message.
type field struct {
	number, wire int
	at, size     int // of its bytes
	next         int // less than 0 if there is no valid one
}

// field reads the field at a place of a message that ends at end.
func (t *tree) field(at, end int) field {
	none := field{next: -1}
	tag, n := binary.Uvarint(t.data[at:min(end, len(t.data))])
	f := field{number: int(tag >> 3), wire: int(tag & 7), at: at + n}
	if n <= 0 || f.number == 0 || f.number > mostField {
		return none
	}
	switch f.wire {
	case wireNumber:
		_, n := binary.Uvarint(t.data[f.at:min(end, len(t.data))])
		if n <= 0 {
			return none
		}
		f.size = n
	case wireEight:
		f.size = 8
	case wireFour:
		f.size = 4
	case wireBytes:
		size, n := binary.Uvarint(t.data[f.at:min(end, len(t.data))])
		if n <= 0 || size > 1<<31-1 {
			return none
		}
		f.at, f.size = f.at+n, int(size)
	default:
		return none
	}
	if f.next = f.at + f.size; f.next > end {
		return none
	}
	return f
}

// protobuf goes through a field of a file.
func protobuf(t *tree, at int) int {
	if at == 0 && len(t.data) > len(kubernetes) && string(t.data[:len(kubernetes)]) == kubernetes {
		return len(kubernetes)
	}
	f := t.field(at, len(t.data))
	if f.next >= 0 && f.wire == wireBytes {
		t.part(f, 0)
	}
	return f.next
}

// part goes through the bytes of a field.
func (t *tree) part(f field, depth int) {
	b := t.data[f.at:f.next]
	switch {
	case pairs.IsText(b):
		t.show(nil, b)
	case len(b) > 0 && isMessagePack(b):
		t.named++
		t.show([]byte(strconv.Itoa(f.number)), b)
	case depth < mostDeep && t.isMessage(f):
		t.message(f, depth)
	default:
		t.show([]byte(strconv.Itoa(f.number)), b)
	}
}

// isMessage reports whether the bytes of a field are fields.
func (t *tree) isMessage(f field) bool {
	at := f.at
	for at >= 0 && at < f.next {
		at = t.field(at, f.next).next
	}
	return at == f.next && f.size > 0
}

// message goes through a field that is a message.
func (t *tree) message(m field, depth int) {
	var name []byte
	for at := m.at; at < m.next; {
		f := t.field(at, m.next)
		at = f.next
		if f.wire != wireBytes {
			name = nil
			continue
		}
		b := t.data[f.at:f.next]
		switch value := t.valueOf(f); {
		case f.number == 1 && pairs.IsText(b):
			name = b
		case f.number == 2 && name != nil && value != nil:
			t.show(name, value)
		default:
			t.part(f, depth+1)
		}
	}
}

// valueOf returns the text of a field, which may be the only one of a message, and one of MessagePack in that, as Terraform has it; nil
// if it is none.
func (t *tree) valueOf(f field) []byte {
	b := t.data[f.at:f.next]
	if pairs.IsText(b) {
		return b
	}
	inner := t.field(f.at, f.next)
	if f.size == 0 || inner.next != f.next || inner.wire != wireBytes || inner.size == 0 {
		return nil
	}
	packed := tree{data: t.data[inner.at:inner.next]}
	var text []byte
	packed.show = func(_, value []byte) { text = value }
	if c := packed.data[0]; 0xa0 < c && c < 0xc0 || 0xd9 <= c && c <= 0xdb {
		if packed.messagePack(nil, 0, 0) == len(packed.data) && pairs.IsText(text) {
			return text
		}
	}
	return nil
}
