package detect

import (
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values with the shape of a rule that names a provider or a kind of secret: what is assigned to a name, stated behind one, or passed to
// what makes a client.

// contextual judges an assignment or a statement, first by the rule's shape, then by the wider one, then by what generic rules ask
// of a value: of the name that holds the literal, or that stands behind it.
func (w *Worker) contextual(r *rule, text []byte, start, end int, c *Candidate) bool {
	literal := text[start:end]
	if r.assigned && !w.assigns(text, start, end, c) {
		return c.drop(judge.NoAssignment)
	}
	if !r.Generic {
		c.begin()
		c.within(start-judge.MaxNameWord-1, end+judge.MaxNameWord)
		c.end(start)
		if w.inLongerWord(r, text, start, end) {
			return c.drop(judge.InsideWord)
		}
	}
	if w.ofShape(r, &r.shape, 0, text, start, end, c) ||
		!r.wider.none() && (r.Generic || !w.anybodys(literal)) && w.ofShape(r, &r.wider, judge.WiderShape, text, start, end, c) {
		return true
	}
	if !r.owns(literal) || w.runsOn(text, end) || !wordlist.WordStarts(text, start) {
		return false
	}
	return w.ofOwner(r, text, start, end, c)
}

// assigns reports whether anything is assigned to the name that holds a literal: to most nothing is, and all rules of the literal ask.
func (w *Worker) assigns(text []byte, start, end int, c *Candidate) bool {
	a, _ := w.parse(text, start, end)
	c.begin()
	c.far = max(c.far, a.Read)
	if a.Operator == syntax.NoOperator {
		c.within(int(a.Seen.Start), int(a.Seen.End))
	} else {
		c.within(a.Looked(text))
	}
	c.end(start)
	return a.Operator != syntax.NoOperator
}

// inLongerWord reports whether a provider's literal is a part of a word that says something else.
func (w *Worker) inLongerWord(r *rule, text []byte, start, end int) bool {
	return r.withinWord(text, start, end) || compound(text, start, end) ||
		ascii.All(text[start:end], ascii.IsLetter) && w.runsOn(text, r.nameEnds(text, start, end)) || w.ofAnother(r, text, start, end)
}

// ofShape judges what is assigned to a name or stated, if it has one of the rule's shapes; seen says which.
func (w *Worker) ofShape(r *rule, shape *lazyShape, seen judge.Facts, text []byte, start, end int, c *Candidate) bool {
	c.facts = seen
	c.begin()
	kept := w.assigned(r, shape, text, start, end, c)
	c.end(start)
	if !kept && r.Statement && (ascii.EqualFold(text[start:end], r.Provider) || !w.anybodys(text[start:end])) {
		c.facts = seen
		c.begin()
		kept = w.stated(r, shape.get(), text, start, end, c)
		c.end(start)
	}
	kept = kept || r.Namesake && w.spoken(r, shape, seen, text, start, end, c)
	return kept && !w.disowned(r, text, start, end, c)
}

// disowned drops a value that has the shape, where its name is another's, or nothing but a shape that anything may have tells it.
func (w *Worker) disowned(r *rule, text []byte, start, end int, c *Candidate) bool {
	switch {
	case r.purposed(text, c), r.aside() && r.anyName && secrets.Ends(calledBefore(text, start, c)),
		!r.Generic && w.anybodys(text[start:end]) && w.namesAnother(r, text[c.Name.Start:c.Name.End]):
		c.drop(judge.OtherName)
	case c.facts&(judge.WiderShape|judge.Apart) == 0:
		return false
	case c.facts&(judge.Words|judge.MadeUp) == judge.Words, judge.Humps(text[c.Start:c.End]): // neither its shape nor its name, nor its characters
		c.drop(judge.WordsOnly)
	default:
		return false
	}
	return true
}

// ofOwner judges what is assigned to a name of the provider's own, or is passed to what makes a client of it, and has not the rule's shape.
func (w *Worker) ofOwner(r *rule, text []byte, start, end int, c *Candidate) bool {
	c.facts = judge.OtherShape
	c.begin()
	kept := w.assigned(r, nil, text, start, end, c)
	c.end(start)
	if kept && (!r.chosen && judge.OfPassword(text[c.Name.Start:c.Name.End]) || r.purposed(text, c)) {
		return c.drop(judge.OtherName)
	}
	return kept || r.rare && (w.spoken(r, nil, judge.OtherShape, text, start, end, c) || w.adjoins(r, text, start, end, c) || w.constructs(r, text, start, end, c))
}

// secrets are last words of names for what is no id or host.
var secrets = wordlist.New([]string{"secret", "token", "password", "passwd", "pwd", "passphrase"}, wordlist.LongWord)

// calledBefore returns c's name, or what its statement, which begins at text[start:], has in the place of one.
func calledBefore(text []byte, start int, c *Candidate) []byte {
	if c.Name.End > c.Name.Start {
		return text[c.Name.Start:c.Name.End]
	}
	return nameBefore(text[start:], int(c.Start)-start)
}
