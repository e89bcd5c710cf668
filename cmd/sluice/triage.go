package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
)

// leak is a secret of a report: all findings of one fingerprint.
type leak struct {
	Rule, Name, Severity, Confidence, Secret, Fingerprint string
	Path                                                  string // of the first place; for a text that has none what it is
	Places                                                []string
	History                                               string
	Fix                                                   []string
	decision                                              decision
}

// decision is what somebody says of a leak.
type decision struct {
	action               action
	reason, owner, until string
}

type action int

const (
	undecided  action = iota
	accepted          // known: into the baseline
	falseAlarm        // no secret: into the ignore file
	toRotate          // a secret that is being replaced: into the ignore file, until a day
)

// rotateDays is how long a secret that is to be rotated does not count, unless somebody says otherwise.
const rotateDays = 14

const triageExit = `Exit status:
  0  the decisions are written, or there were none
  2  wrong usage, a report that cannot be read, no terminal, or left without writing
  3  a file could not be written`

// triageFlags are the decisions that need no terminal, and where they go.
type triageFlags struct {
	accept, falseAlarm, rotate []string
	reason, owner, until       string
	baseline, ignoreFile       string
	key                        string // of fingerprints
	unused                     bool   // no scan reads the baseline unless it is told to
}

func newTriage(s streams) *cobra.Command {
	var flags triageFlags
	cmd := &cobra.Command{
		Use:   "triage REPORT",
		Short: "Decide on the findings of a report, one after the other",
		Long: `Go through the secrets of a JSON report and say of each whether it is accepted as known, a false alarm, or to be rotated. What is
accepted goes to the baseline. A false alarm goes to the ignore file, with a reason. A secret to rotate goes there until a day, after
which it is back as a warning. Each decision has a flag as well, which takes fingerprints and needs no terminal. --owner and --until count for
what is decided on the screen, too.

  sluice git . --format json --output report.json; sluice triage report.json
  sluice triage report.json --false-positive 0123456789abcdef0123456789abcdef --reason "key of the sandbox"
  sluice triage report.json --rotate 0123456789abcdef0123456789abcdef --reason "ticket 42" --until 2026-12-31

` + triageExit,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(); err != nil {
				return err
			}
			if err := flags.settle(); err != nil {
				return err
			}
			leaks, err := readLeaks(args[0])
			if err != nil {
				return err
			}
			if flags.given() {
				err = flags.decide(leaks)
			} else {
				leaks, err = triageScreen(cmd.Context(), leaks, &flags, s)
			}
			if err != nil {
				return err
			}
			return flags.write(leaks, s.out)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&flags.accept, "accept", nil, "accept the secret with this `fingerprint` as known")
	f.StringSliceVar(&flags.falseAlarm, "false-positive", nil, "the secret with this `fingerprint` is none; needs --reason")
	f.StringSliceVar(&flags.rotate, "rotate", nil, "the secret with this `fingerprint` is being replaced; needs --reason")
	f.StringVar(&flags.reason, "reason", "", "`why`")
	f.StringVar(&flags.owner, "owner", "", "`who` answers for it")
	f.StringVar(&flags.until, "until", "",
		"the last `day` on which the decision counts, as YYYY-MM-DD (default for --rotate: in two weeks)")
	f.StringVarP(&flags.baseline, "baseline", "b", "",
		"the baseline `file` (default: that of the configuration, else "+policy.BaselineFile+" beside it)")
	f.StringVar(&flags.ignoreFile, "ignore-file", "", "the ignore `file` (default: the "+policy.IgnoreFile+" that counts here)")
	return cmd
}

