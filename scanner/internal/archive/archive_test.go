package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/archive/archivetest"
)

// walked is what a walk told.
type walked struct {
	texts map[string]string
	order []string
	all   []string // texts, in order
	gaps  []Gap
}

func (w *walked) member(m Member) error {
	w.order = append(w.order, m.Path)
	w.all = append(w.all, string(m.Data))
	w.texts[m.Path] = string(m.Data)
	return nil
}

func (w *walked) told(g Gap) { w.gaps = append(w.gaps, g) }

func walk(t testing.TB, name string, data []byte, limits Limits) walked {
	t.Helper()
	got := walked{texts: map[string]string{}}
	must(t, Walk(context.Background(), name, data, limits, nil, got.member, got.told))
	return got
}

func holds(prefix string, files ...file) map[string]string {
	want := map[string]string{}
	for _, f := range files {
		want[prefix+f.name] = f.text
	}
	return want
}

func TestFormats(t *testing.T) {
	all := tarOf(t, someFiles...)
	first := map[string]string{"c!c": "password = first\n"}
	for name, test := range map[string]struct {
		data []byte
		want map[string]string
	}{
		"zip":                    {zipOf(t, zip.Deflate, someFiles...), holds("c!", someFiles...)},
		"stored zip":             {zipOf(t, zip.Store, someFiles...), holds("c!", someFiles...)},
		"empty zip":              {zipOf(t, zip.Store), map[string]string{}},
		"a zip behind a zip":     {slices.Concat(zipOf(t, zip.Deflate, someFiles...), zipOf(t, zip.Deflate, file{"more", "x"})), holds("c!", append(slices.Clone(someFiles), file{"more", "x"})...)},
		"zip that lists nothing": {slices.Concat(zipOf(t, zip.Deflate, someFiles...), zipOf(t, zip.Store)), holds("c!", someFiles...)},
		"what looks like a header in front of a zip": {slices.Concat([]byte("#!/bin/sh\ngrep PK\x03\x04 but this is none, and not a compressed one\n"), zipOf(t, zip.Deflate, someFiles...)), holds("c!", someFiles...)},
		"member without a name":                      {zipOf(t, zip.Store, file{"", "nameless"}), map[string]string{"c!unnamed": "nameless"}},
		"tar":                                        {all, holds("c!", someFiles...)},
		"two tars":                                   {append(bytes.Clone(all), tarOf(t, file{"more", "x"})...), holds("c!", append(slices.Clone(someFiles), file{"more", "x"})...)},
		"tar.gz":                                     {gzipOf(t, all), holds("c!", someFiles...)},
		"tar.xz":                                     {xzOf(t, all), holds("c!", someFiles...)},
		"tar.zst":                                    {zstdOf(t, all), holds("c!", someFiles...)},
		"tar.lzma":                                   {lzmaOf(t, all), holds("c!", someFiles...)},
		"gz":                                         {gzipOf(t, []byte("password = first\n")), first},
		"two gz":                                     {append(gzipOf(t, []byte("password = ")), gzipOf(t, []byte("first\n"))...), first},
		"gz and more":                                {append(gzipOf(t, []byte("password = first\n")), "some more text"...), map[string]string{"c!c": "password = first\n", "c!rest": "some more text"}},
		"bz2":                                        {bzip2Of(t), first},
		"xz":                                         {xzOf(t, []byte("password = first\n")), first},
		"ar":                                         {arOf(someFiles...), holds("c!", someFiles...)},
		"cpio":                                       {cpioOf(someFiles...), holds("c!", someFiles...)},
		"cpio.gz":                                    {gzipOf(t, cpioOf(someFiles...)), holds("c!", someFiles...)},
		"text":                                       {[]byte("just some text, long enough to be sniffed"), map[string]string{}},
		"zip in text":                                {append([]byte("#!/bin/sh\nexec unzip $0\n"), zipOf(t, zip.Deflate, someFiles...)...), holds("c!", someFiles...)},
		"zip behind a document":                      {slices.Concat([]byte("%PDF-1.4\nno objects\n"), zipOf(t, zip.Deflate, someFiles...)), holds("c!", someFiles...)},
		"zip behind a member that is a document": {tarOf(t, file{"a.pdf", "%PDF-1.4\nno objects\n" + string(zipOf(t, zip.Store, someFiles[0]))}), map[string]string{
			"c!a.pdf": "%PDF-1.4\nno objects\n" + string(zipOf(t, zip.Store, someFiles[0])), "c!a.pdf!dir/a.txt": someFiles[0].text,
		}},
		"deb": {debOf(t, tarOf(t, file{"postinst", "x"}), all), map[string]string{
			"c!debian-binary": "2.0\n", "c!control.tar.xz!postinst": "x",
			"c!data.tar.zst!dir/a.txt": someFiles[0].text, "c!data.tar.zst!dir/sub/b.txt": someFiles[1].text, "c!data.tar.zst!empty": "",
		}},
		"rpm": {archivetest.Rpm("sig", "scripts", xzOf(t, cpioOf(someFiles[0]))), map[string]string{
			"c!signature": "sig", "c!header": "scripts", "c!dir/a.txt": someFiles[0].text,
		}},
		"texts in a header of rpm": {archivetest.Rpm("", "one\x00two\x00", gzipOf(t, cpioOf(someFiles[0]))), map[string]string{
			"c!signature": "", "c!header": "one\ntwo\n", "c!dir/a.txt": someFiles[0].text,
		}},
		"tar without a magic": {oldTarOf(someFiles...), holds("c!", someFiles...)},
		"nested": {zipOf(t, zip.Deflate, file{"in.tgz", string(gzipOf(t, tarOf(t, file{"b.zip", string(zipOf(t, zip.Store, someFiles[0]))})))}), map[string]string{
			"c!in.tgz!b.zip!dir/a.txt": someFiles[0].text,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got := walk(t, "c", test.data, Limits{})
			if diff := cmp.Diff(test.want, got.texts); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(got.gaps) > 0 {
				t.Errorf("gaps: %v", got.gaps)
			}
		})
	}
}

