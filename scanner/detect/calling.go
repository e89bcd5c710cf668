package detect

import (
	"bytes"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// Values that what they are assigned to says are none, whichever rule found them: a file's name has its digest, a checksum is one, a public
// key is public. These judges read more of the name than a rule's literal stands in.

// calling returns the whole of what text[at:] is assigned to or the function that it is given to, on its line, a path or a phrase in quotes
// too; nothing if that is not plain.
func calling(text []byte, at int) []byte {
	line := text[max(0, at-callingReach):at]
	line = line[1+lastNewline(line):]
	line = bytes.TrimRight(line, " \t\"'`\\[")
	if i := bytes.LastIndexByte(line, '['); i >= 0 && all(line[i+1:], isItem) {
		line = bytes.TrimRight(line[:i], " \t") // numbers in front of it in a list
	}
	before, call := bytes.CutSuffix(line, []byte{'('})
	if !call {
		before = bytes.TrimRight(line, "=:>")
	}
	if operator := len(line) - len(before); operator == 0 || operator > len("===") {
		return nil
	}
	before = bytes.TrimRight(before, " \t")
	if len(before) == 0 {
		return nil
	}
	if quote := before[len(before)-1]; isQuote(quote) {
		before = bytes.TrimRight(before[:len(before)-1], `\`)
		return before[1+bytes.LastIndexByte(before, quote):]
	}
	return before[1+bytes.LastIndexAny(before, " \t,;({[\"'`"):]
}

func isItem(c byte) bool { return isDigit(c) || isBlank(c) || c == '.' || c == ',' }

// callingReach bounds what a value is assigned to, in bytes.
const callingReach = 256

// disclaimed tells why the name of what c is assigned to says that it is no credential. Rules of what is public know what they find.
func (f *final) disclaimed(c Candidate, name []byte) reason {
	r, value := f.worker.rule(c.Rule), f.text[c.Start:c.End]
	if r.Exposure != string(finding.Server) {
		return noReason
	}
	switch {
	case f.amongDigests(c), c.facts&checksumOK == 0 && (r.weighed || r.Kind == rules.Assignment) && f.publicHere(c, name):
		return naming
	case uuid(value) && f.namesFile(c), r.weighed && fingerprint(value) && equalFold(f.text[c.Name.Start:c.Name.End], "key"):
		return naming
	case len(name) == 0:
	case hexDigest(value) && (pathLike(name) || sums.named(name) || programFile(name)):
		return naming
	case r.Kind == rules.Assignment && (r.weighed || r.chosen || c.facts&loose != 0) && c.Name.End > 0 && (fetches(name) || refers.ends(name)) && f.givenTo(c):
		return fetched
	case (r.weighed || c.facts&loose != 0) && (publicKey(name) || looksUp(name)),
		r.Kind == rules.Assignment && publicKey(name) && !r.wantsPublic():
		return nameAbout
	case r.weighed && (string(name) == "_key" || string(name) == "data-key"): // of a document or an item of a list, in databases (Sanity, ArangoDB) and pages
		return naming
	case r.weighed && uuid(value) && shells.named(name): // of a credential that a server keeps, as Jenkins': one of SSH is none
		return naming
	case r.weighed && equalFold(name, "key") && (f.caches(c) || namesBuild(value) || f.ofMethod(c) || f.ofEntry(c)):
		return naming
	}
	if r.Generic && (bytes.HasPrefix(value, []byte("//")) || f.outcome(c)) {
		return naming // a scheme was taken for a user, or what became of a test for a name
	}
	if (r.Kind == rules.Assignment || r.Generic) && (constant(value) || types.is(bytes.ToLower(value))) {
		return standIn
	}
	return noReason
}

// namesAside reports whether the name of what a secret of the rule is assigned to ends in a word that tells something about a secret,
// and that the rule does not ask for.
func (r *rule) namesAside(name []byte) bool {
	return r.Kind == rules.Assignment && !r.weighed && r.Exposure == string(finding.Server) && len(name) > 0 && about(name) &&
		!r.wants(name)
}

// encrypted reports whether the name of what c is assigned to says that it is ciphertext, encryptedClientSecret, or c is given to a
// function that decrypts it.
func (f *final) encrypted(c Candidate, name []byte) bool {
	r := f.worker.rule(c.Rule)
	if r.Exposure != string(finding.Server) || !r.weighed && c.facts&loose == 0 && c.vouched == 0 || len(name) == 0 {
		return false
	}
	if decrypters.ends(name) {
		return f.givenTo(c)
	}
	return ciphers.named(name) && cipherEnds.ends(name) && !encrypts(name)
}

// encrypts reports whether a name is that of a key that encrypts: encryptedObjects.encryptionKey.
func encrypts(name []byte) bool {
	const end = "encryption key"
	n := len(name)
	return n >= len(end) && equalFold(name[n-len("key"):], "key") && containsFold(name[n-len(end):], "encryption")
}

// givenTo reports whether c is the first argument of a function.
func (f *final) givenTo(c Candidate) bool {
	return bytes.HasSuffix(bytes.TrimRight(f.text[max(0, int(c.Start)-len(`b("`)):c.Start], "\"'`bru"), []byte{'('})
}

// fetches reports whether a name is of a function that looks up by name what a secret is, or where it lies: get_secret("prod/db"),
// vault.read("kv/db"), secrets.getParameter("/prod/db").
func fetches(name []byte) bool {
	function := name[1+bytes.LastIndexAny(name, ".:>"):]
	function = function[run(function, func(c byte) bool { return folds[c] == 0 }):]
	ends, n := firstEnds(function, 0)
	return n > 0 && fetching.is(bytes.ToLower(function[:ends[0]])) && stores.named(name)
}

// fetching are first words of names of functions that look something up, stores what they look up or where.
var (
	fetching = newWordList([]string{"get", "fetch", "read", "load", "lookup", "retrieve", "resolve", "access", "find", "query", "obtain"}, longWord)
	stores   = newWordList([]string{"secret", "secrets", "password", "passwords", "credential", "credentials", "parameter", "parameters",
		"vault", "keyring", "keychain", "file"}, longWord)
)

// refers are last words of names of functions that look up what something else of a project has under a name: SubResource("Mesh_8xbmh").
var refers = newWordList([]string{"resource", "resources"}, longWord)

// ciphers are words of names for ciphertext, cipherEnds what such names end in, for the password of an encrypted key is none;
// decrypters what names of functions end in.
var (
	ciphers    = newWordList([]string{"encrypted", "ciphered", "enciphered"}, longWord)
	cipherEnds = newWordList([]string{"key", "secret", "token", "credential", "credentials"}, longWord)
	decrypters = newWordList([]string{"decrypt", "decipher"}, longWord)
)

// amongDigests reports whether c is a digest of SHA-256 in a list of such: a package has one for each of its files. What a rule is sure of
// may stand in a list, too.
func (f *final) amongDigests(c Candidate) bool {
	r := f.worker.rule(c.Rule)
	sure := !r.weighed && c.facts&loose == 0 && r.Confidence == string(finding.ConfidenceHigh)
	if sure || c.End-c.Start != 64 || !allHex(f.text[c.Start:c.End]) {
		return false
	}
	const between = "\"', \r\n\t"
	before := bytes.TrimRight(f.text[max(0, int(c.Start)-callingReach):c.Start], between)
	behind := bytes.TrimLeft(f.text[c.End:min(len(f.text), int(c.End)+callingReach)], between)
	return len(behind) > 64 && allHex(behind[:64]) && isQuote(behind[64]) ||
		len(before) > 64 && allHex(before[len(before)-64:]) && isQuote(before[len(before)-65])
}

// hexDigest reports as many hexadecimal digits as a common digest has: MD5, SHA-1, SHA-256, SHA-512.
func hexDigest(value []byte) bool {
	switch len(value) {
	case 32, 40, 64, 128:
		return allHex(value)
	}
	return false
}

// fingerprint reports a digest of a certificate as its tools print it, in pairs of digits (MD5, SHA-1, SHA-256).
func fingerprint(value []byte) bool {
	switch len(value) {
	case 16*len("00:") - 1, 20*len("00:") - 1, 32*len("00:") - 1:
	default:
		return false
	}
	for i, c := range value {
		if i%3 == 2 && c != ':' || i%3 < 2 && !isHex(c) {
			return false
		}
	}
	return true
}

// namesFile reports whether the name is that of a file in a folder: src/fields/password.js.
func (f *final) namesFile(c Candidate) bool {
	start := int(c.Name.Start)
	return start > 1 && f.text[start-1] == '/' && pathLike(f.text[start-2:c.Name.End])
}

// sums are words of names whose hexadecimal values are digests, wherever they stand in it: checksum/config-secret.
var sums = newWordList([]string{
	"checksum", "checksums", "hashed", "digest", "md5", "sha1", "sha256", "sha512", "fingerprint", "thumbprint", "integrity",
}, longWord)

// pathLike reports whether a name is a file's with its folder: src/auth/token.rb. An option of Windows is none: /d:sonar.login; nor is
// the address of a host alone.
func pathLike(name []byte) bool {
	i := bytes.LastIndexByte(name, '/')
	dot := bytes.LastIndexByte(name, '.')
	return i >= 0 && dot > i+1 && !bytes.HasSuffix(name[:i], []byte(":/")) && bytes.IndexByte(name[i:dot], ':') < 0 && len(name)-dot-1 >= 1 && len(name)-dot-1 <= longestExtension && all(name[dot+1:], isAlnum)
}

const longestExtension = 6

// programFile reports whether a name is that of a file of a program, without its folder: 0051_notify_key.sql.
func programFile(name []byte) bool {
	dot := bytes.LastIndexByte(name, '.')
	return dot > 0 && programFiles.is(name[dot+1:])
}

// programFiles are what names of such files end in.
var programFiles = newWordList([]string{"sql", "js", "mjs", "ts", "tsx", "jsx", "css", "py", "rb", "php", "java", "go", "cs", "vue", "html", "svg", "png"}, longWord)

// wants reports whether one of the rule's alternatives ends in the last word of a name.
func (r *rule) wants(name []byte) bool {
	last := lastWord(name)
	for _, n := range r.names {
		if bytes.HasSuffix([]byte(n), last) {
			return true
		}
	}
	return len(r.names) == 0
}

// lastWord returns the last word of a name, in small letters.
func lastWord(name []byte) []byte {
	var folded [callingReach]byte
	var starts [callingReach + 1]bool
	n := foldName(name, folded[:], starts[:])
	return bytes.Clone(folded[lastStart(starts[:], n):n])
}

// publicKey reports whether a name, written in small letters or camel case, calls a key public: publicResourceKey. In capitals PUBLIC
// is what frameworks want in front of all that they give to a front end, secrets too.
func publicKey(name []byte) bool {
	for _, word := range [...]string{"public", "Public"} {
		if i := bytes.Index(name, []byte(word)); i >= 0 && wordStarts(name, i) && wordEnds(name, i+len(word)) &&
			string(lastWord(name)) == "key" {
			return true
		}
	}
	return false
}

// How far from a key an address is that publishes it, in bytes, and the least length of such a key.
const (
	pageReach   = 2048
	shortestKey = 16
)

// ofPage reports a key that is published in a file of its own name, by which a site shows whose it is: ${INDEXNOW_KEY}.txt
// (https://www.indexnow.org/documentation).
func (f *final) ofPage(c Candidate) bool {
	value, name := f.text[c.Start:c.End], f.text[c.Name.Start:c.Name.End]
	around := f.text[max(0, int(c.Start)-pageReach):min(len(f.text), int(c.End)+pageReach)]
	return len(value) >= shortestKey && (standsWith(around, value, ".txt") || len(name) > 0 && standsWith(around, name, "}.txt"))
}

// standsWith reports whether text holds word with those signs behind it.
func standsWith(text, word []byte, signs string) bool {
	for {
		_, behind, found := bytes.Cut(text, word)
		if !found || bytes.HasPrefix(behind, []byte(signs)) {
			return found
		}
		text = behind
	}
}

// shells are words of names for what signs in with SSH.
var shells = newWordList([]string{"ssh", "sshkey", "sshcreds"}, longWord)

// ofEntry reports the name of an entry whose value follows it, {"key": "x", "value": 1}, and that of an item in a list of React's
// components, <Item key="x".
func (f *final) ofEntry(c Candidate) bool {
	behind := bytes.TrimLeft(f.text[c.End:min(len(f.text), int(c.End)+signReach*4)], "\"', \t\r\n")
	if bytes.HasPrefix(behind, []byte("value\":")) {
		return true
	}
	front := f.text[max(0, int(c.Start)-callingReach):c.Start]
	tag := front[1+bytes.LastIndexByte(front, '<'):]
	n := run(tag, isWord)
	return len(tag) < len(front) && n > 0 && isUpper(tag[0]) && bytes.IndexByte(tag, '>') < 0 && bytes.HasSuffix(tag, []byte(` key="`)) &&
		!f.worker.anyone.named(tag[:n])
}

// ofMethod reports the name of a method in the list that compilers of JavaScript make of a class: {key: "reset", value: function () …
func (f *final) ofMethod(c Candidate) bool {
	behind := f.text[c.End:min(len(f.text), int(c.End)+signReach*4)]
	if len(behind) == 0 || !isQuote(behind[0]) {
		return false
	}
	behind = bytes.TrimLeft(behind[1:], ", \t\r\n")
	kind, made, _ := bytes.Cut(behind, []byte{':'})
	made = bytes.TrimLeft(made, " ")
	return methodKinds.is(kind) && (bytes.HasPrefix(made, []byte("function")) || bytes.HasPrefix(made, []byte("async")) || bytes.HasPrefix(made, []byte{'('}))
}

// methodKinds are what such a list calls a method.
var methodKinds = newWordList([]string{"value", "get", "set"}, longWord)

// wantsPublic reports whether one of the rule's alternatives asks for a public key.
func (r *rule) wantsPublic() bool {
	return slices.ContainsFunc(r.Names, func(name string) bool { return strings.Contains(name, "public") })
}

// cacheReach is how far around a key the step that it is a cache's key of is looked for, in bytes.
const cacheReach = 400

// caches reports whether c stands in a step of a pipeline that caches files under a key.
func (f *final) caches(c Candidate) bool {
	around := f.text[max(0, int(c.Start)-cacheReach):min(len(f.text), int(c.End)+cacheReach)]
	return bytes.Contains(around, []byte("actions/cache")) || bytes.Contains(around, []byte("restore-keys"))
}

// constant reports whether a value is the name of a constant or a variable: TB_ALLOW_KEY, also where it goes on with its value.
func constant(value []byte) bool {
	value = bytes.TrimRight(value, "=")
	return bytes.Count(value, []byte{'_'}) >= 2 && all(value, func(c byte) bool { return isUpper(c) || c == '_' })
}

// types are names of types, of values that every language has, and of methods that hash, in small letters.
var types = newWordList([]string{
	"string", "str", "boolean", "bool", "number", "integer", "object", "undefined", "null", "none",
	"optional", "bytes", "nullable", "char", "text", "varchar", "any", "unknown", "securestring",
	"sha512", "sha256", "sha1", "md5", "bcrypt", "scrypt",
}, longWord)
