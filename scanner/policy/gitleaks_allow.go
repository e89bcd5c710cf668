package policy

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// What a gitleaks configuration says of a finding: some of it where the whole text is at hand, the rest where path and commits are
// known.

// Texts is what can only be said with the text around a finding; the zero Texts says nothing.
type Texts struct {
	drop    bool  // no keyword of its rule stands in the text
	matched []int // numbers of the allowlists whose regexes match the line or the match
	nearby  [][]nearby
	above   int // lines from where its rule's match begins to the secret
}

// None reports whether no allowlist can say anything of the finding by its text.
func (t Texts) None() bool { return !t.drop && t.matched == nil && t.nearby == nil && t.above == 0 }

// Reading is one text whose findings are looked at one after the other. It is used by one goroutine.
type Reading struct {
	gitleaks *Gitleaks
	text     []byte
	head     []byte
	lower    [2][]byte           // head and text in lower case, made when they are first needed
	found    map[string][]nearby // by rules that others require, made when they are first asked for
	here     place               // of the last match whose rule requires others
}

// Read begins to look at a text. Of a content that is too large to be held that is a window, and head the content's first bytes; nil
// where text is all of it.
func (p *Policy) Read(text, head []byte) *Reading {
	if p == nil || p.gitleaks == nil {
		return &Reading{}
	}
	return &Reading{gitleaks: p.gitleaks, text: text, head: head}
}

// Around looks at the text around the finding of a rule at text[start:end]: up to 64 KiB on either side, for what is asked of its line
// or of the whole match.
func (r *Reading) Around(start, end int, ruleID string) Texts {
	if r.gitleaks == nil {
		return Texts{}
	}
	rule := r.gitleaks.ruleOf(ruleID)
	if rule != nil && rule.compiled == nil {
		return Texts{drop: len(rule.keywords) > 0 && !r.hasOne(rule.keywords), above: 1} // gitleaks tells a file of its path at line 0
	}
	lo, hi := rule.match(r.text, start, end)
	out := Texts{matched: r.matched(ruleID, start, end, lo, hi), above: bytes.Count(r.text[lo:start], []byte{'\n'})}
	if rule != nil {
		out.drop = len(rule.keywords) > 0 && !r.hasOne(rule.keywords)
		out.nearby = r.nearby(rule, lo)
	}
	return out
}

// matched returns the numbers of the allowlists whose regexes match the line of text[start:end], or the match text[lo:hi].
func (r *Reading) matched(ruleID string, start, end, lo, hi int) []int {
	var out []int
	for i := range r.gitleaks.allows {
		a := &r.gitleaks.allows[i]
		if a.target == "secret" || !a.speaksOf(func(r string) bool { return r == ruleID }) {
			continue
		}
		from, to := lo, hi
		if a.target == "line" {
			from, _ = lineStart(r.text, start, blockReach)
			to = lineEnd(r.text, end, blockReach)
		}
		if matchesOne(a.regexes, string(r.text[from:to])) {
			out = append(out, i)
		}
	}
	return out
}

// hasOne reports whether a keyword stands in the text or in the content's first bytes, in any case.
func (r *Reading) hasOne(keywords []string) bool {
	if r.lower[1] == nil {
		r.lower = [2][]byte{bytes.ToLower(r.head), bytes.ToLower(r.text)}
	}
	return slices.ContainsFunc(keywords, func(k string) bool {
		return bytes.Contains(r.lower[1], []byte(k)) || bytes.Contains(r.lower[0], []byte(k))
	})
}

// match returns the whole match whose secret is text[start:end]; for a rule that has no pattern the secret is all of it.
func (r *gitleaksRule) match(text []byte, start, end int) (lo, hi int) {
	if r == nil || r.compiled == nil {
		return start, end
	}
	from, to := max(0, start-blockReach), min(len(text), end+blockReach)
	for _, m := range r.compiled.FindAllIndex(text[from:to], -1) {
		if lo, hi := from+m[0], from+m[1]; lo <= start && end <= hi {
			return lo, hi
		}
	}
	return start, end
}

