package bundle

import (
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
)

// Byte code of Hermes (BytecodeFileFormat.h of its source, versions 74 to 99): a head, heads of functions, runs of kinds of strings, hashes of names, an
// entry for each string, entries of those that are too long or too far away for that, the strings. One may be a part of another. Heads of functions were
// shortened once; the runs say which they are, since all of them together are as many as there are strings.

const (
	hermesHead    = 128
	kindRun       = 4
	hashOfName    = 4
	stringEntry   = 4
	longEntry     = 8
	longString    = 0xff
	mostOfAString = 1 << 20
)

// hermesStrings are the tables of strings.
type hermesStrings struct {
	count, long, size             int
	entries, longEntries, storage int // where they are
}

// hermesStrings finds the tables, if heads of functions are of that size.
func (w *writer) hermesStrings(functionHead int) (s hermesStrings, ok bool) {
	functions, kinds, names := w.u32(40), w.u32(44), w.u32(48)
	s = hermesStrings{count: w.u32(52), long: w.u32(56), size: w.u32(60)}
	if min(functions, kinds, names, s.count, s.long, s.size) < 0 || max(functions, kinds, names, s.count, s.long) > len(w.data) {
		return s, false
	}
	at := hermesHead + functions*functionHead
	sum := 0
	for run := range kinds {
		if sum += w.u32(at+run*kindRun) & 0x7fffffff; sum > s.count {
			return s, false
		}
	}
	s.entries = at + kinds*kindRun + names*hashOfName
	s.longEntries = s.entries + s.count*stringEntry
	s.storage = s.longEntries + s.long*longEntry
	return s, sum == s.count && w.bytes(s.storage, s.size) != nil
}

func (w *writer) hermes() {
	const long, short = 16, 12
	s, ok := w.hermesStrings(long)
	if !ok {
		if s, ok = w.hermesStrings(short); !ok {
			return
		}
	}
	for i := 0; i < s.count && !w.Full(); i++ {
		w.string(w.hermesString(&s, i))
	}
	w.hermesCode(&s)
	w.shown = append(w.shown, pairs.Range{From: s.storage, To: s.storage + s.size})
}

// hermesString returns a string in UTF-8.
func (w *writer) hermesString(s *hermesStrings, i int) []byte {
	w.Step()
	entry := w.u32(s.entries + i*stringEntry)
	wide, at, n := entry&1 != 0, entry>>1&0x7fffff, entry>>24&0xff
	if n == longString {
		if at >= s.long {
			return nil
		}
		at, n = w.u32(s.longEntries+at*longEntry), w.u32(s.longEntries+at*longEntry+4)
	}
	if wide {
		n *= 2
	}
	if at < 0 || n < 0 || n > s.size || at > s.size-n {
		return nil
	}
	if n > mostOfAString {
		n = mostOfAString
		w.Cut()
	}
	text := w.bytes(s.storage+at, n)
	if wide {
		return decode.UTF16LE.AppendUTF8(nil, text)
	}
	return text
}
