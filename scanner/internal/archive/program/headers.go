package program

import (
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// mostPrograms is how many programs of a universal one are read.
const mostPrograms = 16

// universal appends where the programs are that data holds: it is one, or a universal one of Apple's systems, of one for each processor,
// mostPrograms at most.
func universal(all []pairs.Range, data []byte) []pairs.Range {
	const (
		usual, entry     = "\xca\xfe\xba\xbe", 20
		large, wideEntry = "\xca\xfe\xba\xbf", 32
	)
	head := pairs.Part(data, 0, 8)
	if head == nil {
		return all
	}
	size := entry
	switch string(head[:4]) {
	case large:
		size = wideEntry
	case usual:
	default:
		return append(all, pairs.Range{To: len(data)})
	}
	end := 0
	for i := range min(binary.BigEndian.Uint32(head[4:]), mostPrograms) {
		e := pairs.Part(data, len(head)+int(i)*size, size)
		if e == nil {
			break
		}
		at, length := uint64(binary.BigEndian.Uint32(e[8:])), uint64(binary.BigEndian.Uint32(e[12:]))
		if size == wideEntry {
			at, length = binary.BigEndian.Uint64(e[8:]), binary.BigEndian.Uint64(e[16:])
		}
		if at < uint64(end) || at > uint64(len(data)) || length > uint64(len(data))-at {
			break
		}
		end = int(at + length)
		all = append(all, pairs.Range{From: int(at), To: end})
	}
	return all
}

// elf reads the header of the System V ABI.
func (p *image) elf() {
	const (
		bits32, bits64, little = 1, 2, 1
		shared                 = 3
		load, dynamic          = 1, 2
		executable             = 1
	)
	// Where the table of parts is told, and how many there are; the size of an entry, and what is where in it.
	parts, count, size, flags, offset, address, length := 0x20, 0x38, 56, 4, 8, 16, 32
	switch p.data[4] {
	case bits32:
		p.width = 4
		parts, count, size, flags, offset, address, length = 0x1c, 0x2c, 32, 24, 4, 8, 16
	case bits64:
	default:
		return
	}
	at := p.word(parts)
	if p.data[5] != little || at > uint64(len(p.data)) {
		return
	}
	p.machine = map[uint16]int{3: x86, 40: arm, 62: amd64, 183: arm64}[p.u16(18)]
	p.moved = p.u16(16) == shared
	p.listed = p.moved
	for i := range int(min(p.u16(count), mostParts)) {
		h := int(at) + i*size
		switch where := p.word(h + offset); p.u32(h) {
		case load:
			p.add(p.word(h+address), where, p.word(h+length), p.u32(h+flags)&executable != 0)
		case dynamic:
			if where < uint64(len(p.data)) {
				p.dynamic = part{at: int(where), size: int(min(p.word(h+length), uint64(len(p.data))-where))}
			}
		}
	}
}

// relocations notes texts whose addresses only the table for ELF's loader has, or tells where they are. Shorter tables do that in their own ways, and
// addresses are in data then.
func (p *image) relocations() {
	const (
		globals                 = 3
		short                   = 36
		shortRel, shortWithText = 0x6000000f, 0x60000011 // Android's
	)
	table, size, entry, texts := uint64(7), uint64(8), 3*p.width, true
	if p.width == 4 {
		table, size, entry, texts = 17, 18, 2*p.width, false
	}
	var at, length uint64
	for d := p.dynamic.at; d < p.dynamic.at+p.dynamic.size; d += 2 * p.width {
		value := p.word(d + p.width)
		switch p.word(d) {
		case table:
			at = value
		case size:
			length = value
		case globals:
			p.globals = value
		case short, shortRel, shortWithText:
			p.listed = false
		}
	}
	from := p.place(at)
	if at == 0 || from < 0 {
		return
	}
	relative := map[int]uint64{amd64: 8, arm64: 1027, x86: 8, arm: 23}[p.machine] // to where the program lies
	to := from + int(min(length, uint64(len(p.data)-from)))
	for ; from <= to-entry; from += entry {
		if p.word(from+p.width) != relative {
			continue
		}
		if texts {
			p.begin(p.word(from + 2*p.width))
		} else if in := p.place(p.word(from)); in >= 0 {
			p.begin(p.word(in))
		}
	}
}

// pe reads the header of Windows' format.
func (p *image) pe(at int) {
	const (
		head, section = 24, 40
		usual, plus   = 0x10b, 0x20b
		executable    = 0x20000000
	)
	optional := at + head
	if at <= 0 || at > len(p.data) || p.u32(at) != 0x4550 {
		return
	}
	switch p.u16(optional) {
	case usual:
		p.width = 4
		p.base = p.word(optional + 28)
	case plus:
		p.base = p.word(optional + 24)
	default:
		return
	}
	p.machine = map[uint16]int{0x14c: x86, 0x1c4: arm, 0x8664: amd64, 0xaa64: arm64}[p.u16(at+4)]
	sections := optional + int(p.u16(at+20))
	for i := range int(min(p.u16(at+6), mostParts)) {
		s := sections + i*section
		p.add(p.base+uint64(p.u32(s+12)), uint64(p.u32(s+20)), uint64(p.u32(s+16)), p.u32(s+36)&executable != 0)
	}
}

// machO reads the header of Apple's format. Parts are sections, since code and texts are one segment.
func (p *image) machO() {
	const (
		chains        = 0x80000034
		instructions  = 1 << 31
		uninitialised = 1
	)
	w := p.width
	head, segment, section := 32, uint32(0x19), 80
	if w == 4 {
		head, segment, section = 28, 1, 68
	}
	p.machine = map[uint32]int{7: x86, 12: arm, 0x01000007: amd64, 0x0100000c: arm64}[p.u32(4)]
	at := head
	for range min(p.u32(16), mostParts) {
		switch p.u32(at) {
		case chains:
			p.chained = w == 8
		case segment:
			if p.word(at+24+2*w) == 0 && p.word(at+24+3*w) > 0 {
				p.base = p.word(at + 24)
			}
			for i := range int(min(p.u32(at+32+4*w), mostParts)) {
				s := at + 40 + 4*w + i*section
				if flags := p.u32(s + 48 + 2*w); flags&0xff != uninitialised {
					p.add(p.word(s+32), uint64(p.u32(s+32+2*w)), p.word(s+32+w), flags&instructions != 0)
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
