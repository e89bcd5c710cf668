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
	written       = matching(`^[ -~\p{L}\p{M}\p{N}]+[\t\r\n]?$`)
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

// checks are those of one rule, and the problems that they found.
type checks struct {
	*Rule
	problems []error
}

func (r *Rule) check() []error {
	c := checks{Rule: r}
	c.identity()
	c.choices()
	c.addresses()
	c.kind()
	c.literals()
	c.words()
	c.shapes()
	c.pattern()
	c.texts()
	return c.problems
}

// fail notes the problem that format tells, when does if there is one.
func (c *checks) fail(format string, args ...any) {
	c.problems = append(c.problems, c.problem(format, args...))
}

func (c *checks) when(is bool, format string, args ...any) {
	if is {
		c.fail(format, args...)
	}
}

func (c *checks) identity() {
	for _, f := range []struct{ field, value string }{{"id", c.ID}, {"family", c.Family}, {"provider", c.Provider}} {
		c.when(!kebab(f.value), "%s %q: use lower-case words joined by -", f.field, f.value)
	}
	for _, id := range c.Pair {
		c.when(!kebab(id) || id == c.ID, "pair %q: use the id of another rule", id)
	}
	c.when(c.WithinLines < 0 || c.WithinLines > mostLines, "within_lines must be from 1 to %d", mostLines)
	c.when(c.WithinLines > 0 && len(c.Pair) == 0 && c.Kind != Beside, "within_lines needs pair: the rules that it is about")
	c.when(strings.TrimSpace(c.Name) == "", "name is missing: say what the secret is, for people")
}

func (c *checks) choices() {
	for _, f := range []struct {
		field, value string
		allowed      []string
	}{
		{"severity", c.Severity, severities}, {"confidence", c.Confidence, confidences}, {"exposure", c.Exposure, exposures},
		{"boundary", c.Boundary, boundaries}, {"anchor", c.Anchor, anchored}, {"where", c.Where, besides},
		{"engine", c.Engine, engines}, {"checksum", c.Checksum, append(Proofs(), "")},
		{"format", c.Format, []string{"", YAML, XML, INI}}, {"decode", c.Decode, append(Decodings(), "")},
	} {
		named := slices.DeleteFunc(slices.Clone(f.allowed), func(s string) bool { return s == "" })
		c.when(!slices.Contains(f.allowed, f.value),
			"unknown %s %q%s: use %s", f.field, f.value, strict.Meant(f.value, named), strings.Join(named, ", "))
	}
	c.when(c.Tells != "" && c.Tells != AWSAccount && !jsonMembers(c.Tells),
		"unknown tells %q: use %s, or json with member=word for each member", c.Tells, AWSAccount)
	// not >= and <=, because a TOML number may be no number
	c.when(!(c.MinEntropy >= 0 && c.MinEntropy <= 8), "min_entropy must be from 0 to 8 bits per byte")
}

func (c *checks) addresses() {
	for _, p := range c.Published {
		c.when(!publishedForm.MatchString(p), "published %q: use the first 16 hexadecimal digits of the value's SHA-256", p)
	}
	m := c.Unpacked()
	for _, ref := range m.References {
		c.when(!https(ref), "reference %q is not an https address", ref)
	}
	c.when(m.Revoke.Page != "" && !https(m.Revoke.Page), "revoke page %q is not an https address", m.Revoke.Page)
}

func https(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != ""
}

// fields tells which fields belong to a kind: those that it needs, and those that it may have.
var fields = map[Kind]struct{ needs, may []string }{
	Token: {nil, []string{
		"literals", "anchor", "shape", "wider", "before", "each", "boundary", "ignore_case", "context",
		"checksum", "min_entropy", "model", "names", "decode", "header",
	}},
	Assignment: {[]string{"literals"}, []string{
		"names", "statement", "namesake", "column", "shape", "wider", "context", "checksum", "min_entropy", "model", "decode", "header",
	}},
	URI:      {[]string{"literals", "secret"}, []string{"hosts", "shape", "whole", "model"}},
	Block:    {[]string{"labels"}, nil},
	JWT:      {nil, []string{"claims"}},
	Document: {[]string{"literals", "member"}, []string{"members", "shape", "format", "decode"}},
	File:     {nil, []string{"paths", "pattern", "magic", "literals", "shape", "names", "model"}},
	Regex:    {[]string{"pattern"}, []string{"literals", "engine", "group", "min_entropy"}},
	Beside:   {[]string{"context", "where"}, []string{"unless"}},
}

