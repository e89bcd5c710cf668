package detect

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
)

// Bounds of the work on one text: the size of a JSON object in bytes, and how many places of a rule's literals are looked at.
const (
	documentLimit  = 1 << 20
	documentPlaces = 256
)

// document finds, in the JSON objects or YAML mappings around a rule's literals, or in the whole of an XML or INI document, the members that hold the secret, if the others have
// the rule's values. It reports whether it looked at all of them.
func (r *rule) document(text []byte, found func(name, secret Span, seen facts)) bool {
	keep := func(name, secret Span) {
		if seen, ok := r.memberValue(text, name, secret); ok {
			found(name, secret, seen)
		}
	}
	if !r.hasNames(text) {
		return true
	}
	switch r.Format {
	case rules.XML:
		r.markup(text, keep)
		return true
	case rules.INI:
		r.sections(text, keep)
		return true
	}
	for _, l := range r.Literals {
		done := 0
		for places := 0; ; places++ {
			i := bytes.Index(text[done:], []byte(l))
			if i < 0 {
				break
			}
			if places == documentPlaces {
				return false
			}
			at := done + i
			done = at + len(l)
			if r.Format == rules.YAML {
				r.mapping(text, at, keep)
				continue
			}
			if start, ok := objectStart(text, at); ok {
				done = max(done, r.object(text, start, keep))
			}
		}
	}
	return true
}

// hasNames reports whether all names that the rule asks for stand somewhere in a text: reading its objects costs far more than looking.
func (r *rule) hasNames(text []byte) bool {
	for _, name := range r.asked {
		if r.Format == rules.INI && !containsFold(text, string(name)) || r.Format != rules.INI && !bytes.Contains(text, name) {
			return false
		}
	}
	return true
}

// askedNames returns the names that the text of a document holds if the rule finds something in it, those of INI files in lower case.
func askedNames(r *rules.Rule) (names [][]byte) {
	if r.Kind != rules.Document || r.Format == rules.XML {
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
	if r.Format == rules.INI {
		for i := range names {
			names[i] = bytes.ToLower(names[i])
		}
	}
	return names
}

// objectStart returns the innermost opening brace in front of text[at:].
func objectStart(text []byte, at int) (int, bool) {
	depth := 0
	for i := at - 1; i >= max(0, at-documentLimit); i-- {
		switch text[i] {
		case '}':
			depth++
		case '{':
			if depth == 0 {
				return i, true
			}
			depth--
		}
	}
	return 0, false
}

// object reads the object that begins at text[start:], tells of the members that hold the secret, if the others are as the rule wants
// them, and returns where the object ends; start where it cannot be read.
func (r *rule) object(text []byte, start int, keep func(name, secret Span)) (end int) {
	path := strings.Split(r.Member, ".")
	matched := 0
	var holder Span
	end = members(text, start, func(key, value Span) {
		name := string(text[key.Start:key.End])
		if want, wanted := r.Members[name]; wanted && (want == "*" || string(text[value.Start:value.End]) == `"`+want+`"`) {
			matched++
		}
		if name == path[0] {
			holder = value
		}
	})
	if matched == len(r.Members) && holder.End > 0 {
		descend(text, Span{}, holder, path[1:], keep)
	}
	return end
}

// descend tells of the strings that a path leads to from a JSON value whose name is key; * stands for any member or element.
func descend(text []byte, key, value Span, path []string, keep func(name, secret Span)) {
	if len(path) == 0 {
		keep(key, inQuotes(text, value))
		return
	}
	switch text[value.Start] {
	case '{':
		members(text, int(value.Start), func(k, v Span) {
			if path[0] == "*" || path[0] == string(text[k.Start:k.End]) {
				descend(text, k, v, path[1:], keep)
			}
		})
	case '[':
		if path[0] == "*" {
			elements(text, value, func(v Span) { descend(text, key, v, path[1:], keep) })
		}
	}
}

// elements calls yield with each element of a JSON array.
func elements(text []byte, array Span, yield func(value Span)) {
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
		yield(Span{to - int32(len(value)), to})
	}
}

// members calls yield with each member of the JSON object that begins at text[start:], the key without its quotes, and returns where
// the object ends, start where it is none.
func members(text []byte, start int, yield func(key, value Span)) (end int) {
	dec := json.NewDecoder(bytes.NewReader(text[start:min(len(text), start+documentLimit)]))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return start
	}
	for dec.More() {
		if _, err := dec.Token(); err != nil {
			break
		}
		from := start + int(dec.InputOffset())
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			break
		}
		to := start + int(dec.InputOffset())
		key := bytes.LastIndexByte(text[start:from-1], '"') + start
		yield(Span{int32(key + 1), int32(from - 1)}, Span{int32(to - len(value)), int32(to)})
	}
	if _, err := dec.Token(); err != nil && err != io.EOF {
		return start
	}
	return start + int(dec.InputOffset())
}

// inQuotes returns the inside of a JSON string, an empty span for another value.
func inQuotes(text []byte, value Span) Span {
	if value.End-value.Start < 2 || text[value.Start] != '"' {
		return Span{}
	}
	return Span{value.Start + 1, value.End - 1}
}

// memberValue judges the value of a member.
func (r *rule) memberValue(text []byte, name, secret Span) (seen facts, ok bool) {
	if secret.End <= secret.Start || r.Generic && strings.HasSuffix(r.Member, "*") && about(text[name.Start:name.End]) {
		return 0, false
	}
	value := text[secret.Start:secret.End]
	if placeholder(value[:min(len(value), 27)]) || reference(value) || !r.shape.none() && !r.shape.get().MatchAll(value) {
		return 0, false
	}
	if r.Decode != rules.Base64 {
		if public(value) {
			return 0, false
		}
		if len(value) < 4 || common(value) {
			seen = trivial
		}
		return seen, true
	}
	decoded, err := base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(value), nil)))
	if err != nil || len(decoded) == 0 || reference(decoded) || public(decoded) {
		return 0, false
	}
	if len(decoded) < 4 || common(decoded) || placeholder(decoded) {
		seen = trivial
	}
	return seen, true
}

// public reports whether a value is a certificate or a public key (RFC 7468), with no private key behind it.
func public(value []byte) bool {
	value = bytes.TrimSpace(value)
	return (bytes.HasPrefix(value, []byte("-----BEGIN CERTIFICATE")) || bytes.HasPrefix(value, []byte("-----BEGIN PUBLIC KEY"))) && !bytes.Contains(value, []byte("PRIVATE KEY"))
}
