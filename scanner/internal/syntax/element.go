package syntax

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Names and values in XML and HTML.

const (
	maxTag     = 128 // bytes of a tag behind its name
	maxElement = 256 // bytes of an element's text
	maxPrefix  = 16  // bytes of the prefix of an element's name, with its signs
)

// tag skips to the text of the element that the name tells:
//
//	<password>x</password>  <password type="text">x</password>  <string name="password">x</string>
//	<key>password</key> <string>x</string>
func (p *parser) tag() bool {
	c, before := p.peek(), p.before(1)
	switch {
	case c == '>' && (before == '<' || before == ':'):
		p.at++
	case before == '<' || p.quoted && p.before(2) == '=' && !p.styled(), before == ':' && p.prefixed():
		return p.tagEnd()
	case c == '<' && (before == '>' || before == ' ' && p.beginsText()):
		return p.sibling()
	default:
		return false
	}
	return true
}

// styles are attributes that tell what an element looks like, as all that a highlighter took apart, or which other one it is a label of.
var styles = [...]string{`class="`, `for="`}

// styled reports whether a name is the value of such an attribute.
func (p *parser) styled() bool {
	front := p.text[max(0, p.start-len(styles[0])):max(0, p.start-1)]
	p.seen.Start = min(p.seen.Start, int32(p.start-len(styles[0])))
	return slices.ContainsFunc(styles[:], func(s string) bool {
		n := len(front) - (len(s) - 1)
		return n >= 0 && ascii.EqualFold(front[n:], s[:len(s)-1])
	})
}

// prefixed reports whether what stands in front of a name is the prefix of an element's name:  <wsse:
func (p *parser) prefixed() bool {
	front := p.text[max(0, p.start-maxPrefix):p.start]
	p.seen.Start = min(p.seen.Start, int32(p.start-maxPrefix-1))
	front = front[:len(front)-1]
	front = front[:len(front)-ascii.RunBack(front, ascii.IsWord)]
	return len(front) > 0 && front[len(front)-1] == '<'
}

// tagEnd skips the attributes behind a name up to the end of the tag.
func (p *parser) tagEnd() bool {
	b := p.look(maxTag)
	end := bytes.IndexAny(b, "<>\n")
	if end < 0 || b[end] != '>' || end > 0 && (b[end-1] == '/' || !bytes.Contains(b[:end], []byte{'='})) {
		return false
	}
	p.at += end + 1
	return true
}

// beginsText reports whether words alone stand between the end of a tag and the name:  <td>Admin password</td>.
func (p *parser) beginsText() bool {
	p.seen.Start = min(p.seen.Start, int32(lineStart(p.text, p.start)))
	front := p.lead()
	front = front[:len(front)-ascii.RunBack(front, isCellWord)]
	return len(front) > 0 && front[len(front)-1] == '>'
}

// siblings are the elements whose text is the value of a name in the element in front, beside those whose name ends in valueEnd.
var siblings = [...]string{"<string>", "<val>", "<data>", "<td>", "<dd>"}

// valueEnd ends the names of elements, or what an attribute says is the name of one, that hold a value:
//
//	<param-value>x</param-value>  <con:value>x</con:value>  <stringProp name="Argument.value">x</stringProp>
const valueEnd = "value"

// between are elements that may stand between a name and its value.
var between = [...]string{"description", "boolprop", "stringprop"}

// maxBetween is how many of these are passed over.
const maxBetween = 4

// sibling skips the end of the name's own element and the beginning of the one that holds the value.
func (p *parser) sibling() bool {
	b := p.look(maxTag)
	end := bytes.IndexByte(b, '>')
	if end < 2 || b[1] != '/' {
		return false
	}
	n, ok := valueElement(p.look(maxElement)[end+1:])
	if ok {
		p.at += end + 1 + n
	}
	return ok
}

