package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/rules/strict"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// How help fits the terminal, and what errors of use tell besides.

// groups are the parts of the list of commands, each with the commands in it; what is in none stands at its end.
var groups = [...]struct {
	title    string
	commands []string
}{
	{"Scan:", []string{"git", "dir", "stdin", "merge"}},
	{"Scan for a hook of git:", []string{"staged", "commit-msg", "push", "receive", "hook"}},
	{"Decide on findings:", []string{"explain", "triage", "baseline", "ignore"}},
}

// group puts the commands of root in their groups.
func group(root *cobra.Command) {
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title})
		for _, cmd := range root.Commands() {
			if slices.Contains(g.commands, cmd.Name()) {
				cmd.GroupID = g.title
			}
		}
	}
}

// explainHelp makes 'help NAME' an error where no command has that name.
func explainHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" {
			cmd.Run = nil
			cmd.RunE = func(_ *cobra.Command, args []string) error {
				target, rest, err := root.Find(args)
				if err != nil || len(rest) > 0 {
					return cmp.Or(subcommand(target, rest), err)
				}
				return target.Help()
			}
		}
	}
}

// helpColumns is where lines of help end, unless the terminal is narrower.
const helpColumns = 100

// fitHelp makes the help of root and of all commands below it end its lines where the terminal does, 0 for none.
func fitHelp(root *cobra.Command, terminal int) {
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		width := helpColumns
		if terminal > 0 {
			width = min(width, terminal)
		}
		wrapped := fmt.Sprintf(".FlagUsagesWrapped %d", width)
		cmd.Root().SetUsageTemplate(strings.ReplaceAll(cmd.UsageTemplate(), ".FlagUsages", wrapped))
		cmd.Long = fitted(cmd.Long, width)
		help(cmd, args)
	})
}

// fitted breaks the sentences of a text anew; what is indented stays as it is.
func fitted(text string, columns int) string {
	var out, sentences []string
	end := func() {
		out = append(out, reporters.Broken(strings.Join(sentences, " "), columns)...)
		sentences = nil
	}
	for _, line := range strings.Split(text, "\n") {
		if line != "" && line[0] != ' ' {
			sentences = append(sentences, line)
			continue
		}
		end()
		out = append(out, line)
	}
	end()
	return strings.Join(out, "\n")
}

// explainArgs makes errors about the arguments of cmd and of all commands below it tell how it is used.
func explainArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			err := check(cmd, args)
			if err == nil || strings.Contains(err.Error(), "hint: ") {
				return err
			}
			return fmt.Errorf("%w\nhint: %s", misused(cmd, args, check, err), cmd.UseLine())
		}
	}
	for _, below := range cmd.Commands() {
		explainArgs(below)
	}
}

// misused says what is wrong with the number of arguments, where that is what check minds.
func misused(cmd *cobra.Command, args []string, check cobra.PositionalArgs, err error) error {
	for n := len(args) - 1; n >= 0; n-- {
		if check(cmd, args[:n]) == nil {
			return fmt.Errorf("%q is one argument too many", args[n])
		}
	}
	if strings.HasPrefix(err.Error(), "invalid argument") {
		return err
	}
	return errors.New("an argument is missing")
}

// wrongFlag adds to an error about a flag what was probably meant, and where the flags are told.
func wrongFlag(cmd *cobra.Command, err error) error {
	meant, hint := "", fmt.Sprintf("see '%s --help'", cmd.CommandPath())
	value, number := (*pflag.InvalidValueError)(nil), (*strconv.NumError)(nil)
	if errors.As(err, &value) && errors.As(err, &number) {
		wanted := "a number"
		if value.GetFlag().Value.Type() == "bool" {
			wanted = "true or false"
		}
		err = fmt.Errorf("--%s %q: use %s", value.GetFlag().Name, value.GetValue(), wanted)
	}
	if unknown := (*pflag.NotExistError)(nil); errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "" {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		meant = strict.Meant("--"+unknown.GetSpecifiedName(), names)
		hint = cmp.Or(meantFlag(unknown.GetSpecifiedName()), hint)
	}
	return fmt.Errorf("%w%s\nhint: %s", err, meant, hint)
}

// errEmpty is told of what comes of a variable that is not set: it would ask for something else without a word.
var errEmpty = errors.New("is empty\nhint: look for a variable that is not set; leave out what is not meant")

// checkGiven refuses arguments and flags that are empty. What names a pipe is told: whoever opens it waits, for ever if nobody is at its
// other end. It is not refused, since it can be meant; the pipes of a shell's <(…) have links for names, and somebody at their other ends.
func checkGiven(cmd *cobra.Command, args []string) (err error) {
	emptyMeans := cmd.Hidden || cmd.Name() == "push" // a hidden command completes words, and to push without a name is to push anywhere
	if slices.Contains(args, "") && !emptyMeans {
		return fmt.Errorf("an argument %w", errEmpty)
	}
	all := slices.Clone(args)
	cmd.Flags().Visit(func(f *pflag.Flag) {
		given := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			given = list.GetSlice()
		}
		if len(given) == 0 || slices.ContainsFunc(given, blank) {
			err = fmt.Errorf("--%s %w", f.Name, errEmpty)
		}
		all = append(all, given...)
	})
	for _, name := range all {
		if info, err := os.Lstat(name); err == nil && info.Mode()&os.ModeNamedPipe != 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "sluice: %s is a pipe: opening it waits for somebody at its other end\n", finding.Visible(name))
		}
	}
	return cmp.Or(err, together(cmd))
}

// together refuses flags that exclude each other.
func together(cmd *cobra.Command) error {
	err := cmd.ValidateFlagGroups()
	if err == nil {
		return nil
	}
	_, given, _ := strings.Cut(err.Error(), "; [") // cobra speaks of groups, which nobody has seen
	given, _, _ = strings.Cut(given, "]")
	return fmt.Errorf("--%s exclude each other: leave one out", strings.ReplaceAll(given, " ", " and --"))
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }
