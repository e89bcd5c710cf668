package attribute

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
)

// repo is a repository under test.
type repo struct {
	*gittest.Repo
	t     *testing.T
	clock int
	texts map[string]string // of blobs, by name
	// What runs with known trees learned.
	learned map[string]bool
	leading map[string][]earlierBranch
}

// text returns a blob's content.
func (r *repo) text(id string) string {
	r.t.Helper()
	if r.texts == nil {
		r.texts = map[string]string{}
	}
	if _, ok := r.texts[id]; !ok {
		r.texts[id] = r.git("cat-file", "blob", id)
	}
	return r.texts[id]
}

func newRepo(t *testing.T, args ...string) *repo {
	return &repo{Repo: gittest.Init(t, args...), t: t}
}

// git runs a command a second later than the one before.
func (r *repo) git(args ...string) string {
	r.t.Helper()
	r.clock++
	for _, name := range []string{"GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"} {
		r.t.Setenv(name, fmt.Sprintf("2024-05-06T07:%02d:%02dZ", r.clock/60, r.clock%60))
	}
	return r.Git(args...)
}

func (r *repo) commit(message string) {
	r.t.Helper()
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", message)
}

// secretsIn numbers the secrets of a text: the words S0 to S9 in it.
func secretsIn(text string) (out []int32) {
	for n := range int32(10) {
		if strings.Contains(text, fmt.Sprintf("S%d", n)) {
			out = append(out, n)
		}
	}
	return out
}

// opened is a repository that can be attributed.
type opened struct{ store *odb.Store }

func (o opened) Store() *odb.Store { return o.store }

func (o opened) Wants(e object.TreeEntry, present bool, skip func(source.Skip)) {
	if !e.Mode.IsGitlink() && !present {
		skip(source.Skip{Class: source.Unread, What: oid.New(e.ID).String(), Why: "missing"})
	}
}

// parallel runs everything at once.
func parallel(n int, f func(int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Add(1)
		go func() { defer all.Done(); f(i) }()
	}
	all.Wait()
}

