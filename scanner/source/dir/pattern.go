package dir

import (
	"bytes"
	"strings"
)

// Patterns of .gitignore files, matched as git does (gitignore(5); parse_path_pattern in its dir.c, and its wildmatch.c): byte by byte,
// with POSIX classes and "[!…]". go-git's package for it takes a pattern that names a folder to match all below it too, so that
// "!sub" brings back what another pattern ignores in sub; it knows neither "[!…]" nor classes, and gives up where "**" must be tried
// at more than one place. The time for a name is bounded by its length times that of the pattern, whatever the pattern.

// pattern is one line of a .gitignore file.
type pattern struct {
	negated  bool
	folders  bool // matches folders only
	basename bool // has no slash: matches the last name of a path at any depth
	parts    []part
}

// parsePatterns parses a .gitignore file. Lines that match nothing are left out.
func parsePatterns(text []byte) []pattern {
	var patterns []pattern
	for line := range bytes.Lines(bytes.TrimPrefix(text, []byte("\uFEFF"))) {
		if p, ok := parsePattern(string(line)); ok {
			patterns = append(patterns, p)
		}
	}
	return patterns
}

func parsePattern(line string) (p pattern, ok bool) {
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	line, _, _ = strings.Cut(line, "\x00") // to git a line is a C string
	line = trimSpaces(line)
	if line == "" || line[0] == '#' {
		return pattern{}, false
	}
	line, p.negated = strings.CutPrefix(line, "!")
	line, p.folders = strings.CutSuffix(line, "/")
	p.basename = !strings.Contains(line, "/")
	p.parts, ok = parseParts(strings.TrimPrefix(line, "/"), p.basename)
	return p, ok
}

// trimSpaces removes spaces at the end, but not one behind a backslash.
func trimSpaces(line string) string {
	end := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			continue
		case '\\':
			i++
		}
		end = min(i+1, len(line))
	}
	return line[:end]
}

// parseParts splits a pattern at its slashes. It reports false for one that matches nothing.
func parseParts(text string, basename bool) ([]part, bool) {
	var parts []part
	for {
		rest := strings.TrimLeft(text, "*")
		p := part{deep: !basename && len(text)-len(rest) > 1 && (rest == "" || atSlash(rest))}
		if !p.deep {
			var ok bool
			if p, rest, ok = parsePart(text); !ok {
				return nil, false
			}
		}
		parts = append(parts, p)
		if rest == "" {
			return parts, true
		}
		text = strings.TrimPrefix(rest, `\`)[1:]
	}
}

// atSlash reports whether text begins with a slash, which may be escaped.
func atSlash(text string) bool { return strings.HasPrefix(text, "/") || strings.HasPrefix(text, `\/`) }

// matches reports whether the pattern matches an entry: its path from the folder of the .gitignore file, and the last name of that.
func (p *pattern) matches(path, name string, folder bool) bool {
	if p.folders && !folder {
		return false
	}
	if p.basename {
		return p.parts[0].matches(name)
	}
	return matchParts(p.parts, path)
}

// matchParts compares name by name. Where that fails, only the last "**" has to take one name more: what stands in front of it
// matches as early as it can.
func matchParts(parts []part, path string) bool {
	i, deep, from := 0, -1, ""
	for path != "" {
		if i < len(parts) && parts[i].deep {
			deep, from = i, path
			if i++; i == len(parts) {
				return true
			}
			continue
		}
		name, rest, _ := strings.Cut(path, "/")
		switch {
		case i < len(parts) && parts[i].matches(name):
			i, path = i+1, rest
		case deep >= 0:
			_, from, _ = strings.Cut(from, "/")
			i, path = deep+1, from
		default:
			return false
		}
	}
	return i == len(parts)
}
