package policy

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// foreign is a report of another scanner that serves as baseline. Rules have other names there and a secret may be cut otherwise, so
// what is compared is the secret itself, where the report tells it, else its place:
//
//   - gitleaks' JSON report: a list of objects with Secret, Match, File, StartLine, Commit (its report/finding.go). A redacted one
//     tells only the place: the file and the line.
//   - detect-secrets' .secrets.baseline: under results, for each file, objects with hashed_secret, the SHA-1 of the secret. An
//     entry that was audited as is_secret does not make a finding known.
type foreign struct {
	secrets map[string]bool     // texts
	hashes  map[string]bool     // hexadecimal SHA-1 of texts
	places  map[string][][2]int // first and last line, by file; for redacted findings
}

type gitleaksFinding struct {
	Secret, Match, File string
	StartLine, EndLine  int
}

type detectSecrets struct {
	Version string
	Results map[string][]struct {
		HashedSecret string `json:"hashed_secret"`
		IsSecret     *bool  `json:"is_secret"`
	}
}

func parseForeign(name string, data []byte) (*foreign, error) {
	out := &foreign{map[string]bool{}, map[string]bool{}, map[string][][2]int{}}
	var err error
	if data[0] == '[' {
		err = out.gitleaks(data)
	} else {
		err = out.detectSecrets(data)
	}
	if err != nil && ownReport(data) {
		return nil, fmt.Errorf("%s: a report of sluice, which is no baseline\n"+
			"hint: 'sluice triage' writes one of the findings that you accept, 'sluice baseline create' of all", name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: neither a baseline nor a JSON report of gitleaks or detect-secrets: %w\n"+
			"hint: make a baseline with \"sluice baseline create\"", name, err)
	}
	return out, nil
}

// ownReport reports whether data is a JSON report of ours.
func ownReport(data []byte) bool {
	var report struct{ Schema string }
	return json.Unmarshal(data, &report) == nil && strings.HasPrefix(report.Schema, "sluice/")
}

// errNoQuote stands for errors of package json, which quote what they read.
var errNoQuote = errors.New("malformed JSON, or other members than theirs")

func (b *foreign) gitleaks(data []byte) error {
	var findings []gitleaksFinding
	if json.Unmarshal(data, &findings) != nil {
		return errNoQuote
	}
	for _, f := range findings {
		switch {
		case f.File == "" && f.Secret == "":
			return errNoQuote
		case f.Secret == "" || strings.Contains(f.Secret, "REDACTED") || strings.HasSuffix(f.Secret, "..."):
			file := strings.ReplaceAll(f.File, `\`, "/")
			b.places[file] = append(b.places[file], [2]int{f.StartLine, max(f.StartLine, f.EndLine)})
		default:
			b.secrets[f.Secret] = true
		}
	}
	return nil
}

func (b *foreign) detectSecrets(data []byte) error {
	var report detectSecrets
	if json.Unmarshal(data, &report) != nil || report.Version == "" || report.Results == nil {
		return errNoQuote
	}
	for _, entries := range report.Results {
		for _, e := range entries {
			if e.IsSecret == nil || !*e.IsSecret {
				b.hashes[strings.ToLower(e.HashedSecret)] = true
			}
		}
	}
	return nil
}

// has reports whether the report has a finding.
func (b *foreign) has(f *finding.Finding) bool {
	if b == nil {
		return false
	}
	for _, text := range []string{f.Secret.Reveal(), f.Core.Reveal()} {
		if text != "" && (b.secrets[text] || b.hashes[sha1Hex(text)]) {
			return true
		}
	}
	return slices.ContainsFunc(b.places[f.Path], func(lines [2]int) bool { return lines[0] <= f.Start.Line && f.Start.Line <= lines[1] })
}

// sha1Hex is the digest that detect-secrets keeps of a secret.
func sha1Hex(text string) string {
	sum := sha1.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}
