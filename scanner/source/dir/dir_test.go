package dir

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

// tree writes files below a new folder and returns it, without symbolic links.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		write(t, filepath.Join(root, name), text)
	}
	return root
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, o Options, paths ...string) *Source {
	t.Helper()
	s, err := New(paths, o)
	must(t, err)
	return s
}

// opener is open for a suite of contents.
func opener(o Options, paths ...string) func(t *testing.T) source.Source {
	return func(t *testing.T) source.Source { return contents{open(t, o, paths...)} }
}

// contents is a source without names of files and folders, which TestNamesAreTexts is about.
type contents struct{ *Source }

func (c contents) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	return c.Source.Batches(ctx, func(b source.Batch) error { return yield(contentsOf{b}) }, skip)
}

type contentsOf struct{ source.Batch }

func (c contentsOf) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	return c.Batch.Blobs(ctx, func(b *source.Blob) error {
		if b.Kind == source.FileName {
			return nil
		}
		return yield(b)
	}, skip)
}

// TestNamesAreTexts: the name of each file and folder that is not ignored is a text, of a file that is named too; what leads to a named
// folder is the user's own.
func TestNamesAreTexts(t *testing.T) {
	name := func(text string) sourcetest.Content {
		return sourcetest.Content{Kind: source.FileName, Path: text, Text: text}
	}
	t.Chdir(tree(t, map[string]string{"top/a/b.txt": "one", "top/a/.git/config": "never", "top/c": "", "d/e.txt": "two"}))
	sourcetest.Suite{
		Open: func(t *testing.T) source.Source { return open(t, Options{}, "top", "d/e.txt") },
		Want: []sourcetest.Content{
			name("a"), name("b.txt"), name("c"), name("e.txt"),
			content("top/a/b.txt", "one"), content("top/c", ""), content("d/e.txt", "two"),
		},
		Skips: []source.Skip{outside("top/a/.git", repositoryBelow)},
	}.Run(t)
}

func content(path, text string) sourcetest.Content {
	return sourcetest.Content{Kind: source.File, Path: path, Text: text}
}

func outside(what, why string) source.Skip {
	return source.Skip{Class: source.Outside, What: what, Why: why}
}

// list returns what a source yields and skips, in order, without the suite: for what is tested in many small cases.
func list(t testing.TB, s *Source) (paths []string, skips []source.Skip) {
	t.Helper()
	skip := func(s source.Skip) { skips = append(skips, s) }
	must(t, contents{s}.Batches(t.Context(), func(b source.Batch) error {
		return b.Blobs(t.Context(), func(blob *source.Blob) error {
			paths = append(paths, blob.Path)
			return nil
		}, skip)
	}, skip))
	return paths, skips
}

const (
	link    = "a symbolic link: what it names is scanned where it lies"
	device  = "a pipe, socket or device"
	ignored = "ignored by git; --no-ignore scans it"
)

// TestConformance runs the suite over a tree with everything that a tree may have.
func TestConformance(t *testing.T) {
	root := tree(t, map[string]string{
		"a.txt": "one", ".hidden": "two", "sub/.deep/b.txt": "three", "sub/.git/config": "never", ".git": "never", "empty": "", "binary": "\x00\xff\r\n", "sub/git": "four",
	})
	want := []sourcetest.Content{
		content("a.txt", "one"), content(".hidden", "two"), content("sub/.deep/b.txt", "three"), content("empty", ""),
		content("binary", "\x00\xff\r\n"), content("sub/git", "four"),
	}
	skips := []source.Skip{outside("sub/.git", repositoryBelow)}
	if runtime.GOOS == "linux" {
		write(t, filepath.Join(root, "new\nline \xff"), "five")
		want = append(want, content("new\nline \xff", "five"))
	}
	for name, target := range map[string]string{
		"to-file": "a.txt", "to-folder": "sub", "to-itself": "to-itself", "to-nothing": "missing", "sub/up": "..",
	} {
		must(t, os.Symlink(target, filepath.Join(root, name)))
		skips = append(skips, outside(name, link))
	}
	pipe(t, filepath.Join(root, "pipe"))
	skips = append(skips, outside("pipe", device))
	if os.Getuid() != 0 {
		write(t, filepath.Join(root, "secret"), "six")
		must(t, os.Chmod(filepath.Join(root, "secret"), 0))
		must(t, os.Mkdir(filepath.Join(root, "closed"), 0))
		for _, name := range []string{"secret", "closed"} {
			skips = append(skips, source.Skip{Class: source.Unread, What: name, Why: "permission denied"})
		}
	}
	t.Chdir(root)
	sourcetest.Suite{Open: opener(Options{}, "."), Want: want, Skips: skips}.Run(t)
}

