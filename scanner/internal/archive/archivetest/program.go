package archivetest

import "strings"

// Part is a part of a program that is loaded to an address. The first one may not be at 0.
type Part struct {
	Address int
	Code    bool
	Data    string
}

const programHead = 0x400 // bytes in front of the first part

func flag(set bool, value int) int {
	if set {
		return value
	}
	return 0
}

// pad fills a head and puts the parts behind it.
func pad(head []byte, parts []Part) []byte {
	head = append(head, make([]byte, programHead-len(head))...)
	for _, p := range parts {
		head = append(head, p.Data...)
	}
	return head
}

// appendWord appends numbers as wide as an address.
func appendWord(b []byte, width int, values ...int) []byte {
	for _, v := range values {
		b = append(b, little.AppendUint64(nil, uint64(v))[:width]...)
	}
	return b
}

// widthOf returns how many bytes an address has of a processor whose numbers are, in ELF, PE and Mach-O, one of these; 8 of others.
func widthOf(machine int) int {
	switch machine {
	case 3, 40, 0x14c, 0x1c4, 7, 12:
		return 4
	}
	return 8
}

// ELF is a program of Linux: kind 2 has one address, 3 any. The part that has the dynamic section is told by its number, less than 0 if there is none.
func ELF(machine, kind, dynamic int, parts ...Part) []byte {
	w := widthOf(machine)
	head := []byte("\x7fELF" + string(rune(w/4)) + "\x01\x01" + strings.Repeat("\x00", 9))
	head = little.AppendUint16(little.AppendUint16(head, uint16(kind)), uint16(machine))
	size := 0x28 + 3*w // of the head
	head = appendWord(append(head, 0, 0, 0, 0), w, 0, size, 0)
	head = append(head, make([]byte, 8)...)
	head = append(little.AppendUint16(head, uint16(len(parts)+1)), make([]byte, 6)...)
	part := func(kind, at int, p Part) {
		flags := 4 + flag(p.Code, 1)
		if head = appendWord(head, 4, kind); w == 8 {
			head = appendWord(head, 4, flags)
		}
		if head = appendWord(head, w, at, p.Address, p.Address, len(p.Data), len(p.Data)); w == 4 {
			head = appendWord(head, 4, flags)
		}
		head = appendWord(head, w, 8)
	}
	at := programHead
	for i, p := range parts {
		part(1, at, p)
		if i == dynamic {
			part(2, at, p)
		}
		at += len(p.Data)
	}
	return pad(head, parts)
}

// Where programs of Windows are loaded.
const (
	baseOfPE   = 0x140000000
	baseOfPE32 = 0x400000
)

// PE is a program of Windows, whose parts are loaded behind 0x140000000, or 0x400000 if it has 32 bits.
func PE(machine int, parts ...Part) []byte {
	const at, optional = 0x80, 0x70
	magic, base, before := 0x20b, baseOfPE, 22
	if widthOf(machine) == 4 {
		magic, base, before = 0x10b, baseOfPE32, 26
	}
	head := append([]byte("MZ"), make([]byte, 0x3a)...)
	head = append(little.AppendUint32(head, at), make([]byte, at-0x40)...)
	head = append(head, "PE\x00\x00"...)
	head = little.AppendUint16(little.AppendUint16(head, uint16(machine)), uint16(len(parts)))
	head = little.AppendUint16(append(head, make([]byte, 12)...), optional)
	head = little.AppendUint16(append(head, 0, 0), uint16(magic))
	head = appendWord(append(head, make([]byte, before)...), widthOf(machine), base)
	head = append(head, make([]byte, at+24+optional-len(head))...)
	from := programHead
	for _, p := range parts {
		head = append(head, ".part\x00\x00\x00"...)
		head = append(head, words(len(p.Data), p.Address-base, len(p.Data), from, 0, 0, 0, flag(p.Code, 0x20000000))...)
		from += len(p.Data)
	}
	return pad(head, parts)
}

// MachO is a program of Apple's systems, loaded to 0x100000000, or 0x1000 if it has 32 bits.
func MachO(machine int, chained bool, parts ...Part) []byte {
	w := widthOf(machine)
	magic, segment, base := "\xcf\xfa\xed\xfe", 0x19, 0x100000000
	if w == 4 {
		magic, segment, base = "\xce\xfa\xed\xfe", 1, 0x1000
	}
	size := 40 + 4*w + (48+4*w)*len(parts)
	if w == 4 {
		size += 4 * len(parts)
	}
	head := append([]byte(magic), words(machine, 0, 2, 1+flag(chained, 1), size+flag(chained, 16), 0)...)
	if w == 8 {
		head = append(head, 0, 0, 0, 0)
	}
	if chained {
		head = append(head, words(-0x80000000+0x34, 16, 0, 0)...)
	}
	head = append(append(head, words(segment, size)...), "__TEXT\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	head = appendWord(head, w, base, 1<<20, 0, 1<<20)
	head = append(head, words(5, 5, len(parts), 0)...)
	at := programHead
	for _, p := range parts {
		head = append(head, make([]byte, 32)...) // names
		head = appendWord(head, w, p.Address, len(p.Data))
		head = append(head, words(at, 0, 0, 0, flag(p.Code, -0x80000000), 0, 0)...)
		if w == 8 {
			head = append(head, 0, 0, 0, 0)
		}
		at += len(p.Data)
	}
	return pad(head, parts)
}

// Universal is a program of Apple's systems for several processors.
func Universal(programs ...[]byte) []byte {
	const align = 0x1000
	all := append([]byte("\xca\xfe\xba\xbe"), 0, 0, 0, byte(len(programs)))
	var bodies []byte
	for _, p := range programs {
		all = append(all, p[7], p[6], p[5], p[4], p[11], p[10], p[9], p[8])
		all = big.AppendUint32(big.AppendUint32(all, uint32(align+len(bodies))), uint32(len(p)))
		all = append(all, 0, 0, 0, 12)
		bodies = append(bodies, p...)
		bodies = append(bodies, make([]byte, -len(bodies)&(align-1))...)
	}
	return append(append(all, make([]byte, align-len(all))...), bodies...)
}

// Lea is the instruction of x86-64 at an address that takes the address to.
func Lea(at, to int) string {
	return "\x48\x8d\x05" + string(little.AppendUint32(nil, uint32(to-at-7)))
}

// GoProgram is a program of Go with texts side by side: one in front of name=value, one behind it.
func GoProgram(name, value string) []byte {
	const code, texts = 0x401000, 0x402000
	all := []string{"no such thing", name + "=" + value, "read"}
	p := Part{Address: code, Code: true}
	at := texts
	for _, text := range all {
		p.Data += Lea(code+len(p.Data), at)
		at += len(text)
	}
	return ELF(62, 2, -1, p, Part{Address: texts, Data: strings.Join(all, "") + "\x00\xff Go buildinf:\x08"})
}
