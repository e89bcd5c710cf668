package attribute

import (
	"context"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Names calls yield for each name that a tree gives a blob, at least once, with the blob's number; one call runs at a time. What cannot
// be read is left to Run.
func Names(ctx context.Context, r Repository, numbers *odb.Numbers, parallel Parallel, yield func(name []byte, blob int32)) error {
	var mu sync.Mutex
	h := &history{
		store: r.Store(), wants: func(object.TreeEntry, bool, func(source.Skip)) {}, skip: func(source.Skip) {}, parallel: parallel,
		earlier: &Trees{Numbers: numbers, Known: func(int32) bool { return false }},
		each: func(name []byte, blob int32) {
			mu.Lock()
			defer mu.Unlock()
			yield(name, blob)
		},
	}
	return h.readTrees(ctx)
}
