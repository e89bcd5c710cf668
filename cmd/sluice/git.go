package main

import (
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/clone"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

func newGit(s streams, code *int) *cobra.Command {
	var flags scanFlags
	var how wholeFlags
	var limit int64
	var accept source.Accept
	var asked rangeFlags
	cmd := &cobra.Command{
		Use:   "git [REPO|URL]",
		Short: "Scan the whole history of a git repository",
		Long: `Scan every distinct content of a repository's object store, whichever branch, tag, stash or reflog holds it, or none;
commit, tag and note texts too, names of people, refs and files, and git's own configuration, hooks and ref logs. Each finding
names the commits that brought it. With --range, --since, --branch or --max-depth only what those commits bring is scanned, merges
included: a value that the file, or the file it was renamed from, held before is no news. Nothing of the repository is executed.

  sluice git .
  sluice git https://example.com/team/project.git
  sluice git --range origin/main..HEAD
  sluice git --format json --output report.json --show-secrets path/to/repository.git

` + cloneHelp + "\n\n" + exitHelp,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := "."
			if len(args) == 1 {
				path = args[0]
			}
			path, name, err := flags.local(cmd.Context(), path, limit, s)
			if err != nil {
				return err
			}
			flags.repository = path
			if asked.given() {
				if err := how.none(); err != nil {
					return err
				}
				*code, err = flags.part(cmd.Context(), part{"git", path, name, accept, how.full, asked.choose}, s)
				return err
			}
			src, err := git.Open(path, getenv, s.temporary.folder)
			if err != nil {
				return opened(err)
			}
			defer src.Close()
			src.Accept = accept
			o, err := flags.validate(src.WorkTree(), s)
			if err != nil {
				return err
			}
			if err := how.apply(o); err != nil {
				return err
			}
			*code, err = o.scan(cmd.Context(), job{"git", name, src}, s)
			return err
		},
	}
	flags.register(cmd)
	how.register(cmd)
	cmd.Flags().Int64Var(&limit, "clone-limit", clone.DefaultLimit>>20, "receive at most this many `MiB` of a repository that is cloned")
	cmd.Flags().BoolVar(&accept.Shallow, "allow-shallow", false, "accept that a shallow or grafted clone lacks the history below its cut: the scan counts as complete")
	cmd.Flags().BoolVar(&accept.Missing, "allow-missing", false, "accept objects that the repository names and lacks, as partial clones do: the scan counts as complete")
	asked.register(cmd)
	return cmd
}

// opened sorts the errors of opening a repository: a path where none is, is wrong usage; one that cannot be read is a failed scan.
func opened(err error) error {
	if errors.Is(err, git.ErrNotRepository) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return failed(err)
}
