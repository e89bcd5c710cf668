// Package detect finds candidates in bytes and judges them. It is pure: no I/O, no goroutines, no knowledge of where bytes come from.
//
// It works in the two stages of a blob's life on one worker:
//
//   - Local (local.go): one pass of the automaton over the bytes gives anchors; each anchor's rules are tried at that place. A
//     local verdict is a pure function of its extent, the bytes that it was made from (extent.go), so that it may be carried over
//     from one version of a file to the next (follow.go).
//   - Finalise (finalise.go): only for blobs that have candidates, with the whole text at hand: everything that depends on more
//     than the neighbourhood (blocks, tokens longer than the reach, documents, users' patterns), then overlaps, lines and columns.
//
// Each kind of rules has a file of its name. What is no secret whatever the rule is in package judge, what is assigned to a name in
// package syntax, and what the model of values decides on in weighed.go. scanner/DESIGN.md has a table of all files.
package detect

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/dfa"
	"github.com/sluice-scan/sluice/scanner/internal/document"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Matcher is a compiled rule set, immutable but for what it prepares on first use, and safe for concurrent use. Each worker makes
// its own Worker of it.
type Matcher struct {
	set       []rules.Rule
	prepared  []rule // made on first use: a run meets few of the rules
	anchors   rules.Anchors
	heads     []head // by the numbers of the automaton's texts
	automaton *dfa.Automaton
	compound  tokens                 // of rules for runs
	single    tokens                 // those whose tokens may be a run alone
	any       lazyShape              // anyBody
	anyone    rule                   // of which only the names count: those of any credential
	parts     func() map[string]bool // by the ids of rules, whether other rules name them as parts
	pairing   sync.Once
	pairs     map[string][]int32 // see partners
	naming    sync.Once
	words     map[string][]int32 // see providers
	placing   sync.Once
	byPlace   map[string][]int32 // see places
	besides   []int32            // rules of what stands beside a credential
	files     func() *fileRules
	unbounded []string // ids of rules whose pattern is searched in the whole text
}

// rule is a rule ready to run.
type rule struct {
	*rules.Rule
	once     sync.Once
	shape    lazyShape
	wider    lazyShape
	before   lazyShape
	each     lazyShape
	any      *lazyShape // nil where not any value may follow the literals
	names    []string
	words    *wordlist.List // names
	folded   string         // the provider's name, its letters and digits
	owner    []byte         // the provider's name, where it alone tells whose a value is
	nearby   *wordlist.List // Context, of rules of what stands beside a credential; nil of others
	rare     bool           // that is no common word
	assigned bool           // its secrets are assigned to names, and told in no other way
	checksum rules.Verifier
	weighed  bool               // the model of values decides
	anyName  bool               // an assignment to any credential's name
	chosen   bool               // such values are passwords, which somebody may have chosen
	purposes bool               // it asks for names of what a program makes up for itself
	namely   bool               // a token whose prefix may as well end a name: secret-
	told     bool               // it shares its literal with another provider and wants its own named beside
	selector *document.Selector // of the members of documents
	pattern  *pattern
}

// headLen is how many bytes of a literal the automaton looks for. The rest is compared at a hit: where text was changed the automaton
// must look as far around the change as the longest of its texts, and few literals are longer than this.
const headLen = 16

// head is the first bytes of some literals, texts[lo:hi] of the anchors, or the trigger of an escape, or both.
type head struct {
	lo, hi  int32
	trigger decode.Trigger // none if its text is empty
}

// Candidate is a rule and a byte range: offsets only, so that the local stage allocates nothing.
type Candidate struct {
	Rule       int32       // index in the set given to Compile
	Anchor     int32       // offset of the literal
	Start, End int32       // of the secret; of the anchor alone where the finalise stage must find it
	Name       syntax.Span // of the name in an assignment
	core       syntax.Span // what makes the secret one, if that is only a part of it
	vouched    int32       // 1 + the generic rule that is sure of a value whose provider its name tells; 0 for none
	facts      judge.Facts
	far        int32        // how far the local verdict read, where that is beyond Anchor + reach
	why        judge.Reason // it was dropped; of the local verdict, while it is made
	extent                  // of the local verdict, while it is made
}

// Match is a candidate that all judges kept.
type Match struct {
	Rule       *rules.Rule
	Start, End int    // bytes of the text given to Finalise
	Secret     string // as it stands in the text
	Core       string // what makes the secret one: all of it, or the password in an address
	Variable   string // the name it was assigned to, or ""
	From, To   finding.Position
	Generic    bool // only generic judges vouch for it
	Sure       bool // the model of values is all but sure of random characters
	Tested     bool // the text says of itself that it is a test
	Named      bool // a provider's rule found it by its name, and no checksum vouches for it
	Confidence finding.Confidence
	Checksum   finding.Checksum
	Reasons    []string
	Decoded    []string // how the text that it stands in is encoded, the outermost form first; then its place is that of all that text
	Scope      []string // what the rule knows of its keys, then what this one says of itself; not to be changed
	Parts      []Part   // of a two-part credential, in order of their place
}

