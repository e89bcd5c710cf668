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
	required              []gitleaksRequired
	allows                []gitleaksAllow
	hidden                bool // skipReport
}

// gitleaksAllow is an allowlist.
type gitleaksAllow struct {
	name      string   // for reasons
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
	if err := g.file(name, data, read, 0); err != nil {
		return nil, err
	}
	for i := range g.rules {
		r := &g.rules[i]
		r.slug = g.slug(r.id)
		if err := g.check(r); err != nil {
			return nil, err
		}
		if r.pattern == "" && r.path == nil {
			g.remark("rule %q has neither regex nor path: %s", r.id, incomplete(g.Default))
		}
	}
	g.target()
	return g, nil
}

// check checks a rule that has all that it extends.
func (g *Gitleaks) check(r *gitleaksRule) error {
	if r.group < 0 || r.compiled != nil && r.group > r.compiled.NumSubexp() {
		return fmt.Errorf("%s: rule %q: secretGroup %d: the regex has %d groups", g.name, r.id, r.group, r.compiled.NumSubexp())
	}
	for _, id := range r.requiredIDs() {
		if g.rule(id) == nil {
			g.remark("rule %q reports nothing: the rule %q that it requires is disabled", r.id, id)
		}
	}
	return nil
}

// whole checks that the rules that others in a file require are in the same file.
func (g *Gitleaks) whole() error {
	for i := range g.rules {
		for _, id := range g.rules[i].requiredIDs() {
			if g.rule(id) == nil {
				return fmt.Errorf("%s: rule %q: required: there is no rule %q in the same file", g.name, g.rules[i].id, id)
			}
		}
	}
	return nil
}

func incomplete(extends bool) string {
	if extends {
		return "what it changes of a default rule of gitleaks is not known to sluice, whose own rules run instead; " +
			"its allowlists count for sluice's rule of that id"
	}
	return "it does nothing"
}

func (g *Gitleaks) remark(format string, args ...any) {
	g.Remarks = append(g.Remarks, g.name+": "+fmt.Sprintf(format, args...))
}

// target makes of all allowlists one list, each with the ids of sluice's rules that it speaks of.
func (g *Gitleaks) target() {
	for i := range g.allows {
		for n, id := range g.allows[i].rules {
			g.allows[i].rules[n] = slug(id)
			if r := g.rule(id); r != nil {
				g.allows[i].rules[n] = r.slug
			}
		}
	}
	for i := range g.rules {
		for _, a := range g.rules[i].allows {
			a.rules = []string{g.rules[i].slug}
			g.allows = append(g.allows, a)
		}
	}
}

// rule returns the rule of an id, nil if there is none.
func (g *Gitleaks) rule(id string) *gitleaksRule {
	i := slices.IndexFunc(g.rules, func(r gitleaksRule) bool { return r.id == id })
	if i < 0 {
		return nil
	}
	return &g.rules[i]
}

// file reads one file, and the one that it extends, which depth others have extended.
func (g *Gitleaks) file(name string, data []byte, read func(string) ([]byte, error), depth int) error {
	tree := map[string]any{}
	if err := strict.Decode(name, data, &tree); err != nil {
		return err
	}
	t := &looseTable{file: name, values: tree, remark: g.remark}
	base, err := g.extend(t.table("extend"), read, depth)
	if err != nil {
		return err
	}
	t.ignore("title", "description", "minVersion", "betterleaksMinVersion")
	for i, rule := range t.tables("rules") {
		if err := g.read(rule, i); err != nil {
			return err
		}
	}
	if err := g.whole(); err != nil {
		return err
	}
	if g.allows, err = t.allowlists(); err != nil {
		return err
	}
	g.adopt(base)
	return t.done()
}

// extend returns the file that this one changes, nil if there is none.
func (g *Gitleaks) extend(t *looseTable, read func(string) ([]byte, error), depth int) (*Gitleaks, error) {
	if t == nil {
		return nil, nil
	}
	path, useDefault := t.text("path"), t.flag("useDefault")
	g.Disabled = t.texts("disabledRules")
	if t.text("url") != "" {
		g.remark("extend.url is not honoured; gitleaks does not either")
	}
	if err := t.done(); err != nil {
		return nil, err
	}
	switch {
	case path != "" && useDefault:
		return nil, fmt.Errorf("%s: extend: path and useDefault cannot be used together", t.file)
	case (useDefault || path != "") && depth == gitleaksDepth:
		g.remark("extend is not honoured in the third of files that extend each other; gitleaks does not either")
	case useDefault:
		g.Default = true
	case path != "":
		data, err := read(path)
		if err != nil {
			return nil, fmt.Errorf("%s: extend: %w", t.file, err)
		}
		base := &Gitleaks{name: path}
		return base, base.file(path, data, read, depth+1)
	}
	return nil, nil
}

