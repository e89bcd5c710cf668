package main

import (
	"context"
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/clone"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

// gitFlags are the flags of "sluice git".
type gitFlags struct {
	scanFlags
	how    wholeFlags
	asked  rangeFlags
	accept source.Accept
	limit  int64 // MiB
}

func newGit(s streams, code *int) *cobra.Command {
	var flags gitFlags
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
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			*code, err = flags.run(cmd.Context(), append(args, ".")[0], s)
			return err
		},
	}
	flags.register(cmd)
	return cmd
}

func (f *gitFlags) register(cmd *cobra.Command) {
	f.asked.register(cmd)
	f.how.register(cmd)
	flags := cmd.Flags()
	flags.Int64Var(&f.limit, "clone-limit", clone.DefaultLimit>>20, "receive at most this many `MiB` of a repository that is cloned")
	flags.BoolVar(&f.accept.Shallow, "allow-shallow", false,
		"accept that a shallow or grafted clone lacks the history below its cut: the scan counts as complete")
	flags.BoolVar(&f.accept.Missing, "allow-missing", false,
		"accept objects that the repository names and lacks, as partial clones do: the scan counts as complete")
	f.scanFlags.register(cmd)
}

// run scans a repository, which a path or a URL names, and returns the exit status.
func (f *gitFlags) run(ctx context.Context, repository string, s streams) (int, error) {
	path, name, err := f.local(ctx, repository, f.limit, s)
	if err != nil {
		return 0, err
	}
	f.repository = path
	if !f.asked.given() {
		return f.whole(ctx, path, name, s)
	}
	if err := f.how.none(); err != nil {
		return 0, err
	}
	return f.part(ctx, part{"git", path, name, f.accept, f.how.full, f.asked.choose}, s)
}

// whole scans a history.
func (f *gitFlags) whole(ctx context.Context, path, name string, s streams) (int, error) {
	src, err := git.Open(path, getenv, s.temporary.folder)
	if err != nil {
		return 0, opened(err)
	}
	defer src.Close()
	src.Accept = f.accept
	o, err := f.validate(rootOf(src, path != name), s)
	if err != nil {
		return 0, err
	}
	if err := f.how.apply(o); err != nil {
		return 0, err
	}
	return o.scan(ctx, job{"git", name, src}, s)
}

// opened sorts the errors of opening a repository: a path where none is, is wrong usage; one that cannot be read is a failed scan.
func opened(err error) error {
	if errors.Is(err, git.ErrNotRepository) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return failed(err)
}
