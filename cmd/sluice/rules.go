package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/rules/strict"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
)

func newRules(s streams, code *int) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List, show, compare, test, measure and begin rules",
		Long: `Rules are data: one TOML file for each provider, with examples beside each rule.

  sluice rules list
  sluice rules show github-pat-classic

Exit status: as each command's help says.`,
		Args: subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newRulesList(s), newRulesShow(s), newRulesTest(s, code), newRulesNew(s), newRulesDiff(s, code), newRulesDocs(s),
		newRulesBench(s, code))
	return cmd
}

const rulesExit = `Exit status: 0, or 2 for wrong usage or a rule file with errors.`

// registerRules makes the flag that names the rules a command is about.
func registerRules(flags *pflag.FlagSet, of *string) {
	flags.StringVar(of, "rules", "builtin", "a rule `file`, a .sluice.toml or a folder of rule files, instead of the built-in rules")
}

// ruleSet reads the rules of a file, a configuration, a folder, or those built in.
func ruleSet(name string) (*rules.Set, error) {
	if name == "builtin" {
		return rules.Builtin(), nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w\nhint: \"builtin\" names the built-in rules", err)
	}
	if !info.IsDir() {
		return readRules(name)
	}
	set, err := rules.Load(os.DirFS(name), ".")
	if err == nil && len(set.Rules) == 0 {
		err = fmt.Errorf("%s: no .toml file with a [[rule]] in it", name)
	}
	return set, err
}

// readRules reads a rule file, or the rules of a configuration.
func readRules(name string) (*rules.Set, error) {
	data, err := readNamed(name, strict.MaxSize)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	if filepath.Base(name) != policy.FileName {
		return rules.Parse(name, data)
	}
	config, err := policy.Parse(name, data)
	if err != nil {
		return nil, err
	}
	return config.OwnRules()
}

func newRulesShow(s streams) *cobra.Command {
	var of string
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show a rule",
		Long: `Show what a rule looks for, what its examples are and how to revoke such a key.

  sluice rules show github-pat-classic
  sluice rules show acme-api-key --rules acme.toml

` + rulesExit,
		Args: cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			set, err := ruleSet(of)
			if err != nil {
				return nil, cobra.ShellCompDirectiveError
			}
			return set.IDs(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := ruleSet(of)
			if err != nil {
				return err
			}
			r, err := set.Find(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(s.out, r.Text())
			return err
		},
	}
	registerRules(cmd.Flags(), &of)
	return cmd
}

func newRulesNew(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "new NAME",
		Short: "Write the beginnings of a rule file",
		Long: `Write NAME.toml to the current folder: a rule to fill in, which loads and passes its own examples as it is.

  sluice rules new acme
  sluice rules new acme && sluice rules test acme.toml

` + rulesExit,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := rules.Scaffold(args[0])
			if err != nil {
				return err
			}
			name := args[0] + ".toml"
			f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%s is there already\nhint: 'sluice rules test %s' tells what is wrong with it", name, name)
			}
			if err != nil {
				return fmt.Errorf("creating the rule file: %w", err)
			}
			if _, err := f.Write(text); err != nil {
				return errors.Join(fmt.Errorf("writing %s: %w", name, err), f.Close())
			}
			fmt.Fprintf(s.out, "%s: written; try it with 'sluice rules test %s'\n"+
				"scans use it where .sluice.toml has it, from [[rule]] on\n", name, name)
			return f.Close()
		},
	}
}

