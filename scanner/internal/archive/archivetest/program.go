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

// ELF is a program of Linux: kind 2 has one address, 3 any. The part that has the dynamic section is told by its number, less than 0 if there is none.
func ELF(machine, kind, dynamic int, parts ...Part) []byte {
	head := []byte("\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 9))
	head = little.AppendUint16(little.AppendUint16(head, uint16(kind)), uint16(machine))
	head = append(head, make([]byte, 0x20-len(head))...)
	head = append(little.AppendUint64(head, 0x40), make([]byte, 0x10)...)
	head = append(little.AppendUint16(head, uint16(len(parts)+1)), make([]byte, 6)...)
	part := func(kind, at int, p Part) {
		head = little.AppendUint32(little.AppendUint32(head, uint32(kind)), uint32(4+flag(p.Code, 1)))
		for _, v := range []int{at, p.Address, p.Address, len(p.Data), len(p.Data), 8} {
			head = little.AppendUint64(head, uint64(v))
		}
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

// PE is a program of Windows, whose parts are loaded behind 0x140000000.
func PE(machine int, parts ...Part) []byte {
	const at, optional, base = 0x80, 0x70, 0x140000000
	head := append([]byte("MZ"), make([]byte, 0x3a)...)
	head = append(little.AppendUint32(head, at), make([]byte, at-0x40)...)
	head = append(head, "PE\x00\x00"...)
	head = little.AppendUint16(little.AppendUint16(head, uint16(machine)), uint16(len(parts)))
	head = little.AppendUint16(append(head, make([]byte, 12)...), optional)
	head = little.AppendUint16(append(head, 0, 0), 0x20b)
	head = little.AppendUint64(append(head, make([]byte, 22)...), base)
	head = append(head, make([]byte, optional-32)...)
	from := programHead
	for _, p := range parts {
		head = append(head, ".part\x00\x00\x00"...)
		head = append(head, words(len(p.Data), p.Address-base, len(p.Data), from, 0, 0, 0, flag(p.Code, 0x20000000))...)
		from += len(p.Data)
	}
	return pad(head, parts)
}

// MachO is a program of Apple's systems, loaded to 0x100000000.
func MachO(machine int, chained bool, parts ...Part) []byte {
	const segment, section = 72, 80
	size := segment + section*len(parts)
	head := append([]byte("\xcf\xfa\xed\xfe"), words(machine, 0, 2, 1+flag(chained, 1), size+flag(chained, 16), 0, 0)...)
	if chained {
		head = append(head, words(-0x80000000+0x34, 16, 0, 0)...)
	}
	head = append(append(head, words(0x19, size)...), "__TEXT\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	for _, v := range []uint64{0x100000000, 1 << 20, 0, 1 << 20} {
		head = little.AppendUint64(head, v)
	}
	head = append(head, words(5, 5, len(parts), 0)...)
	at := programHead
	for _, p := range parts {
		head = append(head, make([]byte, 32)...) // names
		head = little.AppendUint64(little.AppendUint64(head, uint64(p.Address)), uint64(len(p.Data)))
		head = append(head, words(at, 0, 0, 0, flag(p.Code, -0x80000000), 0, 0, 0)...)
		at += len(p.Data)
	}
	return pad(head, parts)
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
