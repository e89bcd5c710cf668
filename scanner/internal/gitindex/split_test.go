package gitindex

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

// TestSplit: an index that is split over two files is what git says it is, after random changes of either, conflicts among them.
func TestSplit(t *testing.T) {
	for seed := range uint64(6) {
		format := []oid.Format{oid.SHA1, oid.SHA256}[seed%2]
		repo := gittest.Init(t, "--object-format="+[]string{"sha1", "sha256"}[seed%2])
		fill(repo)
		repo.Git("config", "splitIndex.maxPercentChange", "100")
		if seed >= 4 {
			repo.Git("update-index", "--index-version", "4")
		}
		repo.Git("update-index", "--split-index")
		rng := rand.New(rand.NewPCG(seed, 3))
		blob := repo.Git("rev-parse", ":top")
		zero := strings.Repeat("0", len(blob))
		for i := range 25 {
			paths := strings.Split(repo.Git("ls-files", "-z"), "\x00")
			path := paths[rng.IntN(len(paths)-1)]
			switch rng.IntN(5) {
			case 0:
				repo.Git("update-index", "--force-remove", path)
			case 1:
				repo.Git("update-index", "--add", "--cacheinfo", "100755,"+blob+","+path)
			case 2:
				if err := repo.Feed(fmt.Sprintf("0 %s\t%s\n100644 %s 1\t%s\n100644 %s 3\t%s\n", zero, path, blob, path, blob, path),
					"update-index", "--index-info"); err != nil {
					t.Fatal(err)
				}
			case 3:
				repo.Git("update-index", "--add", "--cacheinfo", fmt.Sprintf("100644,%s,new%d/file", blob, i))
			default:
				repo.Git("update-index", "--add", "--cacheinfo", "100644,"+blob+","+path)
			}
			x := open(t, repo, format)
			if d := cmp.Diff(repo.Git("ls-files", "--stage", "-z"), list(t, x.Entries())); d != "" {
				t.Fatalf("seed %d, step %d (-git +ours):\n%s", seed, i, d)
			}
		}
	}
}

// TestSplitWithoutShared: without the shared index, or with another one in its place, nothing is taken for the whole.
func TestSplitWithoutShared(t *testing.T) {
	repo := gittest.Init(t)
	fill(repo)
	repo.Git("update-index", "--split-index")
	repo.Add("another", "x")
	names, err := os.ReadDir(repo.Path(".git"))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if strings.HasPrefix(n.Name(), "sharedindex.") {
			shared := repo.Path(".git/" + n.Name())
			whole, err := os.ReadFile(shared)
			if err != nil {
				t.Fatal(err)
			}
			for at := 40; at < len(whole); at += 97 {
				damaged := append([]byte{}, whole...)
				damaged[at] ^= 1
				os.Remove(shared)
				repo.Write(".git/"+n.Name(), string(damaged))
				if _, err := Open(repo.Path(".git/index"), oid.SHA1); !errors.Is(err, ErrMalformed) {
					t.Errorf("byte %d: error %v", at, err)
				}
			}
			if err := os.Remove(shared); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := Open(repo.Path(".git/index"), oid.SHA1); !errors.Is(err, ErrUnsupported) {
		t.Errorf("error %v", err)
	}
}

// FuzzLink: whatever a split index says of the shared one, what comes out is an index, or an error.
func FuzzLink(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x03\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x00"), 2)
	f.Add([]byte("\x00\x00\x00\x40\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00"), 1)
	f.Fuzz(func(t *testing.T, bitmaps []byte, others int) {
		id := make([]byte, oid.SHA1Size)
		entries := func(n int, path string) (out []raw) {
			for i := range n {
				out = append(out, raw{path: fmt.Sprintf(path, i), mode: 0o100644, id: id})
			}
			return out
		}
		own := append(make([]raw, min(max(others, 0), 100)), entries(3, "new%d")...)
		for i := range own {
			own[i].mode, own[i].id = 0o100644, id
		}
		all, err := join(entries(70, "path%02d"), own, bitmaps)
		if err != nil {
			return
		}
		x := &Index{format: oid.SHA1}
		data, err := x.encode(all)
		if err != nil {
			t.Fatal(err)
		}
		y, err := read(strings.NewReader(string(data)), int64(len(data)), oid.SHA1)
		if err != nil || y.Len() != len(all) {
			t.Fatalf("%v, %d entries of %d", err, y.Len(), len(all))
		}
	})
}