// Streams give the same as whole contents.
func TestStreams(t *testing.T) {
	for _, data := range [][]byte{
		zipOf(t, zip.Deflate, someFiles...), gzipOf(t, tarOf(t, someFiles...)), debOf(t, tarOf(t), tarOf(t, someFiles...)),
	} {
		want, got := walk(t, "c", data, Limits{}), walked{texts: map[string]string{}}
		must(t, WalkStream(context.Background(), "c", bytes.NewReader(data), Limits{}, nil, got.member, got.told))
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(walked{})); diff != "" {
			t.Errorf("(-whole +stream)\n%s", diff)
		}
	}
}

// A zip that is too long to be held is read as far as it is held.
func TestLongZip(t *testing.T) {
	data := zipOf(t, zip.Store, file{"a", "password = first\n"}, file{"b", strings.Repeat("x", 10_000)})
	var got walked
	must(t, WalkStream(context.Background(), "c", bytes.NewReader(data), Limits{MemberBytes: 5000}, nil, func(m Member) error {
		got.order = append(got.order, m.Path)
		return nil
	}, func(g Gap) { got.gaps = append(got.gaps, g) }))
	if want := []string{"c!a", "c!b"}; !slices.Equal(got.order, want) {
		t.Errorf("members %q, want %q", got.order, want)
	}
	if !slices.Contains(got.gaps, Gap{"c", "is longer than 5000 bytes; the rest is not read", false, true}) {
		t.Errorf("gaps %v", got.gaps)
	}
}

func TestSevenZip(t *testing.T) {
	names, err := filepath.Glob("testdata/*.7z")
	must(t, err)
	if len(names) < 7 {
		t.Fatalf("only %d files", len(names))
	}
	want := map[string]string{
		"c!dir/a.txt": strings.Repeat("password = \"first\"\n", 20), "c!dir/sub/b.txt": "token = \"second\"\n", "c!dir/empty": "",
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			must(t, err)
			got := walk(t, "c", data, Limits{})
			switch filepath.Base(name) {
			case "encrypted.7z":
				if len(got.gaps) == 0 || got.gaps[0].Why != string(errEncrypted) || got.gaps[0].Lost {
					t.Errorf("gaps %v", got.gaps)
				}
			default:
				if diff := cmp.Diff(want, got.texts); diff != "" || len(got.gaps) > 0 {
					t.Errorf("gaps %v, texts (-want +got)\n%s", got.gaps, diff)
				}
			}
		})
	}
}

