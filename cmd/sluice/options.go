package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
)

// scanFlags are the flags of every scan, as they were given.
type scanFlags struct {
	exitFlags
	formats, outputs []string
	config, template string
	baseline         string
	noConfig         bool
	minConfidence    string
	showSecrets      bool
	workers          int
	progress         string
	keepsBaseline    bool // the command writes the baseline: it is not applied
	files            bool // paths count from the current folder, and a configuration above counts
	archives         scanner.Archives
	trust            string
	repository       string // of the revision that is trusted, "" for the current folder's
}

func (f *scanFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false // help tells what most people ask for first
	flags.StringArrayVarP(&f.formats, "format", "f", nil, "report `format`: "+strings.Join(reporters.Formats(), ", ")+
		"; may be repeated, the n-th --output belongs to the n-th --format (default: what the ending of --output tells, else text)")
	flags.StringArrayVarP(&f.outputs, "output", "o", nil, "write the report to this `file` instead of standard output")
	flags.StringVar(&f.template, "template", "",
		"write the report with this Go text/template `file`, which is given the JSON report; as --format template")
	flags.StringVarP(&f.config, "config", "c", "", "read this configuration `file` instead of .sluice.toml at the root of the repository or scanned folder")
	flags.BoolVar(&f.noConfig, "no-config", false, "read no configuration and no ignore file")
	flags.StringVarP(&f.baseline, "baseline", "b", "",
		"findings that this `file` has are known and do not count: a baseline, or a JSON report of gitleaks or detect-secrets")
	flags.StringVar(&f.trust, "trust", "", "take the configuration from this `revision`; "+
		"what only the scanned change allows (markers, entries, ignores, baseline) does not count and is told")
	f.exitFlags.register(flags)
	flags.StringVar(&f.minConfidence, "min-confidence", "",
		"report findings of this `confidence` and better: low, medium or high (default medium)")
	flags.BoolVar(&f.showSecrets, "show-secrets", false, "print secrets in full in reports")
	flags.IntVar(&f.workers, "workers", 0, "scan with this `number` of workers (default: one for each processor)")
	flags.StringVar(&f.progress, "progress", "auto", "show a progress bar: auto, always or never")
	f.registerArchives(cmd)
	cmd.MarkFlagsMutuallyExclusive("config", "no-config")
	complete(cmd)
}

// registerArchives adds the limits of archives.
func (f *scanFlags) registerArchives(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&f.archives.Depth, "archive-depth", 4, "open archives that lie up to this `number` deep, one in another; 0 opens none")
	flags.IntVar(&f.archives.Entries, "archive-entries", 100_000,
		"read up to this `number` of members of an archive, those in its archives included")
	flags.Int64Var(&f.archives.Bytes, "archive-bytes", 256<<20, "decompress up to this `number` of bytes of an archive")
	flags.Int64Var(&f.archives.MemberBytes, "archive-member-bytes", 64<<20, "read up to this `number` of bytes of one member")
	flags.Int64Var(&f.archives.Ratio, "archive-ratio", 1000, "decompress data to up to this `number` of times its size, from its second MiB on")
}

// scanOptions are scanFlags checked, with the configuration read.
type scanOptions struct {
	root          string       // where a configuration may lie; "" for none
	top           policy.Place // of the repository that holds the scanned files, if one does
	pairs         []reporters.Pair
	rules         *rules.Set
	policy        *policy.Policy
	counting      policy.FailOn
	configSource  string
	templateText  string
	baselineFile  string   // "" for none
	remarks       []string // what of another scanner's configuration is not honoured
	leftOut       []string // what the configuration switches off
	minConfidence finding.Confidence
	fullScan      bool
	cache         *scanner.Cache // nil for none
	cachePath     string
	shard         scanner.Shard
	base          *base // nil: the change is trusted
	scanFlags
}

// validate turns flags into options for a scan of root, where a configuration file may lie ("" for none).
func (f scanFlags) validate(root string, s streams) (*scanOptions, error) {
	o := &scanOptions{scanFlags: f}
	if f.workers < 0 {
		return nil, fmt.Errorf("--workers %d: the number of workers cannot be negative", f.workers)
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	if err := o.bound(); err != nil {
		return nil, err
	}
	switch f.progress {
	case "auto", "always", "never":
	default:
		return nil, fmt.Errorf("--progress %q: use auto, always or never", f.progress)
	}
	if err := o.readTemplate(); err != nil {
		return nil, err
	}
	pairs, err := reporters.Pairs(o.formats, f.outputs)
	if err != nil {
		return nil, err
	}
	o.pairs = withSummary(pairs, getenv("GITHUB_STEP_SUMMARY"))
	if o.trust != "" {
		return o, o.trusted(root, s)
	}
	return o, o.configure(root)
}

// readTemplate reads the user's template, which is the report if no format is named.
func (o *scanOptions) readTemplate() error {
	if o.template == "" {
		return nil
	}
	if len(o.formats) == 0 {
		o.formats = []string{"template"}
	}
	if !slices.Contains(o.formats, "template") {
		return errors.New("--template: say which report it is with --format template")
	}
	text, err := readNamed(o.template, maxTemplate)
	if err != nil {
		return fmt.Errorf("reading the template: %w", err)
	}
	o.templateText = string(text)
	return nil
}

// withSummary adds the job summary of a GitHub workflow, if annotations are asked for and the runner names a file for it.
func withSummary(pairs []reporters.Pair, summary string) []reporters.Pair {
	annotated := slices.ContainsFunc(pairs, func(p reporters.Pair) bool { return p.Format == "github" })
	named := slices.ContainsFunc(pairs, func(p reporters.Pair) bool { return p.Path == summary })
	if summary == "" || !annotated || named {
		return pairs
	}
	return append(pairs, reporters.Pair{Format: "markdown", Path: summary, Append: true})
}

// replaced are the files whose place reports take.
func (o *scanOptions) replaced() []string {
	var files []string
	for _, p := range o.pairs {
		if p.Path != "" && !p.Append {
			files = append(files, p.Path)
		}
	}
	return files
}

// bound checks the limits of archives.
func (o *scanOptions) bound() error {
	a := &o.archives
	switch {
	case a.Depth < 0 || a.Entries < 1 || a.Bytes < 1 || a.MemberBytes < 1 || a.Ratio < 1:
		return errors.New("the limits of archives are numbers from 1, and --archive-depth one from 0")
	case a.Depth == 0:
		a.Depth = -1
	}
	return nil
}
