package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/reporters"
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

// complete tells shells what flags take.
func complete(cmd *cobra.Command) {
	for name, values := range map[string][]string{
		"format": reporters.Formats(), "min-confidence": {"low", "medium", "high"}, "progress": {"auto", "always", "never"},
		"fail-on": policy.FailOn{Introduced: true, Present: true, History: true, Publishable: true}.Words(),
	} {
		if cmd.Flags().Lookup(name) != nil {
			// It fails only for a flag that is not there, or is completed already.
			_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
		}
	}
}
