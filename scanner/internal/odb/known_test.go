package odb

import (
	"context"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// TestBatchesBut: known objects are left out, but for those that others are built on, and the others come as they are.
func TestBatchesBut(t *testing.T) {
	for name, dir := range repositories(t) {
		t.Run(name, func(t *testing.T) {
			store := opened(t, dir, nil)
			defer store.Close()
			all := map[oid.ID]string{}
			walkAll(t, store.Batches(pack.Blob, pack.Tree), func(o *Object) { all[o.ID] = string(o.Data) })
			for _, every := range []int{1, 2, 7, 256} {
				known := func(id oid.ID) bool { return int(id.Bytes()[0])%every == 0 }
				numbers := store.Numbers()
				isKnown := func(n int32) bool { return int(numbers.Name(n)[0])%every == 0 }
				got := map[oid.ID]bool{}
				walkAll(t, store.BatchesBut(numbers, isKnown, pack.Blob, pack.Tree), func(o *Object) {
					if known(o.ID) && !o.Step.Known || all[o.ID] != string(o.Data) {
						t.Errorf("every %d: %v comes wrongly", every, o.ID)
					}
					got[o.ID] = got[o.ID] || !o.Step.Known
				})
				for id := range all {
					if got[id] == known(id) {
						t.Errorf("every %d: %v is known: %v, and comes: %v", every, id, known(id), got[id])
					}
				}
			}
		})
	}
}

func walkAll(t *testing.T, batches []Batch, yield func(*Object)) {
	t.Helper()
	for i := range batches {
		err := batches[i].Read(context.Background(), func(o *Object) error { yield(o); return nil }, func(p Problem) { t.Errorf("%+v", p) })
		if err != nil {
			t.Fatal(err)
		}
	}
}
