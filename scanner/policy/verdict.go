package policy

import (
	"cmp"
	"fmt"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// Verdict is what a policy says of a finding. Without a status it is none: its rule does not speak of such a place, and Reason says why.
type Verdict struct {
	Status finding.Status
	// Reason tells why the status is not new; for a new finding, why something does not allow it any more, or what its rule requires
	// beside it. "" says nothing.
	Reason string
	// Expired names the entry, with its last day, that would allow a new finding if that day had not passed; or "".
	Expired string
}

// Lapsed is the severity of a finding that something allowed until a day that has passed: it comes back as a warning, which is what
// SARIF and CI servers make of medium.
func Lapsed(s finding.Severity) finding.Severity {
	if s == finding.Critical || s == finding.High {
		return finding.Medium
	}
	return s
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

// WithGitleaks returns the policy with what a gitleaks configuration and ignore file say, either of which may be nil. known reports
// whether a rule of that id runs.
func (p *Policy) WithGitleaks(config *Gitleaks, ignores *GitleaksIgnores, known func(rule string) bool) *Policy {
	with := *p
	with.gitleaks, with.gitleaksIgnores, with.known = config, ignores, known
	return &with
}

// WithJobToken returns the policy with the token that a CI server gave the job that runs this scan, "" for none: the checkout keeps it in
// git's own configuration, it is nobody's who does not run the job, and it ends with that.
func (p *Policy) WithJobToken(token string) *Policy {
	with := *p
	with.jobToken = token
	return &with
}

// jobs reports whether a finding is the job's own token where the checkout keeps it. Anywhere else it would have leaked.
func (p *Policy) jobs(f *finding.Finding) bool {
	return p.jobToken != "" && f.Source.Kind == "config" && (f.Secret.Reveal() == p.jobToken || f.Core.Reveal() == p.jobToken)
}

// Decide tells whether the policy allows a finding, whose fingerprint and paths are known: first by what the job was given, then by the
// configuration's entries and by the ignore file, last by the baseline. texts is what Around of a Reading of this policy said of its place.
func (p *Policy) Decide(f *finding.Finding, texts Texts) Verdict {
	if p == nil {
		return Verdict{Status: finding.StatusNew}
	}
	if p.jobs(f) {
		return Verdict{Status: finding.StatusIgnored, Reason: "this CI job's own token (CI_JOB_TOKEN), which its checkout keeps here"}
	}
	if reason, ok := p.allowed(f.Of, f.Secret.Reveal(), f.Paths); ok {
		return Verdict{Status: finding.StatusIgnored, Reason: reason}
	}
	theirs := p.gitleaks.decide(f, texts, p.place)
	if theirs.Status != finding.StatusNew {
		return theirs
	}
	if p.gitleaksIgnores.has(f, texts.above, p.place, p.known) {
		return Verdict{Status: finding.StatusIgnored, Reason: "ignored by " + p.gitleaksIgnores.name}
	}
	ignored := p.ignores.decide(f, p.place, p.today)
	ignored.Reason = cmp.Or(ignored.Reason, theirs.Reason)
	if ignored.Status == finding.StatusNew && p.baseline.Has(f) {
		return Verdict{Status: finding.StatusBaseline, Reason: "known: " + p.baseline.name + " has it"}
	}
	return ignored
}

// decide returns the verdict of the first entry that counts.
func (i *Ignores) decide(f *finding.Finding, place Place, today string) Verdict {
	out := Verdict{Status: finding.StatusNew}
	if i == nil {
		return out
	}
	for n := range i.entries {
		e := &i.entries[n]
		switch {
		case !e.matches(f, place):
		case e.until == "" || current(e.until, today):
			return Verdict{Status: finding.StatusIgnored, Reason: i.reasonText(e)}
		default:
			out.Reason, out.Expired = i.expiredText(e), fmt.Sprintf("%s:%d expired after %s", i.name, e.line, e.until)
		}
	}
	return out
}
