package capture

import (
	"encoding/binary"
	"maps"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/pairs"
)

const (
	syn = 2
	ack = 16
)

// tcp is a packet of IP of version 4 with TCP in it, from port 1000 to 80.
func tcp(number uint32, flags byte, data string) string {
	t := big(0x03e80050, number, 0) + string([]byte{0x50, flags}) + "\xff\xff\x00\x00\x00\x00" + data
	return "\x45\x00" + string(binary.BigEndian.AppendUint16(nil, uint16(20+len(t)))) + "\x00\x01\x00\x00\x40\x06\x00\x00\x0a\x00\x00\x01\x0a\x00\x00\x02" + t
}

func big(values ...uint32) (s string) {
	for _, v := range values {
		s += string(binary.BigEndian.AppendUint32(nil, v))
	}
	return s
}

// six is the same in IP of version 6, with a head of options in front.
func six(number uint32, data string) string {
	t := tcp(number, ack, data)[20:]
	return "\x60\x00\x00\x00" + string(binary.BigEndian.AppendUint16(nil, uint16(8+len(t)))) + "\x00\x40" + strings.Repeat("\x00", 15) + "\x01" + strings.Repeat("\x00", 15) + "\x02" +
		"\x06\x00\x01\x04\x00\x00\x00\x00" + t
}

// pcap is a file of packets.
func pcap(link uint32, packets ...string) string {
	s := big(0xa1b2c3d4, 0x00020004, 0, 0, 65535, link)
	for _, p := range packets {
		s += big(0, 0, uint32(len(p)), uint32(len(p))) + p
	}
	return s
}

// blocks is the same as pcapng.
func blocks(link uint32, packets ...string) string {
	block := func(kind uint32, body string) string {
		body += strings.Repeat("\x00", -len(body)&3)
		return big(kind, uint32(len(body)+12)) + body + big(uint32(len(body)+12))
	}
	s := block(0x0a0d0d0a, big(0x1a2b3c4d, 0x00010000, 0xffffffff, 0xffffffff)) + block(1, big(link<<16, 65535))
	for i, p := range packets {
		switch i % 3 {
		case 0:
			s += block(6, big(0, 0, 0, uint32(len(p)), uint32(len(p)))+p)
		case 1:
			s += block(2, big(0, 0, 0, uint32(len(p)), uint32(len(p)))+p)
		default:
			p += strings.Repeat("\x00", -len(p)&3) // whose length is that of the block
			s += block(3, big(uint32(len(p)))+p)
		}
	}
	return s
}

// said returns what each side said, and holds what is shown to that.
func said(t *testing.T, data string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := Streams([]byte(data), func(name string, stream []byte, at []pairs.Range) bool {
		got[name] += string(stream) + "|"
		for _, r := range at {
			if r.To > len(data) || !strings.Contains(string(stream), data[r.From:r.To]) {
				t.Errorf("%s shows %v", name, r)
			}
		}
		return true
	})
	if err != nil {
		t.Error(err)
	}
	return got
}

