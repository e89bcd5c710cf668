package main

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/scanner/source/dir"
)

func newDir(s streams, code *int) *cobra.Command {
	var flags scanFlags
	var noIgnore bool
	cmd := &cobra.Command{
		Use:   "dir PATH…",
		Short: "Scan files and folders",
		Long: `Scan files and folders as they lie on disk, and their names. Files that git ignores are left out unless git tracks them or
they are named; hidden files are included, but .git is left to "sluice git". Symbolic links are not followed, except one that is named. Of
.sluice.toml and .sluiceignore the nearest count, from the scanned folder up to the root of its repository.

  sluice dir .
  sluice dir --no-ignore --format sarif --output sluice.sarif src config

` + exitHelp,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			flags.files = true
			o, err := flags.validate(configRoot(args), s)
			if err != nil {
				return err
			}
			src, err := dir.New(args, dir.Options{NoIgnore: noIgnore, Replaced: o.replaced(), Temporary: s.temporary.folder})
			if errors.Is(err, fs.ErrPermission) {
				return failed(err)
			}
			if err != nil {
				return err
			}
			*code, err = o.scan(cmd.Context(), job{"dir", strings.Join(args, " "), src}, s)
			return err
		},
	}
	flags.register(cmd)
	cmd.Flags().BoolVar(&noIgnore, "no-ignore", false, "scan files that git ignores, too")
	return cmd
}

// configRoot is the folder whose configuration counts, or that of one above: the one that is scanned, else the current one.
func configRoot(paths []string) string {
	if len(paths) == 1 && isFolder(paths[0]) {
		return paths[0]
	}
	return "."
}
