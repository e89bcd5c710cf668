package rules

import (
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules/shape"
)

// BlockMark is the literal that the kind Block implies.
const BlockMark = "-----BEGIN "

// jwtMark is that of the kind JWT: {" in base64url.
const jwtMark = "eyJ"

// Anchors are the literals of a set as a matcher looks for them. The slices may be shared and must not be changed.
type Anchors struct {
	Texts  []string // distinct, ascending, in lower case
	Owners []int32  // the rules of all texts, as places in Set.Rules: those of a text, ascending, behind those of the one before
	Ends   []int32  // where those of each text end in Owners
	Always []int32  // rules without a literal
	Runs   []Run    // rules of the anchor OnRun
}

// Of returns the rules that have the n-th text, as ascending places in Set.Rules.
func (a *Anchors) Of(n int32) []int32 {
	from := int32(0)
	if n > 0 {
		from = a.Ends[n-1]
	}
	return a.Owners[from:a.Ends[n]]
}

// Run is a rule of the anchor OnRun, as its place in Set.Rules, with the least and the greatest length of its tokens in bytes.
type Run struct {
	Rule        int32
	Least, Most int
	Joined      bool // all of them hold one of Joins
}

// Joins are what joins words to a run of letters.
const Joins = ".:|"

// Anchors returns the literals of all rules, with those that their kinds imply. Those of the built-in rules are Go literals, too.
func (s *Set) Anchors() Anchors {
	if s.anchors.Texts != nil {
		return s.anchors
	}
	var out Anchors
	owners := map[string][]int32{}
	for i := range s.Rules {
		number, literals := int32(i), s.Rules[i].anchors()
		switch k := s.Rules[i].Kind; {
		case s.Rules[i].Anchor == OnRun:
			out.Runs = append(out.Runs, s.Rules[i].run(number))
		case len(literals) == 0 && k != Beside && k != File:
			out.Always = append(out.Always, number)
		}
		for _, l := range literals {
			key := strings.ToLower(l)
			if same := owners[key]; len(same) == 0 || same[len(same)-1] != number {
				owners[key] = append(same, number)
			}
		}
	}
	for text := range owners {
		out.Texts = append(out.Texts, text)
	}
	slices.Sort(out.Texts)
	for _, text := range out.Texts {
		out.Owners = append(out.Owners, owners[text]...)
		out.Ends = append(out.Ends, int32(len(out.Owners)))
	}
	return out
}

// run returns the rule at a place in Set.Rules with the lengths of its tokens, none if its shape is wrong.
func (r *Rule) run(number int32) Run {
	s, err := shape.Parse(r.Shape)
	if err != nil {
		return Run{Rule: number, Least: 1}
	}
	return Run{number, s.MinWidth(), s.MaxWidth(), s.Needs(Joins)}
}

// anchors returns the rule's literals, with those that its kind implies.
func (r *Rule) anchors() []string {
	switch r.Kind {
	case Block:
		return []string{BlockMark}
	case JWT:
		return []string{jwtMark}
	case File:
		return nil
	}
	return r.Literals
}

// LiteralAt returns the longest of the rule's literals that text begins with, in any case, as it stands there; "" if there is none.
func (r *Rule) LiteralAt(text []byte) string {
	longest := 0
	for _, l := range r.anchors() {
		if len(l) > longest && len(l) <= len(text) && strings.EqualFold(string(text[:len(l)]), l) {
			longest = len(l)
		}
	}
	return string(text[:longest])
}
