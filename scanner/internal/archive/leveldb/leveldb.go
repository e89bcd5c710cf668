// Package leveldb makes texts of the files of LevelDB, in which Chrome, Electron and others keep what web sites and programs store: each key with
// its value.
//
//	leveldb.go  keys and values
//	log.go      logs of changes
//	table.go    tables, which are sorted and mostly compressed
//
// The bytes are hostile: nothing is read twice but what the bounds of the text pay for (see pairs.Bounded).
package leveldb

import (
	"bytes"
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

const shortestRun = 8 // bytes of a text between others

// Is reports whether data is a log or a table. It looks at the first bytes and the last, and at the first record of what may be a log.
func Is(data []byte) bool { return isTable(data) || isLog(data) }

// Snappy decodes blocks: Length tells how many bytes one stands for, Decode returns these, in dst's memory if they fit its length.
type Snappy struct {
	Length func(block []byte) (int, error)
	Decode func(dst, block []byte) ([]byte, error)
}

// Text returns the keys and values of a file, nothing if Is is false. Values that are no texts go to held under their key, until that returns
// false. Its errors are those of pairs.Held.
func Text(data []byte, snappy Snappy, held func(name string, value []byte) bool) ([]byte, error) {
	w := writer{Held: pairs.NewHeld(len(data), held), snappy: snappy}
	switch {
	case isTable(data):
		w.table(data)
	case isLog(data):
		w.log(data)
	}
	return w.Text()
}

// writer makes the text of a file. It is broken by a block that could not be read.
type writer struct {
	pairs.Held
	snappy Snappy
	block  []byte
	wide   []byte
}

// put adds a key and its value. Chrome's begin with a byte that says how they are written, and its keys with the site they belong to.
func (w *writer) put(key, value []byte) {
	w.Looked(key)
	w.Looked(value)
	name := key
	if i := bytes.LastIndexFunc(key, func(r rune) bool { return r < ' ' }); i >= 0 {
		name = key[i+1:]
	}
	if !pairs.IsText(name) {
		name = nil
	}
	plain := w.text(value)
	if plain != nil {
		w.Pair(plain, func() []byte { return name })
		return
	}
	w.Hold(name, value)
	w.runs(value)
}

// text returns a value as a text, nil if it is none.
func (w *writer) text(value []byte) []byte {
	const (
		wide   = 0
		narrow = 1
	)
	switch {
	case len(value) == 0:
		return nil
	case pairs.IsText(value):
		return value
	case value[0] == narrow && pairs.IsText(value[1:]):
		return value[1:]
	case value[0] == wide && len(value)%2 == 1:
		value = value[1:]
	case len(value)%2 == 1:
		return nil
	}
	w.wide = decode.UTF16LE.AppendUTF8(w.wide[:0], value)
	if !pairs.IsText(w.wide) || len(w.wide) > len(value) { // of other scripts by chance
		return nil
	}
	return w.wide
}

// runs adds the texts in a value that is none.
func (w *writer) runs(value []byte) {
	for len(value) > 0 && !w.Full() {
		n := 0
		for n < len(value) && ' ' <= value[n] && value[n] < 0x7f {
			n++
		}
		if n >= shortestRun {
			w.Pair(value[:n], func() []byte { return nil })
		}
		value = value[min(n+1, len(value)):]
	}
}

// counted returns what has its length in front, and what follows; ok is false if it is not all there.
func counted(b []byte) (part, rest []byte, ok bool) {
	n, width := binary.Uvarint(b)
	if width <= 0 || n > uint64(len(b)-width) {
		return nil, nil, false
	}
	b = b[width:]
	return b[:n], b[n:], true
}
