package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
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

func arOf(files ...file) []byte {
	b := bytes.NewBufferString(arMagic)
	for _, f := range files {
		name := f.name
		if len(name) > 15 {
			name = fmt.Sprintf("%s%d", arBsdName, len(f.name))
			f.text = f.name + f.text
		}
		fmt.Fprintf(b, "%-16s%-12d%-6d%-6d%-8o%-10d%s%s", name, 0, 0, 0, 0o100644, len(f.text), arEnd, f.text)
		if len(f.text)&1 == 1 {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

func cpioOf(files ...file) []byte {
	var b bytes.Buffer
	for _, f := range append(files, file{cpioTrailer, ""}) {
		fmt.Fprintf(&b, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 1, modeFile|0o644, 0, 0, 1, 0, len(f.text), 0, 0, 0, 0, len(f.name)+1, 0)
		b.WriteString(f.name)
		b.Write(make([]byte, 1+padding(int64(newCpio.head+len(f.name)+1), 4)))
		b.WriteString(f.text)
		b.Write(make([]byte, padding(int64(len(f.text)), 4)))
	}
	return b.Bytes()
}

// rpmOf puts texts into the two headers, and a payload behind them.
func rpmOf(signature, header string, payload []byte) []byte {
	var b bytes.Buffer
	lead := make([]byte, rpmLead)
	copy(lead, "\xed\xab\xee\xdb\x03\x00")
	b.Write(lead)
	for i, text := range []string{signature, header} {
		b.WriteString(rpmMagic + "\x00\x00\x00\x00")
		_ = binary.Write(&b, binary.BigEndian, []uint32{0, uint32(len(text))})
		b.WriteString(text)
		if i == 0 {
			b.Write(make([]byte, padding(int64(len(text)), rpmAlign)))
		}
	}
	b.Write(payload)
	return b.Bytes()
}

// debOf is a package as dpkg-deb builds it.
func debOf(t testing.TB, control, files []byte) []byte {
	return arOf(file{"debian-binary", "2.0\n"}, file{"control.tar.xz", string(xzOf(t, control))}, file{"data.tar.zst", string(zstdOf(t, files))})
}
