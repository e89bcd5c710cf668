package scanner

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sluice-scan/sluice/rules"
)

// TestParallelPanic: a panic in a piece of work ends that piece, is told without its text, and the rest is done.
func TestParallelPanic(t *testing.T) {
	sc, err := New(rules.Builtin(), Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	run := newScan(sc)
	var done atomic.Int32
	run.parallel(5, func(i int) {
		if i == 1 {
			panic("quoted text")
		}
		done.Add(1)
	})
	r := run.receipt()
	if done.Load() != 4 || r.Complete || len(r.Skipped) != 1 || !strings.Contains(r.Skipped[0].Why, "crashed") ||
		strings.Contains(r.Skipped[0].What+r.Skipped[0].Why, "quoted") {
		t.Errorf("%d pieces done, %+v", done.Load(), r)
	}
}
