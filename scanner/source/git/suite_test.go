package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@e.com", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@e.com")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func TestSuite(t *testing.T) {
	for name, args := range map[string][]string{"sha1": nil, "sha256": {"--object-format=sha256"}, "bare": {"--bare"}} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			work := filepath.Join(root, "work")
			run(t, root, append(append([]string{"init", "-q", "-b", "main"}, args[:len(args)*btoi(name == "sha256")]...), work)...)
			for i, text := range []string{"one\n", "one\ntwo\n"} {
				if err := os.WriteFile(filepath.Join(work, "a.txt"), []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
				run(t, work, "add", ".")
				run(t, work, "commit", "-q", "-m", []string{"first", "second"}[i])
			}
			run(t, work, "tag", "-a", "v1", "-m", "a tag")
			run(t, work, "repack", "-q", "-a") // packed, and loose as well
			path := work
			if name == "bare" {
				path = filepath.Join(root, "bare.git")
				run(t, root, "clone", "-q", "--bare", work, path)
			}
			sourcetest.Suite{
				Open: func(t *testing.T) source.Source {
					s, err := Open(path, nil)
					if err != nil {
						t.Fatal(err)
					}
					t.Cleanup(func() {
						if err := s.Close(); err != nil {
							t.Error(err)
						}
					})
					return s
				},
				Want: []sourcetest.Content{
					{Kind: source.File, Text: "one\n"}, {Kind: source.File, Text: "one\ntwo\n"},
					{Kind: source.CommitMessage, Text: "first\n"}, {Kind: source.CommitMessage, Text: "second\n"}, {Kind: source.Tag, Text: "a tag\n"},
				},
			}.Run(t)
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
