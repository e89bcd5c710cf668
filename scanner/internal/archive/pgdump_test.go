package archive

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// dumpOf is a dump of a table whose rows are compressed, or are not, in pieces of 7 bytes, and of a large object.
func dumpOf(rows []byte, object string) []byte {
	number := func(b []byte, n int) []byte { return binary.LittleEndian.AppendUint32(append(b, 0), uint32(n)) }
	pieces := func(b, data []byte) []byte {
		for len(data) > 0 {
			n := min(7, len(data))
			b = append(number(b, n), data[:n]...)
			data = data[n:]
		}
		return number(b, 0)
	}
	const statement = "COPY public.users (email, password) FROM stdin;\n"
	b := append([]byte(dumpMagic), 1, 14, 0, 4, 8, 1)
	b = append(number(append(number(b, 3), "\x00\x01\x00\x00\x00"...), len(statement)), statement...)
	b = pieces(number(append(b, rowsOfTable), 3), rows)
	b = pieces(number(number(append(b, largeObjects), 4), 16384), []byte(object))
	return number(b, 0)
}

func TestDump(t *testing.T) {
	const rows = "ann@acme.net\tx1y2\n\\.\n"
	for name, data := range map[string][]byte{"plain": []byte(rows), "compressed": archivetest.Zlib(rows)} {
		got := walk(t, "c", dumpOf(data, "an object"), Limits{})
		if got.texts["c!data/1"] != "email\tpassword\n"+rows || got.texts["c!data/2"] != "an object" || len(got.order) != 2 || len(got.gaps) > 0 {
			t.Errorf("%s: %q, %v", name, got.texts, got.gaps)
		}
	}
	whole := dumpOf([]byte(rows), "")
	if got := walk(t, "c", whole[:strings.Index(string(whole), "ann")], Limits{}); len(got.gaps) != 1 || !got.gaps[0].Lost {
		t.Errorf("%v", got.gaps)
	}
}