// Programs are packed in four streams, and those that are packed with them keep their places.
func TestBCJ2(t *testing.T) {
	data, err := os.ReadFile("testdata/bcj2.7z.program")
	must(t, err)
	var program []byte
	for i := range 400 {
		program = append(program, byte(0x90+i%5), 0x31, 0xc0)
		for _, jump := range []struct {
			code string
			to   int
		}{{"\xe8", 0x3000}, {"\xe9", 0x2000}, {"\x0f\x84", 0x1000}} {
			program = append(program, jump.code...)
			program = binary.LittleEndian.AppendUint32(program, uint32(jump.to-len(program)-4))
		}
	}
	got := walk(t, "c", data, Limits{})
	if want := holds("c!", file{"notes.txt", "a text\n"}, file{"program", string(program)}); !maps.Equal(got.texts, want) ||
		len(got.gaps) > 0 {
		t.Errorf("%d members, gaps %v", len(got.texts), got.gaps)
	}
}

// PPMd is not supported. The fixture lacks the signature, or a scan of this repository would be incomplete.
// TestDeflate64 reads a zip that 7-Zip wrote, with copies of 70,000 bytes and from up to 60,000 bytes away.
func TestDeflate64(t *testing.T) {
	data, err := os.ReadFile("testdata/deflate64.zip")
	must(t, err)
	var far []byte
	for x := uint32(7); len(far) < 60_000; {
		x = (x*1103515245 + 12345) & 0x7fffffff
		far = append(far, 'a'+byte(x>>16&1))
	}
	base := string(far)
	const line = "password = first\n"
	want := map[string]string{
		"c!far.txt":   base + line + strings.Repeat("z", 70_000) + base[:3000] + base[50_000:] + "end\n",
		"c!short.txt": strings.Repeat(line, 3),
	}
	if got := walk(t, "c", data, Limits{}); !maps.Equal(got.texts, want) || len(got.gaps) > 0 {
		t.Errorf("%v, %v", got.order, got.gaps)
	}
}

// TestForeign: a format that is not read is told, and its bytes are read.
func TestForeign(t *testing.T) {
	cabinet := "MSCF\x00\x00\x00\x00 and what follows"
	if got := walk(t, "c", []byte(cabinet), Limits{}); len(got.gaps) != 1 || got.gaps[0].Lost || len(got.order) > 0 {
		t.Errorf("%v, %v", got.order, got.gaps)
	}
	if kind := Sniff([]byte("PAR1 is the first of the parameters")); kind != None {
		t.Error("a text of the kind", kind)
	}
	if got := walk(t, "c", zipOf(t, zip.Store, file{"a.cab", cabinet}), Limits{}); len(got.gaps) != 1 || got.texts["c!a.cab"] != cabinet {
		t.Errorf("%v, %v", got.order, got.gaps)
	}
}

// What follows a zlib stream is read like what follows one of gzip.
func TestBehindZlib(t *testing.T) {
	data := string(archivetest.Zlib("first\n")) + string(archivetest.Zlib("password = second\n")) + "last"
	got := walk(t, "c", []byte(data), Limits{})
	if want := []string{"first\n", "password = second\n", "last"}; !slices.Equal(got.all, want) || len(got.gaps) > 0 {
		t.Errorf("%q, %v", got.all, got.gaps)
	}
}

func TestPPMd(t *testing.T) {
	tail, err := os.ReadFile("testdata/ppmd.7z.tail")
	must(t, err)
	got := walk(t, "c", append([]byte("7z\xbc\xaf\x27\x1c"), tail...), Limits{})
	if want := []Gap{{"c!dir/a.txt", string(errPPMd), true, false}}; !slices.Equal(got.gaps, want) {
		t.Errorf("gaps %v, want %v", got.gaps, want)
	}
}

// A method that is not supported loses the member, and says so.
func TestUnsupported(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	m, err := w.CreateRaw(&zip.FileHeader{Name: "a", Method: 97, CompressedSize64: 4, UncompressedSize64: 9})
	must(t, err)
	_, err = m.Write([]byte("wave"))
	must(t, err)
	must(t, w.Close())
	got := walk(t, "c", b.Bytes(), Limits{})
	if want := []Gap{{"c!a", "compression method 97 is not supported", true, false}}; !slices.Equal(got.gaps, want) {
		t.Errorf("gaps %v, want %v", got.gaps, want)
	}
}