// readLeaks reads the open findings of a JSON report, grouped by secret.
func readLeaks(path string) ([]leak, error) {
	data, err := readReport(path)
	if err != nil {
		return nil, err
	}
	var report triageReport
	if json.Unmarshal(data, &report) != nil || report.Schema != "sluice/1" {
		return nil, notReport(path)
	}
	var leaks []leak
	index := map[string]int{}
	for i := range report.Findings {
		f := &report.Findings[i]
		if !f.Status.Open() || f.Fingerprint == "" {
			continue
		}
		n, known := index[f.Fingerprint]
		if !known {
			n = len(leaks)
			index[f.Fingerprint] = n
			leaks = append(leaks, f.leak())
		}
		leaks[n].Places = append(leaks[n].Places, f.place())
	}
	return leaks, nil
}

// triageReport is what triage needs of a JSON report.
type triageReport struct {
	Schema   string
	Findings []triageFinding
}

type triageFinding struct {
	Rule, Name, Severity, Confidence, Secret, Fingerprint, Path, Container string
	Status                                                                 finding.Status
	Line, Column                                                           int
	Source                                                                 struct{ Kind, Object string }
	Revoke                                                                 struct {
		Page  string
		Steps []string
	}
	Commit, Author, Date string
	AtHead               *bool  `json:"at_head"`
	Removed              string `json:"removed_commit"`
}

func (f *triageFinding) leak() leak {
	l := leak{
		Rule: f.Rule, Path: finding.Visible(cmp.Or(f.Path, f.Source.Kind)), Name: finding.Visible(f.Name),
		Severity: f.Severity, Confidence: f.Confidence, Secret: finding.Visible(f.Secret), Fingerprint: f.Fingerprint,
	}
	if f.Commit != "" {
		day, _, _ := strings.Cut(f.Date, "T")
		l.History = fmt.Sprintf("%.10s %s %s", f.Commit, day, finding.Visible(f.Author))
	}
	switch {
	case f.AtHead == nil:
	case *f.AtHead:
		l.History += "; still there"
	case f.Removed != "":
		l.History += fmt.Sprintf("; removed by %.10s", f.Removed)
	}
	for _, text := range append([]string{f.Revoke.Page}, f.Revoke.Steps...) {
		if text != "" {
			l.Fix = append(l.Fix, finding.Visible(text))
		}
	}
	return l
}

func (f *triageFinding) place() string {
	name := f.Path
	if f.Container != "" {
		name = f.Container
	}
	if name == "" {
		name = strings.TrimSpace(f.Source.Kind + " " + f.Source.Object)
	}
	return fmt.Sprintf("%s:%d:%d", finding.Visible(name), f.Line, f.Column)
}

// check refuses what no entry can hold, before somebody decides on the screen.
func (f *triageFlags) check() error {
	_, err := policy.Entry{Path: "any", Reason: cmp.Or(f.reason, "any"), Owner: f.owner, Until: f.until}.Line()
	if err := errors.Join(err, passed(f.until)); err != nil {
		return err
	}
	if len(f.accept) > 0 && len(f.falseAlarm)+len(f.rotate) == 0 && f.reason+f.owner+f.until != "" {
		return errors.New("--accept: a baseline has no reason, owner or last day\n" +
			"hint: --false-positive and --rotate write entries that have them")
	}
	return nil
}

// settle finds the files of the decisions, where no flag names them: those that scans here read.
func (f *triageFlags) settle() error {
	o := &scanOptions{}
	folder := o.nearest(".")
	config, err := o.readConfig(folder)
	if err != nil {
		return err
	}
	f.key = config.FingerprintKey
	configured := o.baselinePath(config)
	f.baseline = cmp.Or(f.baseline, configured, filepath.Join(folder, policy.BaselineFile))
	f.ignoreFile = cmp.Or(f.ignoreFile, filepath.Join(folder, policy.IgnoreFile))
	_, err = os.Lstat(f.baseline)
	f.unused = f.baseline != configured && errors.Is(err, fs.ErrNotExist)
	return nil
}

// given reports whether the flags decide something.
func (f *triageFlags) given() bool { return len(f.accept)+len(f.falseAlarm)+len(f.rotate) > 0 }

