package model

import "bytes"

// Known looks of values.

// Looks, as values of the feature "shape": the first that fits.
const (
	lookNone = iota
	lookUUID
	lookHash // crypt(3) and the like
	lookAddress
	lookEmail
	lookPath
	lookNumber // digits, dots, dashes, colons: dates, versions, addresses
	lookIdentifier
	lookSentence
	lookBase64
	lookCall
	lookFormat // holds a verb of a format: %s, %d, {0}, :name
)

func shape(value []byte, f *Features) {
	if len(value) == 0 {
		return
	}
	f[fShape] = int16(look(value, f))
	var folded [longestValue]byte
	lower := folded[:fold(value, folded[:])]
	f[fPlaceholder] = placeholders.first(lower)
	f[fCredentialWord] = credentials.first(lower)
	f[fTestWord] = tests.first(lower)
	f[fDefault] = flag(defaults[string(lower)])
	f[fReference] = references.first(value)
}

func look(value []byte, f *Features) int {
	n := len(value)
	marks := n - int(f[fLetters])
	switch {
	case n == 36 && f[fDashes] == 4 && value[8] == '-' && value[13] == '-' && value[18] == '-' && value[23] == '-':
		return lookUUID
	case n > 12 && (value[0] == '$' && bytes.IndexByte(value[1:8], '$') > 0 || value[0] == '{' && bytes.IndexByte(value[:12], '}') > 0):
		return lookHash
	case bytes.Contains(value, []byte("://")):
		return lookAddress
	case f[fSpaces] == 0 && email(value):
		return lookEmail
	case value[0] == '/' || value[0] == '~' || value[0] == '.':
		return lookPath
	case f[fLetters] == 0 && f[fSpecials] == 0:
		return lookNumber
	case f[fSpaces] > 1:
		return lookSentence
	case bytes.IndexByte(value, '(') > 0 || f[fDots] == 1 && f[fCodeMarks] > 0:
		return lookCall
	case bytes.IndexByte(value, '%') >= 0 && bytes.ContainsAny(value, "sdv") || value[0] == ':' || value[0] == '{':
		return lookFormat
	case n%4 == 0 && n >= 16 && f[fOther] < 32 && f[fClasses] >= 3 && f[fDashes]+f[fUnderscores]+f[fDots] == 0:
		return lookBase64
	case marks == int(f[fUnderscores]+f[fDashes]+f[fDots]):
		return lookIdentifier
	}
	return lookNone
}

func email(value []byte) bool {
	at := bytes.IndexByte(value, '@')
	return at > 0 && at < len(value)-3 && bytes.IndexByte(value[at:], '.') > 1
}

// placeholders are what people write where a credential belongs, in several languages; the order is part of the trained model.
var placeholders = newVocabulary(
	"xxx", "***", "...", "your", "change", "replace", "example", "placeholder", "insert", "redact", "removed", "here",
	"dummy", "sample", "foo", "bar", "todo", "lorem", "hidden", "enter", "mein", "votre", "tu_", "seu", "<", "aaa", "000",
)

// credentials are words for credentials.
var credentials = newVocabulary(
	"password", "passwd", "pass", "secret", "token", "key", "pwd", "auth", "cred", "user", "login", "admin", "root",
)

// tests are words of tests.
var tests = newVocabulary(
	"test", "fake", "invalid", "wrong", "bad", "mock", "demo", "new", "old", "some", "any", "my", "default", "valid", "expired",
	"value", "string", "name", "type", "error", "field", "null", "none", "true", "false",
)

// references are marks of a notation that fetches a value from elsewhere.
var references = newVocabulary("${", "{{", "$(", "#{", "<%", "%(", "}}", "$", "%s", "{", "<", "env", "[", "(")

// defaults are passwords that products ship with, tutorials use and people choose most.
var defaults = map[string]bool{
	"password": true, "passwd": true, "pass": true, "pwd": true, "secret": true, "root": true, "admin": true, "guest": true,
	"user": true, "username": true, "test": true, "postgres": true, "mysql": true, "redis": true, "rabbitmq": true, "mongo": true,
	"mongodb": true, "sa": true, "hunter2": true, "qwerty": true, "letmein": true, "1234": true, "12345": true, "123456": true,
	"12345678": true, "changeme": true, "changeit": true, "toor": true, "abc123": true, "password1": true, "password123": true,
	"admin123": true, "welcome": true, "monkey": true, "dragon": true, "foobar": true, "foo": true, "bar": true,
	"topsecret": true, "mypassword": true, "mysecret": true, "secretpassword": true, "p@ssw0rd": true, "passw0rd": true,
}
