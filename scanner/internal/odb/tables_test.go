package odb

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const tablesConfig = "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n"

// tabled makes a repository without objects and with the refs of a stack that git made.
func tabled(t *testing.T) *Repository {
	t.Helper()
	dir := filepath.Join(t.TempDir(), ".git")
	write(t, filepath.Join(dir, "HEAD"), "ref: refs/heads/.invalid\n")
	write(t, filepath.Join(dir, "config"), tablesConfig)
	write(t, filepath.Join(dir, "refs", "heads"), "this repository uses the reftable format\n")
	write(t, filepath.Join(dir, "objects", "info", "none"), "")
	if err := os.CopyFS(filepath.Join(dir, "reftable"), os.DirFS("../reftable/testdata/sha1")); err != nil {
		t.Fatal(err)
	}
	r, err := Find(filepath.Dir(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTables: HEAD, refs and logs in reftables.
func TestTables(t *testing.T) {
	r := tabled(t)
	head, ok := r.Head()
	if !ok || head.String() != "a757883907a569d645184cee98827d241ef61f3f" {
		t.Errorf("HEAD is %v, %v", head, ok)
	}
	if notes := r.Refs("refs/notes/"); len(notes) != 1 ||
		notes["refs/notes/commits"].String() != "a025dc3f0a6889d8954ffc955dc95b421cc20f2b" {
		t.Errorf("notes are %v", notes)
	}
	names, problems := r.RefNames()
	if _, ok := names["refs/heads/topic/69"]; !ok || len(names) != 64 || len(problems) > 0 {
		t.Errorf("%d names, %v", len(names), problems)
	}
	logs := r.TableLogs()
	want := "a757883907a569d645184cee98827d241ef61f3f aa933d45dbac71a698fa5bb372f670d2d14f9fab Ada <ada@example.com>\tmoved back\n"
	if !strings.HasSuffix(logs["refs/heads/topic/18"], want) {
		t.Errorf("log is %q", logs["refs/heads/topic/18"])
	}
}

// TestDamagedTables: that refs cannot be read is told; the rest of the repository is not affected.
func TestDamagedTables(t *testing.T) {
	r := tabled(t)
	overwrite(t, filepath.Join(r.GitDir, "reftable", "tables.list"), "none.ref\n")
	if _, ok := r.Head(); ok {
		t.Error("HEAD is read")
	}
	if _, problems := r.RefNames(); len(problems) != 1 || problems[0].What != filepath.Join(r.GitDir, "reftable") {
		t.Errorf("problems: %v", problems)
	}
}

// TestTablesEqualGit compares with a git that knows reftables (2.45 and later).
func TestTablesEqualGit(t *testing.T) {
	if !strings.Contains(git(t, t.TempDir(), "version", "--build-options"), "default-ref-format") {
		t.Skip("this git does not know reftables")
	}
	root := t.TempDir()
	dir := filepath.Join(root, "repo")
	git(t, root, "init", "-q", "-b", "main", "--ref-format=reftable", "--object-format=sha256", dir)
	commits(t, dir, "a", 3)
	git(t, dir, "notes", "add", "-m", "a note")
	git(t, dir, "symbolic-ref", "refs/heads/other", "refs/heads/main")
	git(t, dir, "worktree", "add", "-q", "-b", "topic", filepath.Join(root, "linked"))
	commits(t, filepath.Join(root, "linked"), "b", 2)
	for _, dir := range []string{dir, filepath.Join(root, "linked")} {
		r, err := Find(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		if head, ok := r.Head(); !ok || head.String() != strings.TrimSpace(git(t, dir, "rev-parse", "HEAD")) {
			t.Errorf("HEAD is %v, %v", head, ok)
		}
		names, problems := r.RefNames()
		want := append([]string{"HEAD"}, strings.Fields(git(t, dir, "for-each-ref", "--format=%(refname)"))...)
		want = append(want, "worktrees/linked/HEAD")
		delete(names, "ORIG_HEAD") // which some commands leave
		delete(names, "worktrees/linked/ORIG_HEAD")
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(names))); diff != "" || len(problems) > 0 {
			t.Errorf("%v %s", problems, diff)
		}
		compare(t, dir)
	}
}
