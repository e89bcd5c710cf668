package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// Bombs end within the limits, and say which.
func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute with the race detector, which finds nothing in one goroutine")
	}
	for name, test := range map[string]struct {
		data []byte
		why  string
	}{
		"zip of zips":        {archivetest.ZipOfZips(t), "holds more than 268435456 bytes; the rest is not read"},
		"a million entries":  {archivetest.ManyEntries(1_000_000), "has more than 100000 members, those of containers in it included; the rest is not read"},
		"one to a thousand":  {archivetest.Zeros(t), "expands to more than 1000 times its size; the rest is not read"},
		"gzip of itself":     {archivetest.Quine(t), "is the container number 5, one in the other; it is not opened"},
		"members in members": {overlapping(t), string(errOverlap)},
	} {
		t.Run(name, func(t *testing.T) {
			got := walkCounting(t, test.data)
			if got.last.Why != test.why {
				t.Errorf("%d gaps, the last one %v, want %q", got.gaps, got.last, test.why)
			}
			if most := int64(2 * 256 << 20); got.bytes > most {
				t.Errorf("%d bytes, want %d at most", got.bytes, most)
			}
		})
	}
}

// counted is what a walk told, without the texts.
type counted struct {
	members, gaps int
	bytes         int64
	last          Gap
}

func walkCounting(t testing.TB, data []byte) (got counted) {
	t.Helper()
	must(t, Walk(t.Context(), "c", data, Limits{}, nil, func(m Member) error {
		got.members++
		got.bytes += int64(len(m.Data))
		return nil
	}, func(g Gap) {
		got.gaps++
		got.last = g
	}))
	return got
}

// overlapping is a zip whose directory lists one member many times, as that of a bomb without nesting does.
func overlapping(t testing.TB) []byte {
	data := zipOf(t, zip.Deflate, file{"a", string(make([]byte, 1<<20))})
	_, at, _, ok := findDirectory(data)
	if !ok {
		t.Fatal("no directory")
	}
	central := data[at : len(data)-zipEnd]
	end := bytes.Clone(data[len(data)-zipEnd:])
	const times = 1000
	out := append(bytes.Clone(data[:at]), bytes.Repeat(central, times)...)
	binary.LittleEndian.PutUint16(end[8:], times)
	binary.LittleEndian.PutUint16(end[10:], times)
	binary.LittleEndian.PutUint32(end[12:], uint32(times*len(central)))
	return append(out, end...)
}
