package detect

import (
	"bytes"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that what they are assigned to says are none, whichever rule found them: a file's name has its digest, a checksum is one, a public
// key is public. These judges read more of the name than a rule's literal stands in.

// calling returns the whole of what text[at:] is assigned to or the function that it is given to, on its line, a path or a phrase in quotes
// too; nothing if that is not plain.
func calling(text []byte, at int) []byte {
	line := text[max(0, at-callingReach):at]
	line = line[1+ascii.LastNewline(line):]
	line = bytes.TrimRight(line, " \t\"'`\\[")
	if i := bytes.LastIndexByte(line, '['); i >= 0 && ascii.All(line[i+1:], isItem) {
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
	if quote := before[len(before)-1]; ascii.IsQuote(quote) {
		before = bytes.TrimRight(before[:len(before)-1], `\`)
		return before[1+bytes.LastIndexByte(before, quote):]
	}
	return before[1+bytes.LastIndexAny(before, " \t,;({[\"'`"):]
}

func isItem(c byte) bool { return ascii.IsDigit(c) || ascii.IsBlank(c) || c == '.' || c == ',' }

// callingReach bounds what a value is assigned to, in bytes.
const callingReach = 256

// calledAside reports whether the name of what a secret is assigned to ends in a word that tells something about a secret, and that its
// rule does not ask for.
func (f *final) calledAside(s *suspect) bool {
	return s.facts&judge.Handed == 0 && s.has(isShaped|isServer) && len(s.calling) > 0 && judge.About(s.calling) &&
		!s.rule.wants(s.calling) && !f.constructs(s)
}

// encrypted reports whether the name of what s is assigned to says that it is ciphertext, encryptedClientSecret, or it is given to a
// function that decrypts it.
func (f *final) encrypted(s *suspect) bool {
	if !s.has(isServer) || s.is&(isWeighed|isLoose) == 0 && s.vouched == 0 || len(s.calling) == 0 {
		return false
	}
	if decrypters.Ends(s.calling) {
		return f.givenTo(s.Candidate)
	}
	return ciphers.Named(s.calling) && cipherEnds.Ends(s.calling) && !judge.Encrypts(s.calling)
}

// enciphered reports a password that was encrypted with a key of Fernet, as programs keep those of others in their databases. A token of that
// form may be the server's own, that opens it to whoever has it.
func (f *final) enciphered(s *suspect) bool {
	return judge.Fernet(s.value) && judge.SpeaksOfPassword(f.text[s.Name.Start:s.Name.End])
}

// givenTo reports whether c is the first argument of a function.
func (f *final) givenTo(c Candidate) bool {
	return bytes.HasSuffix(bytes.TrimRight(f.text[max(0, int(c.Start)-len(`( b"`)):c.Start], "\"'`bru "), []byte{'('})
}

// fetches reports whether a name is of a function that looks up by name what a secret is, or where it lies: get_secret("prod/db"),
// vault.read("kv/db"), secrets.getParameter("/prod/db").
func fetches(name []byte) bool {
	function := name[1+bytes.LastIndexAny(name, ".:>"):]
	function = function[ascii.Run(function, func(c byte) bool { return wordlist.Fold(c) == 0 }):]
	ends, n := firstEnds(function, 0)
	return n > 0 && fetching.Is(bytes.ToLower(function[:ends[0]])) && stores.Named(name)
}

// fetching are first words of names of functions that look something up, stores what they look up or where.
var (
	fetching = wordlist.New([]string{"get", "fetch", "read", "load", "lookup", "retrieve", "resolve", "access", "find", "query", "obtain"}, wordlist.LongWord)
	stores   = wordlist.New([]string{"secret", "secrets", "password", "passwords", "credential", "credentials", "parameter", "parameters",
		"vault", "keyring", "keychain", "file"}, wordlist.LongWord)
)

// ofAction reports what a form does, by which WordPress makes the nonce of the form, or checks it: wp_create_nonce('save-form3')
// (https://developer.wordpress.org/apis/security/nonces/).
func (f *final) ofAction(s *suspect) bool {
	return len(s.calling) > 0 && f.givenTo(s.Candidate) &&
		slices.ContainsFunc(nonceMakers[:], func(function string) bool { return bytes.HasSuffix(s.calling, []byte(function)) })
}

// nonceMakers are ends of names of such functions.
var nonceMakers = [...]string{"create_nonce", "nonce_field"}

// refers are last words of names of functions that look up what something else of a project has under a name: SubResource("Mesh_8xbmh").
var refers = wordlist.New([]string{"resource", "resources"}, wordlist.LongWord)

// ciphers are words of names for ciphertext, cipherEnds what such names end in, for the password of an encrypted key is none;
// decrypters what names of functions end in.
var (
	ciphers    = wordlist.New([]string{"encrypted", "ciphered", "enciphered"}, wordlist.LongWord)
	cipherEnds = wordlist.New([]string{"key", "secret", "token", "credential", "credentials"}, wordlist.LongWord)
	decrypters = wordlist.New([]string{"decrypt", "decipher"}, wordlist.LongWord)
)

// amongDigests reports whether s is a digest of SHA-256 in a list of such: a package has one for each of its files. What a rule is sure of
// may stand in a list, too.
func (f *final) amongDigests(s *suspect) bool {
	sure := s.is&(isWeighed|isLoose) == 0 && s.rule.Confidence == string(finding.ConfidenceHigh)
	if sure || len(s.value) != 64 || !ascii.AllHex(s.value) {
		return false
	}
	const between = "\"', \r\n\t"
	before := bytes.TrimRight(f.text[max(0, int(s.Start)-callingReach):s.Start], between)
	behind := bytes.TrimLeft(f.text[s.End:min(len(f.text), int(s.End)+callingReach)], between)
	return len(behind) > 64 && ascii.AllHex(behind[:64]) && ascii.IsQuote(behind[64]) ||
		len(before) > 64 && ascii.AllHex(before[len(before)-64:]) && ascii.IsQuote(before[len(before)-65])
}

// digestByMark reports a digest behind the name of how it was made, as Puppet writes those of files: '{md5}0a90…'.
func (f *final) digestByMark(s *suspect) bool {
	front := f.text[max(0, int(s.Start)-longestMark):s.Start]
	opening := bytes.LastIndexByte(front, '{')
	mark, ok := bytes.CutSuffix(front[opening+1:], []byte{'}'})
	return opening >= 0 && ok && hexDigest(s.value) && slices.Contains(digestMarks[:], string(mark))
}

// digestMarks are such names, and longestMark the length of the longest with its brackets, in bytes. Directories write {MD5} in front of
// hashes of passwords.
var digestMarks = [...]string{"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "md5lite", "sha256lite"}

const longestMark = len("{sha256lite}")

// hexDigest reports as many hexadecimal digits as a common digest has: MD5, SHA-1, SHA-256, SHA-512.
func hexDigest(value []byte) bool {
	switch len(value) {
	case 32, 40, 64, 128:
		return ascii.AllHex(value)
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
		if i%3 == 2 && c != ':' || i%3 < 2 && !ascii.IsHex(c) {
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
var sums = wordlist.New([]string{
	"checksum", "checksums", "hashed", "digest", "md5", "sha1", "sha256", "sha512", "fingerprint", "thumbprint", "integrity",
}, wordlist.LongWord)

// pathLike reports whether a name is a file's with its folder: src/auth/token.rb. An option of Windows is none: /d:sonar.login; nor is
// the address of a host alone.
func pathLike(name []byte) bool {
	i := bytes.LastIndexByte(name, '/')
	dot := bytes.LastIndexByte(name, '.')
	return i >= 0 && dot > i+1 && !bytes.HasSuffix(name[:i], []byte(":/")) && bytes.IndexByte(name[i:dot], ':') < 0 && len(name)-dot-1 >= 1 && len(name)-dot-1 <= longestExtension && ascii.All(name[dot+1:], ascii.IsAlnum)
}

const longestExtension = 6

// programFile reports whether a name is that of a file of a program, without its folder: 0051_notify_key.sql.
func programFile(name []byte) bool {
	dot := bytes.LastIndexByte(name, '.')
	return dot > 0 && programFiles.Is(name[dot+1:])
}

// programFiles are what names of such files end in.
var programFiles = wordlist.New([]string{"sql", "js", "mjs", "ts", "tsx", "jsx", "css", "py", "rb", "php", "java", "go", "cs", "vue", "html", "svg", "png"}, wordlist.LongWord)

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
	n := wordlist.FoldName(name, folded[:], starts[:])
	return bytes.Clone(folded[wordlist.LastStart(starts[:], n):n])
}

// publicKey reports whether a name, written in small letters or camel case, calls a key public: publicResourceKey. In capitals PUBLIC
// is what frameworks want in front of all that they give to a front end, secrets too.
func publicKey(name []byte) bool {
	for _, word := range [...]string{"public", "Public"} {
		if i := bytes.Index(name, []byte(word)); i >= 0 && wordlist.WordStarts(name, i) && wordlist.WordEnds(name, i+len(word)) &&
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

// shells are words of names for what signs in with SSH. Under one a UUID is that of a credential that a server keeps, as Jenkins'.
var shells = wordlist.New([]string{"ssh", "sshkey", "sshcreds"}, wordlist.LongWord)

// behindReach bounds what is looked at behind a value for what it is the name of, in bytes.
const behindReach = 32

// ofEntry reports the name of an entry whose value follows it, {"key": "x", "value": 1}, or the digest of its value, as in the index of
// npm's cache (https://github.com/npm/cacache), and that of an item in a list of React's components, <Item key="x".
func (f *final) ofEntry(c Candidate) bool {
	behind := bytes.TrimLeft(f.text[c.End:min(len(f.text), int(c.End)+behindReach)], "\"', \t\r\n")
	if bytes.HasPrefix(behind, []byte("value\":")) || bytes.HasPrefix(behind, []byte("integrity\":")) {
		return true
	}
	front := f.text[max(0, int(c.Start)-callingReach):c.Start]
	tag := front[1+bytes.LastIndexByte(front, '<'):]
	n := ascii.Run(tag, ascii.IsWord)
	return len(tag) < len(front) && n > 0 && ascii.IsUpper(tag[0]) && bytes.IndexByte(tag, '>') < 0 && bytes.HasSuffix(tag, []byte(` key="`)) &&
		!f.worker.anyone.named(tag[:n])
}

// ofLayout reports the key of an object that is its name in the object around it, too, as in groups of fields of WordPress:
// "5a9ec0734c0c3": {"key": "5a9ec0734c0c3".
func (f *final) ofLayout(c Candidate) bool {
	front := bytes.TrimRight(f.text[max(0, int(c.Start)-callingReach):c.Name.Start], "\"' \t\r\n")
	front, opens := bytes.CutSuffix(front, []byte{'{'})
	front, named := bytes.CutSuffix(bytes.TrimRight(front, " \t\r\n"), []byte{':'})
	front = bytes.TrimRight(front, "\"' \t")
	return opens && named && bytes.HasSuffix(front, f.text[c.Start:c.End])
}

// ofDocument reports the key in the address of a document that Google's editors keep, which is its id:
// https://docs.google.com/spreadsheet/ccc?key=x
func (f *final) ofDocument(c Candidate) bool {
	front := f.text[max(0, int(c.Start)-documentReach):c.Start]
	front = front[1+bytes.LastIndexAny(front, " \t\r\n\"'`()<>"):]
	return bytes.HasSuffix(front, []byte("key=")) &&
		(bytes.Contains(front, []byte("//docs.google.com/")) || bytes.Contains(front, []byte("//spreadsheets.google.com/")))
}

// documentReach is how far in front of such a key its address begins, in bytes.
const documentReach = 128

// ofNetwork reports the digits of a public key of Tailscale: nodekey:x
func (f *final) ofNetwork(c Candidate) bool {
	return judge.OfNetworkKey(f.text[:c.Start], f.text[c.Start:c.End])
}

// ofCode reports a name in a program: of the function that is called, acmeAuthorization(x), or of an argument, verbose_name="x".
func (f *final) ofCode(c Candidate) bool {
	end := int(c.End)
	if end == len(f.text) || c.Start > 0 && ascii.IsQuote(f.text[c.Start-1]) {
		return false
	}
	name := f.text[c.Start:end]
	if ascii.IsQuote(f.text[end]) {
		var argument bool
		if name, argument = bytes.CutSuffix(name, []byte{'='}); !argument {
			return false
		}
	} else if f.text[end] != '(' {
		return false
	}
	return ascii.All(name, func(c byte) bool { return ascii.IsLetter(c) || c == '_' })
}

// mailbox reports an address of mail in front of another argument, which is whose a password is: create_superuser("ops", "ops@corp.net", "x").
func (f *final) mailbox(s *suspect) bool {
	user, host, ok := bytes.Cut(s.value, []byte{'@'})
	dot := bytes.LastIndexByte(host, '.')
	return ok && len(user) > 0 && dot > 0 && len(host)-dot > len(".c") && ascii.All(host[dot+1:], ascii.IsLetter) &&
		ascii.All(host[:dot], func(c byte) bool { return ascii.IsAlnum(c) || c == '.' || c == '-' }) && argumentGoesOn(f.text, int(s.End))
}

// argumentGoesOn reports whether another argument stands behind the literal that ends at text[end:].
func argumentGoesOn(text []byte, end int) bool {
	behind := text[end:min(len(text), end+behindReach)]
	return len(behind) > 1 && ascii.IsQuote(behind[0]) && behind[1] == ','
}

// ofMethod reports the name of a method in the list that compilers of JavaScript make of a class: {key: "reset", value: function () …
func (f *final) ofMethod(c Candidate) bool {
	behind := f.text[c.End:min(len(f.text), int(c.End)+behindReach)]
	if len(behind) == 0 || !ascii.IsQuote(behind[0]) {
		return false
	}
	behind = bytes.TrimLeft(behind[1:], ", \t\r\n")
	kind, made, _ := bytes.Cut(behind, []byte{':'})
	made = bytes.TrimLeft(made, " ")
	return methodKinds.Is(kind) && (bytes.HasPrefix(made, []byte("function")) || bytes.HasPrefix(made, []byte("async")) || bytes.HasPrefix(made, []byte{'('}))
}

// methodKinds are what such a list calls a method.
var methodKinds = wordlist.New([]string{"value", "get", "set"}, wordlist.LongWord)

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

// keyOfItem reports whether a name is that of the key of a document or of an item of a list, in databases (Sanity, ArangoDB) and pages.
func keyOfItem(name []byte) bool { return string(name) == "_key" || string(name) == "data-key" }

// ofProgram reports a part of a program: a member, UserInfo._getClaims, or a class as its compiled code names it, Lcom/acme/KeyFormat.
func (f *final) ofProgram(c Candidate) bool {
	value := bytes.TrimRight(f.text[c.Start:c.End], "=")
	if class, ok := bytes.CutPrefix(value, []byte{'L'}); ok && bytes.Count(class, []byte{'/'}) > 1 && ascii.All(class, isPathPart) && ascii.IsUpper(class[1+bytes.LastIndexByte(class, '/')]) {
		return true
	}
	object, member, ok := bytes.Cut(value, []byte{'.'})
	if !ok {
		object, member = nil, value
	}
	return judge.Humps(bytes.TrimLeft(member, "_$")) && (len(object) > 0 && ascii.All(object, ascii.IsLetter) || c.Start > 0 && f.text[c.Start-1] == '.')
}

// inlined reports the name that a compiler gives what it inlines, which may look like a hash of a password:
// $1$onStart$beginLayoutCoordinates.
func inlined(value []byte) bool {
	at := bytes.LastIndexByte(value, '$')
	return at > 0 && judge.Humps(value[at+1:])
}

func isPathPart(c byte) bool { return ascii.IsLetter(c) || c == '/' || c == '$' }

// constant reports whether a value is the name of a constant or a variable: TB_ALLOW_KEY, also where it goes on with its value.
func constant(value []byte) bool {
	value = bytes.TrimRight(value, "=")
	return bytes.Count(value, []byte{'_'}) >= 2 && ascii.All(value, func(c byte) bool { return ascii.IsUpper(c) || c == '_' })
}

// namesType reports whether a value is the name of a type, or of one that takes another: Optional[str].
func namesType(value []byte) bool {
	outer, inner, takes := bytes.Cut(bytes.TrimSuffix(value, []byte{']'}), []byte{'['})
	return types.Is(bytes.ToLower(outer)) && (!takes || types.Is(bytes.ToLower(inner)))
}

// types are names of types, of values that every language has, and of methods that hash, in small letters.
var types = wordlist.New([]string{
	"string", "str", "boolean", "bool", "number", "integer", "object", "undefined", "null", "none",
	"optional", "bytes", "nullable", "char", "text", "varchar", "any", "unknown", "securestring",
	"sha512", "sha256", "sha1", "md5", "bcrypt", "scrypt",
}, wordlist.LongWord)
