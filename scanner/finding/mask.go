package finding

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Masker replaces the secrets of a run in every text that leaves the process: paths, authors, refs, errors. A secret is known as
// it is, and as it stands in URLs and in quoted strings. Not masked are secrets of less than 5 bytes and plain words of up to 12
// letters: both stand in paths by chance, and masking "lib/password.c" would spoil the path and tell the password.
// All methods are safe for concurrent use; the nil Masker changes nothing.
type Masker struct {
	mu       sync.RWMutex
	forms    map[string]string // what is replaced, by what
	replacer *strings.Replacer // of all forms; nil after Add, until the next Mask
}

const (
	leastMasked = 5  // bytes
	longestWord = 12 // bytes
)

// NewMasker returns a masker that knows secrets.
func NewMasker(secrets ...Secret) *Masker {
	m := &Masker{forms: map[string]string{}}
	m.Add(secrets...)
	return m
}

// Add makes m know more secrets. The next Mask pays for sorting all of them: add many at once, then mask.
func (m *Masker) Add(secrets ...Secret) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range secrets {
		text := s.Reveal()
		if _, known := m.forms[text]; known || plainWord(text) {
			continue
		}
		for _, form := range spellings(text) {
			if len(form) >= leastMasked {
				m.forms[form] = s.String()
			}
		}
	}
	m.replacer = nil
}

// spellings returns the ways in which text stands in other texts.
func spellings(text string) []string {
	quoted := strconv.Quote(text)
	query, path := url.QueryEscape(text), url.PathEscape(text)
	return []string{text, strings.TrimSpace(text), quoted[1 : len(quoted)-1], query, path, lowerEscapes(query), lowerEscapes(path)}
}

// lowerEscapes spells the hexadecimal digits of percent signs in lower case, which RFC 3986, section 2.1, allows too.
func lowerEscapes(escaped string) string {
	parts := strings.Split(escaped, "%")
	for i, p := range parts[1:] {
		parts[i+1] = strings.ToLower(p[:2]) + p[2:]
	}
	return strings.Join(parts, "%")
}

// plainWord reports whether text is a short run of letters written as words are.
func plainWord(text string) bool {
	if len(text) == 0 || len(text) > longestWord ||
		strings.ContainsFunc(text, func(r rune) bool { return r > 0x7f || !isLetter(byte(r)) }) {
		return false
	}
	rest := text[1:]
	return rest == strings.ToLower(rest) || text == strings.ToUpper(text)
}

// Mask returns text with every known secret masked; where secrets overlap, the longest that begins first.
func (m *Masker) Mask(text string) string {
	if m == nil || text == "" {
		return text
	}
	return m.current().Replace(text)
}

func (m *Masker) current() *strings.Replacer {
	m.mu.RLock()
	r := m.replacer
	m.mu.RUnlock()
	if r != nil {
		return r
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.replacer == nil {
		m.replacer = m.build()
	}
	return m.replacer
}

// build makes the replacer of all forms: it prefers what is named first, so the longest come first.
func (m *Masker) build() *strings.Replacer {
	ordered := make([]string, 0, len(m.forms))
	for form := range m.forms {
		ordered = append(ordered, form)
	}
	slices.SortFunc(ordered, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	pairs := make([]string, 0, 2*len(ordered))
	for _, form := range ordered {
		pairs = append(pairs, form, m.forms[form])
	}
	return strings.NewReplacer(pairs...)
}
