package rules

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/rules/shape"
	"github.com/sluice-scan/sluice/rules/strict"
)

// The checks of a rule's own sense. Built-in rules pass them in the module's tests, users' rules each time they are loaded. Users'
// rules may come from a repository under scan, so what they can cost is bounded, too.

const (
	maxRules        = 5000
	maxLiteralBytes = 128 << 10 // of all literals: the automaton's memory grows with them
	shortestLiteral = 3         // bytes
	longestLiteral  = 128
	longestPattern  = 8 << 10
	mostLines       = 200
)

var (
	publishedForm = regexp.MustCompile(`^[0-9a-f]{16}$`)
	kebab         = matching(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	words         = matching(`^[a-z0-9]+( [a-z0-9]+)*$`)
	printable     = matching(`^[ -~]+$`)
	host          = matching(`^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$`)
	pathEnd       = matching(`^[^/\t\r\n[\]?\\A-Z]+(/[^/\t\r\n[\]?\\A-Z]+)*$`)
	jsonMembers   = matching(`^json( [A-Za-z_.]+=[a-z-]+)+$`)
	magic         = matching(`^([0-9]{1,6}:)?([0-9a-f]{2})+$`)
	uriPart       = matching(`^(password|user|userinfo|path|host|query:[^&=#\s]+)$`)
	severities    = []string{"critical", "high", "medium", "low", "note"}
	confidences   = []string{"high", "medium", "low"}
	exposures     = []string{"server", "publishable"}
	boundaries    = []string{"", "word", "none"}
	besides       = []string{"", "address", "query", "lines"}
	anchored      = []string{"", OnRun}
	engines       = []string{"", "regexp2"}
)

// matching returns a test for a pattern that is compiled on first use: a run with the built-in rules needs none.
func matching(pattern string) func(string) bool {
	re := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
	return func(s string) bool { return re().MatchString(s) }
}

// Check returns every problem of the set, each with the file, the rule and the cure.
func (s *Set) Check() error {
	if len(s.Rules) > maxRules {
		return fmt.Errorf("%d rules are too many; %d are allowed", len(s.Rules), maxRules)
	}
	var problems []error
	seen, size := map[string]bool{}, 0
	for i := range s.Rules {
		r := &s.Rules[i]
		if seen[r.ID] {
			problems = append(problems, r.problem("the id is used twice"))
		}
		seen[r.ID] = true
		for _, l := range r.Literals {
			size += len(l)
		}
		problems = append(problems, r.check()...)
	}
	if size > maxLiteralBytes {
		problems = append(problems, fmt.Errorf("the literals of all rules are %d bytes; %d are allowed", size, maxLiteralBytes))
	}
	return errors.Join(problems...)
}

func (r *Rule) check() []error {
	return slices.Concat(r.checkIdentity(), r.checkChoices(), r.checkAddresses(), r.checkKind(), r.checkLiterals(), r.checkWords(), r.checkShapes(), r.checkPattern(), r.checkTexts())
}

// when returns the problem that format tells if there is one.
func (r *Rule) when(is bool, format string, args ...any) []error {
	if !is {
		return nil
	}
	return []error{r.problem(format, args...)}
}

func (r *Rule) checkIdentity() []error {
	var problems []error
	for _, f := range []struct{ field, value string }{{"id", r.ID}, {"family", r.Family}, {"provider", r.Provider}} {
		problems = append(problems, r.when(!kebab(f.value), "%s %q: use lower-case words joined by -", f.field, f.value)...)
	}
	for _, id := range r.Pair {
		problems = append(problems, r.when(!kebab(id) || id == r.ID, "pair %q: use the id of another rule", id)...)
	}
	problems = append(problems, r.when(r.WithinLines < 0 || r.WithinLines > mostLines, "within_lines must be from 1 to %d", mostLines)...)
	problems = append(problems, r.when(r.WithinLines > 0 && len(r.Pair) == 0 && r.Kind != Beside, "within_lines needs pair: the rules that it is about")...)
	return append(problems, r.when(strings.TrimSpace(r.Name) == "", "name is missing: say what the secret is, for people")...)
}

func (r *Rule) checkChoices() []error {
	var problems []error
	for _, f := range []struct {
		field, value string
		allowed      []string
	}{
		{"severity", r.Severity, severities}, {"confidence", r.Confidence, confidences}, {"exposure", r.Exposure, exposures},
		{"boundary", r.Boundary, boundaries}, {"anchor", r.Anchor, anchored}, {"where", r.Where, besides}, {"engine", r.Engine, engines}, {"checksum", r.Checksum, append(Proofs(), "")},
		{"format", r.Format, []string{"", YAML, XML, INI}}, {"decode", r.Decode, append(Decodings(), "")},
	} {
		named := slices.DeleteFunc(slices.Clone(f.allowed), func(s string) bool { return s == "" })
		problems = append(problems, r.when(!slices.Contains(f.allowed, f.value), "unknown %s %q%s: use %s", f.field, f.value, strict.Meant(f.value, named), strings.Join(named, ", "))...)
	}
	problems = append(problems, r.when(r.Tells != "" && r.Tells != AWSAccount && !jsonMembers(r.Tells),
		"unknown tells %q: use %s, or json with member=word for each member", r.Tells, AWSAccount)...)
	// not >= and <=, because a TOML number may be no number
	return append(problems, r.when(!(r.MinEntropy >= 0 && r.MinEntropy <= 8), "min_entropy must be from 0 to 8 bits per byte")...)
}

func (r *Rule) checkAddresses() []error {
	var problems []error
	for _, p := range r.Published {
		problems = append(problems, r.when(!publishedForm.MatchString(p), "published %q: use the first 16 hexadecimal digits of the value's SHA-256", p)...)
	}
	for _, ref := range r.References {
		problems = append(problems, r.when(!https(ref), "reference %q is not an https address", ref)...)
	}
	return append(problems, r.when(r.Revoke.Page != "" && !https(r.Revoke.Page), "revoke page %q is not an https address", r.Revoke.Page)...)
}

func https(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != ""
}

// fields tells which fields belong to a kind: those that it needs, and those that it may have.
var fields = map[Kind]struct{ needs, may []string }{
	Token:      {nil, []string{"literals", "anchor", "shape", "wider", "before", "boundary", "ignore_case", "context", "checksum", "min_entropy", "model", "decode"}},
	Assignment: {[]string{"literals"}, []string{"names", "statement", "shape", "wider", "context", "checksum", "min_entropy", "model", "decode"}},
	URI:        {[]string{"literals", "secret"}, []string{"hosts", "shape", "whole", "model"}},
	Block:      {[]string{"labels"}, nil},
	JWT:        {nil, []string{"claims"}},
	Document:   {[]string{"literals", "member"}, []string{"members", "shape", "format", "decode"}},
	File:       {nil, []string{"paths", "pattern", "magic", "literals", "shape", "names", "model"}},
	Regex:      {[]string{"pattern"}, []string{"literals", "engine", "group", "min_entropy"}},
	Beside:     {[]string{"context", "where"}, []string{"unless"}},
}

// present returns the names of the kind-specific fields that the rule has.
func (r *Rule) present() []string {
	var out []string
	for _, f := range []struct {
		name string
		is   bool
	}{
		{"literals", len(r.Literals) > 0}, {"anchor", r.Anchor != ""}, {"ignore_case", r.IgnoreCase}, {"shape", r.Shape != ""}, {"wider", r.Wider != ""}, {"before", r.Before != ""}, {"boundary", r.Boundary != ""},
		{"names", len(r.Names) > 0}, {"statement", r.Statement}, {"context", len(r.Context) > 0}, {"hosts", len(r.Hosts) > 0}, {"secret", r.Secret != ""},
		{"whole", r.Whole}, {"labels", len(r.Labels) > 0}, {"paths", len(r.Paths) > 0}, {"magic", len(r.Magic) > 0},
		{"claims", len(r.Claims) > 0}, {"members", len(r.Members) > 0}, {"member", r.Member != ""}, {"format", r.Format != ""}, {"decode", r.Decode != ""},
		{"pattern", r.Pattern != ""}, {"engine", r.Engine != ""},
		{"group", r.Group != 0}, {"min_entropy", r.MinEntropy != 0}, {"checksum", r.Checksum != ""}, {"model", r.Model}, {"where", r.Where != ""}, {"unless", len(r.Unless) > 0},
	} {
		if f.is {
			out = append(out, f.name)
		}
	}
	return out
}

func (r *Rule) checkKind() []error {
	f, ok := fields[r.Kind]
	if !ok {
		kinds := []string{"token", "assignment", "uri", "block", "jwt", "document", "file", "regex", "beside"}
		return r.when(true, "unknown kind %q%s: use %s", r.Kind, strict.Meant(string(r.Kind), kinds), strings.Join(kinds, ", "))
	}
	var problems []error
	has := r.present()
	for _, name := range f.needs {
		problems = append(problems, r.when(!slices.Contains(has, name), "a rule of kind %s needs %s", r.Kind, name)...)
	}
	for _, name := range has {
		known := slices.Contains(f.needs, name) || slices.Contains(f.may, name)
		problems = append(problems, r.when(!known, "%s has no meaning for the kind %s: leave it out", name, r.Kind)...)
	}
	if r.Kind == Token {
		problems = append(problems, r.checkAnchor(has)...)
	}
	problems = append(problems, r.when(r.Kind == Token && r.Shape == "" && r.Before == "", "a rule of kind token needs shape: what follows the literal")...)
	problems = append(problems, r.when(r.Wider != "" && r.Shape == "", "wider needs a shape that it is wider than")...)
	problems = append(problems, r.when(r.Statement && (len(r.Names) == 0 || r.Shape == ""), "statement needs names and a shape: the literal alone says nothing of a value")...)
	problems = append(problems, r.when(r.Kind == File && (len(r.Paths) > 0) == (r.Pattern != ""), "a rule of kind file needs paths or a pattern of them, and not both")...)
	problems = append(problems, r.when(r.Kind == File && (r.Model != (len(r.Names) == 1) || r.Model && r.Shape == ""), "a rule of kind file whose value the model judges needs a shape, and one of names for it")...)
	return append(problems, r.when(r.Kind == URI && !uriPart(r.Secret), "secret %q: use password, user, userinfo, path, host or query:NAME", r.Secret)...)
}

// checkAnchor checks that a token has one anchor, and fields that go with it.
func (r *Rule) checkAnchor(has []string) []error {
	if r.Anchor == "" {
		return r.when(len(r.Literals) == 0, "a rule of kind token needs literals, or anchor = %q where none begins its tokens", OnRun)
	}
	var problems []error
	for _, name := range []string{"literals", "ignore_case", "before", "boundary", "wider", "context", "model", "decode"} {
		problems = append(problems, r.when(slices.Contains(has, name), "%s has no meaning with the anchor %q: leave it out", name, r.Anchor)...)
	}
	run := r.run(0)
	return append(problems, r.when(run.Most > 0 && (run.Least < RunOfLetters || run.Most > LongestRun),
		"the anchor %q needs a shape of %d to %d bytes, and this one is of %d to %d", r.Anchor, RunOfLetters, LongestRun, run.Least, run.Most)...)
}

func (r *Rule) checkLiterals() []error {
	var problems []error
	for _, l := range r.Literals {
		switch {
		case len(l) < shortestLiteral:
			problems = append(problems, r.problem("literal %q is shorter than %d bytes", l, shortestLiteral))
		case len(l) > longestLiteral:
			problems = append(problems, r.problem("a literal is longer than %d bytes: its beginning is enough", longestLiteral))
		case !printable(l):
			problems = append(problems, r.problem("literal %q is not printable ASCII", l))
		case r.Kind != File && Frequency(l) > MostFrequent:
			problems = append(problems, r.problem("literal %q stands about %.0f times in a megabyte of source code; %d are allowed: "+
				"use a rarer one, and this one in names or context", l, Frequency(l), MostFrequent))
		}
	}
	return problems
}

// Anchor reports whether text can be a literal of a rule: the checks refuse what is too short, too long or too common for the search.
func Anchor(text string) bool {
	return len(text) >= shortestLiteral && len(text) <= longestLiteral && printable(text) && Frequency(text) <= MostFrequent
}

func (r *Rule) checkWords() []error {
	var problems []error
	for _, n := range r.Names {
		problems = append(problems, r.when(n != CredentialNames && !words(n), "name %q: use lower-case words with one space between", n)...)
	}
	for _, c := range slices.Concat(r.Context, r.Unless) {
		problems = append(problems, r.when(!printable(c) || strings.ToLower(c) != c, "context %q: use lower-case ASCII", c)...)
	}
	for _, h := range r.Hosts {
		problems = append(problems, r.when(!host(h), "host %q: use a lower-case host name, or *.name for all below", h)...)
	}
	for _, p := range r.Paths {
		problems = append(problems, r.when(!pathEnd(p), "path %q: use lower-case names joined by /, with * for any characters of a name", p)...)
	}
	for _, m := range r.Magic {
		problems = append(problems, r.when(!magic(m), "magic %q: use bytes in hexadecimal digits, behind their offset and a colon if that is not 0", m)...)
	}
	for _, l := range r.Labels {
		problems = append(problems, r.when(!printable(l), "label %q: use what stands between BEGIN and the dashes", l)...)
	}
	for _, m := range []map[string]string{r.Claims, r.Members} {
		_, empty := m[""]
		problems = append(problems, r.when(empty, "a claim or member has no name")...)
	}
	return problems
}

func (r *Rule) checkShapes() []error {
	var problems []error
	for _, f := range []struct{ field, expr string }{{"shape", r.Shape}, {"wider", r.Wider}, {"before", r.Before}} {
		if f.expr == "" {
			continue
		}
		s, err := shape.Parse(f.expr)
		if err != nil {
			problems = append(problems, r.problem("%s: %s", f.field, strings.TrimPrefix(err.Error(), "shape: ")))
			continue
		}
		optional := f.field == "before" && r.Shape != ""
		problems = append(problems, r.when(s.MinWidth() == 0 && !optional, "%s %q matches nothing at all, too: bound it from below", f.field, f.expr)...)
	}
	return problems
}

// checkPattern checks a user's pattern; the matcher compiles those of the engine regexp2.
func (r *Rule) checkPattern() []error {
	switch {
	case r.Pattern == "":
		return nil
	case len(r.Pattern) > longestPattern:
		return r.when(true, "the pattern is longer than %d bytes", longestPattern)
	case r.Group < 0:
		return r.when(true, "group %d: groups count from 1", r.Group)
	case r.Engine != "":
		return nil
	}
	re, err := regexp.Compile(r.Pattern)
	if err != nil {
		return r.when(true, "pattern: %s; engine = \"regexp2\" knows look-around and back-references", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return r.when(r.Group > re.NumSubexp(), "group %d: the pattern has %d", r.Group, re.NumSubexp())
}

func (r *Rule) checkTexts() []error {
	if _, _, err := r.Texts(); err != nil {
		return []error{err}
	}
	return nil
}