// What is cut off or has a wrong sum is read as far as it goes, and told; that does not make a scan incomplete.
func TestCutOffIsNotLost(t *testing.T) {
	const first = "password = first\n"
	text := append([]byte(first+strings.Repeat("a line\n", 1000)), make([]byte, 4096)...)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(text[len(text)-4096:]) // never fails
	for name, test := range map[string]struct {
		data []byte
		sum  int // how far in front of the end, 0 for none
	}{
		"gzip": {gzipOf(t, text), 8}, "zlib": {archivetest.Zlib(string(text)), 1},
		"xz": {xzOf(t, text), 28}, "lzma": {lzmaOf(t, text), 0},
	} {
		broken := [][]byte{test.data[:len(test.data)*3/4]}
		if test.sum > 0 {
			wrong := bytes.Clone(test.data)
			wrong[len(wrong)-test.sum] ^= 1
			broken = append(broken, wrong)
		}
		for _, data := range broken {
			got := walk(t, "c", data, Limits{})
			if len(got.gaps) != 1 || got.gaps[0].Lost || !strings.HasPrefix(strings.Join(got.all, ""), first) {
				t.Errorf("%s, %d bytes of %d: %v", name, len(data), len(test.data), got.gaps)
			}
		}
	}
}

// What is damaged is told with its name, and what is around it is read.
func TestDamage(t *testing.T) {
	broken := gzipOf(t, bytes.Repeat([]byte("some text that is long enough to compress. "), 50))
	broken[11] ^= 0xff
	wrong := zipOf(t, zip.Store, file{"a", "one"}, file{"b", "two"})
	wrong[bytes.Index(wrong, []byte("one"))] = 'O'
	for name, test := range map[string]struct {
		data []byte
		gap  string
		also string
		lost bool
	}{
		"data of a gzip": {tarOf(t, file{"x.gz", string(broken)}, file{"b", "two"}), "c!x.gz", "c!b", true},
		"sum in a zip":   {wrong, "c!a", "c!b", false},
		"cut off zip":    {zipOf(t, zip.Deflate, someFiles...)[:150], "c", "c!dir/a.txt", false},
		"cut off tar":    {tarOf(t, someFiles...)[:1100], "c", "c!dir/a.txt", false},
		"cut off tar.gz": {cut(gzipOf(t, tarOf(t, someFiles...)), 9), "c", "c!dir/a.txt", false},
		"cut off cpio":   {cut(cpioOf(someFiles...), 30), "c", "c!dir/a.txt", false},
		"cut off ar":     {cut(arOf(someFiles[:2]...), 4), "c", "c!dir/a.txt", false},
		"damaged tar":    {append(tarOf(t, someFiles...)[:1024], strings.Repeat("no header ", 100)...), "c", "c!rest", false},
		"damaged ar":     {append(arOf(someFiles...), strings.Repeat("no header ", 100)...), "c", "c!rest", false},
		"damaged cpio":   {append(cpioOf(someFiles...)[:newCpio.head+28], strings.Repeat("no header ", 100)...), "c", "c!rest", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := walk(t, "c", test.data, Limits{})
			if len(got.gaps) == 0 || !strings.HasPrefix(got.gaps[0].Path, test.gap) || got.gaps[0].Lost != test.lost {
				t.Errorf("gaps %v, want one of %s, lost %t", got.gaps, test.gap, test.lost)
			}
			if _, read := got.texts[test.also]; !read {
				t.Errorf("%s is not read, only %q", test.also, got.order)
			}
		})
	}
}

func cut(data []byte, n int) []byte { return data[:len(data)-n] }

