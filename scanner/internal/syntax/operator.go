package syntax

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Operator is what binds a name and its value.
type Operator uint8

// The operators.
const (
	NoOperator Operator = iota
	Equals              // = := => == -> and the like
	Colon
	Comma   // ("password", "x")
	Call    // setPassword("x"), password{"x"}
	Element // <password>x</password>
	Flag    // --password x
	Juxtaposed
	Attribute // key="password" value="x"
	Column    // a head of a table of separated values, and the row below
	Inserted  // INSERT INTO t (password) VALUES ('x')
	Otherwise // process.env.PASSWORD || "x"
)

// What stands between a name and its value.

// maxSerialized bounds a type and a length of PHP, in bytes.
const maxSerialized = len(";s:") + 9

// serialized skips the type and the length of a text that PHP wrote:  s:8:"password";s:10:"x".
func (p *parser) serialized() bool {
	if !p.quoted || !p.has(";s:") {
		return false
	}
	b := p.look(maxSerialized)
	n := len(";s:")
	digits := ascii.Run(b[n:], ascii.IsDigit)
	if n += digits; digits == 0 || n == len(b) || b[n] != ':' {
		return false
	}
	p.at += n + 1
	return true
}

// serializedText skips what stands in front of a text that PHP wrote to a column:  'smtp_password', 's:10:"x";'.
func (p *parser) serializedText() {
	b := p.look(maxGap + maxSerialized)
	n := ascii.Run(b, ascii.IsBlank)
	if n+len("'s:") > len(b) || string(b[n:n+len("'s:")]) != "'s:" {
		return
	}
	n += len("'s:")
	digits := ascii.Run(b[n:], ascii.IsDigit)
	if n += digits; digits > 0 && n+1 < len(b) && b[n] == ':' && (b[n+1] == '"' || b[n+1] == '\\') {
		p.at += n + 1
	}
}

// isFlag reports whether the name is that of a flag of a command.
func (p *parser) isFlag() bool { return p.before(1) == '-' && p.before(2) == '-' }

// flagInList skips to the argument below a flag in a list of YAML, which stands in the same column:
//
//   - --password
//   - x
func (p *parser) flagInList() bool {
	if !p.isFlag() {
		return false
	}
	p.seen.Start = min(p.seen.Start, int32(lineStart(p.text, p.start)))
	item := bytes.TrimRight(p.lead(), "\"'-")
	item, ok := bytes.CutSuffix(item, []byte("- "))
	b := p.look(maxIndent)
	n := 1 + bytes.IndexByte(b, '\n')
	indent := ascii.Run(b[n:], ascii.IsBlank)
	if !ok || indent != ascii.Run(item, ascii.IsBlank) || indent != len(item) || !bytes.HasPrefix(b[n+indent:], []byte("- ")) {
		return false
	}
	p.at += n + indent + len("- ")
	return true
}

// macro reports whether the name is that of a macro of Erlang:  -define(PASSWORD, "x").
func (p *parser) macro() bool {
	return p.before(1) == '(' && bytes.HasSuffix(p.text[max(0, p.start-len("-define(")):p.start], []byte("-define("))
}

// symbol reports whether the name is a symbol of Ruby or an atom of Elixir:  set :password, "x".
func (p *parser) symbol() bool {
	if p.before(1) != ':' {
		return false
	}
	c := p.before(2)
	return ascii.IsBlank(c) || c == '(' || c == '[' || c == '{'
}

// constant reports whether the name is that of a constant, in capitals, among the arguments of a call:  put(Context.SECURITY_CREDENTIALS, "x").
func (p *parser) constant() bool {
	name := p.text[p.start:p.at]
	name = name[1+bytes.LastIndexByte(name, '.'):]
	return bytes.IndexByte(name, '_') > 0 && ascii.All(name, func(c byte) bool { return ascii.IsUpper(c) || ascii.IsDigit(c) || c == '_' })
}

// wrapped skips to the literal on the next line, behind the sign that begins it.
func (p *parser) wrapped() bool {
	b := p.look(maxIndent)
	n := ascii.Run(b, ascii.IsSpace)
	if n+2 >= len(b) || b[n] != '=' {
		return false
	}
	n++
	n += ascii.Run(b[n:], ascii.IsBlank)
	if n == len(b) || !ascii.IsQuote(b[n]) && b[n] != '`' {
		return false
	}
	p.at += n
	return true
}

// longestPadded is how far in front of a sign the base64 is looked at that it may pad, in bytes.
const longestPadded = 64

// pads reports whether what seems to be a sign fills up base64 that ends in a name, as in lists of what a tokenizer knows: Pz8/Pw== 30.
func (p *parser) pads() bool {
	if p.at != p.end || !p.has("==") {
		return false
	}
	behind := p.look(len("==") + 1)[len("=="):]
	least := max(0, p.end-longestPadded)
	p.seen.Start = min(p.seen.Start, int32(least-1))
	return (len(behind) == 0 || ascii.IsSpace(behind[0])) && ascii.RunBack(p.text[least:p.end], ascii.IsBase64)%4 == 2
}

