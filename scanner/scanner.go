// Package scanner finds credentials: it reads a source's batches in parallel, matches and judges their blobs, attributes what it
// found, and reports findings in a stable order.
//
//	Source → Batch → Blob → (local) Candidate → (finalise) Match → (attribute) Finding → Sink
//
// DESIGN.md beside this file has the terms, the flow, and which file does what.
package scanner

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/detect"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/archive"
	"github.com/sluice-scan/sluice/scanner/policy"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Options configures a Scanner; the zero value is ready to use.
type Options struct {
	// Workers is the number of batches scanned at a time; 0 means GOMAXPROCS. It does not change what is reported.
	Workers int
	// MinConfidence drops findings below it; "" means medium.
	MinConfidence finding.Confidence
	// Policy decides which findings are allowed; nil allows none but those with an inline marker.
	Policy *policy.Policy
	// Today is the day, as YYYY-MM-DD, on which markers and entries have expired or not; "" means the day of New.
	Today string
	// Base, when set, is what the scanned change is made to: what the base does not allow itself is not allowed.
	Base *Base
	// FingerprintKey keys fingerprints; "" means the constant that all runs share.
	FingerprintKey string
	// Top is where paths count from that decide on a finding's confidence, severity and fingerprint, so that these are the same from
	// every folder; the zero Place takes them as they are reported.
	Top policy.Place
	// FullScan judges every content as a whole, although only what changed since its base needs it. The findings are the same.
	FullScan bool
	// Archives bounds what is read of archives and packages; the zero value stands for the defaults. Nothing in them is read if
	// Depth is negative.
	Archives Archives
	// MaxSecrets is how many places with a secret a scan keeps, over all contents: those that come first in the order of contents, by object
	// and path. In which contents there are more is told as unread. 0 means 300,000: about half a GB with the reports.
	MaxSecrets int
	// Shard is the part of a history that is scanned; the zero Shard is all of it.
	Shard Shard
	// Cache, when set, tells which objects of a history were clean before, and is told which are.
	Cache *Cache
	// Progress, when set, is called from time to time, from one goroutine at a time, with what was scanned so far.
	Progress func(Progress)
}

// Archives says how much of archives is read: how many may lie one in another, how many members and bytes they may have, and how many
// bytes a compressed one may stand for.
type Archives = archive.Limits

// Progress is how far a scan is.
type Progress struct {
	Blobs, Total int // Total is 0 where the source does not know it
	Bytes        int64
}

// Sink receives findings, one at a time, in the order of finding.Compare.
type Sink interface{ Report(finding.Finding) error }

// Scanner holds compiled rules. It is immutable and safe for concurrent use.
type Scanner struct {
	set     *rules.Set
	matcher *detect.Matcher
	digest  string
	options Options
	spare   *sync.Pool // of *detect.Worker that scanned a text alone, for the next one
	keeps   bool       // whether workers become spare
}

// New compiles set. A rule that does not compile is an error that names it.
func New(set *rules.Set, options Options) (*Scanner, error) {
	m, err := detect.Compile(set)
	if err != nil {
		return nil, err
	}
	if options.Workers <= 0 {
		options.Workers = runtime.GOMAXPROCS(0)
	}
	if options.MaxSecrets <= 0 {
		options.MaxSecrets = 300_000
	}
	if options.Today == "" {
		options.Today = time.Now().Format(time.DateOnly)
	}
	if options.MinConfidence == "" {
		options.MinConfidence = finding.ConfidenceMedium
	}
	if options.MinConfidence.Rank() == 0 {
		return nil, fmt.Errorf("unknown confidence %q: use low, medium or high", options.MinConfidence)
	}
	return &Scanner{set: set, matcher: m, digest: set.Digest(), options: options, spare: new(sync.Pool)}, nil
}

// Bytes scans data as a file of that path, and returns what Scan would report of it, in the same order. It returns when all is done and
// keeps nothing of data. Errors are those of Scan.
func (s *Scanner) Bytes(ctx context.Context, path string, data []byte) ([]finding.Finding, finding.Receipt, error) {
	var out list
	one := memory{source.Blob{Kind: source.File, Path: path, Data: data, Size: int64(len(data))}}
	alone := *s
	alone.options.Workers, alone.keeps = 1, true
	receipt, err := alone.Scan(ctx, one, &out)
	return out, receipt, err
}

type list []finding.Finding

func (l *list) Report(f finding.Finding) error { *l = append(*l, f); return nil }

// memory is a source and a batch of one blob.
type memory struct{ blob source.Blob }

func (m memory) Batches(_ context.Context, yield func(source.Batch) error, _ func(source.Skip)) error {
	return yield(m)
}

func (m memory) Blobs(_ context.Context, yield func(*source.Blob) error, _ func(source.Skip)) error {
	return yield(&m.blob)
}

// Scan scans src in parallel, attributes the findings and reports them to sink. What could not be read is in the receipt, not an
// error: check Receipt.Complete. An error means that the scan ended early: the context's own when it was cancelled (the receipt
// then says interrupted, and nothing is reported), the sink's, or the source's when it cannot go on.
func (s *Scanner) Scan(ctx context.Context, src source.Source, sink Sink) (finding.Receipt, error) {
	start := time.Now()
	run := newScan(s)
	findings, err := run.all(ctx, src, "")
	if err == nil {
		err = run.report(ctx, findings, sink)
	}
	receipt := run.receipt()
	receipt.Interrupted = ctx.Err() != nil
	receipt.Complete = receipt.Complete && err == nil && !receipt.Interrupted
	receipt.Seconds = time.Since(start).Seconds()
	return receipt, err
}
