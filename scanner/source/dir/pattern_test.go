package dir

import (
	"strings"
	"testing"
)

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		line  string
		yes   string // paths from the folder of the file, separated by spaces; a folder ends with a slash
		never string
	}{
		{"*.log", "a.log x/a.log .log", "a.logs log"},
		{"a", "a a/ x/a", "ab x/ab"},
		{"a/", "a/ x/a/", "a"},
		{"/a", "a a/", "x/a"},
		{"x/a", "x/a", "a y/x/a"},
		{"x/*", "x/a x/b/", "x/a/b x"},
		{"x*a", "xa xba y/xa", "x/a"},
		{"**/a", "a x/a x/y/a", "ab"},
		{"a/**", "a/b a/b/c", "a/ a"},
		{"a/**/b", "a/b a/x/b a/x/y/b", "a/xb ab x/a/b"},
		{"**/a/b", "a/b x/a/b a/x/a/b", "a/x/b"},
		{"a/**/b/**/c", "a/b/c a/b/b/x/c a/x/b/c", "a/c a/b"},
		{"**", "a x/a", ""},
		{"/**", "a x/a", ""},
		{"a**b", "ab axb", "a/b"},
		{"x/a**b", "x/ab x/a-b", "x/a/b"},
		{"?", "a x/b", "ab"},
		{"[!a]", "b", "a"},
		{"[^a]", "b", "a"},
		{"[a-c-e]", "a b c - e", "d"},
		{"[]a]", "] a", "b"},
		{"[!]a]", "b", "] a"},
		{`[\]]`, "]", `\`},
		{`[a\-c]`, "a - c", "b"},
		{"[[:digit:]x]", "1 x", "y :"},
		{"[[:digit]", ": [ d", "1 x"},
		{"[[:nothing:]]", "", "n :"},
		{"[a", "", "a [a"},
		{`a\`, "", `a a\`},
		{`\!a`, "!a", "a"},
		{`\#a`, "#a", "a"},
		{`\*`, "*", "a"},
		{`a\ `, "", "a"},
		{`x\/a`, "x/a", "xa"},
		{"x[/]a", "", "x/a xa"},
		{"é?", "éx", "é éé"},
		{"a//b", "", "a/b"},
		{"/", "", "a a/"},
		{"", "", "a"},
		{"# a", "", "a"},
		{"a \t", "", "a"},
		{"a  ", "a", ""},
		{"a\r", "a", ""},
	} {
		p, ok := parsePattern(c.line)
		match := func(path string) bool {
			path, folder := strings.CutSuffix(path, "/")
			return ok && p.matches(path, path[strings.LastIndexByte(path, '/')+1:], folder)
		}
		for _, path := range strings.Fields(c.yes) {
			if !match(path) {
				t.Errorf("%q does not match %q", c.line, path)
			}
		}
		for _, path := range strings.Fields(c.never) {
			if match(path) {
				t.Errorf("%q matches %q", c.line, path)
			}
		}
	}
}

func TestParsePatterns(t *testing.T) {
	got := parsePatterns([]byte("\uFEFF*.log\r\n\n# comment\n!keep.log\nlast"))
	if len(got) != 3 || !got[0].matches("a.log", "a.log", false) || !got[1].negated || !got[2].matches("last", "last", true) {
		t.Errorf("%+v", got)
	}
}

// TestPatternTime: patterns that take exponential time when every star tries everything are done at once.
func TestPatternTime(t *testing.T) {
	for _, line := range []string{
		strings.Repeat("*a", 100) + "*b", strings.Repeat("**/*a*/", 100) + "b", strings.Repeat("[!b]*", 100) + "b",
	} {
		p, ok := parsePattern(line)
		if !ok || p.matches(strings.Repeat(strings.Repeat("a", 250)+"/", 200)+"c", strings.Repeat("a", 250), false) {
			t.Errorf("%q matches", line)
		}
	}
}

// wildmatch is git's own matcher for patterns of several names, line for line (wildmatch.c, with WM_PATHNAME).
func wildmatch(pattern, text string) bool {
	p, t := 0, 0
	at := func(s string, i int) byte {
		if i >= 0 && i < len(s) {
			return s[i]
		}
		return 0
	}
	for ; at(pattern, p) != 0; p, t = p+1, t+1 {
		c := at(text, t)
		if c == 0 && pattern[p] != '*' {
			return false
		}
		switch pattern[p] {
		default:
			if c != pattern[p] {
				return false
			}
		case '\\':
			p++
			if c != at(pattern, p) {
				return false
			}
		case '?':
			if c == '/' {
				return false
			}
		case '[':
			set, n := parseSet(pattern[p:])
			if set == nil || c == '/' || !set.has(c) {
				return false
			}
			p += n - 1
		case '*':
			before, slashes := p-1, false
			for p++; at(pattern, p) == '*'; p++ {
				slashes = true
			}
			rest := pattern[p:]
			slashes = slashes && (before < 0 || pattern[before] == '/') && (rest == "" || atSlash(rest))
			if slashes && strings.HasPrefix(rest, "/") && wildmatch(rest[1:], text[t:]) {
				return true
			}
			if rest == "" {
				return slashes || !strings.Contains(text[t:], "/")
			}
			for i := t; i <= len(text); i++ {
				if wildmatch(rest, text[i:]) {
					return true
				}
				if at(text, i) == '/' && !slashes {
					return false
				}
			}
			return false
		}
	}
	return t == len(text)
}

// FuzzPattern: the matcher that is never slow agrees with git's.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{
		"a/**/b\na/x/y/b", "**/a/b\nx/a/b", "/*a*b\nxaxb", "a/[!b-d]?\na/ax", "**/x/**\na/x/b", "x/***/y\nx/a/y", `x\/y` + "\nx/y", "a/**b/c\na/xb/c", "/[[:alpha:]]*\nab",
		"a**/b\nax/b", "**/**/a\na", "a/**/**/b\na/b", "x/**/\nx/y", "[/]/a\na/a", "/a[b/c]d\nabd",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, both string) {
		line, path, _ := strings.Cut(both, "\n")
		if len(both) > 60 || strings.Count(line, "*") > 8 || strings.ContainsAny(both, "\x00") || path == "" ||
			strings.HasPrefix("/"+path+"/", "//") ||
			strings.Contains("/"+path+"/", "//") {
			return // git's takes too long, or no path
		}
		parts, ok := parseParts(line, false)
		if got, want := ok && matchParts(parts, path), wildmatch(line, path); got != want {
			t.Errorf("pattern %q, path %q: %v, git says %v", line, path, got, want)
		}
	})
}
