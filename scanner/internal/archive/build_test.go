package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"fmt"
	"io"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// Containers built by the tests themselves.

// file is a member to put into a container.
type file struct{ name, text string }

var someFiles = []file{{"dir/a.txt", "password = first\n"}, {"dir/sub/b.txt", "token = second"}, {"empty", ""}}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func zipOf(t testing.TB, method uint16, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		m, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: method})
		must(t, err)
		_, err = io.WriteString(m, f.text)
		must(t, err)
	}
	must(t, w.Close())
	return b.Bytes()
}

func tarOf(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		must(t, w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.text)), Mode: 0o600}))
		_, err := io.WriteString(w, f.text)
		must(t, err)
	}
	must(t, w.Close())
	return b.Bytes()
}

// oldTarOf is a tar as programs wrote it before it had a magic: the header of one that has, without that and with another sum.
func oldTarOf(files ...file) (b []byte) {
	for _, f := range files {
		head := make([]byte, 512)
		copy(head, f.name)
		copy(head[100:], fmt.Sprintf("%07o\x00%07o\x00%07o\x00%011o\x00%011o\x00        ", 0o600, 0, 0, len(f.text), 0))
		sum := 0
		for _, c := range head {
			sum += int(c)
		}
		copy(head[148:], fmt.Sprintf("%06o\x00 ", sum))
		b = append(append(append(b, head...), f.text...), make([]byte, -len(f.text)&511)...)
	}
	return append(b, make([]byte, 1024)...)
}

// squeezed runs data through a compressing writer.
func squeezed(t testing.TB, data []byte, open func(io.Writer) (io.WriteCloser, error)) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := open(&b)
	must(t, err)
	_, err = w.Write(data)
	must(t, err)
	must(t, w.Close())
	return b.Bytes()
}

func gzipOf(t testing.TB, data []byte) []byte {
	return squeezed(t, data, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
}

func xzOf(t testing.TB, data []byte) []byte {
	return squeezed(t, data, func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) })
}

func lzmaOf(t testing.TB, data []byte) []byte {
	return squeezed(t, data, func(w io.Writer) (io.WriteCloser, error) { return lzma.NewWriter(w) })
}

func zstdOf(t testing.TB, data []byte) []byte {
	return squeezed(t, data, func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) })
}

// bzipped is "password = first\n", as bzip2 -9 compresses it: Go has no writer.
const bzipped = "425a68393141592653592f77336f000004d9800010400000022520dc8020002200068201a0010ef9ab7d600ae3f1772453850902f77336f0"

func bzip2Of(t testing.TB) []byte {
	data, err := hex.DecodeString(bzipped)
	must(t, err)
	return data
}

func pairsOf(files []file) (members []string) {
	for _, f := range files {
		members = append(members, f.name, f.text)
	}
	return members
}

func arOf(files ...file) []byte { return archivetest.Ar(pairsOf(files)...) }

func cpioOf(files ...file) []byte { return archivetest.Cpio(pairsOf(files)...) }

// debOf is a package as dpkg-deb builds it.
func debOf(t testing.TB, control, files []byte) []byte {
	return arOf(file{"debian-binary", "2.0\n"}, file{"control.tar.xz", string(xzOf(t, control))},
		file{"data.tar.zst", string(zstdOf(t, files))})
}
