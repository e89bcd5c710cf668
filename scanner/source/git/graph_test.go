package git

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source"
)

// TestGraph: what is kept of commits is what git says of them, wherever they lie, and it is given once.
func TestGraph(t *testing.T) {
	for _, args := range [][]string{nil, {"--object-format=sha256"}} {
		repo := gittest.Init(t, args...)
		repo.Add("a", "one\n")
		repo.Commit()
		repo.Git("branch", "side")
		repo.Add("a", "two\n")
		repo.Commit()
		repo.Git("repack", "-q", "-ad")
		repo.Git("checkout", "-q", "side")
		repo.Add("b", "three\n")
		repo.Commit()
		repo.Git("merge", "-q", "--no-edit", "main")
		s, err := Open(repo.Dir, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		none := func(k source.Skip) { t.Errorf("skipped: %+v", k) }
		err = s.Batches(context.Background(), func(b source.Batch) error {
			return b.Blobs(context.Background(), func(*source.Blob) error { return nil }, none)
		}, none)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		keep := func(id, tree oid.ID, parents []oid.ID, when int64) {
			line := fmt.Sprint(id, " ", tree, " ", when)
			for _, p := range parents {
				line += " " + p.String()
			}
			got = append(got, line)
		}
		if !s.Graph(keep) {
			t.Error("not all commits are known")
		}
		want := strings.Split(repo.Git("log", "--all", "--format=%H %T %ct %P"), "\n")
		for i := range want {
			want[i] = strings.TrimSpace(want[i])
		}
		slices.Sort(got)
		slices.Sort(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("(-git +own):\n%s", d)
		}
		if s.Graph(keep) {
			t.Error("given twice")
		}
	}
}
