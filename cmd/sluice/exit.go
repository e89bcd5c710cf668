package main

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/sluice-scan/sluice/scanner/policy"
)

// exitFlags are the flags that say what a command's exit status tells.
type exitFlags struct {
	failOn          []string
	requireComplete bool
	exitCode        int
}

func (f *exitFlags) register(flags *pflag.FlagSet) {
	flags.StringSliceVar(&f.failOn, "fail-on", nil,
		"`what` decides the exit status: introduced (by the scanned change), present (in files or HEAD), "+
			"history (only there), publishable (such keys, too); default all but publishable")
	flags.BoolVar(&f.requireComplete, "require-complete", false, "treat what is outside the scope of the scan as incomplete, too")
	flags.IntVar(&f.exitCode, "exit-code", exitFindings, "exit `status` for findings")
}

func (f *exitFlags) check() error {
	if f.exitCode < 0 || f.exitCode > 125 {
		return fmt.Errorf("--exit-code %d: use a number from 0 to 125", f.exitCode)
	}
	if f.exitCode == exitUsage || f.exitCode == exitIncomplete {
		return fmt.Errorf("--exit-code %d: that status says something else already; use another number", f.exitCode)
	}
	return nil
}

// parseFailOn returns what decides the exit status: what the flag says, else all that does by default.
func (f *exitFlags) parseFailOn() (policy.FailOn, error) {
	if len(f.failOn) == 0 {
		return policy.FailOnAll(), nil
	}
	counting, err := policy.ParseFailOn(f.failOn)
	if err != nil {
		err = fmt.Errorf("--fail-on %w", err)
	}
	return counting, err
}
