// Package document finds members of objects, mappings, sections and elements in JSON, YAML, INI and XML, and of objects as programs write
// them (literal.go), as a rule of the kind document describes them. It says where they are, not what they are.
package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// Bounds of the work on one text: the size of a JSON object in bytes, and how many places of a rule's literals are looked at.
const (
	documentLimit  = 1 << 20
	documentPlaces = 256
)

// How deep encoding/json reads values in values, and how its error ends where they are deeper.
const (
	jsonDepth   = 10_000
	tooDeepJSON = "exceeded max depth"
)

// Bounds are what kept a document from being read as a whole.
type Bounds uint8

const (
	manyPlaces   Bounds = 1 << iota // the rule's words stand at more than documentPlaces places
	tooLong                         // it has more than documentLimit bytes
	tooDeep                         // one value lies in more than jsonDepth others
	deepElements                    // one element lies in more than xmlDepth others
	manyMembers                     // an element has more than xmlChildren leaves, a section more than documentPlaces keys
)

// Tell calls limit with a sentence for each of them; id is that of the rule whose words were looked for.
func (b Bounds) Tell(id string, limit func(string)) {
	if b == 0 {
		return
	}
	for _, met := range [...]struct {
		bound Bounds
		what  string
	}{
		{manyPlaces, fmt.Sprintf("rule %s: only the first %d places of its words were looked at", id, documentPlaces)},
		{tooLong, fmt.Sprintf("documents: of each only %d MiB is read for its members", documentLimit>>20)},
		{tooDeep, fmt.Sprintf("documents: an object is not read on from what lies more than %d deep in it", jsonDepth)},
		{deepElements, fmt.Sprintf("documents: elements that lie more than %d deep are not read", xmlDepth)},
		{manyMembers, fmt.Sprintf("documents: of each element or section only the first %d members are read", documentPlaces)},
	} {
		if b&met.bound != 0 {
			limit(met.what)
		}
	}
}

// Selector finds members of documents as a rule describes them.
type Selector struct {
	*rules.Rule
	names [][]byte // that the text of a document holds if something is found in it
}

// New prepares a rule of the kind document.
func New(r *rules.Rule) *Selector { return &Selector{r, askedNames(r)} }

// Find calls keep, in the JSON objects or YAML mappings around the rule's literals, or in the whole of an XML or INI document, with the
// members that hold the secret, if the others have the rule's values; name is empty in an array, secret where the value is no string. It
// returns what kept documents from being read as a whole.
func (s *Selector) Find(text []byte, keep func(name, secret syntax.Span)) (met Bounds) {
	if s.Format == rules.INI {
		return s.sections(text, keep)
	}
	if !s.hasNames(text) {
		return 0
	}
	if s.Format == rules.XML {
		return s.markup(text, keep)
	}
	for _, l := range s.Literals {
		met |= s.around(text, []byte(l), keep)
	}
	return met
}

// around does so for the objects or mappings around one literal.
func (s *Selector) around(text, literal []byte, keep func(name, secret syntax.Span)) (met Bounds) {
	done := 0
	for places := 0; ; places++ {
		i := bytes.Index(text[done:], literal)
		if i < 0 {
			return met
		}
		if places == documentPlaces {
			return met | manyPlaces
		}
		at := done + i
		done = at + len(literal)
		if s.Format == rules.YAML {
			met |= s.mapping(text, at, keep)
			continue
		}
		start, ok, near := objectStart(text, at)
		if !near {
			met |= tooLong
		}
		if ok {
			end, cut := s.object(text, start, members, keep)
			done, met = max(done, end), met|cut
			if end > start || cut > 0 {
				continue
			}
		}
		if start, ok := literalStart(text, at); ok {
			end, _ := s.object(text, start, literalObject, keep)
			done = max(done, end)
		}
	}
}

// hasNames reports whether all names that the rule asks for stand somewhere in a text: reading its objects costs far more than looking.
func (s *Selector) hasNames(text []byte) bool {
	for _, name := range s.names {
		if !bytes.Contains(text, name) {
			return false
		}
	}
	return true
}

// askedNames returns the names that the text of a document holds if the rule finds something in it; nothing for INI files, of which one
// pass reads the lines with such names.
func askedNames(r *rules.Rule) (names [][]byte) {
	if r.Format == rules.INI {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(r.Members)) {
		names = append(names, []byte(name))
	}
	for name := range strings.SplitSeq(r.Member, ".") {
		if name != "*" {
			names = append(names, []byte(name))
		}
	}
	if r.Format == rules.XML {
		for i, name := range names {
			names[i] = bytes.TrimPrefix(name, []byte{'@'})
		}
	}
	return names
}

