package detect

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/entropy"
)

// The judges that know what is not a secret, whatever the rule. Each is a pure function of the value.

// placeholder reports whether a value stands for one: a run of one character, a sequence, a word that people write there.
func placeholder(value []byte) bool {
	return repeats(value) || sequence(value) || stands(value)
}

// shaped judges a value that has the shape of a provider's secret: one that people made up in that shape is kept, as such, if it is
// long enough to be told from a word.
func shaped(value []byte) (facts, reason) {
	switch {
	case !placeholder(value):
		return 0, noReason
	case len(value) < shortMadeUp, masked(value), containsFold(value, "your"), value[0] == '<':
		return 0, standIn
	}
	return madeUp, noReason
}

// masked reports nothing but one sign that people write over a value.
func masked(value []byte) bool {
	return bytes.IndexByte([]byte("xX0*.<-_#?"), value[0]) >= 0 && all(value[1:], func(c byte) bool { return c == value[0] })
}

// shortMadeUp is the length, in bytes, below which a made-up value is a placeholder.
const shortMadeUp = 12

// repeats reports a run of 6 equal characters that makes up an eighth of the value, or of 4 that make up half of it, as in xxxx and
// 0000-0000; long tokens of binary formats hold AAAAAA by right.
func repeats(value []byte) bool {
	longest, length := 0, 0
	for i, c := range value {
		if i > 0 && lower(c) == lower(value[i-1]) {
			length++
		} else {
			length = 1
		}
		longest = max(longest, length)
	}
	return longest >= 6 && 8*longest >= len(value) || longest >= 4 && 2*longest+1 >= len(value)
}

// sequence reports 8 characters in ascending or descending order: 12345678, abcdefgh.
func sequence(value []byte) bool {
	up, down := 1, 1
	for i := 1; i < len(value); i++ {
		if !isAlnum(value[i]) || !isAlnum(value[i-1]) {
			up, down = 1, 1
			continue
		}
		step := int(lower(value[i])) - int(lower(value[i-1]))
		if step == '0'-'9' {
			step = 1 // 1234567890
		}
		up, down = grow(up, step == 1), grow(down, step == -1)
		if up >= 8 || down >= 8 {
			return true
		}
	}
	return false
}

func grow(n int, more bool) int {
	if more {
		return n + 1
	}
	return 1
}

// standIns are words of placeholders, in lower case, long enough not to occur in random text by chance (a six-letter word does in
// one of 10^7 base62 tokens of 40 characters, a four-letter word in one of 10^4).
var standIns = newWordList([]string{
	"xxxx", "****", "....", "…", "<your", "your_", "your-", "yourapi", "yoursecret", "yourtoken", "yourpass", "yourkey", "youraccess",
	"changeme", "change_me", "change-me", "replaceme", "replace_", "replace-", "placeholder", "insert_", "insert-", "example", "dummy",
	"sample", "redacted", "removed", "fake", "todo", "fixme", "secret_here", "key_here", "token_here", "-here", "_here", "foobar", "lorem",
	"my_secret", "my-secret", "my_pass", "my-pass", "mysecret", "my_token", "mytoken", "my_api",
	"myapi", "mypass", "not-a-real", "notareal", "not_a_real", "put_your", "enter_", "undefined",
	"beispiel", "exemple", "ejemplo", "esempio", "exemplo", "platzhalter",
}, longWord)

func stands(value []byte) bool { return standIns.within(value) || yours(value) }

// possessives are "your password" and the like in other languages, without what separates words.
var possessives = newWordList([]string{
	"ihrpasswort", "deinpasswort", "hiereinf", "hiereintragen", "votremotdepasse", "tonmotdepasse", "votrecl", "tucontrase",
	"sucontrase", "tuclave", "suclave", "suasenha", "tuasenha", "suachave", "tuapassword", "suapassword", "inserisciqui",
	"uwwachtwoord", "jouwwachtwoord", "parolaniz", "ifreniz", "twojehas", "vaseheslo", "vašeheslo", "dittlosenord",
	"dittlösenord", "dinadgangskode", "dittpassord", "salasanasi", "katasandianda", "matkhaucuaban",
	"ашпароль", "你的密码", "您的密码", "你的密碼", "您的密碼", "あなたのパスワード", "ここに", "여기에", "비밀번호입력",
}, longWord)

