package staged

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

// opener is New for a test, with one of the readers.
type opener func(t *testing.T, dir string, files ...string) *Source

func open(t *testing.T, dir string, files ...string) *Source {
	return openWith(t, (*Source).compare, dir, files)
}

func openWith(t *testing.T, compare func(*Source) ([]change, error), dir string, files []string) *Source {
	t.Helper()
	s, err := newSource(context.Background(), dir, files, nil, compare)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// readers runs a test with each reader.
func readers(t *testing.T, test func(t *testing.T, open opener)) {
	t.Run("own", func(t *testing.T) { test(t, open) })
	t.Run("git", func(t *testing.T) {
		test(t, func(t *testing.T, dir string, files ...string) *Source {
			t.Helper()
			return openWith(t, (*Source).askGit, dir, files)
		})
	})
}

func file(path, text string) sourcetest.Content {
	return sourcetest.Content{Kind: source.File, Path: path, Text: text}
}

func name(text string) sourcetest.Content {
	return sourcetest.Content{Kind: source.FileName, Path: text, Text: text}
}

func changed(path, text, previous string) sourcetest.Content {
	return sourcetest.Content{Kind: source.File, Path: path, Text: text, Previous: previous}
}

// read returns what a source yields, without the suite: for what is tested in many small cases.
func read(t *testing.T, s *Source) []sourcetest.Content {
	t.Helper()
	var got []sourcetest.Content
	skip := func(s source.Skip) { t.Errorf("skipped: %+v", s) }
	err := s.Batches(context.Background(), func(b source.Batch) error {
		return b.Blobs(context.Background(), func(blob *source.Blob) error {
			if blob.Kind == source.FileName {
				return nil
			}
			c := file(blob.Path, text(t, blob))
			if blob.Previous != nil {
				old, err := sourcetest.Previous(blob.Previous)
				if err != nil {
					t.Error(err)
				}
				c.Previous = string(old)
			}
			got = append(got, c)
			return nil
		}, skip)
	}, skip)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// text returns a content, however large.
func text(t *testing.T, blob *source.Blob) string {
	if blob.Open == nil {
		return string(blob.Data)
	}
	in, err := blob.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	data, err := io.ReadAll(in)
	if err != nil {
		t.Error(err)
	}
	return string(data)
}

func expect(t *testing.T, s *Source, want ...sourcetest.Content) {
	t.Helper()
	if d := cmp.Diff(want, read(t, s)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// lines is a text that renames are recognised by.
var lines = strings.Repeat("a line that stays\n", 10)

// TestConformance runs the suite over every kind of change at once, in repositories of both object formats.
func TestConformance(t *testing.T) { readers(t, testConformance) }

func testConformance(t *testing.T, open opener) {
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			repo := gittest.Init(t, "--object-format="+format)
			for _, name := range []string{"changed", "deleted", "mode", "was-file", "was-link"} {
				repo.Add(name, "old "+name+"\n")
			}
			repo.Add("old-name", lines)
			repo.Add("old-name-2", lines+"two\n")
			repo.Git("update-index", "--add", "--cacheinfo", "120000,"+repo.Git("rev-parse", ":was-link")+",was-link")
			repo.Commit()
			head := repo.Git("rev-parse", "HEAD")
			repo.Git("rm", "-q", "deleted")
			repo.Add("changed", "new\n")
			repo.Write("changed", "only on disk\n")
			repo.Git("update-index", "--chmod=+x", "mode")
			repo.Git("mv", "old-name", "new-name")
			repo.Git("mv", "old-name-2", "sub-name-2")
			repo.Add("sub-name-2", lines+"three\n")
			repo.Add("empty", "")
			repo.Add("sub/deep/new\nname \xff", "binary \x00 content")
			repo.Add("link-text", "target of a link")
			repo.Git("update-index", "--add", "--cacheinfo", "120000,"+repo.Git("rev-parse", ":link-text")+",was-file")
			repo.Git("rm", "-q", "--cached", "link-text")
			repo.Add("was-link", "no link any more\n")
			repo.Git("update-index", "--add", "--cacheinfo", "160000,"+head+",module")
			repo.Write("intended", "not yet\n")
			repo.Git("add", "-N", "intended")
			repo.Add(".gitattributes", "* binary -diff filter=none\n*.wide working-tree-encoding=UTF-16LE\n")
			repo.Add("text.wide", "w\x00i\x00d\x00e\x00")
			sourcetest.Suite{
				Open: func(t *testing.T) source.Source { return open(t, repo.Dir) },
				Want: []sourcetest.Content{
					file(".gitattributes", "* binary -diff filter=none\n*.wide working-tree-encoding=UTF-16LE\n"),
					changed("changed", "new\n", "old changed\n"),
					file("empty", ""),
					changed("sub-name-2", sourcetest.Digest(lines+"three\n"), sourcetest.Digest(lines+"two\n")),
					file("sub/deep/new\nname \xff", "binary \x00 content"),
					file("text.wide", "wide"),
					changed("was-file", "target of a link", "old was-file\n"),
					changed("was-link", "no link any more\n", "old was-link\n"),
					name(".gitattributes"), name("deep"), name("empty"), name("module"), name("new\nname \xff"), name("new-name"),
					name("sub"), name("sub-name-2"), name("text.wide"),
				},
				Skips: []source.Skip{{Class: source.Outside, What: "module",
					Why: "a submodule's commit: its content is in another repository"}},
			}.Run(t)
		})
	}
}

// TestLarge: a content above the limit is streamed.
func TestLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute with the race detector, which finds nothing in one goroutine")
	}
	repo := gittest.Init(t)
	repo.Git("config", "core.compression", "0")
	large := strings.Repeat("0123456789abcdef", source.LargeSize/16)
	repo.Add("just held", large)
	repo.Add("large", large+"+")
	sourcetest.Suite{
		Open: func(t *testing.T) source.Source { return open(t, repo.Dir) },
		Want: []sourcetest.Content{
			file("just held", sourcetest.Digest(large)),
			file("large", sourcetest.Digest(large+"+")), name("just held"), name("large"),
		},
	}.Run(t)
}

