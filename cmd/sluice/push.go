package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/scanner/source/commits"
)

func newPush(s streams, code *int) *cobra.Command {
	var flags scanFlags
	cmd := &cobra.Command{
		Use:   "push [REMOTE [URL]]",
		Short: "Scan what a push would take to a remote",
		Long: `Scan what a push brings that the remote does not have, as far as the lines that git gives a pre-push hook and the
remote-tracking refs tell: contents, messages and names of each commit. A value that the file, or the file it was renamed from, held
before is no news, and deletions never block. Made for a pre-push hook. REMOTE may be an address: then the remotes with that address
tell what the other side has.

Without lines, as the pre-commit framework runs hooks and as you do, every local branch and tag is scanned that is not on the remote
(PRE_COMMIT_REMOTE_NAME if it is not named; else on any remote).

  sluice push origin
  sluice push "$@"          (in a pre-push hook)

` + exitHelp,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			choose := func(ctx context.Context, r *commits.Repository) (*commits.Source, error) {
				return pushed(ctx, r, args, s)
			}
			*code, err = flags.part(cmd.Context(), part{kind: "push", path: ".", name: ".", choose: choose}, s)
			return err
		},
	}
	flags.register(cmd)
	return cmd
}

// pushed makes the source of a push. Git names the remote and its URL; if it gives no lines then, there is nothing to push.
func pushed(ctx context.Context, r *commits.Repository, args []string, s streams) (*commits.Source, error) {
	var updates []commits.Update
	if !interactive(s) {
		var err error
		if updates, err = commits.PrePush(s.in); err != nil {
			return nil, err
		}
	}
	remote := getenv("PRE_COMMIT_REMOTE_NAME")
	if len(args) > 0 {
		remote = args[0]
	}
	if len(updates) > 0 || len(args) == 2 && !interactive(s) {
		return r.Push(ctx, remote, updates)
	}
	if len(args) == 1 {
		if err := r.CheckRemote(remote); err != nil {
			return nil, err
		}
	}
	return r.Unpushed(ctx, remote, getenv("PRE_COMMIT_TO_REF"), getenv("PRE_COMMIT_FROM_REF"))
}

// interactive reports whether standard input is a terminal: then nobody pipes a hook's lines into it.
func interactive(s streams) bool {
	_, ok := terminal(s.in)
	return s.in == nil || ok
}

func newReceive(s streams, code *int) *cobra.Command {
	var flags scanFlags
	cmd := &cobra.Command{
		Use:   "receive",
		Short: "Scan what a push brought, before it is accepted",
		Long: `Scan what a push brings to this repository, from the lines that git gives a pre-receive hook: contents, messages and names
of each commit that no ref leads to yet. A value that the file, or the file it was renamed from, held before is no news, and deletions
never block. Made for a pre-receive hook of a server. What allows findings is a .sluice.toml or .sluiceignore in the repository's own
folder; markers beside a value count only if what the push is made to has them.

  sluice receive
  sluice receive --config /etc/sluice.toml

` + exitHelp,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if interactive(s) {
				return errors.New("receive reads the lines that git gives a pre-receive hook\n" +
					"hint: 'sluice hook install' in a bare repository makes git run it")
			}
			choose := func(ctx context.Context, r *commits.Repository) (*commits.Source, error) {
				updates, err := commits.PreReceive(s.in)
				if err != nil {
					return nil, err
				}
				return r.Receive(ctx, updates)
			}
			*code, err = flags.part(cmd.Context(), part{kind: "receive", path: ".", name: ".", choose: choose}, s)
			return err
		},
	}
	flags.register(cmd)
	return cmd
}
