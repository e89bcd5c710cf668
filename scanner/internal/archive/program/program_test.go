package program

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

const (
	base  = 0x140000000
	code  = base + 0x1000
	texts = base + 0x2000
	data  = base + 0x3000

	mark  = "\x00\xff Go buildinf:"
	first = "GET /index"
	token = "acme_0123456789abcdefghijklmnopqrstuvwxyz"
	last  = "invalid argument"
	want  = first + "\n\n\n" + token + "\n\n\n" + last + "\n\n\n"
)

func number(values ...uint64) (s string) {
	for _, v := range values {
		s += string(binary.LittleEndian.AppendUint64(nil, v))
	}
	return s
}

// load is movups xmm0, [rip+n] and what stores that.
func load(at, to int) string {
	return "\x0f\x10\x05" + string(binary.LittleEndian.AppendUint32(nil, uint32(int32(to-at-7)))) + "\x0f\x11\x00"
}

// page is adrp x0 and add x0, x0, behind some instructions.
func page(at, to int, between ...uint32) string {
	n := uint32(to>>12 - at>>12)
	s := binary.LittleEndian.AppendUint32(nil, 0x90000000|n&3<<29|n>>2&0x7ffff<<5)
	for _, w := range between {
		s = binary.LittleEndian.AppendUint32(s, w)
	}
	return string(binary.LittleEndian.AppendUint32(s, 0x91000000|uint32(to&0xfff)<<10))
}

func program() (all [3]int, held archivetest.Part) {
	all = [3]int{texts, texts + len(first), texts + len(first+token)}
	return all, archivetest.Part{Address: texts, Data: first + token + last + mark}
}

func each(refer func(at, to int) string) archivetest.Part {
	all, _ := program()
	p := archivetest.Part{Address: code, Code: true}
	for _, to := range all {
		p.Data += refer(code+len(p.Data), to)
	}
	return p
}

func programs() map[string][]byte {
	all, held := program()
	var stored, chained, links string
	for _, to := range all {
		stored += number(uint64(to), 7)
		chained += number(uint64(to-base)|1<<51, 7)
		links += number(data, 8, uint64(to))
	}
	links += number(data, 6, texts+5) // of another kind
	relocated := archivetest.Part{Address: data, Data: number(7, data+48, 8, 96, 0, 0) + links}
	leas := each(archivetest.Lea)
	copied := archivetest.Part{Address: code, Code: true}
	for i, to := range all { // the last piece first, where it reaches over the one in front of it
		size := []int{len(first), len(token), len(last)}[i]
		if size < 16 {
			copied.Data += archivetest.Lea(code+len(copied.Data), to)
			continue
		}
		for at := size - 16; ; at = max(0, at-16) {
			copied.Data += load(code+len(copied.Data), to+at)
			if at == 0 {
				break
			}
		}
		copied.Data += strings.Repeat("\x90", mostApart)
	}
	pages := each(func(at, to int) string { return page(at, to) })
	late := pages
	late.Data += page(code+len(late.Data), texts+4, 0xd503201f, 0xd503201f, 0xd503201f, 0xd503201f) // the register holds something else by then
	inData := archivetest.Part{Address: data, Data: stored}
	return map[string][]byte{
		"x86-64":              archivetest.ELF(62, 2, -1, leas, held),
		"copied":              archivetest.ELF(62, 2, -1, copied, held),
		"ARM64":               archivetest.ELF(183, 2, -1, late, held),
		"in data":             archivetest.ELF(62, 2, -1, held, inData),
		"relocated":           archivetest.ELF(62, 3, 1, held, relocated, archivetest.Part{Address: base + 0x4000, Data: number(texts + 3)}),
		"relocated elsewhere": archivetest.ELF(62, 3, 1, held, archivetest.Part{Address: data, Data: number(36, data, 0, 0)}, archivetest.Part{Address: data + 0x1000, Data: stored}),
		"Windows":             archivetest.PE(0x8664, leas, held),
		"Windows, ARM64":      archivetest.PE(0xaa64, pages, held),
		"Windows, in data":    archivetest.PE(0x8664, held, inData),
		"Apple":               archivetest.MachO(0x0100000c, false, pages, held),
		"Apple, x86-64":       archivetest.MachO(0x01000007, false, leas, held),
		"Apple, chained":      archivetest.MachO(0x0100000c, true, archivetest.Part{Address: base - 0x40000000 + 0x2000, Data: held.Data}, archivetest.Part{Address: base - 0x40000000 + 0x3000, Data: chained + number(0x2003)}),
	}
}

func TestText(t *testing.T) {
	for name, data := range programs() {
		text, at, err := Text(data)
		if string(text) != want || err != nil || !Is(data) {
			t.Errorf("%s: %q", name, text)
		}
		from := strings.Index(string(data), first)
		if !slices.Equal(at, []pairs.Range{{From: from, To: from + len(first+token+last)}}) {
			t.Errorf("%s: shows %v, from %d", name, at, from)
		}
		for n := 0; n < len(data); n += 7 { // cut off anywhere
			Text(data[:n])
		}
	}
}

// TestApart: nothing is shown of texts that something parts from others, nor of what is no text.
func TestApart(t *testing.T) {
	for name, held := range map[string]string{
		"apart":   "\x00" + token + "\x00" + mark,
		"no text": "\xfe\xfe" + token + "\xff\xff\xff" + mark,
	} {
		data := archivetest.ELF(62, 2, -1, archivetest.Part{Address: code, Code: true, Data: archivetest.Lea(code, texts+strings.Index(held, token))},
			archivetest.Part{Address: texts, Data: held})
		if text, _, _ := Text(data); len(text) > 0 {
			t.Errorf("%s: %q", name, text)
		}
	}
	for name, data := range map[string]string{"": "", "text": want, "of another language": "\x7fELF\x02\x01" + strings.Repeat("\x00", 100)} {
		if Is([]byte(data)) {
			t.Error(name)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, data := range programs() {
		f.Add(data)
	}
	for _, data := range narrowPrograms() {
		f.Add(data)
	}
	f.Add(archivetest.Universal(programs()["Apple"], programs()["Apple, x86-64"]))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, at, _ := Text(data)
		if len(text) > 4*len(data) {
			t.Errorf("%d bytes of %d", len(text), len(data))
		}
		for i, r := range at {
			if r.From >= r.To || r.To > len(data) || i > 0 && r.From < at[i-1].To {
				t.Errorf("%v", at)
			}
		}
	})
}