// objectStart returns the innermost opening brace in front of text[at:]. near is false where there may be one further away than it looked.
func objectStart(text []byte, at int) (start int, ok, near bool) {
	depth := 0
	for i := at - 1; i >= max(0, at-documentLimit); i-- {
		switch text[i] {
		case '}':
			depth++
		case '{':
			if depth == 0 {
				return i, true, true
			}
			depth--
		}
	}
	return 0, false, at <= documentLimit
}

// object reads the object that begins at text[start:], tells of the members that hold the secret, if the others are as the rule wants
// them, and returns where the object ends, start where it cannot be read, and what kept it from being read to its end.
func (s *Selector) object(text []byte, start int, read reader, keep func(name, secret syntax.Span)) (end int, met Bounds) {
	path := strings.Split(s.Member, ".")
	matched := 0
	var holder syntax.Span
	end, met = read(text, start, func(key, value syntax.Span) {
		name, inside := string(text[key.Start:key.End]), inQuotes(text, value)
		if want, wanted := s.Members[name]; wanted && (want == "*" || string(text[inside.Start:inside.End]) == want) {
			matched++
		}
		if name == path[0] {
			holder = value
		}
	})
	if matched == len(s.Members) && holder.End > 0 {
		descend(text, syntax.Span{}, holder, path[1:], read, keep)
	}
	return end, met
}

// reader calls yield with the members of an object: members reads JSON, literalObject what programs write.
type reader func(text []byte, start int, yield func(key, value syntax.Span)) (end int, met Bounds)

// descend tells of the strings that a path leads to from a value whose name is key; * stands for any member, or element of an array in
// JSON.
func descend(text []byte, key, value syntax.Span, path []string, read reader, keep func(name, secret syntax.Span)) {
	if len(path) == 0 {
		keep(key, inQuotes(text, value))
		return
	}
	switch text[value.Start] {
	case '{':
		_, _ = read(text, int(value.Start), func(k, v syntax.Span) {
			if path[0] == "*" || path[0] == string(text[k.Start:k.End]) {
				descend(text, k, v, path[1:], read, keep)
			}
		})
	case '[':
		if path[0] == "*" {
			elements(text, value, func(v syntax.Span) { descend(text, key, v, path[1:], read, keep) })
		}
	}
}

// elements calls yield with each element of a JSON array.
func elements(text []byte, array syntax.Span, yield func(value syntax.Span)) {
	dec := json.NewDecoder(bytes.NewReader(text[array.Start:array.End]))
	if _, err := dec.Token(); err != nil {
		return
	}
	for dec.More() {
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return
		}
		to := array.Start + int32(dec.InputOffset())
		yield(syntax.Span{Start: to - int32(len(value)), End: to})
	}
}

// members calls yield with each member of the JSON object that begins at text[start:], the key without its quotes, and returns where
// the object ends, start where it is none or cut, and what cut it.
func members(text []byte, start int, yield func(key, value syntax.Span)) (end int, met Bounds) {
	limit := min(len(text), start+documentLimit)
	dec := json.NewDecoder(bytes.NewReader(text[start:limit]))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return start, 0
	}
	for dec.More() {
		if _, err := dec.Token(); err != nil {
			return start, cutBy(err, limit < len(text))
		}
		from := start + int(dec.InputOffset())
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return start, cutBy(err, limit < len(text))
		}
		to := start + int(dec.InputOffset())
		key := bytes.LastIndexByte(text[start:from-1], '"') + start
		yield(syntax.Span{Start: int32(key + 1), End: int32(from - 1)}, syntax.Span{Start: int32(to - len(value)), End: int32(to)})
	}
	_, err := dec.Token()
	if err != nil && err != io.EOF {
		return start, cutBy(err, limit < len(text))
	}
	return start + int(dec.InputOffset()), cutBy(err, limit < len(text))
}

// cutBy returns which bound, if any, is behind an error of the decoder, which sees only the beginning of a text that is longer.
func cutBy(err error, longer bool) Bounds {
	syntax := (*json.SyntaxError)(nil)
	switch {
	case longer && (err == io.EOF || err == io.ErrUnexpectedEOF):
		return tooLong
	case errors.As(err, &syntax) && strings.HasSuffix(syntax.Error(), tooDeepJSON):
		return tooDeep
	}
	return 0
}

// inQuotes returns the inside of a string, an empty span for another value, such as two strings that are put together.
func inQuotes(text []byte, value syntax.Span) syntax.Span {
	n := value.End - value.Start
	if n < 2 || !ascii.IsQuote(text[value.Start]) || syntax.Closing(text[value.Start+1:value.End], string(text[value.Start])) != int(n)-2 {
		return syntax.Span{}
	}
	return syntax.Span{Start: value.Start + 1, End: value.End - 1}
}
