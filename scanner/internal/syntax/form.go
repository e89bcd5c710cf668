package syntax

import (
	"bytes"
	"math/bits"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// All ways in which something is assigned to a name, in the order in which they are tried.

// form is one of them.
type form struct {
	first string             // the bytes that it begins with behind the name, its quote and blanks; "" for any
	means Operator           // NoOperator where nothing is assigned, in whatever form
	read  func(*parser) bool // skips to the value; what it skips is taken back if it returns false
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

var forms = [...]form{
	// More than a sign binds the two.
	{"\n\r:*_", Equals, (*parser).labelled},
	{":", Equals, anyOf(":: ")}, // of Jsonnet and Org
	{":", NoOperator, (*parser).scope},
	{"", Attribute, (*parser).valueAttribute},
	{"", Equals, (*parser).member},
	{"\n(", Equals, (*parser).returned},
	{"{", Equals, (*parser).initialised},
	{"{", Equals, (*parser).block},
	{";", Equals, (*parser).serialized},
	{"\n\r", Flag, (*parser).flagInList},
	{"", Column, (*parser).column},
	{"", Column, (*parser).grid},
	{"=", NoOperator, (*parser).pads},
	{"/|#,@!~%}>$", Equals, (*parser).replaced},

	// Signs of most languages: the longer ones first.
	{":=!-<+|?.%&\\\xe2\xef", Equals, anyOf(":::=", "::=", ":=", "===", "!==", "==>", "==", "!=", "=>", "=~", "->", "<-", "=&gt;", "-&gt;", "&lt;-",
		"→", "+=", "||=", "??=", "?=", ".=", "=", "＝", "%3D", "%3d", "&#61;", `\u003d`, `\u003D`)},
	{"%\xef", Colon, anyOf("%3A", "%3a", "：")},
	{"|?", Otherwise, anyOf("||", "??")},

	// They have no sign of their own, or one that means something else in other places.
	{"}[.|?{/", Otherwise, (*parser).fallsBack},
	{letters, Equals, (*parser).sized},
	{letters, Equals, (*parser).declaredValue},
	{"", Equals, (*parser).comparedBefore},
	{"", Equals, (*parser).updated},
	{",", Equals, anyOf(",ParameterValue=")}, // of arguments of AWS:  ParameterKey=Password,ParameterValue=x
	{"\n\r", Equals, (*parser).wrapped},
	{"", Inserted, (*parser).inserted},
	{"", Column, (*parser).copied},
	{":", Colon, (*parser).itemBelow},
	{":", Colon, (*parser).colon},
	{",;", Equals, (*parser).row},
	{",", Comma, (*parser).comma},
	{"({", Call, (*parser).call},
	{"<", Colon, (*parser).emphasisedAlone},
	{"", Element, (*parser).tag},
	{"<", Column, (*parser).headCell},
	{"|\n\r", Column, (*parser).piped},
	{"|", Colon, (*parser).cell},
	{"([#/0123456789fotvpd", Colon, (*parser).purposed},

	// Nothing but blanks stands between the two, or a word.
	{"", NoOperator, (*parser).adjoined},
	{"o", Otherwise, (*parser).orElse},
	{"b", Equals, anyOf("by lazy {", "by remember {")}, // of Kotlin
	{".", Equals, (*parser).dotted},
	{"i", Equals, anyOf("isEqualToString:", "isEqual:")}, // of Objective-C
	{"t", Equals, (*parser).paired},
	{"", Flag, (*parser).flag},
	{"-", Flag, (*parser).valueFlag},
	{"", Equals, (*parser).variable},
	{"", Equals, (*parser).directive},
	{"iwefotl\xc3", Equals, (*parser).said},
	{"", Equals, (*parser).scalar},
	{"-\xe2", Juxtaposed, (*parser).dash},
	{"\"'", Juxtaposed, (*parser).stay},
	{"", Juxtaposed, (*parser).pairs},
	{"", Juxtaposed, (*parser).lone},
}

const _ = uint(64 - len(forms)) // a bit for each of them

// formsBy are the forms that may begin with a byte, as bits.
var formsBy = func() (by [256]uint64) {
	var any uint64
	for i, f := range forms {
		if f.first == "" {
			any |= 1 << i
		}
		for _, c := range []byte(f.first) {
			by[c] |= 1 << i
		}
	}
	for c := range by {
		by[c] |= any
	}
	return by
}()

// tried is how far, in bytes, a form may have looked behind where it stopped.
const tried = 2

// operator skips to what is assigned to the name, and tells how.
func (p *parser) operator() Operator {
	at := p.at
	for left := formsBy[p.peek()]; left != 0; left &= left - 1 {
		i := bits.TrailingZeros64(left)
		if forms[i].read(p) {
			return forms[i].means
		}
		if p.at != at {
			p.far, p.at = max(p.far, p.at+tried), at
		}
	}
	return NoOperator
}

// anyOf skips one of some texts, the first that follows.
func anyOf(texts ...string) func(*parser) bool {
	by := ascii.ByFirst(texts)
	return func(p *parser) bool {
		for _, text := range by[p.peek()] {
			if p.skip(text) {
				return true
			}
		}
		return false
	}
}

// scope reports that the name is that of a scope:  password::Hash.
func (p *parser) scope() bool { return p.has("::") && !p.has("::=") && !p.has(":::=") }

// comma skips the one behind a name that its value follows in a list of arguments, to the column of the value in a row.
func (p *parser) comma() bool {
	if !p.quoted && p.before(1) != '{' && !p.macro() && !p.symbol() && !p.constant() {
		return false
	}
	if p.quoted {
		p.keyed()
	}
	p.at++
	p.serializedText()
	return true
}

// call skips the bracket of a call, or of what is made with a value:  setPassword("x"), password{"x"}.
func (p *parser) call() bool {
	if p.gap > 0 && !p.spacedCall() {
		return false
	}
	p.at++
	p.position()
	p.subject()
	p.holder()
	return true
}

// setters begin the names of what is called to give a value to its first argument.
var setters = [...]string{"set", "change", "update", "reset", "check", "verify", "hash", "encode", "encrypt"}

// maxSubject bounds that argument, in bytes.
const maxSubject = 48

// subject skips what is given a value, in front of it:  SetPassword(ctx, "x"), user.check_password(account, "x").
func (p *parser) subject() {
	if c := p.peek(); !ascii.IsLetter(c) && c != '$' && c != '&' {
		return
	}
	name := p.text[p.start:p.end]
	name = name[1+bytes.LastIndexAny(name, ".>:"):]
	if !slices.ContainsFunc(setters[:], func(verb string) bool { return len(name) > len(verb) && ascii.EqualFold(name[:len(verb)], verb) }) {
		return
	}
	b := p.look(maxSubject)
	n := subjectBytes.Run(b)
	if n == len(b) || b[n] != ',' {
		return
	}
	n++
	n += ascii.Run(b[n:], ascii.IsBlank)
	if n < len(b) && opensLiteral(b[n]) {
		p.at += n
	}
}

// subjectBytes are those of a variable or a member of one.
var subjectBytes = ascii.ClassOf(ascii.IsWord, "$&.->")

// maxHolder bounds the name or id of who has a secret, in bytes.
const maxHolder = 64

// holder skips who has a secret, in front of it where credentials are made of both:  Credentials("ops", "x"). There may be several ids, which
// are UUIDs:  ClientSecretCredential("tenant", "client", "x").
func (p *parser) holder() {
	name := bytes.TrimRight(p.text[p.start:p.end], "sS")
	if len(name) < len(ofHolder) || !ascii.EqualFold(name[len(name)-len(ofHolder):], ofHolder) {
		return
	}
	for first := true; ; first = false {
		b := p.look(maxHolder)
		if len(b) == 0 || !ascii.IsQuote(b[0]) {
			return
		}
		n := Closing(b[1:], string(b[:1]))
		if n < 0 || !first && !dashed(b[1:1+n]) {
			return
		}
		behind, comma := bytes.CutPrefix(b[n+2:], []byte{','})
		behind = ascii.TrimSpaces(behind)
		if !comma || len(behind) == 0 || !ascii.IsQuote(behind[0]) {
			return
		}
		p.at += len(b) - len(behind)
	}
}

// ofHolder ends the names of what is made of who has a secret and the secret, in the singular.
const ofHolder = "credential"

// dashed reports a text with dashes where a UUID has its first two.
func dashed(text []byte) bool { return len(text) == 36 && text[8] == '-' && text[13] == '-' }

// spacedCall reports a call as GNU writes it, with a literal alone in its brackets:  set_password ("x").
func (p *parser) spacedCall() bool {
	if p.gap > 1 || p.quoted || bytes.IndexByte(p.text[p.start:p.end], '_') < 0 {
		return false // as words of a sentence
	}
	b := p.look(maxGap)
	if len(b) < 2 || b[0] != '(' || !ascii.IsQuote(b[1]) {
		return false
	}
	end := Closing(b[2:], string(b[1]))
	return end >= 0 && bytes.HasPrefix(b[2+end+1:], []byte(")"))
}

// dotted skips the sign of a pair of Lisp:  (password . "x").
func (p *parser) dotted() bool {
	return p.gap > 0 && p.before(1) == '(' && p.has(`. "`) && p.skip(". ")
}

// adjoined reports that no blank follows the name, and so no value without a sign.
func (p *parser) adjoined() bool { return p.gap == 0 }

// orElse skips the word in front of what counts if there is nothing of the name:  os.getenv("PASSWORD") or "x".
func (p *parser) orElse() bool { return p.quoted && p.skip("or ") }

// flag reports whether the name is that of an argument:  --password x, -password x.
func (p *parser) flag() bool { return p.before(1) == '-' }

// variable skips the type of a variable, with its sign.
func (p *parser) variable() bool {
	return !p.quoted && p.before(1) != '<' && p.before(1) != '=' && p.typed()
}

// stay reports that the value begins here.
func (p *parser) stay() bool { return true }
