package scanner_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

// The permanent differential test of whole scans: of contents that git stores as deltas, judging what changed finds what judging all of
// each content finds. Histories are edit scripts over texts in which the traps stand: what a small edit far away changes.

// trap is a text and one that takes its place.
type trap struct{ from, to string }

func traps(t *testing.T) []trap {
	t.Helper()
	fill := func(text string) string {
		filled, err := rules.Fill(text, "trap", 1)
		if err != nil {
			t.Fatal(err)
		}
		return filled
	}
	token := fill("ghp_{{base62:36:crc32-base62}}")
	key := "-----BEGIN PRIVATE KEY-----\n" + fill("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC{{base64:1200}}") +
		"\n-----END PRIVATE KEY-----\n"
	long := strings.Repeat("filler, nothing in it\n", 30)
	wrapped := base64.StdEncoding.EncodeToString([]byte("token: " + token + "\n" + strings.Repeat("more text ", 40)))
	return []trap{
		{"token = \"" + token + "\"\n" + long, "token = \"" + token + "\" # sluice:allow\n" + long},
		{"# sluice:allow-begin\n" + long + "t = " + token + "\n", "# nothing\n" + long + "t = " + token + "\n"},
		{"kind: SealedSecret\n" + long + "data:\n  password: aHVudGVyMmh1bnRlcjI=\n", "kind: Secret\n" + long + "data:\n  password: aHVudGVyMmh1bnRlcjI=\n"},
		{"data: " + wrapped + "\n", "data: A" + wrapped + "\n"},
		{key, strings.Replace(key, "PRIVATE KEY-----\nMII", "PRIVATE KEY-----\nNII", 1)},
		{"jwt: " + jwt(fill("{{base62:700}}")) + "\n", "jwt: x" + jwt(fill("{{base62:700}}")) + "\n"},
		{"password = \"" + fill("{{alnum:20}}") + "\"\n", "password = \"" + fill("{{alnum:20}}") + "${x}\"\n"},
		{"aws_access_key_id = " + fill("AKIA{{base32:16}}") + "\n" + long + "aws_secret_access_key = " + fill("{{base64:40}}") + "\n", "region = x\n"},
		{"r = '" + reversed(token) + "'[::-1]\n", "r = '" + reversed(token) + "'[::-2]\n"},
		{"s = strrev(\"" + reversed(token) + "\")\n", "s = strrev(\"x" + reversed(token) + "\")\n"},
		{"j = '" + token[:9] + "' + '" + token[9:] + "'\n", "j = '" + token[:9] + "' - '" + token[9:] + "'\n"},
		{"b = ('" + token[:9] + "'\n  '" + token[9:] + "')\n", "b = ('" + token[:9] + "'\n +'" + token[9:] + "')\n"},
		{"l = ['" + token[:9] + "', '" + token[9:] + "'].join('')\n", "l = ['" + token[:9] + "', '" + token[9:] + "'].last('')\n"},
		{token[:20], token[:19]}, {token[20:] + "\n", "\n"}, {"x", ""}, {"\n", " "}, {"\"", "'"},
	}
}

func reversed(text string) string {
	b := []byte(text)
	slices.Reverse(b)
	return string(b)
}

func jwt(signature string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + part([]byte(`{"sub":"1234","name":"`+strings.Repeat("n", 600)+`"}`)) +
		"." + signature
}

// editor changes a text step by step.
type editor struct {
	random *rand.Rand
	traps  []trap
	parts  []string
}

func (e *editor) part() string {
	t := e.traps[e.random.IntN(len(e.traps))]
	return []string{t.from, t.to}[e.random.IntN(2)]
}

func (e *editor) step() {
	at := e.random.IntN(len(e.parts) + 1)
	switch e.random.IntN(6) {
	case 0:
		e.parts = slices.Insert(e.parts, at, e.part())
	case 1: // to one of the edges
		e.parts = slices.Insert(e.parts, len(e.parts)*e.random.IntN(2), e.part())
	case 2:
		if at < len(e.parts) && len(e.parts) > 4 {
			e.parts = slices.Delete(e.parts, at, at+1)
		}
	case 3: // moved
		if at < len(e.parts) {
			moved := e.parts[at]
			e.parts = slices.Delete(e.parts, at, at+1)
			e.parts = slices.Insert(e.parts, e.random.IntN(len(e.parts)+1), moved)
		}
	default: // one text in the place of the other
		for i, p := range e.parts {
			for _, t := range e.traps {
				if p == t.from && e.random.IntN(3) == 0 {
					e.parts[i] = t.to
				} else if p == t.to && e.random.IntN(3) == 0 {
					e.parts[i] = t.from
				}
			}
		}
	}
}

// text returns the text as a file has it; the n-th file has its own encoding.
func (e *editor) text(n int) string {
	text := strings.Join(e.parts, "")
	switch n {
	case 1:
		return utf16le("", text)
	case 2:
		return "\x00binary" + text
	}
	return text
}

func TestDeltasFindTheSame(t *testing.T) {
	for seed := range uint64(3) {
		r := gittest.Init(t)
		random := rand.New(rand.NewPCG(seed, 9))
		var stream strings.Builder
		for n := range 3 {
			e := editor{random: random, traps: traps(t)}
			for range 12 {
				e.parts = append(e.parts, e.part(), "text between\n")
			}
			for i := range 40 {
				e.step()
				text := e.text(n)
				fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter A <a@e.com> %d +0000\ndata 0\nM 100644 inline file%d\ndata %d\n%s\n", 1700000000+60*i, n, len(text), text)
			}
		}
		if err := r.Feed(stream.String(), "fast-import", "--quiet"); err != nil {
			t.Fatal(err)
		}
		r.Git("repack", "-q", "-a", "-d", "-f", "--depth=30", "--window=20")
		deltas := strings.Count(r.Git("cat-file", "--batch-all-objects", "--batch-check=%(deltabase)"), "\n") -
			strings.Count(r.Git("cat-file", "--batch-all-objects", "--batch-check=%(deltabase)"), strings.Repeat("0", 40))
		if deltas < 60 {
			t.Fatalf("only %d deltas", deltas)
		}
		var found [2]list
		for i := range found {
			src, err := git.Open(r.Dir, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			s := newScanner(t, rules.Builtin(), scanner.Options{MinConfidence: finding.ConfidenceLow, FullScan: i == 1, Workers: 2})
			if _, err := s.Scan(t.Context(), src, &found[i]); err != nil {
				t.Fatal(err)
			}
			if err := src.Close(); err != nil {
				t.Error(err)
			}
		}
		if len(found[0]) < 20 {
			t.Errorf("only %d findings", len(found[0]))
		}
		if diff := gocmp.Diff(found[1], found[0], gocmp.Comparer(func(a, b finding.Secret) bool { return a.Reveal() == b.Reveal() })); diff != "" {
			t.Errorf("seed %d: full scan and deltas differ: %s", seed, diff)
		}
	}
}
