package dir

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

// scanned returns what is scanned of a folder, sorted.
func scanned(t *testing.T, o Options, paths ...string) []string {
	t.Helper()
	got, _ := list(t, open(t, o, paths...))
	slices.Sort(got)
	return got
}

// wanted returns what git tracks or would add, sorted.
func wanted(repo *gittest.Repo) []string {
	out := repo.Git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
	var names []string
	for name := range strings.SplitSeq(out, "\x00") {
		if name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func equal(t *testing.T, want, got []string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestIgnoreEqualsGit: what is scanned is what git tracks or would add.
func TestIgnoreEqualsGit(t *testing.T) {
	repo := gittest.Init(t)
	for name, text := range map[string]string{
		".gitignore":           "*.log\n!keep.log\n/top.txt\nbuild/\n**/deep/*.tmp\n\\#odd\ndocs/*\n!docs/readme\nforced.log\n*.[ch]\nspace\\ name\n[!a-z]x\n[[:digit:]]*\n!back\n",
		"sub/.gitignore":       "!*.log\nlocal\n",
		"sub/more/.gitignore":  "*\n!.gitignore\n",
		"back/.gitignore":      "*.bak\n",
		".git/info/exclude":    "ignored by*\n!2\n",
		"build/.gitignore":     "!*\n",
		"gone/sub/.gitignore":  "x\n",
		"ignored by exclude/a": "",
	} {
		repo.Write(name, text)
	}
	for _, name := range strings.Fields("a.log keep.log top.txt sub/top.txt build/out sub/build/out x/deep/a.tmp x/a.tmp #odd docs/readme docs/other docs/in/other " +
		"sub/b.log sub/local local forced.log build/forced main.c main.h main.go sub/more/z back/a.log back/a.bak Ax ax 1 2 gone/sub/x gone/sub/y") {
		repo.Write(name, "x")
	}
	repo.Write("space name", "x")
	repo.Git("add", "-f", "forced.log", "build/forced", "sub/more/z")
	want := wanted(repo)
	t.Chdir(repo.Dir)
	equal(t, want, scanned(t, Options{}, "."))
	for _, dir := range []string{"sub", "sub/more", "docs", "back"} {
		t.Chdir(repo.Path(dir))
		equal(t, below(want, dir+"/"), scanned(t, Options{}, "."))
	}
}

// below returns the names below a folder, from there.
func below(names []string, dir string) []string {
	var out []string
	for _, name := range names {
		if rest, ok := strings.CutPrefix(name, dir); ok {
			out = append(out, rest)
		}
	}
	return out
}

// TestRandomIgnoreEqualsGit is TestIgnoreEqualsGit for trees and patterns that nobody thought of.
func TestRandomIgnoreEqualsGit(t *testing.T) {
	repo := gittest.Init(t)
	t.Chdir(repo.Dir)
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 1))
		entries, err := os.ReadDir(repo.Dir)
		must(t, err)
		for _, e := range entries {
			if e.Name() != ".git" {
				must(t, os.RemoveAll(repo.Path(e.Name())))
			}
		}
		grow(repo, random, "", 3)
		repo.Write(".git/info/exclude", patterns(random))
		os.Remove(repo.Path(".git/index"))
		var forced []string
		for _, name := range scanned(t, Options{NoIgnore: true}, ".") {
			if random.IntN(12) == 0 {
				forced = append(forced, name)
			}
		}
		if len(forced) > 0 {
			repo.Git(append([]string{"add", "-f", "--"}, forced...)...)
		}
		if d := cmp.Diff(wanted(repo), scanned(t, Options{}, ".")); d != "" {
			t.Fatalf("seed %d (-git +scanned):\n%s\n%s", seed, d, dump(repo))
		}
	}
}

// words are few, so that patterns meet names.
func word(random *rand.Rand) string {
	return []string{"a", "b", "ab", "a.x", "b.x", ".a", "A"}[random.IntN(7)]
}

// grow writes a random tree.
func grow(repo *gittest.Repo, random *rand.Rand, dir string, depth int) {
	for range 1 + random.IntN(4) {
		name := dir + word(random)
		if _, err := os.Lstat(repo.Path(name)); err == nil {
			continue
		}
		if depth > 0 && random.IntN(2) == 0 {
			grow(repo, random, name+"/", depth-1)
		} else {
			repo.Write(name, "")
		}
	}
	if random.IntN(2) == 0 {
		repo.Write(dir+".gitignore", patterns(random))
	}
}