// attribute runs the package over all blobs that hold secrets, and writes each occurrence as a line.
func (r *repo) attribute() (lines []string, result *Result, skips []source.Skip) {
	r.t.Helper()
	found, err := odb.Find(r.Dir, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	st, err := odb.Open(found)
	if err != nil {
		r.t.Fatal(err)
	}
	defer st.Close()
	blobs := map[oid.ID][]int32{}
	for _, line := range strings.Split(r.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"), "\n") {
		name, typ, _ := strings.Cut(line, " ")
		id, err := oid.Parse(name)
		if err != nil || typ != "blob" {
			continue
		}
		if secrets := secretsIn(r.text(name)); len(secrets) > 0 {
			blobs[id] = secrets
		}
	}
	var mu sync.Mutex
	result, err = Run(r.t.Context(), opened{st}, Wanted{Blobs: blobs}, nil, parallel, func(k source.Skip) {
		mu.Lock()
		defer mu.Unlock()
		skips = append(skips, k)
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.again(st, blobs, result)
	for _, o := range result.Occurrences {
		var commits []string
		for _, c := range o.Introduced {
			commits = append(commits, c.ID)
		}
		slices.Sort(commits)
		lines = append(lines, fmt.Sprintf("S%d %q head=%v %v removed=%s %s", o.Secret, o.Path, o.AtHead, commits, o.Removed.ID, o.Reach))
	}
	return lines, result, skips
}

// again holds runs that know trees to the run that knew none: at first what a run of the repository as it was before learned, then
// all trees, then every other one.
func (r *repo) again(st *odb.Store, blobs map[oid.ID][]int32, want *Result) {
	r.t.Helper()
	for _, every := range []byte{1, 1, 2} {
		numbers := st.Numbers()
		trees := r.known(numbers, every)
		got, err := Run(r.t.Context(), opened{st}, Wanted{Blobs: blobs}, trees, parallel, func(source.Skip) {})
		if err != nil {
			r.t.Fatal(err)
		}
		if !reflect.DeepEqual(got.Occurrences, want.Occurrences) {
			r.t.Errorf("with known trees:\n%+v\nwithout:\n%+v", got.Occurrences, want.Occurrences)
		}
		if every == 1 {
			r.learn(numbers, trees)
		}
	}
}

// earlierBranch is a Branch by names, which stay when numbers change.
type earlierBranch struct {
	name, target string
	blob         bool
}

// known returns what was learned of every n-th tree.
func (r *repo) known(numbers *odb.Numbers, every byte) *Trees {
	trees := &Trees{Numbers: numbers, Known: func(n int32) bool {
		name := numbers.Name(n)
		return r.learned[string(name)] && name[0]%every == 0
	}}
	of := func(name string) int32 { n, _ := numbers.Of(oid.New([]byte(name))); return n }
	for tree, branches := range r.leading {
		if tree[0]%every != 0 {
			continue
		}
		t := Leading{Tree: of(tree)}
		for _, b := range branches {
			t.Branches = append(t.Branches, NewBranch(int32(len(trees.Names)), of(b.target), b.blob))
			trees.Names = append(trees.Names, b.name)
		}
		trees.Leading = append(trees.Leading, t)
	}
	return trees
}

func (r *repo) learn(numbers *odb.Numbers, trees *Trees) {
	if r.learned == nil {
		r.learned = map[string]bool{}
	}
	for _, n := range trees.Learned {
		r.learned[string(numbers.Name(n))] = true
	}
	r.leading = map[string][]earlierBranch{}
	for _, t := range trees.Leading {
		name := string(numbers.Name(t.Tree))
		for _, b := range t.Branches {
			r.leading[name] = append(r.leading[name], earlierBranch{trees.Names[b.Name()], string(numbers.Name(b.Target())), b.Blob()})
		}
	}
}

// naive computes the same from the definition: a commit brings a secret to a path when its tree has it there and no parent's has, and
// takes it away when all parents' have it and its own has not.
func (r *repo) naive() []string {
	r.t.Helper()
	trees := map[string]map[string]bool{} // of a commit: "S1 path"
	tree := func(commit string) map[string]bool {
		if trees[commit] == nil {
			trees[commit] = map[string]bool{}
			for _, line := range strings.Split(r.git("ls-tree", "-r", "-z", commit), "\x00") {
				meta, path, ok := strings.Cut(line, "\t")
				if fields := strings.Fields(meta); ok && fields[1] == "blob" {
					for _, n := range secretsIn(r.text(fields[2])) {
						trees[commit][fmt.Sprintf("S%d %q", n, path)] = true
					}
				}
			}
		}
		return trees[commit]
	}
	brought, removed := map[string][]string{}, map[string]string{}
	head, all, remote := r.commits("HEAD"), r.commits("--all", "HEAD"), r.commits("--remotes")
	rank := func(id string) string { return fmt.Sprintf("%v %012s %s", head[id] != "", r.commits(id)[id], id) } // false sorts before true
	for _, line := range strings.Split(r.git("rev-list", "--all", "--reflog", "--parents"), "\n") {
		ids := strings.Fields(line)
		for spot := range tree(ids[0]) {
			if !slices.ContainsFunc(ids[1:], func(p string) bool { return tree(p)[spot] }) {
				brought[spot] = append(brought[spot], ids[0])
			}
		}
		if len(ids) == 1 {
			continue
		}
		for spot := range tree(ids[1]) {
			gone := !tree(ids[0])[spot] && !slices.ContainsFunc(ids[2:], func(p string) bool { return !tree(p)[spot] })
			if gone && (removed[spot] == "" || rank(removed[spot]) < rank(ids[0])) {
				removed[spot] = ids[0]
			}
		}
	}
	var lines []string
	for spot, commits := range brought {
		slices.Sort(commits)
		reach, atHead, gone := "unreachable", tree(r.git("rev-parse", "HEAD"))[spot], removed[spot]
		for _, c := range commits {
			switch {
			case remote[c] != "":
				reach = "remote"
			case all[c] != "" && reach != "remote":
				reach = "local"
			}
		}
		if atHead {
			gone = ""
		}
		lines = append(lines, fmt.Sprintf("%s head=%v %v removed=%s %s", spot, atHead, commits, gone, reach))
	}
	return lines
}

// commits returns the commits that git rev-list gives, and their times in seconds.
func (r *repo) commits(args ...string) map[string]string {
	out := map[string]string{}
	for _, line := range strings.Split(r.git(append([]string{"rev-list", "--timestamp"}, args...)...), "\n") {
		if when, id, ok := strings.Cut(line, " "); ok {
			out[id] = when
		}
	}
	return out
}

func (r *repo) compare(name string) {
	r.t.Helper()
	got, _, skips := r.attribute()
	want := r.naive()
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" || len(skips) > 0 {
		r.t.Errorf("%s: %v %s", name, skips, diff)
	}
}

func TestRunEqualsItsDefinition(t *testing.T) {
	r := newRepo(t)
	r.Write("a.txt", "S0 one\n")
	r.Write("dir/b.txt", "S1 and S2\n")
	r.commit("root")
	r.Write("a.txt", "S0 one\nmore\n")
	r.commit("an edit beside it")
	r.git("mv", "dir", "moved")
	r.commit("a folder renamed")
	r.Write("copy/b.txt", "S1 and S2\n")
	r.Write("deep/er/x.txt", "S3")
	r.commit("a copy")
	r.compare("linear")
	r.git("update-ref", "refs/remotes/origin/main", "HEAD~1")
	r.git("rm", "-q", "-r", "deep")
	r.commit("a folder removed")
	r.compare("pushed in part")
	r.git("reset", "-q", "--hard", "HEAD~1")
	r.git("checkout", "-q", "-b", "side", "HEAD~2") // the removal is in no branch any more
	r.Write("side.txt", "S4")
	r.Write("a.txt", "S0 S5\n")
	r.commit("on a side")
	r.git("checkout", "-q", "main")
	r.Write("main.txt", "S6")
	r.commit("on main")
	r.git("merge", "-q", "-X", "theirs", "--no-commit", "side")
	r.Write("merged.txt", "S7 only in the merge")
	r.commit("a merge")
	r.compare("merge")
	r.git("rm", "-q", "merged.txt")
	r.commit("removed")
	r.git("revert", "--no-edit", "HEAD")
	r.compare("revert")
	for _, b := range []string{"x", "y", "z"} {
		r.git("checkout", "-q", "-b", b, "main~1")
		r.Write(b+".txt", "S8 "+b)
		r.commit(b)
	}
	r.git("checkout", "-q", "main")
	r.git("merge", "-q", "-m", "octopus", "x", "y", "z")
	r.git("checkout", "-q", "--orphan", "other")
	r.Write("a.txt", "S0 again")
	r.commit("another root")
	r.compare("octopus and a second root")
	r.git("gc", "-q")
	r.compare("packed")
	r.git("reset", "-q", "--hard", "main")
	r.compare("with commits that only the reflog has")
}

func TestNotesAreLabelled(t *testing.T) {
	r := newRepo(t)
	r.Write("a.txt", "nothing")
	r.commit("root")
	r.git("notes", "add", "-m", "S9 in a note")
	_, result, _ := r.attribute()
	head := r.git("rev-parse", "HEAD")
	if o := result.Occurrences; len(o) != 1 || !o[0].Note || o[0].Path != head || o[0].AtHead {
		t.Errorf("%+v, want a note on %s", o, head)
	}
}

func TestMissingObjectsAreTold(t *testing.T) {
	r := newRepo(t)
	r.Write("a.txt", "plain")
	r.Write("b.txt", "S1")
	r.commit("root")
	id := r.git("rev-parse", "HEAD:a.txt")
	r.Lose(id)
	lines, _, skips := r.attribute()
	if len(skips) != 1 || skips[0].What != id || len(lines) != 1 {
		t.Errorf("%v, %v", lines, skips)
	}
}

// TestExplodingTreesEnd: ten trees that each hold the next one ten times make 10^10 paths, in each of many commits.
func TestExplodingTreesEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute with the race detector, which finds nothing in one goroutine")
	}
	r := newRepo(t)
	r.Write("f", "S1")
	r.git("add", "f")
	mode, id := "100644", r.git("rev-parse", ":f")
	for range 10 {
		var raw strings.Builder
		for n := range 10 {
			raw.WriteString(treeEntry(t, mode, fmt.Sprint(n), id))
		}
		mode, id = "40000", r.writeTree(raw.String())
	}
	for n := range 30 {
		root := r.writeTree(treeEntry(t, mode, fmt.Sprintf("top%d", n), id))
		r.git("update-ref", fmt.Sprintf("refs/heads/b%d", n), r.git("commit-tree", "-m", "bomb", root))
	}
	r.git("update-ref", "refs/heads/main", "refs/heads/b7")
	_, result, _ := r.attribute()
	told := func(why string) bool {
		return slices.ContainsFunc(result.Problems, func(p odb.Problem) bool { return strings.Contains(p.Why, why) })
	}
	if !told("too many paths") || !told("too many places") || len(result.Occurrences) == 0 || len(result.Occurrences) > 3*maxPlaces {
		t.Errorf("%d occurrences, problems: %v", len(result.Occurrences), result.Problems)
	}
}

