package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/model"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Values that have not the shape of a provider's secrets, behind its word and the name of a credential that stand side by side:
//
//	acme api token = "x"        acme SECRET x        acmeKEY x        acme-secret-x
//
// or the only argument of what makes a client of it:
//
//	new AcmeClient("x")         acme.init("x")       new Acme("x")    acme.NewClient("x")

// spokenWords is how many words a name behind a provider's word has at most.
const spokenWords = 2

// spoken judges "acme token = …", where the literal is a word in front of the name, by a shape, or without one (nil) as generic rules would.
func (w *Worker) spoken(r *rule, shape *lazyShape, seen judge.Facts, text []byte, start, end int, c *Candidate) bool {
	c.begin()
	c.within(start, end+1)
	from := end
	for range spokenWords {
		if from+1 >= len(text) || text[from] != ' ' || !ascii.IsLetter(text[from+1]) {
			return false
		}
		from++
		to := from + ascii.Run(text[from:min(len(text), from+judge.MaxNameWord)], ascii.IsName)
		c.facts = seen
		c.begin()
		kept := w.assigned(r, shape, text, from, to, c)
		c.end(start)
		if kept && w.credential(text, w.names.Parsed()) {
			return true
		}
		from = to
	}
	return false
}

// Values that adjoin their name without a sign, in bytes.
const (
	shortestAdjoining = 16
	longestAdjoining  = 400
)

// adjoins judges a random value right behind a provider's word and that of a credential, with a blank or a dash between.
func (w *Worker) adjoins(r *rule, text []byte, start, end int, c *Candidate) bool {
	value, read := w.adjoining(text, end)
	c.begin()
	c.within(start, read)
	if value.End == 0 {
		c.end(start)
		return c.drop(judge.NoStatement)
	}
	c.Start, c.End, c.Name, c.facts = value.Start, value.End, syntax.Span{Start: int32(start), End: value.Start - 1}, judge.OtherShape|judge.Apart
	kept := w.weigh(r, c, value, model.Value{Text: text, NameStart: start, NameEnd: int(value.Start) - 1, Syntax: model.Juxtaposed})
	c.end(start)
	return kept && c.facts&(judge.Words|judge.Unlikely) == 0
}

// adjoining returns the value behind the words of a credential's name that begin at text[end:], which ends at 0 where there is
// none, and what it read, exclusive.
func (w *Worker) adjoining(text []byte, end int) (value syntax.Span, read int) {
	at := end
	for ; at < min(len(text)-1, end+judge.MaxNameWord) && (ascii.IsName(text[at]) || text[at] == ' '); at++ {
		if text[at] != ' ' && text[at] != '-' {
			continue
		}
		from := at + 1
		to := from + adjoiningBytes.Run(text[from:min(len(text), from+longestAdjoining)])
		read = max(read, to+1)
		if to-from < shortestAdjoining {
			continue
		}
		to = from + len(bytes.TrimRight(text[from:to], ".-"))
		if ended(text, to) && bytes.ContainsAny(text[from:to], ascii.Digits) && w.anyone.named(text[end:at]) && stored(text[end:at]) == 0 {
			return syntax.Span{Start: int32(from), End: int32(to)}, read
		}
	}
	return value, max(read, at+1)
}

// constructs judges a random value that is passed to what makes a client of the provider. It is asked last: what the parser read
// is a part of the verdict already.
func (w *Worker) constructs(r *rule, text []byte, start, end int, c *Candidate) bool {
	a, ok := w.parse(text, start, end)
	c.begin()
	c.within(int(a.Name.Start)-len("new "), end)
	if !ok || a.Operator != syntax.Call || !a.Quoted || a.Value.End-a.Value.Start < shortestAdjoining || !constructor(text, a.Name, end) {
		c.end(start)
		return c.drop(judge.NoStatement)
	}
	c.Start, c.End, c.Name, c.facts = a.Value.Start, a.Value.End, a.Name, judge.OtherShape|judge.Apart
	kept := w.weigh(r, c, a.Value, valueOf(&a, text))
	c.end(start)
	c.facts &^= judge.Unlikely // for want of a credential's name, which the provider's stands for
	return kept && c.facts&judge.Words == 0
}

// constructor reports whether a name, whose word for a provider ends at text[end:], is that of such a thing.
func constructor(text []byte, name syntax.Span, end int) bool {
	if int(name.End) <= end { // a literal may go on behind the name: key=
		return bytes.HasSuffix(text[:name.Start], []byte("new "))
	}
	return makesClient(text[end:name.End])
}

// adjoiningBytes are those of values that stand without quotes.
var adjoiningBytes = ascii.ClassOf(ascii.IsAlnum, "+/=_.~-|")

// ended reports whether a value without quotes may end in front of text[at:].
func ended(text []byte, at int) bool {
	return at == len(text) || ascii.IsSpace(text[at]) || bytes.IndexByte([]byte(".,;)\"'`"), text[at]) >= 0
}
