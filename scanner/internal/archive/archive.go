// Package archive opens containers, one within another, and gives the texts that they hold: zip and all that are zips (jar, war, apk,
// aab, ipa, whl, nupkg, office documents), tar, ar (deb, static libraries), cpio, rpm, RAR, 7z, packs and bundles of git, compound files, asar,
// dumps of PostgreSQL, images in ISO 9660, and gzip, bzip2, xz, zstd, lzma, zlib, LZ4, Snappy, Brotli, compress (.Z) and Flash streams.
// What a container is, its bytes say, mostly the first ones, never its name. Images of docker and OCI are tars of tars.
//
//	archive.go  what callers use
//	sniff.go    kinds by their first bytes, which package magic has
//	walk.go     the walker: which item is opened, which is a text
//	limits.go   what ends a walk or a part of it, and how that is told
//	name.go     names of members as paths to show
//	memory.go   what a walk holds at a time
//	packed.go   compressed streams and the decoders
//	zlib.go     zlib streams, objects of git among them
//	brotli.go   streams that only decoding tells
//	flash.go    films and programs of Flash
//	tar.go ar.go cpio.go rpm.go rar.go          archives that are read as they come
//	written.go sheets.go dataset.go capture.go  files that become a text
//	stub.go     what lies behind programs and scripts
//	zip.go zipscan.go sevenzip.go sevenheader.go gitpack.go ole.go asar.go pgdump.go iso.go  archives that need all their bytes at hand
//
// Input is hostile. Sizes that headers declare only ever end reading early; buffers grow with what was really read. Besides data itself
// a walk holds at most twice MemberBytes (see memory.go), and texts that are made of a member. Of walks that share a lock one at a time
// takes more than some MiB. No goroutine is started.
package archive

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"math"
	"path"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Member is one text of a container: a file, the target of a symbolic link, a header that holds texts.
type Member struct {
	Path string // the container's name, and the member's after a "!", for each container on the way: a.zip!b.tar.gz!c/d.txt
	Data []byte // valid until yield returns; what it is stored in is used again
	// Shows says which bytes of the file that a text was made of it shows better than they do, in their order: those of texts that lie side by side.
	Shows []Range
}

// Range is a range of bytes of a file.
type Range = pairs.Range

// Gap is a part of a container that was not read as it was meant.
type Gap struct {
	Path string // of the member or container, as Member.Path
	Why  string // in the words of an error
	// Lost says that there are bytes that nobody could make sense of: compressed data that is damaged, or compressed in a way that is
	// not supported. Else the gap is a limit's or a password's, or all that there is was read although it is not whole.
	Lost bool
	// Limit says that a limit ended it.
	Limit bool
}

// Limits say how much of hostile input is read. A field that is zero stands for its default.
type Limits struct {
	// Depth is how many containers may lie one in another, 4 by default. A compressed stream and the archive in it are one.
	Depth int
	// Entries is how many members all containers together may have, directories not counted; 100,000 by default.
	Entries int
	// Bytes is how many bytes may be decoded in all, 256 MiB by default. What lies in a compressed container counts each time that
	// it is decoded; an archive that is not compressed adds nothing to what it was read from.
	Bytes int64
	// MemberBytes is how many bytes of one member are read, 64 MiB by default.
	MemberBytes int64
	// Ratio is how many bytes one compressed byte may stand for, once a stream has given more than 1 MiB; 1,000 by default.
	Ratio int64
	// Rounds is how many rounds of hashing opening keystores may take, half of that each; 4 million by default, which take about .4 s.
	Rounds int
}

const ratioFrom = 1 << 20 // bytes

func (l Limits) orDefault() Limits {
	set(&l.Depth, 4)
	set(&l.Entries, 100_000)
	set(&l.Bytes, 256<<20)
	set(&l.MemberBytes, 64<<20)
	set(&l.Ratio, 1000)
	set(&l.Rounds, 4_000_000)
	l.MemberBytes = min(l.MemberBytes, math.MaxInt)
	return l
}

func set[T int | int64](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// Walk yields the texts that the container data holds, in its order; if data is no container, nothing. What could not be read, or was
// not because of a limit, gap is told once; what was read before it has been yielded, the beginning of a member, too. A member that is
// too long and a container that is corrupt or expands too much end there, and what lies around them goes on; beyond Entries or Bytes the
// walk ends. Containers that lie too deep are yielded as they are.
//
// Paths begin with name, which may be empty: then Join gives the container a name later.
//
// The error is that of yield or of ctx. Both functions are called by the goroutine that calls Walk. data must not change meanwhile.
//
// room, if it is not nil, is locked from where the walk takes much memory to its end: walks that share it take much one after the other.
func Walk(ctx context.Context, name string, data []byte, limits Limits, room sync.Locker, yield func(Member) error, gap func(Gap)) error {
	kind := SniffFile(data)
	if kind == None {
		return nil
	}
	w := newWalker(ctx, limits, room, yield, gap)
	defer w.leave()
	it := outermost(name)
	if kind.Whole() {
		w.openWhole(it, kind, data)
	} else {
		w.openStream(it, kind, w.newInput(bytes.NewReader(data)))
	}
	return w.err()
}

// WalkStream is Walk for a container that is too long to be held. Kinds that need all of their bytes are read up to MemberBytes.
func WalkStream(ctx context.Context, name string, r io.Reader, limits Limits, room sync.Locker, yield func(Member) error,
	gap func(Gap)) error {
	w := newWalker(ctx, limits, room, yield, gap)
	defer w.leave()
	ahead := bufio.NewReaderSize(r, isoEnd)
	start, _ := ahead.Peek(isoEnd) // an error comes again when the bytes are read
	kind := sniffStart(start[:min(len(start), sniffed)])
	switch {
	case kind != None:
	case isISO(start):
		kind = magic.ISO
	case isProgram(start):
		w.longProgram(outermost(name), ahead, start)
	case isStub(start):
		kind = magic.Stub
	case magic.OfForeign(start) != "":
		kind = magic.Foreign
	}
	if kind != None {
		w.open(outermost(name), kind, w.newInput(ahead))
	}
	return w.err()
}

func newWalker(ctx context.Context, limits Limits, room sync.Locker, yield func(Member) error, gap func(Gap)) *walker {
	limits = limits.orDefault()
	return &walker{ctx: ctx, limits: limits, left: limits.account(), room: room, yield: yield, gap: gap}
}

func outermost(name string) item {
	it := item{path: name, depth: 1}
	if name != "" {
		it.name = path.Base(name)
	}
	return it
}

func (w *walker) err() error {
	if w.over == errEnough {
		return nil
	}
	return w.over
}

// Join returns the path to show of a text of a container of that name, from its path in a walk without a name.
func Join(name, inside string) string {
	if unnamed, named := strings.CutPrefix(inside, "!"+unnamedStream); named {
		return name + "!" + clean(unpackedName(path.Base(name))) + unnamed
	}
	return name + inside
}
