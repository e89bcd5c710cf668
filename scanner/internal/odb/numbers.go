package odb

import (
	"slices"
	"sort"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// Numbers gives each object of a store a small number, so that what is known of objects can stand in slices. It knows the objects
// that the store listed when it was made, is immutable and safe for concurrent use.
type Numbers struct {
	packs []*pack.Pack
	first []int32  // number of each pack's first object
	loose []oid.ID // sorted; they come last
	len   int32
}

// Numbers numbers the objects of s. A store of more than 2^31 objects is beyond it: those at its end have no number.
func (s *Store) Numbers() *Numbers {
	n := &Numbers{packs: s.snapshot()}
	total := int64(0)
	for i, p := range n.packs {
		if total += int64(p.Len()); total > 1<<31-1 {
			n.packs = n.packs[:i]
			return n
		}
		n.first = append(n.first, n.len)
		n.len = int32(total)
	}
	for _, dir := range s.dirs {
		n.loose = append(n.loose, s.looseIDs(dir)...)
	}
	slices.SortFunc(n.loose, oid.ID.Compare)
	n.loose = slices.Compact(n.loose)
	n.len = int32(min(int64(n.len)+int64(len(n.loose)), 1<<31-1))
	return n
}

// Len returns one more than the largest number.
func (n *Numbers) Len() int { return int(n.len) }

// Runs calls yield for each part of the numbers in which objects are in the order of their names: from lo to hi, hi excluded.
func (n *Numbers) Runs(yield func(lo, hi int32)) {
	for i, first := range n.first {
		yield(first, first+int32(n.packs[i].Len()))
	}
	yield(n.len-int32(len(n.loose)), n.len)
}

// Name returns the raw name of the object with a number, which must not be changed; objects in several places have several numbers.
func (n *Numbers) Name(number int32) []byte {
	if i := int(number-n.len) + len(n.loose); i >= 0 {
		return n.loose[i].Bytes()
	}
	i := sort.Search(len(n.first), func(i int) bool { return n.first[i] > number }) - 1
	return n.packs[i].Name(int(number - n.first[i]))
}

// Of returns an object's number. An object in several places has one.
func (n *Numbers) Of(id oid.ID) (number int32, ok bool) {
	for i, p := range n.packs {
		if at, ok := p.Position(id); ok {
			return n.first[i] + int32(at), true
		}
	}
	at, ok := slices.BinarySearchFunc(n.loose, id, oid.ID.Compare)
	number = n.len - int32(len(n.loose)) + int32(at)
	return number, ok && number < n.len
}