// Each limit ends reading where it says, and says so.
func TestLimits(t *testing.T) {
	zeros := string(make([]byte, 4<<20))
	manyNames := make([]file, 200)
	for i := range manyNames {
		manyNames[i].name = fmt.Sprint(i)
	}
	for name, test := range map[string]struct {
		data   []byte
		limits Limits
		why    string
		texts  int // members that are read, in whole or part
	}{
		"depth": {zipOf(t, zip.Store, file{"a.zip", string(zipOf(t, zip.Store, file{"b.zip", string(zipOf(t, zip.Store, someFiles[0]))}))}),
			Limits{Depth: 2}, "is the container number 3, one in the other; it is not opened", 1},
		"entries":        {zipOf(t, zip.Store, manyNames...), Limits{Entries: 100}, "has more than 100 members, those of containers in it included; the rest is not read", 100},
		"entries of tar": {tarOf(t, manyNames...), Limits{Entries: 100}, "has more than 100 members, those of containers in it included; the rest is not read", 100},
		"bytes":          {zipOf(t, zip.Deflate, file{"a", zeros[:5000]}, file{"b", zeros[:5000]}), Limits{Bytes: 7000}, "holds more than 7000 bytes; the rest is not read", 2},
		"member bytes":   {zipOf(t, zip.Deflate, file{"a", zeros[:5000]}, file{"b", zeros[:500]}), Limits{MemberBytes: 1000}, "is longer than 1000 bytes; the rest is not read", 2},
		"ratio":          {zipOf(t, zip.Deflate, file{"a", zeros}, file{"b", "x"}), Limits{Ratio: 100}, "expands to more than 100 times its size; the rest is not read", 2},
		"ratio of gz":    {gzipOf(t, []byte(zeros)), Limits{Ratio: 100}, "expands to more than 100 times its size; the rest is not read", 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := walk(t, "c", test.data, test.limits)
			if len(got.gaps) != 1 || got.gaps[0].Why != test.why || got.gaps[0].Lost {
				t.Errorf("gaps %v, want %q", got.gaps, test.why)
			}
			if len(got.texts) != test.texts {
				t.Errorf("%d members, want %d: %q", len(got.texts), test.texts, got.order)
			}
		})
	}
}

func TestEnds(t *testing.T) {
	data := tarOf(t, someFiles...)
	stop := errors.New("stop")
	err := Walk(context.Background(), "c", data, Limits{}, nil, func(Member) error { return stop }, func(g Gap) { t.Errorf("gap %v", g) })
	if err != stop {
		t.Errorf("error %v, want that of yield", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	err = Walk(ctx, "c", data, Limits{}, nil, func(Member) error { cancel(); return nil }, func(g Gap) { t.Errorf("gap %v", g) })
	if err != context.Canceled {
		t.Errorf("error %v, want that of the context", err)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"../../etc/passwd": "etc/passwd", "/a//b/./c": "a/b/c", `dir\file`: "dir/file", "": "unnamed", "..": "unnamed", "a\x1b[31m\u202eb": "a\ufffd[31m\ufffdb",
	} {
		if got := clean(name); got != want {
			t.Errorf("clean(%q) = %q, want %q", name, got, want)
		}
	}
	got := walk(t, "", gzipOf(t, []byte("text")), Limits{})
	if name := Join("dir/dump.sql.gz", got.order[0]); name != "dir/dump.sql.gz!dump.sql" {
		t.Errorf("joined to %q", name)
	}
	got = walk(t, "", zipOf(t, zip.Store, someFiles[0]), Limits{})
	if name := Join("a.jar", got.order[0]); name != "a.jar!dir/a.txt" {
		t.Errorf("joined to %q", name)
	}
}

// counting is a lock that counts.
type counting struct{ locked, unlocked int }

func (c *counting) Lock()   { c.locked++ }
func (c *counting) Unlock() { c.unlocked++ }

// Walks that share a lock hold it while they take much memory, once, and give it back whatever happens.
func TestLargeMembersTakeTurns(t *testing.T) {
	large := strings.Repeat("a line of some text\n", (smallBuffer+1<<20)/20)
	for name, test := range map[string]struct {
		data   []byte
		locked int
	}{
		"small":          {zipOf(t, zip.Deflate, file{"a", "text"}), 0},
		"large members":  {zipOf(t, zip.Store, file{"a", large}, file{"b", large}), 1},
		"a large stream": {gzipOf(t, tarOf(t, file{"a", large})), 1},
	} {
		room := counting{}
		must(t, Walk(t.Context(), "c", test.data, Limits{}, &room, func(Member) error { return nil }, func(g Gap) { t.Error(name, g) }))
		if room.locked != test.locked || room.unlocked != test.locked {
			t.Errorf("%s: locked %d times and unlocked %d times, want %d", name, room.locked, room.unlocked, test.locked)
		}
	}
	room := counting{}
	func() {
		defer func() { _ = recover() }()
		_ = Walk(t.Context(), "c", gzipOf(t, []byte(large)), Limits{}, &room, func(Member) error { panic("here") }, nil)
	}()
	if room.locked != 1 || room.unlocked != 1 {
		t.Errorf("after a panic: locked %d times and unlocked %d times", room.locked, room.unlocked)
	}
}
