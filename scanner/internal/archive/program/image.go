package program

import (
	"encoding/binary"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Machines whose instructions are read.
const (
	noMachine = iota
	amd64
	arm64
	x86
	arm
)

const mostParts = 256

// image is a program, and where its parts lie in memory.
type image struct {
	data    []byte
	machine int
	width   int    // of an address, in bytes
	base    uint64 // address of the first byte, of formats that tell it
	chained bool   // addresses are links of a chain (Apple's)
	moved   bool   // it begins at address 0, so that any number might be an address
	listed  bool   // addresses in data are in a table for the loader alone
	dynamic part   // what the loader of ELF reads
	globals uint64 // address of a table from which code of x86 counts, 0 if there is none
	parts   []part // that are loaded, in the order of their addresses
	size    int    // bytes of all parts
	cut     bool   // there are more parts than are read

	begins places // of texts
	last   int    // part of the last address
}

// part is a part of a program; bytes of the file alone count.
type part struct {
	address  uint64
	at, size int // in the file
	code     bool
}

// newImage reads the headers of a program. One that cannot be read has no parts.
func newImage(data []byte) image {
	p := image{data: data, width: 8}
	switch head := p.bytes(0, head); {
	case head == nil:
	case string(head[:4]) == "\x7fELF":
		p.elf()
	case string(head[:2]) == "MZ":
		p.pe(int(p.u32(0x3c)))
	case string(head[:4]) == "\xcf\xfa\xed\xfe":
		p.machO()
	case string(head[:4]) == "\xce\xfa\xed\xfe":
		p.width = 4
		p.machO()
	}
	if p.machine == noMachine {
		p.parts = nil
	}
	slices.SortFunc(p.parts, func(a, b part) int {
		if a.address < b.address {
			return -1
		}
		return 1
	})
	return p
}

// bytes returns size bytes at a place, nil if they are not there.
func (p *image) bytes(at, size int) []byte { return pairs.Part(p.data, at, size) }

func (p *image) u16(at int) uint16 {
	if b := p.bytes(at, 2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (p *image) u32(at int) uint32 {
	if b := p.bytes(at, 4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// word returns a number that is as wide as an address.
func (p *image) word(at int) uint64 {
	if p.width == 4 {
		return uint64(p.u32(at))
	}
	if b := p.bytes(at, 8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// head is what ELF's header takes, whose numbers are no addresses of texts.
const head = 64

// add adds a part that is there. They may be the same bytes, but all together not much more than there are.
func (p *image) add(address, at, size uint64, code bool) {
	if at < head && size > head {
		address, at, size = address+head-at, head, size-(head-at)
	}
	if at >= uint64(len(p.data)) || size == 0 {
		return
	}
	size = min(size, uint64(len(p.data))-at)
	if p.size += int(size); len(p.parts) == mostParts || p.size > 2*len(p.data) {
		p.cut = true
		return
	}
	p.parts = append(p.parts, part{address, int(at), int(size), code})
}

// place returns where an address is in the file, less than 0 if it is not there.
func (p *image) place(address uint64) int {
	if at := p.parts[p.last].place(address); at >= 0 {
		return at
	}
	i, _ := slices.BinarySearchFunc(p.parts, address, func(part part, a uint64) int {
		if part.address <= a {
			return -1
		}
		return 1
	})
	if i == 0 {
		return -1
	}
	at := p.parts[i-1].place(address)
	if at >= 0 {
		p.last = i - 1
	}
	return at
}

func (part *part) place(address uint64) int {
	if n := address - part.address; n < uint64(part.size) {
		return part.at + int(n)
	}
	return -1
}

// pointer returns the address that a number in data may be. In a chain the upper bits are the way to the next link, and addresses count from the base.
func (p *image) pointer(v uint64) uint64 {
	if !p.chained {
		return v
	}
	const bind, next, target = 1 << 63, 1<<63 - 1<<51, 1<<36 - 1
	if v&bind != 0 || v&next == 0 {
		return 0
	}
	if v &= target; v < p.base {
		v += p.base
	}
	return v
}
