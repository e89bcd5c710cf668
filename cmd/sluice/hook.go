package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/hooks"
	"github.com/sluice-scan/sluice/scanner/finding"
)

const hookExit = `Exit status:
  0  every hook that was asked for is as it should be
  1  one is not: what is left for you to do is printed
  2  wrong usage, or there is no repository
  3  a hook could not be read or changed`

func newHook(s streams, code *int) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "hook",
		Short: "Install, remove and show the git hooks that run sluice",
		Long: `A hook that git runs before a commit or a push is made stops it when sluice finds something.

  sluice hook install
  sluice hook status

Exit status: as each command's help says.`,
		Args: subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newHookInstall(s, code), newHookUninstall(s, code), newHookStatus(s, code))
	return cmd
}

func newHookInstall(s streams, code *int) *cobra.Command {
	var flags hookFlags
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Install git hooks that run sluice",
		Long: `Install hooks in the repository of the current folder: pre-commit and commit-msg, or in a bare repository pre-receive.
A hook that is there is kept as NAME.before-sluice and runs first; its failure blocks, too. Installing twice changes nothing.
The folder of core.hooksPath and that which all worktrees share are found. Where husky owns the hooks, a line is added to its
scripts; where lefthook or pre-commit does, the lines to add to its configuration are printed, and the exit status is 1.
With --global the hooks go to the template of new repositories (init.templateDir), or to the folder of a core.hooksPath that is
set for all repositories.

  sluice hook install
  sluice hook install --type pre-commit,commit-msg,pre-push

` + hookExit,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			place, err := flags.place(cmd.Context())
			if err != nil {
				return err
			}
			lasting, err := program()
			if err != nil {
				return err
			}
			reports, err := place.Install(cmd.Context(), lasting, flags.types...)
			for _, r := range reports {
				if !r.State.Runs() {
					*code = exitFindings
				}
			}
			return printHooks(s, reports, err)
		},
	}
	flags.register(cmd, "those of commits, or pre-receive in a bare repository")
	return cmd
}

func newHookUninstall(s streams, code *int) *cobra.Command {
	var flags hookFlags
	cmd := &cobra.Command{
		Use:   "uninstall",
		Short: "Take sluice's git hooks away",
		Long: `Take the hooks away that 'sluice hook install' installed, and bring those back that were there before, as they were.

  sluice hook uninstall
  sluice hook uninstall --type pre-push

` + hookExit,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			place, err := flags.place(cmd.Context())
			if err != nil {
				return err
			}
			reports, err := place.Uninstall(cmd.Context(), flags.types...)
			for _, r := range reports {
				if r.State.Runs() {
					*code = exitFindings
				}
			}
			return printHooks(s, flags.pertinent(place, reports), err)
		},
	}
	flags.register(cmd, "all")
	return cmd
}

func newHookStatus(s streams, code *int) *cobra.Command {
	var flags hookFlags
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show which git hooks run sluice",
		Long: `Show for each hook whether git runs sluice: installed; outdated (by a script that an older sluice wrote); absent; foreign
(somebody else's hook); edited (our script, changed by hand); inactive (git or the tool that owns the hook does not run it yet);
shadowed (core.hooksPath sends git elsewhere, or husky, lefthook or pre-commit owns the hook and does not run sluice).
Without --type all hooks that git may run there are shown, and the exit status is about those that 'sluice hook install' installs by default.

  sluice hook status
  sluice hook status --type pre-push

` + hookExit,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			place, err := flags.place(cmd.Context())
			if err != nil {
				return err
			}
			reports, err := place.Status(flags.types...)
			matter := flags.types
			if len(matter) == 0 {
				matter = place.Defaults()
			}
			for _, r := range reports {
				if !r.State.Runs() && slices.Contains(matter, r.Hook) {
					*code = exitFindings
				}
			}
			return printHooks(s, flags.pertinent(place, reports), err)
		},
	}
	flags.register(cmd, "all")
	return cmd
}

// hookFlags are the flags of every hook command.
type hookFlags struct {
	types  []string
	global bool
}

func (f *hookFlags) register(cmd *cobra.Command, otherwise string) {
	flags := cmd.Flags()
	flags.StringSliceVar(&f.types, "type", nil, "these `hooks`: "+strings.Join(hooks.Names(), ", ")+" (default: "+otherwise+")")
	flags.BoolVar(&f.global, "global", false, "for all repositories that are made or cloned from now on")
	complete(cmd)
}

func (f *hookFlags) place(ctx context.Context) (*hooks.Place, error) {
	if err := hooks.Check(f.types...); err != nil {
		return nil, fmt.Errorf("--type: %w", err)
	}
	if f.global {
		return hooks.Global(ctx)
	}
	return hooks.Find(ctx, ".")
}

// pertinent leaves out absent hooks that git does not run in such a place, unless they were asked for: a server's in a work tree, those of
// commits in a bare repository.
func (f *hookFlags) pertinent(place *hooks.Place, reports []hooks.Report) []hooks.Report {
	server := slices.Contains(place.Defaults(), "pre-receive")
	return slices.DeleteFunc(reports, func(r hooks.Report) bool {
		return len(f.types) == 0 && r.State == hooks.Absent && !r.Changed && (r.Hook == "pre-receive") != server
	})
}

// printHooks prints a line for each hook, and what there is to know and to do below it. err is the failure of others.
func printHooks(s streams, reports []hooks.Report, err error) error {
	for _, r := range reports {
		fmt.Fprintf(s.out, "%s: %s (%s)%s\n", r.Hook, r.State, finding.Visible(r.Path), map[bool]string{true: ", changed now"}[r.Changed])
		if r.Note != "" {
			fmt.Fprintf(s.out, "  %s\n", finding.Visible(r.Note))
		}
		if r.Add != "" {
			fmt.Fprintf(s.out, "  add to %s:\n\n%s\n", finding.Visible(r.Path), r.Add)
		}
	}
	if err != nil {
		return failed(err)
	}
	return nil
}

// program is the path of this program, for the scripts: that in PATH if it leads here, as a link there outlives an update, or if this one
// does not outlive the run.
func program() (string, error) {
	own, err := os.Executable()
	if err != nil {
		return "", nil
	}
	found, err := exec.LookPath("sluice")
	if err == nil {
		found, err = filepath.Abs(found)
	}
	switch {
	case err == nil && (sameFile(found, own) || ofGoRun(own)):
		return found, nil
	case ofGoRun(own):
		return "", errors.New("'go run' takes this program away when it ends, so no hook could run it\n" +
			"hint: 'go install github.com/sluice-scan/sluice/cmd/sluice@latest' makes one that stays")
	}
	return own, nil
}

// ofGoRun reports whether a program lies where 'go run' makes it: go-build123/b001/exe/NAME.
func ofGoRun(program string) bool {
	exe := filepath.Dir(program)
	return filepath.Base(exe) == "exe" && strings.HasPrefix(filepath.Base(filepath.Dir(filepath.Dir(exe))), "go-build")
}