// adopt adds what base has, but for the rules that are disabled; rules of ids that both have are those of base, changed.
func (g *Gitleaks) adopt(base *Gitleaks) {
	if base == nil {
		return
	}
	own := g.rules
	g.rules = slices.DeleteFunc(base.rules, func(r gitleaksRule) bool { return slices.Contains(g.Disabled, r.id) })
	for _, r := range own {
		if old := g.rule(r.id); old != nil {
			old.change(r)
		} else {
			g.rules = append(g.rules, r)
		}
	}
	for _, a := range base.allows {
		if len(a.rules) > 0 {
			base.remark("targetRules are not honoured in a file that is extended; gitleaks does not either")
			continue
		}
		g.allows = append(g.allows, a)
	}
	g.Remarks = append(g.Remarks, base.Remarks...)
	if base.Default {
		g.Default, g.Disabled = true, append(g.Disabled, base.Disabled...)
	}
}

// read reads a rule. One of the same id in the same file is replaced.
func (g *Gitleaks) read(t *looseTable, number int) error {
	r := gitleaksRule{
		id: t.text("id"), description: t.text("description"), pattern: t.text("regex"),
		group: t.whole("secretGroup"), entropy: t.number("entropy"),
		keywords: t.texts("keywords"), hidden: t.flag("skipReport"),
	}
	if r.id == "" {
		return fmt.Errorf("%s: rule %d has no id", t.file, number+1)
	}
	for i, k := range r.keywords {
		r.keywords[i] = strings.ToLower(k)
	}
	var err error
	if r.compiled, err = t.pattern("regex"); err != nil {
		return fmt.Errorf("%s: rule %q: %w", t.file, r.id, err)
	}
	if r.path, err = t.pattern("path"); err != nil {
		return fmt.Errorf("%s: rule %q: %w", t.file, r.id, err)
	}
	t.ignore("tags")
	if r.required, err = t.required(); err != nil {
		return err
	}
	if r.allows, err = t.allowlists(); err != nil {
		return err
	}
	for i := range r.allows {
		r.allows[i].name += fmt.Sprintf(" of rule %s", r.id)
	}
	g.rules = append(slices.DeleteFunc(g.rules, func(old gitleaksRule) bool { return old.id == r.id }), r)
	return t.done()
}

// change changes a rule by what another one of its id says of it, as gitleaks does: what that one requires and skipReport do not count.
func (r *gitleaksRule) change(by gitleaksRule) {
	if by.pattern != "" {
		r.pattern, r.compiled = by.pattern, by.compiled
	}
	if by.group != 0 {
		r.group = by.group
	}
	if by.entropy != 0 {
		r.entropy = by.entropy
	}
	if by.path != nil {
		r.path = by.path
	}
	if by.description != "" {
		r.description = by.description
	}
	r.keywords = append(r.keywords, by.keywords...)
	r.allows = append(r.allows, by.allows...)
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
	set, err := g.running(builtin)
	if err == nil {
		g.idle(set)
	}
	return set, err
}

func (g *Gitleaks) running(builtin *rules.Set) (*rules.Set, error) {
	var own []rules.Rule
	for i := range g.rules {
		if r := &g.rules[i]; r.pattern != "" || r.path != nil {
			own = append(own, r.own())
		}
	}
	set := rules.Own(g.name, ownProvider, own)
	if err := set.Check(); err != nil {
		return nil, err
	}
	if len(own) == 0 && !g.Default {
		g.remark("it has no rules and no useDefault = true in [extend]: gitleaks looks for nothing then; sluice's built-in rules run")
		return builtin, nil
	}
	if !g.Default {
		g.remark("only its own rules run (%d), as in gitleaks; with useDefault = true in [extend] sluice's built-in rules run, too",
			len(own))
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

// idle tells which allowlists speak only of rules that do not run.
func (g *Gitleaks) idle(running *rules.Set) {
	unknown := func(id string) bool { _, err := running.Find(id); return err != nil }
	for _, a := range g.allows {
		if len(a.rules) > 0 && !slices.ContainsFunc(a.rules, func(id string) bool { return !unknown(id) }) {
			g.remark("%s allows nothing: sluice runs no rule %s, and which of its rules find the same is not known", a.name,
				strings.Join(a.rules, ", "))
		}
	}
}

// own is the rule as sluice has it.
func (r *gitleaksRule) own() rules.Rule {
	out := rules.Rule{
		ID: r.slug, Name: r.description, Kind: rules.Regex, Pattern: r.pattern,
		Group: r.group, MinEntropy: r.entropy, Anywhere: true, Apart: true,
		Severity: "high", Confidence: "medium",
	}
	if out.Name == "" {
		out.Name = r.id
	}
	if r.pattern == "" {
		out.Kind, out.Pattern, out.Group, out.MinEntropy, out.Anywhere = rules.File, r.path.String(), 0, 0, false
		return out
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
