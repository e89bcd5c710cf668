package archive

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"path"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// walker is one walk. Its functions tell what goes wrong themselves; afterwards goOn says whether the walk is over.
type walker struct {
	ctx    context.Context
	limits Limits
	room   sync.Locker // nil: there is as much as the walk takes
	large  bool        // room is locked
	yield  func(Member) error
	gap    func(Gap)

	over    error // why nothing more is to be read: errEnough, or an error for the caller
	entries int
	decoded int64 // bytes
	left    int64 // bytes that may be held yet
	rounds  int   // of hashing that keystores took
	cleared int64 // bytes of dictionaries of RAR archives
	book    book

	buffer []byte // of the last member
	inputs []*input
	decoders
}

// item is something that may be a container: a member, or what a compressed stream holds.
type item struct {
	path  string // as shown
	name  string // its last element
	depth int    // of containers, itself included once it is open
	// An item that is all of what its container holds may be a container of a kind that belongs to the one around it, as the tar
	// in a .tar.gz does: then its members are shown as that one's, and it adds no depth.
	outer   string // path of the container around it
	belongs belonging
	counted bool // its bytes count as decoded already
}

// belonging says which kinds belong to the container around them.
type belonging uint8

const (
	nothing    belonging = iota
	archives             // of members, in a compressed stream
	everything           // compressed streams, too
)

func (b belonging) has(k Kind) bool { return b == everything || b == archives && !k.Compresses() }

// input is what a container is read from: a look ahead and a count.
type input struct {
	*bufio.Reader
	source countingReader
}

type countingReader struct {
	in io.Reader
	n  int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

// taken returns how many bytes have been read.
func (in *input) taken() int64 { return in.source.n - int64(in.Buffered()) }

// newInput returns an input that reads r; done takes it back.
func (w *walker) newInput(r io.Reader) *input {
	in := &input{}
	if n := len(w.inputs); n > 0 {
		in, w.inputs = w.inputs[n-1], w.inputs[:n-1]
	} else {
		in.Reader = bufio.NewReader(&in.source)
	}
	in.source = countingReader{in: r}
	in.Reset(&in.source)
	return in
}

func (w *walker) done(in *input) {
	in.source.in = nil
	w.inputs = append(w.inputs, in)
}

// entry reads a member of the archive it.
func (w *walker) entry(it item, name string, counted bool, r io.Reader) {
	if !w.goOn() {
		return
	}
	if w.entries == w.limits.Entries {
		w.enough(it.path, "has more than %d members, those of containers in it included; the rest is not read", w.limits.Entries)
		return
	}
	w.entries++
	name = clean(name)
	w.read(item{path: it.path + "!" + name, name: path.Base(name), depth: it.depth + 1, counted: counted}, r)
}

// read opens an item, or yields it if it is no container.
func (w *walker) read(it item, r io.Reader) {
	if !it.counted {
		r = &meter{w: w, in: r, path: it.path}
		it.counted = true
	}
	in := w.newInput(r)
	defer w.done(in)
	start, _ := in.Peek(sniffed) // an error comes again when the bytes are read
	switch kind := sniffStart(start); {
	case kind == None:
		w.text(it, in, None)
	case kind.Written():
		if it.belongs.has(kind) {
			it.path = it.outer
		}
		w.text(it, in, kind)
	case it.belongs.has(kind):
		it.path, it.depth = it.outer, it.depth-1
		w.open(it, kind, in)
	case it.depth > w.limits.Depth:
		w.tell(it.path, tooDeep(it.depth))
		w.text(it, in, kind)
	default:
		w.open(it, kind, in)
	}
}

func (w *walker) open(it item, kind Kind, in *input) {
	if !kind.Whole() {
		w.openStream(it, kind, in)
		return
	}
	data, err := w.take(in, min(w.limits.MemberBytes, w.left*3/4)) // the rest is for what it holds
	w.whole(it, kind, data, err == nil || kind.Written())
	w.tell(it.path, err)
}

// whole opens a container that lies in the walker's buffer, and lends it a new one meanwhile. One whose end is missing tells what it
// holds only as far as its members say it themselves.
func (w *walker) whole(it item, kind Kind, data []byte, complete bool) {
	w.buffer = nil
	held := w.spend(int64(len(data)))
	switch {
	case complete:
		w.openWhole(it, kind, data)
	case kind == magic.Zip:
		w.scanZip(it, data, false)
	case kind == magic.Pack:
		w.pack(it, data)
	case kind == magic.OLE:
		w.ole(it, data)
	case kind == magic.Dump:
		w.pgDump(it, data)
	case kind == magic.ISO:
		w.iso(it, data)
	case kind == magic.Stub:
		w.stub(it, data)
	}
	w.left += held
	if cap(data) > cap(w.buffer) {
		w.buffer = data[:0]
	}
}

func (w *walker) openWhole(it item, kind Kind, data []byte) {
	switch kind {
	case magic.Zip:
		w.zip(it, data)
	case magic.SevenZip:
		w.sevenZip(it, data)
	case magic.Pack:
		w.pack(it, data)
	case magic.OLE:
		w.ole(it, data)
	case magic.Asar:
		w.asar(it, data)
	case magic.Dump:
		w.pgDump(it, data)
	case magic.ISO:
		w.iso(it, data)
	case magic.Stub:
		w.stub(it, data)
	case magic.Brotli:
		in := w.newInput(bytes.NewReader(data))
		w.packed(it, kind, in)
		w.done(in)
	default:
		w.write(it, kind, data)
		if isZipEnd(data) && w.goOn() && it.depth <= w.limits.Depth {
			w.zip(it, data)
		}
	}
}

func (w *walker) openStream(it item, kind Kind, in *input) {
	switch kind {
	case magic.Tar:
		w.tar(it, in)
	case magic.Ar:
		w.ar(it, in)
	case magic.Cpio:
		w.cpio(it, in)
	case magic.Rpm:
		w.rpm(it, in)
	case magic.Rar:
		w.rar(it, in)
	default:
		w.packed(it, kind, in)
	}
}

// text yields an item that is no archive by its start, and what else it may be read as: a zip by its end, a file of which a text is made.
func (w *walker) text(it item, in io.Reader, kind Kind) {
	data, err := w.take(in, w.limits.MemberBytes)
	if len(data) > 0 || err == nil {
		w.emit(Member{Path: it.path, Data: data})
	}
	if kind.Written() {
		w.whole(it, kind, data, true)
	}
	if kind == None {
		if kind = SniffFile(data); kind != None && (err == nil || kind != magic.Zip) {
			w.late(it, kind, data)
		}
	}
	w.tell(it.path, err)
}

// tooDeep is told of a container that lies in so many others that it is not opened. depth counts from 1, the outermost.
func tooDeep(depth int) error {
	return limited("is the container number %d, one in the other; it is not opened", depth)
}

// late opens what only all of its bytes tell to be a container.
func (w *walker) late(it item, kind Kind, data []byte) {
	if it.depth > w.limits.Depth {
		w.tell(it.path, tooDeep(it.depth))
		return
	}
	w.whole(it, kind, data, true)
}

func (w *walker) emit(m Member) {
	if w.over != nil && w.over != errEnough {
		return
	}
	if err := w.yield(m); err != nil {
		w.over = err
	}
}
