package archive

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"strconv"

	"github.com/sluice-scan/sluice/scanner/internal/archive/compiled"
	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
	"github.com/sluice-scan/sluice/scanner/internal/archive/program"
)

// Packed files behind a program or a script that unpacks them: installers of the shell (makeself and others), of 7-Zip, AppImages; and streams of gzip
// that programs hold among their data.

const (
	mostLead   = 64 << 10 // bytes of settings between the end of a program and what it unpacks
	mostBroken = 64       // line ends in front of the first zero that are tried as the end of a script

	peHeadAt     = 0x3c // where the place of the header is
	peHead       = 24   // bytes, in front of an optional one
	peSection    = 40
	elfHead      = 64
	elfPartsAt   = 0x20 // of programs of 64 bits: where the parts that are loaded are listed
	elfSections  = 0x28
	gzipHead     = "\x1f\x8b\x08"
	gzipLeast    = 18 // bytes
	upxMark      = "UPX!"
	mostUPX      = 4 << 10 // bytes in front of its mark
	errUPX       = limitError("is a program that UPX compressed, which is not read")
	longestStart = 512    // bytes that tell whether a stream can be read
	mostStreams  = 10_000 // places in a program that are tried
	shortestMark = 4

	errStreams = limitError("has more than 10,000 places that look like compressed streams; the rest is not read")

	pyInstallerMark = "MEI\x0c\x0b\x0a\x0b\x0e" // in the last bytes
	mostPyInstaller = 8 << 10
	errPyInstaller  = limitError("is a program that PyInstaller packed, which is not opened")
)

// isStub reports whether data is a program or a script with something packed behind it, as far as what is cheap to look at tells.
func isStub(data []byte) bool {
	if at, kind := behindStub(data); kind != None {
		return at > 0
	}
	return isProgram(data) && (isUPX(data) || isPyInstaller(data) || programEnd(data) > len(data) || bytes.Contains(data, []byte(gzipHead)) ||
		bytes.Contains(data, []byte(compiled.ResourcesHead)) || compiled.IsAssembly(data)) || program.Is(data)
}

func isPyInstaller(data []byte) bool {
	return bytes.Contains(data[max(0, len(data)-mostPyInstaller):], []byte(pyInstallerMark))
}

func isProgram(data []byte) bool {
	return len(data) > elfHead && (string(data[:4]) == "\x7fELF" || string(data[:2]) == "MZ")
}

func isUPX(data []byte) bool { return bytes.Contains(data[:min(len(data), mostUPX)], []byte(upxMark)) }

// behindStub returns where a packed file lies behind a program or a script, and what it is.
func behindStub(data []byte) (at int, kind Kind) {
	switch {
	case len(data) < elfHead:
	case string(data[:2]) == "#!":
		return behindScript(data)
	case isProgram(data):
		return behindProgram(data)
	}
	return 0, None
}

// behindScript looks behind the lines in front of the first zero, which no script has.
func behindScript(data []byte) (int, Kind) {
	end := bytes.IndexByte(data, 0)
	for range mostBroken {
		end = bytes.LastIndexByte(data[:max(0, end)], '\n')
		if end < 0 {
			break
		}
		if kind := packedAt(data[end+1:]); kind != None {
			return end + 1, kind
		}
	}
	return 0, None
}

// behindProgram looks behind the last byte that belongs to a program, where some settings may lie in front.
func behindProgram(data []byte) (int, Kind) {
	end := programEnd(data)
	if end <= 0 || end >= len(data) {
		return 0, None
	}
	at, kind := firstPacked(data[end:])
	return end + at, kind
}

// firstPacked returns what lies at the beginning of data, or behind some settings.
func firstPacked(data []byte) (at int, kind Kind) {
	if magic.OfForeign(data) != "" {
		return 0, magic.Foreign
	}
	for ; at < min(mostLead, len(data)); at++ {
		if kind := packedAt(data[at:]); kind != None {
			return at, kind
		}
	}
	return 0, None
}

// packedAt returns what data begins with, of those kinds that hardly anything else begins like.
func packedAt(data []byte) Kind {
	switch kind := magic.Of(data); kind {
	case magic.SevenZip, magic.Xz, magic.Zstd, magic.Gzip, magic.Bzip2, magic.Zip, magic.Rar, magic.Foreign:
		if len(data) >= zipEnd && sniffMagic(data) == kind && (kind != magic.Foreign || magic.Length(data) >= shortestMark) {
			return kind
		}
	case None:
		if isTar(data) {
			return magic.Tar
		}
	}
	return None
}

