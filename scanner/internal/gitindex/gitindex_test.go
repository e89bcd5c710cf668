package gitindex

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

var formats = map[string]oid.Format{"sha1": oid.SHA1, "sha256": oid.SHA256}

func open(t *testing.T, repo *gittest.Repo, format oid.Format) *Index {
	t.Helper()
	x, err := Open(repo.Path(".git/index"), format)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// list prints entries as git ls-files --stage -z does.
func list(t *testing.T, c *Cursor) string {
	t.Helper()
	var out strings.Builder
	for c.Next() {
		fmt.Fprintf(&out, "%06o %x %d\t%s\x00", c.Mode, c.ID, c.Stage, c.Path)
	}
	if c.Err() != nil {
		t.Error(c.Err())
	}
	return out.String()
}

// fill stages files in many folders, more than two marks' worth.
func fill(repo *gittest.Repo) {
	for a := range 7 {
		for b := range 9 {
			for c := range 11 {
				repo.Write(fmt.Sprintf("dir%d/sub-%d/file%d", a, b, c), fmt.Sprint(a, b, c))
			}
		}
	}
	repo.Write("dir1.txt", "beside a folder")
	repo.Write("dir1-x", "before it")
	repo.Write("top", "at the top")
	repo.Git("add", ".")
}

// TestEntriesEqualGit holds entries and cache of trees to what git tells of the same index, in every version that git writes.
func TestEntriesEqualGit(t *testing.T) {
	for name, format := range formats {
		for _, version := range []string{"2", "4"} {
			t.Run(name+" version "+version, func(t *testing.T) {
				repo := gittest.Init(t, "--object-format="+name)
				repo.Git("update-index", "--index-version", version)
				fill(repo)
				same(t, repo, format)
				repo.Commit()
				same(t, repo, format)
				repo.Add("dir3/sub-2/file4", "changed")
				same(t, repo, format)
				repo.Write("dir3/intended", "x")
				repo.Git("add", "-N", "dir3/intended") // takes further flags: version 3
				repo.Git("update-index", "--skip-worktree", "top")
				same(t, repo, format)
				repo.Git("update-index", "--add", "--cacheinfo",
					"100644,"+repo.Git("rev-parse", ":top")+","+strings.Repeat("long/", 900)+"name")
				same(t, repo, format)
			})
		}
	}
}

func same(t *testing.T, repo *gittest.Repo, format oid.Format) {
	t.Helper()
	x := open(t, repo, format)
	if d := cmp.Diff(repo.Git("ls-files", "--stage", "-z"), list(t, x.Entries())); d != "" {
		t.Errorf("entries (-git +ours):\n%s", d)
	}
	whole := strings.SplitAfter(list(t, x.Entries()), "\x00")
	for _, n := range []int{0, 1, 255, 256, 257, 511, 600, x.Len()} {
		c := x.Entries()
		c.Skip(min(n, x.Len()))
		if got, want := list(t, c), strings.Join(whole[min(n, x.Len()):], ""); got != want {
			t.Errorf("behind %d entries: %.200q, want %.200q", n, got, want)
		}
	}
	tree := repo.Git("write-tree")
	checkTree(t, repo, x, x.Root(), tree, "")
}

// checkTree compares what the cache knows of a folder with the tree that git makes of the index.
func checkTree(t *testing.T, repo *gittest.Repo, x *Index, folder Tree, tree, path string) {
	t.Helper()
	id, err := oid.Parse(repo.Git("rev-parse", tree+":"+path))
	if err != nil {
		t.Fatal(err)
	}
	entries, ok := folder.Is(id)
	if entries >= 0 && !ok && folder != (Tree{}) {
		t.Errorf("%q: the cache does not know %v", path, id)
	}
	if ok {
		if n := strings.Count(repo.Git("ls-files", "-z", "--", "./"+path), "\x00"); n != entries {
			t.Errorf("%q: %d entries, git has %d", path, entries, n)
		}
		if _, other := folder.Is(oid.New(bytes.Repeat([]byte{1}, len(id.Bytes())))); other {
			t.Errorf("%q is any tree", path)
		}
		return
	}
	for name, child := range folder.Children() {
		checkTree(t, repo, x, child, tree, strings.TrimPrefix(path+"/"+name, "/"))
	}
}

// TestConflict: a path has several stages, and the cache knows nothing of its folders.
func TestConflict(t *testing.T) {
	repo := gittest.Init(t)
	fill(repo)
	repo.Commit()
	blob := repo.Git("rev-parse", ":top")
	if err := repo.Feed("0 "+strings.Repeat("0", 40)+"\ttop\n100644 "+blob+" 1\ttop\n100644 "+blob+" 3\ttop\n", "update-index",
		"--index-info"); err != nil {
		t.Fatal(err)
	}
	x := open(t, repo, oid.SHA1)
	if d := cmp.Diff(repo.Git("ls-files", "--stage", "-z"), list(t, x.Entries())); d != "" {
		t.Errorf("(-git +ours):\n%s", d)
	}
	if n, _ := x.Root().Is(oid.ID{}); n != -1 {
		t.Errorf("the root has %d entries", n)
	}
}

func TestSparse(t *testing.T) {
	repo := gittest.Init(t)
	fill(repo)
	repo.Commit()
	if out, err := repo.Try("sparse-checkout", "set", "--cone", "--sparse-index", "dir3"); err != nil {
		t.Skipf("this git makes no sparse index: %s", out)
	}
	x := open(t, repo, oid.SHA1)
	if !x.Sparse() {
		t.Fatal("it is not told to be sparse")
	}
	if d := cmp.Diff(repo.Git("ls-files", "--stage", "--sparse", "-z"), list(t, x.Entries())); d != "" {
		t.Errorf("(-git +ours):\n%s", d)
	}
}

func TestEmpty(t *testing.T) {
	repo := gittest.Init(t)
	repo.Git("read-tree", "--empty")
	if x := open(t, repo, oid.SHA1); x.Len() != 0 || x.Entries().Next() {
		t.Error("it has entries")
	}
}

// TestDamage: every single damaged byte, and every cut, is noticed, but in a checksum that is none.
func TestDamage(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one")
	repo.Add("b/c", "two")
	repo.Commit()
	whole, err := os.ReadFile(repo.Path(".git/index"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 0x10
		if _, err := Read(bytes.NewReader(damaged), int64(len(damaged)), oid.SHA1); err == nil {
			t.Errorf("byte %d of %d: no error", i, len(whole))
		}
		if _, err := Read(bytes.NewReader(whole), int64(i), oid.SHA1); err == nil {
			t.Errorf("cut at %d of %d: no error", i, len(whole))
		}
	}
	unsummed := append(bytes.Clone(whole[:len(whole)-oid.SHA1Size]), make([]byte, oid.SHA1Size)...)
	if _, err := Read(bytes.NewReader(unsummed), int64(len(unsummed)), oid.SHA1); err != nil {
		t.Errorf("without a checksum: %v", err)
	}
}

// TestUnknownExtensions: those in capital letters may be passed over.
func TestUnknownExtensions(t *testing.T) {
	for name, want := range map[string]error{"XYZW": nil, "xyzw": ErrUnsupported, "TREE": ErrMalformed} {
		data := append([]byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x00"+name+"\x00\x00\x00\x03abc"), make([]byte, oid.SHA1Size)...)
		if _, err := Read(bytes.NewReader(data), int64(len(data)), oid.SHA1); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

// TestTooManyBelow: a folder in the cache of trees has no more entries than the index.
func TestTooManyBelow(t *testing.T) {
	for entries, want := range map[string]error{"0": nil, "1": ErrMalformed, "99999999999999999999": ErrMalformed} {
		tree := "\x00" + entries + " 0\n" + strings.Repeat("i", oid.SHA1Size)
		data := "DIRC\x00\x00\x00\x02\x00\x00\x00\x00TREE\x00\x00\x00" + string(rune(len(tree))) + tree + strings.Repeat("\x00", oid.SHA1Size)
		if _, err := read(strings.NewReader(data), int64(len(data)), oid.SHA1); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%s: %v, want %v", entries, err, want)
		}
	}
}

// TestOrder: entries that are not in their order, or there twice, are malformed, and so is a path that takes more off the one before it
// than that has.
func TestOrder(t *testing.T) {
	for name, c := range map[string]struct {
		version string
		change  func(first, second []byte) // what begins with the path of an entry
	}{
		"swapped":   {"2", func(first, second []byte) { first[0], second[0] = second[0], first[0] }},
		"twice":     {"2", func(first, second []byte) { second[0] = first[0] }},
		"too short": {"4", func(first, _ []byte) { first[0] = 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			repo := gittest.Init(t)
			repo.Add("a", "one")
			repo.Add("b", "two")
			repo.Git("update-index", "--index-version", c.version)
			data, err := os.ReadFile(repo.Path(".git/index"))
			if err != nil {
				t.Fatal(err)
			}
			const path = 62 // in an entry with a SHA-1
			second := headerSize + 64
			if c.version == "4" {
				second = headerSize + path + len("\x00a\x00")
			}
			c.change(data[headerSize+path:], data[second+path:])
			clear(data[len(data)-oid.SHA1Size:])
			x, err := read(bytes.NewReader(data), int64(len(data)), oid.SHA1)
			if err == nil {
				entries := x.Entries()
				for entries.Next() {
				}
				err = entries.Err()
			}
			if !errors.Is(err, ErrMalformed) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// FuzzRead: whatever an index holds, there is no panic, paths ascend, and skipping comes to the same entry as reading.
func FuzzRead(f *testing.F) {
	repo := gittest.Init(f)
	for _, version := range []string{"2", "4"} {
		repo.Git("update-index", "--index-version", version)
		repo.Add("a", "one")
		repo.Add("b/c", "two")
		repo.Commit()
		repo.Write("d", "three")
		repo.Git("add", "-N", "d")
		data, err := os.ReadFile(repo.Path(".git/index"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[:len(data)-oid.SHA1Size], uint8(1))
	}
	f.Fuzz(func(t *testing.T, data []byte, skipped uint8) {
		data = append(data, make([]byte, oid.SHA1Size)...) // no checksum: it would hide all behind it
		x, err := Read(bytes.NewReader(data), int64(len(data)), oid.SHA1)
		if err != nil {
			return
		}
		var paths []string
		c := x.Entries()
		for c.Next() {
			paths = append(paths, string(c.Path))
		}
		if c.Err() != nil {
			return
		}
		if len(paths) != x.Len() {
			t.Fatalf("%d of %d entries", len(paths), x.Len())
		}
		n := min(int(skipped), len(paths))
		c = x.Entries()
		c.Skip(n)
		for _, want := range paths[n:] {
			if !c.Next() || string(c.Path) != want {
				t.Fatalf("behind %d: %q, want %q", n, c.Path, want)
			}
		}
		walk(t, x.Root(), 0)
	})
}

func walk(t *testing.T, tree Tree, depth int) {
	if depth > 1<<20 {
		t.Fatal("the cache of trees has no end")
	}
	for _, child := range tree.Children() {
		walk(t, child, depth+1)
	}
}