// TestManyChanges: there are several batches, which share one pipe.
func TestManyChanges(t *testing.T) { readers(t, testManyChanges) }

func testManyChanges(t *testing.T, open opener) {
	repo := gittest.Init(t)
	var want []sourcetest.Content
	for i := range 3*batchChanges + 1 {
		name := "file" + string(rune('A'+i))
		repo.Write(name, "old "+name)
		want = append(want, changed(name, "new "+name, "old "+name))
	}
	repo.Git("add", ".")
	repo.Commit()
	for _, c := range want {
		repo.Write(c.Path, c.Text)
	}
	repo.Git("add", ".")
	sourcetest.Suite{Open: func(t *testing.T) source.Source { return open(t, repo.Dir) }, Want: want}.Run(t)
}

func TestFirstCommit(t *testing.T) { readers(t, testFirstCommit) }

func testFirstCommit(t *testing.T, open opener) {
	for _, format := range []string{"sha1", "sha256"} {
		repo := gittest.Init(t, "--object-format="+format)
		expect(t, open(t, repo.Dir))
		repo.Add("a", "one\n")
		repo.Add("b/c", "two\n")
		expect(t, open(t, repo.Dir), file("a", "one\n"), file("b/c", "two\n"))
		expect(t, open(t, repo.Path("b"), "c"), file("b/c", "two\n"))
		repo.Commit()
		repo.Git("checkout", "-q", "--orphan", "other")
		expect(t, open(t, repo.Dir), file("a", "one\n"), file("b/c", "two\n"))
	}
}

func TestDetachedHead(t *testing.T) { readers(t, testDetachedHead) }

func testDetachedHead(t *testing.T, open opener) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Commit()
	repo.Git("checkout", "-q", "--detach")
	repo.Add("a", "two\n")
	expect(t, open(t, repo.Dir), changed("a", "two\n", "one\n"))
}

// TestBrokenHead: where HEAD cannot be read everything staged counts as new, or there is an error; never is it nothing.
func TestSubmoduleBecomesFile(t *testing.T) { readers(t, testSubmoduleBecomesFile) }

// A submodule's commit may be any id, that of a content too, which then is new in a file.
func testSubmoduleBecomesFile(t *testing.T, open opener) {
	repo := gittest.Init(t)
	repo.Write("text", "one\n")
	blob := repo.Git("hash-object", "-w", "text")
	repo.Git("update-index", "--add", "--cacheinfo", "160000,"+blob+",x")
	repo.Commit()
	repo.Git("update-index", "--cacheinfo", "100644,"+blob+",x")
	expect(t, open(t, repo.Dir), file("x", "one\n"))
}

func TestBrokenHead(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Commit()
	commit := repo.Git("rev-parse", "HEAD")
	repo.Lose(commit)
	s, err := New(context.Background(), repo.Dir, nil, nil)
	if err == nil {
		s.Close()
		t.Fatal("no error")
	}
	if !strings.Contains(err.Error(), "comparing the index with HEAD: git diff-index: ") || !strings.Contains(err.Error(), "HEAD") {
		t.Errorf("error %v", err)
	}
}

func TestBrokenIndex(t *testing.T) {
	repo := gittest.Init(t)
	repo.Write(".git/index", "no index")
	if s, err := New(context.Background(), repo.Dir, nil, nil); err == nil {
		s.Close()
		t.Error("no error")
	}
}

