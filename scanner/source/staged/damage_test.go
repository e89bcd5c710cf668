package staged

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/sourcetest"
)

// TestPrevious: what a content replaces may be missing, which is an error of Previous only, or too large to be held.
func TestPrevious(t *testing.T) { readers(t, testPrevious) }

func testPrevious(t *testing.T, open opener) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Git("config", "core.compression", "0")
	repo.Add("b", strings.Repeat("0123456789abcdef", source.LargeSize/16)+"+")
	repo.Commit()
	lost := repo.Git("rev-parse", ":a")
	repo.Add("a", "two\n")
	repo.Add("b", "small\n")
	repo.Lose(lost)
	var errs []string
	s := open(t, repo.Dir)
	none := func(s source.Skip) { t.Errorf("skipped: %+v", s) }
	err := s.Batches(context.Background(), func(b source.Batch) error {
		return b.Blobs(context.Background(), func(blob *source.Blob) error {
			if blob.Kind == source.FileName {
				return nil
			}
			old, err := sourcetest.Previous(blob.Previous)
			errs = append(errs, fmt.Sprint(len(old), " ", err))
			return nil
		}, none)
	}, none)
	if err != nil || len(errs) != 2 || !strings.Contains(errs[0], "missing") || errs[1] != fmt.Sprint(source.LargeSize+1, " <nil>") {
		t.Errorf("errors %q, %v", errs, err)
	}
}

// TestDamaged: a content that cannot be read is said, and the others are read.
func TestDamaged(t *testing.T) { readers(t, testDamaged) }

func testDamaged(t *testing.T, open opener) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Add("b", "two\n")
	repo.Add("c", "three\n")
	lost := repo.Git("rev-parse", ":b")
	repo.Lose(lost)
	sourcetest.Suite{
		Open:  func(t *testing.T) source.Source { return open(t, repo.Dir) },
		Want:  []sourcetest.Content{file("a", "one\n"), file("c", "three\n"), name("a"), name("b"), name("c")},
		Skips: []source.Skip{{Class: source.Unread, What: "b", Why: "missing from the repository, or damaged"}},
	}.Run(t)
}

// TestPartialClone: where git would have to fetch what was deleted, to see whether it was renamed, it is not asked to.
func TestPartialClone(t *testing.T) { readers(t, testPartialClone) }

func testPartialClone(t *testing.T, open opener) {
	repo := gittest.Init(t)
	repo.Add("old", lines)
	repo.Commit()
	lost := repo.Git("rev-parse", ":old")
	repo.Git("mv", "old", "new")
	repo.Add("new", lines+"more\n")
	repo.Lose(lost)
	repo.Git("config", "core.repositoryformatversion", "1")
	repo.Git("config", "extensions.partialClone", "origin")
	repo.Git("config", "remote.origin.url", "file:///nowhere")
	repo.Git("config", "remote.origin.promisor", "true")
	expect(t, open(t, repo.Dir), file("new", lines+"more\n"))
}

// TestHostileRepository: settings, attributes and replace refs of the repository cannot change what is seen.
func TestHostileRepository(t *testing.T) { readers(t, testHostileRepository) }

func testHostileRepository(t *testing.T, open opener) {
	repo := gittest.Init(t)
	repo.Add("sub/a", "one\n")
	repo.Add("b", lines)
	repo.Commit()
	repo.Add("sub/a", "two\n")
	repo.Git("mv", "b", "c")
	repo.Add("c", lines+"more\n")
	repo.Git("replace", repo.Git("rev-parse", ":sub/a"), repo.Git("rev-parse", "HEAD:sub/a"))
	for key, value := range map[string]string{
		"diff.relative": "true", "diff.renames": "false", "diff.renameLimit": "1", "diff.orderFile": "/dev/null", "diff.ignoreSubmodules": "all",
		"diff.noprefix": "true", "core.abbrev": "4", "core.quotePath": "true", "status.relativePaths": "true", "diff.evil.textconv": "false", "diff.evil.binary": "true",
	} {
		repo.Git("config", key, value)
	}
	repo.Write(".git/info/attributes", "* diff=evil binary\n")
	expect(t, open(t, repo.Path("sub")), changed("c", lines+"more\n", lines), changed("sub/a", "two\n", "one\n"))
}

// feed runs a git command with text as its input.
func feed(t *testing.T, repo *gittest.Repo, text string, args ...string) {
	t.Helper()
	if err := repo.Feed(text, args...); err != nil {
		t.Fatal(err)
	}
}

// FuzzParse: what git may print is parsed without a panic, and an entry has a path and brings something.