// present returns the names of the kind-specific fields that the rule has.
func (r *Rule) present() []string {
	var out []string
	for _, f := range []struct {
		name string
		is   bool
	}{
		{"literals", len(r.Literals) > 0}, {"anchor", r.Anchor != ""}, {"ignore_case", r.IgnoreCase},
		{"shape", r.Shape != ""}, {"wider", r.Wider != ""}, {"before", r.Before != ""}, {"each", r.Each != ""}, {"boundary", r.Boundary != ""},
		{"names", len(r.Names) > 0}, {"statement", r.Statement}, {"namesake", r.Namesake}, {"column", r.Column}, {"context", len(r.Context) > 0},
		{"hosts", len(r.Hosts) > 0}, {"secret", r.Secret != ""},
		{"whole", r.Whole}, {"labels", len(r.Labels) > 0}, {"paths", len(r.Paths) > 0}, {"magic", len(r.Magic) > 0},
		{"claims", len(r.Claims) > 0}, {"members", len(r.Members) > 0},
		{"member", r.Member != ""}, {"format", r.Format != ""}, {"decode", r.Decode != ""},
		{"pattern", r.Pattern != ""}, {"engine", r.Engine != ""},
		{"group", r.Group != 0}, {"min_entropy", r.MinEntropy != 0}, {"checksum", r.Checksum != ""},
		{"model", r.Model}, {"header", r.Header}, {"where", r.Where != ""}, {"unless", len(r.Unless) > 0},
	} {
		if f.is {
			out = append(out, f.name)
		}
	}
	return out
}

func (c *checks) kind() {
	f, ok := fields[c.Kind]
	if !ok {
		kinds := []string{"token", "assignment", "uri", "block", "jwt", "document", "file", "regex", "beside"}
		c.fail("unknown kind %q%s: use %s", c.Kind, strict.Meant(string(c.Kind), kinds), strings.Join(kinds, ", "))
		return
	}
	has := c.present()
	for _, name := range f.needs {
		c.when(!slices.Contains(has, name), "a rule of kind %s needs %s", c.Kind, name)
	}
	for _, name := range has {
		known := slices.Contains(f.needs, name) || slices.Contains(f.may, name)
		c.when(!known, "%s has no meaning for the kind %s: leave it out", name, c.Kind)
	}
	if c.Kind == Token {
		c.anchor(has)
	}
	c.when(c.Kind == Token && c.Shape == "" && c.Before == "" && c.Each == "", "a rule of kind token needs shape: what follows the literal")
	c.when(c.Kind == Token && len(c.Names) > 0 && (len(c.Names) != 1 || !c.Model),
		"names of a rule of kind token are one that the model is told: use one, and model = true")
	c.when(c.Each != "" && (c.Before != "" || c.Wider != "" || c.Checksum != ""), "each has no meaning with before, wider or checksum: leave them out")
	c.when(c.Wider != "" && c.Shape == "", "wider needs a shape that it is wider than")
	c.when(c.Statement && (len(c.Names) == 0 || c.Shape == ""),
		"statement needs names and a shape: the literal alone says nothing of a value")
	c.when(c.Namesake && (c.Statement || c.Shape == ""),
		"namesake needs a shape and no statement: the literal counts in the value's own name alone")
	c.when(c.Kind == File && (len(c.Paths) > 0) == (c.Pattern != ""), "a rule of kind file needs paths or a pattern of them, and not both")
	c.when(c.Kind == File && (c.Model != (len(c.Names) == 1) || c.Model && c.Shape == ""),
		"a rule of kind file whose value the model judges needs a shape, and one of names for it")
	c.when(c.Kind == URI && !uriPart(c.Secret), "secret %q: use password, user, userinfo, path, host or query:NAME", c.Secret)
}

// anchor checks that a token has one anchor, and fields that go with it.
func (c *checks) anchor(has []string) {
	if c.Anchor == "" {
		c.when(len(c.Literals) == 0, "a rule of kind token needs literals, or anchor = %q where none begins its tokens", OnRun)
		return
	}
	for _, name := range []string{"literals", "ignore_case", "before", "each", "boundary", "wider", "context", "model", "decode"} {
		c.when(slices.Contains(has, name), "%s has no meaning with the anchor %q: leave it out", name, c.Anchor)
	}
	run := c.run(0)
	c.when(run.Most > 0 && (run.Least < RunOfLetters || run.Most > LongestRun),
		"the anchor %q needs a shape of %d to %d bytes, and this one is of %d to %d",
		c.Anchor, RunOfLetters, LongestRun, run.Least, run.Most)
}

