package archive

import (
	"github.com/sluice-scan/sluice/scanner/internal/archive/sqlite"
)

// Files that are no archives but hold names and values in a form of their own become a text, which is yielded as a member behind the
// file's own bytes. They add no depth: nothing in them is opened.

// errLongRow is told once of a database.
const errLongRow = limitError("has rows of more than 4 MiB; the rest of these is not read as text")

// write yields the texts of a file that is all at hand, or of its beginning.
func (w *walker) write(it item, kind Kind, data []byte) {
	yield := func(name string, text []byte) bool {
		w.written(it.path+"!"+clean(name), text)
		return w.goOn()
	}
	var err error
	switch kind {
	case SQLite:
		if !sqlite.Tables(data, yield) {
			err = errLongRow
		}
	case SQLiteLog:
		if !sqlite.Log(data, yield) {
			err = errLongRow
		}
	}
	w.tell(it.path, err)
}

// written yields a text that was made of a file, as far as the bytes of the walk go.
func (w *walker) written(path string, text []byte) {
	left := w.limits.Bytes - w.decoded
	whole := int64(len(text)) <= left
	if !whole {
		text = text[:left]
	}
	w.decoded += int64(len(text))
	w.emit(path, text)
	if !whole {
		w.enough(path, "holds more than %d bytes; the rest is not read", w.limits.Bytes)
	}
}
