// Package gittest makes repositories for tests with the real git, away from the machine's own configuration.
package gittest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Repo is a repository in a temporary folder.
type Repo struct {
	Dir string // its work tree, without symbolic links
	t   testing.TB
}

// Isolate makes the git commands of a test, and of what it tests, independent of the machine and of a git that runs the test.
func Isolate(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git")
	}
	for _, e := range os.Environ() {
		if name, value, _ := strings.Cut(e, "="); strings.HasPrefix(name, "GIT_") {
			t.Setenv(name, value) // so that it comes back
			os.Unsetenv(name)
		}
	}
	for name, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
		"GIT_TEST_FSYNC":  "0", // what a test makes need not outlive the machine
		"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_AUTHOR_DATE": "2024-05-06T07:08:09Z",
		"GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com", "GIT_COMMITTER_DATE": "2024-05-06T07:08:09Z",
	} {
		t.Setenv(name, value)
	}
}

// Init isolates the test and makes a repository; args go to git init.
func Init(t testing.TB, args ...string) *Repo {
	t.Helper()
	Isolate(t)
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := &Repo{dir, t}
	r.Git(append([]string{"init", "-q", "-b", "main"}, args...)...)
	return r
}

// Open isolates the test and uses a repository that is there.
func Open(t testing.TB, dir string) *Repo {
	t.Helper()
	Isolate(t)
	return &Repo{dir, t}
}

// At is the repository, or another one, with commands run in a folder of it.
func (r *Repo) At(dir string) *Repo { return &Repo{filepath.Join(r.Dir, dir), r.t} }

// Git runs a command that must succeed and returns what it prints, without the last line end.
func (r *Repo) Git(args ...string) string {
	r.t.Helper()
	out, err := r.Try(args...)
	if err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSuffix(out, "\n")
}

// Try runs a command that may fail; what it prints includes its messages.
func (r *Repo) Try(args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = r.Dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// Feed runs a command with text as its input.
func (r *Repo) Feed(text string, args ...string) error {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin = r.Dir, strings.NewReader(text)
	return cmd.Run()
}

// Path returns where a file of the work tree lies.
func (r *Repo) Path(name string) string { return filepath.Join(r.Dir, filepath.FromSlash(name)) }

// Write writes a file, with its folders.
func (r *Repo) Write(name, text string) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(r.Path(name)), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(r.Path(name), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// Add writes a file and stages it.
func (r *Repo) Add(name, text string) {
	r.t.Helper()
	r.Write(name, text)
	r.Git("add", "-f", "--", name)
}

// Commit commits what is staged.
func (r *Repo) Commit() {
	r.t.Helper()
	r.Git("commit", "-q", "--allow-empty", "-m", "change")
}

// Loose returns where a loose object lies in a work tree; id is its name in hexadecimal digits.
func Loose(id string) string { return ".git/objects/" + id[:2] + "/" + id[2:] }

// Lose removes a loose object.
func (r *Repo) Lose(id string) {
	r.t.Helper()
	if err := os.Remove(r.Path(Loose(id))); err != nil {
		r.t.Fatal(err)
	}
}