// TestManyFiles: there are several batches, by number and by size.
func TestManyFiles(t *testing.T) {
	files, want := map[string]string{}, []sourcetest.Content{}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 3*batchFiles + 1 {
		name := strings.Repeat("d/", i%4) + strings.Repeat("x", 1+i/4) + string(rune('a'+i%26))
		text := strings.Repeat(name, 1+random.IntN(50_000/len(name)))
		files[name] = text
		want = append(want, content(name, sourcetest.Digest(text)))
	}
	t.Chdir(tree(t, files))
	s := open(t, Options{}, ".")
	batches := 0
	must(t, s.Batches(t.Context(), func(source.Batch) error { batches++; return nil }, nil))
	if batches < 4 {
		t.Errorf("%d batches", batches)
	}
	sourcetest.Suite{Open: opener(Options{}, "."), Want: want}.Run(t)
}

// TestLargeFile: what is larger than LargeSize is opened, not held.
func TestLargeFile(t *testing.T) {
	t.Chdir(tree(t, map[string]string{"large": "", "just held": ""}))
	must(t, os.Truncate("large", source.LargeSize+1))
	must(t, os.Truncate("just held", source.LargeSize))
	sourcetest.Suite{Open: opener(Options{}, "large", "just held"), Want: []sourcetest.Content{
		content("large", sourcetest.Digest(make([]byte, source.LargeSize+1))),
		content("just held", sourcetest.Digest(make([]byte, source.LargeSize))),
	}}.Run(t)
}

// TestLargeFileThatGrows: it ends where it ended when it was listed, else it might have no end.
func TestLargeFileThatGrows(t *testing.T) {
	t.Chdir(tree(t, map[string]string{"log": ""}))
	must(t, os.Truncate("log", source.LargeSize+1))
	s := open(t, Options{}, "log")
	must(t, contents{s}.Batches(t.Context(), func(b source.Batch) error {
		return b.Blobs(t.Context(), func(blob *source.Blob) error {
			must(t, os.Truncate("log", source.LargeSize+100))
			in, err := blob.Open()
			must(t, err)
			defer in.Close()
			if n, err := io.Copy(io.Discard, in); err != nil || n != blob.Size {
				t.Errorf("%d bytes of %d, %v", n, blob.Size, err)
			}
			return nil
		}, nil)
	}, nil))
}

// TestNames: a file is called as the user would name it.
func TestNames(t *testing.T) {
	root := tree(t, map[string]string{"a/x": "", "a/sub/y": "", "b": ""})
	must(t, os.Symlink("a", filepath.Join(root, "link")))
	must(t, os.Symlink("b", filepath.Join(root, "link-b")))
	t.Chdir(filepath.Join(root, "a"))
	for _, c := range []struct{ args, want []string }{
		{[]string{"."}, []string{"sub/y", "x"}},
		{[]string{"./"}, []string{"sub/y", "x"}},
		{[]string{"./sub//"}, []string{"sub/y"}},
		{[]string{"./x"}, []string{"x"}},
		{[]string{"..", "../b"}, []string{"../a/sub/y", "../a/x", "../b"}},
		{[]string{"../a"}, []string{"../a/sub/y", "../a/x"}},
		{[]string{root + "/b"}, []string{root + "/b"}},
		{[]string{root + "/a/./sub"}, []string{root + "/a/sub/y"}},
		{[]string{"../link/"}, []string{"../link/sub/y", "../link/x"}},
		{[]string{"../link-b"}, []string{"../link-b"}},
		{[]string{".", "sub"}, []string{"x", "sub/y"}},
		{[]string{"sub", "."}, []string{"sub/y", "x"}},
		{[]string{".", ".", "../link", root + "/a", "x", "sub/y"}, []string{"x", "sub/y"}},
		{[]string{"../link", "../a/x"}, []string{"../link/sub/y", "../a/x"}},
	} {
		got, _ := list(t, open(t, Options{}, c.args...))
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q (-want +got):\n%s", c.args, d)
		}
	}
}

// TestWrongPaths: what cannot be scanned is an error before anything is.
func TestWrongPaths(t *testing.T) {
	t.Chdir(tree(t, map[string]string{"a": ""}))
	pipe(t, "pipe")
	must(t, os.Symlink("missing", "dangling"))
	for path, want := range map[string]string{
		"missing": "missing: no such file or folder", "": "no such file or folder", "dangling": "dangling: no such file or folder", "a/b": "a/b: not a directory",
		"pipe": "pipe: neither a file nor a folder\nhint: ", os.DevNull: "neither a file nor a folder",
	} {
		if _, err := New([]string{"a", path}, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v", path, err)
		}
	}
}

