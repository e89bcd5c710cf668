package program

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

// Programs of 32 bits.
const (
	narrowCode  = 0x401000
	narrowTexts = 0x402000
	narrowData  = 0x403000
)

// number32 is each value in four bytes.
func number32(values ...int) (s string) {
	for _, v := range values {
		s += string(binary.LittleEndian.AppendUint32(nil, uint32(v)))
	}
	return s
}

// narrow returns where the three texts are if the first is at an address, and the part that holds them.
func narrow(at int) (all [3]int, held archivetest.Part) {
	return [3]int{at, at + len(first), at + len(first+token)}, archivetest.Part{Address: at, Data: first + token + last + mark}
}

// referring is code with what refers to each text.
func referring(address int, all [3]int, refer func(at, to int) string) archivetest.Part {
	p := archivetest.Part{Address: address, Code: true, Data: "\x90\x90\x90\x90"}
	for _, to := range all {
		p.Data += refer(address+len(p.Data), to)
	}
	p.Data += strings.Repeat("\x90", 16)
	return p
}

func narrowPrograms() map[string][]byte {
	all, held := narrow(narrowTexts)
	low, lowHeld := narrow(0x2000) // of a program that may lie anywhere
	leas := func(_, to int) string { return "\x8d\x05" + number32(to) }
	moves := func(_, to int) string {
		return map[int]string{all[0]: "\xc7\x04\x24", all[1]: "\xc7\x44\x24\x08", all[2]: "\xbe"}[to] + number32(to)
	}
	copies := func(_, to int) (s string) {
		for n := 0; n < 41; n += 16 {
			s += "\x0f\x10\x05" + number32(to+min(n, 25))
		}
		return s + strings.Repeat("\x90", mostApart)
	}
	mixed := referring(narrowCode, all, leas)
	mixed.Data += copies(0, all[1])
	const globals = 0x3100
	fromGlobals := func(_, to int) string { return "\x8d\x83" + number32(to-globals) }
	dynamic := archivetest.Part{Address: 0x3000, Data: number32(3, globals, 17, 0x3020, 18, 16, 0, 0) + number32(0x3030, 8, 0x3038, 7) + number32(low[2]) + number32(0, low[1]+5)}
	thumb := func(at, to int) string { // ldr r1, [pc, #4]; add r1, pc; where the number is depends on the place
		s := "\x01\x49\x79\x44" + strings.Repeat("\x00", at&^3+8-at-4)
		return s + number32(to-(at+2)-4)
	}
	arms := func(at, to int) string { // ldr r2, [pc, #0]; add r2, pc, r2
		return "\x00\x20\x9f\xe5" + "\x02\x20\x8f\xe0" + number32(to-(at+4)-8)
	}
	pool := func(_, to int) string { return "\x00\x00\x9f\xe5" + number32(to) }
	inData := archivetest.Part{Address: narrowData, Data: number32(all[0], 10, all[1], 41, all[2], 16)}
	return map[string][]byte{
		"x86":                 archivetest.ELF(3, 2, -1, referring(narrowCode, all, leas), held),
		"x86, on the stack":   archivetest.ELF(3, 2, -1, referring(narrowCode, all, moves), held),
		"x86, copied":         archivetest.ELF(3, 2, -1, mixed, held),
		"x86, anywhere":       archivetest.ELF(3, 3, 2, referring(0x1000, [3]int{low[0], low[1], low[0]}, fromGlobals), lowHeld, dynamic),
		"ARM":                 archivetest.ELF(40, 2, -1, referring(narrowCode, all, pool), held),
		"Thumb, anywhere":     archivetest.ELF(40, 3, -1, referring(0x1000, low, thumb), lowHeld),
		"ARM, anywhere":       archivetest.ELF(40, 3, -1, referring(0x1000, low, arms), lowHeld),
		"Windows":             archivetest.PE(0x14c, referring(narrowCode, all, leas), held),
		"Windows, in data":    archivetest.PE(0x14c, held, inData),
		"Apple":               archivetest.MachO(7, false, referring(narrowCode, all, leas), held),
		"Apple, ARM, in data": archivetest.MachO(12, false, held, inData),
	}
}

func TestNarrow(t *testing.T) {
	for name, data := range narrowPrograms() {
		if text, _, err := Text(data); string(text) != want || err != nil || !Is(data) {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		for n := 0; n < len(data); n += 7 { // cut off anywhere
			Text(data[:n])
		}
	}
}

// TestUniversal: each text is told once, whichever of the programs has it; where each has it, it is shown.
func TestUniversal(t *testing.T) {
	all := programs()
	data := archivetest.Universal(all["Apple"], all["Apple, x86-64"])
	text, at, err := Text(data)
	if string(text) != want || err != nil || !Is(data) {
		t.Errorf("%q, %v", text, err)
	}
	for _, r := range at {
		if got := string(data[r.From:r.To]); got != first+token+last {
			t.Errorf("shows %q", got)
		}
	}
	if len(at) != 2 {
		t.Errorf("shows %v", at)
	}
	for n := 0; n < len(data); n += 7 {
		Text(data[:n])
	}
}

func TestOperandSize(t *testing.T) {
	for first, size := range map[byte]int{0x04: 1, 0x44: 2, 0x84: 5, 0x45: 1, 0x05: 4, 0x00: 0, 0x80: 4} {
		if got := operandSize(first); got != size {
			t.Errorf("%#x: %d, want %d", first, got, size)
		}
	}
}

// TestDamagedUniversal: what is said to lie elsewhere is nothing.
func TestDamagedUniversal(t *testing.T) {
	for name, head := range map[string]string{
		"no programs": "\x00\x00\x00\x00", "beyond the data": "\x00\x00\x00\x01\x00\x00\x00\x07\x00\x00\x00\x03\x7f\x00\x00\x00\x00\x00\x00\x10\x00\x00\x00\x00",
		"a class": "\x00\x00\x00\x34",
	} {
		if all := universal(nil, []byte("\xca\xfe\xba\xbe"+head)); len(all) > 0 {
			t.Errorf("%s: %v", name, all)
		}
	}
	if all := universal(nil, []byte("MZ and some more")); len(all) != 1 || all[0] != (pairs.Range{To: 16}) {
		t.Errorf("%v", all)
	}
}
