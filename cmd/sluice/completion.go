package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/hooks"
	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/policy"
)

func newCompletion(s streams) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print a script that completes commands and flags in a shell",
		Long: `Print a script for bash, zsh, fish or powershell that completes commands, flags and what they take.

  source <(sluice completion bash)
  sluice completion zsh > "${fpath[1]}/_sluice"

Exit status:
  0  the script was printed
  2  wrong usage`,
		ValidArgs: shells,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(s.out, true)
			case "zsh":
				return root.GenZshCompletion(s.out)
			case "fish":
				return root.GenFishCompletion(s.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(s.out)
			}
			return fmt.Errorf("unknown shell %q", args[0])
		},
	}
}

// values are what flags take, by their names, as far as there are few of them.
func values() map[string]func() []string {
	these := func(words ...string) func() []string { return func() []string { return words } }
	confidences := these("low", "medium", "high")
	return map[string]func() []string{
		"format": reporters.Formats, "progress": these("auto", "always", "never"), "sort": these("cost", "hits", "findings"),
		"min-confidence": confidences, "confidence": confidences, "type": hooks.Names,
		"fail-on":  policy.FailOn{Introduced: true, Present: true, History: true, Publishable: true}.Words,
		"kind":     ofBuiltin(func(r *rules.Rule) string { return string(r.Kind) }),
		"provider": ofBuiltin(func(r *rules.Rule) string { return r.Provider }),
		"rule":     ofBuiltin(func(r *rules.Rule) string { return r.ID }),
	}
}

// ofBuiltin gives what the built-in rules have of something, each once.
func ofBuiltin(what func(*rules.Rule) string) func() []string {
	return func() []string {
		var all []string
		for i := range rules.Builtin().Rules {
			all = append(all, what(&rules.Builtin().Rules[i]))
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
}

// complete tells shells what flags take.
func complete(cmd *cobra.Command) {
	for name, list := range values() {
		if cmd.Flags().Lookup(name) != nil {
			// It fails only for a flag that is not there, or is completed already.
			_ = cmd.RegisterFlagCompletionFunc(name, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
				return list(), cobra.ShellCompDirectiveNoFileComp
			})
		}
	}
}
