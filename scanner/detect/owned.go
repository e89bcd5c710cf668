package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Whose a value is whose name does not tell: an id or a host of a provider near by does, if the value has the shape of what the provider's
// rules pair with it.

const (
	ownerReach = 2048 // bytes between a value and what tells its provider
	ownerWidth = 8    // by how much the length of a shape may vary whose rule asks for other words of the name
)

// owned gives values of generic rules to providers, but no hash of a password: its user's host of mail tells nothing. kept is in order of
// place, and stays so.
func (f *final) owned(kept []Candidate) {
	for i, c := range kept {
		if !nobodys(f.worker.rule(c.Rule).Rule) || purposes.Named(f.text[c.Name.Start:c.Name.End]) || judge.Hashed(f.text[c.Start:c.End]) {
			continue
		}
		number, ok := f.owner(kept, i)
		if !ok {
			number, ok = f.told(c)
		}
		var seen judge.Facts
		if !ok {
			if number, ok = f.bound(c); ok {
				seen = f.worker.misshapen(f.text[c.Start:c.End], number)
			}
		}
		if ok {
			f.worker.tellDropped(c, judge.Overlapped, 1+number)
			kept[i] = f.given(c, number)
			kept[i].facts |= seen
		}
	}
}

// given returns c as a candidate of another rule, which is as sure of it as its own. A rule of UUIDs that asks for c's name knows that
// it is no mere id.
func (f *final) given(c Candidate, number int32) Candidate {
	w := f.worker
	if r := w.rule(number); c.facts&judge.UUIDValue != 0 && w.misshapen(f.text[c.Start:c.End], number) == 0 &&
		(c.Name.End == c.Name.Start || r.named(f.text[c.Name.Start:c.Name.End])) {
		c.facts &^= judge.UUIDValue
	}
	if c.facts.Lowers() == 0 {
		c.vouched = c.Rule + 1
	}
	c.Rule = number
	return c
}

// misshapen tells whether a value has another shape than those of a rule.
func (m *Matcher) misshapen(value []byte, number int32) judge.Facts {
	if r := m.rule(number); r.shape.none() || !r.shape.get().MatchAll(value) {
		return judge.OtherShape
	}
	return 0
}

// owner returns the rule of the provider that the nearest other candidate tells for kept[i].
func (f *final) owner(kept []Candidate, i int) (number int32, ok bool) {
	nearest := int32(ownerReach)
	for _, step := range [...]int{-1, 1} {
		for k := i + step; k >= 0 && k < len(kept); k += step {
			between := syntax.Span{Start: min(kept[i].End, kept[k].End), End: max(kept[i].Start, kept[k].Start)}
			if between.End-between.Start >= nearest {
				break
			}
			if n, found := f.partner(kept[i], kept[k], between); found {
				number, ok, nearest = n, true, between.End-between.Start
				break
			}
		}
	}
	return number, ok
}

// partner returns the rule that finds what belongs to part and that c's name and value fit.
func (f *final) partner(c, part Candidate, between syntax.Span) (number int32, ok bool) {
	number, ok = f.fitting(c, f.worker.partners()[f.worker.rule(part.Rule).ID])
	if ok && f.worker.rule(number).anyName && f.visits(c, between) {
		return 0, false
	}
	lines := bytes.Count(f.text[between.Start:max(between.Start, between.End)], []byte{'\n'})
	return number, ok && lines <= f.worker.rule(number).WithinLines
}

// visits reports a token that an address has behind the id that it names, which is the visitor's and not the id's:
// ?appid=wx0f…&token=….
func (f *final) visits(c Candidate, between syntax.Span) bool {
	text := f.text[min(between.Start, between.End):between.End]
	return len(text) > 0 && text[0] == '&' && ascii.All(text, func(b byte) bool { return addressBytes[b] }) &&
		visitors.Ends(f.text[c.Name.Start:c.Name.End])
}

// visitors are last words of names of what a visitor of a page has.
var visitors = wordlist.New([]string{"token", "ticket", "session"}, wordlist.LongWord)

// partners returns, for the id of each rule that finds ids or hosts, the rules that find the secrets to them.
func (m *Matcher) partners() map[string][]int32 {
	m.pairing.Do(func() {
		m.pairs = map[string][]int32{}
		for i := range m.set {
			r := &m.set[i]
			if !namesSecret(r) {
				continue
			}
			for _, id := range r.Pair {
				m.pairs[id] = append(m.pairs[id], int32(i))
			}
		}
	})
	return m.pairs
}
