package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/scanner/source/message"
)

func newMessage(s streams, code *int) *cobra.Command {
	var flags scanFlags
	cmd := &cobra.Command{
		Use:   "commit-msg FILE",
		Short: "Scan a commit message before the commit is made",
		Long: `Scan the message in FILE as git would keep it: comment lines and a change below the scissors line are left out. Made
for a commit-msg hook.

  sluice commit-msg .git/COMMIT_EDITMSG
  sluice commit-msg --format json "$1"

` + exitHelp,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := message.New(cmd.Context(), args[0], s.temporary.folder)
			if errors.Is(err, message.ErrSettings) {
				return failed(err)
			}
			if err != nil {
				return err
			}
			o, err := flags.validate(".", s)
			if err != nil {
				return err
			}
			*code, err = o.scan(cmd.Context(), job{"commit-msg", args[0], src}, s)
			return err
		},
	}
	flags.register(cmd)
	return cmd
}
