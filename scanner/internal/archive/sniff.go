package archive

import (
	"strconv"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/compiled"
	"github.com/sluice-scan/sluice/scanner/internal/archive/compound"
	"github.com/sluice-scan/sluice/scanner/internal/archive/folded"
	"github.com/sluice-scan/sluice/scanner/internal/archive/keystore"
	"github.com/sluice-scan/sluice/scanner/internal/archive/office"
	"github.com/sluice-scan/sluice/scanner/internal/archive/pdf"
	"github.com/sluice-scan/sluice/scanner/internal/archive/python"
	"github.com/sluice-scan/sluice/scanner/internal/archive/rtf"
	"github.com/sluice-scan/sluice/scanner/internal/archive/sqlite"
)

// Kind is the format of a container.
type Kind uint8

// None is what is no container.
const (
	None Kind = iota
	Zip
	Tar
	Gzip
	Bzip2
	Xz
	Zstd
	Lzma
	Zlib
	Ar
	Cpio
	Rpm
	SevenZip
	Pack
	OLE
	Asar
	Dump
	Foreign // of which nothing is read but its bytes
	// From here on: files that are no archives, of which a text is made.
	SQLite
	SQLiteLog
	Keystore
	Compiled
	Python
	Document
	PDF
	RichText
	Folded
)

// written reports whether the kind is a file that becomes a text.
func (k Kind) written() bool { return k >= SQLite }

// compresses reports whether the kind is one compressed stream, else it is an archive of members.
func (k Kind) compresses() bool { return k >= Gzip && k <= Zlib }

// whole reports whether the kind needs all bytes at hand.
func (k Kind) whole() bool { return k == Zip || k >= SevenZip }

const (
	tarMagicAt = 257
	tarMagic   = "ustar"
	noMagic    = "\x00\x00\x00\x00\x00\x00\x00\x00\x00" // the end of a name in front included
	tarSumAt   = 148                                    // octal digits, 8 bytes with what ends them
	sniffed    = 512                                    // bytes that decide, but for zips behind something else: a header of tar
	zipEnd     = 22                                     // length of a zip's last record, without a comment
)

// Sniff tells what kind of container data is. Zips that come after something else and have a comment are not recognised. For
// others than containers it looks at seven bytes.
func Sniff(data []byte) Kind {
	if kind := sniffStart(data); kind != None {
		return kind
	}
	if isZipEnd(data) {
		return Zip
	}
	return None
}

// isZipEnd recognises self-extracting zips, zips behind a script and the like.
func isZipEnd(data []byte) bool {
	n := len(data) - zipEnd
	return n >= 0 && string(data[n:n+4]) == sigEnd
}

// sniffStart decides by the first bytes, of which data should have as many as there are, up to sniffed.
func sniffStart(data []byte) Kind {
	if len(data) < 14 { // the shortest is an empty bzip2 stream
		return None
	}
	kind := sniffArchive(data)
	switch {
	case kind != None:
		return kind
	case len(data) >= sniffed && (string(data[tarMagicAt:tarMagicAt+len(tarMagic)]) == tarMagic || oldTar(data)) && tarSum(data):
		return Tar
	}
	return sniffWritten(data)
}

// sniffArchive knows archives and compressed streams.
func sniffArchive(data []byte) Kind {
	kind, magic := None, ""
	switch data[0] {
	case 'P':
		kind, magic = Zip, sigLocal
		switch {
		case string(data[:4]) == sigEnd || string(data[:4]) == sigDescriptor && string(data[4:8]) == sigLocal:
			return Zip
		case isPack(data):
			return Pack
		case isDump(data):
			return Dump
		}
	case '#':
		if isBundle(data) {
			return Pack
		}
	case 'C': // an extension of Chrome, which is a zip behind its signature
		if string(data[:4]) == "Cr24" && data[4] <= 3 && string(data[5:8]) == "\x00\x00\x00" {
			return Zip
		}
	case 0x78:
		if isZlib(data) {
			return Zlib
		}
	case 0x1f:
		if data[3]&0xe0 == 0 { // flags that mean nothing
			kind, magic = Gzip, "\x1f\x8b\x08"
		}
	case 'B':
		if string(data[4:10]) == "1AY&SY" || string(data[4:10]) == "\x17\x72\x45\x38\x50\x90" {
			kind, magic = Bzip2, "BZh"
		}
	case 0xfd:
		kind, magic = Xz, "\xfd7zXZ\x00"
	case 0x28:
		kind, magic = Zstd, "\x28\xb5\x2f\xfd"
	case 0x5d:
		if isLzma(data) {
			return Lzma
		}
	case '!':
		if len(data) >= len(arMagic)+arHead && string(data[len(arMagic)+arSizeEnd:][:len(arEnd)]) == arEnd {
			kind, magic = Ar, arMagic
		}
	case '0':
		if isCpio(data) {
			return Cpio
		}
	case 0xed:
		if data[4] == 3 || data[4] == 4 { // version
			kind, magic = Rpm, "\xed\xab\xee\xdb"
		}
	case '7':
		kind, magic = SevenZip, sevenMagic
	case 0xd0:
		kind, magic = OLE, compound.Magic
	case 4:
		if isAsar(data) {
			return Asar
		}
	}
	switch {
	case kind != None && string(data[:len(magic)]) == magic:
		return kind
	case data[0]&0xf0 == 0x50 && string(data[1:4]) == "\x2a\x4d\x18": // a frame to be skipped goes first
		return Zstd
	}
	return None
}

