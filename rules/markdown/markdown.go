// Package markdown writes texts and addresses that others chose into Markdown, so that they cannot act there.
package markdown

import "strings"

const (
	signs  = "\\`*_[]<>|#!~&" // mean something wherever they stand
	begins = "-+="            // lists, rules and headings, at the beginning of a line
)

// Text returns text as one line in which nothing is Markdown or HTML. White space becomes single blanks.
func Text(text string) string {
	var b strings.Builder
	for i, c := range strings.Join(strings.Fields(text), " ") {
		if strings.ContainsRune(signs, c) || i == 0 && strings.ContainsRune(begins, c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Link returns an https address as a link; what is none stays text.
func Link(address string) string {
	if strings.HasPrefix(address, "https://") && !strings.ContainsAny(address, "<> \n") {
		return "<" + address + ">"
	}
	return Text(address)
}
