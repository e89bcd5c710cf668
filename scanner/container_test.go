package scanner_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

// zipped is a zip of stored members, so that git stores versions of it as deltas: name, text, name, text …
func zipped(t testing.TB, method uint16, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		m, err := w.CreateHeader(&zip.FileHeader{Name: members[i], Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(m, members[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestMembersAreScanned(t *testing.T) {
	inner := zipped(t, zip.Deflate, "conf/app.env", "\nk = "+key(1)+"\n")
	data := zipped(t, zip.Store, "lib/inner.jar", inner, "plain.txt", key(2))
	findings, receipt, err := newScanner(t, acme(t, ""), scanner.Options{}).Bytes(t.Context(), "dist/app.war", []byte(data))
	if err != nil || !receipt.Complete {
		t.Fatalf("%v, %+v", err, receipt)
	}
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%s %s %d:%d %d+%d", f.Path, f.Container, f.Start.Line, f.Start.Column, f.ByteOffset, f.ByteLength))
	}
	want := "dist/app.war dist/app.war!lib/inner.jar!conf/app.env 2:5 5+24\ndist/app.war dist/app.war!plain.txt 1:1 0+24"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// A secret inside an archive is attributed to the commits that brought it, whatever else changes in the archive, also where git stores
// a version as a delta of another.
func TestArchivesInHistory(t *testing.T) {
	repo := gittest.Init(t)
	filler := strings.Repeat("a line that no rule looks at\n", 400)
	for _, members := range [][]string{
		{"a.txt", filler},
		{"a.txt", filler, "b.env", "k = " + key(1)},
		{"a.txt", filler + "more\n", "b.env", "k = " + key(1)},
		{"a.txt", filler},
	} {
		repo.Add("dist/x.zip", zipped(t, zip.Store, members...))
		repo.Commit()
	}
	repo.Git("repack", "-adfq")
	src, err := git.Open(repo.Dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var got list
	receipt, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), src, &got)
	if err != nil || !receipt.Complete || len(got) != 1 {
		t.Fatalf("%v, %+v, %d findings", err, receipt, len(got))
	}
	f := got[0]
	commits := strings.Fields(repo.Git("log", "--format=%H", "--reverse"))
	if f.Container != "dist/x.zip!b.env" || f.Path != "dist/x.zip" || f.History.AtHead || len(f.History.Introduced) != 1 ||
		f.History.Introduced[0].ID != commits[1] {
		t.Errorf("%s in %s, %+v", f.Path, f.Container, f.History)
	}
}

// What a container holds is not news where the content that it replaces held it, packed differently.
func TestOnlyWhatIsNewInAnArchiveIsReported(t *testing.T) {
	blob := file("a.zip", zipped(t, zip.Deflate, "moved", key(1), "new", key(2)))
	blob.Previous = func(yield func(*source.Blob) error) error {
		return yield(&source.Blob{Data: []byte(zipped(t, zip.Store, "old", key(1)))})
	}
	var got list
	if _, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), blobs{blob}, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Secret.Reveal() != key(2) {
		t.Errorf("%d findings: %v", len(got), got)
	}
}

func TestGapsInArchives(t *testing.T) {
	members := []string{"a", strings.Repeat("compressible ", 500), "b", key(1)}
	data := []byte(zipped(t, zip.Deflate, members...))
	data[40] ^= 0xff
	cases := map[string]struct {
		options scanner.Options
		data    string
		class   source.Class
		what    string
		found   int
	}{
		"damaged":    {scanner.Options{}, string(data), source.Unread, "x.zip!a", 1},
		"bytes":      {scanner.Options{Archives: scanner.Archives{Bytes: 1000}}, zipped(t, zip.Deflate, members...), source.Outside, "x.zip!a", 0},
		"not opened": {scanner.Options{Archives: scanner.Archives{Depth: -1}}, zipped(t, zip.Deflate, members...), source.Outside, "x.zip", 0},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			findings, receipt, err := newScanner(t, acme(t, ""), test.options).Bytes(t.Context(), "x.zip", []byte(test.data))
			if err != nil || len(receipt.Skipped) != 1 {
				t.Fatalf("%v, %+v", err, receipt)
			}
			s := receipt.Skipped[0]
			if s.Class != string(test.class) || s.What != test.what || receipt.Complete != (test.class == source.Outside) {
				t.Errorf("%+v", receipt)
			}
			if len(findings) != test.found {
				t.Errorf("%d findings, want %d", len(findings), test.found)
			}
		})
	}
}

// TestLargeArchive scans an archive that is too large to be held: a tar stream in which members are found where they lie.
func TestLargeArchive(t *testing.T) {
	data := zipped(t, zip.Store, "first.txt", "k = "+key(1), "zeros", strings.Repeat("\x00", 17<<20), "last.txt", "k = "+key(2))
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil }
	var got list
	if _, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(),
		blobs{{Kind: source.File, Path: "big.zip", Open: open, Size: int64(len(data))}}, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Container != "big.zip!first.txt" || got[1].Container != "big.zip!last.txt" {
		t.Errorf("%+v", got)
	}
}
