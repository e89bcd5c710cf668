package scanner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

// TestShardsTogetherFindTheSame: wherever secrets lie, what the shards find together is what one run finds, each once, whatever secrets
// moved between names, and however each shard's repository is packed.
func TestShardsTogetherFindTheSame(t *testing.T) {
	for i, h := range someHidings() {
		t.Run(h.name, func(t *testing.T) {
			repo := gittest.Init(t)
			for n := range 6 {
				committed(repo, fmt.Sprintf("dir%d/name%d", n%2, n), strings.Repeat("a line\n", 20+n)+key(100+n%3))
			}
			repo.Git("mv", "dir0/name0", "moved")
			committed(repo, "copy", strings.Repeat("a line\n", 23)+key(100))
			committed(repo, "moved", key(101)+"\n"+key(102))
			h.hide(repo, key(i))
			want, plain := scanRepository(t, newScanner(t, acme(t, ""), scanner.Options{}), repo.Dir)
			for _, n := range []int{2, 5} {
				together(t, repo, n, want, plain)
			}
		})
	}
}

func together(t *testing.T, repo *gittest.Repo, n int, want []finding.Finding, plain finding.Receipt) {
	t.Helper()
	var got []finding.Finding
	var sum finding.Receipt
	for i := range n {
		if i == 1 {
			repo.Git("repack", "-q", "-a", "-d", "-f", "--keep-unreachable")
		}
		found, receipt := scanRepository(t, newScanner(t, acme(t, ""), scanner.Options{Shard: scanner.Shard{Index: i + 1, Of: n}}),
			repo.Dir)
		if receipt.Shard != fmt.Sprintf("%d/%d", i+1, n) {
			t.Errorf("shard %q", receipt.Shard)
		}
		got = append(got, found...)
		sum.Blobs, sum.Commits, sum.Objects, sum.Bytes = sum.Blobs+receipt.Blobs, sum.Commits+receipt.Commits,
			sum.Objects+receipt.Objects, sum.Bytes+receipt.Bytes
	}
	slices.SortFunc(got, finding.Compare)
	got = slices.CompactFunc(got, func(a, b finding.Finding) bool {
		return a.Source.Kind == "file-name" && gocmp.Equal(a, b, gocmp.AllowUnexported(finding.Secret{}))
	})
	if d := gocmp.Diff(want, got, gocmp.AllowUnexported(finding.Secret{})); d != "" {
		t.Errorf("%d shards: findings (-one run +shards):\n%s", n, d)
	}
	one := finding.Receipt{Blobs: plain.Blobs, Commits: plain.Commits, Objects: plain.Objects, Bytes: plain.Bytes}
	if d := gocmp.Diff(one, sum); d != "" {
		t.Errorf("%d shards: receipts (-one run +shards):\n%s", n, d)
	}
}
