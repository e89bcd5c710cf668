package detect

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/lines"
	"github.com/sluice-scan/sluice/scanner/internal/model"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Files that are credentials as a whole, or line by line: rules of the kind file speak of a content only where its path is theirs, so
// they are asked when that is known.

// Bounds of what is read of a file, in bytes, and of its lines.
const (
	fileHead  = 1 << 20
	fileLines = 10_000
)

// fileRules finds the rules that speak of a path.
type fileRules struct {
	named    map[string][]int32 // by the file's name
	ending   map[string][]int32 // by what stands behind the last dot of it
	others   []nameRule         // with names of another form
	patterns map[int32]*regexp.Regexp
	names    map[int32]*regexp.Regexp // of rules with patterns: what the file's name must match, nil for any
}

// nameRule is a pattern of names and whose it is.
type nameRule struct {
	pattern string
	suffix  string // what names end with, if the pattern says nothing else
	number  int32
}

func newFileRules(set []rules.Rule) *fileRules {
	f := &fileRules{map[string][]int32{}, map[string][]int32{}, nil, map[int32]*regexp.Regexp{}, map[int32]*regexp.Regexp{}}
	for i := range set {
		number := int32(i)
		if set[i].Kind != rules.File {
			continue
		}
		if set[i].Pattern != "" {
			f.patterns[number] = regexp.MustCompile(set[i].Pattern) // the rule's checks have compiled it
			f.names[number] = namePattern(set[i].Pattern)
		}
		for _, p := range set[i].Paths {
			switch name := path.Base(p); {
			case !strings.Contains(name, "*"):
				f.named[name] = append(f.named[name], number)
			case strings.LastIndex(name, "*.") == 0 && strings.Count(name, "*") == 1:
				ending := name[strings.LastIndexByte(name, '.'):]
				f.ending[ending] = append(f.ending[ending], number)
			default:
				f.others = append(f.others, nameRule{name, onlySuffix(name), number})
			}
		}
	}
	return f
}

// onlySuffix returns what stands behind the star that a pattern begins with, "" if it says more than that.
func onlySuffix(pattern string) string {
	suffix, ok := strings.CutPrefix(pattern, "*")
	if !ok || strings.ContainsAny(suffix, `*?[\\`) {
		return ""
	}
	return suffix
}

// near returns the rules that may speak of a path, which is in lower case, by its last name.
func (f *fileRules) near(file string) []int32 {
	name := path.Base(file)
	out := slices.Concat(f.named[name], f.ending[path.Ext(name)])
	for _, o := range f.others {
		if o.suffix != "" {
			if strings.HasSuffix(name, o.suffix) {
				out = append(out, o.number)
			}
			continue
		}
		if ok, _ := path.Match(o.pattern, name); ok { // the rules' checks know that it is one
			out = append(out, o.number)
		}
	}
	return out
}

