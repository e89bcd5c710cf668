package detect

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// The names of a history are known long before its paths. What a pattern of whole paths says of the end of a path, behind the last slash
// that it may match, is asked of names first: few patterns leave all of them.

// namePattern returns a pattern that matches the last name of each path that pattern matches, nil if any name may be one.
func namePattern(pattern string) *regexp.Regexp {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	text, ok := nameOf(re)
	if !ok {
		return nil
	}
	out, err := regexp.Compile(text)
	if err != nil {
		return nil
	}
	return out
}

// nameOf returns what names must match; ok is false if that is nothing.
func nameOf(re *syntax.Regexp) (pattern string, ok bool) {
	switch re.Op {
	case syntax.OpCapture:
		return nameOf(re.Sub[0])
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			text, ok := nameOf(sub)
			if !ok {
				return "", false
			}
			all = append(all, text)
		}
		return strings.Join(all, "|"), true
	case syntax.OpConcat:
		return ending(re.Sub)
	}
	return "", false
}

// ending returns what stands at the end of parts that follow each other, behind the last slash that they may match, if they are bound to
// the end of the path.
func ending(parts []*syntax.Regexp) (pattern string, ok bool) {
	last := len(parts) - 1
	if parts[last].Op != syntax.OpEndText {
		return "", false
	}
	from := last
	for from > 0 && !slashed(parts[from-1]) {
		from--
	}
	behind := ""
	if from > 0 && parts[from-1].Op == syntax.OpLiteral {
		literal := string(parts[from-1].Rune)
		if at := strings.LastIndexByte(literal, '/'); at >= 0 {
			behind = regexp.QuoteMeta(literal[at+1:])
		}
		if parts[from-1].Flags&syntax.FoldCase != 0 {
			behind = "(?i:" + behind + ")"
		}
	}
	for _, p := range parts[from:last] {
		behind += "(?:" + p.String() + ")"
	}
	return "(?:" + behind + `\z)`, true
}

// slashed reports whether what re matches may hold a slash, or whether it looks at what stands in front of it.
func slashed(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return strings.ContainsRune(string(re.Rune), '/')
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i] <= '/' && '/' <= re.Rune[i+1] {
				return true
			}
		}
		return false
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpBeginLine, syntax.OpBeginText, syntax.OpEndLine, syntax.OpWordBoundary,
		syntax.OpNoWordBoundary:
		return true
	}
	for _, sub := range re.Sub {
		if slashed(sub) {
			return true
		}
	}
	return false
}
