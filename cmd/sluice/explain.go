package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// explainLimit is the largest file that is explained, in bytes.
const explainLimit = 64 << 20

func newExplain(s streams) *cobra.Command {
	f := scanFlags{archives: scanner.Archives{Depth: -1}}
	cmd := &cobra.Command{
		Use:   "explain FILE[!MEMBER][:LINE]",
		Short: "Tell why something in a file is found or not",
		Long: `Scan a file and tell of each candidate which rule, literal and shape it met, which judge or allowance decided, and what would change
that. With a line, which may have a column behind it as in reports, also what stands there of literals where no rule sees a value. Secrets are masked. Archives are not opened, but for
the member that is named, as a scan names it.

  sluice explain config/settings.py
  sluice explain 'dist/app.jar!conf/app.env:3'
  sluice explain config/settings.py:12 --no-config

Exit status: 0, or 2 for wrong usage, a wrong configuration or a file that cannot be read.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.files = true
			o := &scanOptions{scanFlags: f}
			if err := o.configure(explainRoot(args[0])); err != nil {
				return err
			}
			return o.explain(cmd.Context(), args[0], s)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.config, "config", "c", "", "read this configuration `file` instead of the .sluice.toml that counts here")
	flags.BoolVar(&f.noConfig, "no-config", false, "read no configuration and no ignore file")
	flags.StringVarP(&f.baseline, "baseline", "b", "", "findings that this `file` has are known")
	flags.StringVar(&f.minConfidence, "min-confidence", "",
		"what a scan would report: findings of this `confidence` and better (default medium)")
	cmd.MarkFlagsMutuallyExclusive("config", "no-config")
	complete(cmd)
	return cmd
}

// explain explains the file, or the line of one, that arg names.
func (o *scanOptions) explain(ctx context.Context, arg string, s streams) error {
	name, line := fileLine(arg)
	file, member := fileMember(name)
	data, err := readExplained(file)
	if err != nil {
		return err
	}
	sc, err := scanner.New(o.rules, scanner.Options{
		MinConfidence: o.minConfidence, Policy: o.policy, FingerprintKey: o.policy.FingerprintKey(), Top: o.top,
	})
	if err != nil {
		return err
	}
	if member != "" {
		if data, err = sc.Member(ctx, filepath.ToSlash(filepath.Clean(file)), data, member); err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
	}
	if lines := 1 + bytes.Count(bytes.TrimSuffix(data, []byte{'\n'}), []byte{'\n'}); line > lines {
		return fmt.Errorf("%s has no line %d: its last is %d", finding.Visible(name), line, lines)
	}
	all, untold, err := sc.Explain(ctx, filepath.ToSlash(filepath.Clean(file)), data)
	if err != nil {
		return err
	}
	t := telling{name: name, minimum: o.minConfidence, masker: finding.NewMasker()}
	for _, e := range all {
		t.masker.Add(e.Value)
		if e.Finding != nil {
			t.found = append(t.found, e.Finding)
		}
	}
	t.all(all, line)
	if untold > 0 {
		fmt.Fprintf(&t.out, "%s more that were dropped are not told of: explain a part of the file\n", reporters.Number(untold, "candidate"))
	}
	_, err = io.WriteString(s.out, t.masker.Mask(t.out.String()))
	return err
}

// fileLine splits FILE:LINE, or FILE:LINE:COLUMN as reports have it; line is 0 where a file has that name as it is, or no line is named.
func fileLine(arg string) (name string, line int) {
	if exists(arg) {
		return arg, 0
	}
	name, line = cutNumber(arg)
	if file, first := cutNumber(name); first > 0 && !exists(name) {
		return file, first
	}
	return name, line
}

// explainRoot is the folder whose configuration counts, or that of one above: the current one where the file lies in it, else the file's.
func explainRoot(arg string) string {
	name, _ := fileLine(arg)
	file, _ := fileMember(name)
	if _, ok := inside(".", file); ok {
		return "."
	}
	return filepath.Dir(file)
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// cutNumber splits NAME:N; n is 0 where no number stands there, or none above 0.
func cutNumber(arg string) (name string, n int) {
	if i := strings.LastIndexByte(arg, ':'); i > 0 {
		if n, err := strconv.Atoi(arg[i+1:]); err == nil && n > 0 {
			return arg[:i], n
		}
	}
	return arg, 0
}

// fileMember splits FILE!MEMBER; member is "" where a file has that name as it is, or none has one that ends before a "!".
func fileMember(name string) (file, member string) {
	if exists(name) {
		return name, ""
	}
	for i := range len(name) {
		if name[i] != '!' {
			continue
		}
		if info, err := os.Stat(name[:i]); err == nil && info.Mode().IsRegular() {
			return name[:i], name[i+1:]
		}
	}
	return name, ""
}

// readExplained reads the file that is explained.
func readExplained(name string) ([]byte, error) {
	data, err := readNamed(name, explainLimit)
	switch {
	case errors.Is(err, fs.ErrNotExist) && behindFile(name):
		return nil, fmt.Errorf("reading the file: %w\nhint: lines and columns are numbers from 1, as in settings.py:12:3", err)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("reading the file: %w\nhint: look for a mistake in its name, which counts from the current folder; "+
			"of one that only the history has, 'git show COMMIT:PATH >FILE' makes a FILE to explain", err)
	case errors.Is(err, errTooLarge):
		return nil, fmt.Errorf("%w\nhint: explain a part of it", err)
	case err != nil:
		return nil, fmt.Errorf("reading the file: %w", err)
	}
	return data, nil
}

// behindFile reports whether a name that no file has is that of a file and more behind a colon.
func behindFile(name string) bool {
	file, _, found := strings.Cut(name, ":")
	return found && exists(file)
}

// telling writes explanations for people.
type telling struct {
	name    string
	minimum finding.Confidence
	masker  *finding.Masker
	found   []*finding.Finding
	out     bytes.Buffer
}

// all tells of the candidates on one line, or of all that have a value (line 0), those with one value together.
func (t *telling) all(all []scanner.Explanation, line int) {
	slices.SortStableFunc(all, func(a, b scanner.Explanation) int {
		x, y := place(a), place(b)
		return cmp.Or(cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column),
			cmp.Compare(len(b.Value.Reveal()), len(a.Value.Reveal())))
	})
	told, bare := 0, 0
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && place(all[i]) == place(all[end]) && all[i].Value.Reveal() == all[end].Value.Reveal() {
			end++
		}
		group := each(all[i:end])
		onLine := func(e scanner.Explanation) bool { return e.At.Line == line || e.ValueAt.Line == line }
		switch {
		case line > 0 && !slices.ContainsFunc(group, onLine):
		case line == 0 && all[i].Value.Reveal() == "" && group[0].Finding == nil:
			bare += len(group)
		default:
			t.value(group)
			told += len(group)
		}
		i = end
	}
	fmt.Fprintf(&t.out, "candidates: %d", told)
	if told == 0 && line > 0 {
		t.out.WriteString("; no literal of a rule stands on that line, so none looked at it")
	}
	if bare > 0 {
		fmt.Fprintf(&t.out, "; %d literals of rules stand where no rule sees a value: 'sluice explain %s:LINE' tells of those on a line",
			bare, finding.Visible(t.name))
	}
	t.out.WriteByte('\n')
}

// place is where the value is, or the literal where no rule sees a value.
func place(e scanner.Explanation) finding.Position {
	if e.Value.Reveal() == "" {
		return e.At
	}
	return e.ValueAt
}

// each returns one explanation for each rule, that of the finding if it has one, findings first. A rule may have several literals
// in one name.
func each(all []scanner.Explanation) []scanner.Explanation {
	var found, dropped []scanner.Explanation
	seen := map[string]bool{}
	for _, e := range all {
		if e.Finding != nil && !seen[e.Rule.ID] {
			seen[e.Rule.ID] = true
			found = append(found, e)
		}
	}
	for _, e := range all {
		if !seen[e.Rule.ID] {
			seen[e.Rule.ID] = true
			dropped = append(dropped, e)
		}
	}
	return append(found, dropped...)
}

// value tells of the candidates with one value.
func (t *telling) value(group []scanner.Explanation) {
	e := group[0]
	at := place(e)
	fmt.Fprintf(&t.out, "%s:%d:%d: ", finding.Visible(t.name), at.Line, at.Column)
	if text := e.Value.Reveal(); text == "" && e.Finding != nil {
		fmt.Fprintln(&t.out, "the whole file")
	} else if text == "" {
		fmt.Fprintf(&t.out, "no value at %s\n", t.literal(&e))
	} else {
		fmt.Fprintf(&t.out, "%v%s: %d bytes, %.1f bits to a byte\n", finding.Visible(e.Value.String()), variable(group), len(text),
			e.Entropy)
	}
	for i := range group {
		t.candidate(&group[i])
	}
	t.model(group)
	t.out.WriteByte('\n')
}

// literal is the text at a literal, unless that is a part of a secret that was found.
func (t *telling) literal(e *scanner.Explanation) string {
	if t.secret(e.At) {
		return "a literal within a secret that was found"
	}
	return strconv.Quote(e.Literal)
}

// secret reports whether a place is within a secret that was found.
func (t *telling) secret(at finding.Position) bool {
	return slices.ContainsFunc(t.found, func(f *finding.Finding) bool { return !before(at, f.Start) && before(at, f.End) })
}

func before(a, b finding.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
}

// model tells what decided about a value that the model of values weighed.
func (t *telling) model(group []scanner.Explanation) {
	i := slices.IndexFunc(group, func(e scanner.Explanation) bool { return e.Model != nil })
	if i < 0 {
		return
	}
	m := group[i].Model
	fmt.Fprintf(&t.out, "  model: a credential with probability %.2f\n", m.Probability)
	for _, r := range m.Reasons {
		fmt.Fprintf(&t.out, "    %+-8.1f %s\n", r.Adds, r.Says)
	}
}

// variable names what the value is assigned to.
func variable(group []scanner.Explanation) string {
	for _, e := range group {
		if e.Variable != "" {
			return " in " + finding.Visible(e.Variable)
		}
	}
	return ""
}

func (t *telling) candidate(e *scanner.Explanation) {
	f := e.Finding
	switch {
	case f != nil:
		fmt.Fprintf(&t.out, "  %s: %s\n", e.Rule.ID, t.verdict(f))
		t.line("literal", e.Literal)
		t.line("shape", e.Rule.Shape)
		t.line("decoded", strings.Join(f.Decoded, ", "))
		for _, why := range f.Reasons {
			t.line("saw", why)
		}
		t.line("change", t.change(f))
	case e.Better != nil:
		fmt.Fprintf(&t.out, "  %s: dropped by %s: %s is surer\n", e.Rule.ID, e.Judge, e.Better.ID)
	default:
		fmt.Fprintf(&t.out, "  %s: dropped by %s: %s\n", e.Rule.ID, e.Judge, e.Saw)
		if !t.secret(e.At) || e.Value.Reveal() != "" {
			t.line("literal", e.Literal)
		}
		if e.Judge != "shape" {
			t.line("shape", e.Rule.Shape)
		}
		t.line("change", e.Change)
	}
}

func (t *telling) line(what, text string) {
	if text != "" {
		fmt.Fprintf(&t.out, "    %-8s %s\n", what, finding.Visible(text))
	}
}

// verdict says what becomes of a finding.
func (t *telling) verdict(f *finding.Finding) string {
	switch {
	case f.Confidence.Rank() < t.minimum.Rank():
		return fmt.Sprintf("not reported: %s confidence, below %s", f.Confidence, t.minimum)
	case f.Status == "":
		return "not reported"
	case !f.Status.Open():
		return fmt.Sprintf("%s, does not count", f.Status)
	}
	found := "found"
	if f.FoundBy != "" {
		found += ", told as " + f.Rule
	}
	return fmt.Sprintf("%s, %s severity, %s confidence", found, f.Severity, f.Confidence)
}

// change says what would change the verdict on a finding.
func (t *telling) change(f *finding.Finding) string {
	switch {
	case f.Confidence.Rank() < t.minimum.Rank():
		return fmt.Sprintf("--min-confidence %s reports it", f.Confidence)
	case f.Status == "":
		return ""
	case !f.Status.Open():
		return "it counts without the marker, the entry or the baseline that is named above"
	}
	return fmt.Sprintf("allowed by \"sluice:allow %s\" in a comment on its line, by an [[allow]] entry, "+
		"or by 'sluice ignore add %s --reason …'", f.Rule, f.Fingerprint)
}
