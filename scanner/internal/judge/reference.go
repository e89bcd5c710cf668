package judge

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that are fetched from elsewhere, and what only programs and patterns hold.

// references are marks of notations that fetch a value from elsewhere.
var references = wordlist.New([]string{
	"os.environ", "process.env", "getenv", "import.meta", "secrets.", "vault:",
	"arn:aws:", "ssm:", "ref+", "op://", "!vault", "ENC[", "encrypted$", "$RANDOM",
}, 0)

// expressions are marks that open an expression in a text, and what closes it.
var expressions = [...]struct{ open, end string }{{"${", "}"}, {"{{", "}"}, {"#{", "}"}, {"$(", ")"}, {"%(", ")"}, {"<%", "%>"}}

var openings = func() *wordlist.List {
	var marks []string
	for _, e := range expressions {
		marks = append(marks, e.open)
	}
	return wordlist.New(marks, 0)
}()

// opensExpression reports whether an expression is opened in a value, and closed there or, where a quote cut it off, written like a
// part of one. Random signs may stand like a mark, too.
func opensExpression(value []byte) bool {
	if !openings.Holds(value) {
		return false
	}
	for _, e := range expressions {
		_, rest, ok := bytes.Cut(value, []byte(e.open))
		if ok && (bytes.Contains(rest, []byte(e.end)) || ascii.All(rest, inExpression)) {
			return true
		}
	}
	return false
}

func inExpression(c byte) bool {
	return ascii.IsWord(c) || strings.IndexByte(" .:[]()'\"-|=,\\/?&$", c) >= 0
}

// LongKMS is less than the shortest ciphertext of AWS KMS takes in base64, in bytes.
const LongKMS = 100

// keyBlob reports a key that Windows encrypted with a public key of RSA, in base64: a SIMPLEBLOB of CryptoAPI, whose header has its
// type, the version 2 and two algorithms, the last of them CALG_RSA_KEYX
// (https://learn.microsoft.com/windows/win32/seccrypto/base-provider-key-blobs).
func keyBlob(value []byte) bool {
	return bytes.HasPrefix(value, []byte("AQIAA")) && bytes.HasPrefix(value[8:], []byte("AAAApAAA"))
}

// laravelSealed begins what Laravel encrypted with the key of an application: {"iv":" in base64 (Illuminate\Encryption\Encrypter).
const laravelSealed = "eyJpdiI6I"

// dataBlob reports whether a value begins like what the data protection API of Windows encrypted with a key of the user or the machine:
// version 1 and the GUID of its provider, in base64 or hexadecimal digits.
func dataBlob(value []byte) bool {
	return bytes.HasPrefix(value, []byte("AQAAANCMnd8BFdERjHoAwE/Cl+")) ||
		bytes.HasPrefix(value, []byte("01000000d08c9ddf0115d1118c7a00c04fc297eb"))
}

// Fernet reports what was encrypted and signed with a key of Fernet: a version, 0x80, and the seconds since 1970 in eight bytes, in base64
// (https://github.com/fernet/spec/blob/master/Spec.md), or that in base64 again.
func Fernet(value []byte) bool {
	return len(value) >= leastFernet && ascii.All(bytes.TrimRight(value, "="), ascii.IsBase64URL) &&
		(bytes.HasPrefix(value, []byte("gAAAAA")) || bytes.HasPrefix(value, []byte("Z0FBQUFB")))
}

// leastFernet is how many letters the shortest one takes, with its padding: 73 bytes.
const leastFernet = 100

// Reference reports whether a value is written in a notation that fetches it from elsewhere.
func Reference(value []byte) bool {
	if len(value) == 0 {
		return true
	}
	if references.Holds(value) || opensExpression(value) {
		return true
	}
	first, last := value[0], value[len(value)-1]
	switch {
	case bytes.HasPrefix(value, []byte("((")) && bytes.HasSuffix(value, []byte("))")): // variables of Concourse and BOSH
		return true
	case first == '<' && last == '>', first == '[' && last == ']', first == '%' && last == '%', first == '@' && last == '@',
		first == '{' && last == '}' && !bytes.ContainsAny(value[1:min(3, len(value))], `"\\`):
		return true
	case bytes.HasPrefix(value, []byte(`\u003c`)) && bytes.HasSuffix(value, []byte(`\u003e`)): // <TOKEN>, as JSON may write it
		return true
	case bytes.HasSuffix(value, []byte(" %s")), bytes.Count(value, []byte("%s")) > 1: // a format, which the rest of the value is put into
		return true
	case bytes.HasPrefix(value, []byte("ENC(")) && last == ')': // what Jasypt encrypted (https://github.com/ulisesbocchio/jasypt-spring-boot)
		return true
	case bytes.HasPrefix(value, []byte("{AQAAABAAAA")):
		return true // what Jenkins encrypted (hudson.util.Secret)
	case first == '@' && len(value) > 2 && (value[1] == '/' || value[1] == '.' && value[2] == '/' || fileName(value[1:])):
		return true // what stands in a file, as curl and PostgREST write it
	case bytes.HasPrefix(value, []byte(laravelSealed)):
		return true
	case len(value) > LongKMS && (bytes.HasPrefix(value, []byte("AQICAH")) || keyBlob(value) || dataBlob(value)):
		return true // what AWS KMS or Windows encrypted
	case first == '$' && len(value) > 1 && ascii.All(value[1:], ascii.IsWord) && !ascii.IsDigit(value[1]), element(value):
		return true
	}
	return false
}

