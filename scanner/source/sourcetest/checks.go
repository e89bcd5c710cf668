package sourcetest

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/source"
)

// check is one promise of package source.
type check struct {
	name string
	run  func(*report, source.Source, Suite)
}

func checks() []check {
	return []check{
		{"contents", contents}, {"again", again}, {"overlap", overlap}, {"concurrent", concurrent},
		{"errors", stopsOnError}, {"cancelled", refusesCancelled}, {"cancel", stopsOnCancel},
	}
}

// walked is all that a walk gave: the blobs of each batch, and the skips in their order.
type walked struct {
	Blobs [][]record
	Skips []source.Skip
}

// walk goes through a source and opens each batch as it comes.
func (r *report) walk(src source.Source) walked {
	w := walked{Blobs: [][]record{}}
	skip := func(s source.Skip) { r.skip(s); w.Skips = append(w.Skips, s) }
	err := src.Batches(context.Background(), func(b source.Batch) error {
		w.Blobs = append(w.Blobs, r.read(b, skip))
		return nil
	}, skip)
	if err != nil {
		r.failf("Batches: %v", err)
	}
	return w
}

// read returns the blobs of a batch.
func (r *report) read(b source.Batch, skip func(source.Skip)) []record {
	out := []record{}
	err := b.Blobs(context.Background(), func(blob *source.Blob) error {
		out = append(out, r.record(blob))
		return nil
	}, skip)
	if err != nil {
		r.failf("Blobs: %v", err)
	}
	return out
}

// batches returns all batches without opening any.
func (r *report) batches(src source.Source) []source.Batch {
	var out []source.Batch
	err := src.Batches(context.Background(), func(b source.Batch) error { out = append(out, b); return nil }, func(source.Skip) {})
	if err != nil {
		r.failf("Batches: %v", err)
	}
	return out
}

func ignore(source.Skip) {}

// contents: the source yields what was wanted, nothing else and nothing twice, and says what it skips.
func contents(r *report, src source.Source, s Suite) {
	w := r.walk(src)
	var got []Content
	for _, b := range slices.Concat(w.Blobs...) {
		if !b.Known {
			got = append(got, b.Content)
		}
	}
	want := slices.SortedFunc(slices.Values(s.Want), compareContents)
	slices.SortFunc(got, compareContents)
	if d := cmp.Diff(want, got); d != "" {
		r.failf("contents (-want +got):\n%s", d)
	}
	skips := slices.SortedFunc(slices.Values(s.Skips), compareSkips)
	slices.SortFunc(w.Skips, compareSkips)
	if d := cmp.Diff(skips, w.Skips); d != "" {
		r.failf("skips (-want +got):\n%s", d)
	}
	if total, ok := src.(source.Total); ok && total.Total() < len(got) {
		r.failf("Total is %d, but there are %d blobs", total.Total(), len(got))
	}
}

// again: every walk and every opening of a batch gives the same in the same order.
func again(r *report, src source.Source, _ Suite) {
	first := r.walk(src)
	if d := cmp.Diff(first, r.walk(src)); d != "" {
		r.failf("the second walk differs (-first +second):\n%s", d)
	}
	for i, b := range r.batches(src) {
		once, twice := r.read(b, ignore), r.read(b, ignore)
		if d := cmp.Diff(once, twice); d != "" {
			r.failf("batch %d opened again differs (-first +second):\n%s", i, d)
		}
	}
}

// overlap: while a blob is in use, others may be read; it does not change.
func overlap(r *report, src source.Source, _ Suite) {
	batches := r.batches(src)
	for i := range len(batches) - 1 {
		err := batches[i].Blobs(context.Background(), func(b *source.Blob) error {
			before := Digest(b.Data)
			r.read(batches[i+1], ignore)
			if after := Digest(b.Data); after != before {
				r.failf("%s %q changed while another batch was read", b.Kind, b.Path)
			}
			return nil
		}, ignore)
		if err != nil {
			r.failf("Blobs: %v", err)
		}
	}
}

// parallel is how many batches are open at a time.
const parallel = 8

