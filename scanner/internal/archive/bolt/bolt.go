// Package bolt reads databases of bbolt, in which etcd, Consul, Vault's Raft storage, Portainer and others keep what they know, as text: each key
// with its value, by buckets. The format is that of https://github.com/etcd-io/bbolt (internal/common: page.go, meta.go, bucket.go).
//
//	bolt.go  buckets and pages
//	etcd.go  what etcd keeps in them
//
// The bytes are hostile: each page is read once, and of the keys and values of a page no more bytes than it has.
package bolt

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

const (
	pageHead  = 16 // bytes: number, kind, how many elements, how many pages more
	metaAt    = pageHead
	metaSize  = 64
	metaMagic = "\xed\xda\x0c\xed\x02\x00\x00\x00" // with the version

	smallestPage = 1 << 10
	largestPage  = 64 << 10

	branch = 1
	leaf   = 2

	elementSize = 16
	isBucket    = 1
	bucketHead  = 16 // of its value: the number of its page, 0 if that follows

	mostDeep    = 32 // buckets, one in the other
	longestName = 64 // bytes of a bucket's name that is shown
)

var little = binary.LittleEndian

// Is reports whether data begins like a database.
func Is(data []byte) bool {
	return len(data) >= metaAt+metaSize && string(data[metaAt:][:len(metaMagic)]) == metaMagic && string(data[:8]) == "\x00\x00\x00\x00\x00\x00\x00\x00"
}

// Text yields the keys and values of each bucket as text, in pieces if there are many: the first has the names of the buckets around it, joined
// by slashes, others a number behind them. Values that are no texts go to held, under their key. Both are valid until the function returns; if
// that is false nothing more is read. The result is false if pages are missing or damaged.
func Text(data []byte, yield, held func(name string, data []byte) bool) (whole bool) {
	if !Is(data) {
		return true
	}
	db := database{data: data, size: uint64(little.Uint32(data[metaAt+8:])), text: pairs.NewPieces(yield), held: held}
	if db.size < smallestPage || db.size > largestPage || db.size&(db.size-1) != 0 {
		return false
	}
	db.read = make([]bool, uint64(len(data))/db.size)
	db.tree(bucket{}, db.root(), 0)
	db.rest()
	return !db.broken
}

// database is one under way.
type database struct {
	data   []byte
	size   uint64       // of a page
	read   []bool       // pages
	text   pairs.Pieces // over, too, if held wants no more
	held   func(name string, value []byte) bool
	broken bool
}

// bucket is one whose keys are read.
type bucket struct {
	path   string
	pieces int
}

// root returns the number of the page with the buckets that are in no other one, by the later of the two heads.
func (db *database) root() uint64 {
	root, latest := uint64(0), uint64(0)
	for i := range uint64(2) {
		if at := i*db.size + metaAt; at+metaSize <= uint64(len(db.data)) {
			meta := db.data[at:][:metaSize]
			if change := little.Uint64(meta[48:]); string(meta[:len(metaMagic)]) == metaMagic && (root == 0 || change > latest) {
				root, latest = little.Uint64(meta[16:]), change
			}
		}
	}
	return root
}

// page returns a page that was not read before, with those that it goes on in, nil if it was or does not exist.
func (db *database) page(number uint64) []byte {
	if number >= uint64(len(db.read)) {
		db.broken = true
		return nil
	}
	if db.read[number] {
		return nil
	}
	p := db.data[number*db.size:]
	pages := 1 + uint64(little.Uint32(p[12:]))
	if pages > uint64(len(db.read))-number {
		db.broken, pages = true, uint64(len(db.read))-number
	}
	for i := range pages {
		db.read[number+i] = true
	}
	return p[:pages*db.size]
}

// tree reads a bucket, whose first page is given.
func (db *database) tree(b bucket, root uint64, depth int) {
	for waiting := []uint64{root}; len(waiting) > 0 && !db.text.Over; {
		number := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		p := db.page(number)
		if p == nil {
			continue
		}
		switch little.Uint16(p[8:]) {
		case leaf:
			db.leaf(&b, p, depth)
		case branch:
			from := len(waiting)
			for e := range elements(p) {
				waiting = append(waiting, little.Uint64(e[8:elementSize]))
			}
			slices.Reverse(waiting[from:]) // the first one first
		default:
			db.broken = true
		}
	}
	db.flush(&b)
}

// elements gives those of a page, each with all that is behind it.
func elements(p []byte) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for range little.Uint16(p[10:]) {
			if p = p[elementSize:]; len(p) < 2*elementSize || !yield(p) {
				return
			}
		}
	}
}

// leaf reads the keys of a page; those of a sound one do not overlap.
func (db *database) leaf(b *bucket, p []byte, depth int) {
	left := uint64(len(p))
	for e := range elements(p) {
		at, key, value := uint64(little.Uint32(e[4:])), uint64(little.Uint32(e[8:])), uint64(little.Uint32(e[12:]))
		if at+key+value > uint64(len(e)) || key+value > left || db.text.Over {
			db.broken = true
			return
		}
		left -= key + value
		k, v := e[at:at+key], e[at+key:at+key+value]
		if little.Uint32(e)&isBucket != 0 {
			db.bucket(b, k, v, depth)
		} else {
			db.put(b, k, v)
		}
	}
}

// bucket reads a bucket in another one.
func (db *database) bucket(in *bucket, name, value []byte, depth int) {
	if len(value) < bucketHead || depth == mostDeep {
		db.broken = true
		return
	}
	db.flush(in)
	b := bucket{path: in.path + "/" + shown(name)}
	if in.path == "" {
		b.path = shown(name)
	}
	if root := little.Uint64(value); root != 0 {
		db.tree(b, root, depth+1)
		return
	}
	if p := value[bucketHead:]; len(p) >= pageHead {
		db.leaf(&b, p, depth+1)
		db.flush(&b)
	}
}

// rest reads leaves that no bucket leads to: what was deleted lies there until other pages take their place.
func (db *database) rest() {
	b := bucket{path: "free pages"}
	broken := db.broken
	for number := range uint64(len(db.read)) {
		p := db.data[number*db.size:]
		if !db.read[number] && !db.text.Over && little.Uint16(p[8:]) == leaf && little.Uint64(p) == number {
			db.leaf(&b, db.page(number), 0)
		}
	}
	db.broken = broken
	db.flush(&b)
}

// put adds a key and its value.
func (db *database) put(b *bucket, key, value []byte) {
	if k, v, ok := etcdValue(key, value); ok {
		key, value = k, v
	}
	name := key
	if len(name) > pairs.MostName || !pairs.IsText(name) {
		name = nil
	}
	switch {
	case len(value) == 0:
	case pairs.IsText(value):
		db.text.Pair(name, value)
	default:
		db.text.Over = !db.held(b.path+"/"+strings.TrimPrefix(shown(key), "/"), value)
	}
	if db.text.Long() {
		db.flush(b)
	}
}

// flush yields the text of a bucket so far.
func (db *database) flush(b *bucket) { db.text.Flush(b.path, &b.pieces) }

// shown returns a name as it is shown: bytes that are no text as digits.
func shown(name []byte) string {
	name = name[:min(len(name), longestName)]
	if pairs.IsText(name) {
		return string(name)
	}
	return fmt.Sprintf("%x", name)
}
