package scanner

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/attribute"
	"github.com/sluice-scan/sluice/scanner/detect"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/archive"
	"github.com/sluice-scan/sluice/scanner/policy"
	"github.com/sluice-scan/sluice/scanner/source"
)

// The third stage: hits become findings with their history, then policy by path, then the sink in a stable order.

// report gives the findings to sink, with how to revoke each.
func (s *scan) report(ctx context.Context, findings []finding.Finding, sink Sink) error {
	slices.SortFunc(findings, finding.Compare)
	revoke := map[string]finding.Revoke{} // by rule
	s.lowered = s.countLowered(findings)
	for _, f := range findings {
		if f.Confidence.Rank() < s.minimum || f.Status == "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, known := revoke[f.Rule]; !known {
			revoke[f.Rule] = s.revoke(f.Rule)
		}
		f.Revoke = revoke[f.Rule]
		if err := sink.Report(f); err != nil {
			return err
		}
		if f.Expired != "" {
			s.warnings[f.Expired+": what it allowed is reported again"] = true
		}
	}
	return nil
}

// countLowered counts the secrets that are told at none of their places, for nothing but where these are.
func (s *scan) countLowered(findings []finding.Finding) (n int) {
	told := map[string]bool{} // by fingerprint
	for _, f := range findings {
		if enough := f.Confidence.Rank() >= s.minimum; f.Status != "" && (enough || f.Status.Open()) {
			told[f.Fingerprint] = told[f.Fingerprint] || enough
		}
	}
	for _, is := range told {
		if !is {
			n++
		}
	}
	return n
}

// revoke returns how to revoke what a rule finds.
func (s *scan) revoke(rule string) finding.Revoke {
	r, err := s.set.Find(rule)
	if err != nil {
		return finding.Revoke{}
	}
	return finding.Revoke(r.Unpacked().Revoke)
}

// findings attributes the hits of src.
func (s *scan) findings(ctx context.Context, src source.Source) ([]finding.Finding, error) {
	slices.SortStableFunc(s.hits, compareHits)
	if b, ok := src.(bringing); ok {
		return s.ranged(ctx, b)
	}
	repository, ok := src.(attribute.Repository)
	if !ok {
		out := make([]finding.Finding, 0, len(s.hits))
		for i := range s.hits {
			f := s.finding(&s.hits[i])
			s.decide(&f, &s.hits[i])
			out = append(out, f)
		}
		s.hits = nil // findings may be as many
		return out, nil
	}
	return s.history(ctx, repository)
}

// compareHits orders hits by their content, then by their place in it, so that the order in which workers ended does not show.
func compareHits(a, b hit) int {
	return cmp.Or(
		a.place.object.Compare(b.place.object), cmp.Compare(a.place.path, b.place.path), cmp.Compare(a.place.inside, b.place.inside),
		cmp.Compare(a.place.kind, b.place.kind), cmp.Compare(a.place.ref, b.place.ref), a.place.commit.Compare(b.place.commit),
		cmp.Compare(a.offset, b.offset), cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Secret, b.Secret),
	)
}

// finding makes the finding of a hit, as far as the content alone tells.
func (s *scan) finding(h *hit) finding.Finding {
	f := finding.Finding{
		Family: h.Rule.Family, Generic: h.Generic, Sure: h.Sure, Tested: h.Tested, Named: h.Named, Confidence: h.Confidence, Checksum: h.Checksum, Status: finding.StatusNew,
		Start: h.From, End: h.To, ByteOffset: h.offset, ByteLength: h.length,
		Secret: finding.NewSecret(h.Secret), Core: finding.NewSecret(h.Core), Variable: h.Variable, Reasons: h.Reasons,
		Source: finding.Origin{Kind: string(h.place.kind), Object: h.place.object.String(), Ref: h.place.ref},
	}
	typed(&f, h.Match)
	for _, p := range h.Parts {
		f.Parts = append(f.Parts, finding.Part{Rule: p.Rule, Name: p.Name, Secret: finding.NewSecret(p.Secret), Start: p.From, End: p.To})
	}
	if name := h.place.encoding.String(); name != "" {
		f.Decoded = []string{name}
	}
	f.Decoded = append(f.Decoded, h.Decoded...)
	switch {
	case h.place.kind == source.FileName && h.place.ref != "": // what is said of paths holds for the names in them
		f.Paths = []string{h.place.ref}
	case h.place.path != "" && h.place.kind != source.FileName:
		f.Path, f.Paths = h.place.path, []string{h.place.path}
	}
	return f
}

