package plumbing

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

func id(t *testing.T, repo *gittest.Repo, revision string) oid.ID {
	t.Helper()
	id, err := oid.Parse(repo.Git("rev-parse", revision))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// random returns text that does not get smaller when it is packed.
func random(n int) string {
	text := make([]byte, n)
	rand.NewChaCha8([32]byte{}).Read(text)
	return string(text)
}

func TestObjects(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			repo := gittest.Init(t, "--object-format="+format)
			repo.Add("small", "one\n")
			repo.Add("empty", "")
			repo.Add("lines", strings.Repeat("a line\n", 200000))
			repo.Add("damaged", "two\n")
			repo.Commit()
			damaged := id(t, repo, ":damaged")
			path := repo.Path(gittest.Loose(damaged.String()))
			if err := os.Chmod(path, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("no object"), 0o600); err != nil {
				t.Fatal(err)
			}
			repo.Add("cut", random(1<<20))
			cut := id(t, repo, ":cut")
			path = repo.Path(gittest.Loose(cut.String()))
			if err := errors.Join(os.Chmod(path, 0o600), os.Truncate(path, 1<<18)); err != nil {
				t.Fatal(err)
			}
			objects := open(t, repo.Dir).Objects(context.Background())
			defer objects.Close()
			const limit = 1 << 20
			buf := make([]byte, 0, 100)
			for range 2 { // what goes wrong with one leaves the next as it is
				for _, c := range []struct {
					id         oid.ID
					data, want string
					size       int64
				}{
					{id(t, repo, ":small"), "one\n", "", 4},
					{id(t, repo, ":empty"), "", "", 0},
					{id(t, repo, ":lines"), "", "too large", 1400000},
					{id(t, repo, "HEAD^{tree}"), "", "a tree and no blob", 0},
					{damaged, "", "damaged", 0},
					{cut, "", "git cat-file: ", 1 << 20},
					{oid.New(make([]byte, len(damaged.Bytes()))), "", "missing", 0},
				} {
					data, size, err := objects.Read(c.id, limit, buf)
					if string(data) != c.data || size != c.size || (err == nil) != (c.want == "") ||
						err != nil && !strings.Contains(err.Error(), c.want) {
						t.Errorf("%s: %q, size %d, error %v", c.id, data, size, err)
					}
				}
			}
			data, _, err := objects.Read(id(t, repo, ":lines"), 1<<21, nil)
			if err != nil || string(data) != strings.Repeat("a line\n", 200000) {
				t.Errorf("%d bytes, error %v", len(data), err)
			}
		})
	}
}

// TestWrongContent: a content under another's name is noticed, which git itself does not do here.
func TestWrongContent(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Add("b", "two\n")
	a, b := id(t, repo, ":a").String(), id(t, repo, ":b").String()
	repo.Lose(a)
	if err := os.Rename(repo.Path(gittest.Loose(b)), repo.Path(gittest.Loose(a))); err != nil {
		t.Fatal(err)
	}
	objects := open(t, repo.Dir).Objects(context.Background())
	defer objects.Close()
	if data, _, err := objects.Read(id(t, repo, ":a"), 1000, nil); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%q, error %v", data, err)
	}
}

func TestObjectsConcurrently(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	repo.Add("b", strings.Repeat("line\n", 30000))
	ids := map[string]oid.ID{"one\n": id(t, repo, ":a"), strings.Repeat("line\n", 30000): id(t, repo, ":b")}
	objects := open(t, repo.Dir).Objects(context.Background())
	defer objects.Close()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for want, id := range ids {
				if data, _, err := objects.Read(id, 1<<20, nil); string(data) != want || err != nil {
					t.Errorf("%d bytes of %d, error %v", len(data), len(want), err)
				}
			}
		})
	}
	wait.Wait()
}

func TestObjectsCancelled(t *testing.T) {
	repo := gittest.Init(t)
	repo.Add("a", "one\n")
	ctx, cancel := context.WithCancel(context.Background())
	objects := open(t, repo.Dir).Objects(ctx)
	defer objects.Close()
	if _, _, err := objects.Read(id(t, repo, ":a"), 1000, nil); err != nil {
		t.Fatal(err)
	}
	cancel()
	for range 2 {
		if _, _, err := objects.Read(id(t, repo, ":a"), 1000, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	}
}

// FuzzHeader: no line is taken for a size that is negative, or for two things.
func FuzzHeader(f *testing.F) {
	for _, line := range []string{
		"0123 blob 7\n", "0123 missing\n", "0123 tree 7\n", "0123 blob -1\n",
		"0123 blob 99999999999999999999\n", "", "\n", "a b c d\n",
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if size, err := parseHeader(line); size < 0 || err != nil && size != 0 {
			t.Errorf("%q: size %d, error %v", line, size, err)
		}
	})
}
