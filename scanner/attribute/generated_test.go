package attribute

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

// leaf is a path's content in a generated tree.
type leaf struct{ mode, text string }

// generator makes histories: several roots, merges of two to four parents that choose between them path by path (criss-cross as well),
// files that become folders and links, submodules, renames, copies and reverts.
type generator struct {
	random  *rand.Rand
	trees   []map[string]leaf // of each commit
	stream  strings.Builder   // for git fast-import
	commits int
}

func (g *generator) pick(list ...string) string { return list[g.random.IntN(len(list))] }

func (g *generator) path() string {
	return g.pick("a", "b", "dir/a", "dir/b", "dir/sub/a", "dir/sub/b", "dir-b/a", "dir.c", "a/x", "deep/1/2/3/4")
}

func (g *generator) leaf() leaf {
	text := fmt.Sprintf("line %d\n", g.random.IntN(3))
	for range g.random.IntN(3) {
		text += fmt.Sprintf("S%d\n", g.random.IntN(8))
	}
	return leaf{g.pick("100644", "100644", "100644", "100755", "120000"), text}
}

// set puts a leaf into a tree; what is in the way as a file or folder goes.
func set(tree map[string]leaf, path string, l leaf) {
	maps.DeleteFunc(tree, func(p string, _ leaf) bool { return strings.HasPrefix(p, path+"/") || strings.HasPrefix(path, p+"/") })
	tree[path] = l
}

// change edits a tree in one way.
func (g *generator) change(tree map[string]leaf) {
	paths := slices.Sorted(maps.Keys(tree))
	if len(paths) == 0 {
		set(tree, g.path(), g.leaf())
		return
	}
	path := g.pick(paths...)
	switch g.random.IntN(8) {
	case 0:
		delete(tree, path)
	case 1: // a file renamed
		l := tree[path]
		delete(tree, path)
		set(tree, g.path(), l)
	case 2: // a folder renamed or copied
		for _, p := range paths {
			if rest, ok := strings.CutPrefix(p, "dir/"); ok {
				set(tree, g.pick("moved", "copied", "dir-b")+"/"+rest, tree[p])
			}
		}
	case 3: // reverted to what some commit had
		old := g.trees[g.random.IntN(len(g.trees))]
		if l, ok := old[path]; ok {
			tree[path] = l
		}
	case 4:
		set(tree, g.path(), leaf{"160000", ""})
	default:
		set(tree, g.path(), g.leaf())
	}
}

// parents chooses what the next commit is built on; mostly recent commits.
func (g *generator) parents() (parents []int) {
	n := []int{0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 4}[g.random.IntN(13)]
	for range min(n, len(g.trees)) {
		p := len(g.trees) - 1 - g.random.IntN(min(5, len(g.trees)))
		if !slices.Contains(parents, p) {
			parents = append(parents, p)
		}
	}
	return parents
}

func (g *generator) commit() {
	tree := map[string]leaf{}
	parents := g.parents()
	for _, p := range parents {
		for _, path := range slices.Sorted(maps.Keys(g.trees[p])) {
			if len(parents) == 1 || g.random.IntN(3) > 0 {
				set(tree, path, g.trees[p][path])
			}
		}
	}
	for range g.random.IntN(4) {
		g.change(tree)
	}
	g.commits++
	fmt.Fprintf(&g.stream, "commit refs/heads/c%d\nmark :%d\ncommitter Ada <a@e.com> %d +0000\ndata 1\nm\n", g.commits, g.commits,
		1700000000+g.random.IntN(50))
	for i, p := range parents {
		fmt.Fprintf(&g.stream, "%s :%d\n", []string{"from", "merge"}[min(i, 1)], p+1)
	}
	g.stream.WriteString("deleteall\n")
	for _, path := range slices.Sorted(maps.Keys(tree)) {
		if l := tree[path]; l.mode == "160000" {
			fmt.Fprintf(&g.stream, "M 160000 %040d %s\n", 7, path)
		} else {
			fmt.Fprintf(&g.stream, "M %s inline %s\ndata %d\n%s\n", l.mode, path, len(l.text), l.text)
		}
	}
	g.trees = append(g.trees, tree)
}

// TestGeneratedHistories compares with the definition over generated histories.
func TestGeneratedHistories(t *testing.T) {
	for seed := range uint64(4) {
		for _, format := range []string{"sha1", "sha256"}[:1+(seed+1)/4] {
			t.Run(fmt.Sprintf("%d %s", seed, format), func(t *testing.T) {
				g := generator{random: rand.New(rand.NewPCG(seed, 1))}
				for range 60 {
					g.commit()
				}
				r := newRepo(t, "--object-format="+format)
				stream := g.stream.String()
				if format == "sha256" {
					stream = strings.ReplaceAll(stream, fmt.Sprintf("%040d", 7), fmt.Sprintf("%064d", 7))
				}
				if err := r.Feed(stream, "fast-import", "--quiet"); err != nil {
					t.Fatal(err)
				}
				r.git("update-ref", "refs/heads/main", fmt.Sprintf("refs/heads/c%d", g.commits))
				r.compare("generated")
				if lines, _, _ := r.attribute(); len(lines) < 15 {
					t.Errorf("only %d occurrences", len(lines))
				}
			})
		}
	}
}

// treeEntry is an entry as it stands in a tree object.
func treeEntry(t *testing.T, mode, name, id string) string {
	t.Helper()
	parsed, err := oid.Parse(id)
	if err != nil {
		t.Fatal(err)
	}
	return mode + " " + name + "\x00" + string(parsed.Bytes())
}

// writeTree writes a loose tree without asking git, and returns its name.
func (r *repo) writeTree(raw string) string {
	r.t.Helper()
	object := fmt.Sprintf("tree %d\x00%s", len(raw), raw)
	sum := sha1.Sum([]byte(object))
	id := hex.EncodeToString(sum[:])
	var packed bytes.Buffer
	z, err := zlib.NewWriterLevel(&packed, zlib.NoCompression)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := io.WriteString(z, object); err != nil || z.Close() != nil {
		r.t.Fatal(err)
	}
	r.Write(gittest.Loose(id), packed.String())
	return id
}

// TestDeepTreesEnd: folders in folders, ten thousand deep, are told and end; others are attributed. What the deep ones hold may be
// committed.
func TestDeepTreesEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute with the race detector, which finds nothing in one goroutine")
	}
	r := newRepo(t)
	r.Write("f", "S1")
	r.Write("deep", "S2")
	r.git("add", "f", "deep")
	blob, deep := r.git("rev-parse", ":f"), r.git("rev-parse", ":deep")
	raw := treeEntry(r.t, "100644", "f", deep)
	for range 10_000 {
		raw = treeEntry(r.t, "40000", "d", r.writeTree(raw))
	}
	root := r.writeTree(raw + treeEntry(r.t, "100644", "f", blob))
	r.git("update-ref", "refs/heads/main", r.git("commit-tree", "-m", "deep", root))
	lines, result, _ := r.attribute()
	id, err := oid.Parse(deep)
	if err != nil {
		t.Fatal(err)
	}
	if reach, err := result.Reach(t.Context(), id); err != nil || reach != "" {
		t.Errorf("reach of what is too deep: %q, %v", reach, err)
	}
	if len(result.Problems) != 1 || !strings.Contains(result.Problems[0].Why, "more than 4096 deep") || len(lines) != 1 {
		t.Errorf("%v, problems: %v", lines, result.Problems)
	}
}