func TestNoRepository(t *testing.T) {
	gittest.Isolate(t)
	if _, err := New(context.Background(), t.TempDir(), nil, nil); err == nil ||
		!strings.Contains(err.Error(), "not a git repository") || !strings.Contains(err.Error(), "hint: ") {
		t.Errorf("error %v", err)
	}
	bare := gittest.Init(t, "--bare")
	if _, err := New(context.Background(), bare.Dir, nil, nil); err == nil || !strings.Contains(err.Error(), "bare") ||
		!strings.Contains(err.Error(), "hint: ") {
		t.Errorf("bare: error %v", err)
	}
}

// TestFiles: names restrict what is scanned, from any folder; they stand for themselves, and a renamed file is still compared with
// what it was.
func TestFiles(t *testing.T) { readers(t, testFiles) }

func testFiles(t *testing.T, open opener) {
	repo := gittest.Init(t)
	repo.Add("old", lines)
	repo.Add("gone", "x")
	repo.Commit()
	repo.Git("mv", "old", "sub-new")
	repo.Add("sub-new", lines+"more\n")
	repo.Git("rm", "-q", "gone")
	repo.Add("a*", "star\n")
	repo.Add("ab", "letters\n")
	repo.Add("sub/x", "deep\n")
	repo.Add("sub/deeper/y", "deeper\n")
	repo.Add("subway", "not below sub\n")
	if err := os.MkdirAll(repo.Path("other"), 0o755); err != nil {
		t.Fatal(err)
	}
	renamed := changed("sub-new", lines+"more\n", lines)
	star, deep, deeper := file("a*", "star\n"), file("sub/x", "deep\n"), file("sub/deeper/y", "deeper\n")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(repo.Dir, link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, dir string
		files     []string
		want      []sourcetest.Content
	}{
		{"a pattern's characters", repo.Dir, []string{"a*"}, []sourcetest.Content{star}},
		{"a folder", repo.Dir, []string{"sub"}, []sourcetest.Content{deeper, deep}},
		{"a folder with a slash", repo.Dir, []string{"./sub/"}, []sourcetest.Content{deeper, deep}},
		{"renamed", repo.Dir, []string{"sub-new"}, []sourcetest.Content{renamed}},
		{"twice, and not staged", repo.Dir, []string{"sub/x", "sub/x", "sub", "gone", "old"}, []sourcetest.Content{deeper, deep}},
		{"from below", repo.Path("sub"), []string{"x", "../a*"}, []sourcetest.Content{star, deep}},
		{"the folder itself", repo.Path("sub"), []string{"."}, []sourcetest.Content{deeper, deep}},
		{"from beside", repo.Path("other"), []string{"../sub/deeper"}, []sourcetest.Content{deeper}},
		{"absolute", repo.Path("other"), []string{repo.Path("sub/x")}, []sourcetest.Content{deep}},
		{"through a link", filepath.Join(link, "sub"), []string{"x", filepath.Join(link, "a*")}, []sourcetest.Content{star, deep}},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, open(t, c.dir, c.files...), c.want...) })
	}
	for _, dir := range []string{repo.Dir, link} {
		if n := len(read(t, open(t, dir, "."))); n != 6 {
			t.Errorf("%s: %d contents below the top", dir, n)
		}
	}
	if _, err := New(context.Background(), repo.Dir, []string{"../x"}, nil); err == nil ||
		!strings.Contains(err.Error(), "../x lies outside of the work tree") {
		t.Errorf("outside: error %v", err)
	}
}

// TestUnknownFiles: that nothing is found where the index and HEAD have nothing says nothing, so it is an error.
func TestUnknownFiles(t *testing.T) {
	repo := gittest.Init(t)
	compares := map[string]func(*Source) ([]change, error){"own": (*Source).readIndex, "git": (*Source).askGit}
	check := func(state string, files map[string]bool) {
		for name, compare := range compares {
			for file, known := range files {
				s, err := newSource(context.Background(), repo.Dir, []string{file}, nil, compare)
				if known && err != nil || !known && (err == nil || !strings.HasPrefix(err.Error(), file+": neither") || errors.Is(err, ErrUnread)) {
					t.Errorf("%s, %s reader, %s: error %v", state, name, file, err)
				}
				if err == nil && s.Close() != nil {
					t.Errorf("%s, %s reader, %s: not closed", state, name, file)
				}
			}
		}
	}
	repo.Write("untracked", "x\n")
	check("nothing there", map[string]bool{".": true, "untracked": false, ":!x": false, "*": false})
	for _, name := range []string{"file", "folder/a", "gone/b", "apart/c"} {
		repo.Add(name, "x\n")
	}
	check("before the first commit", map[string]bool{"file": true, "folder": true, "folder/a/": true, "folder/b": false, "untracked": false})
	repo.Commit()
	repo.Git("rm", "-q", "-r", "gone")
	repo.Git("add", "-N", "untracked")
	repo.Add("new", "y\n")
	check("nothing new", map[string]bool{
		"file": true, "folder": true, "gone": true, "gone/b": true, "untracked": true, "new": true, "gone/c": false, "file/x": false, "fil": false,
	})
	repo.Git("commit", "-q", "-m", "sparse from now on")
	repo.Git("sparse-checkout", "set", "--cone", "--sparse-index", "folder")
	check("a folder as one entry", map[string]bool{"apart": true, "apart/c": true, "apart/d": false, "folder/a": true})
}

