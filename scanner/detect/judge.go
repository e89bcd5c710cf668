package detect

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/entropy"
)

// The judges that know what is not a secret, whatever the rule. Each is a pure function of the value. Values that stand for one, and
// those that name something, have files of their own: placeholder.go, identifier.go.

// references are marks of notations that fetch a value from elsewhere.
var references = newWordList([]string{
	"os.environ", "process.env", "getenv", "import.meta", "secrets.", "vault:",
	"arn:aws:", "ssm:", "ref+", "op://", "!vault", "ENC[", "encrypted$",
}, 0)

// expressions are marks that open an expression in a text, and what closes it.
var expressions = [...]struct{ open, end string }{{"${", "}"}, {"{{", "}"}, {"#{", "}"}, {"$(", ")"}, {"%(", ")"}, {"<%", "%>"}}

var openings = func() *wordList {
	var marks []string
	for _, e := range expressions {
		marks = append(marks, e.open)
	}
	return newWordList(marks, 0)
}()

// opensExpression reports whether an expression is opened in a value, and closed there or, where a quote cut it off, written like a
// part of one. Random signs may stand like a mark, too.
func opensExpression(value []byte) bool {
	if !openings.holds(value) {
		return false
	}
	for _, e := range expressions {
		_, rest, ok := bytes.Cut(value, []byte(e.open))
		if ok && (bytes.Contains(rest, []byte(e.end)) || all(rest, inExpression)) {
			return true
		}
	}
	return false
}

func inExpression(c byte) bool { return isWord(c) || strings.IndexByte(" .:[]()'\"-|=,\\/?&$", c) >= 0 }

// longKMS is less than the shortest ciphertext of AWS KMS takes in base64, in bytes.
const longKMS = 100

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

// reference reports whether a value is written in a notation that fetches it from elsewhere.
func reference(value []byte) bool {
	if len(value) == 0 {
		return true
	}
	if references.holds(value) || opensExpression(value) {
		return true
	}
	first, last := value[0], value[len(value)-1]
	switch {
	case bytes.HasPrefix(value, []byte("((")) && bytes.HasSuffix(value, []byte("))")): // variables of Concourse and BOSH
		return true
	case first == '<' && last == '>', first == '[' && last == ']', first == '%' && last == '%', first == '@' && last == '@',
		first == '{' && last == '}' && !bytes.ContainsAny(value[1:min(3, len(value))], `"\\`):
		return true
	case bytes.HasPrefix(value, []byte("{AQAAABAAAA")):
		return true // what Jenkins encrypted (hudson.util.Secret)
	case first == '@' && len(value) > 2 && (value[1] == '/' || value[1] == '.' && value[2] == '/' || fileName(value[1:])):
		return true // what stands in a file, as curl and PostgREST write it
	case bytes.HasPrefix(value, []byte(laravelSealed)):
		return true
	case len(value) > longKMS && (bytes.HasPrefix(value, []byte("AQICAH")) || keyBlob(value) || dataBlob(value)):
		return true // what AWS KMS or Windows encrypted
	case first == '$' && len(value) > 1 && all(value[1:], isWord) && !isDigit(value[1]):
		return true
	}
	return false
}

// continuesAsTemplate reports whether what stands behind a value makes it the beginning of a template or of an ellipsis. The end of
// the element that it is the text of does not.
func continuesAsTemplate(rest []byte) bool {
	if bytes.HasPrefix(rest, []byte("</")) {
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
var patterns = newWordList([]string{"^(", "^[", "(?", "[^", "[a-z", "[A-Z", "[0-9", `\d`, `\w`, `\s`, ".*", ".+"}, 0)

// patternLike reports whether a value is a regular expression.
func patternLike(value []byte) bool { return patterns.holds(value) || anchoredPattern(value) }

// anchoredPattern reports whether a value is marked as a pattern of whole texts: ^words$.
func anchoredPattern(value []byte) bool {
	return len(value) > 2 && value[0] == '^' && value[len(value)-1] == '$'
}

// codeLike reports whether an unquoted value is an expression rather than a literal: a call, an index, a member, a plain identifier.
func codeLike(value []byte) bool {
	if bytes.ContainsAny(value, "()[]{}<>;|*&\\") || value[0] == '@' && all(value[1:], isWord) {
		return true
	}
	digits, dots := 0, bytes.Count(value, []byte{'.'})
	for _, c := range value {
		if isDigit(c) {
			digits++
		}
	}
	return digits == 0 && (dots > 0 || all(value, isBase64URL)) ||
		dots > 0 && all(value[:1], isLetter) && digits < 4 && bytes.IndexByte(value, '=') < 0
}

// wordy reports whether a value reads as words: letters only but for separators, or words joined by them with few digits.
func wordy(value []byte) bool {
	digits, others, changes := 0, 0, 0
	for i, c := range value {
		switch {
		case isDigit(c):
			digits++
		case !isLetter(c) && c != '_' && c != '-' && c != '.' && c != '/' && c != ':' && c != ' ':
			others++
		}
		if i > 0 && isLetter(c) && isLetter(value[i-1]) && isUpper(c) != isUpper(value[i-1]) {
			changes++
		}
	}
	return others == 0 && digits*8 <= len(value) && changes*4 <= len(value)
}

// generic judges a value that no provider's shape vouches for. It returns what it saw and why it would drop the value.
func generic(value []byte, quoted bool) (facts, reason) {
	if uuid(value) {
		return uuidValue, noReason
	}
	if why := noLiteral(value, quoted); why != noReason {
		return 0, why
	}
	f, why := shaped(value)
	switch {
	case why != noReason:
		return 0, why
	case bytes.IndexByte(value, ' ') >= 0:
		return 0, phraseValue
	case entropy.Shannon(value) < 1.5:
		return 0, uniform
	}
	if wordy(value) {
		f |= trivial
	}
	if containsFold(value, "test") || containsFold(value, "demo") {
		f |= testWord
	}
	if !quoted {
		f |= unquoted
	}
	return f, noReason
}

// noLiteral tells why a value is not one that a program could use as it stands.
func noLiteral(value []byte, quoted bool) reason {
	switch {
	case reference(value):
		return fetched
	case identifier(value):
		return naming
	case stands(value):
		return standIn
	case patternLike(value):
		return expression
	case !quoted && (codeLike(value) || scoped(value)):
		return program
	}
	return noReason
}

// scoped reports a constant of a class or a namespace: self::NONCE_BYTES2, Acme::V2::KEY.
func scoped(value []byte) bool {
	return isLetter(value[0]) && bytes.Contains(value, []byte("::")) && all(value, func(c byte) bool { return isWord(c) || c == ':' })
}
