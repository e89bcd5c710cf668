package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

func newRulesDiff(s streams, code *int) *cobra.Command {
	return &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Tell how two sets of rules differ",
		Long: `Tell which rules were added, removed and changed, and what changed in them. OLD and NEW are rule files, configurations
(.sluice.toml), folders of rule files, or "builtin" for the rules that this sluice comes with.

  sluice rules diff builtin path/to/rules/providers
  sluice rules diff old.toml new.toml

Exit status: 0 if they are the same, 1 if they differ, 2 for wrong usage or a rule file with errors.`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			before, err := ruleSet(args[0])
			if err != nil {
				return err
			}
			after, err := ruleSet(args[1])
			if err != nil {
				return err
			}
			changes := before.Diff(after)
			if len(changes) > 0 {
				*code = exitFindings
			}
			_, err = s.out.Write(diffText(changes))
			return err
		},
	}
}

func diffText(changes []rules.Change) []byte {
	var b bytes.Buffer
	count := map[string]int{}
	for _, c := range changes {
		what := "changed"
		switch {
		case c.Old == nil:
			what = "added"
		case c.New == nil:
			what = "removed"
		}
		count[what]++
		fmt.Fprintf(&b, "%-8s %s\n", what, c.ID)
		for _, f := range c.Fields {
			fmt.Fprintf(&b, "  %s\n", f.Name)
			sides(&b, "-", f.Old, f.New)
			sides(&b, "+", f.New, f.Old)
		}
	}
	fmt.Fprintf(&b, "%d added, %d removed, %d changed\n", count["added"], count["removed"], count["changed"])
	return b.Bytes()
}

// sides writes the lines of text that other lacks.
func sides(b *bytes.Buffer, sign, text, other string) {
	has := map[string]bool{}
	for _, line := range strings.Split(other, "\n") {
		has[line] = true
	}
	for _, line := range strings.Split(text, "\n") {
		if line != "" && !has[line] {
			fmt.Fprintf(b, "    %s %s\n", sign, finding.Visible(line))
		}
	}
}
