package reporters

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReceiptsAdd: what two shards did not read for one reason is one line, whichever of theirs it is.
func TestReceiptsAdd(t *testing.T) {
	one := jsonReceipt{
		Complete: true, Commits: 1, Blobs: 2, Objects: 3, Cached: 4, Bytes: 5, Seconds: .5, Memory: 70,
		Limits: []string{"b"}, Warnings: []string{"w"},
		Skipped: []jsonSkipped{{"outside", "a", "in Git LFS", 1}, {"outside", "m", "a submodule", 1}},
	}
	two := jsonReceipt{
		Complete: false, Commits: 10, Blobs: 20, Objects: 30, Cached: 40, Bytes: 50, Seconds: 1, Memory: 60,
		Limits: []string{"a", "b"}, Warnings: []string{"w"},
		Skipped: []jsonSkipped{{"unread", "x", "in Git LFS", 1}, {"outside", "b", "in Git LFS", 1}},
	}
	one.add(&two)
	want := jsonReceipt{
		Complete: false, Commits: 11, Blobs: 22, Objects: 33, Cached: 44, Bytes: 55, Seconds: 1.5, Memory: 70,
		Limits: []string{"a", "b"}, Warnings: []string{"w"},
		Skipped: []jsonSkipped{{"unread", "x", "in Git LFS", 1}, {"outside", "m", "a submodule", 1}, {"outside", "a, b", "in Git LFS", 2}},
	}
	if diff := cmp.Diff(want, one); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
