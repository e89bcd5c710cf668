package policy

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules/strict"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// Baseline is what was known when it was made: findings of its secrets have the status "baseline" and do not count. In the file each
// line is one finding, by fingerprint; rule and path are for people and are not compared, so a secret stays known when its file is
// moved. There is no secret, line, commit or time in it, the order of lines means nothing to the reader, and lines are written
// sorted by fingerprint, which scatters additions: two branches that add to it merge.
type Baseline struct {
	name    string
	lines   []BaselineLine
	known   map[string]bool
	foreign *foreign // nil unless another program's report serves as baseline
}

// BaselineLine is one known finding.
type BaselineLine struct{ Fingerprint, Rule, Path string }

// BaselineFile is the usual name of a baseline at the scanned root.
const BaselineFile = ".sluice-baseline"

const (
	baselineHead = "# sluice baseline 1: known findings, one a line, in any order; see sluice baseline --help"
	baselineKey  = "# key "
)

// MaxBaseline bounds a baseline, in bytes.
const MaxBaseline = 64 << 20

// ParseBaseline reads a baseline that was made with the fingerprint key, or a JSON report of gitleaks or detect-secrets, which serve
// as one. name is for errors and reports.
func ParseBaseline(name string, data []byte, key string) (*Baseline, error) {
	if len(data) > MaxBaseline {
		return nil, fmt.Errorf("%s: a baseline larger than %d MiB", name, MaxBaseline>>20)
	}
	text, err := strict.Text(name, data)
	if err != nil {
		return nil, err
	}
	b := &Baseline{name: name, known: map[string]bool{}}
	if json := strings.TrimSpace(text); strings.HasPrefix(json, "[") || strings.HasPrefix(json, "{") {
		b.foreign, err = parseForeign(name, []byte(json))
		return b, err
	}
	if !strings.HasPrefix(text, "# sluice baseline 1") {
		return nil, fmt.Errorf("%s: not a baseline: it has no line \"# sluice baseline 1\" at the beginning\n"+
			"hint: make one with \"sluice baseline create\"", name)
	}
	number := 0
	for line := range strings.Lines(text) {
		number++
		if err := b.line(strings.TrimRight(line, "\r\n"), key); err != nil {
			return nil, strict.Problems{{File: name, Line: number, Text: err.Error()}}
		}
	}
	return b, nil
}

func (b *Baseline) line(text, key string) error {
	switch {
	case strings.HasPrefix(text, baselineKey):
		if text[len(baselineKey):] != keyCheck(key) {
			return errors.New("made with another fingerprint_key, so no finding would be known\n" +
				"hint: configure that key, or delete the file and make another with \"sluice baseline create\"")
		}
	case text == "" || text[0] == '#':
	case strings.HasPrefix(text, "<<<<<<<") || strings.HasPrefix(text, "=======") || strings.HasPrefix(text, ">>>>>>>"):
		return errors.New("a merge conflict: keep the lines of both sides, their order means nothing, and delete this one")
	default:
		print, rest, _ := strings.Cut(text, " ")
		rule, path, _ := strings.Cut(rest, " ")
		if !isFingerprint(print) {
			return fmt.Errorf("it does not begin with a fingerprint, %d hexadecimal digits", fingerprintSize)
		}
		b.lines = append(b.lines, BaselineLine{print, rule, path})
		b.known[print] = true
	}
	return nil
}

// keyCheck tells one fingerprint key from another without telling it.
func keyCheck(key string) string {
	if key == "" {
		return "common"
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("sluice baseline"))
	return hex.EncodeToString(mac.Sum(nil)[:4])
}

// Foreign reports whether the baseline is another program's report.
func (b *Baseline) Foreign() bool { return b.foreign != nil }

// Lines returns what the baseline knows, none if it is another program's report.
func (b *Baseline) Lines() []BaselineLine { return slices.Clone(b.lines) }

// Has reports whether a finding is known.
func (b *Baseline) Has(f *finding.Finding) bool {
	return b != nil && (b.known[f.Fingerprint] || b.foreign.has(f))
}

// LineOf is the line that a finding has in a baseline. Paths are masked by m.
func LineOf(f *finding.Finding, m *finding.Masker) BaselineLine {
	return BaselineLine{f.Fingerprint, f.Rule, finding.Visible(m.Mask(cmp.Or(f.Path, f.Source.Kind)))}
}

// FormatBaseline writes lines, each once, in the order of their fingerprints.
func FormatBaseline(lines []BaselineLine, key string) []byte {
	sorted := slices.Clone(lines)
	slices.SortFunc(sorted, func(a, b BaselineLine) int {
		return cmp.Or(strings.Compare(a.Fingerprint, b.Fingerprint), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Path, b.Path))
	})
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\n%s%s\n", baselineHead, baselineKey, keyCheck(key))
	for _, l := range slices.Compact(sorted) {
		fmt.Fprintf(&out, "%s %s %s\n", l.Fingerprint, l.Rule, l.Path)
	}
	return out.Bytes()
}
