package attribute

import (
	"encoding/binary"
	"fmt"
	"os"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/odb/odbtest"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/source"
)

// whole is a repository that lacks nothing.
type whole struct{ opened }

func (whole) Wants(object.TreeEntry, bool, func(source.Skip)) {}

// BenchmarkRun attributes one secret in every n-th blob, on one worker, in the repository that SLUICE_REPO names:
//
//	SLUICE_REPO=/path/to/curl.git go test ./scanner/attribute -run '^$' -bench Run -benchtime 3x
func BenchmarkRun(b *testing.B) {
	repo := os.Getenv("SLUICE_REPO")
	if repo == "" {
		b.Skip("SLUICE_REPO is not set")
	}
	store := odbtest.Open(b, repo)
	var all []oid.ID
	for _, batch := range store.Batches(pack.Blob) {
		if err := batch.Read(b.Context(), func(o *odb.Object) error { all = append(all, o.ID); return nil },
			func(odb.Problem) {}); err != nil {
			b.Fatal(err)
		}
	}
	for _, n := range []uint32{2000, 50, 9} {
		blobs := map[oid.ID][]int32{}
		for _, id := range all {
			if at := binary.BigEndian.Uint32(id.Bytes()); at%n == 0 {
				blobs[id] = []int32{int32(len(blobs))}
			}
		}
		b.Run(fmt.Sprint("1/", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := Run(b.Context(), whole{opened{store}}, Wanted{Blobs: blobs}, nil, one, func(source.Skip) {})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(r.Occurrences)), "occurrences")
			}
		})
	}
}

// one runs everything on the calling goroutine.
func one(n int, f func(int)) {
	for i := range n {
		f(i)
	}
}
