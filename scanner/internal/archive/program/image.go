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
)

const mostParts = 256

// image is a program, and where its parts lie in memory.
type image struct {
	data    []byte
	machine int
	base    uint64 // address of the first byte, of formats that tell it
	chained bool   // addresses are links of a chain (Apple's)
	listed  bool   // addresses in data are in a table for the loader alone
	dynamic part   // what the loader of ELF reads
	parts   []part // that are loaded, in the order of their addresses
	size    int    // bytes of all parts
	cut     bool   // there are more parts than are read

	begins places // of texts
	last   int    // part of the last address
	shown  []pairs.Range
}

// part is a part of a program; bytes of the file alone count.
type part struct {
	address  uint64
	at, size int // in the file
	code     bool
}

// newImage reads the headers of a program. One that cannot be read has no parts.
func newImage(data []byte) image {
	p := image{data: data}
	switch head := p.bytes(0, 64); {
	case head == nil:
	case string(head[:4]) == "\x7fELF":
		p.elf()
	case string(head[:2]) == "MZ":
		p.pe(int(p.u32(0x3c)))
	case string(head[:4]) == "\xcf\xfa\xed\xfe":
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

func (p *image) u64(at int) uint64 {
	if b := p.bytes(at, 8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// add adds a part that is there. They may be the same bytes, but all together not much more than there are.
func (p *image) add(address, at, size uint64, code bool) {
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

// elf reads the header of the System V ABI.
func (p *image) elf() {
	const (
		bits64, little = 2, 1
		shared         = 3
		load, dynamic  = 1, 2
		executable     = 1
		size           = 56
	)
	if p.data[4] != bits64 || p.data[5] != little {
		return
	}
	p.machine = map[uint16]int{62: amd64, 183: arm64}[p.u16(18)]
	p.listed = p.u16(16) == shared // which begins at address 0, so that any number might be one
	at := p.u64(0x20)
	if at > uint64(len(p.data)) {
		return
	}
	for i := range int(min(p.u16(0x38), mostParts)) {
		h := int(at) + i*size
		switch kind, flags := p.u32(h), p.u32(h+4); kind {
		case load:
			p.add(p.u64(h+16), p.u64(h+8), p.u64(h+32), flags&executable != 0)
		case dynamic:
			if where := p.u64(h + 8); where < uint64(len(p.data)) {
				p.dynamic = part{at: int(where), size: int(min(p.u64(h+32), uint64(len(p.data))-where))}
			}
		}
	}
}

// relocations notes texts whose addresses only the table for ELF's loader has. A shorter table tells where they are, and they are in data.
func (p *image) relocations() {
	const (
		table, size  = 7, 8
		short        = 36
		entry        = 24
		relativeX86  = 8
		relativeARM  = 1027
		dynamicEntry = 16
	)
	var at, length uint64
	for d := p.dynamic.at; d < p.dynamic.at+p.dynamic.size; d += dynamicEntry {
		switch p.u64(d) {
		case table:
			at = p.u64(d + 8)
		case size:
			length = p.u64(d + 8)
		case short:
			p.listed = false
		}
	}
	from := p.place(at)
	if at == 0 || from < 0 {
		return
	}
	for rest := p.data[from : from+int(min(length, uint64(len(p.data)-from)))]; len(rest) >= entry; rest = rest[entry:] {
		if kind := binary.LittleEndian.Uint64(rest[8:]); kind != relativeX86 && kind != relativeARM {
			continue
		}
		p.begin(binary.LittleEndian.Uint64(rest[16:]))
	}
}

// pe reads the header of Windows' format.
func (p *image) pe(at int) {
	const (
		head, section = 24, 40
		plus          = 0x20b
		executable    = 0x20000000
	)
	optional := at + head
	if at <= 0 || at > len(p.data) || p.u32(at) != 0x4550 || p.u16(optional) != plus {
		return
	}
	p.machine = map[uint16]int{0x8664: amd64, 0xaa64: arm64}[p.u16(at+4)]
	p.base = p.u64(optional + 24)
	sections := optional + int(p.u16(at+20))
	for i := range int(min(p.u16(at+6), mostParts)) {
		s := sections + i*section
		p.add(p.base+uint64(p.u32(s+12)), uint64(p.u32(s+20)), uint64(p.u32(s+16)), p.u32(s+36)&executable != 0)
	}
}

// machO reads the header of Apple's format. Parts are sections, since code and texts are one segment.
func (p *image) machO() {
	const (
		head, segment, section = 32, 0x19, 80
		chains                 = 0x80000034
		instructions           = 1 << 31
		uninitialised          = 1
	)
	p.machine = map[uint32]int{0x01000007: amd64, 0x0100000c: arm64}[p.u32(4)]
	at := head
	for range min(p.u32(16), mostParts) {
		switch p.u32(at) {
		case chains:
			p.chained = true
		case segment:
			if p.u64(at+40) == 0 && p.u64(at+48) > 0 {
				p.base = p.u64(at + 24)
			}
			for i := range int(min(p.u32(at+64), mostParts)) {
				s := at + 72 + i*section
				if flags := p.u32(s + 64); flags&0xff != uninitialised {
					p.add(p.u64(s+32), uint64(p.u32(s+48)), p.u64(s+40), flags&instructions != 0)
				}
			}
		}
		size := p.u32(at + 4)
		if size < 8 || int(size) > len(p.data)-at {
			return
		}
		at += int(size)
	}
}
