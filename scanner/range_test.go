package scanner_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/commits"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

// rangeOfMain is a source of all commits of the branch main.
func rangeOfMain(t *testing.T, dir string) *commits.Source {
	t.Helper()
	repository, err := commits.Open(dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repository.Close() })
	part, err := repository.Range(t.Context(), commits.Range{Branches: []string{"main"}})
	if err != nil {
		t.Fatal(err)
	}
	return part
}

// TestRangeOfAllEqualsHistory: what a range of all commits tells of the secrets in files is what the scan of the whole history tells:
// paths, commits, presence, removal and reach.
func TestRangeOfAllEqualsHistory(t *testing.T) {
	moved, removed, remote := 0, 0, 0
	for seed := range uint64(6) {
		repo := randomHistory(t, seed)
		src, err := git.Open(repo.Dir, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		want, got := inFiles(t, src), inFiles(t, rangeOfMain(t, repo.Dir))
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b finding.Secret) bool { return a.Reveal() == b.Reveal() })); diff != "" {
			t.Errorf("seed %d (-history +range):\n%s\n%s", seed, diff, repo.Git("log", "--graph", "--stat", "--format=%h %p"))
		}
		for _, f := range got {
			moved += len(f.Paths) - 1
			removed += min(len(f.History.Removed.ID), 1)
			remote += min(strings.Count(string(f.History.Reach), "remote"), 1)
		}
	}
	if moved == 0 || removed == 0 || remote == 0 {
		t.Errorf("%d more paths, %d removed, %d on a remote: the test asks for too little", moved, removed, remote)
	}
}

// inFiles scans src for keys in files.
func inFiles(t *testing.T, src source.Source) (out list) {
	t.Helper()
	var all list
	receipt, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), src, &all)
	if err != nil || !receipt.Complete {
		t.Fatal(err, receipt.Skipped)
	}
	for _, f := range all {
		if f.Source.Kind == string(source.File) {
			out = append(out, f)
		}
	}
	return out
}

// randomHistory makes commits that bring keys to files, copy, change and remove them, with merges. Nothing is removed in a commit that
// adds a file, which a range takes for a rename.
func randomHistory(t *testing.T, seed uint64) *gittest.Repo {
	rng := rand.New(rand.NewPCG(seed, 7))
	repo := gittest.Init(t)
	paths := []string{"a", "b", "sub/a", "sub/c"}
	var contents []string
	for i := range 12 {
		text := fmt.Sprintf("number %d %d\n", i, rng.Uint64())
		for k := range 4 {
			if rng.IntN(3) == 0 {
				text += key(k) + "\n"
			}
		}
		contents = append(contents, text)
	}
	write := func() { repo.Add(paths[rng.IntN(len(paths))], contents[rng.IntN(len(contents))]) }
	when := 1_700_000_000
	step := func() {
		when += 1000
		t.Setenv("GIT_COMMITTER_DATE", fmt.Sprint(when, " +0000"))
		t.Setenv("GIT_AUTHOR_DATE", fmt.Sprint(when, " +0000"))
		if rng.IntN(4) == 0 {
			repo.Git("rm", "-q", "--ignore-unmatch", "--", paths[rng.IntN(len(paths))])
		} else {
			write()
		}
		repo.Git("commit", "-q", "--allow-empty", "-m", fmt.Sprint("step ", when))
	}
	step()
	step()
	for i := range 14 {
		step()
		if i == 4 {
			repo.Git("update-ref", "refs/remotes/origin/main", "HEAD")
		}
		if i%4 == 3 {
			main := repo.Git("rev-parse", "HEAD")
			repo.Git("checkout", "-q", "--detach", "HEAD~2")
			step()
			side := repo.Git("rev-parse", "HEAD")
			repo.Git("checkout", "-q", "-f", "-B", "main", main)
			when++
			t.Setenv("GIT_COMMITTER_DATE", fmt.Sprint(when, " +0000"))
			t.Setenv("GIT_AUTHOR_DATE", fmt.Sprint(when, " +0000"))
			repo.Git("merge", "-q", "--no-edit", "-s", "ours", side)
		}
	}
	return repo
}

// TestRangeOfCrowdedContent: trees that hold each other many times over bring a secret to tens of thousands of places, and each commit that
// renames them to as many more. The scan ends, tells some of them, and says that it does not tell all.
func TestRangeOfCrowdedContent(t *testing.T) {
	repo := gittest.Init(t)
	repo.Write("f", key(1)+"\n")
	mode, below := "100644", repo.Git("hash-object", "-w", "f")
	for range 4 {
		id, err := oid.Parse(below)
		if err != nil {
			t.Fatal(err)
		}
		var raw strings.Builder
		for i := range 14 {
			fmt.Fprintf(&raw, "%s d%02d\x00%s", mode, i, id.Bytes())
		}
		repo.Write("tree", raw.String())
		mode, below = "40000", repo.Git("hash-object", "-t", "tree", "-w", "tree")
	}
	var feed strings.Builder
	for i := range 3 {
		fmt.Fprintf(&feed, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 0\ndeleteall\nM 040000 %s top%d\n\n", 1_700_000_000+i, below, i)
	}
	if err := repo.Feed(feed.String(), "fast-import", "--quiet", "--force"); err != nil {
		t.Fatal(err)
	}
	part := rangeOfMain(t, repo.Dir)
	var all list
	receipt, err := newScanner(t, acme(t, ""), scanner.Options{}).Scan(t.Context(), part, &all)
	if err != nil || receipt.Complete || len(all) != 1 || len(all[0].Paths) != 1<<14 || len(all[0].History.Introduced) != 1 {
		t.Fatalf("%v, complete: %v, %d findings", err, receipt.Complete, len(all))
	}
	if !slices.ContainsFunc(receipt.Skipped, func(k finding.Skipped) bool { return strings.Contains(k.Why, "too many places") }) {
		t.Errorf("%+v", receipt.Skipped)
	}
}
