package reporters

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// Part is the JSON report of a shard, as a file of that name.
type Part struct {
	Name string
	Data []byte
}

// Merged is the report of a run whose shards were scanned apart.
type Merged struct {
	report jsonReport
}

// Merge joins the reports of all shards of a history, in any order. Reports of other rules or another version, missing shards and
// shards that are there twice are errors.
func Merge(parts []Part) (*Merged, error) {
	reports := make([]jsonReport, len(parts))
	seen := map[int]string{}
	for i, p := range parts {
		index, of, err := reports[i].read(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		switch {
		case of != len(parts):
			return nil, fmt.Errorf("%s is one of %d shards, but the number of reports is %d", p.Name, of, len(parts))
		case seen[index] != "":
			return nil, fmt.Errorf("%s and %s are both shard %d of %d", seen[index], p.Name, index, of)
		case reports[i].Tool != reports[0].Tool || reports[i].Receipt.RulesDigest != reports[0].Receipt.RulesDigest:
			return nil, fmt.Errorf("%s and %s were made with different rules or by different versions of sluice", parts[0].Name, p.Name)
		}
		seen[index] = p.Name
		if index == 1 {
			reports[0], reports[i] = reports[i], reports[0] // it tells what is told once
			parts = slices.Clone(parts)
			parts[0], parts[i] = parts[i], parts[0]
		}
	}
	m := &Merged{reports[0]}
	for _, r := range reports[1:] {
		m.report.Receipt.add(&r.Receipt)
		m.report.Findings = append(m.report.Findings, r.Findings...)
	}
	m.report.Receipt.Shard = ""
	slices.SortStableFunc(m.report.Findings, compareJSON)
	// Names of files are looked at by every shard.
	m.report.Findings = slices.CompactFunc(m.report.Findings, func(a, b jsonFinding) bool { return reflect.DeepEqual(a, b) })
	return m, nil
}

// read reads the report of a shard and returns which it is.
func (r *jsonReport) read(p Part) (index, of int, err error) {
	d := json.NewDecoder(bytes.NewReader(p.Data))
	d.DisallowUnknownFields()
	if err := d.Decode(r); err != nil || r.Schema != schema {
		return 0, 0, errors.New("is no JSON report of this version of sluice\nhint: make each with --format json --output FILE")
	}
	first, second, ok := strings.Cut(r.Receipt.Shard, "/")
	index, err1 := strconv.Atoi(first)
	of, err2 := strconv.Atoi(second)
	if !ok || err1 != nil || err2 != nil || index < 1 || index > of {
		return 0, 0, errors.New("is no report of a shard\nhint: 'sluice git --shard 1/4 --format json' makes one")
	}
	return index, of, nil
}

// UnmarshalJSON reads a finding; encoding/json cannot make the embedded history itself.
func (f *jsonFinding) UnmarshalJSON(data []byte) error {
	type plain jsonFinding
	out := plain{jsonHistory: &jsonHistory{}}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		return err
	}
	if out.Commits == nil {
		out.jsonHistory = nil
	}
	*f = jsonFinding(out)
	return nil
}

// union is the sorted set of the sentences of two receipts.
func union(a, b []string) []string {
	all := append(a, b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// add adds what another shard read. Seconds are those of all shards together.
func (r *jsonReceipt) add(o *jsonReceipt) {
	r.Complete = r.Complete && o.Complete
	r.Commits, r.Blobs, r.Objects, r.Cached = r.Commits+o.Commits, r.Blobs+o.Blobs, r.Objects+o.Objects, r.Cached+o.Cached
	r.Lowered = max(r.Lowered, o.Lowered) // which ones they are is not in the reports: as many at least
	r.Bytes, r.Seconds, r.Memory = r.Bytes+o.Bytes, r.Seconds+o.Seconds, max(r.Memory, o.Memory)
	r.Limits, r.Warnings = union(r.Limits, o.Limits), union(r.Warnings, o.Warnings)
	for _, s := range o.Skipped {
		i := slices.IndexFunc(r.Skipped, func(k jsonSkipped) bool { return k.Class == s.Class && k.Why == s.Why })
		if i < 0 {
			r.Skipped = append(r.Skipped, s)
			continue
		}
		r.Skipped[i].add(s)
	}
	slices.SortFunc(r.Skipped, func(a, b jsonSkipped) int { return cmp.Or(cmp.Compare(b.Class, a.Class), cmp.Compare(a.Why, b.Why)) })
}

// more is how a receipt goes on behind the first names.
var more = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(` and [0-9]+ more$`)
})

// firstNames is how many names a line of a receipt tells.
const firstNames = 3

// add adds what was skipped elsewhere for the same reason.
func (s *jsonSkipped) add(o jsonSkipped) {
	names := slices.Concat(strings.Split(more().ReplaceAllString(s.What, ""), ", "),
		strings.Split(more().ReplaceAllString(o.What, ""), ", "))
	slices.Sort(names)
	names = slices.Compact(names)
	names = names[:min(len(names), firstNames)]
	s.Count += o.Count
	s.What = strings.Join(names, ", ")
	if s.Count > len(names) {
		s.What += fmt.Sprintf(" and %d more", s.Count-len(names))
	}
}

// compareJSON is finding.Compare for findings of JSON reports.
func compareJSON(a, b jsonFinding) int {
	return finding.Compare(a.order(), b.order())
}

// order returns a finding with what finding.Compare looks at.
func (f *jsonFinding) order() finding.Finding {
	out := finding.Finding{
		Rule: f.Rule, Container: original(f.Container), Start: finding.Position{Line: f.Line, Column: f.Column},
		ByteOffset: f.ByteOffset, ByteLength: f.ByteLength,
		Source: finding.Origin{Kind: f.Source.Kind, Object: f.Source.Object, Ref: original(f.Source.Ref)}, Fingerprint: f.Fingerprint,
		Secret: finding.NewSecret(f.Secret),
	}
	if f.Path != nil {
		out.Path = original(*f.Path)
	}
	for _, p := range f.Paths {
		out.Paths = append(out.Paths, original(p))
	}
	return out
}

// original undoes unbroken.
func original(text string) string {
	if !strings.Contains(text, `\x`) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		if isEscape(text) {
			c, _ := strconv.ParseUint(text[2:4], 16, 8)
			b.WriteByte(byte(c))
			text = text[4:]
			continue
		}
		b.WriteByte(text[0])
		text = text[1:]
	}
	return b.String()
}

// JSON returns the report.
func (m *Merged) JSON() ([]byte, error) {
	var out bytes.Buffer
	e := encoder(&out)
	e.SetIndent("", "  ")
	err := e.Encode(m.report)
	return out.Bytes(), err
}

// Counting returns how many findings count. Of each, counts sees the status, the exposure and, in a history, whether HEAD has it; nothing
// else is set.
func (m *Merged) Counting(counts func(*finding.Finding) bool) int {
	n := 0
	for i := range m.report.Findings {
		f := &m.report.Findings[i]
		found := finding.Finding{Status: finding.Status(f.Status), Exposure: finding.Exposure(f.Exposure)}
		if f.jsonHistory != nil {
			found.History = &finding.History{AtHead: f.AtHead}
		}
		if counts(&found) {
			n++
		}
	}
	return n
}

// Receipt returns what all shards together read, as far as the exit status depends on it.
func (m *Merged) Receipt() finding.Receipt {
	out := finding.Receipt{Complete: m.report.Receipt.Complete}
	for _, s := range m.report.Receipt.Skipped {
		out.Skipped = append(out.Skipped, finding.Skipped(s))
	}
	return out
}
