package judge

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Public names of keys of OpenPGP.

// keyEnds are what names of such keys end in.
var keyEnds = wordlist.New([]string{"key", "keys", "signingkey", "gpgkey", "pgpkey", "lsignkey"}, wordlist.LongWord)

// keyOwners are words of names for such keys.
var keyOwners = wordlist.New([]string{"signingkey", "aptkey", "gpg", "pgp", "gpgkey", "pgpkey", "lsignkey", "openpgp", "gnupg", "repokey", "releasemanagerkey"}, wordlist.LongWord)

// EndsAsKey reports whether a name ends as that of such a key.
func EndsAsKey(name []byte) bool { return keyEnds.Ends(name) }

// namedKey reports the public name of a key of OpenPGP as git's user.signingkey has it, and variables for the keys of package repositories.
func namedKey(name, value []byte) bool {
	switch KeyDigits(value) {
	case 8, 16, 40:
		return keyOwners.Named(name) && keyEnds.Ends(name)
	}
	return false
}

// KeyDigits returns how many hexadecimal digits a value has that may name a key of OpenPGP, 0 for other values: its fingerprint, with
// blanks as GnuPG prints it, or the end of that (RFC 9580, section 5.5.4).
func KeyDigits(value []byte) (digits int) {
	for _, c := range bytes.TrimPrefix(value, []byte("0x")) {
		switch {
		case ascii.IsHex(c):
			digits++
		case c != ' ':
			return 0
		}
	}
	return digits
}