// labels are what fields for a password are called in other languages than English, without what separates words: as values they are
// translations.
var labels = newWordList([]string{
	"contraseña", "contrasenya", "motdepasse", "passwort", "kennwort", "senha", "palavrapasse", "parola", "wachtwoord", "heslo",
	"hasło", "lösenord", "passord", "adgangskode", "salasana", "jelszó", "lozinka", "geslo", "parool", "katasandi", "şifre",
	"пароль", "密码", "密碼", "口令", "パスワード", "비밀번호", "mậtkhẩu",
}, longWord)

// longPlaceholder bounds the values that are compared with possessives, in bytes.
const longPlaceholder = 64

// yours reports whether a value says in another language than English whose credential belongs there.
func yours(value []byte) bool {
	var letters [longPlaceholder]byte
	return possessives.within(lettersOf(value, letters[:]))
}

// translated reports whether a value is what a field for a password is called in another language than English.
func translated(value []byte) bool {
	var letters [longPlaceholder]byte
	return !bytes.ContainsAny(value, "0123456789") && labels.is(lettersOf(value, letters[:]))
}

// lettersOf writes the letters of a value to letters, in lower case as far as they are ASCII; of one that is longer nothing.
func lettersOf(value, letters []byte) []byte {
	if len(value) > len(letters) {
		return nil
	}
	n := 0
	for _, c := range value {
		if isLetter(c) || c >= 0x80 {
			letters[n] = lower(c)
			n++
		}
	}
	return letters[:n]
}

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
	case first == '<' && last == '>', first == '[' && last == ']', first == '%' && last == '%', first == '@' && last == '@',
		first == '{' && last == '}' && !bytes.ContainsAny(value[1:min(3, len(value))], `"\\`):
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

func isLetter(c byte) bool { return isLower(c | 0x20) }

// identifier reports whether a value names something instead of proving something: a digest, an address, a path, a version, a date.
func identifier(value []byte) bool {
	switch {
	case bytes.HasPrefix(value, []byte("sha256-")), bytes.HasPrefix(value, []byte("sha512-")), bytes.HasPrefix(value, []byte("sha256:")):
		return true
	case bytes.Contains(value, []byte("://")), value[0] == '/' && !slashed64(value),
		bytes.HasPrefix(value, []byte("./")), bytes.HasPrefix(value, []byte("../")), bytes.HasPrefix(value, []byte("~/")):
		return true
	case bytes.HasPrefix(value, []byte("ssh-rsa")), bytes.HasPrefix(value, []byte("ssh-ed25519")),
		bytes.HasPrefix(value, []byte("-----BEGIN")):
		return true
	}
	return hashed(value) || bytes.Contains(value, []byte("@sha256:")) || bytes.Contains(value, []byte("/commit/")) ||
		account(value) || publicForm(value) || rules.PublicNKEY(value) ||
		versioned(value) || pathOfUUID(value) || resourceID(value) || uniqueName(value)
}

// account reports the address of an account of Ethereum: 0x and 40 hexadecimal digits.
func account(value []byte) bool {
	return len(value) == 42 && value[0] == '0' && value[1] == 'x' && allHex(value[2:])
}

// accounts reports whether the rule asks for such addresses.
func (r *rule) accounts() bool { return strings.Contains(r.Shape, "0x") }

// publicName reports what names its owner, in a form that no chance makes, unless the rule asks for such.
func (r *rule) publicName(value []byte) bool {
	return account(value) && !r.accounts() || rules.PublicNKEY(value) || versionRange(value) || publicPoint(value) || multikey(value)
}

// versionRange reports one or more versions that a package may have: ^2.7.1, 2.0.3.tgz.
func versionRange(value []byte) bool {
	rest := bytes.TrimLeft(bytes.TrimSuffix(value, []byte(".tgz")), "^~=<>v")
	return bytes.Count(rest, []byte{'.'}) == 2 && all(rest, func(c byte) bool { return isDigit(c) || c == '.' }) || versioned(rest)
}

// resourceID reports the number of a resource of an app for Android, which begins with that of its package
// (https://developer.android.com/guide/topics/resources/providing-resources).
func resourceID(value []byte) bool {
	return len(value) == 10 && bytes.HasPrefix(value, []byte("0x7f")) && allHex(value[2:])
}