// decide puts the decisions of the flags to the leaks.
func (f *triageFlags) decide(leaks []leak) error {
	for _, list := range []struct {
		prints []string
		action action
	}{{f.accept, accepted}, {f.falseAlarm, falseAlarm}, {f.rotate, toRotate}} {
		for _, print := range list.prints {
			i := slices.IndexFunc(leaks, func(l leak) bool { return l.Fingerprint == print })
			if i < 0 {
				return fmt.Errorf("the report has no open finding with the fingerprint %q", finding.Visible(print))
			}
			if d := leaks[i].decision.action; d != undecided && d != list.action {
				return fmt.Errorf("%s: two flags decide on it: leave it out of one", print)
			}
			leaks[i].decision = f.decision(list.action, f.reason)
		}
	}
	return nil
}

// decision is an action with its reason, and with whom and which day the flags name.
func (f *triageFlags) decision(a action, reason string) decision {
	d := decision{a, reason, f.owner, f.until}
	if a == toRotate && d.until == "" {
		d.until = time.Now().AddDate(0, 0, rotateDays).Format(time.DateOnly)
	}
	return d
}

// write writes the decisions into the baseline and the ignore file. Both are prepared before either is touched.
func (f *triageFlags) write(leaks []leak, out io.Writer) error {
	baseline, known, err := f.baselineWith(leaks)
	if err != nil {
		return err
	}
	ignores, entries, err := f.ignoresWith(leaks)
	if err != nil {
		return err
	}
	for _, file := range []struct {
		path string
		data []byte
		news int
	}{{f.baseline, baseline, known}, {f.ignoreFile, ignores, entries}} {
		if file.news == 0 {
			continue
		}
		if err := reporters.Replace(file.path, file.data); err != nil {
			return failed(fmt.Errorf("writing the decisions: %w", err))
		}
		fmt.Fprintf(out, "%s: %d added\n", file.path, file.news)
		if file.path == f.baseline && f.unused {
			tellUse(out, f.baseline)
		}
	}
	if known+entries == 0 && slices.ContainsFunc(leaks, func(l leak) bool { return l.decision.action != undecided }) {
		fmt.Fprintf(out, "nothing added: %s and %s have that already\n", f.baseline, f.ignoreFile)
	}
	return nil
}

// baselineWith is the baseline with what was accepted, and how much that is.
func (f *triageFlags) baselineWith(leaks []leak) ([]byte, int, error) {
	var lines []policy.BaselineLine
	if _, err := os.Lstat(f.baseline); !errors.Is(err, fs.ErrNotExist) {
		b, err := readBaseline(f.baseline, f.key)
		if err != nil {
			return nil, 0, err
		}
		lines = b.Lines()
	}
	known := map[string]bool{}
	for _, line := range lines {
		known[line.Fingerprint] = true
	}
	added := 0
	for _, l := range leaks {
		if l.decision.action == accepted && !known[l.Fingerprint] {
			added++
			lines = append(lines, policy.BaselineLine{Fingerprint: l.Fingerprint, Rule: l.Rule, Path: l.Path})
		}
	}
	return policy.FormatBaseline(lines, f.key), added, nil
}

// ignoresWith is the ignore file with false alarms and what is to be rotated, and how many of those are new to it.
func (f *triageFlags) ignoresWith(leaks []leak) ([]byte, int, error) {
	var entries []policy.Entry
	for _, l := range leaks {
		d := l.decision
		if d.action != falseAlarm && d.action != toRotate {
			continue
		}
		e := policy.Entry{Fingerprint: l.Fingerprint, Reason: d.reason, Owner: d.owner, Until: d.until}
		if d.action == toRotate {
			e.Reason = strings.TrimSpace("to rotate: " + d.reason)
		}
		_, err := e.Line()
		if d.reason == "" {
			err = errNoReason
		}
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", l.Fingerprint, err)
		}
		entries = append(entries, e)
	}
	return withEntries(f.ignoreFile, entries)
}
