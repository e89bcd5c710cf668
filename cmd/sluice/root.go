package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
)

// streams are the process's standard streams and its temporary folder; tests pass their own.
type streams struct {
	in        io.Reader
	out, err  io.Writer
	temporary *temporary
}

// Exit statuses, as every command's help tells them.
const (
	exitClean      = policy.ExitClean
	exitFindings   = policy.ExitFindings
	exitUsage      = policy.ExitUsage
	exitIncomplete = policy.ExitIncomplete
)

const exitHelp = `Exit status:
  0  no findings, and everything was read
  1  findings, also of an incomplete scan (--exit-code replaces this number)
  2  wrong usage or configuration
  3  the scan failed, was interrupted, or is incomplete and found nothing`

// failure is an error with the exit status that it means.
type failure struct {
	code int
	err  error
}

func (f failure) Error() string { return f.err.Error() }
func (f failure) Unwrap() error { return f.err }

func failed(err error) error { return failure{exitIncomplete, err} }

// masked is an error in whose text no secret shows; what kind of error it is still does.
type masked struct {
	error
	text string
}

func (m masked) Error() string { return m.text }
func (m masked) Unwrap() error { return m.error }

// survive is run for what may crash. Of a panic only the place is told, since its text could quote what was scanned; the status that Go
// would end with says something else.
func survive(ctx context.Context, args []string, s streams) (code int) {
	defer func() {
		if recover() != nil {
			code = exitIncomplete
			fmt.Fprintf(s.err, "sluice: it crashed: please report this with the command that was run\n%s", debug.Stack())
		}
	}()
	return run(ctx, args, s)
}

// run is the whole program: it returns the exit status.
func run(ctx context.Context, args []string, s streams) int {
	defer s.temporary.remove()
	code := exitClean
	out := &output{}
	if file, ok := s.out.(*os.File); ok {
		out.File, s.out = file, out
	}
	root := newRoot(s, &code, append(args, "")[0])
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	gone := errors.Is(out.failed, syscall.EPIPE) // a reader that has gone, as "head" does, is no error
	if err == nil && !gone && out.failed != nil {
		err = failed(out.failed)
	}
	if err == nil || gone && errors.Is(err, syscall.EPIPE) {
		return code
	}
	fmt.Fprintf(s.err, "sluice: %s%s\n", finding.VisibleLines(err.Error()), cure(err))
	if f := (failure{}); errors.As(err, &f) {
		return f.code
	}
	if ctx.Err() != nil || out.failed != nil { // whatever it was about to do
		return exitIncomplete
	}
	return exitUsage
}

// cure is a hint for an error of the file system, unless the error has one.
func cure(err error) string {
	switch {
	case strings.Contains(err.Error(), "hint: "):
	case errors.Is(err, fs.ErrPermission):
		return "\nhint: ask its owner, change its mode (chmod), or name another file"
	case errors.Is(err, fs.ErrNotExist) && adrift():
		return "\nhint: the current folder is gone; change to one that is there"
	case errors.Is(err, fs.ErrNotExist):
		return "\nhint: look for a mistake in its name; it counts from the current folder"
	case errors.Is(err, syscall.EISDIR):
		return "\nhint: it is a folder; name a file in it"
	case errors.Is(err, syscall.ENOTDIR):
		return "\nhint: a part of its path is a file and no folder"
	case errors.Is(err, syscall.EROFS):
		return "\nhint: nothing can be written on that file system; name a file elsewhere"
	case errors.Is(err, syscall.ENOSPC):
		return "\nhint: make room there, or name a file elsewhere"
	}
	return ""
}

// adrift reports that the current folder was removed.
func adrift() bool {
	_, err := os.Getwd()
	return errors.Is(err, fs.ErrNotExist)
}

// constructor makes a command that sets the exit status.
type constructor func(s streams, code *int) *cobra.Command

// commands are all commands, by name.
func commands() map[string]constructor {
	silent := func(create func(streams) *cobra.Command) constructor {
		return func(s streams, _ *int) *cobra.Command { return create(s) }
	}
	return map[string]constructor{
		"git": newGit, "dir": newDir, "staged": newStaged, "push": newPush,
		"receive": newReceive, "commit-msg": newMessage, "stdin": newStdin,
		"rules": newRules, "hook": newHook, "baseline": newBaseline, "ignore": newIgnore, "merge": newMerge,
		"explain": silent(newExplain), "triage": silent(newTriage), "completion": silent(newCompletion), "version": silent(newVersion),
	}
}

// newRoot makes the program's command, with one command if there is one of the name only: all of their flags take as long to make as a
// hook that has nothing to do.
func newRoot(s streams, code *int, only string) *cobra.Command {
	root := &cobra.Command{
		Use:   "sluice",
		Short: "Find credentials in git repositories, files and standard input",
		Long: `sluice finds credentials: in a commit before it is made, in files, and in the whole of a repository's history.
It needs no service, no key and no network, and says what it could not read.

  sluice git .
  sluice hook install

Exit status: 0 clean, 1 findings, 2 wrong usage or configuration, 3 failed, interrupted or incomplete; each command's help says more.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          subcommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },

		PersistentPreRunE: checkGiven,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.CompletionOptions.DisableDefaultCmd = true
	all := commands()
	if _, ok := all[only]; ok {
		all = map[string]constructor{only: all[only]}
	} else {
		root.Version = version()
		root.SetVersionTemplate("sluice {{.Version}}\n")
	}
	for _, create := range all {
		root.AddCommand(create(s, code))
	}
	explainHelp(root)
	group(root)
	explainArgs(root)
	fitHelp(root, columns(s.out))
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if cmd == root && only != "" && only[0] != '-' { // no command has that name, so it has no flags
			return subcommand(root, []string{only})
		}
		return wrongFlag(cmd, err)
	})
	return root
}

// getenv is the process's environment, named so that what reads it shows.
func getenv(name string) string { return os.Getenv(name) }
