package archive

import (
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"compress/zlib"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// small limits keep each input cheap.
var small = Limits{Depth: 4, Entries: 200, Bytes: 1 << 20, MemberBytes: 256 << 10, Ratio: 1000}

// check walks hostile data: it must end, within the limits, and say the same as a stream.
func check(t *testing.T, data []byte) walked {
	got := walk(t, "c", data, small)
	bytesOf := 0
	for i, text := range got.all {
		bytesOf += len(text)
		if int64(len(text)) > small.MemberBytes {
			t.Errorf("%s has %d bytes", got.order[i], len(text))
		}
	}
	// Beside its entries each container on the way may yield itself and what follows it.
	if len(got.order) > 4*small.Entries {
		t.Errorf("%d members", len(got.order))
	}
	if most := int(small.Bytes) + small.Depth*len(data); bytesOf > 2*most {
		t.Errorf("%d bytes of %d", bytesOf, len(data))
	}
	streamed := walked{texts: map[string]string{}}
	must(t, WalkStream(context.Background(), "c", bytes.NewReader(data), small, nil, streamed.member, streamed.told))
	if diff := cmp.Diff(got, streamed, cmp.AllowUnexported(walked{})); diff != "" && sniffStart(data) != None {
		t.Errorf("(-whole +stream)\n%s", diff)
	}
	return got
}

// yields reports whether a text was read, as it is or as a container, or something was told that was not.
func (w *walked) yields(text []byte) bool {
	return len(w.gaps) > 0 || len(text) == 0 || Sniff(text) != None || slices.Contains(w.all, string(text))
}

func fuzz(f *testing.F, seeds ...[]byte) {
	fuzzAgainst(f, func([]byte) [][]byte { return nil }, seeds...)
}

// fuzzAgainst holds walks to what another reader gets of the same bytes: each of its texts is yielded too, unless a gap is told.
func fuzzAgainst(f *testing.F, other func([]byte) [][]byte, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
		f.Add(s[:len(s)*2/3])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got := check(t, data)
		if Sniff(data) == None {
			return
		}
		for _, text := range other(data) {
			if !got.yields(text) {
				t.Errorf("%q is neither read nor told", text)
			}
		}
	})
}

// unzipped returns the members that the standard library reads of a zip.
func unzipped(data []byte) (texts [][]byte) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && err != zip.ErrInsecurePath {
		return nil
	}
	for _, f := range r.File {
		if in, err := f.Open(); err == nil {
			texts = append(texts, readable(in)...)
		}
	}
	return texts
}

// readable returns what is read to its end, if that is not far.
func readable(r io.Reader) [][]byte {
	text, err := io.ReadAll(io.LimitReader(r, small.MemberBytes))
	if err != nil || int64(len(text)) == small.MemberBytes {
		return nil
	}
	return [][]byte{text}
}

// unpacked returns what the standard library reads of a compressed stream.
func unpacked(data []byte) [][]byte {
	if r, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
		return readable(r)
	}
	return readable(bzip2.NewReader(bytes.NewReader(data)))
}

func FuzzZip(f *testing.F) {
	inner := zipOf(f, zip.Deflate, someFiles...)
	fuzzAgainst(f, unzipped, inner, zipOf(f, zip.Store, file{"a.zip", string(inner)}), append([]byte("#!/bin/sh\n"), inner...),
		workbook(f, 2, "name"),
		zipOf(f, zip.Store, someFiles[0], file{"", "password = nameless"}))
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
	fuzzAgainst(f, unpacked, gzipOf(f, text), append(gzipOf(f, text), gzipOf(f, text)...), bzip2Of(f), xzOf(f, text), zstdOf(f, text),
		lzmaOf(f, text), gzipOf(f, gzipOf(f, gzipOf(f, text))))
}

func FuzzZlib(f *testing.F) {
	text := "password = first\n"
	fuzzAgainst(f, inflated, archivetest.Zlib(text), archivetest.Zlib(strings.Repeat(text, 300)), archivetest.Loose("blob", text),
		archivetest.Zlib(string(tarOf(f, someFiles...))))
}

// inflated returns what the standard library reads of a zlib stream, without what makes it an object of git.
func inflated(data []byte) [][]byte {
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	texts := readable(r)
	for i, text := range texts {
		texts[i] = text[objectHead(text[:min(len(text), longestObjectHead)]):]
	}
	return texts
}

func FuzzPack(f *testing.F) {
	pack := archivetest.Pack("password = first\n", "second\n", string(zipOf(f, zip.Store, file{"a", "b"}))[:20])
	fuzz(f, pack, archivetest.Bundle(pack))
}

func FuzzOLE(f *testing.F) {
	document, table := archivetest.Word("Password\ax1y2\a\a")
	fuzz(f, archivetest.Compound("Workbook", archivetest.Workbook("User", "Password", "ab", "x1y2"), "WordDocument", document, "1Table", table),
		archivetest.Compound("a.zip", string(zipOf(f, zip.Deflate, someFiles...))))
}

func FuzzAsar(f *testing.F) {
	fuzz(f, archivetest.Asar("a.js", "password = first\n", "b.zip", string(zipOf(f, zip.Deflate, someFiles...))))
}

func FuzzDump(f *testing.F) {
	fuzz(f, dumpOf([]byte("a\tpassword\n"), "text"), dumpOf(archivetest.Zlib("a\tpassword\n"), string(gzipOf(f, []byte("text")))))
}

func FuzzSevenZip(f *testing.F) { fuzzFiles(f, "testdata/*.7z*") }

// fuzzFiles begins with the files that a pattern names.
func fuzzFiles(f *testing.F, pattern string) {
	names, err := filepath.Glob(pattern)
	must(f, err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		must(f, err)
		f.Add(data)
	}
	fuzz(f)
}
