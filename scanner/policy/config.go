// Package policy decides what counts: the configuration of a scanned root, markers on a line, and the exit status.
package policy

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/rules/strict"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// FileName is the configuration's name at the root of a scan.
const FileName = ".sluice.toml"

// ownProvider is the provider of a configuration's rules that name none: not [rules.NoProvider], whose findings are judged by their place, too.
const ownProvider = "custom"

// Config is a configuration file. The zero Config changes nothing. The comments on its fields, and on those of Counting and Allow, are the
// reference in docs/configuration.md (go test ./scanner/policy -run TestReference -update).
type Config struct {
	// Report findings of this confidence and better: `"low"`, `"medium"` (default) or `"high"`; `--min-confidence` overrules it.
	MinConfidence string `toml:"min_confidence"`
	// Ids of rules that do not run, as `sluice rules list` shows them.
	DisabledRules []string `toml:"disabled_rules"`
	// Any text; findings then have fingerprints that nobody without it can compute.
	FingerprintKey string `toml:"fingerprint_key"`
	// What counts.
	Policy Counting `toml:"policy"`
	// What is not reported as new; may be repeated.
	Allow []Allow `toml:"allow"`
	// A rule of your own, see [rules](rules.md); may be repeated.
	Own []rules.Rule `toml:"rule"`
	// Parts of the shapes of your rules, by name: `(?&NAME)` in a shape stands for one.
	Shapes map[string]string `toml:"shapes"`

	name string
}

// Counting is what the table [policy] of a configuration says.
type Counting struct {
	// What decides the exit status, any of `"introduced"` (what the scanned change brings: a commit, a push, a range),
	// `"present"` (what is in the scanned files, or in HEAD), `"history"` (what only the history holds) and `"publishable"` (keys
	// that are made to be public, too); default all but `publishable`; `--fail-on` overrules it.
	FailOn []string `toml:"fail_on"`
	// The path of a baseline, from the folder of the configuration; `--baseline` overrules it.
	Baseline string `toml:"baseline"`
}

// Allow is one entry: a finding is allowed if it matches all that the entry says.
type Allow struct {
	// Ids of rules.
	Rules []string `toml:"rules"`
	// Globs as in .gitignore, from the root; `**` crosses folders.
	Paths []string `toml:"paths"`
	// Patterns in RE2 syntax that match anywhere in the secret.
	Values []string `toml:"values"`
	// Why; reports show it.
	Reason string `toml:"reason"`
}

// Find returns the path of the configuration in root, "" if there is none. Whatever lies there is returned, also a folder, a pipe or a
// link that leads nowhere: reading it tells what is wrong.
func Find(root string) string {
	path := filepath.Join(root, FileName)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return path
}

// Parse reads a configuration; name is for errors. Errors tell the line, and what was probably meant.
func Parse(name string, data []byte) (*Config, error) {
	c := &Config{name: name}
	if err := strict.Decode(name, data, c); err != nil {
		return nil, err
	}
	if err := rules.SpellOut(name, c.Own, c.Shapes); err != nil {
		return nil, err
	}
	if c.MinConfidence != "" && finding.Confidence(c.MinConfidence).Rank() == 0 {
		meant := strict.Meant(c.MinConfidence, []string{"low", "medium", "high"})
		return nil, fmt.Errorf("%s: min_confidence %q%s: use low, medium or high", name, c.MinConfidence, meant)
	}
	if b := c.Policy.Baseline; b != "" && !filepath.IsLocal(filepath.FromSlash(b)) {
		return nil, fmt.Errorf("%s: baseline: name a file in the folder of the configuration or below", name)
	}
	if c.Policy.FailOn != nil {
		if _, err := c.FailOn(); err != nil {
			return nil, err
		}
	}
	_, err := c.Compile()
	return c, err
}

// FailOn returns what decides the exit status.
func (c *Config) FailOn() (FailOn, error) {
	switch {
	case c.Policy.FailOn == nil:
		return FailOnAll(), nil
	case len(c.Policy.FailOn) == 0:
		return FailOn{}, fmt.Errorf("%s: fail_on: nothing would ever fail; --exit-code 0 says that where it is meant", c.name)
	}
	f, err := ParseFailOn(c.Policy.FailOn)
	if err != nil {
		return f, fmt.Errorf("%s: fail_on: %w", c.name, err)
	}
	return f, nil
}

// OwnRules returns the rules of the configuration alone, checked but for what they say of others.
func (c *Config) OwnRules() (*rules.Set, error) {
	set := rules.Own(c.name, ownProvider, c.Own)
	return set, set.Check()
}

// Rules returns builtin, which stays as it is, with the configuration's own rules and without the disabled ones. A rule that the
// configuration names and nobody knows is an error.
func (c *Config) Rules(builtin *rules.Set) (*rules.Set, error) {
	set := builtin
	if len(c.Own) > 0 {
		own, err := c.OwnRules()
		if err != nil {
			return nil, err
		}
		set = builtin.Extend(own)
		if err := own.Paired(set); err != nil {
			return nil, err
		}
	}
	set, err := set.Without(c.DisabledRules...)
	if err != nil {
		return nil, fmt.Errorf("%s: disabled_rules: %w", c.name, err)
	}
	return set, c.known(builtin)
}