func (g *Gitleaks) ruleOf(id string) *gitleaksRule {
	for i := range g.rules {
		if g.rules[i].slug == id {
			return &g.rules[i]
		}
	}
	return nil
}

func (a *gitleaksAllow) speaksOf(is func(rule string) bool) bool {
	return len(a.rules) == 0 || slices.ContainsFunc(a.rules, is)
}

func matchesOne(patterns []*regexp.Regexp, text string) bool {
	return slices.ContainsFunc(patterns, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}

// decide returns the verdict on a finding, with the status new if nothing is said of it.
func (g *Gitleaks) decide(f *finding.Finding, texts Texts, place Place) Verdict {
	if g == nil {
		return Verdict{Status: finding.StatusNew}
	}
	r := g.ruleOf(cmp.Or(f.FoundBy, f.Rule))
	paths := r.places(f.Paths, place)
	switch {
	case r == nil:
	case texts.drop:
		return Verdict{Reason: "no keyword of its rule stands in the text"}
	case r.hidden:
		return Verdict{Reason: "its rule has skipReport"}
	case r.path != nil && len(paths) == 0:
		return Verdict{Reason: "its rule speaks of other paths"}
	}
	reason, ok := "", true
	if r != nil {
		reason, ok = g.complete(r, f, texts.nearby, place)
	}
	if !ok {
		return Verdict{Reason: reason}
	}
	if why := g.allowed(f, paths, texts.matched, place); why != "" {
		return Verdict{Status: finding.StatusIgnored, Reason: fmt.Sprintf("allowed by %s: %s", g.name, why)}
	}
	return Verdict{Status: finding.StatusNew, Reason: reason}
}

// Speaks reports whether findings of a rule count at a path, whatever else is said of them.
func (p *Policy) Speaks(ruleID, path string) bool {
	return p == nil || p.gitleaks == nil || len(p.gitleaks.ruleOf(ruleID).places([]string{path}, p.place)) > 0
}

// places returns those of paths that the rule speaks of.
func (r *gitleaksRule) places(paths []string, place Place) []string {
	if r == nil || r.path == nil {
		return paths
	}
	return slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return !r.path.MatchString(place.From(p)) })
}

// allowed tells which allowlist allows a finding, and what of it, "" if none does. matched are the numbers of those whose regexes match
// around it.
func (g *Gitleaks) allowed(f *finding.Finding, paths []string, matched []int, place Place) string {
	rule := g.ruleOf(cmp.Or(f.FoundBy, f.Rule))
	for i := range g.allows {
		a := &g.allows[i]
		if !a.speaksOf(f.Of) {
			continue
		}
		if rule != nil && rule.compiled == nil {
			a = a.ofPath()
		}
		if why := a.allows(f, paths, place, slices.Contains(matched, i)); why != "" {
			return a.name + ", " + why
		}
	}
	return ""
}

// ofPath returns what the allowlist is for a rule that only names a path: of that gitleaks asks neither regexes nor stopwords, so where
// all must hold and one of these is said, nothing is allowed.
func (a *gitleaksAllow) ofPath() *gitleaksAllow {
	if a.all && len(a.regexes)+len(a.stopwords) > 0 {
		return &gitleaksAllow{}
	}
	return &gitleaksAllow{name: a.name, commits: a.commits, paths: a.paths, all: a.all}
}

