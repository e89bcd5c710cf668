package archive

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"

	"github.com/klauspost/compress/snappy"

	"github.com/sluice-scan/sluice/scanner/internal/archive/bolt"
	"github.com/sluice-scan/sluice/scanner/internal/archive/bundle"
	"github.com/sluice-scan/sluice/scanner/internal/archive/compiled"
	"github.com/sluice-scan/sluice/scanner/internal/archive/dbase"
	"github.com/sluice-scan/sluice/scanner/internal/archive/folded"
	"github.com/sluice-scan/sluice/scanner/internal/archive/jet"
	"github.com/sluice-scan/sluice/scanner/internal/archive/keystore"
	"github.com/sluice-scan/sluice/scanner/internal/archive/leveldb"
	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
	"github.com/sluice-scan/sluice/scanner/internal/archive/pdf"
	"github.com/sluice-scan/sluice/scanner/internal/archive/picture"
	"github.com/sluice-scan/sluice/scanner/internal/archive/python"
	"github.com/sluice-scan/sluice/scanner/internal/archive/rtf"
	"github.com/sluice-scan/sluice/scanner/internal/archive/serialized"
	"github.com/sluice-scan/sluice/scanner/internal/archive/sqlite"
)

// Files that are no archives but hold names and values in a form of their own become a text, which is yielded as a member behind the
// file's own bytes, and adds no depth. A value that is a container is opened as a member.

// textName is what the text of a file is called that has only one.
const textName = "text"

// keyName is what the text of a file is called that is a key.
const keyName = "key"

// errNames is told of a file that repeats itself, or has long values.
const errNames = limitError("has more names and values than its size lets one expect, or values of more than 1 MiB; the rest is not read")

// errLongRow is told once of a database.
const errLongRow = limitError("has rows of more than 4 MiB; the rest of these is not read as text")

// write yields the texts of a file that is all at hand, or of its beginning.
func (w *walker) write(it item, kind Kind, data []byte) {
	if len(data) > smallBuffer {
		w.enter() // the text may be as large
	}
	yield := func(name string, text []byte) bool {
		w.written(it.path+"!"+clean(name), text)
		return w.goOn()
	}
	held := func(name string, value []byte) bool { return w.value(it, name, value) }
	var err error
	switch kind {
	case magic.SQLite:
		if !sqlite.Tables(data, yield, held) {
			err = errLongRow
		}
	case magic.SQLiteLog:
		if !sqlite.Log(data, yield, held) {
			err = errLongRow
		}
	case magic.Keystore:
		err = w.keystore(data, yield)
	case magic.Document:
		err = w.document(data, yield)
	case magic.PDF:
		err = w.portable(data, yield, held)
	case magic.RichText:
		yield(textName, rtf.Text(data))
	case magic.Folded:
		if text := folded.Text(data); len(text) > 0 {
			yield(textName, text)
		}
	case magic.Compiled:
		err = named(compiled.Text, data, yield)
	case magic.PropertyList:
		compiled.Values(data, held)
		err = named(compiled.Text, data, yield)
	case magic.Bundle:
		err = w.apart(it, data, bundle.Text)
	case magic.Python:
		err = named(python.Text, data, yield)
	case magic.Serialized:
		text, failed := serialized.Text(data, held)
		err = holding(text, failed, errObjects, yield)
	case magic.LevelDB:
		text, failed := leveldb.Text(data, leveldb.Snappy{Length: snappy.DecodedLen, Decode: snappy.Decode}, held)
		err = holding(text, failed, errBlocks, yield)
	case magic.Bolt:
		if !bolt.Text(data, yield, held) {
			err = errPagesLost
		}
	case magic.Jet:
		if !jet.Text(data, yield) {
			err = errNames
		}
	case magic.DBase:
		if !dbase.Text(data, func(text []byte) bool { return yield(textName, text) }) {
			err = errTruncated
		}
	case magic.PNG:
		text, failed := picture.Text(data, held)
		err = holding(text, failed, errPicture, yield)
	case magic.Dataset:
		err = w.dataset(it, data, yield, held)
	case magic.Capture:
		err = w.capture(it, data, held)
	case magic.Sealed:
		err = limited("is %s, which is encrypted", magic.OfForeign(data))
	case magic.Foreign:
		err = limited("is %s: what is compressed in it is not read", magic.OfForeign(data))
	}
	w.tell(it.path, err)
}

