package archive

import (
	"strconv"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive/bolt"
	"github.com/sluice-scan/sluice/scanner/internal/archive/bundle"
	"github.com/sluice-scan/sluice/scanner/internal/archive/capture"
	"github.com/sluice-scan/sluice/scanner/internal/archive/compiled"
	"github.com/sluice-scan/sluice/scanner/internal/archive/dbase"
	"github.com/sluice-scan/sluice/scanner/internal/archive/folded"
	"github.com/sluice-scan/sluice/scanner/internal/archive/keystore"
	"github.com/sluice-scan/sluice/scanner/internal/archive/leveldb"
	"github.com/sluice-scan/sluice/scanner/internal/archive/lzw"
	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
	"github.com/sluice-scan/sluice/scanner/internal/archive/office"
	"github.com/sluice-scan/sluice/scanner/internal/archive/python"
	"github.com/sluice-scan/sluice/scanner/internal/archive/serialized"
)

// Kind is the format of a container, None of what is none.
type Kind = magic.Kind

// None is what is no container.
const None = magic.None

const (
	tarMagicAt = 257
	tarMagic   = "ustar"
	noMagic    = "\x00\x00\x00\x00\x00\x00\x00\x00\x00" // the end of a name in front included
	tarSumAt   = 148                                    // octal digits, 8 bytes with what ends them
	sniffed    = 512                                    // bytes that decide, but for zips behind something else: a header of tar
	zipEnd     = 22                                     // length of a zip's last record, without a comment
)

// Sniff tells what kind of container data is. Of others than containers, programs and scripts it looks at some
// bytes.
func Sniff(data []byte) Kind {
	if kind := sniffStart(data); kind != None {
		return kind
	}
	switch {
	case isISO(data):
		return magic.ISO
	case isZipEnd(data):
		return magic.Zip
	case leveldb.Is(data):
		return magic.LevelDB
	case isStub(data):
		return magic.Stub
	case serialized.IsMessage(data):
		return magic.Serialized
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
	kind := sniffMagic(data)
	switch {
	case kind != None && !kind.Written():
		return kind
	case isTar(data): // whose first member may be called like anything
		return magic.Tar
	case kind != None:
		return kind
	}
	return sniffRest(data)
}

// sniffMagic decides by the table of magics, and what else files of a kind have in common.
func sniffMagic(data []byte) Kind {
	kind := magic.Of(data)
	agrees := true
	switch kind {
	case magic.Zip:
		agrees = data[0] == 'P' || data[4] <= 3 && string(data[5:8]) == "\x00\x00\x00"
	case magic.Pack:
		agrees = data[0] == '#' || isPack(data)
	case magic.Dump:
		agrees = isDump(data)
	case magic.Gzip:
		agrees = data[3]&0xe0 == 0 // flags that mean nothing
	case magic.Bzip2:
		agrees = string(data[4:10]) == "1AY&SY" || string(data[4:10]) == "\x17\x72\x45\x38\x50\x90"
	case magic.LZW:
		agrees = lzw.Is(data[:min(len(data), sniffed)])
	case magic.LZ4:
		agrees = data[0] != 'X' || data[7] == 0 && data[11] == 0 // numbers of four bytes
	case magic.Flash:
		agrees = isFlash(data)
	case magic.Ar:
		agrees = len(data) >= len(arMagic)+arHead && string(data[len(arMagic)+arSizeEnd:][:len(arEnd)]) == arEnd
	case magic.Rpm:
		agrees = data[4] == 3 || data[4] == 4 // version
	case magic.Compiled:
		agrees = compiled.Is(data)
	case magic.Bundle:
		agrees = bundle.Is(data)
	case magic.Capture:
		agrees = capture.Is(data)
	case magic.Serialized:
		agrees = serialized.Is(data)
	case magic.Foreign, magic.Sealed:
		agrees = magic.OfForeign(data) != ""
	}
	if !agrees {
		return None
	}
	return kind
}

// sniffRest knows the kinds that no magic tells.
func sniffRest(data []byte) Kind {
	kind, known := None, false
	switch data[0] {
	case 0:
		kind, known = magic.Bolt, bolt.Is(data)
	case 0x78:
		kind, known = magic.Zlib, isZlib(data)
	case 0x5d:
		kind, known = magic.Lzma, isLzma(data)
	case '0':
		if kind, known = magic.Cpio, isCpio(data); !known {
			kind, known = magic.Keystore, keystore.IsKey(data)
		}
	case 4:
		kind, known = magic.Asar, isAsar(data)
	case '<', 0xef:
		kind, known = magic.Document, office.Is(data[:min(len(data), sniffed)])
	}
	switch {
	case known:
		return kind
	case python.Is(data):
		return magic.Python
	case serialized.Is(data[:min(len(data), sniffed)]):
		return magic.Serialized
	case magic.OfForeign(data) != "":
		return magic.Foreign
	case dbase.Is(data[:min(len(data), sniffed)]):
		return magic.DBase
	case folded.Is(data):
		return magic.Folded
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

func isTar(data []byte) bool {
	return len(data) >= sniffed && (string(data[tarMagicAt:tarMagicAt+len(tarMagic)]) == tarMagic || oldTar(data)) && tarSum(data)
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
