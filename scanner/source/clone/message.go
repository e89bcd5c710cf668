package clone

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// toldError is an error in words of ours, with a hint when we know the cure.
type toldError struct{ text, hint string }

func (e *toldError) Error() string { return e.text }

func tell(text, hint string) error { return &toldError{text, hint} }

// longestMessage bounds the part of a message that others wrote, in runes.
const longestMessage = 500

var userinfo = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`://[^/\s"']*@`)
})

// clean returns a text that others wrote, or that quotes what they wrote, for a message: without the secrets, the user part of URLs
// and control characters, which would command a terminal.
func clean(text string, secrets []string) string {
	secrets = slices.Clone(secrets)
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) }) // one may be part of another
	for _, s := range secrets {
		for _, form := range []string{s, url.QueryEscape(s), url.PathEscape(s), url.UserPassword("", s).String()[1:]} {
			if form != "" {
				text = strings.ReplaceAll(text, form, "***")
			}
		}
	}
	text = userinfo().ReplaceAllString(text, "://")
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if runes := []rune(text); len(runes) > longestMessage {
		text = string(runes[:longestMessage]) + "…"
	}
	return strings.TrimSpace(text)
}