func (c *checks) literals() {
	for _, l := range c.Literals {
		switch {
		case len(l) < shortestLiteral:
			c.fail("literal %q is shorter than %d bytes", l, shortestLiteral)
		case len(l) > longestLiteral:
			c.fail("a literal is longer than %d bytes: its beginning is enough", longestLiteral)
		case !written(l):
			c.fail("literal %q holds what is no printable character", l)
		case strings.ToLower(l) != lowerASCII(l):
			c.fail("literal %q: only letters of ASCII match in either case; leave out the capital, or write a small one", l)
		case c.Kind != File && Frequency(l) > mostFrequent:
			c.fail("literal %q stands about %.0f times in a megabyte of source code; %d are allowed: "+
				"use a rarer one, and this one in names or context", l, Frequency(l), mostFrequent)
		}
	}
}

// lowerASCII returns a text with its capitals of ASCII as small letters, which is how the search sees it.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r - 'A' + 'a'
		}
		return r
	}, s)
}

// Anchor reports whether text can be a literal of a rule: the checks refuse what is too short, too long or too common for the search.
func Anchor(text string) bool {
	return len(text) >= shortestLiteral && len(text) <= longestLiteral && printable(text) && Frequency(text) <= mostFrequent
}

func (c *checks) words() {
	for _, n := range c.Names {
		c.when(n != CredentialNames && !words(n), "name %q: use lower-case words with one space between", n)
	}
	for _, word := range slices.Concat(c.Context, c.Unless) {
		c.when(!printable(word) || strings.ToLower(word) != word, "context %q: use lower-case ASCII", word)
	}
	for _, h := range c.Hosts {
		c.when(!host(h), "host %q: use a lower-case host name, or *.name for all below", h)
	}
	for _, p := range c.Paths {
		c.when(!pathEnd(p), "path %q: use lower-case names joined by /, with * for any characters of a name", p)
	}
	for _, m := range c.Magic {
		c.when(!magic(m), "magic %q: use bytes in hexadecimal digits, behind their offset and a colon if that is not 0", m)
	}
	for _, l := range c.Labels {
		c.when(!printable(l), "label %q: use what stands between BEGIN and the dashes", l)
	}
	for _, m := range []map[string]string{c.Claims, c.Members} {
		_, empty := m[""]
		c.when(empty, "a claim or member has no name")
	}
}

func (c *checks) shapes() {
	for _, f := range []struct{ field, expr string }{{"shape", c.Shape}, {"wider", c.Wider}, {"before", c.Before}, {"each", c.Each}} {
		if f.expr == "" {
			continue
		}
		s, err := shape.Parse(f.expr)
		if err != nil {
			c.fail("%s: %s", f.field, strings.TrimPrefix(err.Error(), "shape: "))
			continue
		}
		c.when(f.field == "each" && !s.HasSecret(), "each %q marks no secret: use a group (?P<secret>…)", f.expr)
		c.when(f.field != "each" && c.Each != "" && s.HasSecret(), "%s %q marks a secret, and the items of each are the secrets", f.field, f.expr)
		optional := f.field == "before" && c.Shape != ""
		c.when(s.MinWidth() == 0 && !optional, "%s %q matches nothing at all, too: bound it from below", f.field, f.expr)
	}
}

// pattern checks a user's pattern; the matcher compiles those of the engine regexp2.
func (c *checks) pattern() {
	switch {
	case c.Pattern == "":
		return
	case len(c.Pattern) > longestPattern:
		c.fail("the pattern is longer than %d bytes", longestPattern)
		return
	case c.Group < 0:
		c.fail("group %d: groups count from 1", c.Group)
		return
	case c.Engine != "":
		return
	}
	re, err := regexp.Compile(c.Pattern)
	if err != nil {
		why := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		c.fail("pattern: %s; engine = \"regexp2\" knows look-around and back-references", why)
		return
	}
	c.when(c.Group > re.NumSubexp(), "group %d: the pattern has %d", c.Group, re.NumSubexp())
}

func (c *checks) texts() {
	if _, _, err := c.Texts(); err != nil {
		c.problems = append(c.problems, err)
	}
}
