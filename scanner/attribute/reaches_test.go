package attribute

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/odb/odbtest"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
)

// TestReachesEqualGit: what leads to a commit is what git-for-each-ref(1) says contains it, whether one is asked for or all are. Refs of
// remotes lie behind others, so that the walk meets a commit from here first.
func TestReachesEqualGit(t *testing.T) {
	repo := gittest.Init(t)
	var ids []string
	commit := func(date string) {
		t.Setenv("GIT_COMMITTER_DATE", date)
		repo.Commit()
		ids = append(ids, repo.Git("rev-parse", "HEAD"))
	}
	for _, day := range []string{"01", "02", "03", "04", "05", "06"} {
		commit("2024-01-" + day + "T00:00:00Z")
	}
	repo.Git("update-ref", "refs/remotes/origin/main", ids[3])
	repo.Git("tag", "-a", "-m", "m", "of-main")
	repo.Git("checkout", "-q", "-b", "old", ids[1])
	for _, day := range []string{"07", "08", "09"} {
		commit("2024-01-" + day + "T00:00:00Z")
	}
	repo.Git("update-ref", "refs/remotes/origin/old", ids[6])
	repo.Git("checkout", "-q", "--detach", ids[4])
	commit("2020-01-01T00:00:00Z") // by a clock that is wrong: older than what it is made to
	repo.Git("update-ref", "refs/remotes/origin/skewed", ids[9])
	repo.Git("checkout", "-q", "--detach", ids[0])
	commit("2023-01-01T00:00:00Z") // only HEAD has it
	commit("2025-01-01T00:00:00Z")
	repo.Git("reset", "-q", "--hard", "HEAD~1")
	want := map[string]finding.Reach{}
	for _, id := range ids {
		refs := repo.Git("for-each-ref", "--format=%(refname)", "--contains", id)
		switch _, err := repo.Try("merge-base", "--is-ancestor", id, "HEAD"); {
		case strings.Contains(refs, "refs/remotes/"):
			want[id] = finding.ReachRemote
		case refs != "" || err == nil:
			want[id] = finding.ReachLocal
		default:
			want[id] = finding.ReachUnreachable
		}
	}
	if got := slices.Compact(slices.Sorted(maps.Values(want))); len(got) != 3 {
		t.Fatalf("not all is there: %v", got)
	}
	store := odbtest.Open(t, repo.Dir)
	all := map[string]finding.Reach{}
	for _, id := range ids {
		all[id] = ""
		one := map[string]finding.Reach{id: ""}
		if err := Reaches(t.Context(), store, one); err != nil || one[id] != want[id] {
			t.Errorf("%s alone: %s, %v, want %s", id, one[id], err, want[id])
		}
	}
	if err := Reaches(t.Context(), store, all); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("-git +ours:\n%s", diff)
	}
}

// TestReachOfTags: an annotated tag is where the refs that lead to it are, not where the commit is that it names; one that nothing names
// is unreachable, and so is what only it leads to.
func TestReachOfTags(t *testing.T) {
	repo := gittest.Init(t)
	repo.Commit()
	repo.Git("update-ref", "refs/remotes/origin/main", "HEAD")
	tag := func(name string, args ...string) string {
		repo.Git(append([]string{"tag", "-a", "-m", "m", name}, args...)...)
		return repo.Git("rev-parse", "refs/tags/"+name)
	}
	inner := tag("inner")
	outer := tag("outer", "inner")
	there := tag("there")
	gone := tag("gone")
	repo.Git("update-ref", "refs/remotes/origin/there", there)
	repo.Git("tag", "-d", "inner", "gone")
	store := odbtest.Open(t, repo.Dir)
	result, err := Run(t.Context(), opened{store}, Wanted{}, nil, parallel, func(source.Skip) {})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]finding.Reach{
		inner: finding.ReachLocal, outer: finding.ReachLocal, there: finding.ReachRemote, gone: finding.ReachUnreachable,
		repo.Git("rev-parse", "HEAD"): finding.ReachRemote,
	} {
		id, err := oid.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := result.Reach(t.Context(), id); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", name, got, err, want)
		}
	}
}

// TestApart: a content that refs name beside commits has the paths of the trees that they name, and the furthest reach of those refs.
func TestApart(t *testing.T) {
	repo := gittest.Init(t)
	repo.Commit()
	repo.Write("x", "a content that no commit has\n")
	blob := repo.Git("hash-object", "-w", "x")
	tree := func(entries string) string {
		repo.Write("entries", entries)
		return repo.Git("hash-object", "-w", "-t", "tree", "--literally", "entries")
	}
	raw := func(id string) string {
		parsed, err := oid.Parse(id)
		if err != nil {
			t.Fatal(err)
		}
		return string(parsed.Bytes())
	}
	inner := tree("100644 b.env\x00" + raw(blob))
	outer := tree("100644 a.env\x00" + raw(blob) + "40000 dir\x00" + raw(inner))
	for _, step := range []struct {
		ref, names string
		reach      finding.Reach
		paths      []string
	}{
		{"", "", finding.ReachUnreachable, nil},
		{"refs/tags/content", blob, finding.ReachLocal, nil},
		{"refs/tags/folder", inner, finding.ReachLocal, []string{"b.env"}},
		{"refs/remotes/origin/tree", outer, finding.ReachRemote, []string{"a.env", "b.env", "dir/b.env"}},
		{"refs/tags/again", outer, finding.ReachRemote, []string{"a.env", "b.env", "dir/b.env"}},
	} {
		if step.ref != "" {
			repo.Git("update-ref", step.ref, step.names)
		}
		result, err := Run(t.Context(), opened{odbtest.Open(t, repo.Dir)}, Wanted{}, nil, parallel, func(source.Skip) {})
		if err != nil {
			t.Fatal(err)
		}
		id, err := oid.Parse(blob)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := result.Reach(t.Context(), id); err != nil || got != step.reach {
			t.Errorf("with %q: %s, %v, want %s", step.ref, got, err, step.reach)
		}
		if diff := cmp.Diff(step.paths, result.Apart(id)); diff != "" {
			t.Errorf("with %q: -want +got:\n%s", step.ref, diff)
		}
	}
}
