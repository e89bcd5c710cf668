package scanner

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/order"
)

// Rules that stand apart (rules.Rule.Apart) leave what overlaps with their matches alone, since whether they speak of a place is known
// only now. So the same bytes may have been found by several rules: one of them is told, that which counts before one that is allowed.

// overshadow takes the status of findings that others stand for. At least one of two that overlap has a rule that stands apart.
// What is told of a whole file says nothing of what stands in it.
func (s *scan) overshadow(found []finding.Finding) {
	apart, files := map[string]bool{}, map[string]bool{}
	for i := range s.set.Rules {
		if r := &s.set.Rules[i]; r.Kind == rules.File {
			files[r.ID] = true
		} else if r.Apart {
			apart[r.ID] = true
		}
	}
	if len(apart) == 0 {
		return
	}
	ranked := make([]*finding.Finding, 0, len(found))
	for i := range found {
		if f := &found[i]; f.Status != "" && f.Confidence.Rank() >= s.minimum && !files[f.Rule] {
			ranked = append(ranked, f)
		}
	}
	slices.SortStableFunc(ranked, rank)
	told := map[text]*[2][]*finding.Finding{} // those of rules that stand apart are the second
	for _, f := range ranked {
		at := textOf(f)
		if told[at] == nil {
			told[at] = &[2][]*finding.Finding{}
		}
		mine, others := &told[at][0], told[at][1:]
		if apart[f.Rule] {
			mine, others = &told[at][1], told[at][:]
		}
		if other := shadow(f, others); other != nil {
			f.Status, f.Reasons = "", append(slices.Clone(f.Reasons), "the finding of "+other.Rule+" is told instead")
			continue
		}
		*mine = append(*mine, f)
	}
}

// shadow returns one of others that overlaps f, nil if none does.
func shadow(f *finding.Finding, others [][]*finding.Finding) *finding.Finding {
	for _, list := range others {
		if i := slices.IndexFunc(list, func(other *finding.Finding) bool { return overlap(f, other) }); i >= 0 {
			return list[i]
		}
	}
	return nil
}

// rank orders findings by which is told where they overlap: one that is not allowed, the surer one, the longer one.
func rank(a, b *finding.Finding) int {
	return cmp.Or(
		order.TrueFirst(a.Status != finding.StatusIgnored, b.Status != finding.StatusIgnored),
		cmp.Compare(b.Confidence.Rank(), a.Confidence.Rank()),
		cmp.Compare(b.ByteLength, a.ByteLength),
		finding.Compare(*a, *b),
	)
}

// text is one text with findings.
type text struct {
	origin                   finding.Origin
	path, container, decoded string
}

func textOf(f *finding.Finding) text {
	return text{f.Source, strings.Join(f.Paths, "\x00"), f.Container, strings.Join(f.Decoded, " ")}
}

// overlap reports whether two findings of one text have bytes in common. All that stands in an encoded run has the run's place.
func overlap(a, b *finding.Finding) bool {
	if len(a.Decoded) > 0 {
		x, y := a.Secret.Reveal(), b.Secret.Reveal()
		if !strings.Contains(x, y) && !strings.Contains(y, x) {
			return false
		}
	}
	return a.ByteOffset < b.ByteOffset+b.ByteLength && b.ByteOffset < a.ByteOffset+a.ByteLength
}
