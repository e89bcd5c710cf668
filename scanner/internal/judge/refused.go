package judge

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
)

// What is no credential whatever surrounds it, before the model is asked: the other files' judges in their order, and small ones of its own.

// ShortestValue is the length in bytes of the shortest value that is weighed.
const ShortestValue = 3

// Refused tells why a value is no credential whatever surrounds it.
func Refused(name, value []byte, quoted bool) Reason {
	switch {
	case len(value) < ShortestValue || ascii.All(value, func(c byte) bool { return c < 0x80 && !ascii.IsAlnum(c) }):
		return PhraseValue
	case Reference(value):
		return Fetched
	case identifier(value), dateFormat(value), serialized(value), resource(value), slackID(value), twilioID(value), LarkID(value), cartToken(value), releasedPlugin(value), pinned(value):
		return Naming
	case PatternLike(value):
		return Expression
	case cipherList(value), cipherName(value), shortcut(value), drawing(value), pageAnchor(value), bytecode(value), negative(value):
		return Naming
	case scopeHoisted(value), concatenated(value), prompt(value):
		return Program
	case bytes.HasPrefix(value, []byte("data:")) && bytes.IndexByte(value, ',') > 0: // RFC 2397
		return OfAsset
	case namedKey(name, value):
		return Naming
	case characterReferences(value), doi(value), typedID(value), paint(name, value), !quoted && (sibling(name, value) || variable(value)):
		return Naming
	case blank(value), yours(value), translated(value), foreign(value), interleaved(value), markup(value):
		return StandIn
	case len(value) >= 8 && (entropy.Shannon(value) < 1.5 || repeated(value)):
		return Uniform
	case !quoted && (member(value) || ownMember(name, value) || scoped(value) || pseudoClass(value)):
		return Program
	case About(name):
		return NameAbout
	}
	return NoReason
}

// variable reports the next variable of an environment, behind one without a value: DB_PASSWORD= MODE=ci run.
func variable(value []byte) bool {
	n := ascii.Run(value, func(c byte) bool { return ascii.IsUpper(c) || c == '_' })
	return n >= len("ENV") && len(value) > n+1 && value[n] == '=' && value[n+1] != '='
}

// resource reports the number of a resource in an Android app, in decimal digits: 0x7f010000 to 0x7fffffff.
func resource(value []byte) bool {
	return len(value) == len("2130771968") && ascii.All(value, ascii.IsDigit) && string(value) >= "2130771968" && string(value) <= "2147483647"
}

// dateFormat reports how a date is to be written: %Y-%m-%dT%H:%M:%S (strftime(3)), yyyy-MM-dd HH:mm:ss (Unicode Technical Standard 35).
func dateFormat(value []byte) bool {
	has := func(a, b string) bool { return bytes.Contains(value, []byte(a)) && bytes.Contains(value, []byte(b)) }
	if (has("yy", "MM") || has("HH", "mm") || has("hh", "mm")) && dateBytes.Run(value) == len(value) {
		return true
	}
	return bytes.Contains(value, []byte("%Y")) && bytes.Contains(value, []byte("%m")) || bytes.Contains(value, []byte("%H:%M"))
}

// dateBytes are fields of a date and what stands between them.
var dateBytes = ascii.ClassOf(ascii.IsSpace, "yYMdDhHmsSaAEZzXTQ-/.:,+'")

// prompts are what a server of mail asks a user for, in base64 (AUTH LOGIN): Username:, Password:.
var prompts = [...]string{"VXNlcm5hbWU6", "UGFzc3dvcmQ6", "dXNlcm5hbWU6", "cGFzc3dvcmQ6"}

// prompt reports such a question, behind what marks it as one: 334 UGFzc3dvcmQ6 (RFC 4954, 4), + UGFzc3dvcmQ6 (RFC 5034, 4).
func prompt(value []byte) bool {
	asked := value[1+bytes.LastIndexByte(value, ' '):]
	return slices.ContainsFunc(prompts[:], func(p string) bool { return string(asked) == p })
}

// scopeHoisted reports an identifier that a bundler made of a module's number and what it exports (Parcel): $0c88dccd73f5641e$export$7deb….
func scopeHoisted(value []byte) bool {
	for _, mark := range [...]string{"$export$", "$var$", "$import$"} {
		if bytes.Contains(value, []byte(mark)) {
			return true
		}
	}
	return false
}

// shortcut reports keys that are pressed together: Ctrl+Shift+9.
func shortcut(value []byte) bool {
	keys := 0
	for {
		key, rest, more := bytes.Cut(value, []byte{'+'})
		if !more {
			return keys > 0 && len(key) < longestKey
		}
		if !ascii.OneOf(key, "ctrl", "control", "alt", "shift", "cmd", "command", "meta", "super", "option", "macctrl", "commandorcontrol", "cmdorctrl") {
			return false
		}
		value = rest
		keys++
	}
}

