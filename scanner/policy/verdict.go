package policy

import (
	"github.com/sluice-scan/sluice/scanner/finding"
)

// Verdict is what a policy says of a finding.
type Verdict struct {
	Status finding.Status
	// Reason tells why the status is not new; for a new finding, why something does not allow it any more. "" says nothing.
	Reason string
}

// With returns the policy with an ignore file and a baseline, either of which may be nil; today is a day as YYYY-MM-DD, after which
// an entry has expired or not.
func (p *Policy) With(ignores *Ignores, baseline *Baseline, today string) *Policy {
	if p == nil {
		p = &Policy{}
	}
	with := *p
	with.ignores, with.baseline, with.today = ignores, baseline, today
	return &with
}

// Decide tells whether the policy allows a finding, whose fingerprint and paths are known: first by the configuration's entries, then
// by the ignore file, last by the baseline.
func (p *Policy) Decide(f *finding.Finding) Verdict {
	if p == nil {
		return Verdict{Status: finding.StatusNew}
	}
	if reason, ok := p.Allowed(f.Rule, f.Secret.Reveal(), f.Paths); ok {
		return Verdict{finding.StatusIgnored, reason}
	}
	expired := ""
	if p.ignores != nil {
		for i := range p.ignores.entries {
			e := &p.ignores.entries[i]
			if !e.matches(f, p.below) {
				continue
			}
			if e.until == "" || current(e.until, p.today) {
				return Verdict{finding.StatusIgnored, p.ignores.reasonText(e)}
			}
			expired = p.ignores.expiredText(e)
		}
	}
	if p.baseline.Has(f) {
		return Verdict{finding.StatusBaseline, "known: " + p.baseline.name + " has it"}
	}
	return Verdict{finding.StatusNew, expired}
}