// uniqueName reports a UUID with a number of a process and one of a moment behind it, as macOS makes names that are unique
// (https://developer.apple.com/documentation/foundation/processinfo/globallyuniquestring).
func uniqueName(value []byte) bool {
	if len(value) < 36+len("-1-")+16 || !uuid(value[:36]) || value[36] != '-' {
		return false
	}
	process := run(value[37:], isDigit)
	rest := value[37+process:]
	return process > 0 && len(rest) == 17 && rest[0] == '-' && allHex(rest[1:])
}

// versioned reports a version with what semver.org calls a pre-release or build metadata: 15.0.0-canary.bc9ae6c9c.0.
func versioned(value []byte) bool {
	parts := 0
	for len(value) > 0 {
		n := run(value, isDigit)
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
	return parts == 3 && len(value) > 1 && (value[0] == '-' || value[0] == '+') &&
		(bytes.IndexByte(value, '.') > 0 || releases.begins(value, 1) && releases.named(value[1:]))
}

// releases are words of versions that come before a release.
var releases = newWordList([]string{"alpha", "beta", "rc", "preview", "pre", "canary", "nightly", "snapshot", "next", "build"}, longWord)

// pathOfUUID reports a path of which one part is a UUID: test/bbc498ea-d23b-11e7-af42-2a31486da301.
func pathOfUUID(value []byte) bool {
	if bytes.IndexByte(value, '/') < 0 && bytes.IndexByte(value, '\\') < 0 {
		return false
	}
	for part := range bytes.FieldsFuncSeq(value, func(r rune) bool { return r == '/' || r == '\\' }) {
		if uuid(part) {
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
		case isDigit(c):
			digits++
		case isUpper(c):
			uppers++
		case isLower(c):
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
	"commit/", "commits/", "commit ", "tree/", "blob/", "compare/", "...", "@sha256:", "rev=", "revision ", "index ", "parent ",
}

// identified reports whether the text in front of text[at:] says that what follows is a digest or a commit's name.
func identified(text []byte, at int) bool {
	before := text[max(0, at-identifiedReach):at]
	for _, mark := range announced {
		if len(before) >= len(mark) && equalFold(before[len(before)-len(mark):], mark) {
			return true
		}
	}
	return false
}

// digestLength is how many characters of base64 the longest digest takes, that of SHA-512.
const digestLength = 88

// digestStart returns where the run of base64 begins that a value at text[at:] is the rest of: behind a slash or a plus sign that stands
// between the digest's own characters.
func digestStart(text []byte, at int) int {
	first := at
	if at > 0 && (text[at-1] == '/' || text[at-1] == '+') {
		for first > 0 && at-first < digestLength && isBase64(text[first-1]) {
			first--
		}
	}
	return first
}

// digests are words of names whose values are digests.
var digests = newWordList([]string{
	"signature", "digest", "checksum", "sha1", "sha256", "sha512", "md5",
	"fingerprint", "thumbprint", "etag", "integrity", "revision", "commit",
}, longWord)

// identifiedReach is the length of the longest of announced, in bytes.
const identifiedReach = 9

// hashMethods begin hashes of passwords as frameworks keep them (Werkzeug's pbkdf2:sha256:600000$…$…, Django's pbkdf2_sha256$…$…).
var hashMethods = [...]string{"pbkdf2:", "pbkdf2_sha", "scrypt:", "scrypt$", "argon2", "bcrypt", "md5$", "sha1$"}

// hashed reports a crypt(3) hash: $2a$…, $6$…, {SHA}…, or one that names its method.
func hashed(value []byte) bool {
	if end := bytes.IndexByte(value, '}'); value[0] == '{' && end > 0 && all(value[1:end], isBase64URL) {
		return true
	}
	for _, method := range hashMethods {
		if bytes.HasPrefix(value, []byte(method)) && bytes.Count(value, []byte{'$'}) > 1 {
			return true
		}
	}
	return len(value) > 3 && value[0] == '$' && bytes.IndexByte(value[1:min(len(value), 12)], '$') > 0
}

// uuid reports 8-4-4-4-12 hexadecimal digits (RFC 9562).
func uuid(value []byte) bool {
	if len(value) != 36 {
		return false
	}
	for i, c := range value {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !isHex(c) {
			return false
		}
	}
	return true
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
	case !quoted && codeLike(value):
		return program
	}
	return noReason
}
