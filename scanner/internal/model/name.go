package model

import "bytes"

// What a name says of its value.

// longestName is how much of a name is looked at, its end, in bytes.
const longestName = 80

// name fills in the features of the name.
func (v *Value) name(value []byte, f *Features) {
	name := v.Text[max(v.NameStart, v.NameEnd-longestName):v.NameEnd]
	var folded [longestName]byte
	lower := folded[:fold(name, folded[:])]
	f[fNameLength] = int16(len(name))
	f[fNameWords] = wordsIn(name)
	nameWords.mark(lower, f[fNamePassword:fNameEnd])
	last := lastWord(name, lower)
	f[fNameEnd] = groupOfEnd[string(last)]
	if string(last) == "psk" { // too short a word to be looked for in the middle of others
		f[fNamePassword] = 1
	}
	f[fNameCase] = nameCase(name)
	covered, _, _ := trained().cover(lower)
	f[fNameCovered] = share(covered, len(lower))
	f[fNameInValue], f[fValueInName] = contained(lower, value)
}

// nameWords are groups of words, in the order of the features from fNamePassword; a feature's value tells which of its group.
var nameWords = newGroups(
	[]string{"password", "passwd", "passphrase", "passcode", "pass", "pwd", "psw", "pw"},
	[]string{"secret", "private", "encrypt", "sign", "hmac", "salt", "seed", "mnemonic", "otp"},
	[]string{"token", "bearer", "jwt", "ticket"},
	[]string{"key"},
	[]string{"auth", "basic", "login", "cred"},
	[]string{"api", "app", "client", "consumer", "webhook"},
	[]string{"access", "refresh", "master", "admin", "root", "session"},
	[]string{"public", "pub", "csrf", "xsrf", "page", "next", "cancel"},
	[]string{"user", "email", "account", "name"},
	[]string{"url", "uri", "path", "file", "dir", "host", "endpoint"},
	[]string{"hash", "sha", "md5", "digest", "checksum", "fingerprint", "thumbprint", "signature", "etag"},
	[]string{"nonce", "salt", "iv", "uuid", "guid", "id"},
	[]string{"test", "fake", "mock", "dummy", "example", "invalid", "wrong", "bad", "old", "new", "expected", "default"},
	[]string{"session", "cookie", "sid"},
).like(0, passwords...)

// passwords are words for a password in other languages, which the model was hardly shown: their values are judged as passwords are.
var passwords = []string{
	"senha", "contrase", "passwort", "kennwort", "wachtwoord", "heslo", "haslo", "jelszo", "parola", "sifre", "salasana", "adgangskode",
	"lozinka", "geslo", "losenord", "motdepasse", "mot_de_passe", "kata_sandi", "katasandi", "matkhau", "mat_khau",
	"preshared", "pre_shared", "wifikey", "wifi_key", "wlankey", "wlan_key", "wpakey", "wpa_key", "wepkey", "wep_key",
}

// nameEnds are last words of names, in groups.
var nameEnds = [...][]string{
	{"password", "passwd", "passphrase", "pass", "pwd", "pw", "passcode",
		"senha", "contrasena", "contrasenya", "contrasenia", "clave", "passwort", "kennwort", "wachtwoord", "heslo", "haslo", "jelszo", "parola", "sifre",
		"salasana", "adgangskode", "lozinka", "geslo", "losenord", "motdepasse", "mdp", "sandi", "mima", "psk"},
	{"secret", "secrets"},
	{"token", "tokens"},
	{"key", "keys"},
	{"id", "ids", "uuid", "guid"},
	{"name", "names", "user", "username", "email"},
	{"url", "uri", "endpoint", "path", "file", "filename", "dir", "host", "port"},
	{"type", "types", "mode", "kind", "class", "format", "algorithm", "alg", "policy", "version", "status", "state"},
	{"hash", "digest", "sha1", "sha256", "md5", "checksum", "fingerprint", "signature"},
	{"length", "len", "size", "count", "max", "min", "limit", "expiry", "expires", "ttl", "timeout", "number", "index"},
	{"label", "title", "text", "message", "hint", "placeholder", "description", "help", "error", "prompt", "header", "field", "param"},
	{"value", "data", "string", "str"},
	{"confirmation", "confirm", "again", "repeat"},
	{"auth", "authorization", "credential", "credentials", "cred", "creds"},
	{"prefix", "suffix", "pattern", "regex", "template", "env", "var", "variable", "ref"},
}

// lastWord returns the last word of a name, in small letters.
func lastWord(name, lower []byte) []byte {
	end := len(name)
	for end > 0 && classes[name[end-1]] >= digitClass {
		end--
	}
	at := end
	for at > 0 && classes[name[at-1]] <= upperClass {
		at--
		if classes[name[at]] == upperClass && at+1 < end && classes[name[at+1]] == lowerClass {
			break
		}
		if classes[name[at]] == lowerClass && at > 0 && classes[name[at-1]] == upperClass {
			at--
			break
		}
	}
	return lower[at:end]
}

// groupOfEnd gives 1 + the group of a last word; of groups that share one the first.
var groupOfEnd = func() map[string]int16 {
	groups := map[string]int16{}
	for i := len(nameEnds) - 1; i >= 0; i-- {
		for _, word := range nameEnds[i] {
			groups[word] = int16(i + 1)
		}
	}
	return groups
}()

// wordsIn counts the words of a name.
func wordsIn(name []byte) int16 {
	n, previous := int16(0), noClass
	for _, b := range name {
		k := classes[b]
		if k <= digitClass && (previous > digitClass || previous == noClass || k == upperClass && previous == lowerClass) {
			n++
		}
		previous = k
	}
	return n
}

// nameCase tells how a name is written: 1 all capitals, 2 all small, 3 a capital first, 4 mixed.
func nameCase(name []byte) int16 {
	small, capital := false, false
	for _, b := range name {
		small = small || classes[b] == lowerClass
		capital = capital || classes[b] == upperClass
	}
	switch {
	case capital && !small:
		return 1
	case !capital:
		return 2
	case classes[name[0]] == upperClass:
		return 3
	}
	return 4
}

// contained reports whether the letters and digits of a name and of a value hold each other.
func contained(name, value []byte) (nameInValue, valueInName int16) {
	var a [longestName]byte
	var b [longestValue]byte
	n, m := squeeze(name, a[:]), squeeze(value, b[:])
	if n == 0 || m == 0 {
		return 0, 0
	}
	return flag(n <= m && bytes.Contains(b[:m], a[:n])), flag(m <= n && bytes.Contains(a[:n], b[:m]))
}

// squeeze writes the letters, in lower case, and digits of text.
func squeeze(text, to []byte) int {
	n := 0
	for _, b := range text {
		switch classes[b] {
		case upperClass:
			b |= 0x20
		case lowerClass, digitClass:
		default:
			continue
		}
		to[n] = b
		n++
	}
	return n
}
