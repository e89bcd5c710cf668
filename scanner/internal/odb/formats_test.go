package odb

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestFormatsEqualGit stores a repository in each way that git knows beside the common ones. What the installed git does not know is
// skipped.
func TestFormatsEqualGit(t *testing.T) {
	repack := func(args ...string) []string { return append(args, "repack", "-q", "-a", "-d") }
	for name, commands := range map[string][][]string{
		"index version 1":          {repack("-c", "pack.indexVersion=1")},
		"reverse index":            {repack("-c", "pack.writeReverseIndex=true")},
		"deltas of named bases":    {repack("-c", "repack.useDeltaBaseOffset=false")},
		"bitmaps":                  {append(repack(), "--write-bitmap-index")},
		"multi-pack index":         {repack(), {"commit", "-q", "--allow-empty", "-m", "more"}, {"repack", "-q", "-d"}, {"multi-pack-index", "write", "--bitmap"}},
		"several multi-pack":       {repack(), {"multi-pack-index", "write", "--incremental"}, {"commit", "-q", "--allow-empty", "-m", "more"}, {"repack", "-q", "-d"}, {"multi-pack-index", "write", "--incremental"}},
		"geometric":                {{"repack", "-q", "-d", "--geometric=2", "--write-midx"}},
		"cruft pack":               {{"reset", "-q", "--hard", "HEAD~2"}, {"reflog", "expire", "--expire=now", "--all"}, {"repack", "-q", "--cruft", "-d", "--cruft-expiration=never"}},
		"commit graph":             {{"commit-graph", "write", "--reachable", "--changed-paths"}},
		"configuration a worktree": {{"config", "core.repositoryformatversion", "1"}, {"config", "extensions.worktreeConfig", "true"}, {"config", "--worktree", "core.sparseCheckout", "true"}},
		"split index":              {{"update-index", "--split-index"}, {"add", "--intent-to-add", "--all"}},
		"index version 4":          {{"update-index", "--index-version", "4"}},
		"sparse index":             {{"sparse-checkout", "set", "--cone", "--sparse-index", "nothing"}},
		"replaced":                 {{"replace", "HEAD", "HEAD~1"}},
		"loose and packed":         {{"repack", "-q", "-a"}, {"-c", "core.looseCompression=0", "commit", "-q", "--allow-empty", "-m", "raw"}},
		"packed refs":              {{"pack-refs", "--all"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			git(t, dir, "init", "-q", "-b", "main")
			commits(t, dir, "a", 5)
			for _, args := range commands {
				try(t, dir, args...)
			}
			compare(t, dir)
		})
	}
}

// try runs a git command; one that this git does not know skips the test.
func try(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = environment()
	out, err := cmd.CombinedOutput()
	if err != nil && (strings.Contains(string(out), "usage:") || strings.Contains(string(out), "unknown option")) {
		t.Skipf("this git does not know %v", args)
	}
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// TestPartsOfOthers: clones that do not hold all of their history.
func TestPartsOfOthers(t *testing.T) {
	root := t.TempDir()
	origin := filepath.Join(root, "origin")
	git(t, root, "init", "-q", "-b", "main", origin)
	git(t, origin, "config", "uploadpack.allowFilter", "true")
	commits(t, origin, "a", 5)
	for name, args := range map[string][]string{
		"shallow": {"--depth=2"}, "without blobs": {"--filter=blob:none"}, "without trees": {"--filter=tree:0", "--no-checkout"}, "one branch": {"--single-branch"}, "mirror": {"--mirror"},
	} {
		dir := filepath.Join(root, name)
		git(t, root, append(append([]string{"clone", "-q"}, args...), "file://"+origin, dir)...)
		compare(t, dir)
	}
}

// TestRelativeWorktree: a linked worktree that is found by relative paths, as git 2.48 makes them (extensions.relativeWorktrees).
func TestRelativeWorktree(t *testing.T) {
	root := t.TempDir()
	dir, linked := filepath.Join(root, "repo"), filepath.Join(root, "linked")
	git(t, root, "init", "-q", "-b", "main", dir)
	commits(t, dir, "a", 2)
	git(t, dir, "worktree", "add", "-q", "-b", "topic", linked)
	commits(t, linked, "b", 1)
	head := strings.TrimSpace(git(t, linked, "rev-parse", "HEAD"))
	overwrite(t, filepath.Join(linked, ".git"), "gitdir: ../repo/.git/worktrees/linked\n")
	overwrite(t, filepath.Join(dir, ".git", "worktrees", "linked", "gitdir"), "../../../../linked/.git\n")
	git(t, dir, "config", "core.repositoryformatversion", "1")
	git(t, dir, "config", "extensions.relativeWorktrees", "true")
	if err := os.MkdirAll(filepath.Join(linked, "deep", "folder"), 0o777); err != nil {
		t.Fatal(err)
	}
	r, err := Find(filepath.Join(linked, "deep", "folder"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := r.Head(); !ok || got.String() != head || r.WorkTree != linked {
		t.Errorf("HEAD is %v in %s, want %s", got, r.WorkTree, head)
	}
	inWorktree, problems := fromStore(t, linked, nil)
	if whole, _ := fromStore(t, dir, nil); len(whole) != len(inWorktree) || len(problems) > 0 {
		t.Errorf("%d objects of %d, %v", len(inWorktree), len(whole), problems)
	}
}
