package detect

import (
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/model"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Values that are known by what is written around them, not by a name: headers, passwords of addresses, and whatever a rule of the kind
// token gives a name for the model.

// tokenWeighed judges the value of a token's rule, whose literal is text[start:end]: under the name that the rule gives it, or as a header's
// behind its scheme.
func (w *Worker) tokenWeighed(r *rule, text []byte, start, end int, c *Candidate) bool {
	if len(r.names) > 0 {
		return w.namedWeighed(r, text, c)
	}
	return w.weigh(r, c, syntax.Span{Start: c.Start, End: c.End}, model.Value{Text: text, NameStart: start, NameEnd: end, Syntax: model.Header})
}

// namedWeighed judges a value whose place says what it is, as if the rule's name stood in front of it.
func (w *Worker) namedWeighed(r *rule, text []byte, c *Candidate) bool {
	from, to := max(0, int(c.Start)-model.Before), min(len(text), int(c.End)+model.Behind+1)
	c.widen(int32(from-1), int32(to))
	c.far = max(c.far, c.End+model.Behind+1)
	front := text[from:c.Start]
	w.placed = append(append(append(append(w.placed[:0], front...), r.names[0]...), '='), text[c.Start:to]...)
	name := syntax.Span{Start: int32(len(front)), End: int32(len(front) + len(r.names[0]))}
	value := syntax.Span{Start: name.End + 1, End: name.End + 1 + c.End - c.Start}
	as := Candidate{Rule: c.Rule, facts: c.facts}
	quoted := inQuotes(text, int(c.Start), int(c.End))
	kept := w.weigh(r, &as, value, model.Value{Text: w.placed, NameStart: int(name.Start), NameEnd: int(name.End), Syntax: model.Equals, Quoted: quoted})
	c.facts = as.facts
	return kept || c.drop(as.why)
}

// inQuotes reports whether the same quote stands on both sides of text[start:end].
func inQuotes(text []byte, start, end int) bool {
	return start > 0 && end < len(text) && ascii.IsQuote(text[start-1]) && text[end] == text[start-1]
}

// userinfoWeighed judges an address's password; the user in front of it is its name.
func (w *Worker) userinfoWeighed(r *rule, text []byte, c *Candidate) bool {
	value := c.weighedSpan()
	end := max(0, int(value.Start)-1)
	from := end
	for from > 0 && end-from < model.Before/2 && text[from-1] != '/' && text[from-1] > ' ' {
		from--
	}
	return w.weigh(r, c, value, model.Value{Text: text, NameStart: from, NameEnd: end, Syntax: model.Userinfo})
}
