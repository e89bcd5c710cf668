package judge

import (
	"bytes"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Names that say something about a secret, or of something else than a secret: token_type, public_key, csrf_token.

// abouts are last words of names that say something about a secret without holding one.
var abouts = wordlist.New([]string{
	"id", "ids", "name", "names", "url", "uri", "endpoint", "path", "paths", "file", "filename", "dir",
	"directory", "type", "types", "length", "len", "size", "field", "fields", "label", "title", "text", "message",
	"placeholder", "prefix", "suffix", "hash", "hashes", "digest", "expiry", "expires", "expiration", "ttl",
	"timeout", "count", "limit", "policy", "hint", "regex", "regexp", "pattern", "format", "env", "var", "variable",
	"ref", "reference", "enabled", "required", "option", "options", "version", "algorithm", "alg", "header", "param",
	"parameter", "mode", "class", "error", "errors", "index", "idx", "provider", "manager", "store", "source", "usage", "help",
	"description", "desc", "selector", "missing", "invalid", "expired", "revoked", "failed", "failure",
	"denied", "unauthorized", "checksum", "fingerprint", "thumbprint", "signature", "sha1", "sha256",
	"md5", "number", "num", "max", "min", "kind", "status", "callback", "handler", "func", "function", "replacement",
	"example", "examples", "sample", "samples", "tooltip", "caption",
	"address", "addresses", "slot", "input", "form", "prompt", "page", "view", "template",
	"user", "username", "email", "host", "port", "scope", "scopes", "lifetime",
	"changed", "created", "updated", "modified", "at", "date", "time",
	"flow", "kid", "timestamp", "days", "hours", "minutes", "seconds", "attempts", "retries",
}, wordlist.LongWord)

// settings are last words of names for what something is, or where: among secrets that are stored together they hold none if they read so.
var settings = wordlist.New([]string{
	"database", "db", "dbname", "bucket", "region", "zone", "namespace", "account", "issuer", "realm", "tenant", "subject", "from", "sender",
	"server", "servers", "driver", "sslmode", "login", "project", "org", "organization", "environment", "schema", "protocol", "domain",
	"cluster", "group", "role", "queue", "topic", "dialect", "engine", "nodes", "brokers", "broker",
}, wordlist.LongWord)

// longestName bounds the letters and digits of a name that are looked at.
const longestName = 176

// setting reports whether a name ends in one of settings and the value is short or reads as words.
func setting(name, value []byte) bool {
	var folded [longestName]byte
	var starts [len(folded) + 1]bool
	n := wordlist.FoldName(name, folded[:], starts[:])
	return settings.Is(folded[wordlist.LastStart(starts[:], n):n]) && (len(value) < longSetting || Wordy(value))
}

// longSetting is a length, in bytes, that names and places seldom have.
const longSetting = 20

// phrases are ends of names whose value is public, or needs another key: the digest of a public key in .NET, ciphertext; or proves
// no more than that a form is the page's own; or looks something up; or opens a page to whoever has its address, as what is in a cart and
// what somebody shares on Dropbox, or is published beside it, as IndexNow's keys (https://www.indexnow.org/documentation).
var phrases = [...]string{
	"publickeytoken", "pubkey", "pubkeys", "encryptedkey", "encryptedpassword", "encryptedsecret", "encryptedtoken",
	"encrypteddata", "encryptedvalue", "hashedpassword", "hashedpasswd", "hashedtoken", "hashedsecret",
	"publickey", "xamzcredential", "sitekey", "secwebsocketkey", "recvkey", "recvkeys", "projectkey",
	"monkey", "donkey", "turkey", "hockey", "jockey", "whiskey", "hotkey",
	"authenticitytoken", "csrftoken", "xsrftoken", "csrfmiddlewaretoken", "requestverificationtoken", "antiforgerytoken",
	"documentkey", "s3key", "domainkey", "repositorykey", "identifierkey", "withdrawalcredentials", "recordkey", "rowkey",
	"sortkey", "partitionkey", "filekey", "pagekey", "formkey", "cachekey", "foreignkey", "primarykey", "itemkey", "objectkey", "issuekey", "translationkey",
	"revisionkey", "commitkey", "plankey", "planresultkey", "buildresultkey", "jobkey", "spacekey", "messagekey", "routingkey", "groupkey", "lookupkey", "metakey", "indexkey", "idempotencykey", "urlkey",
	"oauthnonce", "forkey", "bykey", "sourcekey", "targetkey", "clientrequesttoken", "idempotencytoken", "nexttoken", "pagetoken", "continuationtoken", "synctoken",
	"anonymouskey", "referencekey", "indexnowkey", "carttoken", "checkouttoken", "rlkey",
	"tagkey", "i18nkey", "localekey", "langkey", "labelkey", "titlekey", "menukey", "tabkey", "columnkey", "fieldkey", "routekey", "widgetkey", "templatekey",
	"versionnonce",
}

// About reports whether a name ends in one of abouts, which may be numbered (attempts2), or in one of phrases.
func About(name []byte) bool {
	var folded [longestName]byte
	var starts [len(folded) + 1]bool
	n := wordlist.FoldName(name, folded[:], starts[:])
	last := folded[wordlist.LastStart(starts[:], n):n]
	return abouts.Is(last) || abouts.Is(bytes.TrimRight(last, "0123456789")) || endsIn(phrases[:], folded[:n], starts[:])
}

// filling are ends of names for what a program fills into a field of a form, or reads from it, in small letters.
var filling = [...]string{".text", ".settext", ".set_text", ".stringvalue", ".gettext", ".text.tostring", ".text.trim"}

// widgets are last words of names of such fields.
var widgets = wordlist.New([]string{"field", "input", "text", "box", "textbox", "edit", "view", "entry", "controller", "control"}, wordlist.LongWord)

// telling begin the names of what shows a text and takes none.
var telling = [...]string{"lbl", "label", "btn", "button"}

// FilledIn returns the name without what tells that it is filled into a field: txtPassword.Text, passwordTextField.text.
func FilledIn(name []byte) []byte {
	n := slices.IndexFunc(filling[:], func(end string) bool { return len(name) > len(end) && ascii.EqualFold(name[len(name)-len(end):], end) })
	tells := func(word string) bool { return len(name) > len(word) && ascii.EqualFold(name[:len(word)], word) }
	if n < 0 || slices.ContainsFunc(telling[:], tells) {
		return name
	}
	base := name[:len(name)-len(filling[n])]
	for {
		front := unfielded(base)
		if len(front) == 0 {
			return base
		}
		base = front
	}
}

// unfielded returns a name without its last word, which may be numbered, if that is one of widgets; nothing of other names.
func unfielded(name []byte) []byte {
	name = bytes.TrimRight(name, "0123456789")
	at := len(name) - 1
	if at < 0 {
		return nil
	}
	for !wordlist.WordStarts(name, at) {
		at--
	}
	is := func(word string) bool { return ascii.EqualFold(name[at:], word) }
	if !slices.ContainsFunc(widgets.Beginning(ascii.Lower(name[at])), is) {
		return nil
	}
	return bytes.TrimRight(name[:at], "_-")
}

// endsIn reports whether a name that foldName wrote ends in one of some words.
func endsIn(ends []string, folded []byte, starts []bool) bool {
	return slices.ContainsFunc(ends, func(end string) bool {
		at := len(folded) - len(end)
		return at >= 0 && starts[at] && string(folded[at:]) == end
	})
}

// nameEndsIn reports whether a name ends in one of some words, which are written as foldName writes them.
func nameEndsIn(ends []string, name []byte) bool {
	var folded [longestName]byte
	var starts [len(folded) + 1]bool
	n := wordlist.FoldName(name, folded[:], starts[:])
	return endsIn(ends, folded[:n], starts[:])
}

// LooksUp reports whether a name ends in one of phrases.
func LooksUp(name []byte) bool { return nameEndsIn(phrases[:], name) }

// referrers are ends of names for who sent a visitor to a page, whom the page pays: its address is published.
var referrers = [...]string{"referralkey", "affiliatekey", "cpskey"}

// Refers reports whether a name ends in one of referrers.
func Refers(name []byte) bool { return nameEndsIn(referrers[:], name) }

// cipherKeys are ends of names for the key of a cipher.
var cipherKeys = [...]string{"encryptionkey", "cipherkey", "aeskey", "deskey"}

// OfCipher reports whether a name ends in one of cipherKeys.
func OfCipher(name []byte) bool { return nameEndsIn(cipherKeys[:], name) }

// events are ends of names for the numbers of single events, which some services make of the same letters as their keys.
var events = [...]string{"orderid", "requestid", "traceid", "spanid", "correlationid", "messageid", "eventid", "transactionid", "jobid", "runid"}

// Numbers reports whether a name ends in one of events.
func Numbers(name []byte) bool { return nameEndsIn(events[:], name) }

// SameWords reports whether the value only repeats the name:  password = "password", TOKEN_KEY = "token-key".
func SameWords(name, value []byte) bool {
	var a, b [256]byte
	var starts [257]bool
	n := wordlist.FoldName(name, a[:], starts[:])
	m := wordlist.FoldName(value, b[:], starts[:])
	return bytes.Contains(a[:n], b[:m]) || n >= wordlist.LongWord && m <= 2*n && bytes.Contains(b[:m], a[:n])
}

// OptionBefore returns the name of the option whose value text ends in front of, nil for none: id in update -id, accessor-id in
// --accessor-id=.
func OptionBefore(text []byte) []byte {
	end := len(bytes.TrimRight(text, `'"`))
	if end == 0 || text[end-1] != ' ' && text[end-1] != '=' {
		return nil
	}
	name := text[max(0, end-1-MaxNameWord) : end-1]
	name = name[len(ascii.TrimName(name)):]
	if len(name) < 2 || name[0] != '-' {
		return nil
	}
	return bytes.TrimLeft(name, "-")
}

// MaxNameWord bounds the bytes of a name in front of a value, with a dash or blanks between.
const MaxNameWord = 32

// encrypting are ends of names for keys that encrypt.
var encrypting = [...]string{"encryptionkey"}

// Encrypts reports whether a name is that of a key that encrypts: encryptedObjects.encryptionKey.
func Encrypts(name []byte) bool { return nameEndsIn(encrypting[:], name) }

// passwords are words of names for what somebody may choose: of another shape than a provider's tokens it is a password for that
// service, or the service's own for a database, which ends elsewhere than its tokens do.
var passwords = wordlist.New([]string{"password", "passwords", "passwd", "passphrase", "pass", "pwd"}, wordlist.LongWord)

// OfPassword reports whether a name ends as that of a password does.
func OfPassword(name []byte) bool { return passwords.Ends(name) }

// SpeaksOfPassword reports whether a name holds the word for a password.
func SpeaksOfPassword(name []byte) bool { return passwords.Named(name) }