// sniffWritten knows the files of which a text is made.
func sniffWritten(data []byte) Kind {
	kind, known := None, false
	switch data[0] {
	case '0':
		kind, known = Keystore, keystore.IsPKCS12(data) || keystore.IsKey(data)
	case 0xfe, 0xce:
		kind, known = Keystore, keystore.IsJava(data)
	case '<', 0xef:
		kind, known = Document, office.Is(data[:min(len(data), sniffed)])
	case '{':
		kind, known = RichText, string(data[:len(rtf.Magic)]) == rtf.Magic
	case '%':
		kind, known = PDF, string(data[:len(pdf.Magic)]) == pdf.Magic
	case 0xca, 'd', 'b', 3, 2:
		kind, known = Compiled, compiled.Is(data)
	case '7':
		kind, known = SQLiteLog, string(data[:3]) == sqlite.LogMagic[:3] && data[3]&^1 == sqlite.LogMagic[3]
	case 'S':
		kind, known = SQLite, string(data[:len(sqlite.Magic)-2]) == sqlite.Magic[:len(sqlite.Magic)-2]
	}
	switch {
	case known:
		return kind
	case python.Is(data):
		return Python
	case folded.Is(data):
		return Folded
	case foreign(data) != "":
		return Foreign
	}
	return None
}

// isLzma recognises .lzma files, which have no magic, by what the usual settings give: properties 0x5d, a dictionary of a power of two
// that is 64 KiB or more, a size that is unknown or below 256 GiB, and the first byte of the data.
func isLzma(data []byte) bool {
	dictionary := uint32(data[1]) | uint32(data[2])<<8 | uint32(data[3])<<16 | uint32(data[4])<<24
	size := string(data[5:13])
	return dictionary >= 1<<16 && dictionary&(dictionary-1) == 0 && data[13] == 0 &&
		(size == "\xff\xff\xff\xff\xff\xff\xff\xff" || size[5] == 0 && size[6] == 0 && size[7] == 0 && data[9] < 64)
}

// oldTar reports whether a header may be one of tar before it had a magic; its sum then decides.
func oldTar(head []byte) bool {
	const kindAt = 156
	kind := head[kindAt]
	return string(head[tarMagicAt-1:][:len(noMagic)]) == noMagic && head[0] > ' ' && head[tarSumAt+6] == 0 &&
		(kind == 0 || kind >= '0' && kind <= '5')
}

// tarSum reports whether the sum of a tar header's bytes is the one that it tells. Some old programs added signed bytes.
func tarSum(head []byte) bool {
	field := strings.Trim(string(head[tarSumAt:tarSumAt+8]), " \x00")
	want, err := strconv.ParseInt(field, 8, 64)
	unsigned, signed := int64(8*' '), int64(8*' ') // what counts for the sum itself
	for i, c := range head[:sniffed] {
		if i < tarSumAt || i >= tarSumAt+8 {
			unsigned += int64(c)
			signed += int64(int8(c))
		}
	}
	return err == nil && (want == unsigned || want == signed)
}

// isCpio reports whether data begins with a header of cpio, all of whose fields are digits.
func isCpio(data []byte) bool {
	f, ok := formatOf(data)
	if !ok || len(data) < f.head {
		return false
	}
	for _, c := range data[:f.head] {
		digit := '0' <= c && c <= '7' || f.base == 16 && (c == '8' || c == '9' || 'a' <= c|0x20 && c|0x20 <= 'f')
		if !digit {
			return false
		}
	}
	return true
}
