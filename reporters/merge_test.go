package reporters

import (
	"strings"
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

// TestMergeTells which reports cannot be joined, and takes shards in any order.
func TestMergeTells(t *testing.T) {
	shard := func(schema, shard string) []byte {
		return []byte(`{"schema": "` + schema + `", "tool": {}, "receipt": {"shard": "` + shard + `", "rules_digest": "a", "repository": "` + shard + `"}, "findings": []}`)
	}
	for name, c := range map[string]struct {
		parts []Part
		want  string // in the error, "" for none
	}{
		"in order":       {[]Part{{"one", shard(schema, "1/2")}, {"two", shard(schema, "2/2")}}, ""},
		"turned":         {[]Part{{"two", shard(schema, "2/2")}, {"one", shard(schema, "1/2")}}, ""},
		"another schema": {[]Part{{"one", shard("x", "1/2")}, {"two", shard(schema, "2/2")}}, "one: is no JSON report"},
		"no shard":       {[]Part{{"one", shard(schema, "")}, {"two", shard(schema, "2/2")}}, "one: is no report of a shard"},
		"no number":      {[]Part{{"one", shard(schema, "1/x")}, {"two", shard(schema, "2/2")}}, "one: is no report of a shard"},
		"twice":          {[]Part{{"one", shard(schema, "1/2")}, {"two", shard(schema, "1/2")}}, "both shard 1 of 2"},
		"too few":        {[]Part{{"one", shard(schema, "1/3")}, {"two", shard(schema, "2/3")}}, "one of 3 shards"},
		"beyond":         {[]Part{{"one", shard(schema, "1/2")}, {"two", shard(schema, "3/2")}}, "two: is no report of a shard"},
	} {
		merged, err := Merge(c.parts)
		switch {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		case err == nil && merged.report.Receipt.Repository != "1/2":
			t.Errorf("%s: the receipt is of %s, want that of the first shard", name, merged.report.Receipt.Repository)
		}
	}
}