// patterns returns a random .gitignore file.
func patterns(random *rand.Rand) string {
	var text strings.Builder
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	for range 1 + random.IntN(4) {
		text.WriteString(pick("", "", "", "!", "!") + pick("", "", "", "/", "**/"))
		for n := 1 + random.IntN(3); n > 0; n-- {
			text.WriteString(pick(word(random), word(random), "*", "**", "?", "*.x", "a*", "[ab]", "[!a]*", "[[:upper:]]", `\a`, "*b*"))
			if n > 1 {
				text.WriteString("/")
			}
		}
		text.WriteString(pick("", "", "/", " ", `\ `) + pick("\n", "\n", "\r\n"))
	}
	return text.String()
}

// dump shows a tree and its patterns.
func dump(repo *gittest.Repo) string {
	var text strings.Builder
	filepath.WalkDir(repo.Dir, func(path string, d os.DirEntry, err error) error {
		if d.Name() == ".git" {
			return filepath.SkipDir
		}
		if d.Name() == ".gitignore" {
			patterns, _ := os.ReadFile(path)
			fmt.Fprintf(&text, "%s: %q\n", path, patterns)
		}
		return nil
	})
	exclude, _ := os.ReadFile(repo.Path(".git/info/exclude"))
	fmt.Fprintf(&text, "exclude: %q\n", exclude)
	return text.String()
}

// TestTrackedInAnyIndex: what git tracks is scanned although it is ignored, whatever the index looks like.
func TestTrackedInAnyIndex(t *testing.T) {
	for name, c := range map[string]struct {
		init []string
		then [][]string
	}{
		"version 2":                            {then: [][]string{{"update-index", "--index-version", "2"}}},
		"version 3":                            {then: [][]string{{"add", "-N", "-f", "x.log"}}},
		"version 4":                            {then: [][]string{{"update-index", "--index-version", "4"}}},
		"split":                                {then: [][]string{{"update-index", "--split-index"}}},
		"SHA-256":                              {init: []string{"--object-format=sha256"}},
		"untracked":                            {then: [][]string{{"update-index", "--force-untracked-cache"}, {"status"}}},
		"unborn":                               {},
		"with a commit, so with a cached tree": {then: [][]string{{"commit", "-q", "-m", "x"}}},
	} {
		t.Run(name, func(t *testing.T) {
			repo := gittest.Init(t, c.init...)
			for _, name := range []string{"a.log", "b.log", "build/deep/a", "build/deep/b", "build/x", "sub/c.log"} {
				repo.Write(name, "x")
			}
			repo.Write("x.log", "x")
			repo.Write(".gitignore", "*.log\nbuild\n")
			repo.Git("add", "-f", "a.log", "build/deep/a", "sub/c.log")
			for _, args := range c.then {
				repo.Git(args...)
			}
			want := wanted(repo)
			t.Chdir(repo.Dir)
			got, skips := list(t, open(t, Options{}, "."))
			slices.Sort(got)
			equal(t, want, got)
			for _, s := range skips {
				if s.Class != source.Outside || s.Why != ignored {
					t.Errorf("%+v", s)
				}
			}
		})
	}
}

// TestBrokenIndex: what might be tracked cannot be told from what is ignored, so the scan says that it is incomplete.
func TestBrokenIndex(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one")
	repo.Write(".gitignore", "*.log\n")
	repo.Write("b.log", "two")
	repo.Write("c.log", "three")
	repo.Write(".git/index", "no index")
	t.Chdir(repo.Dir)
	s := open(t, Options{}, ".")
	for range 2 {
		got, skips := list(t, s)
		equal(t, []string{".gitignore", "a"}, got)
		if len(skips) != 3 || skips[0].Class != source.Unread || skips[0].What != repo.Path(".git/index") ||
			!strings.Contains(skips[0].Why, "git ls-files: ") {
			t.Errorf("%+v", skips)
		}
	}
	must(t, os.Remove("b.log"))
	must(t, os.Remove("c.log"))
	if _, skips := list(t, s); len(skips) != 0 {
		t.Errorf("nothing is ignored, but: %+v", skips)
	}
}

// TestNamedIsScanned: what the user names is scanned although git ignores it; what is ignored below stays so.
func TestNamedIsScanned(t *testing.T) {
	repo := gittest.Init(t)
	repo.Write(".gitignore", "*.log\nbuild/\n")
	for _, name := range []string{"a.log", "build/out", "build/b.log", "build/sub/c"} {
		repo.Write(name, "x")
	}
	t.Chdir(repo.Dir)
	equal(t, []string{".gitignore", "a.log", "build/out", "build/sub/c"}, scanned(t, Options{}, ".", "a.log", "build"))
	equal(t, []string{"build/sub/c"}, scanned(t, Options{}, "build/sub"))
	equal(t, []string{".gitignore", "a.log", "build/b.log", "build/out", "build/sub/c"}, scanned(t, Options{NoIgnore: true}, "."))
}

