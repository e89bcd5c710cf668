package main

import (
	"cmp"
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
	if !cmd.HasParent() {
		hint = cmp.Or(meantCommand(args[0]), hint)
	}
	return fmt.Errorf("unknown command %q for %q%s\nhint: %s", args[0], cmd.CommandPath(), strict.Meant(args[0], names), hint)
}

// meantCommand tells which command was meant by a path, or by what other scanners call theirs; "" where nobody knows.
func meantCommand(name string) string {
	switch name {
	case "scan", "detect", "check", "filesystem", "directory", "file", "files", "repo", "repository", "history":
		return "'sluice git PATH' scans a repository with its history, 'sluice dir PATH' files"
	case "protect", "pre-commit", "precommit":
		return "'sluice staged' scans what the next commit would bring"
	case "install", "init", "uninstall":
		return "'sluice hook install' and 'sluice hook uninstall' are for git's hooks"
	case "audit", "report":
		return "'sluice triage REPORT' goes through the findings of a JSON report"
	}
	if _, err := os.Stat(name); err == nil {
		return "'sluice git PATH' scans a repository with its history, 'sluice dir PATH' files"
	}
	return ""
}
