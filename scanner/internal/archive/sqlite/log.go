package sqlite

import (
	"encoding/binary"
	"maps"
	"slices"
)

// A write-ahead log is a head and frames: pages as transactions left them, each behind a head of its own that tells its number.
const (
	logHead   = 32
	frameHead = 24
)

// Log is Tables for a write-ahead log, of which it reads the last version of each page, by the tables of the schema if that is in the
// log, and then each earlier one.
func Log(data []byte, yield, blob func(name string, data []byte) bool) (whole bool) {
	if len(data) < logHead {
		return true
	}
	size := int(binary.BigEndian.Uint32(data[8:]))
	if size == 1 {
		size = largestPage
	}
	if !validSize(size) {
		return true
	}
	last := map[uint32][]byte{}
	var earlier []frame
	for rest := data[logHead:]; len(rest) >= frameHead+size; rest = rest[frameHead+size:] {
		number := binary.BigEndian.Uint32(rest)
		if p := last[number]; p != nil {
			earlier = append(earlier, frame{number, p})
		}
		last[number] = rest[frameHead:][:size]
	}
	db := database{usable: size, readFor: map[uint32]*table{}, yield: yield, blob: blob}
	db.page = func(number uint32) []byte { return last[number] }
	db.numbers = slices.Values(slices.Sorted(maps.Keys(last)))
	if first := last[1]; first != nil {
		db.usable, db.encoding = size-int(first[20]), binary.BigEndian.Uint32(first[56:])
	}
	db.read()
	db.replay(earlier)
	return !db.cut
}

// frame is a page of a log.
type frame struct {
	number uint32
	page   []byte
}

// replay reads versions of pages that a later one replaced.
func (db *database) replay(earlier []frame) {
	out := rows{database: db}
	for _, f := range earlier {
		if f.number == 1 || f.page[0] != leafTable {
			continue
		}
		t := table{}
		if known := db.readFor[f.number]; known != nil {
			t = *known
		}
		t.name, out.table = "earlier pages", &t
		out.leaf(f.page, f.number)
	}
	if out.table != nil {
		out.flush()
	}
}
