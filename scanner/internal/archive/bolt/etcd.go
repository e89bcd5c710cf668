package bolt

import "encoding/binary"

// revision is how long a key of etcd is in its bucket: two numbers of eight bytes with a line between them; a mark may follow.
const revision = 8 + 1 + 8

// Fields of a key and its value as etcd keeps them (api/mvccpb/kv.proto).
const (
	fieldKey   = 1
	fieldValue = 5
)

// etcdValue returns a key and its value that etcd keeps under a revision.
func etcdValue(at, message []byte) (key, value []byte, ok bool) {
	if len(at) < revision || len(at) > revision+1 || at[8] != '_' {
		return nil, nil, false
	}
	for len(message) > 0 {
		const number, bytes = 0, 2
		tag, n := binary.Uvarint(message)
		if n <= 0 || tag&7 != number && tag&7 != bytes {
			return nil, nil, false
		}
		size, m := binary.Uvarint(message[n:])
		if m <= 0 {
			return nil, nil, false
		}
		if message = message[n+m:]; tag&7 == number {
			continue
		}
		if size > uint64(len(message)) {
			return nil, nil, false
		}
		switch tag >> 3 {
		case fieldKey:
			key = message[:size]
		case fieldValue:
			value = message[:size]
		}
		message = message[size:]
	}
	return key, value, key != nil
}
