package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// streams are the process's standard streams and its temporary folder; tests pass their own.
type streams struct {
	in        io.Reader
	out, err  io.Writer
	temporary *temporary
}

// Exit statuses, as every command's help tells them.
const (
	exitClean      = 0
	exitFindings   = 1
	exitUsage      = 2
	exitIncomplete = 3
)

const exitHelp = `Exit status:
  0  no findings, and everything was read
  1  findings (--exit-code replaces this number)
  2  wrong usage or configuration
  3  the scan failed, was interrupted or is incomplete`

// failure is an error with the exit status that it means.
type failure struct {
	code int
	err  error
}

func (f failure) Error() string { return f.err.Error() }
func (f failure) Unwrap() error { return f.err }

func failed(err error) error { return failure{exitIncomplete, err} }

// run is the whole program: it returns the exit status.
func run(ctx context.Context, args []string, s streams) int {
	defer s.temporary.remove()
	code := exitClean
	root := newRoot(s, &code)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return code
	}
	fmt.Fprintln(s.err, "sluice:", err)
	if f := (failure{}); errors.As(err, &f) {
		return f.code
	}
	return exitUsage
}

func newRoot(s streams, code *int) *cobra.Command {
	root := &cobra.Command{
		Use:   "sluice",
		Short: "Find credentials in git repositories, files and standard input",
		Long: `sluice finds credentials: in a commit before it is made, in files, and in the whole of a repository's history.
It needs no service, no key and no network, and says what it could not read.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(
		newGit(s, code), newDir(s, code), newStaged(s, code), newPush(s, code), newReceive(s, code), newMessage(s, code), newStdin(s, code),
		newRules(s, code), newHook(s, code), newBaseline(s, code), newIgnore(s, code), newExplain(s), newTriage(s), newCompletion(s), newMerge(s, code), newVersion(s),
	)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w\nhint: see '%s --help'", err, cmd.CommandPath())
	})
	return root
}

// getenv is the process's environment, named so that what reads it shows.
func getenv(name string) string { return os.Getenv(name) }
