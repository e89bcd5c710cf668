package rules

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules/shape"
)

// The checks of a rule's own sense. Built-in rules pass them in the module's tests, users' rules each time they are loaded.

var (
	kebab       = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	severities  = []string{"critical", "high", "medium", "low", "note"}
	confidences = []string{"high", "medium", "low"}
	exposures   = []string{"server", "publishable"}
)

// Check returns every problem of the set, each with the file, the rule and the cure.
func (s *Set) Check() error {
	var problems []error
	seen := map[string]bool{}
	for i := range s.Rules {
		r := &s.Rules[i]
		if seen[r.ID] {
			problems = append(problems, r.problem("the id is used twice"))
		}
		seen[r.ID] = true
		problems = append(problems, r.check())
	}
	return errors.Join(problems...)
}

func (r *Rule) check() error {
	var problems []error
	wrong := func(is bool, format string, args ...any) {
		if is {
			problems = append(problems, r.problem(format, args...))
		}
	}
	wrong(!kebab.MatchString(r.ID), "the id must be lower-case words joined by -")
	wrong(r.Name == "", "name is missing")
	for _, f := range []struct {
		field, value string
		allowed      []string
	}{{"severity", r.Severity, severities}, {"confidence", r.Confidence, confidences}, {"exposure", r.Exposure, exposures}} {
		wrong(!slices.Contains(f.allowed, f.value), "%s %q: use one of %s", f.field, f.value, strings.Join(f.allowed, ", "))
	}
	if r.Checksum != "" {
		_, ok := Checksum(r.Checksum)
		wrong(!ok, "unknown checksum %q: use one of %s", r.Checksum, strings.Join(Checksums(), ", "))
	}
	for _, ref := range r.References {
		u, err := url.Parse(ref)
		wrong(err != nil || u.Scheme != "https" || u.Host == "", "reference %q is not an https address", ref)
	}
	_, _, err := r.Texts()
	return errors.Join(append(problems, err, r.checkKind(), r.checkLiterals(), r.checkShapes())...)
}

// fields tells which fields belong to a kind: those that it needs, and those that it may have.
var fields = map[Kind]struct{ needs, may []string }{
	Token:      {[]string{"literals"}, []string{"shape", "before", "boundary", "ignore_case", "context", "checksum", "min_entropy"}},
	Assignment: {[]string{"literals"}, []string{"names", "shape", "context", "min_entropy"}},
	URI:        {[]string{"literals", "secret"}, []string{"hosts", "shape"}},
	Block:      {[]string{"labels"}, nil},
	JWT:        {nil, []string{"claims"}},
	Document:   {[]string{"literals", "members", "member"}, nil},
	Regex:      {[]string{"pattern"}, []string{"literals", "engine", "group", "min_entropy"}},
}

// present returns the names of the kind-specific fields that the rule has.
func (r *Rule) present() []string {
	var out []string
	for _, f := range []struct {
		name string
		is   bool
	}{
		{"literals", len(r.Literals) > 0}, {"ignore_case", r.IgnoreCase}, {"shape", r.Shape != ""}, {"before", r.Before != ""}, {"boundary", r.Boundary != ""},
		{"names", len(r.Names) > 0}, {"context", len(r.Context) > 0}, {"hosts", len(r.Hosts) > 0}, {"secret", r.Secret != ""}, {"labels", len(r.Labels) > 0},
		{"claims", len(r.Claims) > 0}, {"members", len(r.Members) > 0}, {"member", r.Member != ""}, {"pattern", r.Pattern != ""}, {"engine", r.Engine != ""},
		{"group", r.Group != 0}, {"min_entropy", r.MinEntropy != 0}, {"checksum", r.Checksum != ""},
	} {
		if f.is {
			out = append(out, f.name)
		}
	}
	return out
}

func (r *Rule) checkKind() error {
	f, ok := fields[r.Kind]
	if !ok {
		return r.problem("unknown kind %q: use token, assignment, uri, block, jwt, document or regex", r.Kind)
	}
	var problems []error
	has := r.present()
	for _, name := range f.needs {
		if !slices.Contains(has, name) {
			problems = append(problems, r.problem("a rule of kind %s needs %s", r.Kind, name))
		}
	}
	for _, name := range has {
		if !slices.Contains(f.needs, name) && !slices.Contains(f.may, name) {
			problems = append(problems, r.problem("%s has no meaning for the kind %s", name, r.Kind))
		}
	}
	if r.Kind == URI && r.Secret != "password" && r.Secret != "path" && !strings.HasPrefix(r.Secret, "query:") {
		problems = append(problems, r.problem("secret %q: use password, path or query:NAME", r.Secret))
	}
	if r.Boundary != "" && r.Boundary != "word" && r.Boundary != "none" {
		problems = append(problems, r.problem("boundary %q: use word or none", r.Boundary))
	}
	return errors.Join(problems...)
}

// shortestLiteral in bytes.
const shortestLiteral = 3

func (r *Rule) checkLiterals() error {
	var problems []error
	for _, l := range r.Literals {
		switch {
		case len(l) < shortestLiteral:
			problems = append(problems, r.problem("literal %q is shorter than %d bytes", l, shortestLiteral))
		case strings.ContainsFunc(l, func(c rune) bool { return c > 0x7e || c < 0x20 }):
			problems = append(problems, r.problem("literal %q is not printable ASCII", l))
		case Frequency(l) > MostFrequent:
			problems = append(problems, r.problem("literal %q stands about %.0f times in a megabyte of source code; %d is allowed: use a rarer one, and this one in names or context", l, Frequency(l), MostFrequent))
		}
	}
	return errors.Join(problems...)
}

func (r *Rule) checkShapes() error {
	var problems []error
	for _, expr := range []string{r.Shape, r.Before} {
		if expr == "" {
			continue
		}
		if _, err := shape.Parse(expr); err != nil {
			problems = append(problems, r.problem("%v", err))
		}
	}
	if r.Kind == Regex {
		switch r.Engine {
		case "":
			if _, err := regexp.Compile(r.Pattern); err != nil {
				problems = append(problems, r.problem("pattern: %v; engine = \"regexp2\" knows look-around and back-references", err))
			}
		case "regexp2":
		default:
			problems = append(problems, r.problem("engine %q: leave it out, or use regexp2", r.Engine))
		}
		if r.Group < 0 {
			problems = append(problems, r.problem("group %d: groups count from 1", r.Group))
		}
	}
	return errors.Join(problems...)
}
