package revision

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/odb/odbtest"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

// history writes n commits with up to three parents each, on a branch each; skew makes some clocks wrong.
func history(t *testing.T, r *gittest.Repo, n int, random *rand.Rand, skew bool) {
	t.Helper()
	var stream strings.Builder
	for i := 1; i <= n; i++ {
		when := 1_700_000_000 + 60*i
		if skew && random.IntN(5) == 0 {
			when -= random.IntN(60 * n)
		}
		fmt.Fprintf(&stream, "commit refs/heads/b%d\nmark :%d\ncommitter A <a@e.com> %d +0000\ndata 2\nm\n", i, i, when)
		for p, key := range random.Perm(i) {
			if p > random.IntN(3) || key == 0 {
				break
			}
			if i > 3 {
				key = max(1, i-1-random.IntN(6))
			}
			fmt.Fprintf(&stream, "%s :%d\n", map[bool]string{true: "from", false: "merge"}[p == 0], key)
		}
		fmt.Fprintf(&stream, "M 644 inline f\ndata %d\n%d\n\n", len(fmt.Sprint(i))+1, i)
	}
	if err := r.Feed(stream.String(), "fast-import", "--quiet"); err != nil {
		t.Fatal(err)
	}
}

func names(commits []*Commit) []string {
	out := make([]string, len(commits))
	for i, c := range commits {
		out[i] = c.ID.String()
	}
	slices.Sort(out)
	return out
}

// TestSameSecond: of commits that were made in one second, as by a script, what the other side has is not wanted, whichever comes first.
func TestSameSecond(t *testing.T) {
	r := gittest.Init(t)
	var chain []string
	for range 8 {
		r.Commit()
		chain = append(chain, r.Git("rev-parse", "HEAD"))
	}
	store := odbtest.Open(t, r.Dir)
	for i, old := range chain[:len(chain)-1] {
		g := New(store)
		got, err := g.Walk(t.Context(), Request{Wanted: ids(t, g, old), Unwanted: ids(t, g, chain[i+1])})
		if err != nil || len(got.Commits) != 0 {
			t.Errorf("%d of %d: %d commits, %v", i, len(chain), len(got.Commits), err)
		}
	}
}

// TestWalkEqualsGit compares walks of generated histories with git's.
func TestWalkEqualsGit(t *testing.T) {
	for seed := range uint64(4) {
		random := rand.New(rand.NewPCG(seed, 1))
		r := gittest.Init(t)
		const n = 80
		history(t, r, n, random, false)
		store := odbtest.Open(t, r.Dir)
		pick := func() string { return fmt.Sprintf("b%d", 1+random.IntN(n)) }
		for range 25 {
			a, b, c := pick(), pick(), pick()
			for words, ask := range map[string]func(*Graph, *Request){
				a: func(g *Graph, r *Request) { r.Wanted = ids(t, g, a) },
				a + " " + b + " ^" + c: func(g *Graph, r *Request) {
					r.Wanted, r.Unwanted = ids(t, g, a, b), ids(t, g, c)
				},
				a + "..." + b: func(g *Graph, r *Request) { r.Wanted, r.Other = ids(t, g, a), ids(t, g, b) },
				"--since=1700002400 " + a: func(g *Graph, r *Request) {
					r.Wanted, r.Since = ids(t, g, a), 1700002400
				},
			} {
				g := New(store)
				var request Request
				ask(g, &request)
				got, err := g.Walk(context.Background(), request)
				if err != nil {
					t.Fatal(err)
				}
				want := strings.Fields(r.Git(append([]string{"rev-list"}, strings.Fields(words)...)...))
				slices.Sort(want)
				if diff := cmp.Diff(want, names(got.Commits)); diff != "" {
					t.Errorf("seed %d, %s (-git +ours):\n%s", seed, words, diff)
				}
				ordered(t, got.Commits)
			}
		}
	}
}

// ordered checks that parents come first.
func ordered(t *testing.T, commits []*Commit) {
	t.Helper()
	seen := map[oid.ID]bool{}
	for _, c := range commits {
		seen[c.ID] = true
	}
	for _, c := range slices.Backward(commits) {
		delete(seen, c.ID)
		for _, p := range c.Parents {
			if slices.ContainsFunc(commits, func(o *Commit) bool { return o.ID == p }) && !seen[p] {
				t.Errorf("%v comes before its parent %v", c.ID, p)
			}
		}
	}
}

// TestWalkWithWrongClocks: nothing that git gives is left out.
func TestWalkWithWrongClocks(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	r := gittest.Init(t)
	const n = 80
	history(t, r, n, random, true)
	store := odbtest.Open(t, r.Dir)
	for range 100 {
		a, b := fmt.Sprintf("b%d", 1+random.IntN(n)), fmt.Sprintf("b%d", 1+random.IntN(n))
		g := New(store)
		got, err := g.Walk(context.Background(), Request{Wanted: ids(t, g, a), Unwanted: ids(t, g, b)})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range strings.Fields(r.Git("rev-list", "--topo-order", b+".."+a)) {
			if !slices.Contains(names(got.Commits), want) {
				t.Errorf("%s..%s: %s is left out", b, a, want)
			}
		}
	}
}

func ids(t *testing.T, g *Graph, names ...string) (out []oid.ID) {
	t.Helper()
	for _, name := range names {
		id, err := g.Resolve(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, id)
	}
	return out
}