// TestGoneButNeverBrought: where the room for places ended before the commit that brought a secret, that a later one took it away is no
// place of it.
func TestGoneButNeverBrought(t *testing.T) {
	found, err := odb.Find(newRepo(t).Dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	store, err := odb.Open(found)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	h := &history{store: store, commits: []commit{{}}, reach: &reach{}, found: map[spot]*trail{{1, "a.txt"}: {removed: []int32{0}}}}
	if got := h.occurrences(); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// TestPlacesWithoutRoom: of more places than are kept those of the same commits are told, and in the same order, whichever piece of work
// comes to its end first.
func TestPlacesWithoutRoom(t *testing.T) {
	r := newRepo(t)
	r.Write("f", "S1")
	r.git("add", "f")
	id := r.git("rev-parse", ":f")
	var names []string
	for n := range 300 {
		names = append(names, fmt.Sprint(n))
	}
	slices.Sort(names)
	var raw, commits strings.Builder
	for _, name := range names {
		raw.WriteString(treeEntry(t, "100644", name, id))
	}
	tree := r.writeTree(raw.String())
	const n = 500
	for i := range n {
		fmt.Fprintf(&commits, "commit refs/heads/b%d\ncommitter A <a@example.com> %d +0000\ndata 0\nM 040000 %s top%d\n\n", i, 1_700_000_000+i, tree, i)
	}
	if err := r.Feed(commits.String(), "fast-import", "--quiet"); err != nil {
		t.Fatal(err)
	}
	found, err := odb.Find(r.Dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	st, err := odb.Open(found)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	blob, err := oid.Parse(id)
	if err != nil {
		t.Fatal(err)
	}
	var want []Occurrence
	for _, order := range []Parallel{
		func(n int, f func(int)) {
			for i := range n {
				f(i)
			}
		},
		func(n int, f func(int)) {
			for i := n - 1; i >= 0; i-- {
				f(i)
			}
		},
	} {
		result, err := Run(t.Context(), opened{st}, Wanted{Blobs: map[oid.ID][]int32{blob: {0}}}, nil, order, func(source.Skip) {})
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = result.Occurrences
		}
		if len(want) > maxArrivals || len(want) < maxArrivals/2 || len(result.Problems) != 1 {
			t.Errorf("%d occurrences, problems: %v", len(want), result.Problems)
		}
		if !slices.EqualFunc(want, result.Occurrences, func(a, b Occurrence) bool {
			return a.Path == b.Path && slices.Equal(a.Introduced, b.Introduced)
		}) {
			t.Errorf("%d other occurrences than %d", len(result.Occurrences), len(want))
		}
	}
}
