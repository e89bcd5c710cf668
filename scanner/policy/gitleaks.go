package policy

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/rules/strict"
)

// A gitleaks configuration, read with gitleaks' semantics (its config/config.go and detect/detect.go, version 8): keys in any case,
// both spellings of allowlists, [extend], targetRules, condition, regexTarget, stopwords, secretGroup, entropy, keywords, paths.
// What has no equal here is said in Remarks, and where in doubt a finding is reported rather than left out.

// GitleaksFile is the name of gitleaks' configuration at a scanned root.
const GitleaksFile = ".gitleaks.toml"

// gitleaksProvider is the provider of its rules: not "generic", whose findings are judged by their place as well.
const gitleaksProvider = "custom"

// gitleaksDepth is how many files may extend each other, as in gitleaks.
const gitleaksDepth = 2

// Gitleaks is what a gitleaks configuration says.
type Gitleaks struct {
	// Default says that gitleaks' default rules run, too; sluice's built-in ones stand in for them.
	Default bool
	// Disabled are ids of default rules that do not run.
	Disabled []string
	// Remarks tell what is not honoured, one sentence each.
	Remarks []string

	name   string
	rules  []gitleaksRule
	allows []gitleaksAllow
}

// gitleaksRule is a rule; an empty field takes the value of the rule of the same id that it extends.
type gitleaksRule struct {
	id, slug, description string
	pattern               string
	compiled              *regexp.Regexp // the pattern
	path                  *regexp.Regexp // of files that it speaks of; nil for all
	group                 int
	entropy               float64
	keywords              []string
	hidden                bool // skipReport
}

// gitleaksAllow is an allowlist.
type gitleaksAllow struct {
	rules     []string // ids; none means every rule
	all       bool     // all that it says must hold, not one of it
	commits   map[string]bool
	paths     []*regexp.Regexp
	regexes   []*regexp.Regexp
	target    string // "secret", "match" or "line"
	stopwords []string
}

// ParseGitleaks reads a gitleaks configuration; name is for errors and remarks. read returns the file that [extend] names.
func ParseGitleaks(name string, data []byte, read func(path string) ([]byte, error)) (*Gitleaks, error) {
	g := &Gitleaks{name: name}
	if err := g.file(name, data, read, 1); err != nil {
		return nil, err
	}
	for i := range g.rules {
		if r := &g.rules[i]; r.pattern == "" {
			g.remark("rule %q has no regex: %s", r.id, r.patternless(g.Default))
		}
	}
	g.rules = slices.DeleteFunc(g.rules, func(r gitleaksRule) bool { return r.pattern == "" })
	return g, nil
}

func (r *gitleaksRule) patternless(extends bool) string {
	if r.path != nil {
		return "sluice looks into files, so what it says of paths alone is not looked for"
	}
	if extends {
		return "what it changes of a default rule of gitleaks is not known to sluice, whose own rules run instead; its allowlists count for sluice's rule of that id"
	}
	return "it does nothing"
}

func (g *Gitleaks) remark(format string, args ...any) {
	g.Remarks = append(g.Remarks, g.name+": "+fmt.Sprintf(format, args...))
}

// file reads one file, after those that it extends, whose rules it changes.
func (g *Gitleaks) file(name string, data []byte, read func(string) ([]byte, error), depth int) error {
	tree := map[string]any{}
	if err := strict.Decode(name, data, &tree); err != nil {
		return err
	}
	t := &looseTable{file: name, values: tree, remark: g.remark}
	if err := g.extend(t.table("extend"), read, depth); err != nil {
		return err
	}
	t.ignore("title", "description", "minVersion", "betterleaksMinVersion")
	for i, rule := range t.tables("rules") {
		if err := g.rule(rule, i); err != nil {
			return err
		}
	}
	allows, err := t.allowlists("")
	if err != nil {
		return err
	}
	g.allows = append(g.allows, allows...)
	return t.done()
}

// extend reads the file that this one changes.
func (g *Gitleaks) extend(t *looseTable, read func(string) ([]byte, error), depth int) error {
	if t == nil {
		return nil
	}
	path, useDefault := t.text("path"), t.flag("useDefault")
	g.Disabled = append(g.Disabled, t.texts("disabledRules")...)
	if t.text("url") != "" {
		g.remark("extend.url is not honoured; gitleaks does not either")
	}
	if err := t.done(); err != nil {
		return err
	}
	switch {
	case path != "" && useDefault:
		return fmt.Errorf("%s: extend: path and useDefault cannot be used together", t.file)
	case useDefault:
		g.Default = true
	case path != "" && depth >= gitleaksDepth:
		g.remark("extend.path of a file that is extended itself is not honoured; gitleaks does not either")
	case path != "":
		data, err := read(path)
		if err != nil {
			return fmt.Errorf("%s: extend: %w", t.file, err)
		}
		return g.file(path, data, read, depth+1)
	}
	return nil
}