func TestStreams(t *testing.T) {
	const name, ethernet = "10.0.0.1:1000-10.0.0.2:80", "\x00\x01\x02\x03\x04\x05\x00\x01\x02\x03\x04\x05\x08\x00"
	a, b, c := tcp(0xfffffffe, ack, "PRIVATE-"), tcp(6, ack, "TOKEN: a"), tcp(14, ack, "bc\r\n")
	const want = "PRIVATE-TOKEN: abc\r\n|"
	for what, test := range map[string]struct{ data, want string }{
		"in order":            {pcap(101, tcp(0xfffffffd, syn, ""), a, b, c), want},
		"turned round":        {pcap(101, c, a, b), want},
		"twice":               {pcap(101, a, b, a, b, c, b), want},
		"overlapping":         {pcap(101, a, tcp(4, ack, "E-TOKEN: a"), tcp(8, ack, "KEN: abc\r\n")), want},
		"one in another":      {pcap(101, tcp(0xfffffffe, ack, "PRIVATE-TOKEN: abc\r\n"), tcp(4, ack, "E-TO")), want},
		"another twice":       {pcap(101, a, tcp(0xfffffffe, ack, "OTHER--"), b, c), want},
		"a missing one":       {pcap(101, a, c), "PRIVATE-\nbc\r\n|"},
		"a second connection": {pcap(101, a, b, c, tcp(0xfffffffd, syn, ""), a, b, c), want + want},
		"with data at once":   {pcap(101, tcp(0xfffffffd, syn, "PRIVATE-"), b, c), want},
		"Ethernet":            {pcap(1, ethernet+a, ethernet[:12]+"\x81\x00\x00\x05\x08\x00"+b, ethernet+c+"\x00\x00"), want},
		"blocks":              {blocks(101, a, b, c), want},
		"Linux":               {pcap(113, strings.Repeat("\x00", 16)+a, strings.Repeat("\x00", 16)+b, strings.Repeat("\x00", 16)+c), want},
		"encrypted":           {pcap(101, tcp(1, ack, "\x16\x03\x01\x00\x10abc")), ""},
		"another protocol":    {pcap(101, strings.Replace(a, "\x40\x06", "\x40\x11", 1)), ""},
		"a later part":        {pcap(101, a[:6]+"\x00\x07"+a[8:]), ""},
		"an unknown link":     {pcap(42, a), ""},
	} {
		wanted := map[string]string{name: test.want}
		if test.want == "" {
			wanted = map[string]string{}
		}
		if got := said(t, test.data); !maps.Equal(got, wanted) {
			t.Errorf("%s: %q, want %q", what, got, wanted)
		}
		for n := range len(test.data) { // cut off anywhere
			_ = Streams([]byte(test.data[:n]), func(string, []byte, []pairs.Range) bool { return true })
		}
	}
	if got := said(t, pcap(101, six(1, "ab"), six(3, "cd"))); got["[::1]:1000-[::2]:80"] != "abcd|" {
		t.Errorf("%q", got)
	}
}

// TestAnother: what was sent a second time but is something else is not shown, so that its bytes are told of.
func TestAnother(t *testing.T) {
	data := pcap(101, tcp(1, ack, "first"), tcp(1, ack, "other"))
	_ = Streams([]byte(data), func(_ string, _ []byte, at []pairs.Range) bool {
		if len(at) != 1 || data[at[0].From:at[0].To] != "first" {
			t.Errorf("%v", at)
		}
		return true
	})
}

func TestDamaged(t *testing.T) {
	whole := pcap(101, tcp(1, ack, "first"), tcp(6, ack, "second"))
	section := blocks(101)
	for name, test := range map[string]struct {
		data string
		want error
	}{
		"whole": {whole, nil}, "cut off": {whole[:len(whole)-1], ErrBroken}, "a packet of no length": {whole + big(0, 0, 0xffffffff, 0), ErrBroken},
		"a block of no length": {section + big(6, 0, 0), ErrBroken}, "a section of no order": {section + big(0x0a0d0d0a, 12, 12), ErrBroken},
		"no capture": {"\n\r\r\n and lines that follow it", nil}, "another version": {strings.Replace(whole, "\x00\x02\x00\x04", "\x00\x07\x00\x04", 1), nil},
	} {
		if err := Streams([]byte(test.data), func(string, []byte, []pairs.Range) bool { return true }); err != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzStreams(f *testing.F) {
	f.Add([]byte(pcap(101, tcp(1, ack, "first"), tcp(4, ack, "second"), six(1, "third"))))
	f.Add([]byte(pcap(1, strings.Repeat("\x81\x00", 20)+tcp(1, ack, "first"))))
	f.Add([]byte(blocks(101, tcp(1, syn, "first"), tcp(4, ack, "second"), six(1, "third"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		all := 0
		_ = Streams(data, func(_ string, stream []byte, at []pairs.Range) bool {
			all += len(stream)
			for i, r := range at {
				if r.From >= r.To || r.To > len(data) || i > 0 && r.From < at[i-1].From {
					t.Errorf("%v", at)
				}
			}
			return true
		})
		if all > 2*len(data) {
			t.Errorf("%d bytes of %d", all, len(data))
		}
	})
}
