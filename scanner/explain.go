package scanner

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/detect"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/archive"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
	"github.com/sluice-scan/sluice/scanner/internal/lines"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Explanation is what decided about one rule at one place of a text.
type Explanation struct {
	Rule     *rules.Rule
	Literal  string           // as it stands in the text, "" for a rule without one
	At       finding.Position // of the literal
	Variable string           // the name in an assignment, or ""
	Value    finding.Secret   // what the rule took for the secret, or what comes nearest to one; empty where nothing does
	ValueAt  finding.Position
	Entropy  float64          // of the value, in bits per byte
	Finding  *finding.Finding // what a scan would report, whatever its confidence and status; nil if a judge dropped the candidate
	Judge    string           // that dropped it
	Saw      string           // what the judge saw
	Change   string           // what would make it keep a candidate there
	Better   *rules.Rule      // that has the place instead, nil for none
	Model    *detect.Weighing // what the model of values made of it, nil where it was not asked
}

// mostDropped bounds the candidates that judges dropped and that are explained: each takes about a kilobyte, and a text may be nothing
// but literals.
const mostDropped = 100_000

// Explain scans data as Bytes does, archives left closed, and returns what was decided at each literal of a rule, in order of their
// places; then what was found in texts that are encoded in it, of which only that is told. It is the trace of the scan itself: each
// judge names its reason. Of more than 100,000 candidates that were dropped untold is how many were dropped besides.
func (s *Scanner) Explain(ctx context.Context, path string, data []byte) (all []Explanation, untold int, err error) {
	alone := *s
	alone.options.Workers, alone.options.MinConfidence, alone.options.Archives.Depth = 1, finding.ConfidenceLow, -1
	alone.keeps = true
	run := newScan(&alone)
	var traces []detect.Trace
	dropped := 0
	w := run.take()
	w.detect.Weighings = true
	w.detect.Trace = func(t detect.Trace) {
		if !t.Kept {
			dropped++
		}
		switch {
		case t.Kept && t.Local: // what is decided at the end is told
		case !t.Kept && dropped > mostDropped:
			untold++
		default:
			traces = append(traces, t)
		}
	}
	run.give(w)
	findings, err := run.all(ctx, memory{source.Blob{Kind: source.File, Path: path, Data: data, Size: int64(len(data))}}, "")
	if err != nil {
		return nil, 0, err
	}
	if e := decode.Detect(data); e.Wide() {
		data = e.AppendUTF8(nil, data)
	}
	out := explain(data, last(traces), findings)
	return append(out, s.decoded(findings, out)...), untold, nil
}

// Member returns a text of the container at path that data is, by the path that findings in it have behind the container's:
// conf/app.env, or lib/x.jar!conf/app.env. The caller owns it. It is an error if there is none.
func (s *Scanner) Member(ctx context.Context, path string, data []byte, member string) ([]byte, error) {
	var text []byte
	found := errors.New("found")
	err := archive.Walk(ctx, "", data, s.options.Archives, nil, func(m archive.Member) error {
		if archive.Join(path, m.Path) != inside(path, member) {
			return nil
		}
		text = bytes.Clone(m.Data)
		return found
	}, func(archive.Gap) {})
	switch {
	case err == found:
		return text, nil
	case err != nil:
		return nil, err
	}
	return nil, fmt.Errorf("no member of that name\n" +
		"hint: names are as the findings of a scan tell them, and a member within a member has both: a.zip!b.jar!c.txt")
}

// decoded explains the findings that stand in a text which is encoded in the one that was traced.
func (s *Scanner) decoded(findings []finding.Finding, told []Explanation) []Explanation {
	traced := map[*finding.Finding]bool{}
	for i := range told {
		traced[told[i].Finding] = true
	}
	var out []Explanation
	for i := range findings {
		f := &findings[i]
		if traced[f] {
			continue
		}
		if r, err := s.set.Find(f.Rule); err == nil {
			out = append(out, Explanation{
				Rule: r, At: f.Start, ValueAt: f.Start, Variable: f.Variable, Value: f.Secret,
				Entropy: entropy.Shannon([]byte(f.Secret.Reveal())), Finding: f,
			})
		}
	}
	return out
}

// last keeps what was decided last about each rule at each literal, in order of their places.
func last(traces []detect.Trace) []detect.Trace {
	same := func(a, b detect.Trace) int {
		return cmp.Or(cmp.Compare(a.Anchor, b.Anchor), cmp.Compare(a.Rule.ID, b.Rule.ID))
	}
	slices.SortStableFunc(traces, same)
	var out []detect.Trace
	for i, t := range traces {
		if next := i + 1; t.Kept || next == len(traces) || same(t, traces[next]) != 0 {
			out = append(out, t)
		}
	}
	return out
}

// explain makes the explanations of traces of text.
func explain(text []byte, traces []detect.Trace, findings []finding.Finding) []Explanation {
	out := make([]Explanation, 0, len(traces))
	at := map[finding.Position][]*finding.Finding{}
	for i := range findings {
		f := &findings[i]
		at[f.Start] = append(at[f.Start], f)
		for _, p := range f.Parts {
			at[p.Start] = append(at[p.Start], f)
		}
	}
	var here lines.Counter
	for _, t := range traces {
		if int(max(t.Anchor, t.Value.End)) > len(text) {
			continue // of a rule about files, which read the bytes as they are stored
		}
		e := Explanation{
			Rule: t.Rule, Literal: t.Rule.LiteralAt(text[t.Anchor:]), Variable: string(text[t.Name.Start:t.Name.End]),
			Judge: t.Judge, Saw: t.Saw, Change: t.Change, Better: t.Better, Model: t.Model,
		}
		e.At.Line, e.At.Column = here.At(text, int(t.Anchor))
		e.place(text, t, here)
		if t.Kept {
			e.find(at[e.ValueAt])
		}
		out = append(out, e)
	}
	return out
}

// place sets the value and where it is; at stands at the literal. What a judge dropped for what stands at the literal has none.
func (e *Explanation) place(text []byte, t detect.Trace, at lines.Counter) {
	value := text[t.Value.Start:t.Value.End]
	if t.Value.Start == t.Anchor && !t.Kept && len(value) <= len(e.Literal) {
		return
	}
	if t.Value.Start < t.Anchor {
		at = lines.Counter{} // it only walks forward
	}
	e.ValueAt.Line, e.ValueAt.Column = at.At(text, int(t.Value.Start))
	e.Value, e.Entropy = finding.NewSecret(string(value)), entropy.Shannon(value)
}

// find sets the finding, or the one that the value is a part of: one of those at its place.
func (e *Explanation) find(here []*finding.Finding) {
	e.Judge, e.Saw, e.Change = "decoding", "what is encoded in it is told instead", "a value that hides nothing"
	for _, f := range here {
		if f.Of(e.Rule.ID) && f.Start == e.ValueAt {
			e.Judge, e.Saw, e.Change, e.Finding = "", "", "", f
			return
		}
		for _, p := range f.Parts {
			if p.Rule == e.Rule.ID && p.Start == e.ValueAt {
				e.Judge, e.Saw, e.Change = "pair", "it is told as a part of the finding of "+f.Rule, "no secret near by that it belongs to"
			}
		}
	}
}
