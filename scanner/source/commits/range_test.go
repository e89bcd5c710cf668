package commits

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

// TestRangesEqualGit: a range is the commits that git-rev-list(1) lists for it, whether tags are annotated or not, and tags of tags.
func TestRangesEqualGit(t *testing.T) {
	repo := gittest.Init(t)
	commit := func(name string) {
		repo.Add(name, name)
		repo.Commit()
	}
	commit("root")
	repo.Git("tag", "-a", "-m", "m", "v1")
	repo.Git("tag", "-a", "-m", "m", "outer", "v1")
	commit("two")
	repo.Git("tag", "plain")
	repo.Git("checkout", "-q", "-b", "side", "v1^{commit}")
	commit("side-one")
	commit("side-two")
	repo.Git("tag", "-a", "-m", "m", "of-side")
	repo.Git("checkout", "-q", "-")
	repo.Git("merge", "-q", "--no-ff", "-m", "merged", "side")
	repo.Git("tag", "merge")
	commit("last")
	repo.Git("worktree", "add", "-q", "--detach", filepath.Join(t.TempDir(), "linked"))
	repo.At(".git/worktrees/linked").Git("update-ref", "--no-deref", "HEAD", repo.Git("commit-tree", "-m", "linked", "HEAD^{tree}"))
	for _, revisions := range []string{
		"", "HEAD", "v1", "v1..HEAD", "v1..", "HEAD..v1", "outer..HEAD", "plain..of-side", "of-side..plain", "plain...of-side", "v1...HEAD",
		"^v1 HEAD", "^outer ^plain HEAD", "HEAD ^of-side", "merge^!", "merge^@", "merge^-", "merge^-1", "merge^-2", "HEAD^-1", "v1^!", "of-side^-", "v1 of-side ^plain",
	} {
		t.Run(revisions, func(t *testing.T) {
			s := openRange(t, repo.Dir, Range{Revisions: revisions})
			got := []string{}
			s.Trees(func(commit, _ oid.ID, _ []oid.ID) bool {
				got = append(got, commit.String())
				return true
			})
			asked := strings.Fields(revisions)
			if len(asked) == 0 {
				asked = []string{"--all"}
			}
			want := strings.Fields(repo.Git(append([]string{"rev-list"}, asked...)...))
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-git +ours:\n%s", diff)
			}
		})
	}
	r, err := Open(repo.Dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, revisions := range []string{"merge^-3", "HEAD^-2", "merge^-0", "..v1", "...v1", "..", "^", "nothing..HEAD", "HEAD..nothing", "v1^-"} {
		if _, err := r.Range(t.Context(), Range{Revisions: revisions}); err == nil {
			t.Errorf("%s: no error", revisions)
		}
	}
}

// TestPushOf: the first refs are named, and how many more there are; what is deleted is not pushed.
func TestPushOf(t *testing.T) {
	some, err := oid.Parse(strings.Repeat("1", 40))
	if err != nil {
		t.Fatal(err)
	}
	var updates []Update
	for n, want := range []string{"the push", "the push of a", "the push of a, b", "the push of a, b, c", "the push of a, b, c, 1 more", "the push of a, b, c, 2 more"} {
		if n > 0 {
			updates = append(updates, Update{Ref: string(rune('a' + n - 1)), New: some})
		}
		if got := pushOf(append([]Update{{Ref: "gone"}}, updates...)); got != want {
			t.Errorf("%d refs: %s, want %s", n, got, want)
		}
	}
}
