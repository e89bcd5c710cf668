package scanner

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"

	"github.com/sourcegraph/conc/panics"
	"github.com/sourcegraph/conc/pool"

	"github.com/sluice-scan/sluice/scanner/detect"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/source"
)

// The only concurrency of the module: a pool of workers that each take a batch. Everything that they share is in scan, behind its
// mutex; what they find is sorted at the end, so that the number of workers never shows.

// scan is one run.
type scan struct {
	*Scanner
	minimum int // rank of confidence
	total   int
	room    sync.Mutex // for what takes much memory while it is read: one archive at a time

	mu       sync.Mutex
	free     []*worker
	keeping  *keeper // of what is found now
	hits     []hit
	kept     int // hits, of all that was read before
	blobs    int
	bytes    int64
	objects  int // of git, as far as the source counts them
	commits  int
	where    string // the nested source that is scanned, "" for the root; changes only while no worker runs
	skipped  map[finding.Skipped]*skips
	limits   map[string]bool
	warnings map[string]bool
	peak     uint64
	earlier  *earlier // of the source that is scanned; may be nil
	cached   int      // contents that were known
	lowered  int      // secrets that are not told for where they stand
}

// skips collects what was skipped for one reason.
type skips struct {
	count int
	first []string
}

func newScan(s *Scanner) *scan {
	run := &scan{
		Scanner: s, minimum: s.options.MinConfidence.Rank(), skipped: map[finding.Skipped]*skips{},
		limits: map[string]bool{}, warnings: map[string]bool{},
	}
	for _, id := range s.matcher.Unbounded() {
		run.limit(fmt.Sprintf("rule %s: without literals, or a bound on its pattern, it is searched in the whole of each content, "+
			"above 64 MiB in windows of %d MiB", id, run.window()>>20))
	}
	return run
}

// read scans every batch of src; what is found is in hits then.
func (s *scan) read(ctx context.Context, src source.Source) error {
	workers := pool.New().WithMaxGoroutines(s.options.Workers)
	s.keeping = s.keeper()
	err := src.Batches(ctx, func(b source.Batch) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		workers.Go(func() { s.batch(ctx, b) })
		return nil
	}, s.gap)
	workers.Wait()
	s.dismiss()
	s.hits = s.keeping.end()
	s.kept += len(s.hits)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// batch scans one batch.
func (s *scan) batch(ctx context.Context, b source.Batch) {
	w := s.take()
	var last *source.Blob
	s.guard(func() string { return restOf(last) }, func() {
		err := b.Blobs(ctx, func(blob *source.Blob) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			last = blob
			return w.blob(ctx, blob)
		}, s.gap)
		if err != nil && ctx.Err() == nil {
			s.gap(source.Skip{Class: source.Unread, What: "a batch", Why: err.Error()})
		}
	})
	s.give(w)
}

// dismiss lets go of the workers: tens of MB each, which attribution has a use for.
func (s *scan) dismiss() {
	for _, w := range s.free {
		if s.keeps {
			w.detect.Trace, w.detect.Weighings = nil, false
			s.spare.Put(w.detect)
		}
	}
	s.free = nil
}

// guard runs f. A panic ends f, not the scan: it becomes an unread line of the receipt, without its text, which could quote what was being
// scanned.
func (s *scan) guard(what func() string, f func()) {
	if panics.Try(f) != nil {
		s.gap(source.Skip{
			Class: source.Unread, What: what(), Why: "scanning it crashed: please report this with the command that was run",
		})
	}
}

// restOf names what is left unread of a batch when scanning b crashes, nil for its first.
func restOf(b *source.Blob) string {
	if b == nil {
		return "a batch"
	}
	return cmp.Or(b.Path, b.Object.String()) + " and the rest of its batch"
}

// take returns a worker that nobody uses.
func (s *scan) take() *worker {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &worker{scan: s}
	if n := len(s.free); n > 0 {
		w = s.free[n-1]
		s.free = s.free[:n-1]
	} else {
		w.detect, _ = s.spare.Get().(*detect.Worker)
		if w.detect == nil {
			w.detect = s.matcher.NewWorker()
		}
		w.detect.Surely = s.minimum > finding.ConfidenceLow.Rank()
	}
	w.partly = nil
	if s.earlier != nil && s.earlier.partial != nil {
		w.partly = s.earlier.partial.NewWorker()
	}
	return w
}

// give takes over what a worker found and puts it back.
func (s *scan) give(w *worker) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(w)
	s.blobs += w.blobs
	s.bytes += w.bytes
	w.blobs, w.bytes = 0, 0
	if s.earlier != nil {
		s.earlier.settled = append(s.earlier.settled, w.settled...)
		w.settled = w.settled[:0]
	}
	s.free = append(s.free, w)
	s.peak = max(s.peak, held())
	if s.options.Progress != nil {
		s.options.Progress(Progress{Blobs: s.blobs, Total: s.total, Bytes: s.bytes})
	}
}

// keep takes over the hits of a worker. The caller holds the mutex.
func (s *scan) keep(w *worker) {
	if len(w.hits) > 0 {
		s.keeping.add(w.hits)
		clear(w.hits)
		w.hits = w.hits[:0]
	}
}

// held returns the bytes that the Go runtime holds from the operating system.
func held() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64() - sample[1].Value.Uint64()
}

func (s *scan) skip(k source.Skip) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(k)
}

// note is skip for who holds the mutex, or is alone.
func (s *scan) note(k source.Skip) {
	key := finding.Skipped{Class: string(k.Class), Why: k.Why}
	e := s.skipped[key]
	if e == nil {
		e = &skips{}
		s.skipped[key] = e
	}
	e.count++
	e.keep(inside(s.where, k.What))
}

const (
	toldNames = 3    // in a line of the receipt
	keptNames = 1024 // for it: objects of a history stand in another order when their paths are known
)

// keep remembers the first names in alphabetical order, whatever the order in which workers met them.
func (e *skips) keep(name string) {
	i, found := slices.BinarySearch(e.first, name)
	if found || i == keptNames {
		return
	}
	e.first = slices.Insert(e.first, i, name)
	e.first = e.first[:min(len(e.first), keptNames)]
}

func (s *scan) limit(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits[what] = true
}

// counted is implemented by sources that know more about what was read.
type counted interface {
	Objects() int
	Commits() int
}

func (s *scan) receipt() finding.Receipt {
	r := finding.Receipt{
		Complete: true, Blobs: s.blobs, Bytes: s.bytes, Objects: s.objects, Commits: s.commits, Memory: int64(max(s.peak, held())),
		Cached: s.cached, Lowered: s.lowered, Shard: s.options.Shard.String(), RulesDigest: s.digest,
	}
	r.Limits, r.Warnings = slices.Sorted(maps.Keys(s.limits)), slices.Sorted(maps.Keys(s.warnings))
	for key, e := range s.skipped {
		key.What, key.Count = names(e), e.count
		r.Skipped = append(r.Skipped, key)
		r.Complete = r.Complete && key.Class != string(source.Unread)
	}
	slices.SortFunc(r.Skipped, func(a, b finding.Skipped) int {
		return cmp.Or(cmp.Compare(b.Class, a.Class), cmp.Compare(a.Why, b.Why))
	})
	return r
}

func names(e *skips) string {
	told := e.first[:min(len(e.first), toldNames)]
	text := strings.Join(told, ", ")
	if e.count > len(told) {
		text += fmt.Sprintf(" and %d more", e.count-len(told))
	}
	return text
}
