// Package detect finds candidates in bytes and judges them. It is pure: no I/O, no goroutines, no knowledge of where bytes come from.
//
// It works in the two stages of a blob's life on one worker:
//
//   - Local: one pass of the automaton over the bytes gives anchors; each anchor's rules are tried at that place. A local
//     verdict is a pure function of the bytes within the rule's reach around the anchor (type window), so that it may be
//     carried over from one version of a file to the next.
//   - Finalise: only for blobs that have candidates, with the whole text at hand: everything that depends on more than the
//     neighbourhood (blocks, tokens longer than the reach, JSON documents, users' patterns), then overlaps, lines and columns.
package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/dfa"
)

// Matcher is a compiled rule set, immutable and safe for concurrent use. Each worker makes its own Worker of it.
type Matcher struct {
	rules     []rule
	automaton *dfa.Automaton
	literals  []literal
	always    []int32  // rules without a literal: tried on every text
	unbounded []string // ids of rules whose pattern is searched in the whole text
}

// rule is a rule ready to run.
type rule struct {
	*rules.Rule
	shape    lazyShape
	wider    lazyShape
	before   lazyShape
	names    []string
	checksum rules.Algorithm
	anyName  bool // an assignment to any credential's name
	told     bool // it shares its literal with another provider and wants its own named beside
	pattern  *pattern
}

// literal is an anchor's text and the rules that begin with it.
type literal struct {
	text  string
	rules []int32
}

// Candidate is a rule and a byte range: offsets only, so that the local stage allocates nothing.
type Candidate struct {
	Rule       int32 // index in the set given to Compile
	Anchor     int32 // offset of the literal
	Start, End int32 // of the secret; of the anchor alone where the finalise stage must find it
	Name       Span  // of the name in an assignment
	core       Span  // what makes the secret one, if that is only a part of it
	vouched    int32 // 1 + the generic rule that is sure of a value whose provider its name tells; 0 for none
	facts      facts
	far        int32 // how far behind Anchor + reach the verdict's text goes; 0 for no further
}

// Span is a range of bytes, End exclusive.
type Span struct{ Start, End int32 }

// Match is a candidate that all judges kept.
type Match struct {
	Rule       *rules.Rule
	Start, End int    // bytes of the text given to Finalise
	Secret     string // as it stands in the text
	Core       string // what makes the secret one: all of it, or the password in an address
	Variable   string // the name it was assigned to, or ""
	From, To   finding.Position
	Generic    bool // only generic judges vouch for it
	Confidence finding.Confidence
	Checksum   finding.Checksum
	Reasons    []string
}

// Compile prepares set, which must have passed its own checks; rules refer to it from then on.
func Compile(set *rules.Set) (*Matcher, error) {
	m := &Matcher{rules: make([]rule, len(set.Rules))}
	index := map[string]int{}
	for i := range set.Rules {
		r := &m.rules[i]
		if err := r.prepare(&set.Rules[i]); err != nil {
			return nil, fmt.Errorf("rule %s: %w", r.ID, err)
		}
		m.anchor(index, int32(i), &set.Rules[i])
		if r.pattern != nil && !r.pattern.windowed() {
			m.unbounded = append(m.unbounded, r.ID)
		}
	}
	m.tell()
	texts := make([]string, len(m.literals))
	for i, l := range m.literals {
		texts[i] = l.text
	}
	m.automaton = dfa.New(texts)
	return m, nil
}

// anchor enters a rule under each of its literals; index knows those that exist already, in lower case.
func (m *Matcher) anchor(index map[string]int, number int32, r *rules.Rule) {
	texts := anchors(r)
	if len(texts) == 0 {
		m.always = append(m.always, number)
	}
	for _, text := range texts {
		key := strings.ToLower(text)
		at, ok := index[key]
		if !ok {
			at = len(m.literals)
			index[key] = at
			m.literals = append(m.literals, literal{text: key})
		}
		if !slices.Contains(m.literals[at].rules, number) {
			m.literals[at].rules = append(m.literals[at].rules, number)
		}
	}
}

// tell sets told.
func (m *Matcher) tell() {
	for _, l := range m.literals {
		for _, r := range l.rules {
			other := func(n int32) bool {
				return m.rules[n].Kind == rules.Token && !m.rules[n].Generic && m.rules[n].Provider != m.rules[r].Provider
			}
			if m.rules[r].Kind == rules.Token && len(m.rules[r].Context) > 0 && slices.ContainsFunc(l.rules, other) {
				m.rules[r].told = true
			}
		}
	}
}

// anchors returns a rule's literals, with those that its kind implies.
func anchors(r *rules.Rule) []string {
	switch r.Kind {
	case rules.Block:
		return []string{beginMark}
	case rules.JWT:
		return []string{jwtMark}
	}
	return r.Literals
}

func (c *rule) prepare(r *rules.Rule) error {
	c.Rule = r
	c.shape.expr, c.wider.expr, c.before.expr = r.Shape, r.Wider, r.Before
	c.names = r.NameWords()
	c.anyName = slices.Contains(r.Names, rules.CredentialNames)
	if r.Checksum != "" {
		algorithm, ok := rules.Checksum(r.Checksum)
		if !ok {
			return fmt.Errorf("unknown checksum %q", r.Checksum)
		}
		c.checksum = algorithm
	}
	if r.Kind == rules.Regex {
		p, err := compilePattern(r)
		c.pattern = p
		return err
	}
	return nil
}

// Unbounded returns the ids of the rules whose patterns have no literal or no bound on their width: they are searched in the whole
// text, which costs, and in content that is too large to be held, window by window.
func (m *Matcher) Unbounded() []string { return m.unbounded }

// Rules returns the number of rules.
func (m *Matcher) Rules() int { return len(m.rules) }

// exact reports whether text has the literal's own case, for tokens that want it.
func (r *rule) exact(text []byte) bool {
	if r.Kind != rules.Token || r.IgnoreCase {
		return true
	}
	for _, l := range r.Literals {
		if string(text) == l {
			return true
		}
	}
	return false
}
