package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

func newIgnore(s streams, code *int) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ignore",
		Short: "Keep the ignore file: false alarms, with a reason, an owner and a last day",
		Long: `.sluiceignore at the root of the repository or scanned folder lists what is not reported as new. Each line is an entry; a finding is ignored if it matches all that
the entry says. A reason is needed; after its last day an entry does not count any more, and its findings are back as warnings.

  0123456789abcdef0123456789abcdef reason:"key of the sandbox" owner:ada@example.com until:2026-12-31
  rule:generic-password path:docs/** reason:"made-up values in the manual"

  sluice ignore check
  sluice ignore add 0123456789abcdef0123456789abcdef --reason "key of the sandbox" --until 2026-12-31

Exit status: as each command's help says.`,
		Args: subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newIgnoreCheck(s, code), newIgnoreAdd(s))
	return cmd
}

func newIgnoreCheck(s streams, code *int) *cobra.Command {
	var flags auditFlags
	cmd := &cobra.Command{
		Use:   "check [PATH]",
		Short: "List entries that are unused, expired or too broad",
		Long: `Scan, and list the entries of .sluiceignore and of the configuration that no finding matches, that have expired, or that match more
secrets than somebody can have looked at.
` + auditHelp + `

  sluice ignore check
  sluice ignore check path/to/repository

Exit status:
  0  there is nothing to say of any entry
  1  entries are listed
  2  wrong usage or configuration
  3  the scan failed, was interrupted or is incomplete`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if flags.minConfidence == "" {
				flags.minConfidence = string(finding.ConfidenceLow) // an entry may be for a finding that is not reported by default
			}
			a, err := flags.audit(cmd.Context(), args, s)
			if err != nil {
				return err
			}
			complaints := a.policy.Review(a.configSource, a.findings)
			if a.kind == "git" && a.receipt.Commits == 0 {
				complaints = slices.DeleteFunc(complaints, func(c policy.Complaint) bool { return c.What == policy.Unused })
				fmt.Fprintln(s.err, "sluice: the repository has no commits yet: which entries are unused cannot be told")
			}
			for _, c := range complaints {
				fmt.Fprintf(s.out, "%s: %s: %s\n", c.Place, c.What, finding.Visible(a.masker.Mask(c.Why)))
			}
			switch {
			case !a.receipt.Complete:
				*code = exitIncomplete
			case len(complaints) > 0:
				*code = exitFindings
			}
			return nil
		},
	}
	flags.register(cmd)
	return cmd
}

func newIgnoreAdd(s streams) *cobra.Command {
	var e policy.Entry
	var file string
	cmd := &cobra.Command{
		Use:   "add [FINGERPRINT]",
		Short: "Add an entry to the ignore file",
		Long: `Add an entry to the ignore file, which is made if there is none. Reports tell a finding's fingerprint, the text as its id.

  sluice ignore add 0123456789abcdef0123456789abcdef --reason "key of the sandbox" --owner ada@example.com --until 2026-12-31
  sluice ignore add --rule generic-password --path 'docs/**' --reason "made-up values"

Exit status:
  0  the entry is in the file
  2  wrong usage, or a file that cannot be read
  3  the file could not be written`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				e.Fingerprint = args[0]
			}
			if e.Reason == "" {
				return errNoReason
			}
			_, err := e.Line()
			if err := errors.Join(err, passed(e.Until)); err != nil {
				return err
			}
			if _, err := rules.Builtin().Find(e.Rule); e.Rule != "" && err != nil {
				fmt.Fprintf(s.err, "sluice: %v: the entry counts for a rule of your own of that id\n", err)
			}
			if file == "" {
				folder := nearestHere()
				file = filepath.Join(folder, policy.IgnoreFile)
				if note := elsewhere(folder); note != "" {
					fmt.Fprintf(s.err, "sluice: %s\n", finding.VisibleLines(note))
				}
			}
			return addEntry(file, e, s)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&e.Rule, "rule", "", "only findings of the rule with this `id`")
	flags.StringVar(&e.Path, "path", "", "only findings whose paths all match this `glob`")
	flags.StringVar(&e.Reason, "reason", "", "`why` this is no secret, or need not count")
	flags.StringVar(&e.Owner, "owner", "", "`who` answers for it")
	flags.StringVar(&e.Until, "until", "", "the last `day` on which it counts, as YYYY-MM-DD")
	flags.StringVar(&file, "file", "", "the ignore `file` (default: the "+policy.IgnoreFile+" that counts here)")
	complete(cmd)
	return cmd
}

// ignoreFile returns the ignore file that the scan reads, "" for the one that 'sluice ignore add' writes here.
func (o *scanOptions) ignoreFile() string {
	if o.root == "" || sameFile(o.root, nearestHere()) {
		return ""
	}
	return filepath.Join(o.root, policy.IgnoreFile)
}

// errNoReason says that an entry needs a reason.
var errNoReason = errors.New("say why with --reason \"…\"")

// passed is an error if the last day of an entry is over: it would never count.
func passed(until string) error {
	if _, err := time.Parse(time.DateOnly, until); err == nil && until < time.Now().Format(time.DateOnly) {
		return fmt.Errorf("--until %s: that day has passed", until)
	}
	return nil
}

// elsewhere says that scans of the repository that holds the current folder read another ignore file than the one in folder; "" if not so.
func elsewhere(folder string) string {
	src, err := git.Open(".", getenv, nil)
	if err != nil {
		return "" // there is no repository, or none that can be scanned
	}
	defer src.Close()
	root := rootOf(src, false)
	if sameFile(root, folder) {
		return ""
	}
	return fmt.Sprintf("%s counts for scans of files in its folder alone\nhint: --file %s is that of the repository",
		filepath.Join(folder, policy.IgnoreFile), filepath.Join(root, policy.IgnoreFile))
}

// addEntry adds an entry to an ignore file, which stays as it is if it is not one, or if it allows as much already.
func addEntry(path string, e policy.Entry, s streams) error {
	data, added, err := withEntries(path, []policy.Entry{e})
	if err != nil {
		return err
	}
	if added == 0 {
		_, err := fmt.Fprintf(s.out, "%s: nothing added: an entry there allows that already; change its reason, owner or day there\n", path)
		return err
	}
	if err := reporters.Replace(path, data); err != nil {
		return failed(fmt.Errorf("writing the ignore file: %w", err))
	}
	_, err = fmt.Fprintf(s.out, "%s: 1 added\n", path)
	return err
}

// withEntries is what an ignore file, which need not be there yet, holds with more entries, and how many of them it did not have.
func withEntries(path string, entries []policy.Entry) (data []byte, added int, err error) {
	data, err = readRegular(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("reading the ignore file: %w", err)
	}
	name := filepath.Base(path)
	ignores, err := policy.ParseIgnores(name, data)
	if err != nil {
		return nil, 0, err
	}
	if len(data) > 0 && data[len(data)-1] != '\n' {
		data = append(data, '\n')
	}
	for _, e := range entries {
		if ignores.Has(e, time.Now().Format(time.DateOnly)) {
			continue
		}
		line, err := e.Line()
		if err != nil {
			return nil, 0, err
		}
		data = append(data, line+"\n"...)
		added++
	}
	_, err = policy.ParseIgnores(name, data)
	return data, added, err
}
