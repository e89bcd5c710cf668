package scanner

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
	"github.com/sluice-scan/sluice/scanner/source"
)

// A change may allow its own secrets: by a marker beside one, an entry of the configuration, a line of the ignore file. Where it is
// not trusted, such a word counts only if the base says it, too.

// Base is what a change is made to.
type Base struct {
	// Policy is the base's own; nil allows nothing.
	Policy *policy.Policy
	// Contents yields the contents that the base has at a path, several if it is several trees, with Data, Open and Size set, and
	// returns the first error of yield unchanged.
	Contents func(path string, yield func(*source.Blob) error) error
}

// read begins to look at a text with the base's policy, if there is a base.
func (b *Base) read(text, head []byte) *policy.Reading {
	if b == nil {
		return (*policy.Policy)(nil).Read(text, head)
	}
	return b.Policy.Read(text, head)
}

// letsSpeak reports whether policy lets a rule speak of a path: with a base also one that the base lets, whatever the change says.
func (s *scan) letsSpeak(rule, path string) bool {
	return s.options.Policy.Speaks(rule, path) || s.options.Base != nil && s.options.Base.Policy.Speaks(rule, path)
}

// verdict tells whether something allows a finding.
func (s *scan) verdict(f *finding.Finding, h *hit) policy.Verdict {
	now, base := s.allowed(s.options.Policy, f, h), s.options.Base
	if base == nil {
		return now
	}
	then := base.Policy.Decide(f, h.around().based)
	if then.Status == finding.StatusNew && h.marks(f).Marker != "" && s.markedBefore(f, h) {
		then = now
	}
	switch {
	case now.Status == finding.StatusNew:
		now.Expired = then.Expired // an entry that only the change has would make a warning of its own secret
		return now
	case then.Status == finding.StatusNew:
		return policy.Verdict{Status: finding.StatusSuppressed, Reason: "the change itself allows it, which does not count: " + now.Reason}
	}
	return then
}

// allowed is the word of a marker, else of a policy.
func (s *scan) allowed(p *policy.Policy, f *finding.Finding, h *hit) policy.Verdict {
	marked := h.marks(f)
	if marked.Marker != "" {
		return policy.Verdict{Status: finding.StatusIgnored, Reason: marked.String()}
	}
	verdict := p.Decide(f, h.around().texts)
	if verdict.Status == finding.StatusNew && marked.Expired != "" {
		verdict.Expired = cmp.Or(verdict.Expired, "a marker in a file has expired")
	}
	return verdict
}

// markedBefore reports whether the base has the same secret, with a marker that allows it, at a path of the finding. Members of
// archives are not looked up: they count as new.
func (s *scan) markedBefore(f *finding.Finding, like *hit) bool {
	if like.place.inside != "" {
		return false
	}
	w := s.take()
	defer s.give(w)
	marked := func(h hit) bool {
		return h.place.inside == "" && h.identity() == like.identity() && h.marks(f).Marker != ""
	}
	for _, path := range f.Paths {
		found := false
		err := s.options.Base.Contents(path, func(old *source.Blob) error {
			all, err := w.stood(context.Background(), path, old)
			found = found || slices.ContainsFunc(all, marked)
			return err
		})
		if err != nil {
			s.gap(source.Skip{Class: source.Unread, What: path, Why: fmt.Sprintf("reading it in the base: %v", err)})
		}
		if found {
			return true
		}
	}
	return false
}
