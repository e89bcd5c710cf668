package reporters

import (
	"slices"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// mask masks every secret of the run in every text of the report: a path, an author or a ref may hold one.
func (r *report) mask() {
	m := r.Masker
	if m == nil {
		m = finding.NewMasker()
	}
	var secrets []finding.Secret
	for i := range r.findings {
		secrets = append(secrets, r.findings[i].Secret, r.findings[i].Core)
		for _, p := range r.findings[i].Parts {
			secrets = append(secrets, p.Secret)
		}
	}
	m.Add(secrets...)
	r.findings = slices.Clone(r.findings)
	for i := range r.findings {
		maskFinding(&r.findings[i], m)
	}
	r.receipt = maskedReceipt(r.receipt, m)
	r.Provenance.Remote, r.Provenance.Branch = m.Mask(r.Provenance.Remote), m.Mask(r.Provenance.Branch)
}

func maskFinding(f *finding.Finding, m *finding.Masker) {
	for _, text := range []*string{&f.Path, &f.Container, &f.Variable, &f.Source.Ref} {
		*text = m.Mask(*text)
	}
	f.Scope = each(f.Scope, m.Mask)
	f.Paths, f.Reasons = each(f.Paths, m.Mask), each(f.Reasons, m.Mask)
	f.History = maskedHistory(f.History, m)
}

func maskedHistory(h *finding.History, m *finding.Masker) *finding.History {
	if h == nil {
		return nil
	}
	out := *h
	out.Introduced = slices.Clone(h.Introduced)
	for i := range out.Introduced {
		out.Introduced[i].Author = m.Mask(out.Introduced[i].Author)
	}
	return &out
}

func maskedReceipt(r finding.Receipt, m *finding.Masker) finding.Receipt {
	for _, text := range []*string{&r.Repository, &r.Range, &r.ConfigSource} {
		*text = m.Mask(*text)
	}
	r.Limits, r.Warnings = each(r.Limits, m.Mask), each(r.Warnings, m.Mask)
	r.Skipped = slices.Clone(r.Skipped)
	for i := range r.Skipped {
		s := &r.Skipped[i]
		s.What, s.Why = m.Mask(s.What), m.Mask(s.Why)
	}
	return r
}

// each returns what f makes of the texts, in a slice of its own.
func each(texts []string, f func(string) string) []string {
	out := slices.Clone(texts)
	for i, t := range out {
		out[i] = f(t)
	}
	return out
}
