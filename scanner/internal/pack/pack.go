// Package pack reads git's pack files (gitformat-pack(5)): all objects of some type in one walk over the delta forest, or
// single objects by name. Everything is read with pread through small windows, so that a pack that is truncated under us is an
// error and not a signal.
//
//	pack.go, file.go   Open, Pack; the pack file itself
//	index.go, order.go the .idx and .rev files: names, offsets, CRC-32s; entries in pack order
//	header.go, delta.go the formats of entries and deltas
//	forest.go          which entry is a delta of which; families of entries as pieces of work
//	reader.go, window.go, buffers.go what one worker owns: decoder, window, buffers
//	walk.go, large.go  depth first through families; contents too large to hold
//	read.go, lookup.go random access
//	build.go, names.go WriteIndex, OpenUnindexed: packs without an index
//
// Packs are hostile input: every size is bounded before anything is allocated for it, and whatever is wrong with one entry is
// an error of that entry and of those built on it.
package pack

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"sort"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// Type is an object type, numbered as in packs. The zero Type is none.
type Type uint8

// The object types.
const (
	Commit Type = 1
	Tree   Type = 2
	Blob   Type = 3
	Tag    Type = 4
)

// String returns git's name of the type.
func (t Type) String() string {
	switch t {
	case Commit:
		return "commit"
	case Tree:
		return "tree"
	case Blob:
		return "blob"
	case Tag:
		return "tag"
	}
	return fmt.Sprintf("type %d", uint8(t))
}

// Pack is an open pack with its index. Entries are numbered from 0 in the order in which they lie in the pack. It is safe for
// concurrent use.
type Pack struct {
	packFile
	index   *index
	offsets []int64  // of each entry, then of the pack's trailer
	names   []uint32 // position of each entry's name in the index
	sums    []uint32 // CRC-32 of each entry's bytes; none if the index has none

	headers sync.Once
	forest  *forest // set by headers
}

// maxIndex bounds an index or a .rev file, in bytes; as much as 60 million objects take.
const maxIndex = math.MaxInt32

// Open opens the pack packPath, whose name ends in ".pack", and the index beside it (".idx", version 1 or 2). The whole index is
// read and validated: its checksum, its tables, that names are sorted and offsets distinct, and that it belongs to this pack.
// A ".rev" file is used if there is a valid one. The caller must call Close.
func Open(packPath string, format oid.Format) (*Pack, error) {
	p := &Pack{}
	if err := p.open(packPath, format); err != nil {
		return nil, fmt.Errorf("open pack %s: %w", packPath, err)
	}
	if err := p.readIndex(); err != nil {
		_ = p.Close()
		return nil, fmt.Errorf("open pack %s: %w", packPath, err)
	}
	return p, nil
}

// OpenUnindexed opens a pack whose index is missing or damaged: it makes one in memory, which takes as long as reading the whole pack.
// The pack itself must be whole; see WriteIndex.
func OpenUnindexed(packPath string, format oid.Format, files *spill.Files) (*Pack, error) {
	var data bytes.Buffer
	if err := WriteIndex(context.Background(), packPath, format, files, &data); err != nil {
		return nil, fmt.Errorf("index pack %s: %w", packPath, err)
	}
	p := &Pack{}
	if err := p.open(packPath, format); err != nil {
		return nil, fmt.Errorf("open pack %s: %w", packPath, err)
	}
	if err := p.useIndex(data.Bytes()); err != nil { // the pack has changed meanwhile
		_ = p.Close()
		return nil, fmt.Errorf("open pack %s: %w", packPath, err)
	}
	return p, nil
}

