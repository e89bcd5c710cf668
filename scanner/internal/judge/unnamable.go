package judge

import (
	"bytes"
	"slices"
	"unicode"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Letters and digits that nothing is called by, behind signs that names stand behind: those of variables and of paths.

// counted are words of names in which small letters follow a number.
var counted = wordlist.New([]string{
	"a11y", "b64", "base64", "base32", "db2", "e2e", "ec2", "h264", "i18n", "ipv4", "ipv6", "k8s", "l10n", "md5", "mp3", "mp4", "oauth2", "p12", "p2p",
	"sha1", "sha256", "sha512", "utf8", "x509",
}, 0)

// Unnamable reports whether letters and digits are no name of a variable: a small letter stands behind a digit, and that behind a letter, as
// in S3cret and Pa55w0rd, and begins none of counted.
func Unnamable(text []byte) bool {
	if !ascii.All(text, ascii.IsAlnum) {
		return false
	}
	for i := 1; i+1 < len(text); i++ {
		if !ascii.IsDigit(text[i]) || !ascii.IsLower(text[i+1]) {
			continue
		}
		from := i
		for from > 0 && !ascii.IsUpper(text[from]) {
			from--
		}
		if from < i && !counts(text[from:]) {
			return true
		}
	}
	return false
}

// counts reports whether a word of a name begins with one of counted.
func counts(word []byte) bool {
	return slices.ContainsFunc(counted.Beginning(ascii.Lower(word[0])), func(n string) bool {
		return len(word) >= len(n) && ascii.EqualFold(word[:len(n)], n)
	})
}

// longestSlashed is the length, in bytes, up to which a value with a slash in front is rather a password than a path, if it is mixed.
const longestSlashed = 20

// slashedPassword reports whether a short value with a slash in front is no path: capitals, small letters and digits that are no name, or in
// front of the signs that people end passwords with: /k3Lm9qX, /Xy9!
func slashedPassword(value []byte) bool {
	rest := value[1:]
	body := bytes.TrimRight(rest, "!@#$%&*")
	if len(value) > longestSlashed || !bytes.ContainsAny(body, ascii.Digits) || !bytes.ContainsFunc(body, unicode.IsUpper) || !bytes.ContainsFunc(body, unicode.IsLower) {
		return false
	}
	return Unnamable(body) || len(body) < len(rest) && ascii.All(body, ascii.IsAlnum)
}
