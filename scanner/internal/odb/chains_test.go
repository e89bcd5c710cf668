package odb

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

// TestChains: of the objects that are asked for the large ones come along their chains, each once and as it is, with what they are
// built on as known, and the rest is left.
func TestChains(t *testing.T) {
	repo := gittest.Init(t)
	var stream strings.Builder
	lines := strings.Repeat("a line of many that are all the same\n", pack.Kept/36)
	for i := range 12 {
		text := fmt.Sprintf("%d\n%s%d\n", i, lines, i)
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter A <a@e.com> %d +0000\ndata 0\n", 1_700_000_000+i)
		fmt.Fprintf(&stream, "M 644 inline large\ndata %d\n%s\n", len(text), text)
		fmt.Fprintf(&stream, "M 644 inline small\ndata 3\n%03d\n", i)
	}
	if err := repo.Feed(stream.String(), "fast-import", "--quiet"); err != nil {
		t.Fatal(err)
	}
	repo.Git("repack", "-q", "-a", "-d")
	store := opened(t, repo.Dir, nil)
	defer store.Close()
	all := map[oid.ID]string{}
	var large, small []oid.ID
	walkAll(t, store.Batches(pack.Blob, pack.Commit), func(o *Object) {
		if all[o.ID] = string(o.Data); o.Size >= pack.Kept {
			large = append(large, o.ID)
		} else {
			small = append(small, o.ID)
		}
	})
	for n := range len(large) + 1 {
		wanted := slices.Concat(large[:n], small)
		chains, rest := store.Chains(wanted)
		var got []oid.ID
		bases := 0
		walkAll(t, chains, func(o *Object) {
			if all[o.ID] != string(o.Data) {
				t.Errorf("%d: %v is not what it is", n, o.ID)
			}
			if o.Step.Known {
				bases++
			} else {
				got = append(got, o.ID)
			}
		})
		left := slices.Clone(small)
		if n == 1 { // nothing is shared
			left = wanted
		}
		got = append(got, rest...)
		if slices.SortFunc(got, oid.ID.Compare); len(rest) != len(left) || !slices.Equal(got, sortedIDs(wanted)) {
			t.Errorf("%d: %d of %d come, %d are left, and %d bases", n, len(got), len(wanted), len(rest), bases)
		}
		if bases > len(large)-n {
			t.Errorf("%d: %d bases", n, bases)
		}
	}
}

func sortedIDs(ids []oid.ID) []oid.ID { return slices.SortedFunc(slices.Values(ids), oid.ID.Compare) }
