package archivetest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"testing"
)

// Archives that are small and stand for very much.

// ZipOfZips has 100 zips of 100 files of a megabyte: 10 GB. The files compress to a five-hundredth, so no ratio stops them.
func ZipOfZips(t testing.TB) []byte {
	t.Helper()
	text := make([]byte, 1<<20)
	for i := range text {
		if i%300 == 0 {
			text[i] = byte(i / 300)
		}
	}
	return hundred(t, zip.Store, hundred(t, zip.Deflate, text))
}

// hundred is a zip of 100 members with one text.
func hundred(t testing.TB, method uint16, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := range 100 {
		m, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i), Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ManyEntries is a zip with n empty members, all of them the same one.
// (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16)
func ManyEntries(n int) []byte {
	local := append(make([]byte, 30), 'a')
	copy(local, "PK\x03\x04")
	local[26] = 1 // length of the name
	central := append(make([]byte, 46), 'a')
	copy(central, "PK\x01\x02")
	central[28] = 1
	directory := bytes.Repeat(central, n)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	little.PutUint16(end[10:], uint16(n&0xffff))
	little.PutUint32(end[12:], uint32(len(directory)))
	little.PutUint32(end[16:], uint32(len(local)))
	return append(append(local, directory...), end...)
}

// Zeros is 100 MiB of nothing, through gzip twice: 1,028 bytes for each byte of the inner one, 298 for each byte of the outer one.
func Zeros(t testing.TB) []byte {
	t.Helper()
	return gzipped(t, gzipped(t, make([]byte, 100<<20)))
}

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
