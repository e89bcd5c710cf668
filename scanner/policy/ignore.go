package policy

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sluice-scan/sluice/rules/strict"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// IgnoreFile is the name of the ignore file at the scanned root. Each line is an entry of fields "name:value", in any order and with
// the value in double quotes where it holds blanks; # begins a comment:
//
//	0123456789abcdef0123456789abcdef reason:"key of the sandbox" owner:ada@example.com until:2026-12-31
//	rule:generic-password path:docs/** reason:"made-up values in the manual"
//
// A finding is ignored if it matches all of fingerprint, rule and path that the entry gives; every entry needs one of them, and a
// reason. An entry counts up to and with its last day. Entries do not depend on each other's place, so that the file merges.
const IgnoreFile = ".sluiceignore"

// Ignores are the entries of an ignore file.
type Ignores struct {
	name    string
	entries []ignore
}

type ignore struct {
	line                 int // 1-based
	fingerprint, rule    string
	path                 *regexp.Regexp // nil for every path
	glob                 string
	reason, owner, until string
}

const fingerprintSize = 32 // hexadecimal digits

// ParseIgnores reads an ignore file; name is for errors and reports. The error tells all lines that are wrong, without their values.
func ParseIgnores(name string, data []byte) (*Ignores, error) {
	if len(data) > strict.MaxSize {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, strict.MaxSize)
	}
	text, err := strict.Text(name, data)
	if err != nil {
		return nil, err
	}
	out := &Ignores{name: name}
	var problems strict.Problems
	number := 0
	for line := range strings.Lines(text) {
		number++
		e, err := parseIgnore(strings.TrimSpace(line))
		switch {
		case err != nil:
			problems = append(problems, strict.Problem{File: name, Line: number, Text: err.Error()})
		case e != nil:
			e.line = number
			out.entries = append(out.entries, *e)
		}
	}
	if problems != nil {
		return nil, problems
	}
	return out, nil
}

// parseIgnore reads one line; it gives nil for one that has no entry.
func parseIgnore(line string) (*ignore, error) {
	fields, err := ignoreFields(line)
	if err != nil || len(fields) == 0 {
		return nil, err
	}
	e := &ignore{}
	seen := map[string]bool{}
	for i, f := range fields {
		name, value, ok := strings.Cut(f, ":")
		if !ok && i == 0 && isFingerprint(f) {
			name, value, ok = "fingerprint", f, true
		}
		if !ok {
			return nil, fmt.Errorf("field %d: write it as name:value, such as path:docs/** reason:\"made up\"", i+1)
		}
		if seen[name] {
			return nil, fmt.Errorf("%s is given twice", name)
		}
		seen[name] = true
		if err := e.set(name, value); err != nil {
			return nil, err
		}
	}
	return e, e.check()
}

// ignoreFields parts a line at blanks outside of double quotes, up to a comment.
func ignoreFields(line string) ([]string, error) {
	var fields []string
	var b strings.Builder
	quoted, any := false, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted, any = !quoted, true
		case quoted:
			b.WriteRune(r)
		case r == '#' && !any:
			return fields, nil
		case r == ' ' || r == '\t':
			if any {
				fields = append(fields, b.String())
			}
			b.Reset()
			any = false
		default:
			b.WriteRune(r)
			any = true
		}
	}
	if quoted {
		return nil, errors.New("a double quote is not closed")
	}
	if any {
		fields = append(fields, b.String())
	}
	return fields, nil
}

func isFingerprint(text string) bool {
	return len(text) == fingerprintSize && strings.Trim(text, "0123456789abcdef") == ""
}

var ignoreNames = [...]string{"fingerprint", "rule", "path", "reason", "owner", "until"}

