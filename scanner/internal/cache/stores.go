package cache

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
)

// A scan of a repository with submodules remembers several stores:
//
//	"sluice caches" NUL, then for each: length of its path 4, path, length of its cache 8, cache
//
// The caches have checksums of their own.

const storesMagic = "sluice caches\x00"

// Join returns the file of some caches, by the path of their store.
func Join(caches map[string][]byte) []byte {
	out := []byte(storesMagic)
	for _, path := range slices.Sorted(maps.Keys(caches)) {
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(path))), path...)
		out = append(binary.BigEndian.AppendUint64(out, uint64(len(caches[path]))), caches[path]...)
	}
	return out
}

// Begins reports whether a file begins as Join writes it.
func Begins(file []byte) bool { return bytes.HasPrefix(file, []byte(storesMagic)) }

// Split returns the caches in a file; they share its memory. The error is ErrDamaged.
func Split(file []byte) (map[string][]byte, error) {
	if !Begins(file) {
		return nil, ErrDamaged
	}
	out := map[string][]byte{}
	for rest := file[len(storesMagic):]; len(rest) > 0; {
		path, ok := cut(&rest, 4)
		data, whole := cut(&rest, 8)
		if !ok || !whole {
			return nil, ErrDamaged
		}
		out[string(path)] = data
	}
	return out, nil
}

// cut takes a text off the beginning of rest, behind its length of that many bytes.
func cut(rest *[]byte, size int) (text []byte, ok bool) {
	var length [8]byte
	if len(*rest) < size {
		return nil, false
	}
	copy(length[8-size:], *rest)
	n := binary.BigEndian.Uint64(length[:])
	if *rest = (*rest)[size:]; n > uint64(len(*rest)) {
		return nil, false
	}
	text, *rest = (*rest)[:n:n], (*rest)[n:]
	return text, true
}
