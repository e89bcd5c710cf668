package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// Containers as large as they may be, one in the other, with windows as large as decoders have: what a walk holds stays within its account.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads hundreds of megabytes")
	}
	noise := make([]byte, 60<<20)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(noise) // never fails
	zipped := func(data []byte) []byte { return zipOf(t, zip.Store, file{"a", string(data)}) }
	for name, build := range map[string]func() []byte{
		"xz in zip in zip":  func() []byte { return zipped(zipped(xzUnpacked(noise))) },
		"zip in xz in xz":   func() []byte { return xzUnpacked(xzUnpacked(zipped(noise))) },
		"zstd in zip in xz": func() []byte { return xzUnpacked(zipped(zstdUnpacked(t, noise))) },
		"xz in xz in xz":    func() []byte { return xzUnpacked(xzUnpacked(xzUnpacked(noise))) },
		"a sheet": func() []byte {
			return zipOf(t, zip.Store, file{"xl/worksheets/sheet1.xml", sheetOf(2 << 20)},
				file{sharedName, xmlHead + "<sst><si><t>x</t></si>" + strings.Repeat("<si/>", 8<<20/5)})
		},
		"an image of a million folders": func() []byte { return isoOfFolders(1 << 20) },
		"zstd in xz in zstd":            func() []byte { return zstdUnpacked(t, xzUnpacked(zstdUnpacked(t, noise[:30<<20]))) },
	} {
		data := build()
		if peak, most := livePeak(t, name, data), (Limits{}).orDefault().account()+16<<20; peak > most {
			t.Errorf("%s: %d bytes held, want %d", name, peak, most)
		}
	}
}

// livePeak returns how many bytes were most in use when a walk yielded something.
func livePeak(t *testing.T, name string, data []byte) (peak int64) {
	t.Helper()
	live := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before, read := live(), 0
	must(t, Walk(t.Context(), "", data, Limits{}, nil, func(m Member) error {
		read += len(m.Data)
		peak = max(peak, live()-before)
		return nil
	}, func(Gap) {}))
	if read < 4<<20 {
		t.Errorf("%s: %d bytes read", name, read)
	}
	runtime.KeepAlive(data)
	return peak
}

// xzUnpacked is an .xz file whose chunks are not compressed, with the dictionary of xz -9 and without an end.
func xzUnpacked(data []byte) []byte {
	const dictionary = 28 // 64 MiB
	sum := func(b []byte) []byte { return binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(b)) }
	out := append([]byte("\xfd7zXZ\x00\x00\x00"), sum([]byte{0, 0})...)
	head := []byte{2, 0, 0x21, 1, dictionary, 0, 0, 0}
	out = append(append(out, head...), sum(head)...)
	control := byte(1)
	for len(data) > 0 {
		n := min(len(data), 1<<16)
		out = append(append(out, control, byte((n-1)>>8), byte(n-1)), data[:n]...)
		data, control = data[n:], 2
	}
	return out
}

func zstdUnpacked(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(8<<20), zstd.WithEncoderConcurrency(1))
	must(t, err)
	_, err = io.Copy(w, bytes.NewReader(data))
	must(t, err)
	must(t, w.Close())
	return b.Bytes()
}