// concurrent: batches opened at the same time, after the walk, give what they give alone.
func concurrent(r *report, src source.Source, _ Suite) {
	alone := r.walk(src)
	batches := r.batches(src)
	blobs := make([][]record, len(batches))
	var mu sync.Mutex
	next := 0
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		next++
		return next - 1
	}
	var workers sync.WaitGroup
	for range parallel {
		workers.Go(func() {
			for i := take(); i < len(batches); i = take() {
				blobs[i] = r.readSlowly(batches[i])
			}
		})
	}
	workers.Wait()
	if d := cmp.Diff(alone.Blobs, blobs); d != "" {
		r.failf("%d batches at a time differ (-alone +together):\n%s", parallel, d)
	}
}

// readSlowly is read, with time for others to spoil a blob while it is in use.
func (r *report) readSlowly(b source.Batch) []record {
	out := []record{}
	err := b.Blobs(context.Background(), func(blob *source.Blob) error {
		out = append(out, r.record(blob))
		before := Digest(blob.Data)
		runtime.Gosched()
		if Digest(blob.Data) != before {
			r.failf("%s %q changed while yield ran", blob.Kind, blob.Path)
		}
		return nil
	}, ignore)
	if err != nil {
		r.failf("Blobs: %v", err)
	}
	return out
}

// stopsOnError: an error of yield ends a walk or a batch at once and comes back unchanged.
func stopsOnError(r *report, src source.Source, _ Suite) {
	batches := r.batches(src)
	for _, at := range []int{0, len(batches) / 2} {
		if at < len(batches) {
			r.stops("Batches", at, func(yield func() error) error {
				return src.Batches(context.Background(), func(source.Batch) error { return yield() }, ignore)
			})
		}
	}
	for _, b := range batches {
		n := len(r.read(b, ignore))
		for _, at := range []int{0, n / 2} {
			if at < n {
				r.stops("Blobs", at, func(yield func() error) error {
					return b.Blobs(context.Background(), func(*source.Blob) error { return yield() }, ignore)
				})
			}
		}
	}
}

// stops fails the call of yield with number at and expects that it is the last.
func (r *report) stops(what string, at int, run func(yield func() error) error) {
	stop, calls := errors.New("stop"), 0
	err := run(func() error {
		if calls++; calls > at {
			return stop
		}
		return nil
	})
	if err != stop {
		r.failf("%s: yield's error came back as %v", what, err)
	}
	if calls != at+1 {
		r.failf("%s: yield was called %d times, %d of them after it had failed", what, calls, calls-at-1)
	}
}

// refusesCancelled: with a context that is cancelled already nothing is yielded.
func refusesCancelled(r *report, src source.Source, _ Suite) {
	batches := r.batches(src)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	calls := 0
	if err := src.Batches(ctx, func(source.Batch) error { calls++; return nil }, ignore); err != ctx.Err() {
		r.failf("Batches: error %v with a cancelled context", err)
	}
	for _, b := range batches {
		if err := b.Blobs(ctx, func(*source.Blob) error { calls++; return nil }, ignore); err != ctx.Err() {
			r.failf("Blobs: error %v with a cancelled context", err)
		}
	}
	if calls > 0 {
		r.failf("%d calls of yield with a cancelled context", calls)
	}
}

// soon is how many more calls of yield may follow after a context was cancelled.
const soon = 64

// stopsOnCancel: a context that is cancelled on the way ends a walk or a batch soon, with its error.
func stopsOnCancel(r *report, src source.Source, _ Suite) {
	batches := r.batches(src)
	r.cancelled("Batches", len(batches), func(ctx context.Context, yield func() error) error {
		return src.Batches(ctx, func(source.Batch) error { return yield() }, ignore)
	})
	for _, b := range batches {
		r.cancelled("Blobs", len(r.read(b, ignore)), func(ctx context.Context, yield func() error) error {
			return b.Blobs(ctx, func(*source.Blob) error { return yield() }, ignore)
		})
	}
}

// cancelled cancels at the first of n calls of yield.
func (r *report) cancelled(what string, n int, run func(context.Context, func() error) error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	calls := 0
	err := run(ctx, func() error { calls++; cancel(); return nil })
	switch {
	case n == 0:
	case err != nil && err != ctx.Err():
		r.failf("%s: error %v after the context was cancelled", what, err)
	case err == nil && calls < n:
		r.failf("%s: cancelled after %d of %d, but there was no error", what, calls, n)
	case calls > 1+soon:
		r.failf("%s: %d calls of yield after the context was cancelled", what, calls-1)
	}
}
