package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/commits"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

// job is one scan: what to read and how to speak of it.
type job struct {
	kind   string // "git", "dir" …: the category of reports
	name   string // what the user asked for
	source source.Source
}

// ranged is implemented by sources of a part of a history.
type ranged interface{ Range() string }

// change reports whether the job scans what a change brings: then all that it finds is introduced by that.
func (j job) change() bool {
	_, part := j.source.(ranged)
	return part || slices.Contains([]string{"staged", "commit-msg"}, j.kind)
}

// provenance is where the repository of the job comes from, if its source is one or a part of one.
func (j job) provenance() reporters.Provenance {
	switch src := j.source.(type) {
	case *git.Source:
		return reporters.Provenance(src.Provenance())
	case *commits.Source:
		return reporters.Provenance(git.ProvenanceOf(src.Store()))
	}
	return reporters.Provenance{}
}

// counter counts the findings that decide the exit status on their way to the reports, and makes their secrets known to the masker.
type counter struct {
	*reporters.Outputs
	masker   *finding.Masker
	counting policy.FailOn
	change   bool
	count    int
	spared   int // new, but not what the user fails on
}

func (c *counter) Report(f finding.Finding) error {
	c.masker.Add(f.Secret, f.Core)
	switch {
	case c.counting.Counts(&f, c.change):
		c.count++
	case f.Status.Open() && f.Exposure != finding.Publishable:
		c.spared++
	}
	return c.Outputs.Report(f)
}

// scan runs a job, writes the reports and returns the exit status.
func (o *scanOptions) scan(ctx context.Context, j job, s streams) (int, error) {
	if err := o.overwrites(); err != nil {
		return 0, err
	}
	masker := finding.NewMasker()
	outputs, err := reporters.Open(o.pairs, s.out, reporters.Options{
		Kind: j.kind, Version: version(), Rules: o.rules, ShowSecrets: o.showSecrets,
		Color: coloured(s.out), Columns: columns(s.out), Masker: masker,
		Provenance: j.provenance(), IgnoreFile: o.ignoreFile(), Template: o.templateText, TemplateName: o.template,
		Counts: func(f *finding.Finding) bool { return o.counting.Counts(f, j.change()) },
	})
	if err != nil {
		return 0, err
	}
	sink := &counter{Outputs: outputs, masker: masker, counting: o.counting, change: j.change()}
	receipt, err := o.run(ctx, j, sink, s)
	if err != nil {
		outputs.Abort()
		if errors.Is(err, context.Canceled) {
			return 0, failed(errors.New("interrupted: nothing was reported, earlier reports are untouched"))
		}
		return 0, failed(masked{err, masker.Mask(err.Error())})
	}
	receipt.Repository, receipt.ConfigSource = j.name, o.configSource
	if r, ok := j.source.(ranged); ok {
		receipt.Range = r.Range()
	}
	receipt.Limits = slices.Concat(receipt.Limits, o.leftOut, o.remarks)
	if err := outputs.Close(receipt); err != nil {
		return 0, failed(fmt.Errorf("writing the report: %w", masked{err, masker.Mask(err.Error())}))
	}
	if !isTerminal(s.out) || !slices.Contains(o.pairs, reporters.Pair{Format: "text"}) { // else somebody has just read it
		o.warn(receipt, s)
	}
	if n := sink.count + sink.spared; n > 0 && !slices.ContainsFunc(o.pairs, func(p reporters.Pair) bool { return p.Path == "" }) {
		fmt.Fprintf(s.err, "sluice: %s; %s tells\n", reporters.Number(n, "finding"), o.pairs[0].Path)
	}
	if sink.spared > 0 {
		fmt.Fprintf(s.err, "sluice: %s left out of the exit status, which is decided by what is %s\n",
			reporters.Number(sink.spared, "finding"), strings.Join(o.counting.Words(), ", "))
	}
	return policy.Exit(policy.Outcome{
		Findings: sink.count, Receipt: receipt, RequireComplete: o.requireComplete, ExitCode: o.exitCode,
	}), nil
}

// overwrites refuses a report in the place of a file that the scan reads.
func (o *scanOptions) overwrites() error {
	for _, p := range o.pairs {
		for _, read := range []struct{ what, path string }{
			{"configuration", o.configSource}, {"baseline", o.baselineFile}, {"template", o.template}, {"cache", o.cachePath},
			{"ignore file", filepath.Join(o.root, policy.IgnoreFile)},
		} {
			if p.Path != "" && read.path != "" && samePlace(p.Path, read.path) {
				return fmt.Errorf("--output %s: is the %s, which would be lost\nhint: name another file", p.Path, read.what)
			}
		}
	}
	return nil
}

// run scans what a job names and gives the findings to sink.
func (o *scanOptions) run(ctx context.Context, j job, sink scanner.Sink, s streams) (finding.Receipt, error) {
	bar := o.bar(s)
	defer bar.done()
	options := scanner.Options{
		Workers: o.workers, MinConfidence: o.minConfidence, Policy: o.policy,
		FingerprintKey: o.policy.FingerprintKey(), Top: o.top, Progress: bar.report,
		FullScan: o.fullScan, Archives: o.archives, Cache: o.cache, Shard: o.shard,
	}
	if o.base != nil {
		defer o.base.close()
		options.Base, options.FingerprintKey = o.base.allows, o.base.allows.Policy.FingerprintKey()
	}
	sc, err := scanner.New(o.rules, options)
	if err != nil {
		return finding.Receipt{}, err
	}
	receipt, err := sc.Scan(ctx, j.source, sink)
	o.keepCache(s)
	return receipt, err
}

// warn tells on standard error what the reports may hide when they go to files or to programs.
func (o *scanOptions) warn(r finding.Receipt, s streams) {
	if n := len(o.remarks); n > 0 {
		fmt.Fprintf(s.err, "sluice: not honoured of another scanner's configuration: %d; the limits in the report tell\n", n)
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(s.err, "sluice: %s\n", finding.Visible(w))
	}
	if !r.Complete {
		fmt.Fprintln(s.err, "sluice: the scan is incomplete; the receipt in the report says what was not read")
		return
	}
	outside := 0
	for _, k := range r.Skipped {
		outside += k.Count
	}
	if outside > 0 {
		fmt.Fprintf(s.err, "sluice: outside the scope of this scan: %d (ignored, in another repository or elsewhere); "+
			"the receipt in the report tells\n", outside)
	}
}