// OpenDamaged opens a pack whose frame is damaged, such as one that is cut off, by its index, which must be valid and of version 2: its
// checksums tell which entries are whole. The others fail when they are read.
func OpenDamaged(packPath string, format oid.Format) (*Pack, error) {
	data, err := regular.Read(sibling(packPath, ".idx"), maxIndex)
	if err != nil {
		return nil, err
	}
	x, err := parseIndex(data, format)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	if x.crcs == 0 {
		return nil, errNotIndex
	}
	p := &Pack{index: x}
	if err := p.openFile(packPath, format); err != nil {
		return nil, err
	}
	for position := range x.count {
		p.end = max(p.end, x.offset(position)+1)
	}
	if err := p.takeOrder(sortByOffset(x, p.end)); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

// sibling returns the path of the file beside the pack with another extension.
func sibling(packPath, extension string) string {
	return strings.TrimSuffix(packPath, ".pack") + extension
}

func (p *Pack) readIndex() error {
	data, err := regular.Read(sibling(p.path, ".idx"), maxIndex)
	if err != nil {
		return err
	}
	return p.useIndex(data)
}

// useIndex validates an index and takes names and offsets from it. It keeps data.
func (p *Pack) useIndex(data []byte) (err error) {
	if p.index, err = parseIndex(data, p.format); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if err := p.belongs(p.index.count, p.index.packSum()); err != nil {
		return err
	}
	rev, err := regular.Read(sibling(p.path, ".rev"), maxIndex)
	if err == nil && p.takeOrder(parseRev(rev, p.index, p.format)) == nil {
		return nil
	}
	return p.takeOrder(sortByOffset(p.index, p.end))
}

// takeOrder sets names and offsets from the positions of names in pack order.
func (p *Pack) takeOrder(names []uint32) error {
	if len(names) != p.index.count {
		return errOrder
	}
	offsets := make([]int64, len(names)+1)
	last := int64(packHeader) - 1
	for entry, position := range names {
		offset := p.index.offset(int(position))
		if offset <= last || entry == 0 && offset != packHeader {
			return errOrder
		}
		offsets[entry], last = offset, offset
	}
	if last >= p.end {
		return errOrder
	}
	offsets[len(names)] = p.end
	p.offsets, p.names, p.sums = offsets, names, p.index.sums(names)
	return nil
}

// Len returns the number of entries.
func (p *Pack) Len() int { return len(p.names) }

// ID returns the name of an entry; the zero ID if there is no such entry.
func (p *Pack) ID(entry int) oid.ID {
	if uint(entry) >= uint(len(p.names)) {
		return oid.ID{}
	}
	return oid.New(p.index.name(int(p.names[entry])))
}

// Find returns the entry that holds an object.
func (p *Pack) Find(id oid.ID) (entry int, ok bool) {
	position, ok := p.index.find(id)
	if !ok {
		return 0, false
	}
	return p.entryAt(p.index.offset(position))
}

// Position returns the place of an object's name among the sorted names of the pack, below Len.
func (p *Pack) Position(id oid.ID) (position int, ok bool) { return p.index.find(id) }

// Name returns the raw name at such a place; it must not be changed.
func (p *Pack) Name(position int) []byte { return p.index.name(position) }

// PositionOf returns the place of an entry's name.
func (p *Pack) PositionOf(entry int) int { return int(p.names[entry]) }

// entryAt returns the entry that begins at offset.
func (p *Pack) entryAt(offset int64) (entry int, ok bool) {
	entry = sort.Search(len(p.names), func(i int) bool { return p.offsets[i] >= offset })
	return entry, entry < len(p.names) && p.offsets[entry] == offset
}

// extent returns where an entry lies.
func (p *Pack) extent(entry int) extent {
	e := extent{from: p.offsets[entry], to: p.offsets[entry+1], exact: true}
	if e.summed = p.sums != nil; e.summed {
		e.crc = p.sums[entry]
	}
	return e
}

// Type returns the type of an entry's object. The first call reads the headers of all entries. It is false if the chain of
// deltas is broken or leads to another pack.
func (p *Pack) Type(entry int) (Type, bool) {
	if uint(entry) >= uint(len(p.names)) {
		return 0, false
	}
	t := p.deltas().types[entry]
	return t, t != 0
}
