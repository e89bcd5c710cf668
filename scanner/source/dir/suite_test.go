package dir

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

// tree writes files below a new folder and returns it.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func open(paths []string, o Options) func(t *testing.T) source.Source {
	return func(t *testing.T) source.Source {
		s, err := New(paths, o)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestSuite(t *testing.T) {
	root := tree(t, map[string]string{
		"a.txt": "one", ".hidden": "two", "sub/b.txt": "three", "sub/.git/config": "never", "empty": "", "ignored.log": "four", ".gitignore": "*.log\n", ".git/HEAD": "never",
	})
	t.Chdir(root)
	files := func(extra ...sourcetest.Content) []sourcetest.Content {
		return append([]sourcetest.Content{
			{Kind: source.File, Path: "a.txt", Text: "one"}, {Kind: source.File, Path: ".hidden", Text: "two"}, {Kind: source.File, Path: "sub/b.txt", Text: "three"},
			{Kind: source.File, Path: "empty"}, {Kind: source.File, Path: ".gitignore", Text: "*.log\n"},
		}, extra...)
	}
	ignored := sourcetest.Content{Kind: source.File, Path: "ignored.log", Text: "four"}
	t.Run("ignoring", func(t *testing.T) {
		sourcetest.Suite{
			Open: open([]string{"."}, Options{}), Want: files(),
			Skips: []source.Skip{{Class: source.Outside, What: "ignored.log", Why: "ignored by git; --no-ignore scans it"}},
		}.Run(t)
	})
	t.Run("everything", func(t *testing.T) {
		sourcetest.Suite{Open: open([]string{"."}, Options{NoIgnore: true}), Want: files(ignored)}.Run(t)
	})
	t.Run("named twice", func(t *testing.T) {
		sourcetest.Suite{Open: open([]string{"ignored.log", ".", "sub", "a.txt"}, Options{NoIgnore: true}), Want: files(ignored)}.Run(t)
	})
}

// TestLargeFile: what is larger than LargeSize is opened, not held.
func TestLargeFile(t *testing.T) {
	root := tree(t, map[string]string{"large": ""})
	t.Chdir(root)
	if err := os.Truncate("large", source.LargeSize+10); err != nil {
		t.Fatal(err)
	}
	sourcetest.Suite{
		Open: open([]string{"large"}, Options{}), Want: []sourcetest.Content{{Kind: source.File, Path: "large", Text: sourcetest.Digest(make([]byte, source.LargeSize+10))}},
	}.Run(t)
}

// paths lists what a source yields.
func paths(t *testing.T, s source.Source) (out []string) {
	t.Helper()
	err := s.Batches(t.Context(), func(b source.Batch) error {
		return b.Blobs(t.Context(), func(b *source.Blob) error {
			out = append(out, b.Path)
			return nil
		}, func(k source.Skip) { t.Errorf("%+v", k) })
	}, func(source.Skip) {})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// TestIgnoreEqualsGit: what is scanned is what git tracks or would add.
func TestIgnoreEqualsGit(t *testing.T) {
	root := tree(t, map[string]string{
		".gitignore": "*.log\n!keep.log\n/top.txt\nbuild/\n**/deep/*.tmp\n\\#odd\ndocs/*\n!docs/readme\nforced.log\n*.[ch]\nspace\\ name\n",
		"a.log":      "x", "keep.log": "x", "top.txt": "x", "sub/top.txt": "x", "build/out": "x", "sub/build/out": "x", "x/deep/a.tmp": "x", "x/a.tmp": "x", "#odd": "x",
		"docs/readme": "x", "docs/other": "x", "docs/in/other": "x", "sub/.gitignore": "!*.log\nlocal\n", "sub/b.log": "x", "sub/local": "x", "local": "x", "forced.log": "x",
		"build/forced": "x", "main.c": "x", "main.h": "x", "main.go": "x", "space name": "x", "ignored by exclude": "x", "sub/more/.gitignore": "*\n!.gitignore\n", "sub/more/z": "x",
	})
	git := func(args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	git("init", "-q")
	git("add", "-f", "forced.log", "build/forced")
	if err := os.WriteFile(filepath.Join(root, ".git", "info", "exclude"), []byte("ignored by*\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSuffix(git("ls-files", "-co", "--exclude-standard", "-z"), "\x00"), "\x00")
	slices.Sort(want)
	t.Chdir(root)
	s, err := New([]string{"."}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, paths(t, s)); diff != "" {
		t.Error(diff)
	}
	t.Chdir(filepath.Join(root, "sub"))
	below, err := New([]string{"."}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var inSub []string
	for _, w := range want {
		if rest, ok := strings.CutPrefix(w, "sub/"); ok {
			inSub = append(inSub, rest)
		}
	}
	if diff := cmp.Diff(inSub, paths(t, below)); diff != "" {
		t.Errorf("from a subfolder: %s", diff)
	}
}

// FuzzIndex: no index makes the reader of tracked files panic.
func FuzzIndex(f *testing.F) {
	f.Add([]byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x01"))
	f.Add([]byte("DIRC\x00\x00\x00\x04\xff\xff\xff\xff"))
	top := f.TempDir()
	if err := os.Mkdir(filepath.Join(top, ".git"), 0o777); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(filepath.Join(top, ".git", "index"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		r := repository{top: top}
		r.load()
		if len(r.files) > len(data) {
			t.Errorf("%d files from %d bytes", len(r.files), len(data))
		}
	})
}

func BenchmarkDir(b *testing.B) {
	files, total := map[string]string{}, 0
	for i := range 2000 {
		text := strings.Repeat("a line of text in a file\n", 40+i%60)
		files[filepath.Join("d"+string(rune('a'+i%26)), strings.Repeat("x", i%9)+string(rune('a'+i%17))+strings.Repeat("y", i/100)+".txt")] = text
	}
	for _, text := range files {
		total += len(text)
	}
	root := tree(b, files)
	b.SetBytes(int64(total))
	b.ReportAllocs()
	for b.Loop() {
		s, err := New([]string{root}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		err = s.Batches(b.Context(), func(batch source.Batch) error {
			return batch.Blobs(b.Context(), func(*source.Blob) error { return nil }, func(source.Skip) {})
		}, func(source.Skip) {})
		if err != nil {
			b.Fatal(err)
		}
	}
}
