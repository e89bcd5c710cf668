package syntax

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Names that are themselves a value, with theirs in a member beside or below:
//
//	- name: API_KEY        "api_key": {          variable "api_key" {    <name>API_KEY</name>                      name  = "/prod/api_key"
//	  value: x               "value": "x"          default = "x"         <defaultValue>x</defaultValue>            value = "x"
//
//	- value: x
//	  name: API_KEY
//
//	add_argument("--api-key", default="x")       <input name="api_key" type="hidden" value="x">
//	                                             <input type="password" value="x">
//	                                             <asp:TextBox ID="txtPassword" Text="x" />

const (
	keyReach    = 32  // bytes in front of a name that may say what it is
	pathReach   = 96  // bytes of a path that ends in a name
	memberReach = 240 // bytes behind a name in which the member may begin
	definition  = 48  // bytes of a function's parameters and type
	maxMembers  = 5   // that are passed over
)

// nameKeys are what a member is called whose value is a name, and valueKeys the one that has its value.
var (
	fieldKeys = [...]string{"name", "key", "variable", "envvar", "parameterkey", "parametername", "path", "type"}
	nameKeys  = fieldKeys[:7]
	valueKeys = [...]string{"value", "default", "defaultvalue", "content", "unset", "fallback", "default_value", "parametervalue", "stringvalue"}
)

// elementKeys and elementValue are the same of elements alone, whose members are attributes.
var elementKeys = [...]string{"id", "textmode"}

const elementValue = "text"

// member skips to the value of a name that a member tells, or that a heading is.
func (p *parser) member() bool {
	p.seen.Start = min(p.seen.Start, int32(p.start-keyReach-1))
	next, at := p.look(signReach), 0
	switch {
	case p.isNameKey():
	case len(next) == 0:
		return false
	case next[0] == ':':
		at = 1 + ascii.Run(next[1:], ascii.IsBlank)
		if at == len(next) || next[at] != '{' && !ascii.IsSpace(next[at]) {
			return false
		}
		at += ascii.Run(next[at:], func(c byte) bool { return c == '{' })
	case next[0] == '{' && p.isVariable():
		at = 1
	case next[0] == ',' && p.quoted: // of an object of JavaScript:  defineProperty(x, "password", { value: "x" })
		at = 1 + ascii.Run(next[1:], func(c byte) bool { return ascii.IsBlank(c) || c == '{' })
	default:
		return false
	}
	if n := findValue(p.look(memberReach), at); n >= 0 {
		p.at += n
		return true
	}
	return at == 0 && p.memberBefore()
}

// memberBefore goes back to the value of a name whose member follows that of the value, at the end of which the search for its own ended:
//
//   - value: x       {"value": "x", "name": "API_KEY"}    <add value="x" key="API_KEY"/>    SET value = 'x' WHERE name = 'api_key'
//     name: API_KEY
func (p *parser) memberBefore() bool {
	p.seen.Start = min(p.seen.Start, int32(p.start-memberReach-1))
	from := max(0, p.start-memberReach)
	lead := p.text[from : p.start-p.path()]
	lead = bytes.TrimRight(lead, `"' :=`)
	lead = lead[:len(lead)-ascii.RunBack(lead, ascii.IsBase64URL)]
	for end := len(lead); ; {
		at := bytes.LastIndexAny(lead[:end], "=:")
		if at < 0 || end-at > maxBefore {
			return false
		}
		key := bytes.TrimRight(lead[:at], `"' `)
		key = key[len(key)-ascii.RunBack(key, ascii.IsBase64URL):]
		if len(key) > 0 && isValueKey(key) && ends(lead[at+1:]) {
			p.at = from + at + 1
			return true
		}
		end = at
	}
}

// maxBefore bounds a value in front of its name, in bytes.
const maxBefore = 200

// isValueKey reports whether a member of that name has the value of another.
func isValueKey(key []byte) bool {
	for _, k := range valueKeys {
		if ascii.EqualFold(key, k) {
			return true
		}
	}
	return false
}

// ends reports whether a text is one value and what leads to the next member.
func ends(text []byte) bool {
	text = bytes.TrimLeft(text, " \t")
	if len(text) == 0 {
		return false
	}
	n := ascii.Run(text, func(c byte) bool { return c > ' ' && c != ',' && c != ';' })
	if ascii.IsQuote(text[0]) {
		n = 1 + Closing(text[1:], string(text[0])) + 1
	}
	if n < 2 || n > len(text) {
		return false
	}
	rest := bytes.TrimLeft(text[n:], " ,;\t\r\n\"'")
	return bytes.Count(text[n:], []byte{'\n'}) <= 1 && (len(rest) == 0 || ascii.EqualFold(bytes.TrimRight(rest, " \t\r\n"), "where"))
}

// keyEnd is what stands around the sign behind a key.
var keyEnd = ascii.ClassOf(ascii.IsQuote, " ")

// isNameKey reports whether what stands in front of the name is the key of a member that holds a name.
func (p *parser) isNameKey() bool {
	begin := p.start - p.path()
	lead := p.text[max(0, begin-keyReach):begin]
	lead = keyEnd.TrimEnd(lead)
	if len(lead) == 0 || lead[len(lead)-1] != ':' && lead[len(lead)-1] != '=' {
		return bytes.HasSuffix(lead, []byte("<name>"))
	}
	sign := lead[len(lead)-1]
	lead = keyEnd.TrimEnd(lead[:len(lead)-1])
	if sign == '=' && slices.ContainsFunc(elementKeys[:], func(k string) bool { return endsWithKey(lead, k) }) {
		return true
	}
	keys := nameKeys
	if ascii.EqualFold(p.text[p.start:p.end], "password") { // of a field, too, which may have another name
		keys = fieldKeys[:]
	}
	return slices.ContainsFunc(keys, func(k string) bool { return endsWithKey(lead, k) })
}