// Files returns the numbers of the rules of kind file that speak of a path, with slashes, and whose findings may have that rank of
// confidence, in ascending order.
func (m *Matcher) Files(file string, least int) []int32 {
	f := m.files()
	folded := strings.ToLower(file)
	var out []int32
	for _, n := range f.near(folded) {
		if m.set[n].EndsWith(folded) && m.tells(n, least) {
			out = append(out, n)
		}
	}
	for n, p := range f.patterns {
		if p.MatchString(file) && m.tells(n, least) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// SpeaksOfFiles reports whether there are rules of kind file.
func (m *Matcher) SpeaksOfFiles() bool {
	f := m.files()
	return len(f.named)+len(f.ending)+len(f.others)+len(f.patterns) > 0
}

// FileNamed reports whether rules of kind file, whose findings may have that rank of confidence, may speak of some file of a name.
func (m *Matcher) FileNamed(name string, least int) bool {
	f := m.files()
	may := func(n int32) bool { return m.tells(n, least) }
	if slices.ContainsFunc(f.near(strings.ToLower(name)), may) {
		return true
	}
	for n, p := range f.names {
		if may(n) && (p == nil || p.MatchString(name)) {
			return true
		}
	}
	return false
}

func (m *Matcher) tells(number int32, least int) bool {
	return finding.Confidence(m.set[number].Confidence).Rank() >= least
}

// File judges a file by a rule that speaks of its path. data is its content, of which only the first MiB counts.
func (w *Worker) File(number int32, data []byte) []Match {
	r := w.rule(number)
	head := data[:min(len(data), fileHead)]
	c := Candidate{Rule: number}
	if len(head) == 0 || !r.Begins(head) || !r.holds(head) {
		w.tellDropped(c, judge.OtherFile, 0)
		return nil
	}
	if r.weighed {
		return w.fileValue(r, c, head)
	}
	if !r.shape.none() {
		return w.fileLines(r, c, head)
	}
	w.tell(c, 0)
	return []Match{w.wholeFile(c, head)}
}

// holds reports whether one of the rule's literals stands in the text, or the rule has none.
func (r *rule) holds(text []byte) bool {
	return len(r.Literals) == 0 || slices.ContainsFunc(r.Literals, func(l string) bool { return bytes.Contains(text, []byte(l)) })
}

// wholeFile is the match of a file that is a credential as it is: what stands for it is the SHA-256 of its head.
func (w *Worker) wholeFile(c Candidate, head []byte) Match {
	sum := sha256.Sum256(head)
	m := w.match(head, c, &lines.Counter{})
	m.End = len(head)
	m.To.Column++ // an empty range is none for some formats
	m.Secret = finding.WholeFile + hex.EncodeToString(sum[:])
	m.Core = m.Secret
	return m
}

// fileLines returns the lines of a file that have the rule's shape.
func (w *Worker) fileLines(r *rule, c Candidate, text []byte) (matches []Match) {
	var counter lines.Counter
	at := 0
	for n := 0; n < fileLines && at < len(text); n++ {
		line, _, _ := bytes.Cut(text[at:], []byte{'\n'})
		c.Anchor = int32(at)
		if secret, seen, ok := r.fileLine(line); ok {
			c.Start, c.End, c.facts = int32(at)+secret.Start, int32(at)+secret.End, seen
			w.tell(c, 0)
			matches = append(matches, w.match(text, c, &counter))
		}
		at += len(line) + 1
	}
	if len(matches) == 0 {
		w.tellDropped(Candidate{Rule: c.Rule}, judge.OtherFile, 0)
	}
	return matches
}

// fileValue returns the value that a file holds and nothing else but what the rule's shape has around it, if the model takes it for a secret
// of the rule's name.
func (w *Worker) fileValue(r *rule, c Candidate, text []byte) []Match {
	value := bytes.TrimSpace(text)
	if len(value) > reach {
		w.tellDropped(c, judge.OtherFile, 0)
		return nil
	}
	secret, seen, ok := r.fileLine(value)
	if !ok {
		w.tellDropped(c, judge.OtherFile, 0)
		return nil
	}
	lead, line := r.names[0]+"=", int32(1+ascii.LastNewline(value[:secret.Start]))
	written := append([]byte(lead), value[line:]...)
	at := syntax.Span{Start: secret.Start - line + int32(len(lead)), End: secret.End - line + int32(len(lead))}
	c.facts |= seen
	c.begin()
	if !w.weigh(r, &c, at, model.Value{Text: written, NameEnd: len(r.names[0]), Syntax: model.Equals}) {
		w.tellDropped(c, c.why, 0)
		return nil
	}
	from := int32(bytes.Index(text, value)) + secret.Start
	c.Start, c.End = from, from+secret.End-secret.Start
	w.tell(c, 0)
	return []Match{w.match(text, c, &lines.Counter{})}
}

// fileLine returns where the secret stands in a line, if that has the rule's shape and it is one.
func (r *rule) fileLine(line []byte) (secret syntax.Span, seen judge.Facts, ok bool) {
	from := ascii.Run(line, ascii.IsBlank)
	value := bytes.TrimRight(line[from:], " \t\r")
	s := r.shape.get()
	if len(value) == 0 || !s.MatchAll(value) {
		return syntax.Span{}, 0, false
	}
	lo, hi := 0, len(value)
	if s.HasSecret() {
		lo, hi = s.Secret(value)
	}
	if value = value[lo:hi]; len(value) == 0 || judge.Reference(value) {
		return syntax.Span{}, 0, false
	}
	seen, why := judge.Shaped(value)
	if r.Generic && (judge.Common(value) || judge.Dull(value)) {
		seen |= judge.Trivial
	}
	return syntax.Span{Start: int32(from + lo), End: int32(from + hi)}, seen, why == judge.NoReason
}
