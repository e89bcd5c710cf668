package program

import "encoding/binary"

// code looks through instructions for those that refer to a place. Code is not decoded: where such bytes are something else, they hardly ever lead to a
// text.
func (p *image) code(part *part) {
	switch p.machine {
	case amd64:
		p.relative(part)
	case arm64:
		p.pages(part)
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