// TestMerge: what either side of a merge held at a path is no news.
func TestMerge(t *testing.T) { readers(t, testMerge) }

func testMerge(t *testing.T, open opener) {
	repo := gittest.Init(t)
	for _, name := range []string{"both", "ours", "theirs", "conflict"} {
		repo.Add(name, "base\n")
	}
	repo.Commit()
	repo.Git("checkout", "-q", "-b", "side")
	repo.Add("both", "base\nside\n")
	repo.Add("theirs", "side\n")
	repo.Add("conflict", "side\n")
	repo.Add("added", "side\n")
	repo.Commit()
	repo.Git("checkout", "-q", "main")
	repo.Add("both", "main\nbase\n")
	repo.Add("ours", "main\n")
	repo.Add("conflict", "main\n")
	repo.Commit()
	if out, err := repo.Try("merge", "--no-commit", "side"); err == nil {
		t.Fatalf("no conflict: %s", out)
	}
	both := changed("both", "main\nbase\nside\n", "main\nbase\n\nbase\nside\n")
	parents := "main\n\nside\n"
	if err := os.MkdirAll(repo.Path("below"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{repo.Dir, repo.Path("below")} {
		// The common ancestor's version is neither side's any more.
		expect(t, open(t, dir), both, changed("conflict", "base\n", parents))
	}
	repo.Add("conflict", "resolved\n")
	expect(t, open(t, repo.Dir), both, changed("conflict", "resolved\n", parents))
	repo.Write(".git/MERGE_HEAD", "--output=pwned\n")
	if n := len(read(t, open(t, repo.Dir))); n != 4 {
		t.Errorf("%d contents with a broken MERGE_HEAD", n)
	}
}

// TestUnmerged: all versions that a conflict keeps are scanned, also where no merge is known.
func TestUnmerged(t *testing.T) { readers(t, testUnmerged) }

func testUnmerged(t *testing.T, open opener) {
	repo := gittest.Init(t)
	repo.Add("sub/a", "one\n")
	repo.Commit()
	repo.Add("sub/b", "two\n")
	repo.Add("sub/c", "three\n")
	repo.Add("sub/d", "four\n")
	var entries strings.Builder
	for stage, name := range []string{"b", "a", "c", "d"} {
		entries.WriteString("100644 " + repo.Git("rev-parse", ":sub/"+name) + " " + string(rune('0'+stage)) + "\tsub/a\n")
	}
	entries.WriteString("160000 " + repo.Git("rev-parse", "HEAD") + " 2\tmodule\n")
	repo.Git("rm", "-q", "--cached", "sub/a", "sub/b", "sub/c", "sub/d")
	repo.Write("entries", strings.Join(strings.Split(entries.String(), "\n")[1:], "\n"))
	in, err := os.ReadFile(repo.Path("entries"))
	if err != nil {
		t.Fatal(err)
	}
	feed(t, repo, string(in), "update-index", "--index-info")
	sourcetest.Suite{
		Open:  func(t *testing.T) source.Source { return open(t, repo.Path("sub")) },
		Want:  []sourcetest.Content{changed("sub/a", "three\n", "one\n"), changed("sub/a", "four\n", "one\n"), name("module")},
		Skips: []source.Skip{{Class: source.Outside, What: "module", Why: "a submodule's commit: its content is in another repository"}},
	}.Run(t)
}

func FuzzParse(f *testing.F) {
	id := strings.Repeat("1f", 20)
	none := strings.Repeat("0", 40)
	for _, seed := range []string{
		"", "\x00", ":100644 100644 " + id + " " + id + " M\x00a\x00", ":100644 000000 " + id + " " + none + " D\x00a\x00",
		":100644 100644 " + id + " " + none[1:] + "1 R077\x00a\x00b\x00", ":000000 160000 " + none + " " + id + " A\x00m\x00",
		":100644 000000 " + id + " " + none + " U\x00a\x00", ":100644 100644 " + id, ":100644 100644 " + id + " " + id + " M\x00a",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, out string) {
		entries, _, err := parse(strings.NewReader(out))
		if err == io.EOF {
			t.Error("an end in the middle is told as a proper one")
		}
		for _, e := range entries {
			if !e.unmerged && (e.after.IsZero() || e.after == e.before) {
				t.Errorf("%q brings nothing: %+v", out, e)
			}
		}
	})
}
