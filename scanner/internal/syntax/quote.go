package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// quotes are what may stand around a name or a value, longest first; a value ends with what it began with, but for those of
// printed texts.
var quotes = [...]string{`"""`, `'''`, `\\\"`, `\"`, `\'`, `"`, `'`, "``", "`", "&quot;", "&#34;", "%22", "“", "”", "„", "‘", "’"}

var quotesBy = ascii.ByFirst(quotes[:])

// quote reads an opening or closing quote.
func (p *parser) quote() string {
	for _, q := range quotesBy[p.peek()] {
		if p.skip(q) {
			return q
		}
	}
	return ""
}

// crossesLines reports whether a literal in such quotes may be more than one line.
func crossesLines(quote string) bool { return quote == `"""` || quote == `'''` || quote == "`" }

// printed returns what closes a literal that a quote of printed texts opens, each in any place; nothing for other quotes.
func printed(quote string) (closers string) {
	switch quote {
	case "“", "”", "„":
		return "“”"
	case "‘", "’":
		return "‘’"
	}
	return ""
}

// Closing returns the offset of the closing quote, -1 if there is none; a backslash escapes the single-character quotes.
func Closing(b []byte, quote string) int {
	if closers := printed(quote); closers != "" {
		return bytes.IndexAny(b, closers)
	}
	if len(quote) != 1 || quote == "`" {
		return bytes.Index(b, []byte(quote))
	}
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case quote[0]:
			return i
		}
	}
	return -1
}
