package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/rules/strict"
)

// subcommand refuses the arguments of a command that only has others below it: it was a mistake in the name of one, or a path.
func subcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	hint := fmt.Sprintf("see '%s --help'", cmd.CommandPath())
	if _, err := os.Stat(args[0]); err == nil && !cmd.HasParent() {
		hint = "'sluice dir PATH' scans files, 'sluice git PATH' a repository with its history"
	}
	return fmt.Errorf("unknown command %q for %q%s\nhint: %s", args[0], cmd.CommandPath(), strict.Meant(args[0], names), hint)
}
