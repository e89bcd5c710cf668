package staged

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/gitindex"
	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
)

// TestReadersAgree holds the own reader to git over random changes: edits, deletions, moves of files and folders with and without
// edits, files that become folders, links and submodules, several files of one content, merges, git add -N.
func TestReadersAgree(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			format := []string{"sha1", "sha256"}[seed%2]
			repo := gittest.Init(t, "--object-format="+format)
			c := changer{Repo: repo, rng: rand.New(rand.NewPCG(seed, 1)), t: t}
			c.fill()
			if seed%3 == 0 {
				repo.Git("update-index", "--index-version", "4")
			}
			c.change(60)
			repo.Commit()
			repo.Git("branch", "side")
			for range 3 {
				c.change(15)
				agree(t, repo)
				repo.Commit()
			}
			repo.Git("update-ref", "MERGE_HEAD", "side")
			c.change(10)
			agree(t, repo)
			c.conflict()
			agree(t, repo)
		})
	}
}

// changer makes random changes of what is staged.
type changer struct {
	*gittest.Repo
	rng   *rand.Rand
	t     *testing.T
	blobs []string
}

// fill makes the contents: similar ones, which git takes for renamed and changed, and an empty one.
func (c *changer) fill() {
	for i := range 20 {
		text := strings.Repeat(fmt.Sprintf("text %d\n", i/5), 8) + fmt.Sprintf("line %d\n", i%5)
		if i == 19 {
			text = ""
		}
		c.Write("text", text)
		c.blobs = append(c.blobs, c.Git("hash-object", "-w", "text"))
	}
}

func (c *changer) blob() string { return c.blobs[c.rng.IntN(len(c.blobs))] }

func (c *changer) path() string {
	names := []string{"a", "b", "a-b", "dir", "dir.d", "dir0", "x"}
	var parts []string
	for range 1 + c.rng.IntN(3) {
		parts = append(parts, names[c.rng.IntN(len(names))])
	}
	return strings.Join(parts, "/")
}

// change stages n changes through update-index, which needs no files: what stands in the way of a path is replaced.
func (c *changer) change(n int) {
	for range n {
		blob := c.blob()
		switch path := c.path(); c.rng.IntN(10) {
		case 0, 1:
			c.Try("rm", "-r", "-q", "--cached", "--", path)
		case 2:
			c.Try("update-index", "--add", "--replace", "--cacheinfo", "120000,"+blob+","+path)
		case 3:
			c.Try("update-index", "--add", "--replace", "--cacheinfo", "160000,"+blob+","+path)
		case 4, 5:
			c.move(path, c.path())
		case 6:
			os.RemoveAll(c.Path("intended"))
			c.Write("intended/"+path, "x")
			c.Try("add", "-N", "intended/"+path)
		default:
			mode := []string{"100644", "100755"}[c.rng.IntN(2)]
			c.Try("update-index", "--add", "--replace", "--cacheinfo", mode+","+blob+","+path)
		}
	}
	c.Git("write-tree") // fills the cache of trees
}

// move moves a staged file, or all below a folder.
func (c *changer) move(from, to string) {
	for _, line := range strings.Split(c.Git("ls-files", "--stage", "-z", "--", from), "\x00") {
		head, path, ok := strings.Cut(line, "\t")
		if f := strings.Fields(head); ok && f[2] == "0" {
			c.Try("update-index", "--force-remove", path)
			c.Try("update-index", "--add", "--replace", "--cacheinfo", f[0]+","+f[1]+","+to+strings.TrimPrefix(path, from))
		}
	}
}

// conflict makes a staged path unmerged.
func (c *changer) conflict() {
	path := strings.Split(c.Git("ls-files", "-z"), "\x00")[0]
	line := func(stage int) string { return fmt.Sprintf("100644 %s %d\t%s\n", c.blob(), stage, path) }
	zero := strings.Repeat("0", len(c.blob()))
	if err := c.Feed("0 "+zero+"\t"+path+"\n"+line(1)+line(2)+line(3), "update-index", "--index-info"); err != nil {
		c.t.Fatal(err)
	}
}

// agree compares what both readers tell of the index.
func agree(t *testing.T, repo *gittest.Repo) {
	t.Helper()
	want := openWith(t, (*Source).askGit, repo.Dir, nil)
	got := openWith(t, (*Source).readIndex, repo.Dir, nil)
	for i := range got.changes {
		c := &got.changes[i]
		before, err := got.before(c)
		if err != nil {
			t.Fatal(err)
		}
		// Which of the files that are alike a file was renamed from is a matter of taste, and git takes each for one file only.
		if git := want.changes[min(i, len(want.changes)-1)]; len(c.gone) > 0 && len(before) >= len(git.previous) {
			before = git.previous
		}
		c.previous, c.gone = before, nil
	}
	if d := cmp.Diff(want.changes, got.changes, cmp.AllowUnexported(change{}),
		cmp.Comparer(func(a, b oid.ID) bool { return a == b })); d != "" {
		t.Errorf("(-git +own):\n%s\n%s", d, repo.Git("status", "--short"))
	}
}

// TestWithoutGit: what a usual commit brings is found where no git is.
func TestWithoutGit(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Add("gone", lines)
	repo.Add("sub/b", "two\n")
	repo.Commit()
	repo.Git("gc", "-q")
	large := strings.Repeat("0123456789abcdef", source.LargeSize/16)
	repo.Add("a", "three\n")
	repo.Git("rm", "-q", "gone")
	repo.Add("sub/c", "four\n")
	repo.Add("moved", lines)
	repo.Git("config", "core.compression", "0")
	repo.Add("large", large+"+")
	t.Setenv("PATH", "")
	expect(t, open(t, repo.Dir), changed("a", "three\n", "one\n"), file("large", large+"+"), file("sub/c", "four\n"))
}

