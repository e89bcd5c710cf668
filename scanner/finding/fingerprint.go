package finding

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// commonKey keys the fingerprints of all runs that have no key of their own, so that laptop and CI agree.
const commonKey = "sluice/1"

// guessable is the bits of guessing work below which a fingerprint made with the common key must not depend on all of the secret:
// else a dictionary of passwords would turn it back.
const guessable = 60

// Fingerprint identifies a secret of a family, over moves, renames, squashes and line ends: 32 hexadecimal digits. With a key ("" is
// the common one) it is the first half of HMAC-SHA-256 over family and secret. A guessable secret under the common key is
// identified by family, path, the name it is assigned to and 12 bits of its hash instead. Line ends, outer white space and the
// separators of path do not matter.
func Fingerprint(key, family string, secret Secret, path, name string) string {
	text := normal(secret.Reveal())
	if key != "" {
		return digest(key, family, text)
	}
	full := digest(commonKey, family, text)
	if guessing(text) >= guessable {
		return full
	}
	return digest(commonKey, family, strings.ReplaceAll(path, `\`, "/"), name, full[:3])
}

// normal makes line ends and outer white space the same on every platform.
func normal(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

func digest(key string, parts ...string) string {
	mac := hmac.New(sha256.New, []byte(key))
	for _, p := range parts {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(p)))
		mac.Write(length[:])
		mac.Write([]byte(p))
	}
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
