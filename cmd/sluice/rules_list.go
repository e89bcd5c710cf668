package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/rules"
)

func newRulesList(s streams) *cobra.Command {
	var f rules.Filter
	var of string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List rules",
		Long: `List the built-in rules, or those of a file: id, kind, confidence, severity, name. Flags choose among them; each may be repeated.

  sluice rules list --provider github,gitlab
  sluice rules list --kind token --confidence high --json
  sluice rules list --rules .sluice.toml

` + rulesExit,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			set, err := ruleSet(of)
			if err != nil {
				return err
			}
			chosen, err := set.Select(f)
			if err != nil {
				return err
			}
			if asJSON {
				return listJSON(s.out, chosen.Rules)
			}
			return listText(s.out, chosen.Rules)
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.Providers, "provider", nil, "only rules of this `provider`")
	flags.StringSliceVar(&f.Kinds, "kind", nil, "only rules of this `kind`, as token or assignment")
	flags.StringSliceVar(&f.Confidences, "confidence", nil, "only rules of this `confidence`: high, medium, low")
	registerRules(flags, &of)
	flags.BoolVar(&asJSON, "json", false, "print a JSON array")
	complete(cmd)
	return cmd
}

func listText(out io.Writer, list []rules.Rule) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Kind, r.Confidence, r.Severity, r.Name)
	}
	return w.Flush()
}

// listed is a rule in JSON.
type listed struct {
	ID         string   `json:"id"`
	Family     string   `json:"family"`
	Provider   string   `json:"provider"`
	Generic    bool     `json:"generic"`
	Name       string   `json:"name"`
	Kind       string   `json:"kind"`
	Severity   string   `json:"severity"`
	Confidence string   `json:"confidence"`
	Exposure   string   `json:"exposure"`
	Scope      []string `json:"scope,omitempty"`
	Literals   []string `json:"literals,omitempty"`
	Anchor     string   `json:"anchor,omitempty"`
	Names      []string `json:"names,omitempty"`
	Shape      string   `json:"shape,omitempty"`
	Checksum   string   `json:"checksum,omitempty"`
	Pair       []string `json:"pair,omitempty"`
	References []string `json:"references,omitempty"`
	Revoke     revoke   `json:"revoke"`
}

// revoke is how to end a key, as reports have it.
type revoke struct {
	Page  string   `json:"page"`
	Steps []string `json:"steps"`
}

func listJSON(out io.Writer, list []rules.Rule) error {
	array := []listed{}
	for _, r := range list {
		m := r.Unpacked()
		array = append(array, listed{
			r.ID, r.Family, r.Provider, r.Generic, r.Name, string(r.Kind), r.Severity, r.Confidence, r.Exposure, r.Scope,
			r.Literals, r.Anchor, r.Names, r.Shape, r.Checksum, r.Pair, m.References, revoke{m.Revoke.Page, m.Revoke.Steps},
		})
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(array)
}
