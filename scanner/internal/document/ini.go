package document

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// INI files and their kin (.pypirc, .my.cnf, AWS credentials, properties): lines "key = value" or "key: value" under "[section]", comments
// behind # or ; at the beginning of a line.

// iniLine is a line "key = value".
type iniLine struct{ key, value syntax.Span }

// sections finds the members that hold the secret in an INI file: rule's Member is "section.key" or "key", * for any; Members are
// other keys of the section. Names count in any case.
func (s *Selector) sections(text []byte, keep func(name, secret syntax.Span)) (met Bounds) {
	if len(text) > documentLimit {
		text, met = text[:documentLimit], tooLong
	}
	section, key, found := strings.Cut(s.Member, ".")
	if !found {
		section, key = "*", s.Member
	}
	var name []byte
	var list []iniLine
	flush := func() {
		if (section == "*" || ascii.EqualFold(name, section)) && s.hasKeys(text, list) {
			for _, l := range list {
				if key == "*" || ascii.EqualFold(text[l.key.Start:l.key.End], key) {
					keep(l.key, l.value)
				}
			}
		}
		list = list[:0]
	}
	firsts := s.firstLetters(key)
	for at := 0; at < len(text); {
		line, _, _ := bytes.Cut(text[at:], []byte{'\n'})
		from, to := at+ascii.Run(line, ascii.IsSpace), at+len(line)
		at = to + 1
		if from == to || text[from] != '[' && key != "*" && strings.IndexByte(firsts, ascii.Lower(text[from])) < 0 {
			continue // most lines of most texts
		}
		if head := bytes.TrimSpace(text[from:to]); len(head) > 1 && head[0] == '[' && head[len(head)-1] == ']' {
			flush()
			name = bytes.TrimSpace(head[1 : len(head)-1])
		} else if l, ok := readPair(text, from, to); ok && s.asksKey(key, text[l.key.Start:l.key.End]) {
			if len(list) < documentPlaces {
				list = append(list, l)
			} else {
				met |= manyMembers
			}
		}
	}
	flush()
	return met
}

// firstLetters returns the bytes, small letters, that the keys begin with that the rule wants.
func (s *Selector) firstLetters(wanted string) string {
	firsts := strings.ToLower(wanted[:1])
	for name := range s.Members {
		firsts += strings.ToLower(name[:1])
	}
	return firsts
}

// asksKey reports whether a key is the one that is wanted, * for any, or one that the rule wants beside it.
func (s *Selector) asksKey(wanted string, key []byte) bool {
	if wanted == "*" || ascii.EqualFold(key, wanted) {
		return true
	}
	for name := range s.Members {
		if ascii.EqualFold(key, strings.ToLower(name)) {
			return true
		}
	}
	return false
}

// hasKeys reports whether some lines have the keys that the rule wants.
func (s *Selector) hasKeys(text []byte, list []iniLine) bool {
	matched := 0
	for name, want := range s.Members {
		for _, l := range list {
			if ascii.EqualFold(text[l.key.Start:l.key.End], strings.ToLower(name)) &&
				(want == "*" || want == string(text[l.value.Start:l.value.End])) {
				matched++
				break
			}
		}
	}
	return matched == len(s.Members)
}

// readPair reads the line text[from:to].
func readPair(text []byte, from, to int) (l iniLine, ok bool) {
	from += ascii.Run(text[from:to], ascii.IsBlank)
	if from == to || text[from] == '#' || text[from] == ';' {
		return l, false
	}
	n := bytes.IndexAny(text[from:to], "=:")
	if n <= 0 {
		return l, false
	}
	key := len(bytes.TrimRight(text[from:from+n], " \t"))
	value := from + n + 1
	value += ascii.Run(text[value:to], ascii.IsBlank)
	end := value + len(bytes.TrimRight(text[value:to], " \t\r"))
	return iniLine{syntax.Span{Start: int32(from), End: int32(from + key)}, trimmed(text, syntax.Span{Start: int32(value), End: int32(end)})}, value < end
}
