package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/source/dir"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

// auditFlags are the flags of commands that keep a baseline or an ignore file: they scan to know what is there.
type auditFlags struct{ scanFlags }

func (f *auditFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false // help tells what most people ask for first
	flags.StringVarP(&f.config, "config", "c", "", "read this configuration `file` instead of .sluice.toml at the root of the repository or scanned folder")
	flags.BoolVar(&f.noConfig, "no-config", false, "read no configuration and no ignore file")
	flags.StringVar(&f.minConfidence, "min-confidence", "",
		"look at findings of this `confidence` and better: low, medium or high (default medium)")
	flags.IntVar(&f.workers, "workers", 0, "scan with this `number` of workers (default: one for each processor)")
	flags.StringVar(&f.progress, "progress", "auto", "show a progress bar: auto, always or never")
	f.registerArchives(cmd)
	cmd.MarkFlagsMutuallyExclusive("config", "no-config")
	complete(cmd)
}

// audit is what a scan found, for the commands that write it down.
type audit struct {
	*scanOptions
	kind     string // "git" or "dir"
	findings []finding.Finding
	masker   *finding.Masker
	receipt  finding.Receipt
}

func (a *audit) Report(f finding.Finding) error {
	a.findings = append(a.findings, f)
	a.masker.Add(f.Secret, f.Core)
	return nil
}

const auditHelp = `PATH is a repository, whose whole history is scanned, or a folder, whose files are; the current one if none is named.`

// audit scans the history of a repository, or the files of a folder.
func (f auditFlags) audit(ctx context.Context, args []string, s streams) (*audit, error) {
	path := append(args, ".")[0]
	f.exitCode, f.keepsBaseline = exitFindings, true
	src, err := git.Open(path, getenv, s.temporary.folder)
	if errors.Is(err, git.ErrNotRepository) && isFolder(path) {
		files, err := dir.New([]string{path}, dir.Options{Temporary: s.temporary.folder})
		if err != nil {
			return nil, err
		}
		f.files = true
		return f.scan(ctx, job{"dir", path, files}, path, s)
	}
	if err != nil {
		return nil, opened(err)
	}
	defer src.Close()
	return f.scan(ctx, job{"git", path, src}, rootOf(src, false), s)
}

func (f auditFlags) scan(ctx context.Context, j job, root string, s streams) (*audit, error) {
	o, err := f.validate(root, s)
	if err != nil {
		return nil, err
	}
	a := &audit{scanOptions: o, kind: j.kind, masker: finding.NewMasker()}
	a.receipt, err = o.run(ctx, j, a, s)
	if errors.Is(err, context.Canceled) {
		return nil, failed(errors.New("interrupted: nothing was changed"))
	}
	if err != nil {
		return nil, failed(masked{err, a.masker.Mask(err.Error())})
	}
	a.tell(s)
	return a, nil
}

// tell says on standard error what reports of other commands say of a scan.
func (a *audit) tell(s streams) {
	told := slices.Concat(a.remarks, a.receipt.Warnings)
	for _, k := range a.receipt.Skipped {
		told = append(told, fmt.Sprintf("%s: %s: %s", reporters.SkippedWords(k), k.What, k.Why))
	}
	for _, text := range told {
		fmt.Fprintf(s.err, "sluice: %s\n", finding.Visible(a.masker.Mask(text)))
	}
}