// pathBytes are those of the path to a parameter or a secret, in which a template may stand: /shop/${var.stage}/db/password.
var pathBytes = ascii.ClassOf(ascii.IsWord, "/.-${}")

// path returns the length of the path that a name is the last part of.
func (p *parser) path() int {
	if p.before(1) != '/' {
		return 0
	}
	p.seen.Start = min(p.seen.Start, int32(p.start-pathReach-keyReach-1))
	return ascii.RunBack(p.text[max(0, p.start-pathReach):p.start], func(c byte) bool { return pathBytes[c] })
}

// endsWithKey reports whether lead ends with a key, in any case, as a word of its own.
func endsWithKey(lead []byte, key string) bool {
	n := len(lead) - len(key)
	return n >= 0 && ascii.EqualFold(lead[n:], key) && (n == 0 || !ascii.IsWord(lead[n-1]))
}

// isVariable reports whether the name is that of a variable of Terraform.
func (p *parser) isVariable() bool {
	return bytes.HasSuffix(bytes.TrimRight(p.text[max(0, p.start-keyReach):p.start], `" `), []byte("variable"))
}

// findValue returns where the operator of the first member called as one of valueKeys ends, -1 if none follows text[at:]: members of
// one line each, up to the end of what holds them.
func findValue(text []byte, at int) int {
	for i := range maxMembers {
		n := at + ascii.Run(text[at:], func(c byte) bool {
			return ascii.IsSpace(c) || c == ',' || c == ';' || c == '"' || c == '\'' || c == '<'
		})
		if n == at && i > 0 || bytes.Count(text[at:n], []byte{'\n'}) > 1 {
			return -1
		}
		at = n
		word := at + ascii.Run(text[at:], ascii.IsWord)
		if word == at {
			return -1
		}
		key := text[at:word]
		at = word + ascii.Run(text[word:], func(c byte) bool { return ascii.IsBlank(c) || c == '"' || c == '\'' })
		if at == len(text) || bytes.IndexByte([]byte(":=>"), text[at]) < 0 {
			return -1
		}
		at++
		if isValueKey(key) || text[at-1] == '=' && ascii.EqualFold(key, elementValue) {
			return at
		}
		at += ascii.Run(text[at:], ascii.IsBlank)
		end := bytes.IndexAny(text[at:], ",\n")
		if at < len(text) && ascii.IsQuote(text[at]) {
			end = 1 + Closing(text[at+1:], string(text[at])) + 1
		}
		if end < 1 {
			return -1
		}
		at = min(at+end, len(text))
	}
	return -1
}

// block skips to the literal that is all of a block, as tests in Ruby give values:  let(:password) { "x" }, password { "x" }.
func (p *parser) block() bool {
	if c := p.before(1); p.gap == 0 || p.quoted || c != ':' && c != 0 && !ascii.IsSpace(c) {
		return false
	}
	b := p.look(maxTemplate)
	at := 1 + ascii.Run(b[1:], ascii.IsBlank)
	if at == len(b) || !ascii.IsQuote(b[at]) {
		return false
	}
	end := bytes.IndexByte(b[at+1:], b[at])
	if end <= 0 || !bytes.HasPrefix(bytes.TrimLeft(b[at+end+2:], " "), []byte{'}'}) {
		return false
	}
	p.at += at
	return true
}

// initialised skips the accessors of a property in C#:  string ApiKey { get; set; } = "x".
func (p *parser) initialised() bool {
	b := p.look(definition)
	end := bytes.IndexByte(b, '}')
	if end < 0 || !bytes.HasPrefix(bytes.TrimLeft(b[1:], " "), []byte("get;")) {
		return false
	}
	end += 1 + ascii.Run(b[end+1:], ascii.IsBlank)
	if end == len(b) || b[end] != '=' {
		return false
	}
	p.at += end + 1
	return true
}

// returned skips to the literal that a function returns: what it is called is the name.
//
//	func apiKey() string {        def api_key(self):        def api_key
//		return "x"                    return "x"              'x'
func (p *parser) returned() bool {
	if c := p.peek(); c == '\n' && p.isDef() {
		b := p.look(maxIndent)
		n := ascii.Run(b, ascii.IsSpace)
		if n == len(b) || !ascii.IsQuote(b[n]) {
			return false
		}
		p.at += n
		return true
	} else if c != '(' {
		return false
	}
	rest := p.look(definition)
	end := bytes.IndexByte(rest, ')')
	if end < 0 || bytes.ContainsAny(rest[:end], "\"'`\n") {
		return false
	}
	at := end + 1
	at += ascii.Run(rest[at:], func(c byte) bool {
		return ascii.IsWord(c) || ascii.IsBlank(c) || bytes.IndexByte([]byte(":<>[]*&.-?"), c) >= 0
	})
	switch {
	case at < len(rest) && rest[at] == '{':
		at++
	case at > end+1 && bytes.HasSuffix(bytes.TrimRight(rest[:at], " "), []byte(":")) && p.isDef():
	default:
		return false
	}
	rest = p.look(at + maxIndent)
	at += ascii.Run(rest[at:], ascii.IsSpace)
	tail, ok := bytes.CutPrefix(rest[at:], []byte("return "))
	if !ok || len(tail) == 0 || !ascii.IsQuote(tail[0]) && tail[0] != '`' {
		return false
	}
	p.at += at + len("return ")
	return true
}

// isDef reports whether the name is that of a function of Python or Ruby.
func (p *parser) isDef() bool {
	return bytes.HasSuffix(p.text[max(0, p.start-4):p.start], []byte("def "))
}