func TestDepth(t *testing.T) {
	r := gittest.Init(t)
	for range 5 {
		r.Commit()
	}
	r.Git("checkout", "-q", "-b", "side", "HEAD~3")
	os.Setenv("GIT_COMMITTER_DATE", "2024-06-01T00:00:00Z") // gittest brings it back
	r.Commit()
	r.Git("checkout", "-q", "main")
	r.Git("merge", "-q", "--no-ff", "-m", "merge", "side")
	store := odbtest.Open(t, r.Dir)
	for depth, want := range map[int][]string{
		1: {"main"}, 2: {"main", "main~1", "side"}, 3: {"main", "main~1", "side", "main~2", "side~1"}, 9: nil,
	} {
		g := New(store)
		got, err := g.Walk(t.Context(), Request{Wanted: ids(t, g, "main"), MaxDepth: depth})
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = strings.Fields(r.Git("rev-list", "main"))
		}
		var all []string
		for _, id := range ids(t, g, want...) {
			all = append(all, id.String())
		}
		slices.Sort(all)
		if diff := cmp.Diff(all, names(got.Commits)); diff != "" {
			t.Errorf("depth %d (-want +got):\n%s", depth, diff)
		}
	}
}

// TestResolveEqualsGit: names mean what they mean to git.
func TestResolveEqualsGit(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		r := gittest.Init(t, "--object-format="+format)
		r.Git("config", "core.warnAmbiguousRefs", "false")
		r.Commit()
		r.Commit()
		r.Git("checkout", "-q", "-b", "side")
		r.Commit()
		r.Commit()
		r.Git("tag", "-a", "-m", "m", "v1")
		r.Git("tag", "-a", "-m", "m", "outer", "v1")
		r.Git("checkout", "-q", "main")
		r.Git("merge", "-q", "--no-ff", "-m", "merge", "side")
		r.Git("branch", "name", "side")
		r.Git("tag", "name", "main")
		r.Git("update-ref", "refs/remotes/origin/main", "side~1")
		r.Git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
		r.Git("update-ref", "refs/pull/7/head", "side")
		r.Git("pack-refs", "--all")
		head := r.Git("rev-parse", "HEAD")
		g := New(odbtest.Open(t, r.Dir))
		for _, name := range []string{
			"HEAD", "@", "main", "heads/main", "refs/heads/main", "tags/v1", "v1", "v1^{}", "v1^{commit}", "outer^{}", "outer^{tag}", "name", "heads/name", "origin", "origin/main",
			"pull/7/head", "main~", "main~2", "main^", "main^2", "main^2~1", "main^^", "main^0", "v1^0", "v1~1", "main~1^{commit}", "main@{0}", "HEAD@{1}", ":/merge", "side^{/change}",
			head, head[:7], head[:12] + "~1", strings.ToUpper(head[:9]), "main^{tree}", "HEAD:",
		} {
			want := r.Git("rev-parse", "--verify", name)
			if got, err := g.Resolve(t.Context(), name); err != nil || got.String() != want {
				t.Errorf("%s: %v, error %v; git says %s", name, got, err, want)
			}
		}
		for _, name := range []string{
			"", "none", "main~9", "main^3", "main^{blob}", "--all", "-q",
			"description", "config", "main~99999999999999999999", "main^x", "0000",
		} {
			if got, err := g.Resolve(t.Context(), name); err == nil {
				t.Errorf("%q: %v", name, got)
			}
		}
		absent := strings.Repeat("12", len(head)/2)
		if got, err := g.Resolve(t.Context(), absent); err != nil || got.String() != absent {
			t.Errorf("an object that is not there: %v, error %v", got, err)
		}
	}
}

func TestMissingAndCut(t *testing.T) {
	r := gittest.Init(t)
	for range 4 {
		r.Commit()
	}
	clone := r.At("shallow")
	r.Git("clone", "-q", "--depth=2", "file://"+r.Dir, clone.Dir)
	g := New(odbtest.Open(t, clone.Dir))
	got, err := g.Walk(t.Context(), Request{Wanted: ids(t, g, "HEAD"), Unwanted: ids(t, g, r.Git("rev-parse", "HEAD~3"))})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Commits) != 2 || len(got.Cut) != 1 || len(got.Missing) != 1 || !got.Missing[0].Unwanted {
		t.Errorf("%d commits, %d cut, missing %v", len(got.Commits), len(got.Cut), got.Missing)
	}
	g = New(odbtest.Open(t, clone.Dir))
	if got, err = g.Walk(t.Context(), Request{Wanted: ids(t, g, "HEAD"), Unwanted: ids(t, g, "HEAD~1")}); err != nil ||
		len(got.Commits) != 1 || len(got.Cut) != 0 {
		t.Errorf("%+v, %v: the range does not go to the cut", got, err)
	}
	g = New(odbtest.Open(t, clone.Dir))
	if got, err = g.Walk(t.Context(), Request{Wanted: ids(t, g, "HEAD"), MaxDepth: 2}); err != nil || len(got.Commits) != 2 ||
		len(got.Cut) != 0 {
		t.Errorf("%+v, %v: the depth does not go beyond the cut", got, err)
	}
}

// TestMissingOnBothSides: what is wanted is lost, whoever else names it, and whoever names it first.
func TestMissingOnBothSides(t *testing.T) {
	r := gittest.Init(t)
	r.Commit()
	lost := r.Git("rev-parse", "HEAD")
	tree := r.Git("rev-parse", "HEAD^{tree}")
	var children []string
	for i := range 6 {
		children = append(children, r.Git("commit-tree", "-p", lost, "-m", fmt.Sprint(i), tree))
	}
	r.Lose(lost)
	store := odbtest.Open(t, r.Dir)
	for i, wanted := range children[1:] {
		g := New(store)
		got, err := g.Walk(t.Context(), Request{Wanted: ids(t, g, wanted), Unwanted: ids(t, g, children[i])})
		if err != nil || len(got.Missing) != 1 || got.Missing[0].Unwanted {
			t.Errorf("%d: %+v, %v", i, got, err)
		}
	}
}
