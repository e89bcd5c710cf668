package policy

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// compileGlob turns a glob into a regular expression over a whole path. As in .gitignore: * and ? stay within one name, ** crosses
// folders, a glob without a slash matches a name at any depth, and one that matches a folder matches all in it.
func compileGlob(glob string) (*regexp.Regexp, error) {
	if strings.Trim(glob, "/") == "" {
		return nil, errors.New("an empty path glob")
	}
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	body := strings.TrimSuffix(glob, "/")
	if !strings.Contains(body, "/") {
		b.WriteString(`(?:.*/)?`)
	}
	for body = strings.TrimPrefix(body, "/"); body != ""; {
		rest, err := globPart(&b, body)
		if err != nil {
			return nil, fmt.Errorf("path glob %q: %w", glob, err)
		}
		body = rest
	}
	b.WriteString(`(?:/.*)?\z`)
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil, fmt.Errorf("path glob %q: not understood", glob)
	}
	return re, nil
}

// globPart translates the first part of a glob and returns the rest.
func globPart(b *strings.Builder, glob string) (rest string, err error) {
	switch {
	case strings.HasPrefix(glob, "**/"):
		b.WriteString(`(?:.*/)?`)
		return glob[3:], nil
	case strings.HasPrefix(glob, "**"):
		b.WriteString(`.*`)
		return glob[2:], nil
	case glob[0] == '*':
		b.WriteString(`[^/]*`)
	case glob[0] == '?':
		b.WriteString(`[^/]`)
	case glob[0] == '[':
		end := strings.IndexByte(glob[1:], ']')
		if end < 1 {
			return "", errors.New("[ without ]")
		}
		set := glob[1 : end+1]
		if set[0] == '!' {
			set = "^" + set[1:]
		}
		b.WriteString("[" + strings.ReplaceAll(set, `\`, `\\`) + "]")
		return glob[end+2:], nil
	case glob[0] == '\\' && len(glob) > 1:
		b.WriteString(regexp.QuoteMeta(glob[1:2]))
		return glob[2:], nil
	default:
		b.WriteString(regexp.QuoteMeta(glob[:1]))
	}
	return glob[1:], nil
}
