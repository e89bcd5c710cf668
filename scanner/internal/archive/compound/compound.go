// Package compound reads compound files (https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb), in which Word, Excel, Outlook and
// Windows Installer keep streams as a file system of their own does: Office's documents before 2007, messages (.msg), macros, packages.
//
// Input is hostile: chains of sectors may run in circles, lie behind the end, or be those of other streams. A chain is read as far as its
// stream is long, and no further than the sectors that there are.
package compound

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// ErrDamaged tells that a file's header or directory cannot be read.
var ErrDamaged = errors.New("the compound file is damaged")

var errChain = errors.New("a stream of the compound file ends early")

const (
	header    = 512 // bytes, of which the last are the first numbers of sectors of the table
	inHeader  = 109
	entrySize = 128
	last      = 1<<32 - 6 // sectors have lower numbers; those above say that none follows

	stream = 2 // kinds of entries
	root   = 5
	none   = 1<<32 - 1
)

// Stream is one of a file.
type Stream struct {
	Path  string // names of storages and its own, joined by slashes
	Size  int64  // bytes, as declared
	start uint32
	small bool // its sectors are those in the stream of the root
}

// File is a compound file. It keeps the data that it was opened with.
type File struct {
	Streams []Stream // in the order of the directory

	data   []byte
	shift  uint
	least  int64    // size from which streams have sectors of their own
	table  []uint32 // sectors of the table of sectors
	minis  []uint32 // sectors of the table of small sectors
	within []uint32 // sectors that small sectors lie in
}

const smallShift = 6

// Open reads the directory of a file.
func Open(data []byte) (*File, error) {
	if len(data) < header || magic.Of(data) != magic.OLE {
		return nil, ErrDamaged
	}
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }
	f := &File{data: data, shift: uint(data[30]), least: int64(u32(56))}
	if f.shift != 9 && f.shift != 12 {
		return nil, ErrDamaged
	}
	f.readTable(u32)
	directory := f.chain(u32(48))
	f.minis = f.chain(u32(60))
	if len(directory) == 0 {
		return nil, ErrDamaged
	}
	f.list(directory)
	return f, nil
}

// readTable finds the sectors of the table of sectors.
func (f *File) readTable(u32 func(int) uint32) {
	for i := range inHeader {
		if s := u32(header - 4*(inHeader-i)); s < last {
			f.table = append(f.table, s)
		}
	}
	per := 1<<(f.shift-2) - 1
	for next, n := u32(68), 0; next < last && n < f.sectors(); n++ {
		sector := f.sector(next)
		if len(sector) < 1<<f.shift {
			return
		}
		for i := range per {
			if s := binary.LittleEndian.Uint32(sector[4*i:]); s < last {
				f.table = append(f.table, s)
			}
		}
		next = binary.LittleEndian.Uint32(sector[4*per:])
	}
	f.table = f.table[:min(len(f.table), f.sectors())]
}

// sectors returns how many sectors there are.
func (f *File) sectors() int { return len(f.data) >> f.shift }

// sector returns the bytes of a sector, fewer at the file's end.
func (f *File) sector(number uint32) []byte {
	from := (int64(number) + 1) << f.shift
	if number >= last || from >= int64(len(f.data)) {
		return nil
	}
	return f.data[from:min(from+1<<f.shift, int64(len(f.data)))]
}

// after returns the number that a table tells behind another one.
func (f *File) after(table []uint32, number uint32) uint32 {
	place := int64(number) << 2
	i := place >> f.shift
	if i >= int64(len(table)) {
		return none
	}
	sector, at := f.sector(table[i]), place&(1<<f.shift-1)
	if at+4 > int64(len(sector)) {
		return none
	}
	return binary.LittleEndian.Uint32(sector[at:])
}

// chain returns the sectors from one on.
func (f *File) chain(from uint32) (all []uint32) {
	for from < last && len(all) < f.sectors() {
		all = append(all, from)
		from = f.after(f.table, from)
	}
	return all
}

// entry is one of the directory.
type entry struct {
	name               string
	kind               byte
	left, right, child uint32
	start              uint32
	size               int64
}

func (f *File) entry(directory []uint32, number uint32) (e entry, ok bool) {
	place := int64(number) * entrySize
	i := place >> f.shift
	if i >= int64(len(directory)) {
		return e, false
	}
	b := f.sector(directory[i])
	if at := place & (1<<f.shift - 1); at+entrySize <= int64(len(b)) {
		b = b[at:][:entrySize]
	} else {
		return e, false
	}
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	units := make([]uint16, 0, 32)
	for at := 0; at < min(64, int(binary.LittleEndian.Uint16(b[64:]))-2); at += 2 {
		units = append(units, binary.LittleEndian.Uint16(b[at:]))
	}
	e = entry{name: string(utf16.Decode(units)), kind: b[66], left: u32(68), right: u32(72), child: u32(76), start: u32(116)}
	e.size = int64(u32(120))
	if f.shift == 12 {
		e.size |= int64(u32(124)&0x7fffffff) << 32
	}
	return e, true
}

// list reads the directory: storages have their entries in trees.
func (f *File) list(directory []uint32) {
	type place struct {
		number uint32
		path   string
	}
	met := map[uint32]bool{}
	for todo := []place{{0, ""}}; len(todo) > 0; {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		e, ok := f.entry(directory, p.number)
		if !ok || met[p.number] {
			continue
		}
		met[p.number] = true
		path := p.path + e.name
		switch e.kind {
		case root:
			f.within, path = f.chain(e.start), ""
		case stream:
			f.Streams = append(f.Streams, Stream{path, e.size, e.start, e.size < f.least})
		}
		todo = append(todo, place{e.right, p.path}, place{e.left, p.path})
		if len(path) > longestPath {
			path = path[:longestPath]
		}
		if e.child != none {
			todo = append(todo, place{e.child, strings.TrimPrefix(path+"/", "/")})
		}
	}
}

const longestPath = 512 // bytes

// Open returns a reader of a stream. It gives an error where the stream's sectors end before it does.
func (f *File) Open(s Stream) io.Reader {
	return &reader{file: f, next: s.start, small: s.small, left: s.Size, sectors: len(f.data)>>smallShift + 1}
}

type reader struct {
	file    *File
	next    uint32 // sector
	small   bool
	left    int64 // bytes
	sectors int   // that may come yet
	part    []byte
}

func (r *reader) Read(p []byte) (n int, err error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	if len(r.part) == 0 && !r.follow() {
		return 0, errChain
	}
	n = copy(p, r.part)
	r.part, r.left = r.part[n:], r.left-int64(n)
	return n, nil
}

// follow goes to the next sector.
func (r *reader) follow() bool {
	f := r.file
	if r.next >= last || r.sectors == 0 {
		return false
	}
	if r.small {
		r.part = f.smallSector(r.next)
		r.next = f.after(f.minis, r.next)
	} else {
		r.part = f.sector(r.next)
		r.next = f.after(f.table, r.next)
	}
	r.sectors--
	r.part = r.part[:min(int64(len(r.part)), r.left)]
	return len(r.part) > 0
}

func (f *File) smallSector(number uint32) []byte {
	place := int64(number) << smallShift
	i := place >> f.shift
	if i >= int64(len(f.within)) {
		return nil
	}
	sector, at := f.sector(f.within[i]), place&(1<<f.shift-1)
	if at >= int64(len(sector)) {
		return nil
	}
	return sector[at:min(at+1<<smallShift, int64(len(sector)))]
}