// TestWithoutGitOrCommit: before the first commit all is new, and a file that was renamed and changed is still compared.
func TestWithoutGitOrCommit(t *testing.T) {
	for _, args := range [][]string{nil, {"--object-format=sha256"}} {
		repo := gittest.Init(t, args...)
		repo.Add("sub/a", "one\n")
		repo.Add("b", lines)
		path := os.Getenv("PATH")
		t.Setenv("PATH", "")
		expect(t, open(t, repo.Dir), file("b", lines), file("sub/a", "one\n"))
		t.Setenv("PATH", path)
		repo.Commit()
		repo.Git("mv", "b", "c")
		repo.Add("c", lines+"more\n")
		t.Setenv("PATH", "")
		expect(t, open(t, repo.Dir), changed("c", lines+"more\n", lines))
		t.Setenv("PATH", path)
	}
}

// TestUnread: what cannot be read here is left to git, and never taken for nothing.
func TestUnread(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("sub/a", "one\n")
	repo.Add("b", "two\n")
	repo.Commit()
	tree := repo.Git("rev-parse", "HEAD:sub")
	repo.Add("sub/a", "three\n")
	repo.Git("update-index", "--split-index")
	expect(t, open(t, repo.Dir), changed("sub/a", "three\n", "one\n"))
	repo.Git("update-index", "--no-split-index")
	repo.Lose(tree)
	if _, err := newSource(context.Background(), repo.Dir, nil, nil, (*Source).readIndex); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("without a tree of HEAD: error %v", err)
	}
}

// TestReadsWhatDiffers: what a commit does not change is not read, however much it is: here it is not even there.
func TestReadsWhatDiffers(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("sub/a", "one\n")
	repo.Add("other/deep/b", lines)
	repo.Add("c", "three\n")
	repo.Commit()
	repo.Add("sub/a", "two\n")
	for _, id := range strings.Fields(repo.Git("rev-parse", "HEAD:other/deep/b", "HEAD:other/deep", "HEAD:other", "HEAD:c")) {
		repo.Lose(id)
	}
	expect(t, openWith(t, (*Source).readIndex, repo.Dir, nil), changed("sub/a", "two\n", "one\n"))
}

// TestSparseIndex: folders that are one entry are passed over where they are as in HEAD.
func TestSparseIndex(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("in/a", "one\n")
	repo.Add("out/deep/b", "two\n")
	repo.Commit()
	if out, err := repo.Try("sparse-checkout", "set", "--cone", "--sparse-index", "in"); err != nil {
		t.Skipf("this git makes no sparse index: %s", out)
	}
	repo.Add("in/a", "three\n")
	want := changed("in/a", "three\n", "one\n")
	expect(t, openWith(t, (*Source).readIndex, repo.Dir, nil), want)
	repo.Git("reset", "-q", "--soft", repo.Git("commit-tree", "-m", "empty", emptyTree(0)))
	if _, err := newSource(context.Background(), repo.Dir, nil, nil, (*Source).readIndex); err == nil {
		t.Error("a whole folder that is new is passed over")
	}
	if n := len(open(t, repo.Dir).changes); n != 2 {
		t.Errorf("%d changes, want 2", n)
	}
}

// TestSplitIndex: an index that is split over two files is read without git.
func TestSplitIndex(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Add("b", "two\n")
	repo.Commit()
	repo.Git("update-index", "--split-index")
	repo.Add("a", "three\n")
	repo.Add("new", "four\n")
	t.Setenv("PATH", "")
	expect(t, open(t, repo.Dir), changed("a", "three\n", "one\n"), file("new", "four\n"))
}

// TestReftables: HEAD in reftables is found without a git that knows them.
func TestReftables(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Add("b", "two\n")
	repo.Commit()
	head, err := oid.Parse(repo.Git("rev-parse", "HEAD"))
	if err != nil {
		t.Fatal(err)
	}
	repo.Add("a", "three\n")
	const tables = "../../internal/reftable/testdata/sha1"
	names, err := os.ReadDir(tables)
	if err != nil {
		t.Fatal(err)
	}
	main, err := oid.Parse("a757883907a569d645184cee98827d241ef61f3f") // in the tables
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(tables, name.Name()))
		if err != nil {
			t.Fatal(err)
		}
		repo.Write(".git/reftable/"+name.Name(), string(bytes.ReplaceAll(data, main.Bytes(), head.Bytes())))
	}
	if err := os.RemoveAll(repo.Path(".git/refs")); err != nil {
		t.Fatal(err)
	}
	repo.Write(".git/refs/heads", "this repository uses the reftable format\n")
	repo.Write(".git/HEAD", "ref: refs/heads/.invalid\n")
	repo.Write(".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n")
	t.Setenv("PATH", "")
	expect(t, open(t, repo.Dir), changed("a", "three\n", "one\n"))
}

// TestDeepFolders: trees that hold each other at any depth are not followed for ever, since each path is longer than the one before.
func TestDeepFolders(t *testing.T) {
	deep := strings.Repeat("a/", maxFolder)
	d := difference{ctx: context.Background()}
	if _, err := d.files(nil, []old{{deep, object.ModeTree, oid.ID{}}}); err != errTooMany {
		t.Errorf("files that are gone: error %v", err)
	}
	if err := d.walk(deep, oid.ID{}, gitindex.Tree{}); err != errAsk {
		t.Errorf("folders of the index: error %v", err)
	}
}