// known checks that the rules of allow entries exist: among the configuration's own, or built in, disabled ones included.
func (c *Config) known(builtin *rules.Set) error {
	for i, a := range c.Allow {
		for _, id := range a.Rules {
			if slices.ContainsFunc(c.Own, func(r rules.Rule) bool { return r.ID == id }) {
				continue
			}
			if _, err := builtin.Find(id); err != nil {
				return fmt.Errorf("%s: allow entry %d: rules: %w", c.name, i+1, err)
			}
		}
	}
	return nil
}

// Policy is a configuration compiled, immutable and safe for concurrent use. The nil Policy allows nothing.
type Policy struct {
	key     string
	place   Place // of the folder that paths of entries count from
	entries []entry

	ignores  *Ignores  // nil for none
	baseline *Baseline // nil for none
	today    string    // YYYY-MM-DD

	gitleaks        *Gitleaks              // nil for none
	gitleaksIgnores *GitleaksIgnores       // nil for none
	known           func(rule string) bool // set with them

	jobToken string // that a CI server gave the job that runs this scan, "" for none
}

type entry struct {
	rules  []string
	paths  []*regexp.Regexp
	values []*regexp.Regexp
	reason string
}

// Compile compiles the configuration's allow entries.
func (c *Config) Compile() (*Policy, error) {
	p := &Policy{key: c.FingerprintKey}
	var problems []error
	for i, a := range c.Allow {
		e, err := a.compile()
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: allow entry %d: %w", c.name, i+1, err))
		}
		p.entries = append(p.entries, e)
	}
	return p, errors.Join(problems...)
}

func (a Allow) compile() (entry, error) {
	e := entry{rules: a.Rules, reason: a.Reason}
	if len(a.Paths)+len(a.Values)+len(a.Rules) == 0 {
		return e, errors.New("it would allow everything: give paths, values or rules")
	}
	for _, glob := range a.Paths {
		re, err := compileGlob(glob)
		if err != nil {
			return e, fmt.Errorf("paths: %w", err)
		}
		e.paths = append(e.paths, re)
	}
	for i, pattern := range a.Values {
		if pattern == "" {
			return e, fmt.Errorf("values: pattern %d is empty: it would match every secret", i+1)
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			return e, fmt.Errorf("values: pattern %d: %s", i+1, fault(err))
		}
		e.values = append(e.values, re)
	}
	return e, nil
}

// fault tells what is wrong with a pattern without quoting it: a pattern of values may hold one.
func fault(err error) string {
	var e *syntax.Error
	if errors.As(err, &e) {
		return e.Code.String()
	}
	return "not a regular expression in RE2 syntax"
}

// FingerprintKey returns the key of fingerprints, "" for the constant that all runs share.
func (p *Policy) FingerprintKey() string {
	if p == nil {
		return ""
	}
	return p.key
}

// At returns the policy for a scan of files: its entries count from the root of place.
func (p *Policy) At(place Place) *Policy {
	if p == nil {
		return nil
	}
	at := *p
	at.place = place
	return &at
}

// Relative returns a path as entries and rules say it.
func (p *Policy) Relative(path string) string {
	if p == nil {
		return path
	}
	return p.place.From(path)
}

// Allowed tells whether entries allow a finding of the rule with that secret at each of its paths, and the reasons that they give.
// A finding without a path is allowed only by an entry without paths. Paths are slash-separated bytes.
func (p *Policy) Allowed(ruleID, secret string, paths []string) (reason string, ok bool) {
	return p.allowed(func(rule string) bool { return rule == ruleID }, secret, paths)
}

// allowed is Allowed for a finding of any of some rules.
func (p *Policy) allowed(of func(rule string) bool, secret string, paths []string) (reason string, ok bool) {
	matching := p.matching(of, secret)
	if len(matching) == 0 {
		return "", false
	}
	if len(paths) == 0 {
		paths = []string{""}
	}
	var reasons []string
	for _, path := range paths {
		i := slices.IndexFunc(matching, func(e *entry) bool { return e.path(p.place.From(path)) })
		if i < 0 {
			return "", false
		}
		if why := matching[i].reason; why != "" && !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
	}
	reason = "allowed by the configuration"
	if len(reasons) > 0 {
		reason += ": " + strings.Join(reasons, "; ")
	}
	return reason, true
}

// matching returns the entries that speak of such a finding, wherever it is.
func (p *Policy) matching(of func(rule string) bool, secret string) []*entry {
	if p == nil {
		return nil
	}
	var matching []*entry
	for i := range p.entries {
		e := &p.entries[i]
		if (len(e.rules) == 0 || slices.ContainsFunc(e.rules, of)) && matchesAny(e.values, secret) {
			matching = append(matching, e)
		}
	}
	return matching
}

// path reports whether the entry counts at path, "" for a finding that has none.
func (e *entry) path(path string) bool {
	return len(e.paths) == 0 || path != "" && matchesAny(e.paths, path)
}

// matchesAny reports whether text matches a pattern, or there is none to match.
func matchesAny(patterns []*regexp.Regexp, text string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}
