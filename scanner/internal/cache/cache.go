// Package cache is the format of what a scan of a repository's history remembers for the next one. It holds no text of the
// repository but names of files and folders, no secret and no fingerprint:
//
//	"sluice cache" NUL, version 1 byte, key 32, length of object names 1, five counts of 4 bytes each
//	objects:  names, sorted; then for each its type and whether it is clean, 1 byte
//	leading:  the trees that lead to secrets: name, sorted, and the number of its first branch, 4
//	branches: name of what it leads to, number of its own name, 4, and whether that is a blob, 1
//	names:    end of each among the bytes, 4; then the bytes
//	SHA-256 of all of this
//
// Numbers are big endian. A cache is foreign input: it must have exactly the length that its counts make, and everything in it is in
// range and in order, or it is refused.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

var (
	// ErrDamaged is returned for what is no cache, or not whole any more.
	ErrDamaged = errors.New("damaged")
	// ErrForeign is returned for a cache of other rules, options or another program.
	ErrForeign = errors.New("of other rules, options or another version of sluice")
)

const (
	magic   = "sluice cache\x00"
	version = 1
	keySize = sha256.Size
	head    = len(magic) + 1 + keySize + 1 + 5*4
	// MaxSize bounds a cache, in bytes.
	MaxSize = 4 << 30
)

// Key is what a cache is valid for: whatever a verdict depends on beside the content.
type Key [keySize]byte

// Flags tell the type of an object in their low bits.
type Flags uint8

const (
	typeBits Flags = 7
	// Clean is set for an object of which nothing has to be told.
	Clean Flags = 8
)

// Type returns the object's type; 0 where it was not read.
func (f Flags) Type() pack.Type { return pack.Type(f & typeBits) }

// Object is an object of the repository.
type Object struct {
	ID oid.ID
	Flags
}

// Tree is a tree that leads to secrets.
type Tree struct {
	ID       oid.ID
	Branches []Branch
}

// Branch leads from a tree to another one, or to a content with secrets.
type Branch struct {
	Name   string
	Target oid.ID
	Blob   bool
}

// Contents is what a cache holds, immutable and safe for concurrent use.
type Contents struct {
	Trees []Tree
	size  int    // of object names, in bytes
	names []byte // of objects
	flags []byte
	first []uint32 // the objects whose names begin with the 16 bits n are first[n] to first[n+1]
}

// Len returns the number of objects.
func (c *Contents) Len() int { return len(c.flags) }

// At returns an object by its place, in the order of names.
func (c *Contents) At(i int) Object { return Object{oid.New(c.name(i)), Flags(c.flags[i])} }

func (c *Contents) name(i int) []byte { return c.names[i*c.size : (i+1)*c.size] }

// Find returns what is known of an object; false for one that the cache does not have.
func (c *Contents) Find(id oid.ID) (Flags, bool) {
	name := id.Bytes()
	if len(name) != c.size || len(c.flags) == 0 {
		return 0, false
	}
	bucket := binary.BigEndian.Uint16(name)
	lo, hi := int(c.first[bucket]), int(c.first[int(bucket)+1])
	for lo < hi {
		middle := (lo + hi) / 2
		switch order := bytes.Compare(c.name(middle), name); {
		case order == 0:
			return Flags(c.flags[middle]), true
		case order < 0:
			lo = middle + 1
		default:
			hi = middle
		}
	}
	return 0, false
}

// index fills first.
func (c *Contents) index() {
	c.first = make([]uint32, 1<<16+1)
	for i := range c.flags {
		c.first[int(binary.BigEndian.Uint16(c.name(i)))+1] = uint32(i) + 1
	}
	for n := 1; n < len(c.first); n++ {
		c.first[n] = max(c.first[n], c.first[n-1])
	}
}

// Write returns a cache. Objects are sorted by name, each once, and so are trees; all names have the length of the format.
func Write(key Key, format oid.Format, objects []Object, trees []Tree) []byte {
	names := map[string]uint32{}
	var texts []string
	branches := 0
	for _, t := range trees {
		branches += len(t.Branches)
		for _, b := range t.Branches {
			if _, known := names[b.Name]; !known {
				names[b.Name] = uint32(len(texts))
				texts = append(texts, b.Name)
			}
		}
	}
	length := 0
	for _, text := range texts {
		length += len(text)
	}
	out := append([]byte(magic), version)
	out = append(out, key[:]...)
	out = append(out, byte(format.Size()))
	for _, n := range []int{len(objects), len(trees), branches, len(texts), length} {
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	out = slices.Grow(out, len(objects)*(format.Size()+1))
	for _, o := range objects {
		out = append(out, o.ID.Bytes()...)
	}
	for _, o := range objects {
		out = append(out, byte(o.Flags))
	}
	out = writeTrees(out, trees, names)
	end := 0
	for _, text := range texts {
		end += len(text)
		out = binary.BigEndian.AppendUint32(out, uint32(end))
	}
	for _, text := range texts {
		out = append(out, text...)
	}
	sum := sha256.Sum256(out)
	return append(out, sum[:]...)
}

func writeTrees(out []byte, trees []Tree, names map[string]uint32) []byte {
	at := 0
	for _, t := range trees {
		out = append(out, t.ID.Bytes()...)
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		at += len(t.Branches)
	}
	for _, t := range trees {
		for _, b := range t.Branches {
			out = append(out, b.Target.Bytes()...)
			out = binary.BigEndian.AppendUint32(out, names[b.Name])
			blob := byte(0)
			if b.Blob {
				blob = 1
			}
			out = append(out, blob)
		}
	}
	return out
}