// element reports an element of what a variable of Perl refers to, or a member of an object of PHP, which texts in quotes may hold:
// $row->[3], $user->{pass2}, $user->pass2.
func element(value []byte) bool {
	rest, ok := bytes.CutPrefix(value, []byte{'$'})
	name, rest, found := bytes.Cut(rest, []byte("->"))
	return ok && found && len(name) > 0 && !ascii.IsDigit(name[0]) && ascii.All(name, ascii.IsWord) && len(rest) > 0 &&
		(rest[0] == '[' && rest[len(rest)-1] == ']' || rest[0] == '{' && rest[len(rest)-1] == '}' || ascii.IsLetter(rest[0]) && ascii.All(rest, ascii.IsWord))
}

// TagReach is how far EndsText and ContinuesAsTemplate read, in bytes.
const TagReach = len("<br>")

// EndsText reports whether a tag ends the text in front of it, or its line:  X</td>, X<br>.
func EndsText(rest []byte) bool {
	const lineBreak = "<br"
	n := len(lineBreak)
	return bytes.HasPrefix(rest, []byte("</")) ||
		len(rest) >= n && ascii.EqualFold(rest[:n], lineBreak) && (len(rest) == n || !ascii.IsWord(rest[n]))
}

// ContinuesAsTemplate reports whether what stands behind a value makes it the beginning of a template or of an ellipsis. The end of
// the text that it stands in does not.
func ContinuesAsTemplate(rest []byte) bool {
	if EndsText(rest) {
		return false
	}
	for _, mark := range [...]string{"{{", "${", "#{", "%{", "%s", "<", "...", "…"} {
		if bytes.HasPrefix(rest, []byte(mark)) {
			return true
		}
	}
	return false
}

// patterns are marks of regular expressions.
var patterns = wordlist.New([]string{"^(", "^[", "(?", "[^", "[a-z", "[A-Z", "[0-9", `\d`, `\w`, `\s`, ".*", ".+"}, 0)

// PatternLike reports whether a value is a regular expression.
func PatternLike(value []byte) bool {
	return patterns.Holds(value) || AnchoredPattern(value) || bytes.IndexByte(value, '|') > 0 && quantified(value)
}

// quantified reports whether a pattern says how often something may stand there: {2}, {1,6}.
func quantified(value []byte) bool {
	for rest := value; ; {
		_, after, found := bytes.Cut(rest, []byte{'{'})
		if !found {
			return false
		}
		n := ascii.Run(after, func(c byte) bool { return ascii.IsDigit(c) || c == ',' })
		if n > 0 && n < len(after) && after[n] == '}' {
			return true
		}
		rest = after
	}
}

// AnchoredPattern reports whether a value is marked as a pattern of whole texts: ^words$.
func AnchoredPattern(value []byte) bool {
	return len(value) > 2 && value[0] == '^' && value[len(value)-1] == '$'
}

// CodeLike reports whether an unquoted value is an expression rather than a literal: a call, an index, a member, a plain identifier.
func CodeLike(value []byte) bool {
	if bytes.ContainsAny(value, "()[]{}<>;|*&\\") || bytes.HasPrefix(value, []byte{'@'}) && ascii.All(value[1:], ascii.IsWord) {
		return true
	}
	digits, dots := 0, bytes.Count(value, []byte{'.'})
	for _, c := range value {
		if ascii.IsDigit(c) {
			digits++
		}
	}
	return digits == 0 && (dots > 0 || ascii.All(value, ascii.IsBase64URL)) ||
		dots > 0 && ascii.All(value[:1], ascii.IsLetter) && digits < 4 && bytes.IndexByte(value, '=') < 0
}

// scoped reports a constant of a class or a namespace: self::NONCE_BYTES2, Acme::V2::KEY.
func scoped(value []byte) bool {
	return ascii.IsLetter(value[0]) && bytes.Contains(value, []byte("::")) && ascii.All(value, func(c byte) bool { return ascii.IsWord(c) || c == ':' })
}
