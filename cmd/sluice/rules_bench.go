package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/source/dir"
)

// benchFlags are the flags of rules bench.
type benchFlags struct {
	rules, sort string
	top         int
	json        bool
}

func newRulesBench(s streams, code *int) *cobra.Command {
	var f benchFlags
	cmd := &cobra.Command{
		Use:   "bench PATH…",
		Short: "Measure what each rule costs and finds in a tree",
		Long: `Scan files and folders on one worker and tell of each rule what its judges cost, how often one of its literals stands there, how many
candidates it kept and how many findings came of them. A slow rule is at the top; --sort findings puts a noisy one there. Looking up the
literals of all rules is one pass, which belongs to none of them, and measuring takes a part of the cost.

  sluice rules bench .
  sluice rules bench --rules acme.toml --sort findings --json path/to/tree

Exit status: 0, 2 for wrong usage or a rule file with errors, 3 if the scan failed or is incomplete.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.bench(cmd.Context(), args, s, code)
		},
	}
	flags := cmd.Flags()
	registerRules(flags, &f.rules)
	flags.StringVar(&f.sort, "sort", "cost", "what decides the `order`: cost, hits or findings")
	flags.IntVar(&f.top, "top", 30, "tell of this `number` of rules; 0 tells of all")
	flags.BoolVar(&f.json, "json", false, "print a JSON object")
	complete(cmd)
	return cmd
}

// bench measures the rules on files and folders.
func (f *benchFlags) bench(ctx context.Context, paths []string, s streams, code *int) error {
	by, ok := orders[f.sort]
	if !ok {
		return fmt.Errorf("--sort %q: use cost, hits or findings", f.sort)
	}
	if f.top < 0 {
		return errors.New("--top: the number of rules cannot be negative")
	}
	set, err := ruleSet(f.rules)
	if err != nil {
		return err
	}
	src, err := dir.New(paths, dir.Options{Temporary: s.temporary.folder})
	if err != nil {
		return err
	}
	sc, err := scanner.New(set, scanner.Options{})
	if err != nil {
		return err
	}
	all, receipt, err := sc.Measure(ctx, src)
	if err != nil {
		return failed(err)
	}
	if !receipt.Complete {
		*code = exitIncomplete
	}
	for _, k := range receipt.Skipped {
		if k.Class == "unread" { // names of files are not told, which may hold secrets
			fmt.Fprintf(s.err, "sluice: %s not read: %s\n", reporters.Number(k.Count, "file"), finding.Visible(k.Why))
		}
	}
	slices.SortStableFunc(all, by)
	return f.write(s.out, all, receipt)
}

// orders put what is most first.
var orders = map[string]func(a, b scanner.Measurement) int{
	"cost": func(a, b scanner.Measurement) int { return cmp.Compare(b.Cost, a.Cost) },
	"hits": func(a, b scanner.Measurement) int { return cmp.Compare(b.Hits, a.Hits) },
	"findings": func(a, b scanner.Measurement) int {
		return cmp.Or(cmp.Compare(b.Sure, a.Sure), cmp.Compare(b.Findings, a.Findings))
	},
}

func (f *benchFlags) write(out io.Writer, all []scanner.Measurement, receipt finding.Receipt) error {
	var cost time.Duration
	for _, m := range all {
		cost += m.Cost
	}
	met := len(all)
	if f.top > 0 {
		all = all[:min(len(all), f.top)]
	}
	if f.json {
		return measuredJSON(out, all, receipt)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "ms\t%\thits\tkept\tlow\tfound\t  rule")
	for _, m := range all {
		fmt.Fprintf(w, "%.2f\t%.1f\t%d\t%d\t%d\t%d\t  %s\n", millis(m.Cost), 100*float64(m.Cost)/float64(max(cost, 1)), m.Hits,
			m.Kept, m.Findings-m.Sure, m.Sure, m.Rule.ID)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "%d rules met one of their literals and took %.1f ms of %.2f s: %d contents, %.1f MB\n",
		met, millis(cost), receipt.Seconds, receipt.Blobs, float64(receipt.Bytes)/1e6)
	return err
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// measured is a measurement in JSON.
type measured struct {
	Rule     string  `json:"rule"`
	Kind     string  `json:"kind"`
	Millis   float64 `json:"milliseconds"`
	Hits     int     `json:"hits"`
	Kept     int     `json:"kept"`
	Findings int     `json:"findings"` // with any confidence
	Sure     int     `json:"sure"`     // medium or high
}

func measuredJSON(out io.Writer, all []scanner.Measurement, receipt finding.Receipt) error {
	list := []measured{}
	for _, m := range all {
		list = append(list, measured{m.Rule.ID, string(m.Rule.Kind), millis(m.Cost), m.Hits, m.Kept, m.Findings, m.Sure})
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Seconds  float64    `json:"seconds"`
		Contents int        `json:"contents"`
		Bytes    int64      `json:"bytes"`
		Complete bool       `json:"complete"`
		Rules    []measured `json:"rules"`
	}{receipt.Seconds, receipt.Blobs, receipt.Bytes, receipt.Complete, list})
}
