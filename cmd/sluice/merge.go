package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
)

// mergeFlags are the flags of merge.
type mergeFlags struct {
	exitFlags
	output string
}

func newMerge(s streams, code *int) *cobra.Command {
	var f mergeFlags
	cmd := &cobra.Command{
		Use:   "merge REPORT…",
		Short: "Join the reports of shards into that of one run",
		Long: `Join the JSON reports of all shards of a history, which "sluice git --shard I/N" wrote, into the report that one run would have
given; only times and memory are those of the shards. All shards must be there, made by one version of sluice with the same rules. No
configuration is read: what it says of the exit status stands in flags.

  sluice git --shard 1/2 --format json --output 1.json; sluice git --shard 2/2 --format json --output 2.json
  sluice merge 1.json 2.json --output report.json

` + exitHelp,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return f.merge(args, s, code) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "", "write the report to this `file` instead of standard output")
	f.exitFlags.register(flags)
	complete(cmd)
	return cmd
}

func (f *mergeFlags) merge(names []string, s streams, code *int) error {
	counting, err := f.parseFailOn()
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	if err := f.checkOutput(); err != nil {
		return err
	}
	var parts []reporters.Part
	for _, name := range names {
		data, err := readReport(name)
		if err != nil {
			return err
		}
		parts = append(parts, reporters.Part{Name: name, Data: data})
	}
	merged, err := reporters.Merge(parts)
	if err != nil {
		return err
	}
	if err := writeMerged(merged, f.output, s); err != nil {
		return failed(fmt.Errorf("writing the report: %w", err))
	}
	*code = policy.Exit(policy.Outcome{
		Findings: merged.Counting(func(found *finding.Finding) bool { return counting.Counts(found, false) }),
		Receipt:  merged.Receipt(), RequireComplete: f.requireComplete, ExitCode: f.exitCode,
	})
	return nil
}

// checkOutput refuses a folder, and a file whose ending tells of another format than JSON, which is what is written.
func (f *mergeFlags) checkOutput() error {
	switch {
	case f.output == "":
		return nil
	case isFolder(f.output):
		return fmt.Errorf("--output %s: is a folder; name a file in it", f.output)
	}
	pairs, err := reporters.Pairs(nil, []string{f.output})
	if err == nil && pairs[0].Format != "json" && pairs[0].Format != "text" {
		err = fmt.Errorf("--output %s: the joined report is JSON; name a .json file", f.output)
	}
	return err
}

func writeMerged(m *reporters.Merged, path string, s streams) error {
	data, err := m.JSON()
	if err != nil {
		return err
	}
	if path != "" {
		if err := reporters.Replace(path, data); err != nil {
			return fmt.Errorf("--output %s: %w", path, err)
		}
		return nil
	}
	_, err = s.out.Write(data)
	return err
}

// mostShards bounds what can be divided among shards.
const mostShards = 1000

// parseShard reads I/N.
func parseShard(text string) (scanner.Shard, error) {
	first, second, ok := strings.Cut(text, "/")
	index, err1 := strconv.Atoi(first)
	of, err2 := strconv.Atoi(second)
	if !ok || err1 != nil || err2 != nil || index < 1 || index > of || of > mostShards {
		return scanner.Shard{}, fmt.Errorf("--shard %q: use I/N, such as 1/4 for the first of four, up to %d", text, mostShards)
	}
	return scanner.Shard{Index: index, Of: of}, nil
}
