package judge

import (
	"bytes"
	"encoding/base64"
	"slices"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that name something instead of proving something: digests, addresses, paths, versions, UUIDs.

// identifier reports whether a value names something instead of proving something: a digest, an address, a path, a version, a date.
func identifier(value []byte) bool {
	switch {
	case bytes.HasPrefix(value, []byte("sha256-")), bytes.HasPrefix(value, []byte("sha512-")), bytes.HasPrefix(value, []byte("sha256:")):
		return true
	case bytes.Contains(value, []byte("://")), value[0] == '/' && !slashed64(value) && !slashedPassword(value),
		bytes.HasPrefix(value, []byte("./")), bytes.HasPrefix(value, []byte("../")), bytes.HasPrefix(value, []byte("~/")):
		return true
	case bytes.HasPrefix(value, []byte("ssh-rsa")), bytes.HasPrefix(value, []byte("ssh-dss")), bytes.HasPrefix(value, []byte("ssh-ed25519")),
		bytes.HasPrefix(value, []byte("ecdsa-sha2-")), bytes.HasPrefix(value, []byte("-----BEGIN")), sshKey(value):
		return true
	}
	return Hashed(value) || bytes.Contains(value, []byte("@sha256:")) || bytes.Contains(value, []byte("/commit/")) ||
		Account(value) || publicForm(value) || rules.PublicNKEY(value) ||
		versioned(value) || pathOfUUID(value) || resourceID(value) || uniqueName(value) ||
		ofNothing(value) || keptUnder(value) || uniquely(value) || ofMoment(value) || OfCheckout(value) || ofDownload(value) || OfRecord(value) || byDigest(value) || ofSetup(value) || colour(value) || standardName(value) || fileName(value) || fileGlob(value) || bytes.HasPrefix(value, []byte("jwk-thumbprint:")) // RFC 9278
}

// ofSetup reports what names a file in a project of Visual Studio that makes an installer: the type of a text, 8, and 32 hexadecimal digits.
func ofSetup(value []byte) bool {
	id, ok := bytes.CutPrefix(value, []byte("8:_"))
	return ok && len(id) == 32 && ascii.AllHex(id)
}

// sshKey reports a public key of SSH, or a certificate of one, without the name of its kind in front of it: it begins with the length of
// that name and the name itself (RFC 4253, 6.6), in base64.
func sshKey(value []byte) bool {
	const length = "AAAA" // below 256: four bytes, of which the last reaches into the next letters
	var head [9]byte
	if !bytes.HasPrefix(value, []byte(length)) || len(value) < base64.StdEncoding.EncodedLen(len(head)) {
		return false
	}
	if _, err := base64.StdEncoding.Decode(head[:], value[:base64.StdEncoding.EncodedLen(len(head))]); err != nil {
		return false
	}
	kind := head[4:]
	return bytes.HasPrefix(kind, []byte("ssh-")) || string(kind) == "ecdsa" || string(kind) == "sk-ss" || string(kind) == "sk-ec"
}

// Account reports the address of an account of Ethereum: 0x and 40 hexadecimal digits.
func Account(value []byte) bool {
	return len(value) == 42 && value[0] == '0' && value[1] == 'x' && ascii.AllHex(value[2:])
}

// recordLetters end the id of a record of Salesforce, one for every five letters in front: which of them are capitals
// (https://github.com/walling/sfid).
const recordLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

// OfRecord reports such an id: 0012F00000XCsTCQA1.
func OfRecord(value []byte) bool {
	if len(value) != 18 || !ascii.All(value, ascii.IsAlnum) {
		return false
	}
	for part := range 3 {
		capitals := 0
		for i, c := range value[5*part : 5*part+5] {
			if ascii.IsUpper(c) {
				capitals |= 1 << i
			}
		}
		if value[15+part] != recordLetters[capitals] {
			return false
		}
	}
	return true
}

// VersionRange reports one or more versions that a package may have: ^2.7.1, 2.0.3.tgz.
func VersionRange(value []byte) bool {
	rest := bytes.TrimLeft(bytes.TrimSuffix(value, []byte(".tgz")), "^~=<>v")
	return bytes.Count(rest, []byte{'.'}) == 2 && ascii.All(rest, func(c byte) bool { return ascii.IsDigit(c) || c == '.' }) || versioned(rest)
}

// resourceID reports the number of a resource of an app for Android, which begins with that of its package
// (https://developer.android.com/guide/topics/resources/providing-resources).
func resourceID(value []byte) bool {
	return len(value) == 10 && bytes.HasPrefix(value, []byte("0x7f")) && ascii.AllHex(value[2:])
}

// uniqueName reports a UUID with a number of a process and one of a moment behind it, as macOS makes names that are unique
// (https://developer.apple.com/documentation/foundation/processinfo/globallyuniquestring).
func uniqueName(value []byte) bool {
	if len(value) < 36+len("-1-")+16 || !IsUUID(value[:36]) || value[36] != '-' {
		return false
	}
	process := ascii.Run(value[37:], ascii.IsDigit)
	rest := value[37+process:]
	return len(rest) == 17 && rest[0] == '-' && ascii.AllHex(rest[1:])
}

// versioned reports a version with what semver.org calls a pre-release or build metadata: 15.0.0-canary.bc9ae6c9c.0.
func versioned(value []byte) bool {
	parts := 0
	for len(value) > 0 {
		n := ascii.Run(value, ascii.IsDigit)
		if n == 0 || n > 4 {
			return false
		}
		value = value[n:]
		if parts++; parts == 3 {
			break
		}
		if len(value) == 0 || value[0] != '.' {
			return false
		}
		value = value[1:]
	}
	return len(value) > 1 && (value[0] == '-' || value[0] == '+') && (bytes.IndexByte(value, '.') > 0 || releases.Named(value[1:]))
}

// releases are words of versions that come before a release.
var releases = wordlist.New([]string{"alpha", "beta", "rc", "preview", "pre", "canary", "nightly", "snapshot", "next", "build"}, wordlist.LongWord)

// pathOfUUID reports a path of which one part is a UUID: test/bbc498ea-d23b-11e7-af42-2a31486da301.
func pathOfUUID(value []byte) bool {
	if bytes.IndexByte(value, '/') < 0 && bytes.IndexByte(value, '\\') < 0 {
		return false
	}
	for part := range bytes.FieldsFuncSeq(value, func(r rune) bool { return r == '/' || r == '\\' }) {
		if IsUUID(part) {
			return true
		}
	}
	return false
}

// slashed64 reports whether a value that begins like a path is base64: letters of both cases and digits in turn, few slashes and no dot.
func slashed64(value []byte) bool {
	body := bytes.TrimRight(value, "=")
	digits, uppers, lowers := 0, 0, 0
	for _, c := range body {
		switch {
		case ascii.IsDigit(c):
			digits++
		case ascii.IsUpper(c):
			uppers++
		case ascii.IsLower(c):
			lowers++
		case c != '/' && c != '+':
			return false
		}
	}
	return len(body) >= 20 && digits > 1 && 6*uppers >= len(body) && 6*lowers >= len(body) &&
		bytes.Count(body, []byte{'/'}) <= 1+len(body)/20
}

// announced are what stands in front of the digest of something, or of the name of a commit.
var announced = [...]string{
	"h1:", "sha1:", "sha1-", "sha256:", "sha256-", "sha384-", "sha512:", "sha512-", "md5:", "sha1=", "sha256=", "sha512=", "md5=",
	"commit/", "commits/", "commit ", "tree/", "blob/", "compare/", "..", "@sha256:", "rev=", "revision ", "index ", "parent ",
}

// Identified reports whether the text in front of text[at:] says that what follows is a digest or a commit's name.
func Identified(text []byte, at int) bool {
	before := text[max(0, at-identifiedReach):at]
	for _, mark := range announced {
		if len(before) >= len(mark) && ascii.EqualFold(before[len(before)-len(mark):], mark) {
			return true
		}
	}
	return false
}

// ResourceName reports whether text, which leads from a provider's word to what is behind it, is the front of a resource's name, of two parts
// or more: adobe:docid:photoshop: in front of a UUID.
func ResourceName(text []byte) bool {
	parts := bytes.Count(text, []byte{':'})
	return parts > 1 && text[len(text)-1] == ':' && ascii.All(text, func(c byte) bool { return ascii.IsWord(c) || c == ':' || c == '.' || c == '-' })
}

// digestLength is how many characters of base64 the longest digest takes, that of SHA-512.
const digestLength = 88

// DigestStart returns where the run of base64 begins that a value at text[at:] is the rest of: behind a slash or a plus sign that stands
// between the digest's own characters.
func DigestStart(text []byte, at int) int {
	first := at
	if at > 0 && (text[at-1] == '/' || text[at-1] == '+') {
		for first > 0 && at-first < digestLength && ascii.IsBase64(text[first-1]) {
			first--
		}
	}
	return first
}

// NamesDigest reports whether a name says that its value is a digest.
func NamesDigest(name []byte) bool { return digests.Within(name) || ascii.EqualFold(name, "sha") }

// digests are words of names whose values are digests.
var digests = wordlist.New([]string{
	"signature", "digest", "checksum", "sha1", "sha256", "sha512", "md5",
	"fingerprint", "thumbprint", "etag", "integrity", "revision", "commit",
}, wordlist.LongWord)

// identifiedReach is the length of the longest of announced, in bytes.
const identifiedReach = 9

// hashMethods begin hashes of passwords as frameworks keep them (Werkzeug's pbkdf2:sha256:600000$…$…, Django's pbkdf2_sha256$…$…).
var hashMethods = [...]string{"pbkdf2:", "$pbkdf2-", "pbkdf2_sha", "scrypt:", "scrypt$", "argon2", "bcrypt", "md5$", "sha1$"}

// Hashed reports a crypt(3) hash: $2a$…, $6$…, {SHA}…, or one that names its method.
func Hashed(value []byte) bool {
	if end := bytes.IndexByte(value, '}'); value[0] == '{' && end > 0 && ascii.All(value[1:end], ascii.IsBase64URL) {
		return true
	}
	for _, method := range hashMethods {
		if bytes.HasPrefix(value, []byte(method)) && bytes.Count(value, []byte{'$'}) > 1 {
			return true
		}
	}
	return len(value) > 3 && value[0] == '$' && bytes.IndexByte(value[1:min(len(value), 12)], '$') > 0
}

// productDigits are what product keys of Microsoft are written with, an N among them once.
var productDigits = ascii.ClassOf(func(byte) bool { return false }, "BCDFGHJKMNPQRTVWXY2346789")

// Activates reports a product key: five groups of five, C7VRW-3HKQN-8PXTY-D2MJG-6BFV9. Those for whole organisations are published
// (https://learn.microsoft.com/en-us/windows-server/get-started/kms-client-activation-keys).
func Activates(value []byte) bool {
	if len(value) != 29 {
		return false
	}
	for i, c := range value {
		if dash := i%6 == 5; dash != (c == '-') || !dash && !productDigits[c] {
			return false
		}
	}
	return true
}

// emptyDigests are digests of nothing, which stand for what is not there: MD5, SHA-1, SHA-256, SHA-512.
var emptyDigests = [...]string{
	"d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
}

// ofNothing reports the digest of an empty text.
func ofNothing(value []byte) bool {
	return IsDigestLength(len(value)) && slices.ContainsFunc(emptyDigests[:], func(d string) bool { return ascii.EqualFold(value, d) })
}

// uniqid is how many characters PHP's uniqid and WooCommerce's wc_generate_order_key give.
const uniqid = 13

// uniquely reports a word with what makes it unique behind it: a moment, as PHP's uniqid gives it (group_63db85f18df07), or of an order of
// WooCommerce, which exports of shops have for a password, what is random (wc_order_k3Jd82nFq0aZx).
func uniquely(value []byte) bool {
	head, ok := bytes.CutSuffix(value[:max(0, len(value)-uniqid)], []byte{'_'})
	tail := value[max(0, len(value)-uniqid):]
	if !ok || !ascii.All(head, func(c byte) bool { return ascii.IsLower(c) || c == '_' }) {
		return false
	}
	order := bytes.HasPrefix(head, []byte("wc")) && bytes.HasSuffix(head, []byte("_order")) && ascii.All(tail, ascii.IsAlnum)
	return order || len(head) > 0 && (tail[0] == '5' || tail[0] == '6') && ascii.AllHex(tail) // since July 2012
}

// momentDigits is how many digits a moment has that is counted in milliseconds, since 2001; momentLetters the most letters that
// make one unique.
const (
	momentDigits  = 13
	momentLetters = 6
)

// ofMoment reports some letters with a moment of 2017 to 2033 behind them, in milliseconds, as AWS writes the tokens that make a request
// one that can be sent twice (the ClientToken of its reservations): bLnuq1506470152405.
func ofMoment(value []byte) bool {
	letters := ascii.Run(value, ascii.IsLetter)
	moment := value[letters:]
	return letters > 0 && letters <= momentLetters && len(moment) == momentDigits && moment[0] == '1' && moment[1] >= '5' && ascii.All(moment, ascii.IsDigit)
}

// checkoutLetters is how many capitals and digits the number of a payment with PayPal's Express Checkout has behind EC-.
const checkoutLetters = 17

// OfCheckout reports such a number, EC-9VT64354BS889423P, which PayPal calls a token: it names the payment that a buyer is led to
// agree to, and is dead three hours later (https://developer.paypal.com/api/nvp-soap/set-express-checkout-nvp/).
func OfCheckout(value []byte) bool {
	number, ok := bytes.CutPrefix(value, []byte("EC-"))
	return ok && len(number) == checkoutLetters && ascii.All(number, ascii.IsUpperAlnum)
}

// Letters of base64 that the name of a key of Qiniu takes, and a signature of HMAC-SHA1.
const (
	qiniuKey       = 40
	qiniuSignature = 28
)

// ofDownload reports what Qiniu signs an address or a request with, the name of a key and the signature: it opens that alone, to a moment
// that the address names (https://developer.qiniu.com/kodo/1202/download-token).
func ofDownload(value []byte) bool {
	key, signature, _ := bytes.Cut(value, []byte{':'})
	return len(key) == qiniuKey && len(signature) == qiniuSignature && ascii.All(key, ascii.IsBase64URL) &&
		signature[qiniuSignature-1] == '=' && ascii.All(signature[:qiniuSignature-1], ascii.IsBase64URL)
}

// slackID reports the name of a channel, a conversation, a workspace or a user of Slack, C08QX4T1PJ8
// (https://docs.slack.dev/reference/objects/conversation-object).
func slackID(value []byte) bool {
	return (len(value) == 9 || len(value) == 11) && bytes.IndexByte([]byte("CDGTUW"), value[0]) >= 0 && value[1] == '0' &&
		ascii.All(value, ascii.IsUpperAlnum)
}

// larkKinds begin the tokens by which Lark and Feishu name folders, files, documents, tables and apps in addresses, behind which 22 letters
// and digits stand (https://github.com/larksuite/oapi-sdk-go has many).
var larkKinds = [...]string{"fldcn", "fldbc", "boxcn", "boxbc", "doxcn", "doxbc", "doccn", "docbc", "shtcn", "shtbc", "bascn", "basbc", "appcn", "appbc", "wikcn", "wikbc"}

// LarkID reports such a name.
func LarkID(value []byte) bool {
	return len(value) == len("fldcn")+22 && ascii.All(value, ascii.IsAlnum) &&
		slices.ContainsFunc(larkKinds[:], func(kind string) bool { return string(value[:len(kind)]) == kind })
}

// twilioIDs begin the names of calls, messages, numbers, services and the like, behind which 32 hexadecimal digits stand
// (https://www.twilio.com/docs/glossary/what-is-a-sid).
var twilioIDs = [...]string{"CA", "SM", "MM", "PN", "MG", "CF", "RE", "VA", "VE", "WA", "QU", "AP", "IS", "CH", "RM", "SD"}

// twilioID reports such a name.
func twilioID(value []byte) bool {
	return len(value) == 34 && slices.Contains(twilioIDs[:], string(value[:2])) && ascii.All(value[2:], func(c byte) bool { return ascii.IsDigit(c) || 'a' <= c && c <= 'f' })
}

// cartToken reports what a cart of a shop of Shopify is known by, and opens that alone: c1- and 32 hexadecimal digits, or base64 of the
// region that it lies in and a ULID, gcp-us-east1:01JZVQ…; a key of its visitor may follow.
func cartToken(value []byte) bool {
	token, _, _ := bytes.Cut(value, []byte("?key="))
	if rest, ok := bytes.CutPrefix(token, []byte("c1-")); ok {
		return len(rest) == 32 && ascii.AllHex(rest)
	}
	if !bytes.HasPrefix(token, []byte("Z2NwL")) { // gcp-, which no region lacks
		return false
	}
	var p PlainBytes
	plain, ok := p.OfBase64(token)
	_, id, _ := bytes.Cut(plain, []byte{':'})
	return ok && len(id) == ulid && ascii.All(id, ascii.IsUpperAlnum)
}

// ulid is the length of a sortable id in characters (https://github.com/ulid/spec).
const ulid = 26

// IsULID reports such an id of a moment from 2004 to 2039: 01 and 24 characters of the base32 of Crockford.
func IsULID(value []byte) bool {
	return len(value) == ulid && value[0] == '0' && value[1] == '1' &&
		ascii.All(value, func(c byte) bool { return ascii.IsUpperAlnum(c) && c != 'I' && c != 'L' && c != 'O' && c != 'U' })
}

// keptUnder reports the name under which a program keeps what belongs to a sortable id: esphome.01JMZA3DE7G4TQXEJWKCV75R1Q.
func keptUnder(value []byte) bool {
	at := len(value) - ulid
	return at > 1 && value[at-1] == '.' && IsULID(value[at:]) && ascii.All(value[:at], func(c byte) bool { return ascii.IsWord(c) || c == '.' })
}

// leastRevision is the least length in bytes of the commit in a version of a plugin of Jenkins.
const leastRevision = 12

// releasedPlugin reports a version of a plugin of Jenkins, with its commit, in which an underscore keeps letters apart: 359.v2a91c4df7b5e,
// 1319.v7eb_51b_3a_c97b_ (JEP-229).
func releasedPlugin(value []byte) bool {
	count, commit, _ := bytes.Cut(value, []byte(".v"))
	return len(count) > 0 && ascii.All(count, func(c byte) bool { return ascii.IsDigit(c) || c == '.' || c == '-' }) && len(commit) >= leastRevision &&
		ascii.All(commit, func(c byte) bool { return ascii.IsHex(c) || c == '_' })
}

// A mangled name has at least so many long names in it, of so many letters; between two names there are at most so many marks.
const (
	leastMangled = 2
	longMangled  = 8
	mostMarks    = 4
)

// Mangled reports the name that a compiler gives a function, in which names follow each other that have their lengths in front of them:
// 13AcmeMobileKit0A10APIManagerC11getVouchers… (Swift), 4acme5queue13thread_state_tC1Ev… (C++).
func Mangled(value []byte) bool {
	for names := 0; len(value) > 0; {
		marks := ascii.Run(value, func(c byte) bool { return !ascii.IsDigit(c) })
		if marks > mostMarks {
			names = 0
		}
		value = value[marks:]
		digits := ascii.Run(value, ascii.IsDigit)
		length := least(value[:digits], len(value)+1)
		value = value[digits:]
		switch {
		case length == 0: // stands for a name that was there
		case length > len(value) || !ascii.All(value[:length], isNamePart):
			names = 0
		default:
			if length >= longMangled && manySmall(value[:length]) && Wordy(value[:length]) {
				names++
			}
			value = value[length:]
		}
		if names == leastMangled {
			return true
		}
	}
	return false
}

// least returns the number that decimal digits stand for, most if it is larger.
func least(digits []byte, most int) (n int) {
	for _, c := range digits {
		n = min(10*n+int(c-'0'), most)
	}
	return n
}

func isNamePart(c byte) bool { return ascii.IsLetter(c) || c == '_' }

// manySmall reports whether most letters are small ones.
func manySmall(letters []byte) bool {
	small := 0
	for _, c := range letters {
		if ascii.IsLower(c) {
			small++
		}
	}
	return 5*small >= 3*len(letters)
}

// colour reports how a terminal shows a part of a line: fg=#ff5555,bold.
func colour(value []byte) bool {
	return bytes.HasPrefix(value, []byte("fg=")) || bytes.HasPrefix(value, []byte("bg="))
}

// IsUUID reports 8-4-4-4-12 hexadecimal digits (RFC 9562).
func IsUUID(value []byte) bool {
	if len(value) != 36 {
		return false
	}
	for i, c := range value {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !ascii.IsHex(c) {
			return false
		}
	}
	return true
}

// NumberedUUID reports a UUID with the number of a part behind it, and maybe a letter for its kind in front, as Grafana names queries:
// Q-638a78b9-fc11-4f92-973c-60c8f0bc7ed2-0.
func NumberedUUID(value []byte) bool {
	if len(value) > 2 && ascii.IsLetter(value[0]) && value[1] == '-' {
		value = value[2:]
	}
	return len(value) > 37 && len(value) <= 40 && IsUUID(value[:36]) && value[36] == '-' && ascii.All(value[37:], ascii.IsDigit)
}

// storages are last words of names of files that hold credentials, or what belongs to them.
var storages = wordlist.New([]string{"json", "yaml", "yml", "toml", "pem", "p12", "pfx", "jks", "crt", "cer", "txt", "xml", "html", "ini", "conf"}, wordlist.LongWord)

// fileName reports the name of a file: acme-prod-3f9a2c.json.
func fileName(value []byte) bool {
	dot := bytes.LastIndexByte(value, '.')
	return dot > 0 && storages.Is(value[dot+1:]) && ascii.All(value[:dot], func(c byte) bool { return ascii.IsWord(c) || c == '-' || c == '.' })
}

// IsDigestLength reports whether digests are n hexadecimal digits long.
func IsDigestLength(n int) bool {
	for _, l := range digestLengths {
		if n == l {
			return true
		}
	}
	return false
}

// digestLengths are how many hexadecimal digits digests take: MD5, SHA-1, SHA-256, SHA-512.
var digestLengths = [...]int{32, 40, 64, 128}

// fileGlob reports a pattern for names of files: *.key, *session.key.
func fileGlob(value []byte) bool {
	stem, extension, ok := bytes.Cut(value, []byte{'.'})
	small := func(c byte) bool { return ascii.IsLower(c) || c == '-' || c == '_' }
	return ok && bytes.HasPrefix(stem, []byte{'*'}) && ascii.All(stem[1:], small) &&
		len(extension) > 0 && ascii.All(extension, func(c byte) bool { return small(c) || ascii.IsDigit(c) || c == '.' || c == '*' })
}
