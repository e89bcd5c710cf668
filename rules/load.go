package rules

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules/strict"
)

// file is a rule file, or the rules in a configuration.
type file struct {
	Provider string `toml:"provider"`
	Title    string `toml:"title"`
	// Shapes are parts of the shapes of the file's rules, by name: (?&NAME) stands for one.
	Shapes map[string]string `toml:"shapes"`
	Rule   []Rule            `toml:"rule"`
}

//go:generate go run generate.go

// Builtin returns the rules that sluice comes with: those of providers/*.toml as Go literals, in builtin.go and anchors_builtin.go, their
// manuals packed in manuals.bin. They have passed all checks in the module's tests, which is why they are not repeated at each start;
// shapes are compiled by those who use them, on first use. The rules are shared and must not be changed.
func Builtin() *Set {
	return &Set{
		Rules: builtinRules[:len(builtinRules):len(builtinRules)], digest: builtinDigest,
		anchors: Anchors{Texts: builtinTexts[:], Owners: builtinOwners[:], Ends: builtinEnds[:], Runs: builtinRuns[:]},
	}
}

// Load reads and checks every .toml file in a folder, in the order of their names.
func Load(fsys fs.FS, dir string) (*Set, error) {
	set, err := load(fsys, dir)
	if err != nil {
		return nil, err
	}
	return set.checked()
}

func (s *Set) checked() (*Set, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return s, nil
}

func load(fsys fs.FS, dir string) (*Set, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	set := &Set{}
	var problems []error
	for _, e := range entries {
		if e.IsDir() || path.Ext(e.Name()) != ".toml" {
			continue
		}
		data, err := read(fsys, path.Join(dir, e.Name()))
		if err == nil {
			err = set.add(e.Name(), data)
		}
		problems = append(problems, err)
	}
	return set, errors.Join(problems...)
}

// read reads a rule file of a folder: no pipe or device, which may have no end, and never much more than a rule file may have.
func read(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", name)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, strict.MaxSize+1))
}

// Parse reads and checks one rule file; name is for errors.
func Parse(name string, data []byte) (*Set, error) {
	set := &Set{}
	if err := set.add(name, data); err != nil {
		return nil, err
	}
	if len(set.Rules) == 0 {
		return nil, fmt.Errorf("%s: no [[rule]] in it", name)
	}
	return set.checked()
}

// add appends the rules of a file, unchecked.
func (s *Set) add(name string, data []byte) error {
	var f file
	if err := strict.Decode(name, data, &f); err != nil {
		return err
	}
	if err := SpellOut(name, f.Rule, f.Shapes); err != nil {
		return err
	}
	s.Rules = append(s.Rules, Own(name, f.Provider, f.Rule).Rules...)
	return nil
}

// Own makes a set of decoded rules: it fills in defaults. name is for errors, provider may be "". Check is the caller's.
func Own(name, provider string, list []Rule) *Set {
	for i := range list {
		list[i].file = name
		list[i].complete(provider)
	}
	return &Set{Rules: list}
}

// complete fills in what a file may leave out.
func (r *Rule) complete(provider string) {
	r.Provider = cmp.Or(r.Provider, cmp.Or(provider, NoProvider))
	r.Generic = r.Generic || r.Provider == NoProvider
	r.Family = cmp.Or(r.Family, r.ID)
	r.Severity = cmp.Or(r.Severity, "medium")
	r.Confidence = cmp.Or(r.Confidence, "medium")
	r.Exposure = cmp.Or(r.Exposure, "server")
	if len(r.Pair) > 0 && r.WithinLines == 0 {
		r.WithinLines = 10
	}
	if r.Kind == Token && r.Anchor == "" {
		r.Boundary = cmp.Or(r.Boundary, "word")
	}
	if r.Manual == nil {
		r.Manual = &Manual{}
	}
	if r.Documented != nil && *r.Documented {
		r.Documented = nil // as if it were left out
	}
}

// Texts returns the rule's examples and negatives with their fill parts replaced.
func (r *Rule) Texts() (examples, negatives []string, err error) {
	m := r.Unpacked()
	if examples, err = r.filled(m.Examples); err == nil {
		negatives, err = r.filled(m.Negatives)
	}
	return examples, negatives, err
}