// valueElement returns how long the beginning of the element that holds a value is, with what may stand in front of it.
func valueElement(b []byte) (n int, ok bool) {
	for range maxBetween {
		n += ascii.Run(b[n:], ascii.IsSpace)
		for _, s := range siblings {
			if len(b)-n >= len(s) && ascii.EqualFold(b[n:n+len(s)], s) {
				return n + len(s), true
			}
		}
		end := bytes.IndexByte(b[n:], '>')
		if end < 2 || b[n] != '<' || !ascii.IsLetter(b[n+1]) {
			return 0, false
		}
		tag := b[n+1 : n+end]
		n += end + 1
		name := tag[:ascii.Run(tag, IsXMLName)]
		if holdsValue(name) || holdsValue(nameAttribute(tag)) {
			return n, tag[len(tag)-1] != '/'
		}
		if !slices.ContainsFunc(between[:], func(s string) bool { return ascii.EqualFold(name, s) }) {
			return 0, false
		}
		if tag[len(tag)-1] != '/' {
			close := append(append([]byte("</"), name...), '>')
			i := bytes.IndexByte(b[n:], '<')
			if i < 0 || !bytes.HasPrefix(b[n+i:], close) {
				return 0, false
			}
			n += i + len(close)
		}
	}
	return 0, false
}

// holdsValue reports whether a name ends in valueEnd.
func holdsValue(name []byte) bool {
	n := len(name) - len(valueEnd)
	return n >= 0 && ascii.EqualFold(name[n:], valueEnd)
}

// nameAttribute returns what an attribute of a tag says is its name:  stringProp name="Argument.value".
func nameAttribute(tag []byte) []byte {
	_, rest, ok := bytes.Cut(tag, []byte(` name="`))
	name, _, ended := bytes.Cut(rest, []byte{'"'})
	if !ok || !ended {
		return nil
	}
	return name
}

const (
	cdata    = "<![CDATA["
	cdataEnd = "]]>"
)

// elementText reads the text of an element; its only child, or a CDATA section, may hold it.
func (p *parser) elementText(a Assignment) (Assignment, bool) {
	b := p.look(maxElement)
	n := ascii.Run(b, ascii.IsSpace)
	if bytes.HasPrefix(b[n:], []byte(cdata)) {
		p.at += n + len(cdata)
		return p.until(a, cdataEnd)
	}
	if n, ok := valueElement(b); ok {
		p.at += n
	}
	a, ok := p.until(a, "<")
	p.braced(&a)
	return a, ok && !p.entryKey(a)
}

// entries are elements of property lists whose name is the key in front of them.
var entries = [...]string{
	"<string>", "<integer>", "<real>", "<true/>", "<false/>", "<dict>",
	"<dict/>", "<array>", "<array/>", "<data>", "<date>", "<value>",
}

// entryKey reports whether the text of an element is the name of the next one: <key>x</key> <string>.
func (p *parser) entryKey(a Assignment) bool {
	p.far = max(p.far, int(a.Value.End)+maxTag)
	return EndsKey(p.text, int(a.Value.End))
}

// EndsKey reports whether text[at:] ends the key of an entry of a property list, whose value follows.
func EndsKey(text []byte, at int) bool {
	rest, ok := bytes.CutPrefix(text[at:min(len(text), at+maxTag)], []byte("</key>"))
	rest = rest[ascii.Run(rest, ascii.IsSpace):]
	return ok && slices.ContainsFunc(entries[:], func(e string) bool { return bytes.HasPrefix(rest, []byte(e)) })
}

// braced leaves of words in braces the last, as in Jenkins' credentials: {AQAAABAAA x}.
func (p *parser) braced(a *Assignment) {
	value := p.text[a.Value.Start:a.Value.End]
	n := len(value) - 1
	if n < 2 || value[0] != '{' || value[n] != '}' || bytes.ContainsAny(value[1:n], "{}\"':,") {
		return
	}
	if last := bytes.LastIndexByte(value, ' '); last > 0 && last+1 < n {
		a.Value.Start, a.Value.End = a.Value.Start+int32(last+1), a.Value.End-1
	}
}

// until reads to a mark; the value itself takes one line.
func (p *parser) until(a Assignment, mark string) (Assignment, bool) {
	rest := p.look(maxElement)
	end := bytes.Index(rest, []byte(mark))
	if end < 0 || bytes.IndexByte(bytes.TrimSpace(rest[:end]), '\n') >= 0 {
		return a, false
	}
	a.Quoted = true
	return p.cut(a, p.at, p.at+end)
}

// IsXMLName reports a byte of the name of an element or an attribute.
func IsXMLName(c byte) bool { return ascii.IsName(c) || c == ':' || c >= 0x80 }
