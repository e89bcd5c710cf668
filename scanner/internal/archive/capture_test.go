package archive

import (
	"encoding/binary"
	"strings"
	"testing"
)

// captureOf is a capture of what one side says, a packet for each piece.
func captureOf(pieces ...string) []byte {
	b := binary.BigEndian.AppendUint32([]byte("\xa1\xb2\xc3\xd4\x00\x02\x00\x04"+strings.Repeat("\x00", 8)+"\x00\x00\xff\xff"), 101)
	number := uint32(1)
	for _, p := range pieces {
		size := uint32(40 + len(p))
		for _, v := range []uint32{0, 0, size, size, 0x45<<24 | size, 0, 0x40060000, 0x0a000001, 0x0a000002, 0x03e80050, number, 0, 0x5010ffff, 0} {
			b = binary.BigEndian.AppendUint32(b, v)
		}
		b, number = append(b, p...), number+uint32(len(p))
	}
	return b
}

func TestCapture(t *testing.T) {
	const stream = "c!10.0.0.1:1000-10.0.0.2:80"
	data := captureOf("PRIVATE-TO", "KEN: abc")
	if got := walk(t, "c", data, Limits{}); got.texts[stream] != "PRIVATE-TOKEN: abc" || len(got.gaps) > 0 {
		t.Errorf("%q, %v", got.texts, got.gaps)
	}
	if got := walk(t, "c", data[:len(data)-1], Limits{}); got.texts[stream] != "PRIVATE-TO" || len(got.gaps) != 1 || got.gaps[0].Lost {
		t.Errorf("cut off: %q, %v", got.texts, got.gaps)
	}
	packed := string(gzipOf(t, []byte("in it")))
	if got := walk(t, "c", captureOf(packed[:9], packed[9:]), Limits{}); len(got.order) != 2 || got.texts[got.order[1]] != "in it" {
		t.Errorf("a file sent: %q", got.order)
	}
}

func FuzzCapture(f *testing.F) {
	fuzz(f, captureOf("PRIVATE-TO", "KEN: abc"))
}
