package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
)

const baselineExit = `Exit status:
  0  the baseline is as it should be
  1  it is not: "diff" shows differences
  2  wrong usage or configuration, or a baseline that cannot be read
  3  the scan failed, was interrupted or is incomplete`

func newBaseline(s streams, code *int) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "baseline",
		Short: "Keep a list of known findings, so that only new ones count",
		Long: `A baseline lists findings that are known, one a line, by fingerprints of their secrets; no secret is in it. With --baseline FILE, or
baseline = "FILE" in the table [policy] of .sluice.toml, a scan reports them with the status "baseline" and they do not count.
A secret stays known when its file is moved or changed, and another secret in its place is new. The order of the lines means
nothing, so a baseline merges; ".sluice-baseline merge=union" in .gitattributes lets git do it in every case.

  sluice baseline create
  sluice git . --baseline .sluice-baseline

` + baselineExit,
		Args: subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	for _, verb := range baselineVerbs {
		cmd.AddCommand(newBaselineVerb(verb, s, code))
	}
	return cmd
}

// baselineVerb is one of the commands; apply is given the lines of the file and of the scan.
type baselineVerb struct {
	name, short, long string
	missing           bool // it is wanted that there is no baseline yet
	apply             func(e *baselineEdit) error
}

var baselineVerbs = [...]baselineVerb{
	{"create", "Write a baseline of all that a scan finds",
		"Scan, and write all findings that nothing allows into a new baseline.", true, (*baselineEdit).replace},
	{"update", "Make a baseline again",
		"Scan, add findings that the baseline lacks and take away lines of secrets that are gone.", false, (*baselineEdit).replace},
	{"diff", "Show what has changed since a baseline was made",
		"Scan, and print what \"update\" would add (+) and take away (-).", false, (*baselineEdit).diff},
	{"prune", "Take away what is gone",
		"Scan, and take away the lines of secrets that are gone. Nothing is added.", false, (*baselineEdit).prune},
}

func newBaselineVerb(v baselineVerb, s streams, code *int) *cobra.Command {
	var flags auditFlags
	var file string
	cmd := &cobra.Command{
		Use:   v.name + " [PATH]",
		Short: v.short,
		Long: fmt.Sprintf(`%s
%s

  sluice baseline %s
  sluice baseline %s --baseline known.txt path/to/repository

%s`, v.long, auditHelp, v.name, v.name, baselineExit),
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := v.edit(cmd.Context(), flags, args, file, s)
			if err != nil {
				return err
			}
			if err := v.apply(e); err != nil {
				return err
			}
			*code = e.code()
			return nil
		},
	}
	cmd.Flags().StringVarP(&file, "baseline", "b", "",
		"the baseline `file` (default: that of the configuration, else .sluice-baseline beside it)")
	flags.register(cmd)
	return cmd
}

// baselineEdit is a baseline and what a scan found.
type baselineEdit struct {
	*audit
	s             streams
	path          string
	before, found []policy.BaselineLine
	differs       bool
}

// edit scans, and reads the baseline if there has to be one.
func (v baselineVerb) edit(ctx context.Context, flags auditFlags, args []string, file string, s streams) (*baselineEdit, error) {
	a, err := flags.audit(ctx, args, s)
	if err != nil {
		return nil, err
	}
	path := cmp.Or(file, a.baselineFile, fromHere(filepath.Join(a.root, policy.BaselineFile)))
	e := &baselineEdit{audit: a, s: s, path: path}
	has := map[policy.BaselineLine]bool{} // a secret may stand several times at a path
	for i := range a.findings {
		if l := policy.LineOf(&a.findings[i], a.masker); a.findings[i].Status != finding.StatusIgnored && !has[l] {
			has[l] = true
			e.found = append(e.found, l)
		}
	}
	return e, e.read(v.missing)
}

func (e *baselineEdit) read(missing bool) error {
	if missing {
		if _, err := os.Lstat(e.path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already\nhint: \"sluice baseline update\" makes it again", e.path)
		}
		return nil
	}
	b, err := readBaseline(e.path, e.policy.FingerprintKey())
	if err != nil {
		return err
	}
	if b.Foreign() {
		return fmt.Errorf("%s is another program's report: make a baseline of your own with \"sluice baseline create\"", e.path)
	}
	e.before = b.Lines()
	return nil
}

// code is the exit status of an edit that was made.
func (e *baselineEdit) code() int {
	switch {
	case !e.receipt.Complete:
		return exitIncomplete
	case e.differs:
		return exitFindings
	}
	return exitClean
}

// gone are lines of secrets that the scan did not find.
func (e *baselineEdit) gone() []policy.BaselineLine { return lacking(e.before, e.found) }

// lacking are the lines of all whose fingerprints known lacks.
func lacking(all, known []policy.BaselineLine) []policy.BaselineLine {
	prints := map[string]bool{}
	for _, l := range known {
		prints[l.Fingerprint] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(l policy.BaselineLine) bool { return prints[l.Fingerprint] })
}

// whole refuses to call secrets gone that may lie in what was not read.
func (e *baselineEdit) whole() error {
	if len(e.gone()) > 0 && !e.receipt.Complete {
		return failed(errors.New("not everything could be read, so nothing can be called gone: the baseline stays as it is"))
	}
	return nil
}

// replace writes what was found.
func (e *baselineEdit) replace() error {
	if err := e.whole(); err != nil {
		return err
	}
	if err := e.write(e.found); err != nil {
		return err
	}
	fmt.Fprintf(e.s.out, "%s: %s, %d new, %d gone\n", e.path, reporters.Number(len(e.found), "known finding"),
		len(lacking(e.found, e.before)), len(e.gone()))
	if e.before == nil && e.path != e.baselineFile {
		tellUse(e.s.out, e.path)
	}
	return nil
}

// tellUse says how scans come to use a new baseline.
func tellUse(out io.Writer, path string) {
	fmt.Fprintf(out, "scans use it with --baseline %s, or with this in %s:\n\n[policy]\nbaseline = %q\n",
		path, policy.FileName, filepath.Base(path))
}

// prune writes what is left of the baseline.
func (e *baselineEdit) prune() error {
	if err := e.whole(); err != nil {
		return err
	}
	gone := e.gone()
	if len(gone) > 0 {
		if err := e.write(lacking(e.before, gone)); err != nil {
			return err
		}
	}
	fmt.Fprintf(e.s.out, "%s: %d gone\n", e.path, len(gone))
	return nil
}

func (e *baselineEdit) diff() error {
	for _, part := range []struct {
		sign  string
		lines []policy.BaselineLine
	}{{"-", e.gone()}, {"+", lacking(e.found, e.before)}} {
		for _, l := range part.lines {
			e.differs = true
			fmt.Fprintf(e.s.out, "%s %s %s %s\n", part.sign, l.Fingerprint, finding.Visible(l.Rule), finding.Visible(l.Path))
		}
	}
	return nil
}

func (e *baselineEdit) write(lines []policy.BaselineLine) error {
	if err := reporters.Replace(e.path, policy.FormatBaseline(lines, e.policy.FingerprintKey())); err != nil {
		return failed(fmt.Errorf("writing the baseline: %w", err))
	}
	return nil
}
