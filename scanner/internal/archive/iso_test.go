package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

func TestISO(t *testing.T) {
	packed := string(zipOf(t, zip.Deflate, file{"b.txt", inValue}))
	for path, data := range map[string][]byte{
		"c!DIR/B.ENV":          archivetest.ISO("B.ENV", inValue, false),
		"c!DIR/b.env":          archivetest.ISO("b.env", inValue, true),
		"c!DIR/a.zip!b.txt":    archivetest.ISO("a.zip", packed, true),
		"c!x.iso!DIR/b.env":    zipOf(t, zip.Deflate, file{"x.iso", string(archivetest.ISO("b.env", inValue, true))}),
		"c!disk.iso!DIR/b.env": tarOf(t, file{"disk.iso", string(archivetest.ISO("b.env", inValue, true))}),
	} {
		if got := walk(t, "c", data, Limits{}); got.texts[path] != inValue || len(got.gaps) > 0 {
			t.Errorf("%s is missing in %q: %v", path, got.order, got.gaps)
		}
		got := walked{texts: map[string]string{}}
		must(t, WalkStream(t.Context(), "c", bytes.NewReader(data), Limits{}, nil, got.member, got.told))
		if got.texts[path] != inValue || len(got.gaps) > 0 {
			t.Errorf("as a stream, %s is missing in %q: %v", path, got.order, got.gaps)
		}
	}
}

// What of an image is missing, or names itself, is told or read once; its other files are read.
func TestDamagedISO(t *testing.T) {
	const sector = isoSector
	whole := archivetest.ISO("b.env", inValue, true)
	change := func(at int, b ...byte) []byte {
		data := bytes.Clone(whole)
		copy(data[at:], b)
		return data
	}
	for name, test := range map[string]struct {
		data []byte
		gap  string
	}{
		"cut off in the file":        {whole[:20*sector+9], string(errTruncated)},
		"cut off in front of it":     {whole[:20*sector], string(errTruncated)},
		"no root":                    {change(16*sector+156+10, 0, 0, 0, 0, 0, 0, 0, 0, 0), ""},
		"no blocks":                  {change(16*sector+128, 0, 0), string(errISO)},
		"a folder that is not there": {change(18*sector+34+34+2, 0xff, 0xff), string(errISO)},
		"blocks of one byte":         {change(16*sector+128, 1, 0), string(errISO)},
		"the last part is missing":   {change(19*sector+34+34+25, isoMore), string(errISO)},
		"a folder in itself":         {change(18*sector+34+34+2, 18), ""},
		"a record that is too short": {change(19*sector+34+34, 5), string(errISO)},
	} {
		got := walk(t, "c", test.data, Limits{})
		if test.gap == "" && len(got.gaps) > 0 || test.gap != "" && (len(got.gaps) != 1 || got.gaps[0].Why != test.gap) {
			t.Errorf("%s: %v, want %q", name, got.gaps, test.gap)
		}
	}
}

// isoOfFolders makes an image with a folder of n others under a long name, which are all the outermost one, and a file of 5 MiB.
func isoOfFolders(n int) []byte {
	const each, root, inner = isoSector / 34, 18, 19
	record := func(at, size int, flags byte, name string) []byte {
		b := make([]byte, isoRecordHead, isoRecordHead+len(name)+1)
		binary.LittleEndian.PutUint32(b[2:], uint32(at))
		binary.LittleEndian.PutUint32(b[10:], uint32(size))
		b[25], b[32] = flags, byte(len(name))
		b = append(b, name...)
		b = b[:len(b)+len(b)%2]
		b[0] = byte(len(b))
		return b
	}
	sector := func(records []byte) []byte { return append(records, make([]byte, isoSector-len(records))...) }
	sectors, size := n/each, 5<<20
	image := archivetest.ISO("a", "", false)[:root*isoSector]
	image = append(image, sector(record(inner, (sectors+1)*isoSector, isoIsFolder, strings.Repeat("d", 200)))...)
	image = append(image, bytes.Repeat(sector(bytes.Repeat(record(root, isoSector, isoIsFolder, "d"), each)), sectors)...)
	image = append(image, sector(record(inner+sectors+1, size, 0, "f"))...)
	return append(image, bytes.Repeat([]byte("text\n"), size/5)...)
}

func FuzzISO(f *testing.F) {
	image := archivetest.ISO("b.env", inValue, true)[isoFirst:]
	f.Add(image)
	f.Add(append(bytes.Clone(image), image...))
	f.Fuzz(func(t *testing.T, data []byte) {
		image := append(make([]byte, isoFirst), data...)
		total := 0
		must(t, Walk(t.Context(), "c", image, Limits{}, nil, func(m Member) error {
			total += len(m.Data)
			return nil
		}, func(Gap) {}))
		if isISO(image) && len(data) < 1<<16 && total > 64<<20 {
			t.Errorf("%d bytes of %d", total, len(image))
		}
	})
}
