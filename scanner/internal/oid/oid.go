// Package oid holds git object names of either hash.
package oid

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
)

// Size of an object name in bytes: SHA-1 and SHA-256 (git's hash-function-transition document).
const (
	SHA1Size   = sha1.Size
	SHA256Size = sha256.Size
)

// ID is an object name. The zero ID means "no object". IDs are comparable, and those of one repository have one size.
type ID struct {
	bytes [SHA256Size]byte
	size  uint8
}

// errSyntax is returned for text that is not a whole object name.
var errSyntax = errors.New("not an object name of 40 or 64 hexadecimal digits")

// New copies raw, which must be 20 or 32 bytes long; any other length gives the zero ID.
func New(raw []byte) ID {
	var id ID
	if len(raw) != SHA1Size && len(raw) != SHA256Size {
		return id
	}
	id.size = uint8(copy(id.bytes[:], raw))
	return id
}

// Parse reads 40 or 64 hexadecimal digits.
func Parse[T string | []byte](text T) (ID, error) {
	var id ID
	if len(text) != 2*SHA1Size && len(text) != 2*SHA256Size {
		return id, errSyntax
	}
	n, err := hex.Decode(id.bytes[:], []byte(text))
	if err != nil {
		return ID{}, errSyntax
	}
	id.size = uint8(n)
	return id, nil
}

// Append appends the raw name, 20 or 32 bytes, to b; nothing for the zero ID.
func (id ID) Append(b []byte) []byte { return append(b, id.bytes[:id.size]...) }

// Bytes returns a copy of the raw name, 20 or 32 bytes; nil for the zero ID.
func (id ID) Bytes() []byte { return append([]byte(nil), id.bytes[:id.size]...) }

// String returns lower-case hexadecimal digits; "" for the zero ID.
func (id ID) String() string { return hex.EncodeToString(id.bytes[:id.size]) }

// IsZero reports whether id names no object: the zero ID, or git's all-zero name.
func (id ID) IsZero() bool { return id.bytes == [SHA256Size]byte{} }

// Compare orders IDs by their bytes, as git does.
func (id ID) Compare(other ID) int {
	for i := range id.bytes {
		if id.bytes[i] != other.bytes[i] {
			return int(id.bytes[i]) - int(other.bytes[i])
		}
	}
	return 0
}

// Format is the hash function of a repository.
type Format uint8

// The object formats that git knows.
const (
	SHA1 Format = iota
	SHA256
)

// Size returns the length of a name in bytes.
func (f Format) Size() int {
	if f == SHA256 {
		return SHA256Size
	}
	return SHA1Size
}

// New returns the format's hash.
func (f Format) New() hash.Hash {
	if f == SHA256 {
		return sha256.New()
	}
	return sha1.New()
}