// longestKey is a length that no name of a key on a keyboard has, in bytes.
const longestKey = len("MediaPlayPause") + 1

// serialized reports what PHP's serialize makes of a list, an object or a text: a:2:{s:64:"…
func serialized(value []byte) bool {
	if len(value) < 4 || bytes.IndexByte([]byte("aOs"), value[0]) < 0 || value[1] != ':' {
		return false
	}
	n := ascii.Run(value[2:], ascii.IsDigit)
	rest := bytes.TrimLeft(value[2+n:], `\`)
	return n > 0 && len(rest) > 1 && rest[0] == ':' && bytes.IndexByte([]byte(`{"\`), rest[1]) >= 0
}

// blank reports whether a value leaves a place free: one character over and over, an ellipsis, N/A.
func blank(value []byte) bool {
	return ascii.EqualFold(value, "n/a") || ascii.All(value[1:], func(c byte) bool { return ascii.Lower(c) == ascii.Lower(value[0]) }) || bytes.Contains(value, []byte("...")) ||
		bytes.Contains(value, []byte("…"))
}

// interleaved reports two sequences that take turns: a1b2c3d4.
func interleaved(value []byte) bool {
	for i := 2; i < len(value); i++ {
		if ascii.Lower(value[i]) != ascii.Lower(value[i-2])+1 {
			return false
		}
	}
	return len(value) >= 8
}

// Alphabet reports whether most characters follow the one in front of them: ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef.
func Alphabet(value []byte) bool {
	following := 0
	for i := 1; i < len(value); i++ {
		if ascii.Lower(value[i]) == ascii.Lower(value[i-1])+1 {
			following++
		}
	}
	return len(value) >= 20 && following*5 >= len(value)*4
}

// shortestSequence is the length, in bytes, from which a sequence that follows another is hardly a part of a password: abc123 may be one.
const shortestSequence = 5

// Sequences reports nothing but ascending and descending sequences, one behind the other or behind a slash: 54321abcde, 1234567/abcdefg/.
func Sequences(value []byte) bool {
	for len(value) >= shortestSequence {
		up, down := 1, 1
		for up < len(value) && follows(value[up-1], value[up]) {
			up++
		}
		for down < len(value) && follows(value[down], value[down-1]) {
			down++
		}
		n := max(up, down)
		if n < shortestSequence {
			return false
		}
		value = bytes.TrimPrefix(value[n:], []byte{'/'})
	}
	return len(value) == 0
}

// Counting reports hexadecimal digits of bytes that count up: 000102030405.
func Counting(value []byte) bool {
	value = bytes.TrimPrefix(value, []byte("0x"))
	if len(value) < 16 || len(value)%2 != 0 || !ascii.AllHex(value) {
		return false
	}
	for i := 2; i+1 < len(value); i += 2 {
		if hexByte(value[i:]) != hexByte(value[i-2:])+1 {
			return false
		}
	}
	return true
}

// hexByte returns the byte that the two hexadecimal digits in front of b stand for.
func hexByte(b []byte) byte { return hexDigit(b[0])<<4 | hexDigit(b[1]) }

func hexDigit(c byte) byte {
	if ascii.IsDigit(c) {
		return c - '0'
	}
	return ascii.Lower(c) - 'a' + 10
}

// markup reports whether a value begins with an element of HTML or SVG.
func markup(value []byte) bool {
	return value[0] == '<' && len(value) > 1 && ascii.IsLower(value[1]) && bytes.IndexByte(value, ' ') > 0 && bytes.IndexByte(value, '=') > 0
}

// ownMember reports a member of the same name, with which one object is made from another: get_token_2f9c: a.get_token_2f9c.
func ownMember(name, value []byte) bool {
	rest, ok := bytes.CutSuffix(value, name)
	return ok && len(name) > 0 && len(rest) > 1 && rest[len(rest)-1] == '.'
}

// member reports whether an unquoted value is an expression of a program: a call, an index, a member.
func member(value []byte) bool {
	if bytes.ContainsAny(value, Brackets) {
		return grammatical(value)
	}
	digits := 0
	for _, c := range value {
		if ascii.IsDigit(c) {
			digits++
		}
	}
	return digits < 4 && ascii.IsLetter(value[0]) && bytes.IndexByte(value, '.') > 0 && bytes.IndexByte(value, '=') < 0
}

// Brackets are what expressions of programs and patterns have, and other signs that values without quotes do not.
const Brackets = "()[]{}<>;|\\"
