package main

import (
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/scanner/source/staged"
)

func newStaged(s streams, code *int) *cobra.Command {
	var flags scanFlags
	cmd := &cobra.Command{
		Use:   "staged [FILE…]",
		Short: "Scan what the next commit would bring",
		Long: `Scan what is in git's index but not in HEAD, and the names that are new: only values that the commit brings are reported, deletions
never are. Contents are read as they are stored, so attributes such as "binary" or "-diff" hide nothing. Made for a pre-commit hook.

  sluice staged
  sluice staged --min-confidence low config/settings.py

` + exitHelp,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := staged.New(cmd.Context(), ".", args, s.temporary.folder)
			switch {
			case errors.Is(err, staged.ErrUnread), errors.Is(err, fs.ErrPermission):
				return failed(err)
			case err != nil:
				return err
			}
			defer src.Close()
			o, err := flags.validate(src.Top(), s)
			if err != nil {
				return err
			}
			*code, err = o.scan(cmd.Context(), job{"staged", src.Top(), src}, s)
			return err
		},
	}
	flags.register(cmd)
	return cmd
}
