package treediff

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb/odbtest"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

func id(t testing.TB, name string) oid.ID {
	t.Helper()
	id, err := oid.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// seen lists what a comparison tells, a line for each file.
func seen(t *testing.T, c *Comparer, tree oid.ID, parents []oid.ID) (changes, gone []string) {
	t.Helper()
	fail := func(what string, err error) { t.Errorf("%s: %v", what, err) }
	err := c.Changes(tree, parents, func(ch *Change) error {
		changes = append(changes, ch.Path+" "+ch.ID.String())
		return nil
	}, fail)
	if err != nil {
		t.Error(err)
	}
	err = c.Gone(tree, parents, func(path string, _ oid.ID) error { gone = append(gone, path); return nil }, fail)
	if err != nil {
		t.Error(err)
	}
	slices.Sort(changes)
	slices.Sort(gone)
	return changes, slices.Compact(gone)
}

// said is what git says of one parent: contents that are new at their path, and paths that are gone.
func said(r *gittest.Repo, tree, parent string) (changes, gone map[string]bool) {
	changes, gone = map[string]bool{}, map[string]bool{}
	fields := strings.Split(r.Git("diff-tree", "-r", "--raw", "-z", "--no-abbrev", "--no-renames", parent, tree), "\x00")
	for i := 0; i+1 < len(fields); i += 2 {
		f := strings.Split(fields[i], " ")
		switch {
		case f[4] == "D":
			gone[fields[i+1]] = true
		case f[2] != f[3]:
			changes[fields[i+1]+" "+f[3]] = true
		}
	}
	return changes, gone
}

// TestEqualsGit compares generated trees, with one and two parents, as git does.
func TestEqualsGit(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	r := gittest.Init(t)
	var stream strings.Builder
	const commits = 60
	for i := range commits {
		fmt.Fprintf(&stream, "commit refs/heads/b%d\nmark :%d\ncommitter A <a@e.com> %d +0000\ndata 1\nm\n", i, i+1, 1_700_000_000+i)
		if i > 0 {
			fmt.Fprintf(&stream, "from :%d\n", 1+random.IntN(i))
		}
		for range 1 + random.IntN(4) {
			path := []string{"a", "a.b", "a/b", "a/b/c", "a/d", "e/f/g", "e/f", "h", "ab"}[random.IntN(9)]
			mode := []string{"100644", "100755", "120000"}[random.IntN(3)]
			if random.IntN(4) == 0 {
				fmt.Fprintf(&stream, "D %s\n", path)
			} else {
				fmt.Fprintf(&stream, "M %s inline %s\ndata 2\n%d\n", mode, path, random.IntN(9))
			}
		}
	}
	if err := r.Feed(stream.String(), "fast-import", "--quiet"); err != nil {
		t.Fatal(err)
	}
	c := New(odbtest.Open(t, r.Dir))
	tree := func(n int) string { return r.Git("rev-parse", fmt.Sprintf("b%d^{tree}", n)) }
	for range 40 {
		own, one, two := tree(random.IntN(commits)), tree(random.IntN(commits)), tree(random.IntN(commits))
		changes, gone := seen(t, c, id(t, own), []oid.ID{id(t, one)})
		want, wantGone := said(r, own, one)
		if diff := gocmp.Diff(sorted(want), changes) + gocmp.Diff(sorted(wantGone), gone); diff != "" {
			t.Errorf("%s from %s (-git +ours):\n%s", own, one, diff)
		}
		changes, gone = seen(t, c, id(t, own), []oid.ID{id(t, one), id(t, two)})
		second, secondGone := said(r, own, two)
		both := []string{}
		for line := range want {
			if second[line] {
				both = append(both, line)
			}
		}
		slices.Sort(both)
		for path := range secondGone {
			wantGone[path] = true
		}
		if diff := gocmp.Diff(both, append([]string{}, changes...)) + gocmp.Diff(sorted(wantGone), gone); diff != "" {
			t.Errorf("%s from %s and %s (-git +ours):\n%s", own, one, two, diff)
		}
	}
}

func sorted(set map[string]bool) []string {
	var out []string
	for line := range set {
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// TestChange looks at what is told of a change.
func TestChange(t *testing.T) {
	r := gittest.Init(t)
	r.Add("old/a", "1\n")
	r.Add("b", "1\n")
	r.Commit()
	parent := r.Git("rev-parse", "HEAD^{tree}")
	r.Add("old/a", "2\n")
	r.Add("old/new/deep/c", "1\n")
	r.Git("rm", "-q", "b")
	r.Add("b/d", "1\n")
	r.Git("update-index", "--add", "--cacheinfo", "160000,"+r.Git("rev-parse", "HEAD")+",sub")
	r.Commit()
	c := New(odbtest.Open(t, r.Dir))
	var got []string
	err := c.Changes(id(t, r.Git("rev-parse", "HEAD^{tree}")), []oid.ID{id(t, parent)}, func(ch *Change) error {
		fresh := "-"
		if ch.New >= 0 {
			fresh = ch.Path[ch.New:]
		}
		got = append(got, fmt.Sprint(ch.Path, " ", fresh, " ", len(ch.Before), " ", ch.Gitlink))
		return nil
	}, func(what string, err error) { t.Error(what, err) })
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	want := []string{"b/d d 0 false", "old/a - 1 false", "old/new/deep/c new/deep/c 0 false", "sub sub 0 true"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if found, ok, _ := c.Find(id(t, r.Git("rev-parse", "HEAD^{tree}")), []byte("old/new/deep/c")); !ok ||
		found.String() != r.Git("rev-parse", "HEAD:old/new/deep/c") {
		t.Errorf("found %v, %v", found, ok)
	}
	for _, path := range []string{"", "old", "old/", "old/a/b", "sub", "none"} {
		if found, ok, _ := c.Find(id(t, r.Git("rev-parse", "HEAD^{tree}")), []byte(path)); ok {
			t.Errorf("%q is found: %v", path, found)
		}
	}
}

// TestAnotherKind: a submodule may name any id, so a file with the same is new.
func TestAnotherKind(t *testing.T) {
	r := gittest.Init(t)
	r.Write("text", "1\n")
	blob := r.Git("hash-object", "-w", "text")
	tree := func(mode string) oid.ID {
		r.Git("update-index", "--add", "--cacheinfo", mode+","+blob+",x")
		return id(t, r.Git("write-tree"))
	}
	link, file := tree("160000"), tree("100644")
	changes, _ := seen(t, New(odbtest.Open(t, r.Dir)), file, []oid.ID{link})
	if diff := gocmp.Diff([]string{"x " + blob}, changes); diff != "" {
		t.Error(diff)
	}
}

// TestHostileTrees: trees that hold each other many times over end, and that is told.
func TestHostileTrees(t *testing.T) {
	r := gittest.Init(t)
	r.Write("f", "x")
	wide := "100644 f\x00" + string(id(t, r.Git("hash-object", "-w", "f")).Bytes())
	for range 8 {
		r.Write("tree", wide)
		tree := r.Git("hash-object", "-w", "-t", "tree", "tree")
		wide = ""
		for i := range 16 {
			wide += fmt.Sprintf("40000 d%02d\x00%s", i, id(t, tree).Bytes())
		}
	}
	r.Write("tree", wide)
	tree := r.Git("hash-object", "-w", "-t", "tree", "tree")
	var told []string
	n := 0
	err := New(odbtest.Open(t, r.Dir)).Changes(id(t, tree), nil, func(*Change) error { n++; return nil },
		func(what string, err error) { told = append(told, err.Error()) })
	if err != nil || len(told) != 1 || n > maxPlaces {
		t.Errorf("%d files, told %q, error %v", n, told, err)
	}
}

// TestDeepFolders: folders are compared as deep as git goes; of deeper ones that is told, once, and all others are compared.
func TestDeepFolders(t *testing.T) {
	r := gittest.Init(t)
	for name, depth := range map[string]int{"deep": object.MaxDepth, "deeper": object.MaxDepth + 1} {
		file := strings.Repeat("d/", depth) + "f"
		feed := fmt.Sprintf("commit refs/heads/%s\ncommitter A <a@e.com> 1 +0000\ndata 1\nm\n", name) +
			"M 644 inline " + file + "\ndata 1\nx\nM 644 inline z\ndata 1\nz\n"
		if err := r.Feed(feed, "fast-import", "--quiet"); err != nil {
			t.Fatal(err)
		}
		want, problems := []string{file, "z"}, 0
		if depth > object.MaxDepth {
			want, problems = []string{"z"}, 1
		}
		tree := id(t, r.Git("rev-parse", name+"^{tree}"))
		var changes, gone, told []string
		fail := func(what string, err error) { told = append(told, err.Error()) }
		c := New(odbtest.Open(t, r.Dir))
		err := c.Changes(tree, nil, func(ch *Change) error { changes = append(changes, ch.Path); return nil }, fail)
		if err != nil || !slices.Equal(changes, want) || len(told) != problems {
			t.Errorf("%s: %d changes, told %q, error %v", name, len(changes), told, err)
		}
		told = nil
		none := id(t, r.Git("hash-object", "-w", "-t", "tree", "/dev/null"))
		err = c.Gone(none, []oid.ID{tree}, func(path string, _ oid.ID) error { gone = append(gone, path); return nil }, fail)
		if err != nil || !slices.Equal(gone, want) || len(told) != problems {
			t.Errorf("%s: %d gone, told %q, error %v", name, len(gone), told, err)
		}
	}
}

// TestLongPaths: long names make long paths, which count for more than one place.
func TestLongPaths(t *testing.T) {
	r := gittest.Init(t)
	r.Write("f", "x")
	file := string(id(t, r.Git("hash-object", "-w", "f")).Bytes())
	const files = 256
	raw := ""
	for i := range files {
		raw += fmt.Sprintf("100644 %03d\x00%s", i, file)
	}
	r.Write("tree", raw)
	below := id(t, r.Git("hash-object", "-w", "-t", "tree", "tree"))
	r.Write("tree", fmt.Sprintf("40000 %s\x00%s", strings.Repeat("n", 2*placePath*maxPlaces/files), below.Bytes()))
	tree := id(t, r.Git("hash-object", "--literally", "-w", "-t", "tree", "tree"))
	var told []string
	n := 0
	err := New(odbtest.Open(t, r.Dir)).Changes(tree, nil, func(*Change) error { n++; return nil },
		func(what string, err error) { told = append(told, err.Error()) })
	if err != nil || n > files/2 || n < files/3 || len(told) != 1 {
		t.Errorf("%d files, told %q, error %v", n, told, err)
	}
}

// TestManyEntriesHeld: the entries of the trees that are compared at a time are bounded, however many parents have them.
func TestManyEntriesHeld(t *testing.T) {
	r := gittest.Init(t)
	r.Write("f", "x")
	file := string(id(t, r.Git("hash-object", "-w", "f")).Bytes())
	var raw strings.Builder
	const entries = 1 << 16
	for i := range entries {
		fmt.Fprintf(&raw, "100644 %05d\x00%s", i, file)
	}
	r.Write("tree", raw.String())
	parent := id(t, r.Git("hash-object", "-w", "-t", "tree", "tree"))
	r.Write("tree", "100644 g\x00"+file)
	tree := id(t, r.Git("hash-object", "-w", "-t", "tree", "tree"))
	for parents, problems := range map[int]int{2: 0, maxHeld / entries: 1} {
		var told []string
		err := New(odbtest.Open(t, r.Dir)).Changes(tree, slices.Repeat([]oid.ID{parent}, parents), func(*Change) error { return nil },
			func(what string, err error) { told = append(told, err.Error()) })
		if err != nil || len(told) != problems {
			t.Errorf("%d parents: told %q, error %v", parents, told, err)
		}
	}
}

// TestFrom compares which file a new one was made from with what git says.
func TestFrom(t *testing.T) {
	lines := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "this is line %d of the text\n", i)
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		gone  map[string]string
		added string
		want  string
	}{
		"the same":          {map[string]string{"x": lines(0, 9), "y": lines(0, 8)}, lines(0, 9), "x"},
		"two thirds":        {map[string]string{"x": lines(0, 30)}, lines(0, 20) + lines(40, 50), "x"},
		"a third":           {map[string]string{"x": lines(0, 30)}, lines(0, 10) + lines(40, 60), ""},
		"the more alike":    {map[string]string{"x": lines(0, 20) + lines(50, 60), "y": lines(0, 28)}, lines(0, 30), "y"},
		"the same name":     {map[string]string{"x": lines(0, 27), "dir/new": lines(0, 26)}, lines(0, 30), "dir/new"},
		"much larger":       {map[string]string{"x": lines(0, 90)}, lines(0, 30), ""},
		"long lines":        {map[string]string{"x": strings.Repeat(lines(0, 1)[:24], 40)}, strings.Repeat(lines(0, 1)[:24], 39), "x"},
		"nothing is gone":   {nil, lines(0, 9), ""},
		"empty":             {map[string]string{"x": ""}, "", "x"},
		"another is empty":  {map[string]string{"x": ""}, "a\n", ""},
		"order of the text": {map[string]string{"x": lines(15, 30) + lines(0, 15)}, lines(0, 30), "x"},
	} {
		t.Run(name, func(t *testing.T) {
			r := gittest.Init(t)
			r.Add("base", "base\n")
			for path, text := range c.gone {
				r.Add(path, text)
			}
			r.Commit()
			for path := range c.gone {
				r.Git("rm", "-q", path)
			}
			r.Add("new", c.added)
			git := ""
			for line := range strings.Lines(r.Git("diff-index", "--cached", "-M", "HEAD") + "\n") {
				if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 {
					git = f[1]
				}
			}
			if git != c.want && name != "empty" { // git calls no empty file a rename
				t.Fatalf("git says %q", git)
			}
			var gone []Gone
			texts := map[oid.ID]string{}
			for path, text := range c.gone {
				g := Gone{path, id(t, r.Git("rev-parse", "HEAD:"+path))}
				gone = append(gone, g)
				texts[g.ID] = text
			}
			slices.SortFunc(gone, func(a, b Gone) int { return cmp.Compare(a.Path, b.Path) })
			added := id(t, r.Git("hash-object", "new"))
			texts[added] = c.added
			got, err := From("new", added, gone, func(id oid.ID) ([]byte, error) { return []byte(texts[id]), nil })
			if ok := !got.IsZero(); err != nil || ok != (c.want != "") || ok && texts[got] != c.gone[c.want] {
				t.Errorf("%v, %v; want %q", got, err, c.want)
			}
		})
	}
}

// TestRealRenames compares the renames of a real history with git's; SLUICE_REPO names the repository.
func TestRealRenames(t *testing.T) {
	dir := os.Getenv("SLUICE_REPO")
	if dir == "" {
		t.Skip("SLUICE_REPO is not set")
	}
	git := gittest.Open(t, dir)
	store := odbtest.Open(t, dir)
	c := New(store)
	same, other := 0, 0
	read := func(id oid.ID) ([]byte, error) { _, data, err := store.Get(id, nil); return data, err }
	commit := ""
	for line := range strings.Lines(git.Git("log", "--no-merges", "-n", "4000", "--raw", "--no-abbrev", "-M", "--diff-filter=R",
		"--format=%H", "HEAD")) {
		line = strings.TrimSpace(line)
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			if line != "" {
				commit = line
			}
			continue
		}
		raw := strings.Split(f[0], " ")
		var gone []Gone
		err := c.Gone(id(t, git.Git("rev-parse", commit+"^{tree}")), []oid.ID{id(t, git.Git("rev-parse", commit+"~^{tree}"))},
			func(path string, id oid.ID) error {
				gone = append(gone, Gone{path, id})
				return nil
			}, func(what string, err error) { t.Error(what, err) })
		if err != nil {
			t.Fatal(err)
		}
		if got, err := From(f[2], id(t, raw[3]), gone, read); err == nil && got.String() == raw[2] {
			same++
		} else {
			other++
			t.Logf("%s: %s comes from %s, we say %v", commit, f[2], f[1], got)
		}
	}
	t.Logf("%d renames as git says, %d not", same, other)
	if other*20 > same {
		t.Error("too many")
	}
}

// FuzzSpans: spans cover a content, and two contents never share more than the smaller has.
func FuzzSpans(f *testing.F) {
	f.Add([]byte("a\nb\n"), []byte("b\na\n"))
	f.Add([]byte(""), []byte("\n\n\n"))
	f.Add([]byte(strings.Repeat("x", 200)), []byte(strings.Repeat("x", 130)+"\n"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		x, y := spans(a), spans(b)
		for content, s := range map[*[]byte]counts{&a: x, &b: y} {
			sum := 0
			for _, n := range s {
				sum += n
			}
			if sum != len(*content) {
				t.Errorf("spans of %d bytes cover %d", len(*content), sum)
			}
		}
		if s := x.shared(y); s > float64(min(len(a), len(b))) || s != y.shared(x) || x.shared(x) != float64(len(a)) {
			t.Errorf("%q and %q share %v", a, b, s)
		}
	})
}