// typed sets what the rule of a match says of a finding.
func typed(f *finding.Finding, m *detect.Match) {
	r := m.Rule
	f.Rule, f.Provider, f.Name = r.ID, r.Provider, r.Name
	f.Severity, f.Exposure = finding.Severity(r.Severity), finding.Exposure(r.Exposure)
	f.Scope = m.Scope
}

// owned gives a finding that no provider's rule made to the provider that its paths name. Its family stays, and so its
// fingerprint, since a file may be renamed: a baseline, an ignored fingerprint and what a change replaces know a secret by its
// text alone.
func (s *scan) owned(f *finding.Finding, h *hit) (ok bool) {
	paths := s.fromTop(f).Paths
	if h.place.inside != "" {
		paths = []string{h.place.inside[1+strings.LastIndexByte(h.place.inside, '!'):]}
	}
	m, ok := s.matcher.Owned(*h.Match, paths)
	if ok {
		f.FoundBy = f.Rule
		typed(f, &m)
	}
	return ok
}

// marks tells what markers say of a hit's finding.
func (h *hit) marks(f *finding.Finding) policy.Marked { return h.around().marked.For(f.Rule) }

// fromTop is a finding with its paths as they count from the top of the repository or of what is scanned, where that is known.
func (s *scan) fromTop(f *finding.Finding) *finding.Finding {
	there, top := *f, s.options.Top
	there.Path, there.Container, there.Paths = top.From(f.Path), top.From(f.Container), slices.Clone(f.Paths)
	for i, p := range there.Paths {
		there.Paths[i] = top.From(p)
	}
	return &there
}

// decide completes a hit's finding whose paths are known: its container, whose it is if they tell, its fingerprint, its
// confidence there, and whether something allows it.
func (s *scan) decide(f *finding.Finding, h *hit) {
	if h.place.inside != "" {
		f.Container = archive.Join(cmp.Or(f.Path, f.Source.Object), h.place.inside)
	}
	note := func(reason string) { f.Reasons = append(slices.Clone(f.Reasons), reason) }
	if s.owned(f, h) {
		note("the name of its file or folder tells whose it is, not its own")
	}
	there := s.fromTop(f)
	if lowered := policy.Lowered(there); lowered != f.Confidence {
		f.Confidence, there.Confidence = lowered, lowered
		note("it stands in prose, tests, examples, documentation, translations or others' code")
	}
	if how := policy.Expose(there); how != "" {
		f.Severity = there.Severity
		note(how)
	}
	f.Fingerprint = finding.Fingerprint(s.options.FingerprintKey, f.Family, f.Core, cmp.Or(there.Container, there.Path), f.Variable)
	verdict := s.verdict(f, h)
	f.Status, f.Expired = verdict.Status, verdict.Expired
	if f.Expired != "" {
		f.Severity = policy.Lapsed(f.Severity)
	}
	if verdict.Reason != "" {
		note(verdict.Reason)
	}
	if f.Status != finding.StatusNew {
		return
	}
	marked := h.marks(f)
	if marked.Expired != "" {
		note("the day of a marker has passed: " + marked.Expired)
	}
	if marked.Another != "" {
		text := "a marker there allows the rule " + marked.Another + ", not this one"
		if _, err := s.set.Find(marked.Another); err != nil {
			text += "; no rule has that name: a reason begins with a word without -"
		}
		note(text)
	}
}
