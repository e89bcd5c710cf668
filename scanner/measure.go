package scanner

import (
	"context"
	"time"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/detect"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Measurement is what one rule cost and gave in a scan.
type Measurement struct {
	Rule *rules.Rule
	Hits int           // of its literals
	Kept int           // candidates that the local stage kept
	Cost time.Duration // of its local verdicts, measuring included; what is searched in whole texts is not in it
	// Findings are those of the rule that a scan would report with any confidence, Sure those of medium or high.
	Findings, Sure int
}

// Measure scans src as Scan does, on one worker and whatever the confidence, and returns a measurement of each rule that met one of its
// literals or found something, in the order of the set.
func (s *Scanner) Measure(ctx context.Context, src source.Source) ([]Measurement, finding.Receipt, error) {
	alone := *s
	alone.options.Workers, alone.options.MinConfidence, alone.options.FullScan = 1, finding.ConfidenceLow, true
	run := newScan(&alone)
	m := measuring{}
	w := run.take()
	w.detect.Trace = m.trace
	run.give(w)
	start := time.Now()
	findings, err := run.all(ctx, src, "")
	for i := range findings {
		if r, err := s.set.Find(findings[i].Rule); err == nil {
			m.of(r).found(&findings[i])
		}
	}
	receipt := run.receipt()
	receipt.Interrupted = ctx.Err() != nil
	receipt.Complete = receipt.Complete && err == nil
	receipt.Seconds = time.Since(start).Seconds()
	return s.measured(m), receipt, err
}

// measured returns measurements in the order of the rules.
func (s *Scanner) measured(m measuring) []Measurement {
	var out []Measurement
	for i := range s.set.Rules {
		if one := m[s.set.Rules[i].ID]; one != nil {
			out = append(out, *one)
		}
	}
	return out
}

// measuring collects by the ids of rules.
type measuring map[string]*Measurement

func (m measuring) of(r *rules.Rule) *Measurement {
	one := m[r.ID]
	if one == nil {
		one = &Measurement{Rule: r}
		m[r.ID] = one
	}
	return one
}

func (m measuring) trace(t detect.Trace) {
	if !t.Local {
		return
	}
	one := m.of(t.Rule)
	one.Hits++
	one.Cost += t.Cost
	if t.Kept {
		one.Kept++
	}
}

func (m *Measurement) found(f *finding.Finding) {
	m.Findings++
	if f.Confidence.Rank() >= finding.ConfidenceMedium.Rank() {
		m.Sure++
	}
}