// TestSkips: what is ignored is told, a folder as one, and passes the suite.
func TestSkips(t *testing.T) {
	repo := gittest.Init(t)
	repo.Write(".gitignore", "*.log\nbuild/\n")
	for _, name := range []string{"a", "a.log", "build/out", "build/b.log", "sub/b.log"} {
		repo.Write(name, "x")
	}
	t.Chdir(repo.Dir)
	sourcetest.Suite{
		Open: opener(Options{}, "."), Want: []sourcetest.Content{content(".gitignore", "*.log\nbuild/\n"), content("a", "x")},
		Skips: []source.Skip{outside("a.log", ignored), outside("build", ignored), outside("sub/b.log", ignored)},
	}.Run(t)
}

// TestOutsideOfRepositories: there git ignores nothing, nor in a folder whose .git is no repository.
func TestOutsideOfRepositories(t *testing.T) {
	root := tree(t, map[string]string{".gitignore": "*\n", "a/b": "x", "a/.git/config": "x", "c": "x"})
	t.Chdir(root)
	equal(t, []string{".gitignore", "a/b", "c"}, scanned(t, Options{}, "."))
}

// TestLinkedWorktree: its index lies elsewhere, its exclude file in the main repository.
func TestLinkedWorktree(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "x")
	repo.Commit()
	repo.Git("worktree", "add", "-q", "--detach", repo.Path("linked"))
	repo.Write(".git/info/exclude", "*.log\n")
	linked := repo.At("linked")
	linked.Write("a.log", "x")
	linked.Write("b.log", "x")
	linked.Git("add", "-f", "a.log")
	want := wanted(linked)
	t.Chdir(linked.Dir)
	equal(t, []string{"a", "a.log"}, want)
	equal(t, want, scanned(t, Options{}, "."))
}

// TestNestedRepositories: each has rules of its own; a submodule is scanned although the folder is ignored.
func TestNestedRepositories(t *testing.T) {
	repo := gittest.Init(t)
	repo.Write(".gitignore", "*.log\nmodule\nvendor\n")
	for _, dir := range []string{"module", "nested", "vendor"} {
		repo.Write(dir+"/a.log", "x")
		repo.Write(dir+"/b", "x")
		repo.Write(dir+"/c", "x")
		repo.Write(dir+"/.gitignore", "c\n")
		inner := repo.At(dir)
		inner.Git("init", "-q")
		inner.Git("add", "-f", "b")
		inner.Commit()
	}
	repo.Git("-c", "advice.addEmbeddedRepo=false", "add", "-f", "module")
	t.Chdir(repo.Dir)
	equal(t, []string{".gitignore", "module/.gitignore", "module/a.log", "module/b", "nested/.gitignore", "nested/a.log", "nested/b"},
		scanned(t, Options{}, "."))
}

// TestHostileIgnoreFiles: links, pipes and folders in the place of lists of patterns are not read; huge ones are not obeyed.
func TestHostileIgnoreFiles(t *testing.T) {
	repo := gittest.Init(t)
	repo.Write("all", "*\n")
	repo.Write("huge/.gitignore", "*\n"+strings.Repeat("#", maxIgnoreBytes))
	repo.Write("many/.gitignore", strings.Repeat("*\n", maxPatterns+1))
	for i, dir := range []string{"sum/", "sum/2/", "sum/2/3/", "sum/2/3/4/"} { // each list is small enough, all of them are not
		name := fmt.Sprint("only-", i+1)
		repo.Write(dir+".gitignore", name+"\n.gitignore\n"+strings.Repeat("#", maxIgnoreBytes/4)+"\n")
		repo.Write(dir+name, "x")
	}
	repo.Write("long/.gitignore", strings.Repeat("x", 1<<19)+"\n*\n")
	must(t, os.MkdirAll(repo.Path("folder/.gitignore"), 0o755))
	must(t, os.MkdirAll(repo.Path("link"), 0o755))
	must(t, os.Symlink("../all", repo.Path("link/.gitignore")))
	for _, dir := range []string{"huge", "many", "long", "folder", "link", "pipe"} {
		repo.Write(dir+"/a", "x")
	}
	pipe(t, repo.Path("pipe/.gitignore"))
	t.Chdir(repo.Dir)
	equal(t, []string{
		"all", "folder/a", "huge/.gitignore", "huge/a", "link/a", "many/.gitignore", "many/a", "pipe/a",
		"sum/2/3/4/only-4",
	}, scanned(t, Options{}, "."))
}
