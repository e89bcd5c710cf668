package policy

import "github.com/sluice-scan/sluice/scanner/finding"

// Exit statuses that mean the same for every command. 2, wrong usage or configuration, is found before a scan.
const (
	ExitClean      = 0
	ExitFindings   = 1
	ExitUsage      = 2
	ExitIncomplete = 3
)

// Counts reports whether a finding decides the exit status: publishable keys are notes, and what is allowed does not count.
func Counts(f finding.Finding) bool {
	return f.Status == finding.StatusNew && f.Exposure != finding.Publishable
}

// Outcome is what a scan's exit status depends on.
type Outcome struct {
	Findings        int // those that count
	Receipt         finding.Receipt
	RequireComplete bool // what is outside the scope makes the scan incomplete, too
	ExitCode        int  // stands for 1; 0 hides findings, never an incomplete scan
}

// Exit returns the exit status: findings come first, then an incomplete scan; an interrupted run is never anything else.
func Exit(o Outcome) int {
	incomplete := !o.Receipt.Complete || o.RequireComplete && len(o.Receipt.Skipped) > 0
	switch {
	case o.Receipt.Interrupted:
		return ExitIncomplete
	case o.Findings > 0 && o.ExitCode != ExitClean:
		return o.ExitCode
	case incomplete:
		return ExitIncomplete
	}
	return ExitClean
}
