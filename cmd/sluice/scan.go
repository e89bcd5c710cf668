package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
	"github.com/sluice-scan/sluice/scanner/source"
)

// job is one scan: what to read and how to speak of it.
type job struct {
	kind   string // "git", "dir" …: the category of reports
	name   string // what the user asked for
	source source.Source
}

// counter counts the findings that decide the exit status on their way to the reports, and makes their secrets known to the masker.
type counter struct {
	*reporters.Outputs
	masker *finding.Masker
	count  int
}

func (c *counter) Report(f finding.Finding) error {
	c.masker.Add(f.Secret, f.Core)
	if policy.Counts(f) {
		c.count++
	}
	return c.Outputs.Report(f)
}

// scan runs a job, writes the reports and returns the exit status.
func (o *scanOptions) scan(ctx context.Context, j job, s streams) (int, error) {
	bar := o.bar(s)
	sc, err := scanner.New(o.rules, scanner.Options{
		Workers: o.workers, MinConfidence: o.minConfidence, Policy: o.policy, FingerprintKey: o.policy.FingerprintKey(), Progress: bar.report, FullScan: o.fullScan, Archives: o.archives,
	})
	if err != nil {
		return 0, err
	}
	masker := finding.NewMasker()
	outputs, err := reporters.Open(o.pairs, s.out, reporters.Options{
		Kind: j.kind, Version: version(), Rules: o.rules, ShowSecrets: o.showSecrets, Color: isTerminal(s.out), Masker: masker,
		Template: o.templateText, TemplateName: o.template,
	})
	if err != nil {
		return 0, err
	}
	sink := &counter{Outputs: outputs, masker: masker}
	receipt, err := sc.Scan(ctx, j.source, sink)
	bar.done()
	if err != nil {
		outputs.Abort()
		if errors.Is(err, context.Canceled) {
			return 0, failed(errors.New("interrupted: nothing was reported, earlier reports are untouched"))
		}
		return 0, failed(errors.New(masker.Mask(err.Error())))
	}
	receipt.Repository, receipt.ConfigSource = j.name, o.configSource
	if err := outputs.Close(receipt); err != nil {
		return 0, failed(fmt.Errorf("writing the report: %s", masker.Mask(err.Error())))
	}
	o.warn(receipt, s)
	return policy.Exit(policy.Outcome{Findings: sink.count, Receipt: receipt, RequireComplete: o.requireComplete, ExitCode: o.exitCode}), nil
}

// warn tells on standard error what the reports may hide when they go to files.
func (o *scanOptions) warn(r finding.Receipt, s streams) {
	if !r.Complete {
		fmt.Fprintln(s.err, "sluice: the scan is incomplete; the receipt in the report says what was not read")
		return
	}
	outside := 0
	for _, k := range r.Skipped {
		outside += k.Count
	}
	if outside > 0 {
		fmt.Fprintf(s.err, "sluice: outside the scope of this scan: %d (ignored, in another repository or elsewhere); the receipt in the report tells\n", outside)
	}
}
