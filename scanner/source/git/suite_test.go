package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=A",
		"GIT_AUTHOR_EMAIL=a@e.com", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@e.com")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// TestSuite holds each way of storing the same history to the contract of sources.
func TestSuite(t *testing.T) {
	for name, move := range map[string]func(t *testing.T, root, work string) (path string){
		"sha1":   func(_ *testing.T, _, work string) string { return work },
		"sha256": func(_ *testing.T, _, work string) string { return work },
		"bare":   clone("--bare"),
		"shared": clone("--shared"),
		"linked": func(t *testing.T, root, work string) string {
			run(t, work, "worktree", "add", "-q", "--detach", filepath.Join(root, "linked"))
			return filepath.Join(root, "linked")
		},
		"partial": clone("--filter=blob:limit=1k"),
		"without index": func(t *testing.T, root, work string) string {
			path := clone("--bare", "--no-local")(t, root, work)
			indexes, err := filepath.Glob(filepath.Join(path, "objects", "pack", "*.idx"))
			if err != nil || len(indexes) != 1 || os.Remove(indexes[0]) != nil {
				t.Fatal(indexes, err)
			}
			return path
		},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			work := filepath.Join(root, "work")
			format := "sha1"
			if name == "sha256" {
				format = name
			}
			run(t, root, "init", "-q", "-b", "main", "--object-format="+format, work)
			run(t, work, "config", "uploadpack.allowFilter", "true")
			twoCommits(t, work)
			path := move(t, root, work)
			sourcetest.Suite{
				Open: func(t *testing.T) source.Source { return opened(t, path) },
				Want: []sourcetest.Content{
					{Kind: source.File, Text: "one\n"}, {Kind: source.File, Text: "one\ntwo\n"},
					{Kind: source.CommitMessage, Text: "first\n"}, {Kind: source.CommitMessage, Text: "second\n"}, {Kind: source.Tag, Text: "a tag\n"},
				},
			}.Run(t)
		})
	}
}

// clone returns a function that clones a repository.
func clone(args ...string) func(t *testing.T, root, work string) string {
	return func(t *testing.T, root, work string) string {
		t.Helper()
		path, from := filepath.Join(root, "clone"), work
		if strings.HasPrefix(args[0], "--filter") {
			from = "file://" + work
		}
		run(t, root, append(append([]string{"clone", "-q"}, args...), from, path)...)
		return path
	}
}

// twoCommits makes a history that is packed, and loose as well.
func twoCommits(t *testing.T, work string) {
	t.Helper()
	for i, text := range []string{"one\n", "one\ntwo\n"} {
		if err := os.WriteFile(filepath.Join(work, "a.txt"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		run(t, work, "add", ".")
		run(t, work, "commit", "-q", "-m", []string{"first", "second"}[i])
	}
	run(t, work, "tag", "-a", "v1", "-m", "a tag")
	run(t, work, "repack", "-q", "-a")
}

func opened(t *testing.T, path string) *Source {
	t.Helper()
	s, err := Open(path, nil, nil)
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
