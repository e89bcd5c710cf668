package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/reporters"
)

func newRulesDocs(s streams) *cobra.Command {
	var of string
	cmd := &cobra.Command{
		Use:   "docs FOLDER",
		Short: "Write a page about the rules of each provider",
		Long: `Write one Markdown page for each provider into a folder, which is made if there is none: what its rules look for, what they tell, how to
revoke such a key, references, examples; and README.md, which lists them. Such pages that are there already are replaced.

  sluice rules docs site/rules
  sluice rules docs --rules acme.toml site/rules

Exit status: 0, 2 for wrong usage or a rule file with errors, 3 if a page could not be written.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := ruleSet(of)
			if err != nil {
				return err
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return failed(fmt.Errorf("making the folder: %w", err))
			}
			providers := set.Providers()
			pages := map[string]string{"README": set.Index()} // what is shown first where folders of Markdown are shown
			for _, p := range providers {
				pages[p] = set.Page(p)
			}
			for name, page := range pages {
				if err := checkPage(filepath.Join(args[0], name+".md"), page); err != nil {
					return err
				}
			}
			for name, page := range pages {
				if err := os.WriteFile(filepath.Join(args[0], name+".md"), []byte(page), 0o644); err != nil {
					return failed(fmt.Errorf("writing a page: %w", err))
				}
			}
			_, err = fmt.Fprintf(s.out, "%s about %s\n", reporters.Number(len(providers), "page"), reporters.Number(len(set.Rules), "rule"))
			return err
		},
	}
	registerRules(cmd.Flags(), &of)
	return cmd
}

// checkPage refuses to replace a file that is no earlier page: it has another title.
func checkPage(path, page string) error {
	title, _, _ := strings.Cut(page, "\n")
	start, err := readStart(path, int64(len(title)))
	if errors.Is(err, fs.ErrNotExist) || err == nil && (string(start) == title || len(start) == 0) {
		return nil
	}
	if err != nil {
		return failed(fmt.Errorf("writing a page: %w", err))
	}
	return fmt.Errorf("%s is another file than such a page, which would be lost\nhint: name a folder that has none", path)
}
