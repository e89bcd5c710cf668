package staged

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

// TestIndexFile: a hook sees the index that git names: git commit FILE and git commit -a make one of their own.
func TestIndexFile(t *testing.T) { readers(t, testIndexFile) }

func testIndexFile(t *testing.T, open opener) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Commit()
	repo.Add("a", "two\n")
	repo.Add("b", "three\n")
	if err := os.Rename(repo.Path(".git/index"), repo.Path(".git/next-index-7.lock")); err != nil {
		t.Fatal(err)
	}
	repo.Git("read-tree", "HEAD")
	expect(t, open(t, repo.Dir))
	t.Chdir(repo.Dir)
	expect(t, open(t, "."))
	want := []sourcetest.Content{changed("a", "two\n", "one\n"), file("b", "three\n")}
	for _, name := range []string{".git/next-index-7.lock", repo.Path(".git/next-index-7.lock")} {
		t.Setenv("GIT_INDEX_FILE", name)
		expect(t, open(t, "."), want...)
		expect(t, open(t, "", "b"), want[1])
		expect(t, open(t, repo.Dir)) // another folder: what the environment says is not for it
	}
}

// TestHooks runs in real hooks: what git commit -a, git commit FILE and a commit in a linked worktree would bring is seen.
func TestHooks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("hooks are shell scripts here")
	}
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Add("b", "two\n")
	repo.Commit()
	repo.Git("worktree", "add", "-q", repo.Path("linked"))
	repo.Write(".git/info/exclude", "linked\n")
	repo.Write("a", "three\n")
	repo.Write("b", "four\n")
	test, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	hook := "#!/bin/sh\nSLUICE_STAGED_HOOK=\"$SLUICE_OUT\" exec '" + test + "' -test.run='^TestInHook$'\n"
	repo.Write(".git/hooks/pre-commit", hook)
	if err := os.Chmod(repo.Path(".git/hooks/pre-commit"), 0o755); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	t.Setenv("SLUICE_OUT", out)
	linked := repo.At("linked")
	linked.Write("a", "five\n")
	below := repo.At("below")
	below.Write("c", "six\n")
	for _, c := range []struct {
		name string
		repo *gittest.Repo
		args []string
		want string
	}{
		{"FILE", repo, []string{"-m", "x", "--", "b"}, "b: four\n (two\n)\n"},
		{"-a", repo, []string{"-m", "x", "-a"}, "a: three\n (one\n)\nb: four\n (two\n)\n"},
		{"from below", below, []string{"-m", "x", "../a"}, "a: three\n (one\n)\n"},
		{"linked worktree", linked, []string{"-m", "x", "-a"}, "a: five\n (one\n)\n"},
		{"--git-dir", below, []string{"--git-dir=../.git", "--work-tree=..", "commit", "-m", "x", "-a"}, "a: three\n (one\n)\nb: four\n (two\n)\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := c.args
			if !strings.HasPrefix(args[0], "--") {
				args = append([]string{"commit"}, args...)
			}
			if said, err := c.repo.Try(args...); err == nil {
				t.Fatalf("the hook did not stop the commit: %s", said)
			}
			got, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, string(got)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			os.Remove(out)
		})
	}
}

// TestInHook is the hook of TestHooks: it writes what it sees and stops the commit.
func TestInHook(t *testing.T) {
	out := os.Getenv("SLUICE_STAGED_HOOK")
	if out == "" {
		t.Skip("runs in a hook only")
	}
	var text strings.Builder
	for _, c := range read(t, open(t, ".")) {
		text.WriteString(c.Path + ": " + c.Text + " (" + c.Previous + ")\n")
	}
	if err := os.WriteFile(out, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Fatal("stop the commit")
}

// TestQuarantine: objects lie where the environment says, as in a hook of a push.
func TestQuarantine(t *testing.T) { readers(t, testQuarantine) }

func testQuarantine(t *testing.T, open opener) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Commit()
	t.Chdir(repo.Dir)
	if err := os.MkdirAll(repo.Path("quarantine"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_OBJECT_DIRECTORY", repo.Path("quarantine"))
	t.Setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", repo.Path(".git/objects"))
	t.Setenv("GIT_QUARANTINE_PATH", repo.Path("quarantine"))
	repo.Add("a", "two\n")
	expect(t, open(t, "."), changed("a", "two\n", "one\n"))
}