// value opens a value of a file if it is a container, and reports whether the walk goes on.
func (w *walker) value(it item, name string, data []byte) bool {
	switch {
	case !w.goOn() || Sniff(data) == None:
	case it.depth > w.limits.Depth: // files that become a text are read at any depth, in each other as well
		w.tell(it.path+"!"+clean(name), tooDeep(it.depth+1))
	default:
		w.entry(it, name, it.counted, bytes.NewReader(data))
	}
	return w.goOn()
}

// named yields the text of a file's names and values.
func named(read func([]byte) ([]byte, bool), data []byte, yield func(string, []byte) bool) error {
	text, whole := read(data)
	if len(text) > 0 {
		yield(textName, text)
	}
	if !whole {
		return errNames
	}
	return nil
}

// apart yields the text of strings that lie side by side in a file.
func (w *walker) apart(it item, data []byte, read func([]byte) ([]byte, []Range, error)) error {
	text, at, err := read(data)
	if len(text) > 0 {
		w.writtenOf(it.path+"!"+textName, text, at)
	}
	switch err {
	case pairs.ErrBound:
		return errNames
	case pairs.ErrBroken:
		return errStrings
	}
	return nil
}

const (
	errObjects   = archiveError("is damaged, or holds something of an unknown kind, which is read only where it lies")
	errBlocks    = archiveError("has blocks that are damaged, or compressed in a way that is not read")
	errPagesLost = archiveError("has pages that are damaged or missing")
	errPicture   = archiveError("a text of the picture is damaged")
)

// holding yields the text of a file whose values may be files; broken is told of one that is not read to its end.
func holding(text []byte, err error, broken error, yield func(string, []byte) bool) error {
	if len(text) > 0 {
		yield(textName, text)
	}
	switch err {
	case pairs.ErrBound:
		return errNames
	case pairs.ErrBroken:
		return broken
	}
	return nil
}

// errStrings is told of a bundle.
const errStrings = limitError("is damaged, or of an unknown version; its strings are read only where they lie")

const errPages = limitError("has more text than is read: 32 MiB, 8 MiB a page")

// portable yields the text of a PDF file.
func (w *walker) portable(data []byte, yield, held func(string, []byte) bool) error {
	most := w.spend(w.left / 2) // as much goes to pages
	text, err := pdf.Text(data, int(most), held)
	w.left += most
	if len(text) > 0 {
		yield(textName, text)
	}
	switch err {
	case pdf.ErrEncrypted:
		return errEncrypted
	case pdf.ErrBound:
		return errPages
	}
	return nil
}

const errRounds = limitError("takes too many rounds of hashing to open; well-known passwords are not tried on all of it")

const errEntry = limitError("holds an entry of an unknown kind; those behind it are not read")

// keystore yields the keys that well-known passwords open, private ones in PEM; those for debugging stay encrypted, which is told
// as of less weight.
func (w *walker) keystore(data []byte, yield func(string, []byte) bool) error {
	if kind := keystore.KeyType(data); kind != "" {
		yield(keyName, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))
		return nil
	}
	keys, took, err := keystore.Open(data, keystore.WellKnown(), min(w.limits.Rounds/2, w.limits.Rounds-w.rounds))
	w.rounds += took
	for _, k := range keys {
		if k.Secret != nil {
			yield(k.Alias, secretText(k.Secret))
			continue
		}
		b := pem.Block{Type: "PRIVATE KEY", Bytes: k.PKCS8}
		if k.Encrypted != nil {
			b = pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: k.Encrypted}
		}
		yield(k.Alias, pem.EncodeToMemory(&b))
	}
	switch err {
	case keystore.ErrRounds:
		return errRounds
	case keystore.ErrEntry:
		return errEntry
	}
	return nil
}

// secretText is the text that a secret key becomes: a password as it is, else base64.
func secretText(key []byte) []byte {
	var t pairs.Text
	if pairs.IsText(key) {
		t.Pair([]byte("password"), key)
	} else {
		t.Pair([]byte("secret_key"), base64.StdEncoding.AppendEncode(nil, key))
	}
	return t.Bytes()
}

// written yields a text that was made of a file, as far as the bytes of the walk go.
func (w *walker) written(path string, text []byte) { w.writtenOf(path, text, nil) }

// writtenOf is written for a text that shows some bytes of the file better than they do.
func (w *walker) writtenOf(path string, text []byte, shows []Range) {
	left := w.limits.Bytes - w.decoded
	whole := int64(len(text)) <= left
	if !whole {
		text = text[:left]
	}
	w.decoded += int64(len(text))
	w.emit(Member{Path: path, Data: text, Shows: shows})
	if !whole {
		w.enough(path, "holds more than %d bytes; the rest is not read", w.limits.Bytes)
	}
}
