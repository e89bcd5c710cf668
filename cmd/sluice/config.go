package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/sluice-scan/sluice/reporters"
	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/rules/strict"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/policy"
)

// configure reads the configuration, the ignore files and the baseline, and applies them to the built-in rules.
func (o *scanOptions) configure(root string) error {
	if o.files {
		top, ok := repositoryAbove(root)
		if !ok {
			top = root // what lies above what is scanned says nothing of it: /ci/test/app is no test
		}
		o.top = placeOf(top)
		root = o.nearest(root)
	}
	o.root = root
	config, err := o.readConfig(root)
	if err != nil {
		return err
	}
	gitleaks, err := o.readGitleaks(root)
	if err != nil {
		return err
	}
	if gitleaks != nil {
		o.rules, err = gitleaks.Rules(rules.Builtin())
		o.remarks = gitleaks.Remarks
	} else {
		o.rules, err = config.Rules(rules.Builtin())
	}
	if err != nil {
		return err
	}
	if err := o.setConfidence(config); err != nil {
		return err
	}
	o.leftOut = o.switchedOff(config, gitleaks)
	if o.counting, err = o.readFailOn(config); err != nil {
		return err
	}
	return o.readPolicy(root, config, gitleaks)
}

// repository is where the files of a policy may lie.
type repository interface {
	WorkTree() string
	GitDir() string
}

// rootOf returns the folder of a repository in which the configuration, the ignore file and the baseline lie: what is checked out, or
// the repository's own folder where nothing is. A clone that is made for the run has none.
func rootOf(r repository, cloned bool) string {
	if cloned {
		return ""
	}
	return cmp.Or(r.WorkTree(), r.GitDir())
}

func (o *scanOptions) setConfidence(config *policy.Config) error {
	o.minConfidence = finding.Confidence(o.scanFlags.minConfidence)
	if o.minConfidence == "" {
		o.minConfidence = finding.Confidence(config.MinConfidence)
	}
	if o.minConfidence == "" {
		o.minConfidence = finding.ConfidenceMedium
	}
	if o.minConfidence.Rank() == 0 {
		return fmt.Errorf("--min-confidence %q: use low, medium or high", o.minConfidence)
	}
	return nil
}

// namesTold is how many names of rules a line of the receipt holds.
const namesTold = 10

// switchedOff tells what the configuration leaves out without a count: it may be one that a hostile repository brings.
func (o *scanOptions) switchedOff(config *policy.Config, gitleaks *policy.Gitleaks) (out []string) {
	off := config.DisabledRules
	if gitleaks != nil {
		off = gitleaks.Disabled
	}
	var replaced []string
	for _, r := range config.Own {
		if _, err := rules.Builtin().Find(r.ID); err == nil {
			replaced = append(replaced, r.ID)
		}
	}
	tell := func(what, kind string, ids []string) {
		if n := len(ids); n > 0 {
			names := strings.Join(ids[:min(n, namesTold)], ", ")
			if n > namesTold {
				names += fmt.Sprintf(" and %d more", n-namesTold)
			}
			out = append(out, fmt.Sprintf("%s %s %s: %s", fromHere(o.configSource), what, reporters.Number(n, kind), names))
		}
	}
	tell("switches off", "rule", off)
	tell("has its own in the place of", "built-in rule", replaced)
	if o.scanFlags.minConfidence == "" && o.minConfidence == finding.ConfidenceHigh {
		out = append(out, fromHere(o.configSource)+" leaves out findings of less than high confidence")
	}
	return out
}

func (o *scanOptions) readFailOn(config *policy.Config) (policy.FailOn, error) {
	if len(o.failOn) == 0 {
		return config.FailOn()
	}
	return o.parseFailOn()
}

// readPolicy reads what allows findings.
func (o *scanOptions) readPolicy(root string, config *policy.Config, gitleaks *policy.Gitleaks) error {
	p, err := config.Compile()
	if err != nil {
		return err
	}
	ignores, err := o.readIgnores(root)
	if err != nil {
		return err
	}
	o.baselineFile = o.baselinePath(config)
	var baseline *policy.Baseline
	if !o.keepsBaseline {
		if baseline, err = o.readBaseline(config.FingerprintKey); err != nil {
			return err
		}
	}
	theirs, err := o.readGitleaksIgnores(root)
	if err != nil {
		return err
	}
	known := func(rule string) bool { _, err := o.rules.Find(rule); return err == nil }
	p = p.With(ignores, baseline, time.Now().Format(time.DateOnly)).WithGitleaks(gitleaks, theirs, known)
	o.policy = p.WithJobToken(getenv("CI_JOB_TOKEN"))
	if o.files {
		o.policy = o.policy.At(placeOf(root))
	}
	return nil
}

// readIgnores reads the ignore file of root, nil where there is none.
func (o *scanOptions) readIgnores(root string) (*policy.Ignores, error) {
	if root == "" || o.noConfig {
		return nil, nil
	}
	data, err := o.read(filepath.Join(root, policy.IgnoreFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the ignore file: %w", err)
	}
	return policy.ParseIgnores(policy.IgnoreFile, data)
}

// baselinePath is the baseline of the flag, else that of the configuration, "" for none.
func (o *scanOptions) baselinePath(config *policy.Config) string {
	if o.baseline == "" && config.Policy.Baseline != "" {
		return fromHere(filepath.Join(filepath.Dir(o.configSource), filepath.FromSlash(config.Policy.Baseline)))
	}
	return o.baseline
}

// readBaseline reads the baseline, nil where there is none; a base may not have had it yet.
func (o *scanOptions) readBaseline(key string) (*policy.Baseline, error) {
	name, ok := o.inBase(o.baselineFile)
	if !ok {
		return readBaseline(o.baselineFile, key)
	}
	data, err := o.base.File(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	return policy.ParseBaseline(o.baselineFile, data, key)
}

// readBaseline reads the baseline at path, nil for "".
func readBaseline(path, key string) (*policy.Baseline, error) {
	if path == "" {
		return nil, nil
	}
	data, err := readRegular(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the baseline: %w\nhint: make one with \"sluice baseline create\"", err)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	return policy.ParseBaseline(path, data, key)
}

func (o *scanOptions) readConfig(root string) (*policy.Config, error) {
	path := o.config
	if path == "" && !o.noConfig && root != "" {
		path = o.findConfig(root)
	}
	if path == "" || isGitleaks(path) {
		return &policy.Config{}, nil
	}
	if name, ok := o.inBase(path); ok {
		return o.readBaseConfig(path, name)
	}
	o.configSource = path
	read := readRegular
	if o.config != "" {
		read = func(path string) ([]byte, error) { return readNamed(path, strict.MaxSize) }
	}
	data, err := read(path)
	if err == nil {
		return policy.Parse(path, data)
	}
	err = fmt.Errorf("reading the configuration: %w", err)
	if o.config == "" || errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w\nhint: --no-config scans without one", err)
	}
	return nil, err
}

// findConfig returns the path of the configuration of root, "" if there is none.
func (o *scanOptions) findConfig(root string) string {
	path := filepath.Join(root, policy.FileName)
	if _, ok := o.inBase(path); !ok {
		return policy.Find(root)
	}
	if o.lacks(path) {
		return ""
	}
	return path
}

// readBaseConfig reads the configuration of a base, which may not have had it yet.
func (o *scanOptions) readBaseConfig(path, name string) (*policy.Config, error) {
	data, err := o.base.File(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &policy.Config{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	o.configSource = path
	return policy.Parse(path, data)
}
