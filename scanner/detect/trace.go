package detect

import (
	"cmp"
	"strings"
	"time"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// What is told of each verdict, for sluice explain.

// Trace is what the judges decided about one rule at one of its literals. Spans are of the text that was judged.
type Trace struct {
	Rule   *rules.Rule
	Anchor int32       // where the literal begins
	Name   syntax.Span // of the name in an assignment, zero where none was read
	Value  syntax.Span // of the secret, or of what comes nearest to one; of the literal where nothing does
	Kept   bool
	Local  bool   // told by the local stage: what becomes of one that it kept is told later
	Judge  string // that dropped it
	Saw    string
	Change string      // what would make it keep one
	Better *rules.Rule // that has the place instead, nil for none
	Model  *Weighing   // nil where the model of values was not asked, or without Worker.Weighings

	Cost time.Duration // of the local verdict, with the measuring; 0 for what is told later
}

// drop notes why a candidate is dropped; it is false, for the judge to return.
func (c *Candidate) drop(why judge.Reason) bool {
	c.why = max(c.why, why)
	return false
}

// judged drops a candidate unless there is no reason to.
func (c *Candidate) judged(why judge.Reason) bool { return why == judge.NoReason || c.drop(why) }

// tellLocal tells of the local verdict on c.
func (w *Worker) tellLocal(c Candidate, kept bool) {
	if kept {
		c.why = judge.NoReason
	}
	t := w.traced(c)
	t.Local, t.Cost = true, w.cost
	w.cost = 0
	w.Trace(t)
}

// tell tells of the final verdict on c; better is 1 + the rule that has its place, 0 for none.
func (w *Worker) tell(c Candidate, better int32) {
	if w.Trace == nil {
		return
	}
	t := w.traced(c)
	if better > 0 {
		t.Better = w.rule(better - 1).Rule
	}
	w.Trace(t)
}

func (w *Worker) traced(c Candidate) Trace {
	v, r := c.why.Verdict(), w.rule(c.Rule).Rule
	t := Trace{
		Rule: r, Anchor: c.Anchor, Name: c.Name, Value: syntax.Span{Start: c.Start, End: c.End},
		Kept: c.why == judge.NoReason, Judge: v.Judge, Saw: v.Saw, Change: v.Change,
	}
	if r.Model || c.facts&judge.OtherShape != 0 {
		t.Model = w.told[c.weighedSpan()]
	}
	if wants := wants(c.why, r); wants != "" {
		t.Change += ": " + wants
	}
	return t
}

// weighedSpan is what of a candidate the model weighs.
func (c *Candidate) weighedSpan() syntax.Span {
	if c.core.End > 0 {
		return c.core
	}
	return syntax.Span{Start: c.Start, End: c.End}
}

// wants tells what of the rule a judge held the candidate to.
func wants(why judge.Reason, r *rules.Rule) string {
	switch why {
	case judge.NoPrefix:
		return r.Before
	case judge.OtherName:
		return strings.ReplaceAll(strings.Join(r.Names, ", "), rules.CredentialNames, "a word for a credential, as key, token or secret")
	case judge.OtherHost:
		return strings.Join(r.Hosts, ", ")
	case judge.NoStatement, judge.NoShape:
		return cmp.Or(r.Shape, r.Each)
	case judge.Elsewhere:
		return strings.Join(r.Context, ", ")
	}
	return ""
}

// tellDropped tells that c is dropped after all.
func (w *Worker) tellDropped(c Candidate, why judge.Reason, better int32) {
	c.why = why
	w.tell(c, better)
}
