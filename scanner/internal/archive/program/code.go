package program

import (
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// code looks through instructions for those that refer to a place. Code is not decoded: where such bytes are something else, they hardly ever lead to a
// text.
func (p *image) code(part *part) {
	switch p.machine {
	case amd64:
		p.relative(part)
	case arm64:
		p.pages(part)
	case x86:
		p.absolute(part)
	case arm:
		p.pools(part)
	}
}

// wide is a text that is copied in pieces of 16 bytes, from either end.
type wide struct {
	from, to uint64 // what of it was copied
	last     int    // where in the code
}

// mostApart is how many bytes of code lie between two copies of pieces of one text.
const mostApart = 32

// relative finds what refers to a place from where it stands: opcodes, a byte whose register is any, how far away the place is.
func (p *image) relative(part *part) {
	const size = 5 // of what is behind an opcode
	data := p.data[part.at : part.at+part.size]
	var copied wide
	for at := 1; at+size < len(data); at++ {
		loads := false
		switch data[at] {
		default:
			continue
		case 0x8d: // lea, of 64 bits
			if data[at-1]&0xfb != 0x48 {
				continue
			}
		case 0x10, 0x28, 0x6f: // movups, movaps, movdqu
			loads = data[at-1] == 0x0f || at > 1 && data[at-2] == 0xc5
			if !loads {
				continue
			}
		}
		if data[at+1]&0xc7 != 0x05 {
			continue
		}
		address := part.address + uint64(at+1+size) + uint64(int32(binary.LittleEndian.Uint32(data[at+2:])))
		if loads {
			p.copies(&copied, address, at)
		} else {
			p.begin(address)
		}
	}
	p.copies(&copied, 0, len(data))
}

// copies notes that a piece at an address is copied; if it does not join those before it, these begin a text.
func (p *image) copies(w *wide, address uint64, at int) {
	const piece = 16
	if at-w.last <= mostApart && address+piece >= w.from && address <= w.to {
		w.from, w.to = min(w.from, address), max(w.to, address+piece)
	} else {
		p.begin(w.from)
		w.from, w.to = address, address+piece
	}
	w.last = at
}

// pages finds `adrp reg, page` and `add reg, reg, n` soon behind it.
func (p *image) pages(part *part) {
	const soon = 16 // bytes
	var pages [32]struct {
		address uint64
		at      int
	}
	data := p.data[part.at : part.at+part.size]
	for at := 0; at+4 <= len(data); at += 4 {
		switch w := binary.LittleEndian.Uint32(data[at:]); {
		case w&0x9f000000 == 0x90000000: // adrp
			n := int64(int32(w<<8)>>13)<<2 | int64(w>>29&3)
			page := &pages[w&31]
			page.address, page.at = (part.address+uint64(at))&^0xfff+uint64(n<<12), at
		case w&0xffc00000 == 0x91000000: // add, of 64 bits, not shifted
			if page := &pages[w>>5&31]; page.address != 0 && at-page.at <= soon {
				p.begin(page.address + uint64(w>>10&0xfff))
			}
		}
	}
}

// absolute finds numbers in instructions of x86 that are an address, or how far a place is from the table of globals where nobody knows addresses yet.
func (p *image) absolute(part *part) {
	const most = 12 // bytes of an instruction
	data := p.data[part.at : part.at+part.size]
	var copied wide
	for at := 1; at+most <= len(data); at++ {
		operand, number, copies := data[at+1], 0, false
		switch data[at] {
		default:
			continue
		case 0x8d: // lea
			number = 2
		case 0x10, 0x28, 0x6f: // movups, movaps, movdqu
			if copies = data[at-1] == 0x0f; !copies {
				continue
			}
			number = 2
		case 0x68, 0xb8, 0xb9, 0xba, 0xbb, 0xbd, 0xbe, 0xbf: // push, mov to a register
			if !p.moved {
				p.begin(uint64(binary.LittleEndian.Uint32(data[at+1:])))
			}
			continue
		case 0xc7: // mov to memory
			if !p.moved {
				p.begin(uint64(binary.LittleEndian.Uint32(data[at+2+operandSize(operand):])))
			}
			continue
		}
		address := uint64(binary.LittleEndian.Uint32(data[at+number:]))
		switch {
		case operand&0xc7 == 0x05 && !p.moved:
		case operand&0xc0 == 0x80 && operand&7 != 4 && p.moved && p.globals > 0:
			address = uint64(uint32(p.globals) + uint32(address))
		default:
			continue
		}
		if copies {
			p.copies(&copied, address, at)
		} else {
			p.begin(address)
		}
	}
	p.copies(&copied, 0, len(data))
}

// operandSize returns how many bytes belong to an operand in memory behind its first one.
func operandSize(first byte) (size int) {
	if first&7 == 4 {
		size = 1
	}
	switch {
	case first>>6 == 1:
		return size + 1
	case first>>6 == 2, first&0xc7 == 5:
		return size + 4
	}
	return size
}

// pools finds the numbers between functions of ARM: addresses, or how far a place is from where `ldr reg, [pc, n]` and `add reg, pc` soon behind it are.
func (p *image) pools(part *part) {
	if !p.moved {
		p.headers(part)
		return
	}
	const soon = 64 // bytes
	var loaded [16]struct {
		number uint32
		at     int
	}
	data := p.data[part.at : part.at+part.size]
	load := func(register, at, from int) {
		if b := pairs.Part(data, from, 4); b != nil {
			loaded[register].number, loaded[register].at = binary.LittleEndian.Uint32(b), at+1
		}
	}
	add := func(register, at, ahead int) {
		if l := loaded[register]; l.at > 0 && at-l.at < soon {
			p.begin(uint64(uint32(part.address) + uint32(at+ahead) + l.number))
		}
	}
	for at := 0; at+4 <= len(data); at += 2 {
		short := int(binary.LittleEndian.Uint16(data[at:]))
		switch w := binary.LittleEndian.Uint32(data[at:]); {
		case short&0xf800 == 0x4800: // ldr of Thumb
			load(short>>8&7, at, at&^3+4+short&0xff*4)
		case w&0x0000ffff == 0xf8df: // its wide one
			load(int(w>>28), at, at&^3+4+int(w>>16&0xfff))
		case short&0xff78 == 0x4478:
			add(short>>4&8|short&7, at, 4)
		case at%4 != 0:
		case w&0x0fff0000 == 0x059f0000: // ldr of ARM
			load(int(w>>12&15), at, at+8+int(w&0xfff))
		case w&0x0fff0ff0 == 0x008f0000: // add reg, pc, reg
			add(int(w&15), at, 8)
		}
	}
}
