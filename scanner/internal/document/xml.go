package document

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/syntax"
)

// XML (https://www.w3.org/TR/xml/), as far as configurations need it: elements, attributes, text and CDATA with their places. Names
// keep their prefixes; what is malformed is passed over. Entities stay as they are.

// Bounds of what is kept of a document.
const (
	xmlDepth    = 64             // elements in elements; deeper ones are passed over
	xmlChildren = documentPlaces // leaves and attributes of one element
)

// xmlElement is an element that is open.
type xmlElement struct {
	name   syntax.Span
	leaves []xmlLeaf   // attributes, then children that hold text only
	text   syntax.Span // of its own, without the white space around it
	nested bool        // it has children
}

// xmlLeaf is a member of an element: an attribute, or a child with its text.
type xmlLeaf struct {
	name, value syntax.Span
	attribute   bool
}

// xmlReader reads a document from its beginning.
type xmlReader struct {
	text []byte
	open []xmlElement
	deep int // elements that are open below those that are kept
	met  Bounds
	end  func(open []xmlElement)
}

// markup finds the members that hold the secret in an XML document: rule's Member is the names of elements on the way to it, joined by
// dots, the last an element or with @ an attribute; Members are leaves of the element that has it.
func (s *Selector) markup(text []byte, keep func(name, secret syntax.Span)) Bounds {
	path := strings.Split(s.Member, ".")
	holders, last := path[:len(path)-1], path[len(path)-1]
	reader := xmlReader{text: text}
	if len(text) > documentLimit {
		reader.text, reader.met = text[:documentLimit], tooLong
	}
	reader.end = func(open []xmlElement) {
		e := open[len(open)-1]
		if !reader.at(open, holders) || !reader.has(e, s.Members) {
			return
		}
		for _, l := range e.leaves {
			if reader.named(l, last) {
				keep(l.name, l.value)
			}
		}
	}
	reader.read()
	return reader.met
}

// at reports whether the open elements end in those of a path.
func (x *xmlReader) at(open []xmlElement, path []string) bool {
	if len(open) < len(path) {
		return false
	}
	for i, e := range open[len(open)-len(path):] {
		if path[i] != "*" && string(x.text[e.name.Start:e.name.End]) != path[i] {
			return false
		}
	}
	return true
}

// named reports whether a leaf has a name, which begins with @ for an attribute.
func (x *xmlReader) named(l xmlLeaf, name string) bool {
	bare, attribute := strings.CutPrefix(name, "@")
	return attribute == l.attribute && (bare == "*" || bare == string(x.text[l.name.Start:l.name.End]))
}

// has reports whether an element has the leaves that are wanted.
func (x *xmlReader) has(e xmlElement, members map[string]string) bool {
	matched := 0
	for name, want := range members {
		for _, l := range e.leaves {
			if x.named(l, name) && (want == "*" || want == string(x.text[l.value.Start:l.value.End])) {
				matched++
				break
			}
		}
	}
	return matched == len(members)
}

// read reads all elements.
func (x *xmlReader) read() {
	for at := 0; at < len(x.text); {
		n := bytes.IndexByte(x.text[at:], '<')
		if n < 0 {
			return
		}
		x.characters(syntax.Span{Start: int32(at), End: int32(at + n)})
		at = x.tag(at + n)
	}
}

// tag reads what begins with the < at text[at:] and returns where it ends.
func (x *xmlReader) tag(at int) (end int) {
	rest := x.text[at:]
	for _, skipped := range [...]struct{ begin, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}} {
		if !bytes.HasPrefix(rest, []byte(skipped.begin)) {
			continue
		}
		n := bytes.Index(rest, []byte(skipped.end))
		if n < 0 {
			return len(x.text)
		}
		if skipped.begin == "<![CDATA[" {
			x.characters(syntax.Span{Start: int32(at + len(skipped.begin)), End: int32(at + n)})
		}
		return at + n + len(skipped.end)
	}
	if len(rest) > 1 && rest[1] == '/' {
		stop := at + 2 + ascii.Run(rest[2:], syntax.IsXMLName)
		x.close(syntax.Span{Start: int32(at + 2), End: int32(stop)})
		return x.past(stop + ascii.Run(x.text[stop:], func(c byte) bool { return c != '>' && c != '<' }))
	}
	stop := at + 1 + ascii.Run(rest[1:], syntax.IsXMLName)
	if stop == at+1 {
		return stop
	}
	return x.begin(syntax.Span{Start: int32(at + 1), End: int32(stop)})
}

// begin opens an element, whose attributes follow its name.
func (x *xmlReader) begin(name syntax.Span) (end int) {
	e := xmlElement{name: name}
	at := int(name.End)
	for at < len(x.text) && x.text[at] != '>' && x.text[at] != '<' {
		n := ascii.Run(x.text[at:], syntax.IsXMLName)
		if n == 0 {
			at++
			continue
		}
		attribute := syntax.Span{Start: int32(at), End: int32(at + n)}
		at += n
		value := at + ascii.Run(x.text[at:], func(c byte) bool { return ascii.IsSpace(c) || c == '=' })
		if value == at || value >= len(x.text) || x.text[value] != '"' && x.text[value] != '\'' {
			continue
		}
		n = bytes.IndexByte(x.text[value+1:], x.text[value])
		if n < 0 {
			return len(x.text)
		}
		x.leaf(&e, xmlLeaf{attribute, syntax.Span{Start: int32(value + 1), End: int32(value + 1 + n)}, true})
		at = value + n + 2
	}
	if len(x.open) == xmlDepth {
		x.deep++
		x.met |= deepElements
	} else {
		x.open = append(x.open, e)
	}
	if at > 0 && x.text[at-1] == '/' {
		x.close(name)
	}
	return x.past(at)
}

// leaf adds a leaf to an element, if it has not too many.
func (x *xmlReader) leaf(e *xmlElement, l xmlLeaf) {
	if len(e.leaves) == xmlChildren {
		x.met |= manyMembers
		return
	}
	e.leaves = append(e.leaves, l)
}

// past returns the place behind a > at text[at:], at if there is none.
func (x *xmlReader) past(at int) int {
	if at < len(x.text) && x.text[at] == '>' {
		return at + 1
	}
	return at
}

// characters adds text to the innermost element.
func (x *xmlReader) characters(s syntax.Span) {
	s.Start += int32(ascii.Run(x.text[s.Start:s.End], ascii.IsSpace))
	if n := len(bytes.TrimSpace(x.text[s.Start:s.End])); n > 0 && len(x.open) > 0 && x.deep == 0 {
		x.open[len(x.open)-1].text = syntax.Span{Start: s.Start, End: s.Start + int32(n)}
	}
}

// close closes the innermost element of a name, and those in it that have no end.
func (x *xmlReader) close(name syntax.Span) {
	if x.deep > 0 {
		x.deep--
		return
	}
	i := len(x.open) - 1
	for i >= 0 && !bytes.Equal(x.text[x.open[i].name.Start:x.open[i].name.End], x.text[name.Start:name.End]) {
		i--
	}
	for i >= 0 && len(x.open) > i {
		x.end(x.open)
		e := x.open[len(x.open)-1]
		x.open = x.open[:len(x.open)-1]
		if len(x.open) == 0 {
			return
		}
		parent := &x.open[len(x.open)-1]
		parent.nested = true
		if !e.nested && e.text.End > e.text.Start {
			x.leaf(parent, xmlLeaf{e.name, e.text, false})
		}
	}
}
