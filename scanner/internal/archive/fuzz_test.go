package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// small limits keep each input cheap.
var small = Limits{Depth: 4, Entries: 200, Bytes: 1 << 20, MemberBytes: 256 << 10, Ratio: 1000}

// check walks hostile data: it must end, within the limits, and say the same as a stream.
func check(t *testing.T, data []byte) {
	members, bytesOf := 0, 0
	yield := func(m Member) error {
		members++
		bytesOf += len(m.Data)
		if int64(len(m.Data)) > small.MemberBytes {
			t.Errorf("%s has %d bytes", m.Path, len(m.Data))
		}
		return nil
	}
	if err := Walk(context.Background(), "c", data, small, nil, yield, func(Gap) {}); err != nil {
		t.Error(err)
	}
	// Beside its entries each container on the way may yield itself and what follows it.
	if members > 4*small.Entries {
		t.Errorf("%d members", members)
	}
	if most := int(small.Bytes) + small.Depth*len(data); bytesOf > 2*most {
		t.Errorf("%d bytes of %d", bytesOf, len(data))
	}
	err := WalkStream(context.Background(), "", bytes.NewReader(data), small, nil, func(Member) error { return nil }, func(Gap) {})
	if err != nil {
		t.Error(err)
	}
}

func fuzz(f *testing.F, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
		f.Add(s[:len(s)*2/3])
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data) })
}

func FuzzZip(f *testing.F) {
	inner := zipOf(f, zip.Deflate, someFiles...)
	fuzz(f, inner, zipOf(f, zip.Store, file{"a.zip", string(inner)}), append([]byte("#!/bin/sh\n"), inner...), workbook(f, 2, "name"))
}

func FuzzTar(f *testing.F) {
	data := tarOf(f, someFiles...)
	fuzz(f, data, append(bytes.Clone(data), data...))
}

func FuzzAr(f *testing.F) {
	fuzz(f, arOf(someFiles...), arOf(file{"a name that is longer than the field", "text"}), debOf(f, tarOf(f), tarOf(f, someFiles[0])))
}

func FuzzCpio(f *testing.F) {
	fuzz(f, cpioOf(someFiles...), append(cpioOf(someFiles...), gzipOf(f, cpioOf())...))
}

func FuzzRpm(f *testing.F) {
	fuzz(f, archivetest.Rpm("signature", "header", gzipOf(f, cpioOf(someFiles...))), archivetest.Rpm("", "", zstdOf(f, cpioOf())))
}

func FuzzPacked(f *testing.F) {
	text := []byte("password = first\n")
	fuzz(f, gzipOf(f, text), append(gzipOf(f, text), gzipOf(f, text)...), bzip2Of(f), xzOf(f, text), zstdOf(f, text), lzmaOf(f, text), gzipOf(f, gzipOf(f, gzipOf(f, text))))
}

func FuzzSevenZip(f *testing.F) {
	names, err := filepath.Glob("testdata/*.7z*")
	must(f, err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		must(f, err)
		f.Add(data)
	}
	fuzz(f)
}
