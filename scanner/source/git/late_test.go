package git

import (
	"os"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

// TestLateSuite: what is known late is a source like others.
func TestLateSuite(t *testing.T) {
	repo := gittest.Init(t)
	repo.Git("config", "core.logAllRefUpdates", "false")
	repo.Add("dir/a.txt", "one\n")
	repo.Commit()
	repo.Git("tag", "-a", "v1", "-m", "a tag")
	repo.Git("update-ref", "--create-reflog", "-m", "made", "refs/heads/other", "HEAD")
	log := strings.Repeat("0", 2*oid.SHA1Size) + " " + repo.Git("rev-parse", "HEAD") + " Ada <ada@example.com> 1714979289 +0000\tmade\n"
	config, err := os.ReadFile(repo.Path(".git/config"))
	if err != nil {
		t.Fatal(err)
	}
	sourcetest.Suite{
		Open: func(t *testing.T) source.Source {
			s, err := Open(repo.Dir, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			sourcetest.ReadAll(t, s)
			s.Wants(object.TreeEntry{Mode: object.ModeTree, Name: []byte("dir"), ID: make([]byte, oid.SHA1Size)}, true,
				func(source.Skip) {})
			return s.Late()
		},
		Want: []sourcetest.Content{
			{Kind: source.Author, Text: "Ada <ada@example.com>"},
			{Kind: source.Config, Text: string(config)},
			{Kind: source.FileName, Path: "dir", Text: "dir"}, {Kind: source.FileName, Path: "a.txt", Text: "a.txt"},
			{Kind: source.Ref, Text: "HEAD"},
			{Kind: source.Ref, Text: "refs/heads/main"}, {Kind: source.Ref, Text: "refs/heads/other"}, {Kind: source.Ref, Text: "refs/tags/v1"},
			{Kind: source.Ref, Text: log},
		},
	}.Run(t)
}
