package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/sluice-scan/sluice/scanner/policy"
)

// The configuration and ignore file of gitleaks, for who comes from there. A configuration of sluice's own comes first.

// isGitleaks reports whether a configuration that the user names is one of gitleaks.
func isGitleaks(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	return strings.Contains(name, "gitleaks") && strings.HasSuffix(name, ".toml")
}

// readGitleaks reads the configuration of gitleaks that counts, nil if there is none: that of --config, or where there is no
// configuration of sluice's, those that gitleaks looks for, in its order.
func (o *scanOptions) readGitleaks(root string) (*policy.Gitleaks, error) {
	path := ""
	switch {
	case isGitleaks(o.config):
		path = o.config
	case o.config != "" || o.noConfig || o.configSource != "":
		return nil, nil
	case getenv("GITLEAKS_CONFIG") != "":
		path = getenv("GITLEAKS_CONFIG")
	case getenv("GITLEAKS_CONFIG_TOML") != "":
		o.configSource = "GITLEAKS_CONFIG_TOML"
		return policy.ParseGitleaks(o.configSource, []byte(getenv("GITLEAKS_CONFIG_TOML")), o.read)
	case root != "":
		path = filepath.Join(root, policy.GitleaksFile)
		if o.lacks(path) {
			return nil, nil
		}
	default:
		return nil, nil
	}
	data, err := o.read(path)
	if _, ok := o.inBase(path); ok && errors.Is(err, fs.ErrNotExist) {
		return nil, nil // it did not have it yet
	}
	if err != nil {
		return nil, fmt.Errorf("reading the configuration of gitleaks: %w\nhint: --no-config scans without one", err)
	}
	o.configSource = path
	return policy.ParseGitleaks(fromHere(path), data, o.read)
}

// readGitleaksIgnores reads the .gitleaksignore of root, nil where there is none.
func (o *scanOptions) readGitleaksIgnores(root string) (*policy.GitleaksIgnores, error) {
	if root == "" || o.noConfig {
		return nil, nil
	}
	data, err := o.read(filepath.Join(root, policy.GitleaksIgnoreFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the ignore file of gitleaks: %w", err)
	}
	ignores := policy.ParseGitleaksIgnores(policy.GitleaksIgnoreFile, data)
	o.remarks = append(o.remarks, ignores.Remarks...)
	return ignores, nil
}
