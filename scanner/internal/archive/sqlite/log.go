package sqlite

import (
	"encoding/binary"
	"maps"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// A write-ahead log is a head and frames: pages as transactions left them, each behind a head of its own that tells its number.
const (
	logHead   = 32
	frameHead = 24
)

// journalMagic is what a rollback journal begins with: pages as they were before a transaction, each behind its number and with a sum behind
// it.
const journalMagic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"

// journalHead is how long the head of a journal is, padded to a sector, whose size it tells.
const journalHead = 28

// Log is Tables for a write-ahead log, of which it reads the last version of each page, by the tables of the schema if that is in the
// log, and then each earlier one; and for a rollback journal.
func Log(data []byte, yield, blob func(name string, data []byte) bool) (whole bool) {
	if len(data) < logHead {
		return true
	}
	l := log{last: map[uint32][]byte{}}
	if string(data[:len(journalMagic)]) == journalMagic {
		l.journal(data)
	} else {
		l.frames(data)
	}
	if len(l.last) == 0 {
		return true
	}
	size := len(l.last[l.some])
	db := database{usable: size, readFor: map[uint32]*table{}, steps: mostSteps * len(data), text: pairs.NewPieces(yield), blob: blob}
	db.page = func(number uint32) []byte { return l.last[number] }
	db.numbers = slices.Values(slices.Sorted(maps.Keys(l.last)))
	if first := l.last[1]; first != nil {
		db.usable, db.encoding = size-int(first[20]), binary.BigEndian.Uint32(first[56:])
	}
	db.read()
	db.replay(l.earlier)
	return !db.cut
}

// log is the pages of a log: the last version of each, and the others.
type log struct {
	last    map[uint32][]byte
	some    uint32 // a page that is there
	earlier []frame
}

// frames reads the pages of a write-ahead log.
func (l *log) frames(data []byte) {
	size := pageSize(binary.BigEndian.Uint32(data[8:]))
	for rest := data[logHead:]; size > 0 && len(rest) >= frameHead+size; rest = rest[frameHead+size:] {
		l.add(binary.BigEndian.Uint32(rest), rest[frameHead:][:size])
	}
}

// journal reads the pages of a rollback journal.
func (l *log) journal(data []byte) {
	sector, size := uint64(binary.BigEndian.Uint32(data[20:])), pageSize(binary.BigEndian.Uint32(data[24:]))
	if size == 0 || sector < journalHead || sector > uint64(len(data)) {
		return
	}
	const number, sum = 4, 4
	for rest := data[sector:]; len(rest) >= number+size+sum; rest = rest[number+size+sum:] {
		l.add(binary.BigEndian.Uint32(rest), rest[number:][:size])
	}
}

func (l *log) add(number uint32, page []byte) {
	if p := l.last[number]; p != nil {
		l.earlier = append(l.earlier, frame{number, p})
	}
	l.last[number], l.some = page, number
}

// pageSize returns a size of pages that a head tells, 0 if that is none.
func pageSize(n uint32) int {
	switch {
	case n == 1:
		return largestPage
	case n > largestPage || !validSize(int(n)):
		return 0
	}
	return int(n)
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