// Compile prepares set, which must have passed its own checks; rules refer to it from then on. Users' patterns are compiled here, so
// that their errors show.
func Compile(set *rules.Set) (*Matcher, error) {
	m := &Matcher{set: set.Rules, prepared: make([]rule, len(set.Rules)), anchors: set.Anchors(), any: lazyShape{expr: anyBody}}
	m.anyone.names = (&rules.Rule{Names: []string{rules.CredentialNames}}).NameWords()
	m.anyone.words = wordlist.New(m.anyone.names, wordlist.LongWord)
	for i := range set.Rules {
		r := &set.Rules[i]
		if r.Kind != rules.Regex {
			continue
		}
		p, err := compilePattern(r)
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", r.ID, err)
		}
		m.prepared[i].pattern = p
		if !p.windowed() {
			m.unbounded = append(m.unbounded, r.ID)
		}
	}
	m.besides = besideRules(set.Rules)
	m.parts = sync.OnceValue(func() map[string]bool { return partIDs(set.Rules) })
	m.files = sync.OnceValue(func() *fileRules { return newFileRules(set.Rules) })
	m.automaton = dfa.New(m.cut())
	for _, run := range m.anchors.Runs {
		m.compound.add(run)
		if !run.Joined {
			m.single.add(run)
		}
	}
	return m, nil
}

// cut sets heads and returns their texts, in ascending order.
func (m *Matcher) cut() []string {
	triggers := decode.Triggers()
	texts := make([]string, 0, len(m.anchors.Texts)+len(triggers))
	m.heads = make([]head, 0, cap(texts))
	add := func(text string, h head) {
		texts, m.heads = append(texts, text), append(m.heads, h)
	}
	for i, l := range m.anchors.Texts {
		text := l[:min(len(l), headLen)]
		if n := len(texts); n > 0 && texts[n-1] == text {
			m.heads[n-1].hi = int32(i + 1)
			continue
		}
		for len(triggers) > 0 && triggers[0].Text < text {
			add(triggers[0].Text, head{trigger: triggers[0]})
			triggers = triggers[1:]
		}
		h := head{lo: int32(i), hi: int32(i + 1)}
		if len(triggers) > 0 && triggers[0].Text == text {
			h.trigger, triggers = triggers[0], triggers[1:]
		}
		add(text, h)
	}
	for _, t := range triggers {
		add(t.Text, head{trigger: t})
	}
	return texts
}

// rule returns the rule with that number.
func (m *Matcher) rule(number int32) *rule {
	r := &m.prepared[number]
	r.once.Do(func() { m.prepare(r, &m.set[number]) })
	return r
}

func (m *Matcher) prepare(r *rule, data *rules.Rule) {
	r.Rule, r.weighed = data, data.Model
	r.shape.expr, r.wider.expr, r.before.expr, r.each.expr = data.Shape, data.Wider, data.Before, data.Each
	if data.Kind == rules.Token && r.telling() {
		r.any = &m.any
	}
	r.names, r.owner, r.folded = data.NameWords(), ownerName(data), strings.ReplaceAll(data.Provider, "-", "")
	r.chosen, r.purposes = choosable(data), purposeful(data)
	r.rare = len(r.owner) > 0 && rules.Frequency(string(r.owner)) <= rare
	r.assigned = !r.Statement && !r.Namesake && !r.rare
	r.words = m.anyone.words
	if len(data.Names) != 1 || data.Names[0] != rules.CredentialNames {
		r.words = wordlist.New(r.names, r.longWord())
	}
	if data.Kind == rules.Beside {
		r.nearby = wordlist.New(data.Context, wordlist.LongWord)
	}
	r.anyName = slices.Contains(data.Names, rules.CredentialNames)
	r.told = m.told(data)
	if data.Kind == rules.Document {
		r.selector = document.New(data)
	}
	r.namely = data.Kind == rules.Token && slices.ContainsFunc(data.Literals, func(l string) bool {
		word, rest, ok := strings.Cut(l, "-") // key-, or key-0 to key-f, since key- alone stands anywhere
		return ok && len(rest) <= 1 && slices.Contains(m.anyone.names, strings.ToLower(word))
	})
	if data.Checksum != "" {
		r.checksum, _ = rules.Proof(data.Checksum) // the rules' checks know the name
	}
}

// told reports whether a token has a literal in common with one of another provider and wants its own named beside.
func (m *Matcher) told(data *rules.Rule) bool {
	if data.Kind != rules.Token || len(data.Context) == 0 {
		return false
	}
	other := func(number int32) bool {
		r := &m.set[number]
		return r.Kind == rules.Token && !r.Generic && r.Provider != data.Provider
	}
	return slices.ContainsFunc(data.Literals, func(l string) bool {
		at, found := slices.BinarySearch(m.anchors.Texts, strings.ToLower(l))
		return found && slices.ContainsFunc(m.anchors.Of(int32(at)), other)
	})
}

// Told reports whether verdicts of the n-th rule depend on another one: it has a literal in common with one of another provider, and
// wants its own named beside.
func (m *Matcher) Told(n int) bool { return m.told(&m.set[n]) }

// Unbounded returns the ids of the rules whose patterns have no literal or no bound on their width: they are searched in the whole
// text, which costs, and in content that is too large to be held, window by window.
func (m *Matcher) Unbounded() []string { return m.unbounded }

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