func (r *Rule) filled(texts []string) ([]string, error) {
	var out []string
	for i, text := range texts {
		filled, err := Fill(text, r.ID, i, r.Literals...)
		if err != nil {
			return nil, r.problem("%v", err)
		}
		out = append(out, filled)
	}
	return out, nil
}

// problem is an error about a rule.
func (r *Rule) problem(format string, args ...any) error {
	return fmt.Errorf("%s: rule %q: %s", r.file, cmp.Or(r.ID, r.Name), fmt.Sprintf(format, args...))
}

// Find returns the rule with that id, or an error that suggests the nearest.
func (s *Set) Find(id string) (*Rule, error) {
	if i := s.index(id); i >= 0 {
		return &s.Rules[i], nil
	}
	ids := s.IDs()
	longer := slices.DeleteFunc(slices.Clone(ids), func(other string) bool { return !strings.HasPrefix(other, id+"-") })
	if n := len(longer); id != "" && n > 0 {
		return nil, fmt.Errorf("no rule %q; there is %s", id, strings.Join(longer[:min(n, 5)], ", "))
	}
	if near := strict.Meant(id, ids); near != "" {
		return nil, fmt.Errorf("no rule %q%s", id, near)
	}
	return nil, fmt.Errorf("no rule %q; 'sluice rules list' shows all", id)
}

// IDs returns the ids of all rules, in the order of the set.
func (s *Set) IDs() []string {
	ids := make([]string, len(s.Rules))
	for i := range s.Rules {
		ids[i] = s.Rules[i].ID
	}
	return ids
}

// Paired returns an error for each rule of s whose pair names a rule that all does not have.
func (s *Set) Paired(all *Set) error {
	var problems []error
	for i := range s.Rules {
		r := &s.Rules[i]
		for _, id := range r.Pair {
			if _, err := all.Find(id); err != nil {
				problems = append(problems, r.problem("pair: %v", err))
			}
		}
	}
	return errors.Join(problems...)
}

// index returns the place of the rule with that id, -1 if there is none.
func (s *Set) index(id string) int {
	for i := range s.Rules {
		if s.Rules[i].ID == id {
			return i
		}
	}
	return -1
}

// Extend returns the rules of s and other; those of other replace those of s that have the same id.
func (s *Set) Extend(other *Set) *Set {
	out := &Set{Rules: make([]Rule, 0, len(s.Rules)+len(other.Rules))}
	for i := range s.Rules {
		if other.index(s.Rules[i].ID) < 0 {
			out.Rules = append(out.Rules, s.Rules[i])
		}
	}
	out.Rules = append(out.Rules, other.Rules...)
	out.digest = derived(s.Digest(), "and", other.Digest())
	return out
}

// Without returns the rules of s but those with the given ids, s itself for none; an id that s does not have is an error.
func (s *Set) Without(ids ...string) (*Set, error) {
	if len(ids) == 0 {
		return s, nil
	}
	for _, id := range ids {
		if _, err := s.Find(id); err != nil {
			return nil, err
		}
	}
	out := &Set{digest: derived(append([]string{s.Digest(), "without"}, slices.Sorted(slices.Values(ids))...)...)}
	out.Rules = make([]Rule, 0, len(s.Rules))
	for i := range s.Rules {
		if !slices.Contains(ids, s.Rules[i].ID) {
			out.Rules = append(out.Rules, s.Rules[i])
		}
	}
	return out, nil
}

// derived returns the digest of a set that is made of others as words tell: the rules need not be read for it again.
func derived(words ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(words, "\n")))
	return hex.EncodeToString(sum[:])
}

// Digest identifies the rules: 64 hexadecimal digits that change with anything in them but examples and references, and with the way
// in which the set was made of others.
func (s *Set) Digest() string {
	if s.digest != "" {
		return s.digest
	}
	h := sha256.New()
	for i := range s.Rules {
		h.Write(s.Rules[i].verdictText())
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Digest changes with anything in the rule but examples, references and how to revoke.
func (r *Rule) Digest() [sha256.Size]byte { return sha256.Sum256(r.verdictText()) }

// verdictText is all of a rule that its verdicts depend on.
func (r *Rule) verdictText() []byte {
	bare := *r
	bare.Manual = nil
	text, err := json.Marshal(bare)
	if err != nil {
		panic("rules hold only plain data: " + err.Error())
	}
	return text
}
