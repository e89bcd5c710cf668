package policy

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// compileGlob turns a glob into a regular expression over a whole path. As in .gitignore (git's documentation of it, "Pattern
// format"): * and ? stay within one name, ** as a whole name crosses folders, a glob with a slash in it starts at the root and one
// without matches a name at any depth, one that matches a folder matches all in it, and one with a slash at its end matches
// only folders. Unlike there, ? and a set match one character, not one byte, and there are no negated globs.
func compileGlob(glob string) (*regexp.Regexp, error) {
	body := strings.TrimSuffix(glob, "/")
	if strings.Trim(body, "/") == "" {
		return nil, errors.New("an empty glob")
	}
	if body[0] == '!' {
		return nil, fmt.Errorf("%q: negated globs are not understood; \\! stands for the character", glob)
	}
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	if !strings.Contains(body, "/") {
		b.WriteString(`(?:.*/)?`)
	}
	if err := globNames(&b, strings.Split(strings.TrimPrefix(body, "/"), "/")); err != nil {
		return nil, fmt.Errorf("%q: %w", glob, err)
	}
	if strings.HasSuffix(glob, "/") {
		b.WriteString(`/.*\z`)
	} else {
		b.WriteString(`(?:/.*)?\z`)
	}
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil, fmt.Errorf("%q: %s", glob, fault(err))
	}
	return re, nil
}

// globNames translates the names of a glob, which slashes part.
func globNames(b *strings.Builder, names []string) error {
	for i, name := range names {
		last := i == len(names)-1
		switch {
		case name == "**" && last:
			b.WriteString(`.+`)
			continue
		case name == "**":
			b.WriteString(`(?:.*/)?`)
			continue
		}
		if err := globName(b, name); err != nil {
			return err
		}
		if !last {
			b.WriteByte('/')
		}
	}
	return nil
}

// globName translates one name.
func globName(b *strings.Builder, name string) error {
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == '*':
			b.WriteString(`[^/]*`)
		case c == '?':
			b.WriteString(`[^/]`)
		case c == '[':
			n, err := globSet(b, name[i+1:])
			if err != nil {
				return err
			}
			i += n
		case c == '\\' && i+1 < len(name):
			i++
			literal(b, name[i])
		default:
			literal(b, c)
		}
	}
	return nil
}

// globSet translates a set, whose [ is in front of text, and returns how many bytes of text it takes. A ] that comes first stands
// for itself. No set matches a slash.
func globSet(b *strings.Builder, text string) (int, error) {
	i := 0
	b.WriteByte('[')
	if text != "" && (text[0] == '!' || text[0] == '^') {
		b.WriteString(`^/`)
		i++
	}
	for first := i; i < len(text); i++ {
		switch c := text[i]; {
		case c == ']' && i > first:
			b.WriteByte(']')
			return i + 1, nil
		case c == '[' && strings.HasPrefix(text[i:], "[:"):
			return 0, errors.New("classes of characters such as [:alpha:] are not understood")
		case c == '-' && i > first && i+1 < len(text) && text[i+1] != ']':
			if text[i-1] < '/' && text[i+1] > '/' {
				return 0, errors.New("a range with a slash in it")
			}
			b.WriteByte('-')
		case c == '\\' && i+1 < len(text):
			i++
			literal(b, text[i])
		default:
			literal(b, c)
		}
	}
	return 0, errors.New("[ without ]")
}

// literal writes a byte of a glob that stands for itself; bytes of one character go one after the other.
func literal(b *strings.Builder, c byte) {
	if c < utf8.RuneSelf && !wordByte(c) {
		b.WriteByte('\\')
	}
	b.WriteByte(c)
}
