// Package serialized makes texts of names and values of objects that programs wrote as bytes: members of dictionaries, attributes of objects,
// fields. Whoever kept `{"password": "…"}` in one of these files gets a line of that. Nothing in them is ever run.
//
//	serialized.go  which files these are, and what callers use
//	pickle.go      pickles of Python
//	opcodes.go     their instructions
//	array.go       what joblib writes between them
//	numpy.go       arrays of NumPy
//	java.go        objects of Java
//	ruby.go        objects of Ruby
//	r.go           objects of R
//	redis.go       dumps of Redis
//	tree.go        objects in objects: bson.go, msgpack.go, cbor.go, protobuf.go
//
// The bytes are hostile. Each is read once in order; what is looked at again, since others refer to it, is paid for from the bounds of the
// text (see pairs.Bounded).
package serialized

import (
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// shortestUnnamed is how many bytes a text has that is shown although nothing names it.
const shortestUnnamed = 16

// reader returns what reads a file that begins with data, of which 512 bytes tell it, nil if it is none of these.
func reader(data []byte) func(w *writer, data []byte) {
	switch {
	case len(data) < 3:
	case isPickle(data):
		return pickles
	case isJava(data):
		return java
	case isRuby(data):
		return ruby
	case isR(data):
		return rData
	case isNumPy(data):
		return numPy
	case isRedis(data):
		return redis
	case isBSON(data):
		return trees(bson)
	case isMessagePack(data):
		return trees(messagePack)
	case isCBOR(data):
		return trees(cbor)
	}
	return nil
}

// Is reports whether data begins like a file of objects, but for those that IsMessage knows.
func Is(data []byte) bool { return reader(data) != nil }

// Text returns the names and values of a file, nothing if Is and IsMessage are false. Values that are no texts go to held under their name, until that returns
// false. Its errors are those of pairs.Held.
func Text(data []byte, held func(name string, value []byte) bool) ([]byte, error) {
	read := reader(data)
	switch {
	case read != nil:
	case IsMessage(data):
		read = trees(protobuf)
	default:
		return nil, nil
	}
	w := writer{pairs.NewHeld(len(data), held)}
	read(&w, data)
	return w.Text()
}

// writer makes the text of a file.
type writer struct{ pairs.Held }

// member adds a value and its name. Of one without a name only a longer text is shown.
func (w *writer) member(name, value []byte) {
	switch {
	case len(value) == 0 || w.Full():
	case !pairs.IsText(value):
		w.Hold(name, value)
	case pairs.IsText(name):
		w.Pair(value, func() []byte { return name })
	case len(value) >= shortestUnnamed:
		w.Pair(value, func() []byte { return nil })
	}
}

// inPairs returns what shows names and values that come one after the other.
func inPairs(show func(name, value []byte)) func([]byte) {
	var name []byte
	isName := false
	return func(b []byte) {
		if isName = !isName; isName {
			name = b
		} else {
			show(name, b)
		}
	}
}