func (g *Gitleaks) rule(t *looseTable, number int) error {
	r := gitleaksRule{
		id: t.text("id"), description: t.text("description"), pattern: t.text("regex"), group: t.whole("secretGroup"), entropy: t.number("entropy"),
		keywords: t.texts("keywords"), hidden: t.flag("skipReport"),
	}
	if r.id == "" {
		return fmt.Errorf("%s: rule %d has no id", t.file, number+1)
	}
	r.slug = g.slug(r.id)
	for i, k := range r.keywords {
		r.keywords[i] = strings.ToLower(k)
	}
	if path := t.text("path"); path != "" {
		re, err := regexp.Compile(path)
		if err != nil {
			return fmt.Errorf("%s: rule %q: path: %s", t.file, r.id, fault(err))
		}
		r.path = re
	}
	if err := r.check(t.file); err != nil {
		return err
	}
	t.ignore("tags")
	if len(t.tables("required")) > 0 {
		g.remark("rule %q: required is not honoured: the rule reports without what it asks for, too", r.id)
	}
	allows, err := t.allowlists(r.slug)
	if err != nil {
		return err
	}
	g.allows = append(g.allows, allows...)
	g.merge(r)
	return t.done()
}

func (r *gitleaksRule) check(file string) error {
	re, err := regexp.Compile(r.pattern)
	if err != nil {
		return fmt.Errorf("%s: rule %q: regex: %s", file, r.id, fault(err))
	}
	if r.group < 0 || r.group > re.NumSubexp() {
		return fmt.Errorf("%s: rule %q: secretGroup %d: the regex has %d groups", file, r.id, r.group, re.NumSubexp())
	}
	if r.pattern != "" {
		r.compiled = re
	}
	return nil
}

// merge adds a rule, or changes the one of that id by what this one says; keywords are added to those.
func (g *Gitleaks) merge(r gitleaksRule) {
	i := slices.IndexFunc(g.rules, func(old gitleaksRule) bool { return old.id == r.id })
	if i < 0 {
		g.rules = append(g.rules, r)
		return
	}
	old := &g.rules[i]
	if r.pattern != "" {
		old.pattern, old.compiled, old.group = r.pattern, r.compiled, r.group
	}
	if r.group != 0 {
		old.group = r.group
	}
	if r.entropy != 0 {
		old.entropy = r.entropy
	}
	if r.path != nil {
		old.path = r.path
	}
	if r.description != "" {
		old.description = r.description
	}
	old.keywords = append(old.keywords, r.keywords...)
	old.hidden = old.hidden || r.hidden
}

// slug makes an id of sluice's form, which no rule of another id has.
func (g *Gitleaks) slug(id string) string {
	taken := func(s string) bool {
		return slices.ContainsFunc(g.rules, func(r gitleaksRule) bool { return r.slug == s && r.id != id })
	}
	out := slug(id)
	for n := 2; taken(out); n++ {
		out = fmt.Sprintf("%s-%d", slug(id), n)
	}
	return out
}

// slug makes an id of sluice's form.
func slug(id string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(id) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// Rules returns the rules that run: those of the configuration, and with useDefault the built-in ones but those that it disables.
func (g *Gitleaks) Rules(builtin *rules.Set) (*rules.Set, error) {
	var own []rules.Rule
	for i := range g.rules {
		own = append(own, g.rules[i].rule())
	}
	set := rules.Own(g.name, gitleaksProvider, own)
	if err := set.Check(); err != nil {
		return nil, err
	}
	if len(own) == 0 && !g.Default {
		g.remark("it has no rules and no useDefault = true in [extend]: gitleaks looks for nothing then; sluice's built-in rules run")
		return builtin, nil
	}
	if !g.Default {
		g.remark("only its own %d rules run, as in gitleaks; with useDefault = true in [extend] sluice's built-in rules run, too", len(own))
		return set, nil
	}
	var disabled []string
	for _, id := range g.Disabled {
		if _, err := builtin.Find(slug(id)); err == nil {
			disabled = append(disabled, slug(id))
			continue
		}
		g.remark("disabledRules: sluice has no built-in rule %q, and which of its rules find the same is not known", id)
	}
	base, err := builtin.Without(disabled...)
	if err != nil {
		return nil, err
	}
	return base.Extend(set), nil
}

// rule is the rule as sluice has it.
func (r *gitleaksRule) rule() rules.Rule {
	out := rules.Rule{
		ID: r.slug, Name: r.description, Kind: rules.Regex, Pattern: r.pattern, Group: r.group, MinEntropy: r.entropy, Anywhere: true,
		Severity: "high", Confidence: "medium",
	}
	if out.Name == "" {
		out.Name = r.id
	}
	for _, k := range r.keywords {
		if !rules.Anchor(k) {
			return out // the search looks for none; the keywords are asked for where the pattern matches
		}
	}
	out.Literals = slices.Clone(r.keywords)
	return out
}

var errTwoSpellings = errors.New("[allowlist] and [[allowlists]] cannot be used together: write all as [[allowlists]]")
