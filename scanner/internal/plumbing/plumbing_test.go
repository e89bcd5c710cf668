package plumbing

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

func open(t *testing.T, dir string, safe ...string) *Git {
	t.Helper()
	g, err := New(nil, dir, safe...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

func output(t *testing.T, g *Git, args ...string) string {
	t.Helper()
	out, err := g.Output(context.Background(), args...)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func TestFailureSaysWhatGitSaid(t *testing.T) {
	repo := gittest.Init(t)
	_, err := open(t, repo.Dir).Output(context.Background(), "rev-parse", "--verify", "no-such-revision")
	var failure *Failure
	if !errors.As(err, &failure) || failure.Status != 128 ||
		!strings.Contains(err.Error(), "git rev-parse: fatal: Needed a single revision") {
		t.Errorf("error %v", err)
	}
	_, err = open(t, repo.Dir).Output(context.Background(), "config", "--get", "no.such")
	if !errors.As(err, &failure) || failure.Status != 1 || err.Error() != "git config: exit status 1" {
		t.Errorf("error %v", err)
	}
}

func TestNoGit(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if g, err := New(nil, "."); err == nil || !strings.Contains(err.Error(), "hint: install git") {
		t.Errorf("%v, error %v", g, err)
	}
}

// TestGitInTheScannedFolder: a program that a repository brings is not taken for git.
func TestGitInTheScannedFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "git"), []byte("#!/bin/sh\ntouch pwned\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", ".")
	t.Chdir(dir)
	if g, err := New(nil, "."); err == nil {
		t.Errorf("%q is used", g.program)
	}
}

// TestStreamFailsAtTheEnd: whoever reads to the end learns that the command failed there.
func TestStreamFailsAtTheEnd(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	g := open(t, repo.Dir)
	s, err := g.Stream(context.Background(), "rev-parse", "--git-dir", "HEAD", "--")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	out, err := io.ReadAll(s)
	if !strings.HasPrefix(string(out), ".git\n") || err == nil || !strings.Contains(err.Error(), "HEAD") {
		t.Errorf("%q, error %v", out, err)
	}
	if n, again := s.Read(make([]byte, 1)); n != 0 || again != err {
		t.Errorf("read again: %d bytes, error %v", n, again)
	}
}

func TestStreamStops(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", strings.Repeat("line\n", 1<<20))
	g := open(t, repo.Dir)
	s, err := g.Stream(context.Background(), "cat-file", "blob", ":a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(s, make([]byte, 10)); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Read(make([]byte, 1)); !errors.Is(err, os.ErrClosed) {
		t.Errorf("read after Close: error %v", err)
	}
}

func TestCancel(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", strings.Repeat("line\n", 1<<20))
	g := open(t, repo.Dir)
	ctx, cancel := context.WithCancel(context.Background())
	s, err := g.Stream(ctx, "cat-file", "blob", ":a")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cancel()
	if _, err := io.Copy(io.Discard, s); err != context.Canceled {
		t.Errorf("error %v while it ran", err)
	}
	if _, err := g.Output(ctx, "rev-parse", "HEAD"); err != context.Canceled {
		t.Errorf("error %v before it ran", err)
	}
}

func TestStderrIsBounded(t *testing.T) {
	h := &head{}
	for range 10 {
		if n, err := h.Write(make([]byte, 1000)); n != 1000 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if h.Len() != stderrLimit {
		t.Errorf("%d bytes are kept", h.Len())
	}
}

func TestEnvironment(t *testing.T) {
	base := []string{
		"HOME=/h", "GIT_DIR=/g", "GIT_INDEX_FILE=i", "GIT_GLOB_PATHSPECS=1",
		"GIT_ICASE_PATHSPECS=1", "GIT_EXTERNAL_DIFF=x", "GIT_AUTHOR_NAME=a",
	}
	for here, want := range map[bool]string{
		true:  "HOME=/h GIT_DIR=/g GIT_INDEX_FILE=i GIT_AUTHOR_NAME=a",
		false: "HOME=/h GIT_AUTHOR_NAME=a",
	} {
		got := environment(base, here, "/c")
		got, added := got[:len(got)-len(isolation("/c"))], got[len(got)-len(isolation("/c")):]
		if strings.Join(got, " ") != want || added[0] != "GIT_CONFIG_GLOBAL=/c" {
			t.Errorf("here %v: %q, then %q", here, got, added)
		}
	}
	if base[3] != "GIT_GLOB_PATHSPECS=1" {
		t.Error("the caller's environment was changed")
	}
}

// TestGlobPathspecs: "git --glob-pathspecs commit" tells its hooks so; paths still stand for themselves.
func TestGlobPathspecs(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a*", "one\n")
	repo.Add("ab", "two\n")
	t.Setenv("GIT_GLOB_PATHSPECS", "1")
	if got := output(t, open(t, repo.Dir), "ls-files", "--", "a*"); got != "a*" {
		t.Errorf("%q", got)
	}
}

// TestUsersConfig: what the user set for all repositories still counts, wherever it stands.
func TestUsersConfig(t *testing.T) {
	repo := gittest.Init(t)
	home := t.TempDir()
	write := func(path, value, more string) string {
		path = filepath.Join(home, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("[user]\n\tname = "+value+"\n"+more), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	odd := write(`odd "name"\`+"\n/config", "odd", "")
	name := func() string { return output(t, open(t, repo.Dir), "config", "--get", "user.name") }
	t.Setenv("GIT_CONFIG_GLOBAL", odd)
	if got := name(); got != "odd" {
		t.Errorf("with GIT_CONFIG_GLOBAL: %q", got)
	}
	os.Unsetenv("GIT_CONFIG_GLOBAL")
	write(".config/git/config", "xdg", "")
	if got := name(); got != "xdg" {
		t.Errorf("from .config: %q", got)
	}
	write(".gitconfig", "home", "[include]\n\tpath = more\n")
	if got := name(); got != "home" {
		t.Errorf("from .gitconfig: %q", got)
	}
	write("more", "included", "")
	if got := name(); got != "included" {
		t.Errorf("from an included file: %q", got)
	}
}

// TestOtherOwner: a repository that belongs to somebody else is read, that one only.
func TestOtherOwner(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root, to give files away")
	}
	repo, other := gittest.Init(t), gittest.Init(t)
	for _, r := range []*gittest.Repo{repo, other} {
		r.Add("a", "one\n")
		for _, path := range []string{".", ".git"} {
			if err := os.Chown(r.Path(path), 12345, 12345); err != nil {
				t.Fatal(err)
			}
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(repo.Dir, link); err != nil {
		t.Fatal(err)
	}
	if _, err := repo.Try("ls-files"); err == nil {
		t.Skip("this git reads it anyway")
	}
	for _, dir := range []string{repo.Dir, link} {
		if got := output(t, open(t, dir, dir, ""), "ls-files"); got != "a" {
			t.Errorf("%q", got)
		}
	}
	if _, err := open(t, other.Dir, repo.Dir, "*").Output(context.Background(), "ls-files"); err == nil ||
		!strings.Contains(err.Error(), "dubious ownership") {
		t.Errorf("another repository: error %v", err)
	}
}

// TestReplaceRefs: contents are those of the objects themselves.
func TestReplaceRefs(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Add("b", "two\n")
	repo.Git("replace", repo.Git("rev-parse", ":a"), repo.Git("rev-parse", ":b"))
	if got := repo.Git("cat-file", "blob", ":a"); got != "two" {
		t.Fatalf("git itself gives %q", got)
	}
	if got := output(t, open(t, repo.Dir), "cat-file", "blob", ":a"); got != "one" {
		t.Errorf("%q", got)
	}
}
