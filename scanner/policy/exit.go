package policy

import (
	"fmt"
	"strings"

	"github.com/sluice-scan/sluice/rules/strict"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// Exit statuses that mean the same for every command. 2, wrong usage or configuration, is found before a scan.
const (
	ExitClean      = 0
	ExitFindings   = 1
	ExitUsage      = 2
	ExitIncomplete = 3
)

// FailOn says which findings decide the exit status. Publishable keys do only where it says so; what is allowed never does.
type FailOn struct{ Introduced, Present, History, Publishable bool }

// FailOnAll is what counts unless something else is said.
func FailOnAll() FailOn { return FailOn{Introduced: true, Present: true, History: true} }

var failOnWords = [...]string{"introduced", "present", "history", "publishable"}

// ParseFailOn reads the words of --fail-on and fail_on:
//
//	introduced   what the scanned change brings: a commit, a push, a range of commits
//	present      what is there now: in the scanned files, or in HEAD
//	history      what only the history holds
//	publishable  keys that are made to be public, too
func ParseFailOn(words []string) (FailOn, error) {
	var f FailOn
	fields := map[string]*bool{"introduced": &f.Introduced, "present": &f.Present, "history": &f.History, "publishable": &f.Publishable}
	for _, w := range words {
		field := fields[w]
		if field == nil {
			err := fmt.Errorf("%q: use %s", finding.Visible(w), strings.Join(failOnWords[:], ", "))
			if near := strict.Nearest(w, failOnWords[:]); near != "" {
				err = fmt.Errorf("%q: did you mean %q?", finding.Visible(w), near)
			}
			return f, err
		}
		*field = true
	}
	if f.Publishable && !f.Introduced && !f.Present && !f.History {
		f = FailOnAll()
		f.Publishable = true
	}
	return f, nil
}

// Words are those that ParseFailOn reads.
func (f FailOn) Words() []string {
	var words []string
	for i, on := range [...]bool{f.Introduced, f.Present, f.History, f.Publishable} {
		if on {
			words = append(words, failOnWords[i])
		}
	}
	return words
}

// Counts reports whether a finding decides the exit status. change says that the scan was one of a change: all that it finds is
// introduced by it.
func (f FailOn) Counts(found *finding.Finding, change bool) bool {
	switch {
	case !found.Status.Open(), found.Exposure == finding.Publishable && !f.Publishable:
		return false
	case change:
		return f.Introduced
	case found.History == nil || found.History.AtHead:
		return f.Present
	}
	return f.History
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
