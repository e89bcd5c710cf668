package main

import (
	"cmp"
	"fmt"
	"strings"

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

// What is told in place of several commands and flags of other scanners.
const (
	scansPath   = "'sluice git PATH' scans a repository with its history, 'sluice dir PATH' files"
	scansStaged = "'sluice staged' scans what the next commit would bring"
)

// meantCommand tells which command was meant by a path, or by what other scanners call theirs; "" where nobody knows.
func meantCommand(name string) string {
	switch name {
	case "scan", "detect", "check", "filesystem", "directory", "file", "files", "repo", "repository", "history":
		return scansPath
	case "protect", "pre-commit", "precommit":
		return scansStaged
	case "install", "init", "uninstall":
		return "'sluice hook install' and 'sluice hook uninstall' are for git's hooks"
	case "audit", "report":
		return "'sluice triage REPORT' goes through the findings of a JSON report"
	}
	if strings.Contains(name, "://") {
		return "'sluice git URL' scans a repository elsewhere with its history"
	}
	if exists(name) {
		return scansPath
	}
	return ""
}

// meantFlag tells what stands here for a flag of other scanners; "" where nobody knows.
func meantFlag(name string) string {
	switch name {
	case "no-color", "no-colour", "color", "colour":
		return "with NO_COLOR=1 in the environment there are no colours"
	case "report-format", "json", "sarif":
		return "--format chooses the report, such as json or sarif"
	case "report-path", "report", "out", "output-file":
		return "--output names the file of the report"
	case "baseline-path":
		return "--baseline names the file of what is known"
	case "redact", "mask":
		return "secrets are masked unless --show-secrets is given"
	case "log-opts", "commits", "since-commit", "depth":
		return "'sluice git' with --range, --since, --branch or --max-depth scans a part of a history"
	case "source", "path", "no-git", "repo":
		return scansPath
	case "staged", "pre-commit":
		return scansStaged
	case "exclude", "exclude-paths", "exclude-files", "include-paths":
		return "an entry [[allow]] with paths in .sluice.toml leaves files out"
	}
	return ""
}
