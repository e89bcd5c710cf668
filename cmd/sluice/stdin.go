package main

import (
	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/scanner/source/stdin"
)

func newStdin(s streams, code *int) *cobra.Command {
	var flags scanFlags
	var path string
	cmd := &cobra.Command{
		Use:   "stdin",
		Short: "Scan standard input",
		Long: `Scan what is written to standard input.

  kubectl get configmap -o yaml | sluice stdin
  sluice stdin --path settings.py < settings.py

` + exitHelp,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			flags.files = true
			o, err := flags.validate(".", s)
			if err != nil {
				return err
			}
			src := stdin.New(s.in, path)
			src.Temporary = s.temporary.folder
			defer src.Close()
			*code, err = o.scan(cmd.Context(), job{"stdin", "standard input", src}, s)
			return err
		},
	}
	flags.register(cmd)
	cmd.Flags().StringVar(&path, "path", "", "report findings under this `name`")
	return cmd
}