// colon skips a colon and what belongs to it: the "-" of a shell's ${PASSWORD:-x}, a type, the sign of a YAML block.
func (p *parser) colon() bool {
	p.at++
	if p.before(1) == '{' && p.skip("-") {
		return true
	}
	p.typed()
	p.yamlBlock()
	return true
}

// dash skips a dash in front of a literal, token - "x", or of one word that reads like none.
func (p *parser) dash() bool {
	for _, dash := range dashes {
		if !p.has(dash) {
			continue
		}
		if next := p.look(len(dash) + 1)[len(dash):]; len(next) > 0 && opensLiteral(next[0]) || p.dashed(dash) {
			p.at += len(dash)
			return true
		}
	}
	return false
}

// scalar reports whether the name is that of a variable in a table of Robot Framework:  ${PASSWORD}    x.
func (p *parser) scalar() bool {
	return p.gap > 1 && p.before(1) == '{' && p.before(2) == '$' && bytes.IndexByte(p.text[p.end:p.at], '}') == 0 && len(bytes.Trim(p.lead(), " ${")) == 0
}

// paired skips the word of a pair in Kotlin, "password" to "x", and that of AppleScript:  set password to "x".
func (p *parser) paired() bool {
	if !p.has("to ") || !p.quoted && !p.directive() {
		return false
	}
	b := p.look(len("to '"))
	return len(b) == len("to '") && ascii.IsQuote(b[3]) && p.skip("to ")
}

// valueFlag skips the flag that has the value of what was named:  put-parameter --name password --value x, New-Variable password -Value x.
func (p *parser) valueFlag() bool {
	return p.skip("-Value ") || p.skip("--value ") || p.skip("--value=") || p.skip("--body ") || p.skip("--secret-string ")
}

// directives stand in front of a name that is followed by its value.
var directives = [...]string{
	"define", "global", "setenv", "SetEnv", "setx", "set", "%env", "%set_env", "quote", "set -x", "set -gx", "set -Ux", "git config", "config --global",
	"config --local", "ENV", "fastcgi_param", "uwsgi_param", "proxy_set_header", "add_header",
}

var blankBytes = ascii.ClassOf(ascii.IsBlank, "")

// directive reports whether the word in front of the name makes what follows the value:  #define PASSWORD x, setenv PASSWORD x.
func (p *parser) directive() bool {
	if p.start == 0 || !ascii.IsBlank(p.text[p.start-1]) {
		return false
	}
	lead := blankBytes.TrimEnd(p.text[max(0, p.start-24):p.start])
	if len(lead) == 0 {
		return false
	}
	last := lead[len(lead)-1]
	for _, d := range directives {
		if n := len(lead) - len(d); n >= 0 && d[len(d)-1] == last && string(lead[n:]) == d && (n == 0 || !ascii.IsWord(lead[n-1])) {
			return true
		}
	}
	return false
}

var typeBytes = ascii.ClassOf(ascii.IsWord, "*&<>[]|?.' ")

// typed skips a type between name and "=": Go's  password string = "x", TypeScript's  password: string = "x", Ada's
// password : constant String := "x". It reports whether there was one.
func (p *parser) typed() bool {
	at := p.at + min(ascii.Run(p.text[p.at:], ascii.IsBlank), maxGap)
	n := typeBytes.Run(p.text[at:min(len(p.text), at+40)])
	if n > 0 && at+n < len(p.text) && p.text[at+n] == ':' {
		n++
	}
	p.far = max(p.far, at+n+8)
	literal := n > 0 && p.text[at] == '\'' // its base64 is padded; the quote of a type in Rust stands behind a sign: &'static str
	if n == 0 || literal || at+n >= len(p.text) || p.text[at+n] != '=' || at+n+1 < len(p.text) && p.text[at+n+1] == '=' {
		return false
	}
	rest := bytes.TrimLeft(p.text[at+n+1:min(len(p.text), at+n+8)], " \t")
	if len(rest) == 0 || bytes.IndexByte([]byte("\"'`b@r&S"), rest[0]) < 0 && !p.callsWithText(at+n+1) {
		return false
	}
	p.at = at + n + 1
	return true
}

// constantWord stands between the name of a constant and its type in PL/SQL.
const constantWord = "constant "

// sized skips the type of a variable or a constant in PL/SQL or T-SQL, with its size:  v_password VARCHAR2(30) := 'x', c_password CONSTANT
// VARCHAR2(30) := 'x', @password NVARCHAR(30) = 'x'.
func (p *parser) sized() bool {
	b := p.look(len(constantWord) + maxGap + len(" := '"))
	n := 0
	if len(b) > len(constantWord) && ascii.EqualFold(b[:len(constantWord)], constantWord) {
		n = len(constantWord) + ascii.Run(b[len(constantWord):], ascii.IsBlank)
	}
	n += ascii.Run(b[n:], ascii.IsWord)
	if n == len(b) || b[n] != '(' {
		return false
	}
	n++
	n += ascii.Run(b[n:], func(c byte) bool { return ascii.IsDigit(c) || c == ' ' || ascii.IsLetter(c) })
	if n == len(b) || b[n] != ')' {
		return false
	}
	n++
	n += ascii.Run(b[n:], ascii.IsBlank)
	sign := bytes.TrimPrefix(b[n:], []byte{':'})
	if len(sign) == 0 || sign[0] != '=' || len(sign) == len(b)-n && p.before(1) != '@' {
		return false
	}
	p.at += len(b) - len(sign) + 1
	return true
}