// programEnd returns where a program ends by its own headers (the PE format of Windows, ELF), 0 if they do not say.
func programEnd(data []byte) (end int) {
	le := binary.LittleEndian
	extend := func(at, size uint64) {
		if at < 1<<31 && size < 1<<31 && size > 0 {
			end = max(end, int(min(at+size, 1<<31-1)))
		}
	}
	if data[0] == 'M' {
		at := int(le.Uint32(data[peHeadAt:]))
		if at < 0 || at > len(data)-peHead || string(data[at:at+4]) != "PE\x00\x00" {
			return 0
		}
		count, optional := int(le.Uint16(data[at+6:])), int(le.Uint16(data[at+20:]))
		for s := at + peHead + optional; count > 0 && s <= len(data)-peSection; count, s = count-1, s+peSection {
			extend(uint64(le.Uint32(data[s+20:])), uint64(le.Uint32(data[s+16:])))
		}
		return end
	}
	const bits64, little = 2, 1
	if data[4] != bits64 || data[5] != little {
		return 0
	}
	extend(le.Uint64(data[elfSections:]), uint64(le.Uint16(data[0x3a:]))*uint64(le.Uint16(data[0x3c:])))
	parts, size := le.Uint64(data[elfPartsAt:]), int(le.Uint16(data[0x36:]))
	for count := int(le.Uint16(data[0x38:])); count > 0 && size >= 0x38 && parts <= uint64(len(data)-min(len(data), size)); count-- {
		extend(le.Uint64(data[parts+8:]), le.Uint64(data[parts+0x20:]))
		parts += uint64(size)
	}
	return end
}

// stub opens what is packed behind a program or a script, then what a program holds compressed in front of that.
func (w *walker) stub(it item, data []byte) {
	at, kind := behindStub(data)
	switch {
	case kind == None:
		at = len(data)
	case kind == magic.Foreign:
		w.tell(it.path, holdsForeign(data[at:]))
	case kind.Whole():
		w.openWhole(it, kind, data[at:])
	default:
		in := w.newInput(bytes.NewReader(data[at:]))
		w.openStream(it, kind, in)
		w.done(in)
	}
	w.tell(it.path, w.apart(it, data[:at], program.Text))
	if !isProgram(data) {
		return
	}
	if isUPX(data) {
		w.tell(it.path, errUPX)
	}
	if isPyInstaller(data) {
		w.tell(it.path, errPyInstaller)
	}
	w.streams(it, data[:at])
	w.resources(it, data[:at])
	w.tell(it.path, named(compiled.Assembly, data[:at], func(name string, text []byte) bool {
		w.written(it.path+"!"+name, text)
		return w.goOn()
	}))
}

// resources opens the resources of .NET in a program, each as a member that is called by its place. Its length is in front.
func (w *walker) resources(it item, data []byte) {
	for from := 0; w.goOn(); {
		i := bytes.Index(data[from:], []byte(compiled.ResourcesHead))
		if i < 0 {
			return
		}
		at := from + i
		size := len(compiled.ResourcesHead)
		if at >= 4 {
			size = max(size, int(min(int64(binary.LittleEndian.Uint32(data[at-4:])), int64(len(data)-at))))
			w.entry(it, "resources "+strconv.Itoa(at), true, bytes.NewReader(data[at:at+size]))
		}
		from = at + size
	}
}

// longProgram opens what is packed behind a program that is too long to be held, whose first bytes are start. What lies in front of its end is not
// looked through.
func (w *walker) longProgram(it item, in *bufio.Reader, start []byte) {
	if isUPX(start) {
		w.tell(it.path, errUPX)
	}
	end := programEnd(start)
	if _, err := io.CopyN(io.Discard, in, int64(end)); end == 0 || err != nil {
		return
	}
	lead, _ := in.Peek(in.Size()) // an error comes again when the bytes are read
	at, kind := firstPacked(lead)
	if kind == magic.Foreign {
		w.tell(it.path, holdsForeign(lead[at:]))
	} else if kind != None {
		_, _ = in.Discard(at) // they are there
		w.open(it, kind, w.newInput(in))
	}
}

func holdsForeign(data []byte) error {
	return limited("holds something that is %s: what is compressed in it is not read", magic.OfForeign(data))
}

// streams opens the gzip streams in a program, each as a member that is called by its place.
func (w *walker) streams(it item, data []byte) {
	for from, tried := 0, 0; w.goOn(); tried++ {
		i := bytes.Index(data[from:], []byte(gzipHead))
		if i < 0 {
			return
		}
		if tried == mostStreams {
			w.tell(it.path, errStreams)
			return
		}
		from += i
		if !w.decodes(data[from:]) {
			from += len(gzipHead)
			continue
		}
		in := w.newInput(bytes.NewReader(data[from:]))
		w.oneStream(it, "gzip "+strconv.Itoa(from), in)
		from += max(len(gzipHead), int(in.taken()))
		w.done(in)
	}
}

// oneStream opens a gzip stream that others may follow.
func (w *walker) oneStream(it item, name string, in *input) {
	decoded, back, err := w.firstGzip(in)
	if err != nil {
		return
	}
	defer back()
	w.entry(it, name, true, &meter{w: w, in: decoded, path: it.path, took: in.taken})
}

// firstGzip returns a reader of a gzip stream alone.
func (w *walker) firstGzip(in *input) (io.Reader, func(), error) {
	decoded, back, err := w.gzip(in.Reader)
	if err == nil {
		decoded.(*gzipReader).single = true
	}
	return decoded, back, err
}

// decodes reports whether the beginning of a gzip stream can be read.
func (w *walker) decodes(data []byte) bool {
	if len(data) < gzipLeast || sniffMagic(data) != magic.Gzip {
		return false
	}
	in := w.newInput(bytes.NewReader(data))
	defer w.done(in)
	decoded, back, err := w.firstGzip(in)
	if err != nil {
		return false
	}
	defer back()
	n, err := io.ReadFull(decoded, make([]byte, longestStart))
	return n > 0 && (err == nil || err == io.ErrUnexpectedEOF)
}