func newRulesTest(s streams, code *int) *cobra.Command {
	return &cobra.Command{
		Use:   "test FILE…",
		Short: "Test rule files against their own examples",
		Long: `Load rule files, or the rules of a .sluice.toml, and scan the examples and negatives of each: every example must give a finding of its
rule, alone or beside the built-in rules, no negative may give one with the confidence of the rule. A rule is named if none of its
examples is found with its confidence, as when its shape does not fit them.

  sluice rules test acme.toml
  sluice rules test .sluice.toml

Exit status: 0 if all is as the file says, 1 if not, 2 for wrong usage or a file with errors.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range args {
				set, err := readRules(name)
				if err != nil {
					return err
				}
				wrong, err := testRules(cmd.Context(), set, s)
				if err != nil {
					return err
				}
				if wrong > 0 {
					*code = exitFindings
				}
			}
			return nil
		},
	}
}

// testRules scans the examples of every rule and prints what is not as the file says.
func testRules(ctx context.Context, set *rules.Set, s streams) (wrong int, err error) {
	alone, err := scanner.New(set, scanner.Options{MinConfidence: finding.ConfidenceLow, Workers: 1})
	if err != nil {
		return 0, err
	}
	t := ruleTest{alone: alone, out: s.out, beside: sync.OnceValues(func() (*scanner.Scanner, error) {
		return scanner.New(rules.Builtin().Extend(set), scanner.Options{MinConfidence: finding.ConfidenceLow, Workers: 1})
	})}
	for i := range set.Rules {
		r := &set.Rules[i]
		examples, negatives, err := r.Texts()
		if err != nil {
			return t.wrong, err
		}
		t.texts += len(examples) + len(negatives)
		if err := errors.Join(t.examples(ctx, r, examples), t.negatives(ctx, r, negatives)); err != nil {
			return t.wrong, err
		}
	}
	fmt.Fprintf(s.out, "%s, %s, %d wrong\n", reporters.Number(len(set.Rules), "rule"), reporters.Number(t.texts, "text"), t.wrong)
	return t.wrong, nil
}

// ruleTest scans texts of rules and counts what is wrong.
type ruleTest struct {
	alone        *scanner.Scanner
	beside       func() (*scanner.Scanner, error) // with the built-in rules: some rules tell of what others found
	out          io.Writer
	texts, wrong int
}

// examples tells which texts give no finding of the rule, and whether none gives one that is as sure as the rule.
func (t *ruleTest) examples(ctx context.Context, r *rules.Rule, texts []string) error {
	if len(texts) == 0 {
		fmt.Fprintf(t.out, "%s: no example, so nothing shows that it finds anything\n", r.ID)
	}
	var surest *finding.Finding
	for i, text := range texts {
		f, err := finds(ctx, t.alone, r, text)
		if err == nil && f == nil {
			var beside *scanner.Scanner
			if beside, err = t.beside(); err == nil {
				f, err = finds(ctx, beside, r, text)
			}
		}
		switch {
		case err != nil:
			return err
		case f == nil:
			t.wrong++
			fmt.Fprintf(t.out, "%s: example %d: not found\n", r.ID, i+1)
		case surest == nil || f.Confidence.Rank() > surest.Confidence.Rank():
			surest = f
		}
	}
	if surest != nil && !asSure(surest, r) {
		fmt.Fprintf(t.out, "%s: no example is found with %s confidence: %s\n", r.ID, r.Confidence, strings.Join(surest.Reasons, "; "))
	}
	return nil
}

// negatives tells which texts give a finding that is as sure as the rule.
func (t *ruleTest) negatives(ctx context.Context, r *rules.Rule, texts []string) error {
	for i, text := range texts {
		f, err := finds(ctx, t.alone, r, text)
		if err != nil {
			return err
		}
		if f != nil && asSure(f, r) {
			t.wrong++
			fmt.Fprintf(t.out, "%s: negative %d: found\n", r.ID, i+1)
		}
	}
	return nil
}

func asSure(f *finding.Finding, r *rules.Rule) bool {
	return f.Confidence.Rank() >= finding.Confidence(r.Confidence).Rank()
}

// finds is the surest finding of the rule in text, or nil.
func finds(ctx context.Context, sc *scanner.Scanner, r *rules.Rule, text string) (surest *finding.Finding, err error) {
	findings, _, err := sc.Bytes(ctx, r.Sample(), []byte(text))
	for i, f := range findings {
		if f.Rule == r.ID && (surest == nil || f.Confidence.Rank() > surest.Confidence.Rank()) {
			surest = &findings[i]
		}
	}
	return surest, err
}
