package detect

import (
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Rules of the kind token whose literal opens a list of secrets: what chpasswd reads, the users of a program, accounts in a note.

// mostItems is the most items of a list that are read, and itemsReach how far behind the literal, in bytes.
const (
	mostItems  = 100
	itemsReach = 16 << 10
)

// items judges the items of the list that the literal text[start:end] and the rule's shape open. The first of them that has a secret is c.
func (w *Worker) items(r *rule, text []byte, start, end int, c *Candidate) bool {
	left := start - escapeReach
	if r.Boundary != "none" && continuesLeft(text, start) {
		c.within(left, end)
		return c.drop(judge.InsideWord)
	}
	at := end
	if !r.shape.none() {
		n, hi, ok := reached(r.shape.get(), text, start, end, c)
		if !ok {
			c.within(left, hi+1)
			return c.drop(judge.NoShape)
		}
		at += n
		c.widen(int32(left), int32(hi+1))
	}
	text = text[:min(len(text), end+itemsReach)]
	at = min(at, len(text))
	each, kept, first := r.each.get(), false, true
	for range mostItems {
		n, marked, ok := each.MatchMarked(text[at:])
		if !ok {
			break
		}
		if marked {
			from := at
			item := func(item *Candidate) bool { return w.item(r, text, start, from, from+n, item) }
			if first {
				kept = item(c)
			} else {
				w.other(c, syntax.Span{Start: c.Start, End: c.End}, item)
			}
			first = false
		}
		at += n
	}
	c.within(left, min(at+each.MaxWidth(), end+itemsReach)+1)
	c.widen(c.lo, c.far)
	if first {
		return c.drop(judge.NoShape)
	}
	return kept
}

// item judges the secret in the item text[from:to] of a list whose literal is text[start:].
func (w *Worker) item(r *rule, text []byte, start, from, to int, item *Candidate) bool {
	kept := r.tokenValue(r.each.get(), text, start, start, from, to, item) &&
		(!r.weighed || w.tokenWeighed(r, text, int(item.Start), int(item.Start), item))
	item.widen(item.lo, item.far)
	return kept
}