// declarations begin what stands between a variable and its value in ABAP and COBOL.
var declarations = [...]string{"type ", "like ", "pic ", "value "}

// maxDeclared bounds that, in bytes.
const maxDeclared = 64

// declaredValue skips it:  c_password TYPE string VALUE 'x', WS-PASSWORD PIC X(20) VALUE 'x'.
func (p *parser) declaredValue() bool {
	b := p.look(maxDeclared)
	if !slices.ContainsFunc(declarations[:], func(d string) bool { return len(b) > len(d) && ascii.EqualFold(b[:len(d)], d) }) {
		return false
	}
	const value = "value "
	n := ascii.Run(b, func(c byte) bool { return ascii.IsWord(c) || c == ' ' || c == '(' || c == ')' || c == '-' })
	if n == len(b) || n < len(value) || !ascii.IsQuote(b[n]) || !ascii.EqualFold(b[n-len(value):n], value) {
		return false
	}
	p.at += n
	return true
}

// callsWithText reports whether a call whose first argument is a literal follows:  password: str = Option("x").
func (p *parser) callsWithText(at int) bool {
	b := p.text[at:min(len(p.text), at+maxGap)]
	p.far = max(p.far, at+maxGap)
	b = b[ascii.Run(b, ascii.IsBlank):]
	n := wrapperBytes.Run(b)
	return n > 0 && n+1 < len(b) && b[n] == '(' && (opensLiteral(b[n+1]) || bytes.HasPrefix(b[n+1:], []byte("default")))
}

// yamlBlock skips the sign of a YAML block and the end of its line:  password: >-  and the value below.
func (p *parser) yamlBlock() {
	b := p.look(8)
	n := ascii.Run(b, ascii.IsBlank)
	if n == len(b) || b[n] != '|' && b[n] != '>' {
		return
	}
	n++
	n += ascii.Run(b[n:], func(c byte) bool { return c == '-' || c == '+' || c == '\r' || ascii.IsBlank(c) })
	if n < len(b) && b[n] == '\n' {
		p.at += n + 1
	}
}

// valueAttribute skips, from the blanks behind a name, to the quote of  key="name" value="x"  and of  "name": "password", "value": "x",
// in Android's manifests  android:name="name" android:value="x", in parameters of CloudFormation  "ParameterKey": "name",
// "ParameterValue": "x".
func (p *parser) valueAttribute() bool {
	if !p.quoted {
		return false
	}
	at := p.at
	at += ascii.Run(p.text[at:min(len(p.text), at+maxGap)], func(c byte) bool { return ascii.IsSpace(c) || c == ',' || c == '"' || c == '\'' })
	p.far = max(p.far, at+len("android:Parameter")+16)
	for _, prefix := range [...]string{"android:", "Parameter"} {
		if (at > p.at || p.gap > 0) && bytes.HasPrefix(p.text[at:], []byte(prefix)) {
			at += len(prefix)
		}
	}
	if at == p.at && p.gap == 0 || at+len("select") > len(p.text) {
		return false
	}
	switch {
	case ascii.EqualFold(p.text[at:at+len("value")], "value"):
		at += len("value")
	case ascii.EqualFold(p.text[at:at+len("select")], "select"): // of XSLT
		at += len("select")
	default:
		return false
	}
	at += ascii.Run(p.text[at:min(len(p.text), at+8)], func(c byte) bool { return ascii.IsBlank(c) || c == '"' || c == '\'' || c == '=' || c == ':' })
	between := p.text[:at]
	if q := between[at-1]; q != '"' && q != '\'' || !bytes.ContainsAny(between[at-4:], "=:") {
		return false
	}
	p.at = at - 1
	return true
}

// pairs reports whether the line is one of names with their values behind them: machine … login … password x in .netrc, rclone config create
// nas webdav user ops pass x, array set conf {user ops password x} of Tcl.
func (p *parser) pairs() bool {
	if !ascii.IsBlank(p.before(1)) {
		return false
	}
	line := p.text[max(0, p.start-120):p.start]
	line = line[ascii.LastNewline(line)+1:]
	line = line[ascii.Run(line, ascii.IsBlank):]
	if bytes.HasPrefix(bytes.TrimPrefix(line, []byte("$ ")), []byte("rclone config ")) || bytes.HasPrefix(line, []byte("array set ")) {
		return true
	}
	if first := ascii.Lower(p.text[p.start]); first != 'p' && first != 'a' { // password, account
		return false
	}
	return bytes.Contains(line, []byte("machine ")) || bytes.HasPrefix(line, []byte("login "))
}
