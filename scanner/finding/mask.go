package finding

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// leastMasked is the length in bytes from which a secret is masked inside other texts: shorter ones stand everywhere by chance.
const leastMasked = 5

// Masker replaces the secrets of a run in every text that leaves the process: paths, authors, refs. It is immutable and safe for
// concurrent use; the nil Masker changes nothing.
type Masker struct{ replacer *strings.Replacer }

// NewMasker returns a masker that knows secrets, also as they stand in URLs and in quoted strings. Where secrets overlap the
// longest is masked.
func NewMasker(secrets []Secret) *Masker {
	forms := map[string]string{}
	for _, s := range secrets {
		text := s.Reveal()
		if len(text) < leastMasked {
			continue
		}
		quoted := strconv.Quote(text)
		for _, form := range []string{text, url.QueryEscape(text), url.PathEscape(text), quoted[1 : len(quoted)-1]} {
			forms[form] = s.String()
		}
	}
	ordered := make([]string, 0, len(forms))
	for form := range forms {
		ordered = append(ordered, form)
	}
	slices.SortFunc(ordered, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	var pairs []string
	for _, form := range ordered {
		pairs = append(pairs, form, forms[form])
	}
	return &Masker{strings.NewReplacer(pairs...)}
}

// Mask returns text with every known secret masked.
func (m *Masker) Mask(text string) string {
	if m == nil {
		return text
	}
	return m.replacer.Replace(text)
}