// allows tells what of the allowlist holds, if that is enough: one of what it says, or all. "" allows nothing.
func (a *gitleaksAllow) allows(f *finding.Finding, paths []string, place Place, textual bool) string {
	secret := f.Secret.Reveal()
	elsewhere := func(p string) bool { return !matchesOne(a.paths, place.From(p)) }
	stops := func(w string) bool { return strings.Contains(strings.ToLower(secret), w) }
	said, holds := 0, []string(nil)
	for _, c := range [...]struct {
		name string
		said int
		test func() bool
	}{
		{"commits", len(a.commits), func() bool { return a.commit(f) }},
		{"paths", len(a.paths), func() bool { return len(paths) > 0 && !slices.ContainsFunc(paths, elsewhere) }},
		{"regexes", len(a.regexes), func() bool { return textual || a.target == "secret" && matchesOne(a.regexes, secret) }},
		{"stopwords", len(a.stopwords), func() bool { return slices.ContainsFunc(a.stopwords, stops) }},
	} {
		if c.said == 0 {
			continue
		}
		said++
		if c.test() {
			holds = append(holds, c.name)
		}
	}
	if a.all && len(holds) < said {
		return ""
	}
	return strings.Join(holds, " and ")
}

// commit reports whether all commits that brought the finding are listed.
func (a *gitleaksAllow) commit(f *finding.Finding) bool {
	if f.History == nil || len(f.History.Introduced) == 0 {
		return false
	}
	return !slices.ContainsFunc(f.History.Introduced, func(c finding.Commit) bool { return !a.commits[strings.ToLower(c.ID)] })
}

// GitleaksIgnoreFile is the name of gitleaks' ignore file at a scanned root.
const GitleaksIgnoreFile = ".gitleaksignore"

// GitleaksIgnores are the entries of a .gitleaksignore: "file:rule:line", or "commit:file:rule:line".
type GitleaksIgnores struct {
	// Remarks tell which lines are no entries.
	Remarks []string
	name    string
	entries map[gitleaksEntry]string // to the rule
}

type gitleaksEntry struct {
	commit, file string
	line         int
}

// ParseGitleaksIgnores reads a .gitleaksignore. A line that is no entry is a remark, as in gitleaks.
func ParseGitleaksIgnores(name string, data []byte) *GitleaksIgnores {
	out := &GitleaksIgnores{name: name, entries: map[gitleaksEntry]string{}}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		text := strings.TrimSpace(strings.ReplaceAll(string(line), `\`, "/"))
		if text == "" || text[0] == '#' {
			continue
		}
		if e, rule, ok := gitleaksFields(text); ok {
			out.entries[e] = rule
		} else {
			out.Remarks = append(out.Remarks,
				fmt.Sprintf("%s:%d: no entry: gitleaks' are file:rule:line or commit:file:rule:line", name, number))
		}
	}
	return out
}

func gitleaksFields(text string) (e gitleaksEntry, rule string, ok bool) {
	parts := strings.Split(text, ":")
	n := len(parts)
	if n < 3 {
		return e, "", false
	}
	line, err := strconv.Atoi(parts[n-1])
	e.line, rule = line, parts[n-2]
	if first := parts[0]; n > 3 && len(first) >= 40 && strings.Trim(first, "0123456789abcdef") == "" {
		e.commit, parts = first, parts[1:]
	}
	e.file = strings.Join(parts[:len(parts)-2], ":")
	return e, rule, err == nil && e.file != "" && rule != ""
}

// has reports whether an entry names a finding's place, in files or in one of its commits. The line is that where the match begins, above
// the secret's. The rule is compared if sluice runs one of that id; else the entry is one of a rule that only gitleaks has.
func (g *GitleaksIgnores) has(f *finding.Finding, above int, place Place, known func(rule string) bool) bool {
	if g == nil {
		return false
	}
	commits := []string{""}
	if f.History != nil {
		for _, c := range f.History.Introduced {
			commits = append(commits, c.ID)
		}
	}
	for _, file := range append(slices.Clone(f.Paths), f.Container) {
		for _, c := range commits {
			for _, name := range []string{file, place.From(file)} {
				rule, ok := g.entries[gitleaksEntry{c, name, f.Start.Line - above}]
				if ok && (f.Of(slug(rule)) || !known(slug(rule))) {
					return true
				}
			}
		}
	}
	return false
}
