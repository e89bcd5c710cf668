// Package policy decides what counts: the configuration of a scanned root, markers on a line, and the exit status.
package policy

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/rules/strict"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// FileName is the configuration's name at the scanned root.
const FileName = ".sluice.toml"

// Config is a configuration file. The zero Config changes nothing.
type Config struct {
	// DisabledRules are ids of rules that do not run.
	DisabledRules []string `toml:"disabled_rules"`
	// MinConfidence is what --min-confidence says when it is not given.
	MinConfidence string `toml:"min_confidence"`
	// FingerprintKey keys fingerprints, so that nobody can look a secret up by them.
	FingerprintKey string `toml:"fingerprint_key"`
	// Allow lists what is not reported as new.
	Allow []Allow `toml:"allow"`
	// Own are rules of the user's own, in the format of rule files.
	Own []rules.Rule `toml:"rule"`

	name string
}

// Allow is one entry: a finding is allowed if it matches all that the entry says.
type Allow struct {
	Rules  []string `toml:"rules"`  // ids; none means every rule
	Paths  []string `toml:"paths"`  // globs as in .gitignore, from the scanned root; ** crosses folders
	Values []string `toml:"values"` // RE2 patterns that match anywhere in the secret
	Reason string   `toml:"reason"`
}

// Find returns the path of the configuration file in root, "" if there is none.
func Find(root string) string {
	path := filepath.Join(root, FileName)
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		return path
	}
	return ""
}

// Parse reads a configuration; name is for errors. Errors tell the line, and what was probably meant.
func Parse(name string, data []byte) (*Config, error) {
	c := &Config{name: name}
	if err := strict.Decode(name, data, c); err != nil {
		return nil, err
	}
	if c.MinConfidence != "" && finding.Confidence(c.MinConfidence).Rank() == 0 {
		return nil, fmt.Errorf("%s: min_confidence %q: use low, medium or high", name, c.MinConfidence)
	}
	_, err := c.Policy()
	return c, err
}

// Rules returns builtin with the configuration's own rules and without the disabled ones.
func (c *Config) Rules(builtin *rules.Set) (*rules.Set, error) {
	set := builtin
	if len(c.Own) > 0 {
		own := rules.Own(c.name, "", c.Own)
		if err := own.Check(); err != nil {
			return nil, err
		}
		set = builtin.Extend(own)
	}
	set, err := set.Without(c.DisabledRules...)
	if err != nil {
		return nil, fmt.Errorf("%s: disabled_rules: %w", c.name, err)
	}
	for _, a := range c.Allow {
		for _, id := range a.Rules {
			if _, err := builtin.Find(id); err != nil {
				if _, own := set.Find(id); own != nil {
					return nil, fmt.Errorf("%s: allow: %w", c.name, err)
				}
			}
		}
	}
	return set, nil
}

// Policy is a configuration compiled, immutable and safe for concurrent use. The nil Policy allows nothing.
type Policy struct {
	key     string
	below   string // what paths begin with that entries do not say
	entries []entry
}

type entry struct {
	rules  map[string]bool
	paths  []*regexp.Regexp
	values []*regexp.Regexp
	reason string
}

// Policy compiles the configuration's allow entries.
func (c *Config) Policy() (*Policy, error) {
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
	e := entry{rules: map[string]bool{}, reason: "allowed by the configuration"}
	if a.Reason != "" {
		e.reason += ": " + a.Reason
	}
	if len(a.Paths)+len(a.Values)+len(a.Rules) == 0 {
		return e, errors.New("it would allow everything: give paths, values or rules")
	}
	for _, id := range a.Rules {
		e.rules[id] = true
	}
	for _, glob := range a.Paths {
		re, err := compileGlob(glob)
		if err != nil {
			return e, err
		}
		e.paths = append(e.paths, re)
	}
	for _, pattern := range a.Values {
		re, err := regexp.Compile(pattern)
		if err != nil {
			return e, fmt.Errorf("value pattern %q: %w", pattern, err)
		}
		e.values = append(e.values, re)
	}
	return e, nil
}

// FingerprintKey returns the key of fingerprints, "" for the constant that all runs share.
func (p *Policy) FingerprintKey() string {
	if p == nil {
		return ""
	}
	return p.key
}

// Below returns the policy for a scan whose paths all begin with folder, as they do when a folder is scanned by its name: entries
// are relative to it.
func (p *Policy) Below(folder string) *Policy {
	below := *p
	if below.below = strings.TrimSuffix(folder, "/") + "/"; folder == "" {
		below.below = ""
	}
	return &below
}

// Allowed tells whether an entry allows a finding of the rule with that secret at all of its paths, and which reason it gives. A
// finding without a path is allowed only by entries without paths. Paths are slash-separated, from the scanned root.
func (p *Policy) Allowed(ruleID, secret string, paths []string) (reason string, ok bool) {
	if p == nil {
		return "", false
	}
	for i := range p.entries {
		e := &p.entries[i]
		if e.rule(ruleID) && e.value(secret) && e.path(paths, p.below) {
			return e.reason, true
		}
	}
	return "", false
}

func (e *entry) rule(id string) bool { return len(e.rules) == 0 || e.rules[id] }

func (e *entry) value(secret string) bool {
	if len(e.values) == 0 {
		return true
	}
	for _, re := range e.values {
		if re.MatchString(secret) {
			return true
		}
	}
	return false
}

func (e *entry) path(paths []string, below string) bool {
	if len(e.paths) == 0 {
		return true
	}
	for _, p := range paths {
		if !matchesAny(e.paths, strings.TrimPrefix(p, below)) {
			return false
		}
	}
	return len(paths) > 0
}

func matchesAny(globs []*regexp.Regexp, path string) bool {
	for _, re := range globs {
		if re.MatchString(path) {
			return true
		}
	}
	return false
}
