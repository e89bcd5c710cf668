// Package python makes texts of names and values of compiled Python (.pyc, .pyo), of CPython 2.7 and 3.0 to 3.14. Whoever wrote
// `API_KEY = "…"` gets a line of that, wherever a constant is given a name: variables, attributes, subscripts, keyword arguments,
// members of dictionaries, defaults of parameters. Of calls with constants a line shows the function with its arguments.
//
//	python.go      versions, and what callers use
//	marshal.go     objects, where they lie
//	code.go        code objects and their instructions
//	machine.go     what instructions do to the stack
//	calls.go       functions and their arguments
//	operations.go  numbers of instructions by version
//
// The bytes are hostile. Each is read once in order; objects that are looked at again, since others refer to them, are paid for from the
// bounds of the text (see pairs.Bounded).
package python

import (
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// version is one of Python: 100 for the first number and 1 for the second.
type version int

const last version = 314

// releases are the numbers from which on files are those of a version (Lib/importlib/_bootstrap_external.py,
// Include/internal/pycore_magic_number.h).
var releases = [...]struct {
	from uint16
	version
}{
	{3000, 300}, {3141, 301}, {3160, 302}, {3190, 303}, {3250, 304}, {3320, 305}, {3360, 306}, {3390, 307}, {3400, 308},
	{3420, 309}, {3430, 310}, {3450, 311}, {3500, 312}, {3550, 313}, {3600, last}, {3650, 0},
}

const (
	magic27   = 62211
	magicSize = 4 // number and "\r\n"
)

// versionOf returns the version that a file's first bytes tell, 0 if it is none of these.
func versionOf(data []byte) (v version) {
	if len(data) < magicSize || data[2] != '\r' || data[3] != '\n' {
		return 0
	}
	number := binary.LittleEndian.Uint16(data)
	if number == magic27 {
		return 207
	}
	for _, r := range releases {
		if number >= r.from {
			v = r.version
		}
	}
	return v
}

// head is how many bytes lie in front of the objects: what says whether the file is up to date.
func (v version) head() int {
	switch {
	case v >= 307: // PEP 552
		return 16
	case v >= 303:
		return 12
	}
	return 8
}

// Is reports whether data begins like compiled Python.
func Is(data []byte) bool {
	v := versionOf(data)
	return v != 0 && len(data) > v.head() && data[v.head()]&^shared == typeCode
}

// Text returns the names and values of a file, nothing if Is is false; whole is false if a bound ended that.
func Text(data []byte) (text []byte, whole bool) {
	if !Is(data) {
		return nil, true
	}
	v := versionOf(data)
	r := reader{data: data, at: v.head(), version: v, Bounded: pairs.NewBounded(len(data))}
	m := machine{reader: &r, operations: operationsOf(v)}
	r.run = m.code
	r.object()
	return r.Bytes(), r.Whole() && !r.cut
}
