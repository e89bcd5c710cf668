package judge

import (
	"bytes"
	"unicode"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Passwords that people made up of words: bilgola73, api_shop017#. In a program or a configuration such a value is as real as a
// random one if the model finds it likely, unless it is what people write before they have one.

// Chosen reports whether words are a password that somebody chose: with a digit or a sign, for words alone are labels, names of products
// and of users, too.
func Chosen(value []byte) bool {
	mere := func(c byte) bool { return ascii.IsLetter(c) || c == '_' || c == '-' || c == '.' || c >= 0x80 }
	return bytes.IndexByte(value, ' ') < 0 && !ascii.All(value, mere) && !Dull(value)
}

// dullWords are those that passwords are made up of which protect nothing yet, but for selfNamed.
var dullWords = wordlist.New([]string{
	"pass", "pwd", "pw", "secure", "secured", "credential", "key", "token", "code",
	"super", "top", "very", "strong", "good", "great", "weak", "long", "short", "simple",
	"plain", "clear", "safe", "master", "main", "initial", "first", "second", "other", "another",
	"my", "your", "our", "the", "a", "an", "this", "that", "it", "me", "is", "be", "in", "at", "on", "of",
	"to", "for", "with", "and", "or", "not", "no", "none", "new", "old", "any", "some", "same", "here",
	"user", "username", "name", "admin", "administrator", "root", "guest", "public",
	"private", "default", "anonymous", "nobody", "login", "log", "email", "mail",
	"test", "tests", "testing", "tester", "demo", "dummy", "example", "sample", "fake", "mock", "foo", "bar", "baz",
	"qux", "foobar", "temp", "temporary", "tmp", "random", "placeholder", "valid", "invalid", "wrong", "right",
	"correct", "incorrect", "bad", "change", "changed", "changeit", "please", "replace", "enter", "insert", "set", "use",
	"used", "let", "welcome", "hello", "world", "word", "value", "string", "text", "nothing", "something", "whatever",
	"db", "database", "data", "sql", "server", "service", "client", "api", "app", "web", "local", "localhost",
	"host", "remote", "dev", "develop", "development", "stage", "staging", "prod", "production", "docker", "vagrant",
	"mysql", "maria", "mariadb", "postgres", "postgresql", "pg", "mongo", "mongodb", "redis", "rabbit", "rabbitmq", "mq", "minio",
	"kafka", "elastic", "influx", "influxdb", "oracle", "sa", "ldap", "smtp", "ftp", "ssh", "jwt", "http", "basic", "auth",
	"qwerty", "qwertz", "qwer", "asdf", "asd", "zxcv", "abc", "abcd", "abcdef", "xyz", "xxx", "hunter",
}, wordlist.LongWord)

// mostDull is the length in bytes of the longest value that is read for dull words.
const mostDull = 64

// selfNamed are words that say what a value is, wherever they stand in it.
var selfNamed = [...]string{"passw", "passphrase", "secret", "sekret"}

// Dull reports whether a value has no letters but those of dull words, which signs and digits may stand for, or says what it is:
// changeme1, P@ssw0rd!, acmepass12.
func Dull(value []byte) bool {
	if len(value) > mostDull {
		return false
	}
	letters := bytes.TrimRightFunc(value, func(r rune) bool { return !unicode.IsLetter(r) })
	if len(letters) >= len("pass") && spells(letters[len(letters)-len("pass"):], "pass") {
		return true
	}
	for i := range value {
		for _, w := range selfNamed {
			if rest := value[i:]; len(rest) >= len(w) && spells(rest[:len(w)], w) {
				return true
			}
		}
	}
	var ends [mostDull + 1]bool // ends[i]: value[:i] is of dull words
	ends[0] = true
	for i := range value {
		if !ends[i] {
			continue
		}
		if !ascii.IsLetter(value[i]) {
			ends[i+1] = true
		}
		for _, w := range dullWords.Beginning(spelt(value[i])) {
			if rest := value[i:]; len(rest) >= len(w) && spells(rest[:len(w)], w) {
				ends[i+len(w)] = true
			}
		}
	}
	return ends[len(value)]
}

// spells reports whether text is word, some of its letters written as signs or digits.
func spells(text []byte, word string) bool {
	for i := range text {
		if spelt(text[i]) != word[i] {
			return false
		}
	}
	return true
}

// spelt returns the small letter that a character is or is written for.
func spelt(c byte) byte { return ascii.Lower(finding.Unleet(c)) }

// Common reports whether a value is one of the passwords that products ship with and tutorials use, in any case.
func Common(value []byte) bool {
	for _, d := range defaults {
		if ascii.EqualFold(value, d) {
			return true
		}
	}
	return false
}

// defaults are what Common knows.
var defaults = [...]string{
	"password", "passwd", "pass", "pwd", "secret", "root", "admin", "guest", "user", "username", "test", "postgres", "mysql",
	"redis", "rabbitmq", "mongo", "mongodb", "sa", "hunter2", "sekrit", "s3cret", "s3cr3t", "qwerty", "letmein", "1234", "12345", "123456", "p", "pw",
}
