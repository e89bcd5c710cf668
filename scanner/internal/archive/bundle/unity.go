package bundle

import (
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// The metadata of Unity's IL2CPP (global-metadata.dat, version 16 to 31): of each literal its length and where it is among the data of all.

const (
	firstVersion = 16
	lastVersion  = 31 // that is read
	mostVersion  = 255
	literalsAt   = 8 // in the head: where entries are, how long; where data is, how long
	literal      = 8
)

// unity reports whether data has what may be a version.
func unity(data []byte) bool {
	if len(data) < literalsAt+16 {
		return false
	}
	v := binary.LittleEndian.Uint32(data[4:])
	return firstVersion <= v && v <= mostVersion
}

func (w *writer) unity() {
	if w.u32(4) > lastVersion {
		return
	}
	entries := w.bytes(w.u32(literalsAt), w.u32(literalsAt+4))
	from := w.u32(literalsAt + 8)
	data := w.bytes(from, w.u32(literalsAt+12))
	for ; len(entries) >= literal && !w.Full(); entries = entries[literal:] {
		w.Step()
		n, at := binary.LittleEndian.Uint32(entries), binary.LittleEndian.Uint32(entries[4:])
		if uint64(at)+uint64(n) > uint64(len(data)) {
			continue
		}
		text := data[at : at+n]
		if len(text) > mostOfAString {
			text = text[:mostOfAString]
			w.Cut()
		}
		w.string(text)
	}
	if data != nil {
		w.shown = append(w.shown, pairs.Range{From: from, To: from + len(data)})
	}
}
