package detect

import (
	"bytes"
	"encoding/json"
	"io"
)

// Bounds of the work on one text: the size of a JSON object in bytes, and how many places of a rule's literals are looked at.
const (
	documentLimit  = 1 << 20
	documentPlaces = 256
)

// document finds, in the JSON objects around a rule's literals, the member that holds the secret, if the other members have the
// rule's values. It reports whether it looked at all of them.
func (r *rule) document(text []byte, keep func(secret Span)) bool {
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
			start, ok := objectStart(text, at)
			if !ok {
				continue
			}
			secret, end, ok := r.member(text, start)
			done = max(done, end)
			if ok {
				keep(secret)
			}
		}
	}
	return true
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

// member reads the object that begins at text[start:] and returns where its secret member's value stands, without quotes, and
// where the object ends.
func (r *rule) member(text []byte, start int) (secret Span, end int, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(text[start:min(len(text), start+documentLimit)]))
	if _, err := dec.Token(); err != nil {
		return secret, start, false
	}
	matched := 0
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			break
		}
		from := start + int(dec.InputOffset())
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			break
		}
		to := start + int(dec.InputOffset())
		if want, wanted := r.Members[key.(string)]; wanted && (want == "*" || string(value) == `"`+want+`"`) {
			matched++
		}
		if key == r.Member && len(value) > 2 && value[0] == '"' && !placeholder(value[:min(len(value), 28)]) && !reference(value[1:len(value)-1]) {
			at := from + bytes.IndexByte(text[from:to], '"')
			secret = Span{int32(at + 1), int32(to - 1)}
		}
	}
	_, err := dec.Token()
	if err != nil && err != io.EOF {
		return secret, start, false
	}
	return secret, start + int(dec.InputOffset()), matched == len(r.Members) && secret.End > secret.Start
}