// TestChangesMeanwhile: between the walk and the reading a file may become anything; nothing waits, nothing panics.
func TestChangesMeanwhile(t *testing.T) {
	t.Chdir(tree(t, map[string]string{
		"file": "one", "gone": "two", "grown": "three", "link": "four",
		"pipe": "five", "folder": "six", "shrunk": "seven", "huge": "eight",
	}))
	var batches []source.Batch
	must(t, contents{open(t, Options{}, ".")}.Batches(t.Context(), func(b source.Batch) error { batches = append(batches, b); return nil }, nil))
	for _, name := range []string{"gone", "link", "pipe", "folder"} {
		must(t, os.Remove(name))
	}
	must(t, os.Symlink("file", "link"))
	pipe(t, "pipe")
	must(t, os.Mkdir("folder", 0o755))
	must(t, os.Truncate("huge", source.LargeSize+1))
	write(t, "grown", "three and more")
	write(t, "shrunk", "7")
	var skips []source.Skip
	got := map[string]int64{}
	for _, b := range batches {
		must(t, b.Blobs(t.Context(), func(blob *source.Blob) error { got[blob.Path] = blob.Size; return nil },
			func(s source.Skip) { skips = append(skips, s) }))
	}
	if d := cmp.Diff(map[string]int64{"file": 3, "grown": 14, "shrunk": 1, "huge": source.LargeSize + 1}, got); d != "" {
		t.Error(d)
	}
	want := []source.Skip{
		{Class: source.Unread, What: "folder", Why: "is no regular file any more"}, outside("gone", "removed while the scan ran"),
		{Class: source.Unread, What: "link", Why: "is no regular file any more"}, {Class: source.Unread, What: "pipe", Why: "is no regular file any more"},
	}
	if d := cmp.Diff(want, skips); d != "" {
		t.Error(d)
	}
}

// TestReadAll: a file's size is a hint only. A reader that gives just as much as the size, and no more than that of what it is asked,
// is at its end.
func TestReadAll(t *testing.T) {
	text := strings.Repeat("0123456789", 1000)
	for _, size := range []int64{0, 2, 9_999, 10_000, 10_001, 1 << 20} {
		for name, in := range map[string]io.Reader{
			"at once": strings.NewReader(text), "by bytes": iotest.OneByteReader(strings.NewReader(text)),
			"with its end": iotest.DataErrReader(strings.NewReader(text)),
		} {
			got, err := readAll(in, size, new([]byte))
			if string(got) != text || err != nil {
				t.Errorf("size %d, %s: %d bytes, error %v", size, name, len(got), err)
			}
		}
	}
	if _, err := readAll(iotest.ErrReader(io.ErrClosedPipe), 10, new([]byte)); err != io.ErrClosedPipe {
		t.Errorf("error %v", err)
	}
	got, err := readAll(zeros{}, 10, new([]byte))
	if len(got) != source.LargeSize+1 || err != nil {
		t.Errorf("without an end: %d bytes, error %v", len(got), err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// TestNoSize: files of /proc have content but no size.
func TestNoSize(t *testing.T) {
	const path = "/proc/self/status"
	if info, err := os.Stat(path); err != nil || info.Size() != 0 {
		t.Skip("there are no such files here")
	}
	must(t, contents{open(t, Options{}, path)}.Batches(t.Context(), func(b source.Batch) error {
		return b.Blobs(t.Context(), func(blob *source.Blob) error {
			if !strings.HasPrefix(string(blob.Data), "Name:") {
				t.Errorf("%q", blob.Data)
			}
			return nil
		}, func(s source.Skip) { t.Errorf("%+v", s) })
	}, nil))
}

func BenchmarkDir(b *testing.B) {
	files, total := map[string]string{}, 0
	for i := range 4000 {
		text := strings.Repeat("a line of text in a file\n", 40+i%60)
		files[filepath.Join("folder-"+string(rune('a'+i%26)), "sub", strings.Repeat("x", 1+i/26)+".txt")] = text
		total += len(text)
	}
	files[".gitignore"] = "*.o\n*.a\n!keep.a\n/build/\nnode_modules/\n*.py[cod]\n**/tmp/*.x\n.env\n"
	root := tree(b, files)
	must(b, os.MkdirAll(filepath.Join(root, ".git", "objects"), 0o755))
	must(b, os.MkdirAll(filepath.Join(root, ".git", "refs"), 0o755))
	write(b, filepath.Join(root, ".git", "HEAD"), "ref: refs/heads/main\n")
	b.SetBytes(int64(total))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		must(b, open(b, Options{}, root).Batches(b.Context(), func(batch source.Batch) error {
			return batch.Blobs(b.Context(), func(*source.Blob) error { n++; return nil }, nil)
		}, nil))
		if n != len(files) {
			b.Fatalf("%d files of %d", n, len(files))
		}
	}
}