func (e *ignore) set(name, value string) error {
	switch name {
	case "fingerprint":
		if e.fingerprint = value; !isFingerprint(value) {
			return fmt.Errorf("fingerprint: it has %d hexadecimal digits, in small letters, as reports show it", fingerprintSize)
		}
	case "rule":
		e.rule = value
	case "path":
		re, err := compileGlob(value)
		if err != nil {
			return fmt.Errorf("path: %w", err)
		}
		e.path, e.glob = re, value
	case "reason":
		e.reason = strings.TrimSpace(value)
	case "owner":
		e.owner = value
	case "until":
		e.until = value
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return errors.New("until: write the last day as YYYY-MM-DD")
		}
	default:
		if near := strict.Meant(name, ignoreNames[:]); near != "" {
			return fmt.Errorf("unknown field %q%s", finding.Visible(name), near)
		}
		return fmt.Errorf("unknown field: use %s, such as path:docs/** reason:\"made up\"", strings.Join(ignoreNames[:], ", "))
	}
	return nil
}

func (e *ignore) check() error {
	switch {
	case e.fingerprint == "" && e.rule == "" && e.path == nil:
		return errors.New("it would ignore everything: give a fingerprint, rule or path")
	case e.reason == "":
		return errors.New(`say why: reason:"…"`)
	}
	return nil
}

// matches reports whether the entry speaks of a finding, at all of its paths; place tells them as globs do.
func (e *ignore) matches(f *finding.Finding, place Place) bool {
	if e.fingerprint != "" && e.fingerprint != f.Fingerprint || e.rule != "" && !f.Of(e.rule) {
		return false
	}
	elsewhere := func(p string) bool { return !e.path.MatchString(place.From(p)) }
	return e.path == nil || len(f.Paths) > 0 && !slices.ContainsFunc(f.Paths, elsewhere)
}

// reasonText tells why a finding is ignored, and by whom.
func (i *Ignores) reasonText(e *ignore) string {
	text := fmt.Sprintf("ignored by %s:%d: %s", i.name, e.line, e.reason)
	if e.owner != "" {
		text += " (" + e.owner + ")"
	}
	if e.until != "" {
		text += ", until " + e.until
	}
	return text
}

// expiredText tells that an entry would have ignored a finding.
func (i *Ignores) expiredText(e *ignore) string {
	text := fmt.Sprintf("%s:%d ignored it until %s: %s", i.name, e.line, e.until, e.reason)
	if e.owner != "" {
		text += " (" + e.owner + ")"
	}
	return text
}

// Entry is a new line for an ignore file; "" is what it does not say.
type Entry struct{ Fingerprint, Rule, Path, Reason, Owner, Until string }

// Line writes the entry as ParseIgnores reads it, without a line end. It is an error if that would not read it.
func (e Entry) Line() (string, error) {
	if e.Fingerprint != "" && !isFingerprint(e.Fingerprint) {
		return "", fmt.Errorf("fingerprint: it has %d hexadecimal digits, in small letters, as reports show it", fingerprintSize)
	}
	var fields []string
	for i, value := range [...]string{e.Fingerprint, e.Rule, e.Path, e.Reason, e.Owner, e.Until} {
		switch {
		case strings.ContainsAny(value, "\"\n\r"):
			return "", fmt.Errorf("%s: it cannot hold a double quote or a line end", ignoreNames[i])
		case value == "":
		case i == 0:
			fields = append(fields, value)
		case strings.ContainsAny(value, " \t#"):
			fields = append(fields, ignoreNames[i]+`:"`+value+`"`)
		default:
			fields = append(fields, ignoreNames[i]+":"+value)
		}
	}
	line := strings.Join(fields, " ")
	parsed, err := parseIgnore(line)
	if err == nil && parsed == nil {
		err = errors.New("give a fingerprint, rule or path")
	}
	return line, err
}

// Has reports whether an entry of the file allows all that e would, for as long; of those whose day has passed on the day today
// (YYYY-MM-DD) none does.
func (i *Ignores) Has(e Entry, today string) bool {
	return slices.ContainsFunc(i.entries, func(have ignore) bool {
		same := have.fingerprint == e.Fingerprint && have.rule == e.Rule && have.glob == e.Path
		return same && (have.until == "" || current(have.until, today) && e.Until != "" && e.Until <= have.until)
	})
}
