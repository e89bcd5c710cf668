package document

import (
	"bytes"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Mappings in YAML's block style, as far as manifests need them: a member is a line "key: value" at the mapping's indentation, quoted
// or not, or a block of deeper lines behind "key: |". Anchors, flow style and tags are passed over.

// yamlLine is a line of a mapping: "  - key: value".
type yamlLine struct {
	indent     int // of the key, behind list marks
	key, value syntax.Span
	end        int // of the line
}

// mapping calls keep with the member that holds the secret, or with all of them for "data.*", in the mapping that text[at:] is a
// member of, if the others have the rule's values.
func (s *Selector) mapping(text []byte, at int, keep func(name, secret syntax.Span)) (met Bounds) {
	lines, met := mappingLines(text, at)
	if len(lines) == 0 {
		return 0
	}
	matched := 0
	for _, l := range lines {
		want, ok := s.Members[string(text[l.key.Start:l.key.End])]
		if ok && l.indent == lines[0].indent && (want == "*" || want == string(bareText(text, l.value))) {
			matched++
		}
	}
	if matched < len(s.Members) {
		return met
	}
	outer, inner, nested := strings.Cut(s.Member, ".")
	below := 0 // the indentation of the children that are wanted, 0 outside of them
	for i, l := range lines {
		if l.indent == lines[0].indent {
			below = 0
			if string(text[l.key.Start:l.key.End]) != outer {
				continue
			}
			if !nested {
				keep(l.key, scalar(text, lines, i))
			} else if i+1 < len(lines) {
				below = lines[i+1].indent
			}
			continue
		}
		if l.indent == below && (inner == "*" || inner == string(text[l.key.Start:l.key.End])) {
			keep(l.key, scalar(text, lines, i))
		}
	}
	return met
}

// mappingLines returns the lines of the mapping that the line of text[at:] belongs to, the first of its own indentation first, and whether
// a bound kept it from reading all of them.
func mappingLines(text []byte, at int) (lines []yamlLine, met Bounds) {
	from := ascii.LastNewline(text[:at]) + 1
	own, ok := readLine(text, from)
	if !ok {
		return nil, 0
	}
	lines, met = linesAbove(text, from, own)
	slices.Reverse(lines)
	lines = append(lines, own)
	next := own.end + 1
	for next < len(text) && next-from < documentLimit {
		l, ok := readLine(text, next)
		if bytes.HasPrefix(text[next:], []byte("---")) || ok && (l.indent < own.indent || l.indent == own.indent && l.listed(text, next)) {
			next = len(text)
			break
		}
		if ok {
			lines = append(lines, l)
		}
		next = max(l.end, next) + 1
	}
	if next < len(text) {
		met |= tooLong
	}
	for len(lines) > 0 && lines[0].indent != own.indent {
		lines = lines[1:]
	}
	return lines, met
}

// linesAbove returns the lines of a mapping in front of its line own, which begins at text[from:], the last one first.
func linesAbove(text []byte, from int, own yamlLine) (lines []yamlLine, met Bounds) {
	if own.listed(text, from) {
		return nil, 0
	}
	for start := from; start > 0; {
		if from-start >= documentLimit {
			return lines, tooLong
		}
		previous := ascii.LastNewline(text[:start-1]) + 1
		line := bytes.TrimSpace(text[previous : start-1])
		l, ok := readLine(text, previous)
		if bytes.HasPrefix(line, []byte("---")) || ok && l.indent < own.indent {
			break
		}
		start = previous
		if ok {
			lines = append(lines, l)
		}
		if ok && l.indent == own.indent && l.listed(text, previous) {
			break // "- key:" begins another mapping of a list
		}
	}
	return lines, 0
}

// listed reports whether a list mark stands in front of the key.
func (l yamlLine) listed(text []byte, from int) bool {
	return bytes.IndexByte(text[from:l.key.Start], '-') >= 0
}

// readLine reads the line that begins at text[from:]; ok is false where it is no member of a mapping.
func readLine(text []byte, from int) (l yamlLine, ok bool) {
	l.end = len(text)
	if n := bytes.IndexByte(text[from:], '\n'); n >= 0 {
		l.end = from + n
	}
	at := from + ascii.Run(text[from:l.end], func(c byte) bool { return ascii.IsBlank(c) || c == '-' })
	quoted := at < l.end && ascii.IsQuote(text[at])
	key := at
	if quoted {
		key++
	}
	stop := key + ascii.Run(text[key:l.end], func(c byte) bool { return ascii.IsName(c) || c == '/' })
	colon := stop
	if quoted && colon < l.end {
		colon++
	}
	if stop == key || colon >= l.end || text[colon] != ':' || colon+1 < l.end && !ascii.IsSpace(text[colon+1]) {
		return l, false
	}
	value := colon + 1 + ascii.Run(text[colon+1:l.end], ascii.IsBlank)
	end := value + len(bytes.TrimRight(uncommented(text[value:l.end]), " \t\r"))
	l.indent, l.key, l.value = at-from, syntax.Span{Start: int32(key), End: int32(stop)}, syntax.Span{Start: int32(value), End: int32(end)}
	return l, true
}

// uncommented returns what stands in front of a comment in the rest of a line, which a blank and # begin outside of quotes (YAML
// 1.2.2, 6.6).
func uncommented(rest []byte) []byte {
	from := 0
	if len(rest) > 0 && ascii.IsQuote(rest[0]) {
		from = 1 + max(0, bytes.IndexByte(rest[1:], rest[0]))
	}
	for i := from; i < len(rest); i++ {
		if rest[i] == '#' && i > 0 && ascii.IsBlank(rest[i-1]) {
			return rest[:i]
		}
	}
	return rest
}

// bareText returns a scalar's text without quotes.
func bareText(text []byte, s syntax.Span) []byte {
	return text[trimmed(text, s).Start:trimmed(text, s).End]
}

func trimmed(text []byte, s syntax.Span) syntax.Span {
	if s.End-s.Start >= 2 && ascii.IsQuote(text[s.Start]) && text[s.End-1] == text[s.Start] {
		return syntax.Span{Start: s.Start + 1, End: s.End - 1}
	}
	return s
}

// scalar returns where the value of lines[i] stands: on its line, or in the deeper lines behind a block mark.
func scalar(text []byte, lines []yamlLine, i int) syntax.Span {
	value := lines[i].value
	if value.Start < value.End && text[value.Start] != '|' && text[value.Start] != '>' {
		return trimmed(text, value)
	}
	if value.Start == value.End {
		return syntax.Span{}
	}
	from := min(len(text), lines[i].end+1)
	to := from
	for to < len(text) {
		n := bytes.IndexByte(text[to:], '\n')
		if n < 0 {
			n = len(text) - to
		}
		if line := text[to : to+n]; len(bytes.TrimSpace(line)) > 0 && ascii.Run(line, ascii.IsBlank) <= lines[i].indent {
			break
		}
		to = min(len(text), to+n+1)
	}
	from += ascii.Run(text[min(from, to):to], ascii.IsSpace)
	return syntax.Span{Start: int32(min(from, to)), End: int32(min(from, to) + len(bytes.TrimSpace(text[min(from, to):to])))}
}
