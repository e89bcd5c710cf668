package decode

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Quotes within a literal, which stand for quotes there: "run \"x\"" of programs and JSON, "run ""x""" of CSV, Basic, C# and SQL,
// 'run ''x''' of YAML and SQL, 'run '\''x'\''' of shells. What the literal says is a text of its own, in which they are the quotes of names
// and values. So a stretch is a part of one literal: it ends at the quotes around that, and at the end of a line.

// quotings are how each kind writes its quote, which is their last byte; shells have two ways.
var quotings = [len(escapeNames)][]string{
	Quoted:        {`\"`},
	QuotedSingle:  {`\'`},
	Doubled:       {`""`},
	DoubledSingle: {`''`},
	QuotedShell:   {`'\''`, `'"'"'`},
}

// mostQuotes bounds how many quotes or backslashes in a row are counted.
const mostQuotes = 16

// Quotes reports whether the escape is that of a quote within a literal.
func (e Escape) Quotes() bool { return Quoted <= e && e <= QuotedShell }

// quote is the quote that the escape stands for.
func (e Escape) quote() byte {
	q := quotings[e][0]
	return q[len(q)-1]
}

// quoting returns the length of the quote within a literal that text begins with, 0 if it begins with none.
func (e Escape) quoting(text []byte) int {
	for _, q := range quotings[e] {
		if bytes.HasPrefix(text, []byte(q)) {
			return len(q)
		}
	}
	return 0
}

// quotingTriggers are quotes within a literal that open something. Those of shells are rare enough all to be looked for.
func (e Escape) quotingTriggers() (texts []string) {
	if e == QuotedShell {
		return quotings[e]
	}
	for c := range byte(0x80) {
		if '0' <= c && c <= '9' || 'a' <= c && c <= 'z' {
			texts = append(texts, quotings[e][0]+string(c))
		}
	}
	return texts
}

// opens reports whether a quote within a literal, which text stands behind, is one of quotingTriggers.
func (e Escape) opens(text []byte) bool {
	return e == QuotedShell || len(text) > 0 && ascii.IsAlnum(text[0])
}

// stretchOfLiteral is Stretch for quotes within a literal.
func (e Escape) stretchOfLiteral(text []byte, at int) (lo, hi int, ok bool) {
	n := e.quoting(text[at:])
	if n == 0 {
		return e.Follows(at)
	}
	lo, first := e.front(text, at)
	if !first {
		return e.Follows(at)
	}
	hi, many := e.behind(text, at, n)
	return lo, hi, many
}

// front returns where what is undone with the quote at text[at:] begins, and whether that is the first there which opens something.
func (e Escape) front(text []byte, at int) (lo int, first bool) {
	if e.Lead() == '\\' && runBefore(text, at, '\\')%2 == 1 {
		return at, false // the backslash is escaped
	}
	for i := at; i > max(0, at-EscapeReach+mostQuotes); i-- {
		switch c := text[i-1]; {
		case c == '\n':
			return i, true
		case c != e.quote():
			continue
		}
		n, all := e.quotesBefore(text, i)
		switch {
		case n > 0 && e.opens(text[i:]):
			return at, false
		case !all:
			return i - n, true
		}
		i -= n - 1
	}
	return max(0, at-gapOfEscapes), true
}

// quotesBefore returns how many bytes of text[:i], which a quote ends, are quotes within the literal, and whether all that stand there are:
// if not, the literal begins or ends in front of them.
func (e Escape) quotesBefore(text []byte, i int) (n int, all bool) {
	switch {
	case e.Lead() == '\\':
		n = 2 * (runBefore(text, i-1, '\\') % 2)
		return n, n > 0
	case e == QuotedShell:
		for _, q := range quotings[e] {
			if bytes.HasSuffix(text[:i], []byte(q)) {
				return len(q), true
			}
		}
		return 0, false
	}
	n = runBefore(text, i, e.quote())
	return n &^ 1, n%2 == 0
}

// runBefore returns how often c stands in a row at the end of text[:at], mostQuotes at most.
func runBefore(text []byte, at int, c byte) (n int) {
	for n < min(at, mostQuotes) && text[at-1-n] == c {
		n++
	}
	return n
}

// behind returns where what is undone with the quote at text[at:], which takes n bytes, ends, and whether there are more of them in it.
func (e Escape) behind(text []byte, at, n int) (hi int, many bool) {
	last, end := at, at+n // last: the last one that opens something
	for i := end; ; {
		limit := min(len(text), end+gapOfEscapes)
		if i = e.pass(text, i, limit); i >= limit {
			return e.literalEnd(text, end, end), many
		}
		n := e.quoting(text[i:])
		switch {
		case n > 0 && !e.opens(text[i+n:]) && i-last > EscapeReach:
			return e.literalEnd(text, i, end), many
		case n > 0:
			if e.opens(text[i+n:]) {
				last = i
			}
			i, many = i+n, true
			end = i
		case e.closes(text[i]):
			return i, many
		default:
			i += e.width(text[i])
		}
	}
}

// literalEnd returns where a stretch ends whose last quote ends at end: with its literal, or as others do, but within no escape. All up to
// from is in the literal.
func (e Escape) literalEnd(text []byte, from, end int) int {
	hi := wordEnd(text, end+gapOfEscapes+LongestEscape)
	limit := min(hi, len(text))
	for i := from; ; {
		if i = e.pass(text, i, limit); i >= limit {
			return max(hi, i)
		}
		switch n := e.quoting(text[i:]); {
		case n > 0:
			i += n
		case e.closes(text[i]):
			return i
		default:
			i += e.width(text[i])
		}
	}
}

// pass returns the first place of text[i:limit] whose byte may begin a quote, end a literal or escape what follows; limit if there is none.
func (e Escape) pass(text []byte, i, limit int) int {
	quote, lead := e.quote(), e.Lead()
	for i < limit && text[i] != quote && text[i] != lead && text[i] != '\n' {
		i++
	}
	return i
}

// closes reports whether a byte that begins no quote within the literal ends it.
func (e Escape) closes(c byte) bool { return c == e.quote() || c == '\n' }

// width returns how many bytes to pass over for one that ends no literal: what a backslash escapes, with it.
func (e Escape) width(c byte) int {
	if c == '\\' && e.Lead() == '\\' {
		return 2
	}
	return 1
}
